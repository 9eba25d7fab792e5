"""Surfaces as pale contours, and the paths that run over them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from nnviz.core.arrays import Array
from nnviz.drawing import marks
from nnviz.drawing.companions import accompany
from nnviz.drawing.labels import Prefer, label
from nnviz.drawing.levels import LevelSet, level_lines, level_regions
from nnviz.drawing.motion import reveal
from nnviz.drawing.roles import RoleLike, colour, role


def contours(
    axes: Axes,
    surface: Callable[[Array], Any],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    levels: int | Sequence[float] = 9,
    log: bool = True,
    equal: bool = False,
    filled: bool = False,
    points: int = 161,
) -> LevelSet:
    """Draw a surface's contours as thin pale lines and fix the limits.

    `surface` takes points of shape (rows, columns, 2) and returns their values (rows, columns).
    So many `levels` are spread evenly, or evenly in the logarithm of the height over the lowest
    point (`log`); or they are given. `equal` gives both axes one scale.
    `filled` shades the heights, palest at the lowest, with levels at even distances in a bowl.
    """
    x, y = np.linspace(*xlim, points), np.linspace(*ylim, points)
    height = np.asarray(surface(np.stack(np.meshgrid(x, y), axis=-1)), float)
    heights = _levels(height, levels, log) if not filled else _even_in_a_bowl(height, levels)
    if filled:
        _shade(axes, x, y, height, heights)
    pale = role("muted").faded(0.62) if filled else colour("faint")
    width = 0.6 * rcParams["lines.linewidth"]
    drawn = level_lines(
        axes, x, y, height, heights, edgecolors=[pale], linewidths=width, zorder=0.5
    )
    axes.set_xlim(*xlim)
    axes.set_ylim(*ylim)
    if equal:
        axes.set_aspect("equal")
    return drawn


def room_for(
    xlim: tuple[float, float], ylim: tuple[float, float], *paths: Array
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return limits no narrower than these that hold the paths too, each (steps, 2).

    For paths that swing wide and come back: what leaves the limits is drawn as diverging.
    """
    points = np.concatenate([np.column_stack([xlim, ylim]), *(1.05 * path for path in paths)])
    low, high = points.min(axis=0), points.max(axis=0)
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


def path(
    axes: Axes,
    points: Array,
    of: RoleLike,
    *,
    steps: bool = True,
    arrows: int = 0,
    ends: bool = True,
    text: str = "",
    prefer: Prefer = "end",
    until: float | None = None,
    times: ArrayLike | None = None,
    leaving: str = "diverges",
    **more: Any,
) -> Line2D:
    """Draw a path (steps, 2) with a circle where it starts and a ring where it ends.

    `steps` marks every step, `arrows` adds so many arrowheads, `text` labels the path. A path
    that leaves the axes' limits is cut there with an arrow that says `leaving`, or nothing where
    that is empty. With `until` it
    grows step by step, or at the `times` given, in an animation that lasts so many steps.
    """
    chosen, points = role(of), np.asarray(points, float)
    visible, gone = _until_gone(axes, points)
    style: dict[str, Any] = {"color": chosen.color, "linestyle": "-"}
    if steps:
        style |= {"marker": chosen.marker, "markersize": 0.45 * rcParams["lines.markersize"]}
    (line,) = axes.plot(visible[:, 0], visible[:, 1], **{**style, **more})
    _arrowheads(axes, visible, chosen.color, arrows)
    if ends:
        marks.start(axes, visible[0], "ink")
    last = [] if gone is None else marks.diverges(axes, visible[-1], gone, chosen, leaving)
    if ends and gone is None:
        last = [marks.end(axes, visible[-1], chosen)]
    x, y = visible.T
    beside = [label(axes, text, x, y, chosen, prefer=prefer)] if text else []
    if until is not None:
        moments = None if times is None else np.asarray(times)[: len(visible)]
        reveal(line, until=until, times=moments, after=last)
        accompany(line, beside)
    return line


def _levels(height: Array, levels: int | Sequence[float], log: bool) -> Array:
    if not isinstance(levels, int):
        return np.asarray(levels, float)
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    if not log:
        return np.linspace(low, high, levels + 2)[1:-1]
    typical = float(np.nanquantile(height, 0.004)) - low
    lowest = max(typical, 1e-6 * (high - low))
    return low + np.geomspace(lowest, high - low, levels + 1)[:-1]


def _even_in_a_bowl(height: Array, levels: int | Sequence[float]) -> Array:
    if not isinstance(levels, int):
        return np.asarray(levels, float)
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    return low + (high - low) * np.linspace(0, 1, levels + 1)[1:-1] ** 2


def _shade(axes: Axes, x: Array, y: Array, height: Array, levels: Array) -> None:
    edges = np.array([-np.inf, *levels, np.inf])
    shades = [role("muted").faded(share) for share in np.linspace(1, 0.78, len(edges) - 1)]
    level_regions(axes, x, y, height, edges, shades, zorder=0.2)


def _until_gone(axes: Axes, points: Array) -> tuple[Array, Array | None]:
    """Return the points up to the first outside the limits, and that one if there is one."""
    low, high = np.sort([axes.get_xlim(), axes.get_ylim()], axis=1).T
    with np.errstate(invalid="ignore"):
        inside = ((points >= low) & (points <= high)).all(axis=1)
    if inside.all() or not inside[0]:
        return points, None
    first = int(np.argmin(inside))
    gone = np.nan_to_num(points[first], nan=np.inf, posinf=1e300, neginf=-1e300)
    return points[:first], gone


def _arrowheads(axes: Axes, points: Array, colour: str, count: int) -> None:
    for at in np.linspace(0, len(points) - 1, count + 2)[1:-1].astype(int):
        axes.annotate(
            "",
            xy=tuple(points[at + 1]),
            xytext=tuple(points[at]),
            arrowprops={
                "arrowstyle": "-|>",
                "color": colour,
                "linewidth": 0,
                "mutation_scale": 1.6 * rcParams["lines.markersize"],
            },
        )
