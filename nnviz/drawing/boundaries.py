"""What a classifier decides over the plane, and the points it was taught."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnviz.core.arrays import Array, Labels
from nnviz.drawing.levels import level_lines, level_regions
from nnviz.drawing.motion import exchange, figure_that_plays
from nnviz.drawing.roles import Role, RoleLike, colour, paper, role

CLASSES: tuple[RoleLike, ...] = ("first", "second", "third", "fourth", "fifth", "sixth")


def boundaries(
    axes: Axes,
    decide: Callable[[Array], Any],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    roles: Sequence[RoleLike] = CLASSES,
    resolution: int = 241,
    earlier: Sequence[npt.ArrayLike] | Array = (),
    until: float = 1.0,
) -> None:
    """Fill the plane with the pale colour of the class decided there, and rule the boundary.

    `decide` takes points (n, 2) and returns the class of each (n,), an integer from 0, or the
    probability of class 1, a float: its boundary at one half is then drawn smoothly. In an
    animation what `decide` would have returned `earlier`, oldest first, is shown before it at even
    intervals, and this from the share `until` of the time on.
    """
    x, y = np.linspace(*xlim, resolution), np.linspace(*ylim, resolution)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)

    def drawn(decided: npt.ArrayLike) -> list[Artist]:
        return _drawn(axes, x, y, np.reshape(decided, (len(y), len(x))), roles)

    last = drawn(decide(points))
    axes.set(xlim=xlim, ylim=ylim)
    if len(earlier):
        figure = figure_that_plays(axes)
        exchange(figure, last, [partial(drawn, each) for each in earlier], until=until)


def _drawn(
    axes: Axes, x: Array, y: Array, decided: Array, roles: Sequence[RoleLike]
) -> list[Artist]:
    """Draw the regions and what separates them."""
    edges = _edges(decided)
    fills = [role(each).fill for each in roles[: len(edges) - 1]]
    regions = level_regions(axes, x, y, decided, edges, fills, zorder=0.3)
    width = 0.6 * rcParams["lines.linewidth"]
    between = level_lines(
        axes, x, y, decided, edges[1:-1], edgecolors=[colour("muted")], linewidths=width, zorder=0.4
    )
    return [regions, between]


def _edges(decided: Array) -> Array:
    """Return what separates the classes: halves between integers, or one half."""
    if np.issubdtype(decided.dtype, np.floating):
        return np.array([-np.inf, 0.5, np.inf])
    return np.arange(max(int(decided.max()), 1) + 2) - 0.5


def class_points(
    axes: Axes,
    points: Array,
    labels: Labels,
    *,
    roles: Sequence[RoleLike] = CLASSES,
    size: float = 1.0,
) -> None:
    """Draw points (n, 2) by class (n,), each class with a colour and a marker of its own."""
    for number in np.unique(labels):
        chosen: Role = role(roles[int(number)])
        chosen_points = points[labels == number]
        axes.scatter(
            chosen_points[:, 0],
            chosen_points[:, 1],
            s=(0.7 * size * rcParams["lines.markersize"]) ** 2,
            color=chosen.color,
            marker=chosen.marker,
            edgecolor=paper(),
            linewidth=0.2 * rcParams["lines.linewidth"],
            zorder=2,
        )
