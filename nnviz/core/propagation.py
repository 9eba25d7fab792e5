"""The forward and the backward pass of a network, or of some members of a stack."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nnviz.core.architecture import Architecture
from nnviz.core.arrays import Array
from nnviz.core.dropout import draw_mask
from nnviz.core.layer_pass import ActivityPenalty, LayerArrays, LayerPass


class Propagation:
    """Both passes for batches of m examples, through given parameters, into given gradients.

    The `members`' own of `generators` draw the dropout masks.
    """

    def __init__(
        self,
        architecture: Architecture,
        arrays: Sequence[LayerArrays],
        buffers: tuple[Array, Array, Array],
        generators: list[np.random.Generator],
        members: slice,
    ) -> None:
        parameters, gradients, statistics = buffers
        self.architecture = architecture
        self._generators, self._members = generators, members
        self.layers = [
            LayerPass(*parts)
            for parts in zip(
                architecture.layers,
                arrays,
                architecture.views(parameters),
                architecture.views(gradients),
                architecture.statistics(statistics),
                strict=True,
            )
        ]

    def forward(
        self, A: Array, *, training: bool = False, track: bool = False, frozen: int = 0
    ) -> Array:
        """Return the outputs (…, k, m) for the inputs A (…, n + 1, m), whose last row is ones.

        `training` turns dropout on and normalizes with the batch's own statistics, but for the
        first `frozen` layers; `track` lets the running statistics follow.
        """
        self.to_logits(A, training=training, track=track, frozen=frozen)
        last = self.layers[-1]
        return last.activation.value(last.z, out=last.a)

    def to_logits(
        self, A: Array, *, training: bool = False, track: bool = False, frozen: int = 0
    ) -> Array:
        """Return the output layer's z (…, k, m), as `forward` before its last activation."""
        if training and not frozen and self.architecture.keep_input < 1:
            A = self._dropped_inputs(A)
        for layer in self.layers[:frozen]:
            A = layer.forward(A, (), training=False, track=False)
        return self.to_logits_from(frozen, A, training=training, track=track)

    def to_logits_from(
        self, start: int, A: Array, *, training: bool = False, track: bool = False
    ) -> Array:
        """Return the output layer's z (…, k, m), given what layer `start`, from 0, takes in."""
        generators = self._generators[self._members]
        for layer in self.layers[start:-1]:
            A = layer.forward(A, generators, training=training, track=track)
        self.layers[-1].weigh(A, training=training, track=track)
        return self.layers[-1].z

    def cost(self, y: Array) -> Array:
        """Return the mean loss (…,) of the logits last computed, for targets y (…, k, m)."""
        return self.architecture.loss.cost(self.layers[-1].z, y, axis=-2)

    def backward(
        self, y: Array, penalties: Sequence[ActivityPenalty] = (), *, frozen: int = 0
    ) -> None:
        """Write the cost's gradient at the targets y (…, k, m), for all but `frozen` layers."""
        last = self.layers[-1]
        self.architecture.loss.gradient(last.z, last.a, y, out=last.delta, axis=-2)
        last.product_backward()
        for above, layer in pairwise(reversed(self.layers[frozen:])):
            above.input_gradient(out=layer.delta)
            layer.activation_backward(penalties)
            layer.product_backward()

    def activity_cost(self, penalties: Sequence[ActivityPenalty], start: int = 0) -> Array | float:
        """Return what penalties on activations add to the cost, (…,), in hidden layers ≥ start."""
        hidden = self.layers[start:-1]
        return sum((p.activity_cost(layer.a) for p in penalties for layer in hidden), 0.0)

    def _dropped_inputs(self, A: Array) -> Array:
        leading = self.layers[0].product.shape[:-2]
        dropped = np.ones((*leading, *A.shape[-2:]), A.dtype)
        mask = np.empty((*leading, A.shape[-2] - 1, A.shape[-1]), A.dtype)
        draw_mask(self._generators[self._members], self.architecture.keep_input, mask)
        np.multiply(A[..., :-1, :], mask, out=dropped[..., :-1, :])
        return dropped
