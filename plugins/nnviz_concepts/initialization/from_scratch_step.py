"""Training one point a step, and one of its steps taken apart."""

from typing import Any

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.callbacks import Every, Record
from nnviz.core.history import History
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train


def trained(
    network: Network, X: Array, y: Array, rate: float, epochs: int, every: Every = "epoch"
) -> History:
    """Return what cost and parameters become of a copy that learns one point a step, in order."""
    cost = Record("cost", lambda each: each.cost(X, y), every=every)
    parameters = Record("parameters", lambda each: each.parameters, every=every)
    return train(
        network.copy(), X, y, GradientDescent(rate), batch_size=1, shuffle=False, epochs=epochs,
        callbacks=(cost, parameters), on_divergence="record",
    )  # fmt: skip


def taken_apart(one: Network, X: Array, y: Array, rate: float, grid: Array) -> dict[str, Any]:
    """Return the first step whose point is on the wrong side, or, where none is, the first."""
    path = trained(one, X, y, rate, epochs=1, every=1)["parameters"]
    own = np.arange(len(y))
    step = int(np.argmax(one.with_parameters(path[:-1]).predict(X)[own, own] != y))
    before, after = one.with_parameters(path[step]), one.with_parameters(path[step + 1])
    x, target = X[[step]], y[[step]]
    first, then = before.inspect(x, target), after.inspect(x, target)
    slopes = before.views(before.gradient(x, target))
    i, j = np.unravel_index(np.abs(slopes[0].W).argmax(), slopes[0].W.shape)
    outputs = first.a[-1].shape[-1]
    wanted = np.array([target[0]]) if outputs == 1 else np.eye(outputs)[target[0]]
    says = [net.inspect(grid).a for net in (before, after)]
    middle, half = grid.mean(axis=0), np.ptp(grid[:, 0]) / 2
    scaled = (grid - middle) / half
    return {
        "step": step + 1, "target": int(target[0]), "wanted": wanted,
        "point": x[0], "place": (x[0] - middle) / half, "dark": np.array([i, j]),
        "hidden_values": np.array([each.a[0][0] for each in (first, then)]),
        "output_values": np.array([each.a[-1][0] for each in (first, then)]),
        "hidden_errors": first.delta[0][0], "output_errors": first.delta[-1][0],
        "losses": np.array([net.cost(x, target) for net in (before, after)]),
        "first_weights": np.array([net.layers[0].W for net in (before, after)]),
        "last_weights": np.array([net.layers[1].W for net in (before, after)]),
        "first_slopes": slopes[0].W, "last_slopes": slopes[1].W,
        "weight": float(before.layers[0].W[i, j]), "slope": float(slopes[0].W[i, j]),
        "weight_then": float(after.layers[0].W[i, j]),
        "carried": float(x[0, i]), "error": float(first.delta[0][0, j]),
        "discs": np.array([np.hstack([scaled, a[0], 2 * a[1] - 1]).T for a in says]),
    }  # fmt: skip


def grid_about(middle: Array, half: float, side: int) -> Array:
    """Return the points (n, 2) of a square about the middle, row by row."""
    x, y = (np.linspace(m - half, m + half, side) for m in middle)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
