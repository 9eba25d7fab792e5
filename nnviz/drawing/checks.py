"""What is wrong with a figure's texts, for tests over every figure."""

from collections.abc import Iterator
from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from nnviz.drawing.canvas import axes_of, renderer_of
from nnviz.drawing.ink import inks_of
from nnviz.drawing.labels import CurveLabel
from nnviz.drawing.obstacles import Obstacles

_FINE = 0.5
"""The cell in points to which touching is looked at, finer than labels are placed by."""


def overlaps(figure: Figure) -> list[str]:
    """Return a sentence for each text that overlaps another or lies outside the figure."""
    renderer = renderer_of(figure)
    _settle_axis_labels(figure, renderer)
    texts = [(text, _inked(text, renderer)) for text in _texts(figure)]
    page = figure.bbox
    problems = [
        f"{_name(text)} lies outside the figure"
        for text, box in texts
        if box.x0 < page.x0 - 1
        or box.y0 < page.y0 - 1
        or box.x1 > page.x1 + 1
        or box.y1 > page.y1 + 1
    ]
    return problems + [
        f"{_name(one)} overlaps {_name(other)}"
        for (one, first), (other, second) in combinations(texts, 2)
        if _shared(first, second)
    ]


def touching(figure: Figure) -> list[str]:
    """Return a sentence for each placed label that lies on a curve, a point or a filled shape."""
    renderer = renderer_of(figure)
    labels = [text for text in _texts(figure) if isinstance(text, CurveLabel)]
    leaders = [text.leader for text in labels if text.leader is not None]
    slack = figure.dpi / 72  # a text's box is about a point larger than its letters
    obstacles = Obstacles.of(figure, inks_of(figure, [*labels, *leaders], _FINE), _FINE)
    return [
        f"{_name(text)} touches what is drawn"
        for text in labels
        if obstacles.hard[obstacles.cells(text.get_window_extent(renderer).padded(-slack))].any()
    ]


def _settle_axis_labels(figure: Figure, renderer: RendererBase) -> None:
    """Move the axes' labels to where drawing will: off the ticks that they have by now."""
    for axes in axes_of(figure):
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_tightbbox(renderer)


def _texts(figure: Figure) -> Iterator[Text]:
    unseen = {id(text) for axes in axes_of(figure) for text in _unseen(axes)}
    for text in figure.findobj(Text):
        if isinstance(text, Text) and id(text) not in unseen and text.get_text().strip():
            yield text


def _unseen(axes: Axes) -> Iterator[Text]:
    """Yield the texts that are not drawn: hidden ones, and those of ticks beyond the limits."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        slack = 1e-9 * (high - low)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            within = low - slack <= tick.get_loc() <= high + slack
            shown = within and axis.get_visible() and axes.axison
            yield from () if shown else (tick.label1, tick.label2)
    hidden = [each for each in axes.findobj(Text) if isinstance(each, Text)]
    yield from (text for text in hidden if not text.get_visible() or not axes.get_visible())


def _inked(text: Text, renderer: object) -> Bbox:
    if isinstance(text, Annotation):
        return Text.get_window_extent(text, renderer)  # type: ignore[arg-type]
    return text.get_window_extent(renderer)  # type: ignore[arg-type]


def _shared(one: Bbox, other: Bbox) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(width > 1 and height > 1)


def _name(text: Text) -> str:
    return repr(text.get_text().replace("\n", " "))
