"""One layer's share of the forward and backward pass, on arrays made once for a shape.

Arrays are kept units by examples, so that every elementwise call runs over one block. The
activations of a layer carry a row of ones at the end, which takes the bias into the product.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.batch_norm import Normalization, RunningStatistics
from nnviz.core.dropout import Dropout
from nnviz.core.layers import Dense, LayerViews


class ActivityPenalty(Protocol):
    """What the passes ask of a penalty on activations."""

    def activity_cost(self, a: Array) -> Array:
        """Return the penalty (…,) on activations a, (…, units, examples)."""

    def add_activity_gradient(self, a: Array, gradient: Array, work: Array) -> None:
        """Add the penalty's ∂/∂a to `gradient`; all are (…, units, examples)."""


class LayerArrays:
    """Room for one layer and m examples: z, a (within A, above the ones), δ and the like."""

    def __init__(
        self, layer: Dense, leading: tuple[int, ...], m: int, dtype: np.dtype[np.floating[Any]]
    ) -> None:
        def room(units: int = layer.outputs) -> Array:
            return np.empty((*leading, units, m), dtype)

        self.A = room(layer.outputs + 1)
        self.A[..., -1, :] = 1
        self.product = room()
        self.z = room() if layer.batch_norm else self.product
        self.normalized = room() if layer.batch_norm else self.product
        self.a = room() if layer.keep < 1 else self.A[..., :-1, :]
        self.mask = room() if layer.keep < 1 else self.a
        self.delta = room()
        self.work = room()

    def members(self, count: int) -> "LayerArrays":
        """Return the same room, for the first `count` members of the stack only."""
        part = object.__new__(LayerArrays)
        part.__dict__.update({name: array[:count] for name, array in self.__dict__.items()})
        return part


class LayerPass:
    """One layer's equations, on its arrays and on its views of parameters and gradients."""

    def __init__(
        self,
        layer: Dense,
        arrays: LayerArrays,
        parameters: LayerViews,
        gradients: LayerViews,
        running: RunningStatistics,
    ) -> None:
        self.activation = layer.activation
        # a column times a row is a product of every pair, which multiply does three times faster
        self.product_of: np.ufunc = np.multiply if layer.outputs == 1 else np.matmul
        self.W, self.block_T = parameters.W, parameters.block.swapaxes(-1, -2)
        self.block_gradient = gradients.block
        self.A, self.product, self.z, self.a = arrays.A, arrays.product, arrays.z, arrays.a
        self.passed_on = arrays.A[..., :-1, :]
        self.delta, self.delta_T = arrays.delta, arrays.delta.swapaxes(-1, -2)
        self.work = arrays.work
        self.normalization: Normalization | None = None
        if layer.batch_norm and parameters.norm and gradients.norm:
            self.normalization = Normalization(
                layer.batch_norm, parameters.norm, gradients.norm, running, arrays.normalized
            )
        self.dropout = Dropout(layer.keep, arrays.mask) if layer.keep < 1 else None

    def forward(
        self,
        A: Array,
        generators: Sequence[np.random.Generator],
        *,
        training: bool,
        track: bool,
    ) -> Array:
        """Take A of the layer below, (…, inputs + 1, m), to this layer's, (…, outputs + 1, m)."""
        self.weigh(A, training=training, track=track)
        self.activation.value(self.z, out=self.a)
        if self.dropout:
            self.dropout.forward(self.a, self.passed_on, generators, training=training)
        return self.A

    def weigh(self, A: Array, *, training: bool, track: bool) -> None:
        """Write z, the weighted inputs, normalized if the layer is, for A of the layer below."""
        self.A_below = A
        np.matmul(self.block_T, A, out=self.product)  # Wᵀ a + b
        if self.normalization:
            self.normalization.forward(self.product, self.z, training=training, track=track)

    def activation_backward(self, penalties: Sequence[ActivityPenalty]) -> None:
        """Turn δ from ∂J/∂(what was passed on) into ∂J/∂z."""
        if self.dropout:
            self.dropout.backward(self.delta)
        for penalty in penalties:
            penalty.add_activity_gradient(self.a, self.delta, self.work)
        self.activation.backward(self.delta, self.z, self.a, self.work)

    def product_backward(self) -> None:
        """Turn δ = ∂J/∂z into ∂J/∂(Wᵀ a + b), and write [∂J/∂W; ∂J/∂b] = A_below δᵀ."""
        if self.normalization:
            self.normalization.backward(self.delta, self.work)
        np.matmul(self.A_below, self.delta_T, out=self.block_gradient)

    def input_gradient(self, out: Array) -> None:
        """Write ∂J/∂a of the layer below, W δ, into `out`, (…, inputs, m)."""
        self.product_of(self.W, self.delta, out=out)
