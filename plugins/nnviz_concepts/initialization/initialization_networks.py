"""Networks that learn from starts of several sizes, and what they decide on the way."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Labels
from nnviz.core.callbacks import Record
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.remembering import remembering
from nnviz.core.training import train

Mask: TypeAlias = npt.NDArray[np.bool_]

SCALES = 2.0 ** (np.arange(-3, 4) / 2)  # of He's standard deviation
MOMENTS = 8  # stages of a film before the last
LIMITS, RESOLUTION = (-1.6, 1.6), 61


def learned(
    one: Network, starts: Array, moved: Mask, X: Array, y: Labels, rate: float, steps: int
) -> tuple[Array, Array]:
    """Return what networks come to that start so, (starts, networks, P), at each moment.

    Costs (moments, starts, networks), ∞ where they diverged, and all parameters (moments, starts,
    networks, P). Those of starts that a reader has not `moved` are remembered.
    """
    groups = [np.flatnonzero(rows) for rows in (~moved, moved) if rows.any()]
    trained = [_trained(one, starts[rows], X, y, rate, steps) for rows in groups]
    back = np.concatenate(groups).argsort()
    costs, weights = (np.concatenate(each, axis=1)[:, back] for each in zip(*trained, strict=True))
    return costs, weights


@remembering
def _trained(
    one: Network, starts: Array, X: Array, y: Labels, rate: float, steps: int
) -> tuple[Array, Array]:
    network = one.with_parameters(starts.reshape(-1, starts.shape[-1]))
    every = steps // MOMENTS
    recorded = train(
        network, X, y, GradientDescent(rate), steps=steps, on_divergence="record",
        callbacks=[Record("cost", lambda each: each.cost(X, y), every=every),
                   Record("all", lambda each: each.parameters, every=every)],
    )  # fmt: skip
    with np.errstate(all="ignore"):
        ends = network.cost(X, y)
    costs = np.array([*recorded["cost"][:MOMENTS], ends], float)
    weights = np.stack([*recorded["all"][:MOMENTS], network.parameters])
    shape = MOMENTS + 1, *starts.shape
    return np.where(np.isfinite(costs), costs, np.inf).reshape(shape[:-1]), weights.reshape(shape)


@remembering
def decided(sizes: tuple[int, ...], stages: Array) -> Array:
    """Return the probability of class 1 over the plane at each stage, (stages, points)."""
    line = np.linspace(*LIMITS, RESOLUTION)
    grid = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        return Network(sizes, hidden="relu").with_parameters(stages).outputs(grid)[..., 0]


def basin(scales: Array, low_enough: Mask) -> tuple[float, float]:
    """Return between which sizes about He's all have learned; NaN where He's has not."""
    at = int(np.searchsorted(scales, 1.0))
    if not low_enough[at]:
        return np.nan, np.nan
    before, after = low_enough[: at + 1][::-1], low_enough[at:]
    low = at + 1 - (len(before) if before.all() else int(before.argmin()))
    high = at - 1 + (len(after) if after.all() else int(after.argmin()))
    return float(scales[low]), float(scales[high])
