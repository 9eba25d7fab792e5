"""A network as a diagram: circles for units, lines for the weights between them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from nnviz.core.arrays import Array
from nnviz.drawing.roles import RoleLike, colour, paper, role


def network_diagram(
    axes: Axes,
    sizes: Sequence[int],
    of: RoleLike = "first",
    *,
    kept: Sequence[npt.ArrayLike] | None = None,
    at: tuple[float, float] = (0.0, 0.0),
    thickness: Sequence[float] | Array | None = None,
) -> list[Artist]:
    """Draw layers of so many units from left to right, and every weight as a pale line.

    `kept` says for each layer which of its units take part (units,); the others are drawn as
    crossed-out circles without lines. The middle of the first layer is `at` this place: layers
    stand 1 apart, and so do units. `thickness` is that of each layer's lines, 1 unless given.
    Returns all that is drawn.
    """
    drawn: list[Artist] = []
    points = [_column(place, units) + at for place, units in enumerate(sizes)]
    alive = [np.ones(units, bool) for units in sizes]
    if kept is not None:
        alive = [np.asarray(each, bool) for each in kept]
    chosen = role(of)
    width = 0.4 * rcParams["lines.linewidth"]
    for layer in range(len(sizes) - 1):
        lines = [
            (start, stop)
            for start in points[layer][alive[layer]]
            for stop in points[layer + 1][alive[layer + 1]]
        ]
        thick = width * (1 if thickness is None else thickness[layer])
        weights = LineCollection(lines, colors=[chosen.faded(0.5)], linewidths=thick, zorder=1)
        drawn.append(axes.add_collection(weights, autolim=False))
    every, shown = np.concatenate(points), np.concatenate(alive)
    size, pale = 1.5 * rcParams["lines.markersize"], colour("pale")
    x, y = every[shown].T
    drawn += axes.plot(x, y, "o", color=chosen.color, mec=paper(), zorder=3, ms=size)
    if not shown.all():
        x, y = every[~shown].T
        drawn += axes.plot(x, y, "o", color=paper(), mec=pale, zorder=2, ms=size)
        drawn += axes.plot(x, y, "x", color=pale, zorder=3, ms=0.7 * size)
    axes.set_axis_off()
    axes.margins(0.08)
    return drawn


def _column(place: int, units: int) -> Array:
    """Return the centres (units, 2) of a layer's circles, the first on top."""
    heights = (units - 1) / 2 - np.arange(units)
    return np.stack([np.full(units, float(place)), heights], axis=-1)
