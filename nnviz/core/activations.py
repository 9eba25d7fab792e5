"""Activation functions and their derivatives, each beside the other.

An activation is a small frozen object: `value(z)` is a = g(z), `derivative(z, a)` is g′(z), which
may use a where that is cheaper. All work elementwise on arrays of any shape, keep the dtype, and
write into `out` when it is given; `Softmax` alone looks along an axis. To add one, subclass
`Activation` and give a name, `value` and `derivative`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.choices import choose
from nnviz.core.normal import FAR, normal_cdf, normal_density

Constants: TypeAlias = Mapping[np.dtype[Any], Array]


def constants(value: Callable[[Any], float]) -> Constants:
    """Return a number for each dtype, as an array, which NumPy takes at a third of the cost."""
    kinds = (np.float32, np.float64)
    return MappingProxyType({np.dtype(kind): np.array(value(kind), kind) for kind in kinds})


ZERO, ONE = constants(lambda kind: 0.0), constants(lambda kind: 1.0)

LOWEST = constants(lambda kind: -np.log(np.finfo(kind).max / 2))
"""For each dtype a z below which σ(z) is 0 for all purposes, and e^−z still is a number."""


class Activation(ABC):
    """A function g of the weighted input z of each unit, with its derivative."""

    name: ClassVar[str]

    @abstractmethod
    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return a = g(z), of the shape of z, written into `out` if it is given."""

    @abstractmethod
    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return g′(z), of the shape of z, where a = g(z) is already known."""

    def backward(self, gradient: Array, z: Array, a: Array, work: Array) -> None:
        """Turn ∂J/∂a into ∂J/∂z in place: multiply `gradient` by g′(z).

        `work` is an array of the same shape whose content is of no further use.
        """
        np.multiply(gradient, self.derivative(z, a, out=work), out=gradient)

    def along(self, axis: int) -> Self:
        """Return this activation for units that lie along `axis`; itself when elementwise."""
        return self


@dataclass(frozen=True)
class Linear(Activation):
    """The identity, a = z."""

    name = "linear"

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return a copy of z."""
        return np.positive(z, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return ones."""
        out = np.empty_like(z) if out is None else out
        out.fill(1)
        return out

    def backward(self, gradient: Array, z: Array, a: Array, work: Array) -> None:
        """Leave the gradient as it is."""


@dataclass(frozen=True)
class Sigmoid(Activation):
    """The logistic function σ(z) = 1 / (1 + e^−z), with σ′ = σ (1 − σ)."""

    name = "sigmoid"

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return σ(z); z is raised to `LOWEST` first, so that nothing overflows."""
        out = np.maximum(z, LOWEST[z.dtype], out=out)
        np.negative(out, out=out)
        np.exp(out, out=out)
        np.add(out, ONE[z.dtype], out=out)
        return np.reciprocal(out, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return a (1 − a)."""
        out = np.subtract(1, a, out=out)
        return np.multiply(out, a, out=out)


@dataclass(frozen=True)
class Tanh(Activation):
    """The hyperbolic tangent, with tanh′ = 1 − tanh²."""

    name = "tanh"

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return tanh(z)."""
        return np.tanh(z, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return 1 − a²."""
        out = np.square(a, out=out)
        return np.subtract(ONE[a.dtype], out, out=out)


@dataclass(frozen=True)
class ReLU(Activation):
    """The rectifier max(z, 0) (Nair & Hinton 2010); its derivative at 0 is taken as 0."""

    name = "relu"

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return max(z, 0)."""
        return np.maximum(z, ZERO[z.dtype], out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return 1 where z > 0 and 0 elsewhere."""
        out = np.empty_like(z) if out is None else out
        return np.greater(a, ZERO[a.dtype], out=out)

    def backward(self, gradient: Array, z: Array, a: Array, work: Array) -> None:
        """Keep the gradient where z > 0."""
        np.multiply(gradient, a > ZERO[a.dtype], out=gradient)


@dataclass(frozen=True)
class LeakyReLU(Activation):
    """z above 0 and `slope` · z below (Maas, Hannun & Ng 2013); derivative at 0: `slope`."""

    name = "leaky_relu"
    slope: float = 0.01

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return z where z > 0 and slope · z elsewhere."""
        out = np.multiply(z, self.slope, out=out)
        np.copyto(out, z, where=z > 0)
        return out

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return 1 where z > 0 and the slope elsewhere."""
        out = np.empty_like(z) if out is None else out
        out.fill(self.slope)
        np.copyto(out, 1, where=z > 0)
        return out


@dataclass(frozen=True)
class ELU(Activation):
    """z above 0 and α (e^z − 1) below (Clevert, Unterthiner & Hochreiter 2016)."""

    name = "elu"
    alpha: float = 1.0

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return z where z > 0 and α (e^z − 1) elsewhere."""
        out = np.minimum(z, 0, out=out)
        np.expm1(out, out=out)
        np.multiply(out, self.alpha, out=out)
        np.copyto(out, z, where=z > 0)
        return out

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return 1 where z > 0 and α e^z = a + α elsewhere."""
        out = np.add(a, self.alpha, out=out)
        np.copyto(out, 1, where=z > 0)
        return out


@dataclass(frozen=True)
class GELU(Activation):
    """z Φ(z), Φ the normal distribution function (Hendrycks & Gimpel 2016), exact, not by tanh."""

    name = "gelu"

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return z Φ(z), where −∞ · 0 is 0."""
        cdf = normal_cdf(z)
        return np.multiply(np.maximum(z, -FAR), cdf, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return Φ(z) + z φ(z), φ the normal density, where ±∞ · 0 is 0."""
        out = np.maximum(z, -FAR, out=out)
        np.minimum(out, FAR, out=out)
        np.multiply(out, normal_density(out), out=out)
        return np.add(out, normal_cdf(z), out=out)


@dataclass(frozen=True)
class Softmax(Activation):
    """aᵢ = e^zᵢ / Σⱼ e^zⱼ over the units along `axis`, the largest z subtracted first."""

    name = "softmax"
    axis: int = -1

    def value(self, z: Array, out: Array | None = None) -> Array:
        """Return the probabilities, which sum to 1 along the axis."""
        out = np.subtract(z, z.max(axis=self.axis, keepdims=True), out=out)
        np.exp(out, out=out)
        total: Array = out.sum(axis=self.axis, keepdims=True)
        return np.divide(out, total, out=out)

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        """Return the diagonal ∂aᵢ/∂zᵢ = aᵢ (1 − aᵢ); `backward` uses the whole Jacobian."""
        out = np.subtract(1, a, out=out)
        return np.multiply(out, a, out=out)

    def backward(self, gradient: Array, z: Array, a: Array, work: Array) -> None:
        """Turn ∂J/∂a into ∂J/∂zᵢ = aᵢ (∂J/∂aᵢ − Σⱼ aⱼ ∂J/∂aⱼ) in place."""
        np.multiply(gradient, a, out=work)
        np.subtract(gradient, work.sum(axis=self.axis, keepdims=True), out=gradient)
        np.multiply(gradient, a, out=gradient)

    def along(self, axis: int) -> Self:
        """Return the softmax over the units that lie along `axis`."""
        return replace(self, axis=axis)


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            Linear(),
            Sigmoid(),
            Tanh(),
            ReLU(),
            LeakyReLU(),
            ELU(),
            GELU(),
            Softmax(),
        )
    }
)
"""The activations that may be asked for by name."""


def choose_activation(what: str, choice: str | Activation) -> Activation:
    """Return the activation named or given, if it writes into `out`, as a network needs it to."""
    chosen = choose(what, choice, ACTIVATIONS, Activation)
    chosen.value(np.zeros((1, 1)), out=(out := np.full((1, 1), np.nan)))
    if np.isnan(out).any():
        raise ValueError(f"{what}: the value of {chosen!r} must be written into `out`")
    return chosen
