"""One panel of a figure alone: it gets all the room, and the words that it shared with others."""

from string import ascii_letters

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from nnviz.drawing.levels import LevelSet
from nnviz.drawing.motion import forget_motions
from nnviz.drawing.panels import words_between
from nnviz.render.sizes import Size

_HEIGHT = 0.62
"""Of a panel alone where its height is free, as a share of the width."""

_FLAT = 0.4
"""The share of the room's height below which a map with equal scales is a strip in it."""


def keep_panel(figure: Figure, place: int, size: Size) -> None:
    """Take all panels away but the one in this place, in the order in which they were named."""
    axes = sorted(figure.axes, key=_order)[place]
    others = [other for other in figure.axes if other is not axes]
    for text in words_between(figure):
        text.set_text("")
    _take_names(axes, [other for other in others if _are_in_line(axes, other)])
    _show_numbers(axes)
    for other in others:
        other.remove()
    forget_motions(figure, {axes, *axes.child_axes})
    axes.set_subplotspec(GridSpec(1, 1, figure=figure)[0, 0])
    if not size.fixed:
        figure.set_figheight(_HEIGHT * size.width)
    _fill(axes, figure)


def _order(axes: Axes) -> int:
    """Return a panel's place: `subplot_mosaic` labels it with a letter, `subplots` with none."""
    label = axes.get_label()
    return ascii_letters.find(str(label)) if len(str(label)) < 2 else len(ascii_letters)


def _are_in_line(axes: Axes, other: Axes) -> bool:
    """Return whether two panels stand in one row or one column, or show the same plane."""
    if (axes.get_xlim(), axes.get_ylim()) == (other.get_xlim(), other.get_ylim()):
        return True
    one, its = axes.get_subplotspec(), other.get_subplotspec()
    if one is None or its is None:
        return False
    return one.rowspan == its.rowspan or one.colspan == its.colspan


def _take_names(axes: Axes, others: list[Axes]) -> None:
    """Let an axis without a name have that of a panel in line with it with its limits."""
    for other in others:
        for axis, its in ((axes.xaxis, other.xaxis), (axes.yaxis, other.yaxis)):
            alike = tuple(axis.get_view_interval()) == tuple(its.get_view_interval())
            if alike and not axis.label.get_text():
                name = its.label
                axis.label.set(text=name.get_text(), rotation=name.get_rotation())
                axis.label.set(va=name.get_verticalalignment(), ha=name.get_horizontalalignment())


def _show_numbers(axes: Axes) -> None:
    """Write at each axis what stood at a neighbour's, unless it stands on the other side."""
    if not axes.xaxis.get_tick_params()["labeltop"]:
        axes.tick_params(labelbottom=True)
    if not axes.yaxis.get_tick_params()["labelright"]:
        axes.tick_params(labelleft=True)


def _fill(axes: Axes, figure: Figure) -> None:
    """Let a map's two scales differ where equal ones would leave most of the figure empty."""
    aspect, is_map = axes.get_aspect(), any(isinstance(a, LevelSet) for a in axes.collections)
    if is_map and aspect != "auto":
        flat = float(aspect) * axes.get_data_ratio()
        if flat < _FLAT * figure.get_figheight() / figure.get_figwidth():
            axes.set_aspect("auto")
