"""The losses, each with the activation that its output layer has, and its gradient beside it.

A loss works on the weighted inputs z of the output layer, the logits, since only there can it be
written without overflow. Arrays are (…, examples, outputs); with `axis=-2` they are
(…, outputs, examples), which is how a network keeps them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from nnviz.core.activations import Activation, Linear, Sigmoid, Softmax
from nnviz.core.arrays import Array, Labels


class Loss(ABC):
    """The cost of a prediction: a mean over the examples."""

    name: ClassVar[str]
    classifies: ClassVar[bool]
    activation: Activation

    @abstractmethod
    def per_example(self, z: Array, y: Array, axis: int = -1) -> Array:
        """Return the loss of each example, summed or averaged over the outputs along `axis`."""

    @abstractmethod
    def gradient(self, z: Array, a: Array, y: Array, out: Array, axis: int = -1) -> Array:
        """Write ∂cost/∂z into `out`, where a = activation(z)."""

    def cost(self, z: Array, y: Array, axis: int = -1) -> Array:
        """Return the mean of the loss over the examples, of shape (…,)."""
        mean: Array = self.per_example(z, y, axis).mean(axis=-1)
        return mean

    def with_output(self, activation: Activation) -> "Loss":
        """Return this loss with another output activation, if it can have one."""
        if activation.name != self.activation.name:
            raise ValueError(
                f"output must be {self.activation.name!r} with loss {self.name!r}, which is "
                f"written in its logits; got {activation.name!r}. Leave it out, or use loss 'mse'"
            )
        return self

    def predict(self, a: Array) -> Array | Labels:
        """Return what the outputs a, (…, examples, outputs), predict; themselves by default."""
        return a


@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """−y log a − (1 − y) log(1 − a) for a = σ(z), summed over the outputs.

    Written as max(z, 0) − z y + log(1 + e^−|z|), which is the same and never overflows; its
    gradient by z is a − y. Targets are 0 or 1, or probabilities between.
    """

    name = "binary"
    classifies = True
    activation: Activation = field(default=Sigmoid(), init=False)

    def per_example(self, z: Array, y: Array, axis: int = -1) -> Array:
        """Return the cross-entropy of each example."""
        loss = np.abs(z)
        np.negative(loss, out=loss)
        np.exp(loss, out=loss)
        np.log1p(loss, out=loss)
        loss += np.maximum(z, 0)
        loss -= z * y
        total: Array = loss.sum(axis=axis)
        return total

    def gradient(self, z: Array, a: Array, y: Array, out: Array, axis: int = -1) -> Array:
        """Write (a − y) / examples into `out`."""
        np.subtract(a, y, out=out)
        return np.divide(out, z.shape[-3 - axis], out=out)

    def predict(self, a: Array) -> Array | Labels:
        """Return 1 where a ≥ ½ and 0 elsewhere: (…, examples), or with outputs if several."""
        labels: Labels = (a >= 0.5).astype(np.intp)
        return labels[..., 0] if a.shape[-1] == 1 else labels


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """−log aₖ of the right class k, for a = softmax(z): log Σⱼ e^zⱼ − z_k.

    The largest z is subtracted before the exponentials. Targets are one-hot rows or
    probabilities that sum to 1; the gradient by z is a − y.
    """

    name = "multiclass"
    classifies = True
    activation: Activation = field(default=Softmax(), init=False)

    def per_example(self, z: Array, y: Array, axis: int = -1) -> Array:
        """Return the cross-entropy of each example."""
        shifted = z - z.max(axis=axis, keepdims=True)
        loss: Array = np.log(np.exp(shifted).sum(axis=axis))
        loss -= (shifted * y).sum(axis=axis)
        return loss

    def gradient(self, z: Array, a: Array, y: Array, out: Array, axis: int = -1) -> Array:
        """Write (a − y) / examples into `out`."""
        np.subtract(a, y, out=out)
        return np.divide(out, z.shape[-3 - axis], out=out)

    def predict(self, a: Array) -> Array | Labels:
        """Return the most probable class of each example, (…, examples)."""
        classes: Labels = a.argmax(axis=-1)
        return classes


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """(a − y)², averaged over outputs and examples, for a = activation(z).

    There is no factor ½: this is what PyTorch, Keras and scikit-learn call mean squared error.
    """

    name = "mse"
    classifies = False
    activation: Activation = field(default=Linear())

    def with_output(self, activation: Activation) -> Loss:
        """Return this loss with another output activation."""
        return replace(self, activation=activation)

    def per_example(self, z: Array, y: Array, axis: int = -1) -> Array:
        """Return the mean squared error of each example."""
        error = self.activation.along(axis).value(z)
        error -= y
        mean: Array = np.square(error, out=error).mean(axis=axis)
        return mean

    def gradient(self, z: Array, a: Array, y: Array, out: Array, axis: int = -1) -> Array:
        """Write 2 (a − y) g′(z) / (outputs · examples) into `out`."""
        np.subtract(a, y, out=out)
        out *= 2 / (z.shape[-1] * z.shape[-2])
        self.activation.along(axis).backward(out, z, a, np.empty_like(z))
        return out


LOSSES: Mapping[str, Loss] = MappingProxyType(
    {loss.name: loss for loss in (BinaryCrossEntropy(), CrossEntropy(), MeanSquaredError())}
)
"""The losses that may be asked for by name."""
