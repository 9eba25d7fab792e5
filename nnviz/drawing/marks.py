"""Points that mean something: a start, a minimum, an end, the number that matters."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from nnviz.core.arrays import Array
from nnviz.drawing.companions import accompany
from nnviz.drawing.labels import Prefer, Side, label
from nnviz.drawing.roles import RoleLike, paper, role

Point: TypeAlias = Sequence[float] | Array
"""Two data coordinates."""


def start(axes: Axes, point: Point, of: RoleLike = "ink") -> Line2D:
    """Mark a start, or several of points (2, n): a filled circle."""
    return _mark(axes, point, of, "o", 1.0)


def minimum(axes: Axes, point: Point, of: RoleLike = "ink") -> Line2D:
    """Mark a minimum: a star."""
    return _mark(axes, point, of, "*", 2.0)


def end(axes: Axes, point: Point, of: RoleLike = "ink") -> Line2D:
    """Mark an end: a ring."""
    ring = _mark(axes, point, of, "o", 1.1)
    ring.set(
        markerfacecolor=paper(),
        markeredgecolor=role(of).color,
        markeredgewidth=0.8 * rcParams["lines.linewidth"],
    )
    return ring


def value_mark(
    axes: Axes,
    x: Any,
    y: float,
    text: str,
    of: RoleLike = "ink",
    *,
    side: Side = "right",
    bold: bool = True,
    on: Line2D | None = None,
) -> None:
    """Mark the number that matters at (x, y) and write it beside the mark, bold.

    In an animation it appears when the line that it is `on` has come there.
    """
    chosen = role(of)
    mark = _mark(axes, (x, y), chosen, chosen.marker if chosen.marker not in "._" else "o", 1.0)
    words = label(axes, text, [x], [y], chosen, side=side, bold=bold)
    if on is not None:
        accompany(on, [mark, words])


def arrow(
    axes: Axes, tail: Point, head: Point, of: RoleLike = "ink", *, width: float = 1.0
) -> Annotation:
    """Draw an arrow between two points, so many times as wide as a line."""
    return axes.annotate(
        "",
        xy=(head[0], head[1]),
        xytext=(tail[0], tail[1]),
        arrowprops={
            "arrowstyle": "-|>",
            "color": role(of).color,
            "linewidth": width * rcParams["lines.linewidth"],
            "mutation_scale": 1.6 * width**0.5 * rcParams["lines.markersize"],
            "shrinkA": 0,
            "shrinkB": 0,
        },
        annotation_clip=False,
    )


def diverges(
    axes: Axes,
    inside: Point,
    outside: Point,
    of: RoleLike,
    text: str = "diverges",
    *,
    prefer: Prefer = "end",
) -> list[Artist]:
    """Draw an arrow from a point inside the axes towards one outside, up to their edge.

    Return the arrow, and its text if it has one.
    """
    last, edge = np.asarray(inside, float), _crossing(axes, inside, outside)
    chosen = role(of)
    drawn = arrow(axes, last, edge, chosen)
    if not text:
        return [drawn]
    along = [last[0], edge[0]], [last[1], edge[1]]
    return [drawn, label(axes, text, *along, chosen, prefer=prefer)]


def _mark(axes: Axes, point: Point, of: RoleLike, marker: str, scale: float) -> Line2D:
    colour = role(of).color
    (line,) = axes.plot(
        np.atleast_1d(point[0]),
        np.atleast_1d(point[1]),
        linestyle="none",
        marker=marker,
        markersize=scale * rcParams["lines.markersize"],
        markerfacecolor=colour,
        markeredgecolor=paper(),
        markeredgewidth=0.35 * rcParams["lines.linewidth"],
        zorder=4,
    )
    return line


def _crossing(axes: Axes, inside: Point, outside: Point) -> Array:
    """Return where the segment leaves the axes' limits, measured as it is drawn."""
    axes.autoscale_view()  # matplotlib puts it off until the limits are asked for; these are used
    to_axes = axes.transScale + axes.transLimits
    ends = np.clip(to_axes.transform(np.array([inside, outside], float)), -1e6, 1e6)
    step = ends[1] - ends[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(step > 0, (1 - ends[0]) / step, np.where(step < 0, -ends[0] / step, 1.0))
    share = float(np.clip(shares.min(), 0.0, 1.0))
    return np.asarray(to_axes.inverted().transform(ends[0] + share * step), float)
