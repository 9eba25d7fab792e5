"""How the weights of a layer start: callables `(fan_in, fan_out, generator) -> W`.

W has shape (fan_in, fan_out) and dtype float64; a network casts it to its own. Biases start at
zero, whatever the initializer. Normal distributions are not truncated (Keras truncates at two
standard deviations and divides by 0.8796 to restore the variance; the variances agree). Any
callable of these arguments serves as an initializer of one's own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in

Initializer: TypeAlias = Callable[[int, int, np.random.Generator], Array]
"""What makes a layer's weights: `(fan_in, fan_out, generator) -> W`."""


@dataclass(frozen=True)
class Constant:
    """Every weight the same: all units of a layer then stay the same for ever."""

    value: float = 0.0

    def __call__(self, fan_in: int, fan_out: int, generator: np.random.Generator) -> Array:
        """Return W of shape (fan_in, fan_out); nothing is drawn from the generator."""
        return np.full((fan_in, fan_out), self.value)


@dataclass(frozen=True)
class Identity:
    """`gain` on the diagonal and 0 elsewhere, for chains whose products are known exactly."""

    gain: float = 1.0

    def __call__(self, fan_in: int, fan_out: int, generator: np.random.Generator) -> Array:
        """Return W of shape (fan_in, fan_out); nothing is drawn from the generator."""
        return self.gain * np.eye(fan_in, fan_out)


@dataclass(frozen=True)
class Normal:
    """Normal with mean 0 and a standard deviation that does not look at the layer's size."""

    std: float = 0.01

    def __post_init__(self) -> None:
        number_in("std", self.std, ge=0)

    def __call__(self, fan_in: int, fan_out: int, generator: np.random.Generator) -> Array:
        """Return W of shape (fan_in, fan_out)."""
        return self.std * generator.standard_normal((fan_in, fan_out))


@dataclass(frozen=True)
class Uniform:
    """Uniform on [−limit, limit), whatever the layer's size."""

    limit: float = 0.05

    def __post_init__(self) -> None:
        number_in("limit", self.limit, ge=0)

    def __call__(self, fan_in: int, fan_out: int, generator: np.random.Generator) -> Array:
        """Return W of shape (fan_in, fan_out)."""
        return generator.uniform(-self.limit, self.limit, (fan_in, fan_out))


@dataclass(frozen=True)
class VarianceScaling:
    """Mean 0 and variance `scale` / fan, so that signals neither die out nor blow up with depth.

    - LeCun et al. 1998, §4.6: 1 / fan_in.
    - Xavier, after Glorot & Bengio 2010, eqs. 12 and 16: 1 / mean of fan_in and fan_out; uniform,
      ±√(6 / (fan_in + fan_out)).
    - He et al. 2015, eq. 10, for ReLU: 2 / fan_in; uniform, ±√(6 / fan_in).
    """

    scale: float = 1.0
    fan: Literal["in", "average"] = "in"
    distribution: Literal["normal", "uniform"] = "normal"

    def __post_init__(self) -> None:
        number_in("scale", self.scale, ge=0)
        if self.fan not in ("in", "average"):
            raise ValueError(f"fan must be 'in' or 'average'; got {self.fan!r}")
        if self.distribution not in ("normal", "uniform"):
            raise ValueError(f"distribution must be normal or uniform; got {self.distribution!r}")

    def variance(self, fan_in: int, fan_out: int) -> float:
        """Return the variance of each weight of a (fan_in, fan_out) layer."""
        return self.scale / (fan_in if self.fan == "in" else (fan_in + fan_out) / 2)

    def __call__(self, fan_in: int, fan_out: int, generator: np.random.Generator) -> Array:
        """Return W of shape (fan_in, fan_out)."""
        variance = self.variance(fan_in, fan_out)
        if self.distribution == "normal":
            return Normal(variance**0.5)(fan_in, fan_out, generator)
        return Uniform((3 * variance) ** 0.5)(fan_in, fan_out, generator)


INITIALIZERS: Mapping[str, Initializer] = MappingProxyType(
    {
        "zeros": Constant(0.0),
        "constant": Constant(0.1),
        "identity": Identity(),
        "normal": Normal(),
        "uniform": Uniform(),
        "lecun_normal": VarianceScaling(1, "in", "normal"),
        "lecun_uniform": VarianceScaling(1, "in", "uniform"),
        "xavier_normal": VarianceScaling(1, "average", "normal"),
        "xavier_uniform": VarianceScaling(1, "average", "uniform"),
        "he_normal": VarianceScaling(2, "in", "normal"),
        "he_uniform": VarianceScaling(2, "in", "uniform"),
        "lecun": VarianceScaling(1, "in", "normal"),
        "xavier": VarianceScaling(1, "average", "normal"),
        "he": VarianceScaling(2, "in", "normal"),
    }
)
"""The initializers that may be asked for by name; without a distribution named, it is normal."""


def choose_initializer(what: str, choice: str | Initializer) -> Initializer:
    """Return the initializer of that name, or the callable itself."""
    if callable(choice):
        return choice
    if choice not in INITIALIZERS:
        raise ValueError(f"{what} must be one of {', '.join(INITIALIZERS)}; got {choice!r}")
    return INITIALIZERS[choice]
