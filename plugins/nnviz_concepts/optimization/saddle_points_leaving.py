"""How descents leave a saddle point, and in which valley of several they end."""

from math import log

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent, Momentum
from nnviz.core.surfaces import LocalMinima

OFFSETS = np.geomspace(1e-10, 1e-2, 25)
VALLEY_RATE = 0.05
VALLEY_STEPS = 600
VALLEY_START = (1.7, 1.0)


def steps_a_decade(leaving: Array) -> float:
    """Return how many steps more a start ten times nearer takes, over all the starts."""
    return float((leaving[0] - leaving[-1]) / log(OFFSETS[-1] / OFFSETS[0], 10))


def descents_among_valleys(beta: float) -> dict[str, object]:
    """Return where a grid of starts ends up in two valleys, and two paths from one start."""
    surface = LocalMinima()
    (left, right), (low, high) = surface.bounds
    starts = np.stack(np.meshgrid(np.linspace(left, right, 121), np.linspace(low, high, 21)), -1)
    shallow = starts[..., 0] > surface.barrier[0]
    changes, paths = {}, {}
    for name, optimizer in (
        ("plain", GradientDescent(VALLEY_RATE)),
        ("momentum", Momentum(VALLEY_RATE, beta)),
    ):
        ends = descend(surface, optimizer, starts, VALLEY_STEPS)[-1, ..., 0]
        changes[name] = (ends > surface.barrier[0]) != shallow
        paths[f"valley_{name}"] = descend(surface, optimizer, VALLEY_START, VALLEY_STEPS)
    crossing = changes["momentum"]
    heights = surface.value(starts[crossing])
    return {
        **paths,
        "valley_rate": VALLEY_RATE,
        "starts": shallow.size,
        "crossing": crossing.astype(float),
        "plain_changes": int(changes["plain"].sum()),
        "momentum_changes": int(crossing.sum()),
        "momentum_out": _share(crossing[shallow]),
        "momentum_in": _share(crossing[~shallow]),
        "pass_height": float(surface.value(surface.barrier)),
        "lowest_change": float(heights.min()) if len(heights) else float("inf"),
    }


def _share(which: Array) -> str:
    return f"{100 * which.mean():.0f} %"
