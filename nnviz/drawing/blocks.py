"""A surface as a block, seen from above and cut open in front, on flat axes."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import LightSource, LinearSegmentedColormap

from nnviz.core.arrays import Array
from nnviz.drawing.roles import RoleLike, role

_LIGHT = LightSource(315, 45)
_PALE, _DEEP = 0.93, 0.45  # the lowest and the highest height, faded into the background


def cut_block(
    axes: Axes,
    x: Array,
    y: Array,
    heights: Array,
    levels: Sequence[float] | Array,
    floor: float,
    of: RoleLike = "muted",
    *,
    lowest: float | None = None,
    highest: float | None = None,
) -> None:
    """Draw a surface as a block whose front edge stands on the axes.

    `x`, `y` and `heights` have a row for each cut through the block, the front one first: where its
    points are on the page, and how high they are. Rows farther back must lie higher on the page.
    Heights are shaded, paler where it is low, and lined at `levels`; the front face goes down to
    `floor`. Several blocks are shaded alike from a common `lowest` height to a common `highest`.
    """
    chosen = role(of)
    low = float(heights.min()) if lowest is None else lowest
    high = float(heights.max()) if highest is None else highest
    tone = np.clip((heights - low) / (high - low), 0, 1)
    rows, columns = heights.shape
    relief = _LIGHT.hillshade(tone[::-1], vert_exag=0.5, dx=1 / columns, dy=1 / rows)[::-1]
    ramp = LinearSegmentedColormap.from_list("", [chosen.faded(_PALE), chosen.faded(_DEEP)])
    shades = np.clip(ramp(tone)[..., :3] * (0.88 + 0.2 * relief[..., np.newaxis]), 0, 1)
    # From the back to the front, so that what is nearer covers what is behind it.
    axes.pcolormesh(x[::-1], y[::-1], shades[::-1][1:, 1:], rasterized=True, zorder=0.2)
    axes.contour(
        x, y, heights, levels, colors=[chosen.faded(0.2)], linestyles="solid", zorder=0.4,
        linewidths=0.4 * rcParams["lines.linewidth"],
    )  # fmt: skip
    sides = (x[0], y[0], floor, 0.82), (x[:, -1], y[:, -1], floor + _rise(y, heights), 0.68)
    for edge, top, bottom, faded in sides:
        axes.fill_between(edge, bottom, top, color=chosen.faded(faded), linewidth=0, zorder=0.5)
    axes.plot(x[0], y[0], color=chosen.color, zorder=0.9)


def _rise(y: Array, heights: Array) -> Array:
    """Return by how much each row is drawn higher than the front one."""
    above = (y - heights)[:, -1]
    return np.asarray(above - above[0])
