"""What goes on inside a network: every layer's z and a, and the gradient that comes back to it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.examples import input_rows, target_rows
from nnviz.core.penalties import Penalty, on_activities

if TYPE_CHECKING:
    from nnviz.core.network import Network


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
    network: "Network",
    X: npt.ArrayLike,
    y: npt.ArrayLike | None,
    penalties: tuple[Penalty, ...],
    *,
    training: bool,
) -> Inspection:
    """Return copies of what one forward pass, and one backward pass if targets are given, made."""
    rows = input_rows(network, X)
    m = network.checked_batch(rows.shape[-2], training=training)
    targets = None if y is None else target_rows(network, y, m)
    (layers,) = network.passes(m, together=True)
    layers.forward(rows.mT, training)
    layers.outputs()
    if targets is not None:
        layers.backward(targets.mT, on_activities(penalties))

    def copies(what: str) -> tuple[Array, ...]:
        arrays = (getattr(layer, what) for layer in layers.layers)
        return tuple(np.ascontiguousarray(array.mT) for array in arrays)

    return Inspection(copies("z"), copies("a"), () if targets is None else copies("delta"))
