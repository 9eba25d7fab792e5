"""One panel of a figure alone: it gets all the room, and the words that it shared with others."""

from string import ascii_letters

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from nnviz.drawing.motion import forget_motions
from nnviz.render.sizes import Size

_HEIGHT = 0.62
"""Of a panel alone where its height is free, as a share of the width."""


def keep_panel(figure: Figure, place: int, size: Size) -> None:
    """Take all panels away but the one in this place, in the order in which they were named."""
    axes = sorted(figure.axes, key=_order)[place]
    others = [other for other in figure.axes if other is not axes]
    _take_names(axes, others)
    axes.tick_params(labelbottom=True, labelleft=True)
    for other in others:
        other.remove()
    forget_motions(figure, {axes, *axes.child_axes})
    axes.set_subplotspec(GridSpec(1, 1, figure=figure)[0, 0])
    if not size.fixed:
        figure.set_figheight(_HEIGHT * size.width)


def _order(axes: Axes) -> int:
    """Return a panel's place: `subplot_mosaic` labels it with a letter, `subplots` with none."""
    label = axes.get_label()
    return ascii_letters.find(str(label)) if len(str(label)) < 2 else len(ascii_letters)


def _take_names(axes: Axes, others: list[Axes]) -> None:
    """Let an axis without a name have that of a panel beside it or under it with its limits."""
    for other in others:
        if not axes.get_xlabel() and other.get_xlim() == axes.get_xlim():
            axes.set_xlabel(other.get_xlabel())
        if not axes.get_ylabel() and other.get_ylim() == axes.get_ylim():
            axes.set_ylabel(other.get_ylabel())
