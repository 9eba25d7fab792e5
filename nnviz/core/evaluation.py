"""Outputs, costs and gradients of a network for examples that are already prepared."""

from collections.abc import Sequence

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.buffers import Buffers
from nnviz.core.examples import Examples
from nnviz.core.passes import of_members
from nnviz.core.penalties import Penalty, on_activities


def logits_and_outputs(network: Buffers, rows: Array, *, training: bool) -> tuple[Array, Array]:
    """Return the output layer's z and a, each (…, examples, outputs)."""
    m, k = rows.shape[-2], network.architecture.sizes[-1]
    check_batch(network, m, training=training)
    z = np.empty((*network.parameters.shape[:-1], m, k), network.architecture.dtype)
    a = np.empty_like(z)
    for part, propagation in network.passes.of(m):
        propagation.forward(of_members(rows, part).swapaxes(-1, -2), training=training)
        z[part] = propagation.layers[-1].z.swapaxes(-1, -2)
        a[part] = propagation.layers[-1].a.swapaxes(-1, -2)
    return z, a


def cost_of(
    network: Buffers, data: Examples, penalties: Sequence[Penalty], *, training: bool
) -> Array:
    """Return the mean loss plus the penalties, (…,)."""
    check_batch(network, data.count, training=training)
    activity = on_activities(penalties)
    result = np.empty(network.parameters.shape[:-1], network.architecture.dtype)
    for part, propagation in network.passes.of(data.count):
        propagation.to_logits(of_members(data.rows, part).swapaxes(-1, -2), training=training)
        cost = propagation.cost(of_members(data.targets, part).swapaxes(-1, -2))
        result[part] = cost + propagation.activity_cost(activity)
    for penalty in penalties:
        result += penalty.cost(network.parameters, network.weight_mask, data.count)
    return result


def gradient_of(
    network: Buffers, data: Examples, penalties: Sequence[Penalty], *, training: bool
) -> Array:
    """Return the gradient of `cost_of` in a new array (…, P)."""
    check_batch(network, data.count, training=training)
    activity = on_activities(penalties)
    for part, propagation in network.passes.of(data.count):
        propagation.forward(of_members(data.rows, part).swapaxes(-1, -2), training=training)
        propagation.backward(of_members(data.targets, part).swapaxes(-1, -2), activity)
    result = network.gradients.copy()
    work = np.empty_like(result)
    for penalty in penalties:
        penalty.add_gradient(network.parameters, network.weight_mask, data.count, result, work)
    return result


def check_batch(network: Buffers, m: int, *, training: bool) -> None:
    """Raise ValueError if batch normalization would have to take the variance of one example."""
    if training and m == 1 and network.architecture.has_batch_norm:
        raise ValueError(
            "batch normalization needs at least 2 examples in a training batch; got 1. "
            "Choose a batch_size that does not leave a last batch of 1"
        )
