"""What a classifier decides over the plane, and the points it was taught."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from nnviz.core.arrays import Array, Labels
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
) -> None:
    """Fill the plane with the pale colour of the class decided there, and rule the boundary.

    `decide` takes points (n, 2) and returns the class of each (n,), a number from 0.
    """
    x, y = np.linspace(*xlim, resolution), np.linspace(*ylim, resolution)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    classes = np.asarray(decide(points)).reshape(len(y), len(x)).astype(int)
    count = max(int(classes.max()) + 1, 2)
    fills = [role(each).fill for each in roles[:count]]
    edges = np.arange(count + 1) - 0.5
    axes.contourf(x, y, classes, levels=edges, colors=fills, zorder=0.3)
    axes.contour(
        x,
        y,
        classes,
        levels=edges[1:-1],
        colors=[colour("muted")],
        linewidths=0.6 * rcParams["lines.linewidth"],
        zorder=0.4,
    )
    axes.set(xlim=xlim, ylim=ylim)


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
