"""What goes on inside a network: every layer's z and a, and the gradient that comes back to it."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.buffers import Buffers
from nnviz.core.evaluation import check_batch
from nnviz.core.penalties import Penalty, on_activities


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
    network: Buffers,
    rows: Array,
    targets: Array | None,
    penalties: tuple[Penalty, ...],
    *,
    training: bool,
) -> Inspection:
    """Return copies of what one forward pass, and one backward pass if targets are given, made."""
    check_batch(network, rows.shape[-2], training=training)
    ((_, propagation),) = network.passes.of(rows.shape[-2], together=True)
    propagation.forward(rows.swapaxes(-1, -2), training=training)
    if targets is not None:
        propagation.backward(targets.swapaxes(-1, -2), on_activities(penalties))

    def copies(what: str) -> tuple[Array, ...]:
        arrays = (getattr(layer, what) for layer in propagation.layers)
        return tuple(np.ascontiguousarray(array.swapaxes(-1, -2)) for array in arrays)

    return Inspection(copies("z"), copies("a"), () if targets is None else copies("delta"))
