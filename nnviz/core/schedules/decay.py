"""Rates that stay, or fall by a simple law: constant, 1/t, steps, exponential, polynomial."""

from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in
from nnviz.core.schedules.base import Schedule, check_rate, check_steps, periods


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate at every step."""

    rate: float = 0.1

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)

    def at(self, t: Array) -> Array:
        """Return the rate, in the shape of `t`."""
        return np.full(t.shape, self.rate)


@dataclass(frozen=True)
class InverseTime(Schedule):
    r"""Time-based decay, $\eta / (1 + k\,t/T)$.

    With decay k and period T as Keras' `InverseTimeDecay`; Robbins & Monro 1951 asked for a fall
    like 1/t. `staircase` counts whole periods only.
    """

    rate: float = 0.1
    decay: float = 1.0
    period: int = 30
    staircase: bool = False

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)
        number_in("decay", self.decay, ge=0)
        check_steps("period", self.period)

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        rates: Array = self.rate / (1 + self.decay * periods(t, self.period, self.staircase))
        return rates


@dataclass(frozen=True)
class Exponential(Schedule):
    r"""Exponential decay, $\eta\,r^{t/T}$, by the `factor` r in every `period` T.

    Smooth, or with `staircase` $\eta\,r^{\lfloor t/T \rfloor}$, as Keras' `ExponentialDecay` and
    Optax' `exponential_decay`. PyTorch's `ExponentialLR` is the smooth one with T = 1. The rate
    halves every ln 2 / −ln r periods.
    """

    rate: float = 0.1
    factor: float = 0.5
    period: int = 30
    staircase: bool = False

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)
        number_in("factor", self.factor, gt=0, le=1)
        check_steps("period", self.period)

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        rates: Array = self.rate * self.factor ** periods(t, self.period, self.staircase)
        return rates


@dataclass(frozen=True)
class Step(Schedule):
    """A rate multiplied by `factor` after every so many steps, as PyTorch's `StepLR`.

    It is the staircase of `Exponential` under its usual name.
    """

    rate: float = 0.1
    factor: float = 0.5
    every: int = 30

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)
        number_in("factor", self.factor, gt=0, le=1)
        check_steps("every", self.every)

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        rates: Array = self.rate * self.factor ** periods(t, self.every, staircase=True)
        return rates


@dataclass(frozen=True)
class Polynomial(Schedule):
    r"""A fall from `rate` to `end` in so many steps, $\eta_e + (\eta - \eta_e)(1 - t/T)^p$.

    Then `end` for ever. As Keras' `PolynomialDecay` without cycles and Optax'
    `polynomial_schedule`; the power p of 1 is linear decay.
    """

    rate: float = 0.1
    end: float = 0.0
    steps: int = 100
    power: float = 1.0

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)
        check_rate("end", self.end)
        check_steps("steps", self.steps)
        number_in("power", self.power, gt=0)

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        left = 1 - np.minimum(t, self.steps) / self.steps
        rates: Array = self.end + (self.rate - self.end) * left**self.power
        return rates
