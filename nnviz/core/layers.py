"""What a dense layer is, and where its parameters lie in the flat buffer.

A layer's block is (inputs + 1, outputs) with the bias as its last row, followed by γ and β if the
layer is batch-normalized. So W and b are contiguous views, and one product with the activations
and their row of ones gives dW and db together.
"""

from dataclasses import dataclass, field

import numpy as np

from nnviz.core.activations import Activation
from nnviz.core.arrays import Array
from nnviz.core.batch_norm import BatchNorm, NormParameters, RunningStatistics
from nnviz.core.initializers import Initializer


@dataclass(frozen=True)
class LayerViews:
    """One layer's part of a flat buffer (…, P) of parameters, gradients or anything like them."""

    block: Array = field(repr=False)
    norm: NormParameters | None = None

    @property
    def W(self) -> Array:  # noqa: N802 - the field's name
        """The weights, (…, inputs, outputs)."""
        return self.block[..., :-1, :]

    @property
    def b(self) -> Array:
        """The biases, (…, outputs)."""
        return self.block[..., -1, :]


@dataclass(frozen=True)
class Dense:
    """a = g(Wᵀ a_below + b), with batch normalization before g and dropout after it if wanted."""

    inputs: int
    outputs: int
    activation: Activation
    initializer: Initializer
    batch_norm: BatchNorm | None = None
    keep: float = 1.0

    @property
    def block_size(self) -> int:
        """How many weights and biases it has."""
        return (self.inputs + 1) * self.outputs

    @property
    def size(self) -> int:
        """How many parameters it has."""
        return self.block_size + (2 * self.outputs if self.batch_norm else 0)

    @property
    def statistics_size(self) -> int:
        """How many running statistics it has."""
        return 2 * self.outputs if self.batch_norm else 0

    def views(self, buffer: Array) -> LayerViews:
        """Return this layer's views of its own (…, size) part of a flat buffer."""
        block = buffer[..., : self.block_size]
        shape = (*buffer.shape[:-1], self.inputs + 1, self.outputs)
        norm = None
        if self.batch_norm:
            end = self.block_size + self.outputs
            norm = NormParameters(buffer[..., self.block_size : end], buffer[..., end:])
        return LayerViews(block.reshape(shape), norm)

    def statistics(self, buffer: Array) -> RunningStatistics:
        """Return the views of its own (…, 2 · outputs) part of the running statistics."""
        return RunningStatistics(buffer[..., : self.outputs], buffer[..., self.outputs :])

    def initialize(self, views: LayerViews, generator: np.random.Generator) -> None:
        """Draw W, and set b and β to 0 and γ to 1; `views` are those of one network."""
        W = np.asarray(self.initializer(self.inputs, self.outputs, generator))
        if W.shape != (self.inputs, self.outputs):
            raise ValueError(
                f"the initializer must give weights of shape (fan_in, fan_out) = "
                f"{(self.inputs, self.outputs)}; got {W.shape}"
            )
        views.W[...] = W
        views.b[...] = 0
        if views.norm:
            views.norm.gamma[...] = 1
            views.norm.beta[...] = 0

    def parameter_name(self, index: int) -> str:
        """Return how parameter `index` of this layer is written: `W[3, 1]`, `b[1]`, `gamma[0]`."""
        if index >= self.block_size:
            which, unit = divmod(index - self.block_size, self.outputs)
            return f"{('gamma', 'beta')[which]}[{unit}]"
        row, unit = divmod(index, self.outputs)
        return f"b[{unit}]" if row == self.inputs else f"W[{row}, {unit}]"
