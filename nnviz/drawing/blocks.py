"""A surface as a block, seen from above and cut open in front, on flat axes."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LightSource, LinearSegmentedColormap

from nnviz.core.arrays import Array
from nnviz.drawing.levels import level_lines
from nnviz.drawing.motion import exchange, figure_that_plays
from nnviz.drawing.roles import Role, RoleLike, role

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
    earlier: Sequence[Array] | Array = (),
) -> None:
    """Draw a surface as a block whose front edge stands on the axes, logarithmic ones too.

    `x`, `y` and `heights` have a row for each cut through the block, the front one first: where its
    points are on the page, and how high they are. Rows farther back must lie higher on the page.
    Heights are shaded, paler where it is low, and lined at `levels`; the front face goes down to
    `floor`. Several blocks are shaded alike from a common `lowest` height to a common `highest`.
    In an animation the heights `earlier`, oldest first, are shown before at even intervals.
    """
    log = axes.get_yscale() == "log"
    rise = y / heights if log else y - heights
    side = floor * rise[:, -1] / rise[0, -1] if log else floor + rise[:, -1] - rise[0, -1]
    ends = np.array(
        [heights.min() if lowest is None else lowest, heights.max() if highest is None else highest]
    )

    def drawn(these: Array) -> list[Artist]:
        there = these * rise if log else these + rise
        z, (lower, upper) = (np.log(these), np.log(ends)) if log else (these, ends)
        tone = np.clip((z - lower) / (upper - lower), 0, 1)
        width = 0.4 * rcParams["lines.linewidth"]
        lines = level_lines(
            axes, x, there, these, levels, edgecolors=[role(of).faded(0.2)], linewidths=width,
            zorder=0.4,
        )  # fmt: skip
        # From the back to the front, so that what is nearer covers what is behind it.
        mesh = axes.pcolormesh(
            x[::-1], there[::-1], _shades(tone, role(of))[::-1][1:, 1:], rasterized=True, zorder=0.2
        )
        return [lines, mesh, *_faces(axes, x, there, floor, side, role(of))]

    last = drawn(heights)
    if len(earlier):
        exchange(figure_that_plays(axes), last, [partial(drawn, each) for each in earlier])


def _faces(axes: Axes, x: Array, y: Array, floor: float, side: Array, of: Role) -> list[Artist]:
    """Draw the front, down to the floor, and the right side, and the edge of the front."""
    faces = (x[0], y[0], floor, 0.82), (x[:, -1], y[:, -1], side, 0.68)
    filled = [
        axes.fill_between(at, low, top, color=of.faded(pale), linewidth=0, zorder=0.5)
        for at, top, low, pale in faces
    ]
    return [*filled, *axes.plot(x[0], y[0], color=of.color, zorder=0.9)]


def _shades(tone: Array, of: Role) -> Array:
    """Return a colour for each height between 0 and 1, in the light of a lamp on the left."""
    rows, columns = tone.shape
    relief = _LIGHT.hillshade(tone[::-1], vert_exag=0.5, dx=1 / columns, dy=1 / rows)[::-1]
    ramp = LinearSegmentedColormap.from_list("", [of.faded(_PALE), of.faded(_DEEP)])
    shades = ramp(tone)[..., :3] * (0.88 + 0.2 * relief[..., np.newaxis])
    return np.asarray(np.clip(shades, 0, 1))
