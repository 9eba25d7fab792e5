"""Distributions layer by layer."""

from collections.abc import Sequence

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes

from nnviz.core.arrays import Array
from nnviz.drawing.roles import RoleLike, role


def histogram_strips(
    axes: Axes,
    layers: Sequence[Array],
    of: RoleLike = "first",
    *,
    limits: tuple[float, float],
    bins: int = 60,
    names: Sequence[str] | None = None,
) -> None:
    """Draw each layer's values as an upright histogram, the layers side by side from 1.

    The values run up the y axis between `limits` (what lies beyond counts in the outer bins);
    each histogram is as wide as its own largest bin, so that shapes are compared.
    """
    edges = np.linspace(*limits, bins + 1)
    chosen = role(of)
    for at, values in enumerate(layers, start=1):
        counts, _ = np.histogram(np.clip(np.ravel(values), *limits), edges)
        width = 0.85 * counts / max(int(counts.max()), 1)
        axes.fill_betweenx(
            edges, at, at + np.append(width, width[-1]), step="post", color=chosen.fill, linewidth=0
        )
        axes.stairs(
            at + width,
            edges,
            baseline=at,
            orientation="horizontal",
            color=chosen.color,
            linewidth=0.4 * rcParams["lines.linewidth"],
        )
    axes.set(xlim=(0.8, len(layers) + 1), ylim=limits)
    shown = names if names is not None else [str(at) for at in range(1, len(layers) + 1)]
    axes.set_xticks(np.arange(1, len(layers) + 1) + 0.4, shown)
    axes.tick_params(axis="x", length=0)
