"""What is drawn is the result's, number by number: lines, points and bars are looked up in it."""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FuncFormatter

from nnviz.concept import Concept
from nnviz.core.arrays import Array
from nnviz.result import Result
from nnviz.testing.problem import Problem
from nnviz.wording import counted, enumeration, number

FEWEST = 5
"""A line of fewer points may be a mark, an edge or a guide."""

_CLOSE = 1e-9

_GIVEN = (FuncFormatter, FixedFormatter, StrCategoryFormatter)
"""What writes the labels that ticks are given, or powers of ten; others write numbers and dates."""


def drawn_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield a hint at each line, cloud and set of bars at the defaults that is not the result's."""
    from nnviz.render import render

    made = concept()
    result = made.run()
    figure = render(made, result).figure
    yield from strange_artists(result, figure)
    yield from strange_words(made, result, figure)


def strange_artists(result: Result, figure: Figure) -> Iterator[Problem]:
    """Yield a hint at each artist of a figure whose numbers are no row of a result's array."""
    rows = list(_rows(result))
    strange: dict[str, list[str]] = {}
    for axes in figure.axes:
        for what, x, y in _artists(axes):
            if not (_is_a_row(y, rows) and (_counts_evenly(x) or _is_a_row(x, rows))):
                first = ", ".join(number(float(value)) for value in y[:3])
                strange.setdefault(f"{what} at y = {first}, …", []).append(_panel(axes))
    for what, panels in strange.items():
        yield Problem(
            "draw",
            f"{what} in {enumeration(panels)} is no row of an array of the result",
            "Compute in compute what is drawn, so that draw selects and thins.",
            hint=True,
        )


def strange_words(made: Concept, result: Result, figure: Figure) -> Iterator[Problem]:
    """Yield a hint at each word in a panel that no text of the concept and of the result says."""
    known = made.words(result).spoken | {str(value) for value in result.numbers.values()}
    said = [" ".join(text.split()) for text in (*known, *made.members)]
    for axes in figure.axes:
        for drawn in dict.fromkeys(" ".join(text.split()) for text in _words(axes)):
            if not any(drawn in text for text in said):
                yield Problem(
                    "draw",
                    f"{drawn!r} in {_panel(axes)} is no text of the concept",
                    'Say it as a literal, words.say("…"), or return the word in compute.',
                    hint=True,
                )


def _words(axes: Axes) -> Iterator[str]:
    """Yield what is written in a panel and has a letter, and the labels that ticks were given."""
    legend = axes.get_legend()
    written = [*axes.texts, *(legend.get_texts() if legend else ())]
    shown = [axis for axis in (axes.xaxis, axes.yaxis) if axes.axison and axis.get_visible()]
    given = [axis for axis in shown if isinstance(axis.get_major_formatter(), _GIVEN)]
    written += [label for axis in given for label in axis.get_ticklabels()]
    places: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
    texts = [text.get_text() for text in written if text.get_visible()]
    texts += [axes.get_title(loc=place) for place in places]
    texts += [axes.get_xlabel(), axes.get_ylabel()]
    yield from (text for text in texts if any(map(str.isalpha, text)))


def _artists(axes: Axes) -> Iterator[tuple[str, Array, Array]]:
    """Yield what shows numbers in a panel: its description, its x and its y.

    A panel without axes is a diagram, off which no number can be read.
    """
    if not axes.axison:
        return
    for line in axes.lines:
        x, y = (np.asarray(each, float) for each in line.get_data(orig=False))
        if len(y) >= FEWEST and line.get_transform().contains_branch(axes.transData):
            yield f"a line of {len(y)} points", x, y
    for cloud in axes.collections:
        points: Array = np.ma.filled(np.ma.asarray(cloud.get_offsets(), float), np.nan)
        if isinstance(cloud, PathCollection) and len(points) >= FEWEST:
            yield f"a cloud of {len(points)} points", points[:, 0], points[:, 1]
    for bars in axes.containers:
        if isinstance(bars, BarContainer):
            flat = bars.orientation == "horizontal"
            long = [bar.get_width() if flat else bar.get_height() for bar in bars.patches]
            yield counted(len(long), "bar"), np.arange(float(len(long))), np.array(long, float)


def _panel(axes: Axes) -> str:
    title = axes.get_title(loc="left") or axes.get_title() or axes.get_ylabel()
    return f"panel {' '.join(title.split())!r}" if title else "a panel without a title"


def _rows(result: Result) -> Iterator[Array]:
    """Yield the rows and columns of a result's arrays, and each array read through at once."""
    for value in result.arrays.values():
        if value.dtype.kind not in "fiubM":
            continue
        dated: Any = date2num if value.dtype.kind == "M" else np.asarray
        array = np.asarray(dated(value), float)
        for axis in range(array.ndim):
            yield from np.moveaxis(array, axis, -1).reshape(-1, array.shape[axis])
        if array.ndim > 1:
            yield array.ravel()


def _is_a_row(values: Array, rows: list[Array]) -> bool:
    """Return whether values are, in their order, among those of a row; gaps are nothing."""
    kept = values[np.isfinite(values)]
    return not kept.size or any(_is_among(kept, row) for row in rows)


def _is_among(kept: Array, row: Array) -> bool:
    ends = _close(row, kept[0]), _close(row, kept[-1])
    if len(row) < len(kept) or not (ends[0].any() and ends[1].any()):
        return False
    first = int(np.argmax(ends[0]))
    together = row[first : first + len(kept)]
    if len(together) == len(kept) and _close(together, kept).all():
        return True
    wanted, told = iter(kept.tolist()), row[first:].tolist()
    one = next(wanted)
    for value in told:
        if abs(value - one) <= _CLOSE * abs(one):
            following = next(wanted, None)
            if following is None:
                return True
            one = following
    return False


def _close(values: Array, wanted: Any) -> Any:
    return np.abs(values - wanted) <= _CLOSE * np.abs(wanted)


def _counts_evenly(x: Array) -> bool:
    steps = np.diff(x[np.isfinite(x)])
    return not steps.size or bool(np.ptp(steps) <= _CLOSE * np.abs(x[np.isfinite(x)]).max())
