"""Batch normalization (Ioffe & Szegedy 2015, algorithms 1 and 2), in PyTorch's variant.

Over each batch, x̂ = (z − mean) / √(variance + ε), then γ x̂ + β; the variance is the biased one.
At test time the running statistics stand in for the batch's. They follow
running ← (1 − momentum) running + momentum · batch, with the *unbiased* batch variance and
ε = 1e-5, as in PyTorch. (Keras' momentum weighs the old value, its running variance is biased and
its ε is 1e-3.)
"""

from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in


@dataclass(frozen=True)
class BatchNorm:
    """The settings: ε under the root, and the weight of a new batch in the running statistics."""

    epsilon: float = 1e-5
    momentum: float = 0.1

    def __post_init__(self) -> None:
        number_in("epsilon", self.epsilon, gt=0)
        number_in("momentum", self.momentum, gt=0, le=1)


@dataclass(frozen=True)
class NormParameters:
    """γ and β of one layer, each (…, units); views of a buffer of parameters or of gradients."""

    gamma: Array
    beta: Array


@dataclass(frozen=True)
class RunningStatistics:
    """Running mean and variance of one layer's weighted inputs, each (…, units)."""

    mean: Array
    variance: Array


class Normalization:
    """One layer's batch normalization at work on arrays of shape (…, units, examples)."""

    def __init__(
        self,
        settings: BatchNorm,
        parameters: NormParameters,
        gradients: NormParameters,
        running: RunningStatistics,
        work: Array,
    ) -> None:
        self.settings = settings
        self.gamma = parameters.gamma[..., None]
        self.beta = parameters.beta[..., None]
        self.gradients = gradients
        self.running = running
        self.normalized = work
        self.scale = np.empty_like(self.gamma)
        self.from_batch = False

    def forward(self, z: Array, out: Array, *, training: bool, track: bool) -> None:
        """Write γ x̂ + β into `out`; with `track`, let the running statistics follow."""
        self.from_batch = training
        if training:
            mean = z.mean(axis=-1, keepdims=True)
            np.subtract(z, mean, out=self.normalized)
            variance = np.square(self.normalized, out=out).mean(axis=-1, keepdims=True)
            if track:
                self._follow(mean[..., 0], variance[..., 0], z.shape[-1])
        else:
            np.subtract(z, self.running.mean[..., None], out=self.normalized)
            variance = self.running.variance[..., None]
        np.divide(1, np.sqrt(variance + self.settings.epsilon), out=self.scale)
        self.normalized *= self.scale
        np.multiply(self.gamma, self.normalized, out=out)
        out += self.beta

    def backward(self, delta: Array, work: Array) -> None:
        """Turn ∂J/∂(γ x̂ + β) into ∂J/∂z in place, and write ∂J/∂γ and ∂J/∂β.

        With the batch's own statistics, ∂J/∂z = γ / √(variance + ε) · (δ − mean δ − x̂ · mean δx̂),
        the means over the batch; with running statistics the means fall away.
        """
        np.multiply(delta, self.normalized, out=work)
        d_gamma = work.sum(axis=-1, keepdims=True)
        d_beta = delta.sum(axis=-1, keepdims=True)
        self.gradients.gamma[...] = d_gamma[..., 0]
        self.gradients.beta[...] = d_beta[..., 0]
        if self.from_batch:
            examples = delta.shape[-1]
            delta -= d_beta / examples
            np.multiply(self.normalized, d_gamma / examples, out=work)
            delta -= work
        delta *= self.gamma * self.scale

    def _follow(self, mean: Array, variance: Array, examples: int) -> None:
        momentum = self.settings.momentum
        self.running.mean[...] += momentum * (mean - self.running.mean)
        unbiased = variance * (examples / (examples - 1))
        self.running.variance[...] += momentum * (unbiased - self.running.variance)
