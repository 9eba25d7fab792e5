"""What goes on inside a network: every layer's z and a, and the gradient that comes back to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nnviz.core.arrays import Array
from nnviz.core.examples import input_rows, target_rows
from nnviz.core.layers import Stack
from nnviz.core.penalties import Penalties, as_tuple, on_activities


@dataclass(frozen=True)
class Inspection:
    """For each layer from the first hidden one to the output, an array (…, examples, units).

    `z` are the weighted inputs as the activation function sees them (after any batch
    normalization), `a` the activations (before any dropout), and `delta`, if targets were given,
    the back-propagated gradient ∂J/∂z, or ∂J/∂(Wᵀ a + b) where a layer is batch-normalized.
    """

    z: tuple[Array, ...]
    a: tuple[Array, ...]
    delta: tuple[Array, ...] = ()


def inspect(
    network: Stack,
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    penalty: Penalties = None,
    training: bool = False,
) -> Inspection:
    """Return every layer's z and a, (…, examples, units), and with y the gradients by z."""
    rows = input_rows(network, X, training=training)
    m = rows.shape[-2]
    targets = None if y is None else target_rows(network, y, rows)
    leading, names = network.parameters.shape[:-1], ("z", "a") if y is None else ("z", "a", "delta")
    seen = {
        name: tuple(np.empty((*leading, m, units), network.dtype) for units in network.sizes[1:])
        for name in names
    }
    for layers in network.passes(m):
        layers.forward(layers.own(rows).mT, training)
        layers.outputs()
        if targets is not None:
            layers.backward(layers.own(targets).mT, on_activities(as_tuple(penalty)))
        for name, copies in seen.items():
            for layer, copy in zip(layers.layers, copies, strict=True):
                copy[layers.part] = getattr(layer, name).mT
    return Inspection(**seen)
