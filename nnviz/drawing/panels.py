"""A figure's panels: side by side where there is room, one over the other where there is not."""

from collections.abc import Sequence
from string import ascii_letters
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from nnviz.concept import Concept
from nnviz.drawing.canvas import figure_of
from nnviz.drawing.roles import RoleLike, text_colour
from nnviz.drawing.ticks import plain_numbers
from nnviz.errors import ContractError
from nnviz.result import Result

NARROW = 6.0
"""Below this width in inches panels are stacked, where the height is free."""

_BETWEEN = "nnviz_between"
_STACKED = 0.66  # the height of a stacked panel, as a share of the figure's width
_TALLEST = 8.4  # inches, so that with its headline a figure fits a printed page


def panels(
    figure: Figure,
    *titles: str | tuple[str, str, str],
    widths: Sequence[float] | None = None,
    heights: Sequence[float] | None = None,
    mosaic: str | None = None,
    column: str | None = None,
    column_height: float | None = None,
) -> list[Axes]:
    """Add one panel for each title, or for the title and axes' names of each, in that order.

    They stand in a row, or as `mosaic` says with one letter a panel and `;` between the rows
    (`"ab;ac"`: a large one and two beside it), with these relative `widths` of the columns and
    `heights` of the rows. A figure under 6 inches wide stacks them, or places them as `column`
    says, and grows downwards, by itself as far as a printed page goes, or to a `column_height` in
    inches. Raises `ContractError` when a mosaic's letters are not those of the titles.
    """
    letters = ascii_letters[: len(titles)]
    for one in (mosaic, column):
        if one is not None and set(one) - {";", "."} != set(letters):
            raise ContractError(f"the mosaic {one!r} must place the panels {', '.join(letters)}")
    if is_narrow(figure):
        stacked = column or ";".join(letters)
        heights = heights if mosaic == stacked else None
        mosaic, widths = stacked, None
        wanted = (1 + stacked.count(";")) * _STACKED * figure.get_figwidth()
        figure.set_figheight(column_height or min(wanted, _TALLEST))
    placed = figure.subplot_mosaic(mosaic or letters, width_ratios=widths, height_ratios=heights)
    return [_prepared(placed[letter], title) for letter, title in zip(letters, titles, strict=True)]


def panels_of(concept: Concept, result: Result, figure: Figure, **places: Any) -> list[Axes]:
    """Add the panels that a concept declares, with what they are called, placed as by `panels`."""
    return panels(figure, *concept.words(result).titled(concept.panels), **places)


def colour_title(axes: Axes, of: RoleLike, **style: Any) -> None:
    """Write a panel's title in the colour of a role."""
    axes.set_title(axes.get_title("left"), loc="left", color=text_colour(of), **style)


def small_multiples(
    figure: Figure, *titles: str, columns: int = 4, share: bool = True
) -> list[Axes]:
    """Add panels of one design, so many a row (two where the figure is narrow), axes shared."""
    columns = min(columns, 2 if is_narrow(figure) else len(titles))
    rows = -(-len(titles) // columns)
    if is_narrow(figure):
        figure.set_figheight(rows * 0.42 * figure.get_figwidth())
    grid = figure.subplots(rows, columns, sharex=share, sharey=share, squeeze=False)
    for place in range(len(titles), rows * columns):
        grid.flat[place].remove()
        grid.flat[place - columns].tick_params(labelbottom=True)
    return [_prepared(axes, title) for axes, title in zip(grid.flat, titles, strict=False)]


def between_panels(*texts: Text) -> None:
    """Say of texts that they lead from one panel to the next, as a sign or an arrow does.

    They are left out where one panel is drawn alone. An axis's name may be one of them.
    """
    for text in texts:
        vars(figure_of(text)).setdefault(_BETWEEN, []).append(text)


def words_between(figure: Figure) -> list[Text]:
    """Return the texts that lead from one panel of a figure to the next."""
    found: list[Text] = vars(figure).get(_BETWEEN, [])
    return list(found)


def is_narrow(figure: Figure) -> bool:
    """Return whether panels are stacked: in a printed column, or on a phone."""
    wanted: bool | None = getattr(figure, "stacked", None)
    return bool(figure.get_figwidth() < NARROW) if wanted is None else wanted


def _prepared(axes: Axes, words: str | tuple[str, str, str]) -> Axes:
    title, x, y = (words, "", "") if isinstance(words, str) else words
    if title:
        axes.set_title(title, loc="left")
    if x:
        axes.set_xlabel(x)
    if y:
        axes.set_ylabel(y)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(plain_numbers())
    return axes
