"""What batch normalization does to the units of a network and to its costs, measured."""

import numpy as np

from nnviz.core.architecture import BatchNorm as Normalizing
from nnviz.core.architecture import Views
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset
from nnviz.core.network import Network

LAYERS = 3
PERCENTILES = (0.15, 0.5, 0.85)
RATES = np.geomspace(0.01, 10, 7)


def percentiles_of_units(network: Network, watched: Array) -> Array:
    """Return the percentiles of what the last hidden layer's units take in, (3, units)."""
    z = network.inspect(watched, training=True).z[LAYERS - 1][0]
    return np.asarray(np.quantile(z, PERCENTILES, axis=0))


def summary_of_costs(which: str, costs: Array, guessing: float) -> dict[str, object]:
    """Return the costs, the best with its rate, and the largest rate that halves that of guessing.

    Where none does, it is 0.
    """
    typical = np.median(costs, axis=0)
    best = int(np.argmin(typical))
    halving = np.flatnonzero(typical <= guessing / 2)
    return {
        f"costs_{which}": costs,
        f"best_{which}": float(typical[best]),
        f"best_rate_{which}": float(RATES[best]),
        f"reach_{which}": float(RATES[halving[-1]]) if len(halving) else 0.0,
    }


def taken_apart(network: Network, X: Array, epsilon: float) -> dict[str, object]:
    """Return every unit's mean and variance once normalized, and one unit's values in parts.

    It is the unit of the last hidden layer whose mean is farthest from 0.
    """
    seen = network.inspect(X, training=True)
    means, variances, expected = [], [], []
    for layer, below, z in zip(network.layers[:-1], [X, *seen.a], seen.z, strict=False):
        raw = below @ layer.W
        gamma, beta = _learned(layer)
        normalized = (z - beta) / gamma
        means.append(normalized.mean(axis=0))
        variances.append(normalized.var(axis=0))
        expected.append(1 - epsilon / (raw.var(axis=0) + epsilon))
    unit = int(np.argmax(np.abs(raw.mean(axis=0))))
    raw, normalized = raw[:, unit], normalized[:, unit]
    return {
        "means": np.concatenate(means),
        "variances": np.concatenate(variances),
        "expected_variances": np.concatenate(expected),
        "raw": raw,
        "normalized": normalized,
        "moved": z[:, unit],
        "undone": np.sqrt(raw.var() + epsilon) * normalized + raw.mean(),
        "gamma": gamma[unit],
        "beta": beta[unit],
    }


def _learned(layer: Views) -> tuple[Array, Array]:
    """Return γ and β of a layer's units, 1 and 0 where it is not normalized."""
    if not layer.gamma.size:
        return np.ones_like(layer.b), np.zeros_like(layer.b)
    return layer.gamma, layer.beta


def invariances(network: Network, exact: Network, data: Dataset) -> dict[str, object]:
    """Return what twice the first layer's weights and another bias change.

    `exact` is such a network with a negligible ε, for which the scale of W has no effect at all.
    """
    X, y = data.inputs, data.targets
    exact.parameters = network.parameters
    doubled, biased = exact.copy(), network.copy()
    doubled.layers[0].W[...] *= 2
    biased.layers[0].b[...] += 1
    z, z_doubled = (net.inspect(X, training=True).z[0] for net in (exact, doubled))
    g, g_doubled = (
        net.views(net.gradient(X, y, training=True))[0].W.ravel() for net in (exact, doubled)
    )
    outputs, outputs_biased = (net.outputs(X, training=True) for net in (network, biased))
    return {
        "doubled_change": np.abs(z - z_doubled).max(),
        "gradient_ratio": (g_doubled @ g) / (g @ g),
        "bias_change": np.abs(outputs - outputs_biased).max(),
    }


def error_of_running_means(network: Network, X: Array) -> dict[str, object]:
    """Return how far running means are from those over all examples: root mean square, in σ."""
    seen = network.inspect(X, training=True)
    errors = []
    for layer, below, kept in zip(network.layers[:-1], [X, *seen.a], network.running, strict=False):
        raw = below @ layer.W + layer.b
        errors.append((kept[0] - raw.mean(axis=0)) / raw.std(axis=0))
    return {"running_error": np.sqrt(np.mean(np.square(errors)))}


def sampling_error(batch: int) -> float:
    """Return the standard error, in σ, of a running average of independent batches' means.

    With momentum m the average of independent values has m/(2 − m) of their variance.
    """
    momentum = Normalizing().momentum
    return float(np.sqrt(momentum / (2 - momentum) / batch))
