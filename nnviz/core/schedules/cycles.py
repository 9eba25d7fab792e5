"""Rates that follow waves: cosine, cosine with restarts, warm-up and one cycle."""

from dataclasses import dataclass, field

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import integer_at_least, number_in
from nnviz.core.schedules.base import Schedule, check_rate, check_steps, falling_cosine
from nnviz.core.schedules.decay import Constant


@dataclass(frozen=True)
class Cosine(Schedule):
    r"""Half a cosine from `rate` to `floor`, $\eta_0 + \frac12(\eta - \eta_0)(1 + \cos\pi t/T)$.

    Then `floor` for ever. Loshchilov & Hutter 2017, eq. 5, without restarts. `floor` is a rate, as
    PyTorch's `eta_min`; Keras' and Optax' `alpha` is that as a fraction of `rate`. To a floor
    of 0 the mean rate is η/2.
    """

    rate: float = 0.1
    floor: float = 0.0
    steps: int = 100

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)
        check_rate("floor", self.floor)
        check_steps("steps", self.steps)

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        wave = falling_cosine(np.minimum(t, self.steps) / self.steps)
        rates: Array = self.floor + (self.rate - self.floor) * wave
        return rates


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    r"""Cosines one after another, each jumping back up: SGDR (Loshchilov & Hutter 2017, eq. 5).

    The first takes `first` steps T₀ and each next one `t_mult` times as many, so that with 2 the
    restarts fall at $T_0(2^i - 1)$. Its height above the `floor` is `m_mult` times the last one's,
    as in Keras; PyTorch's `CosineAnnealingWarmRestarts` has `m_mult` 1. `floor` is a rate, not a
    fraction.
    """

    rate: float = 0.1
    floor: float = 0.0
    first: int = 10
    t_mult: float = 2.0
    m_mult: float = 1.0

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)
        check_rate("floor", self.floor)
        check_steps("first", self.first)
        number_in("t_mult", self.t_mult, ge=1)
        number_in("m_mult", self.m_mult, gt=0)

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        starts = self._starts_up_to(float(t.max(initial=0.0)))
        cycle = np.searchsorted(starts, t, side="right") - 1
        wave = falling_cosine((t - starts[cycle]) / (self.first * self.t_mult**cycle))
        rates: Array = self.floor + (self.rate - self.floor) * self.m_mult**cycle * wave
        return rates

    def restarts(self, count: int) -> Array:
        """Return the steps of the first `count` restarts, shape (count,)."""
        lengths = self.first * float(self.t_mult) ** np.arange(integer_at_least("count", count, 0))
        return np.cumsum(lengths)

    def _starts_up_to(self, last: float) -> Array:
        starts = [0.0]
        while starts[-1] <= last:
            starts.append(starts[-1] + self.first * self.t_mult ** (len(starts) - 1))
        return np.array(starts)


@dataclass(frozen=True)
class WarmUp(Schedule):
    """A straight rise from `start` in so many steps to where `schedule` begins; then that one.

    Goyal et al. 2017, section 2.2. The schedule's own step 0 is the end of the rise, as in
    Optax' `warmup_` schedules.
    """

    schedule: Schedule = field(default_factory=Constant)
    steps: int = 10
    start: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.schedule, Schedule):
            raise TypeError(f"schedule must be a Schedule; got {self.schedule!r}")
        check_steps("steps", self.steps)
        check_rate("start", self.start)

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        rise = (self.schedule(0) - self.start) * t / self.steps + self.start
        return np.where(t < self.steps, rise, self.schedule.at(np.maximum(t - self.steps, 0)))


@dataclass(frozen=True)
class OneCycle(Schedule):
    """One rise to the peak `rate` and one longer fall to almost nothing (Smith & Topin 2018).

    Both are half cosines, as in PyTorch's `OneCycleLR`: from rate/`divisor` up in the share `rise`
    of the `steps`, then down to rate/`divisor`/`final_divisor` at the last step, steps − 1.
    The momentum is left as it is.
    """

    rate: float = 0.1
    steps: int = 100
    rise: float = 0.3
    divisor: float = 25.0
    final_divisor: float = 1e4

    def __post_init__(self) -> None:
        check_rate("rate", self.rate)
        check_steps("steps", self.steps)
        number_in("rise", self.rise, gt=0, lt=1)
        number_in("divisor", self.divisor, ge=1)
        number_in("final_divisor", self.final_divisor, ge=1)
        if self.rise * self.steps <= 1:
            raise ValueError(
                f"rise × steps must be over 1, for a rise of at least a step; "
                f"got {self.rise} × {self.steps}"
            )

    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`."""
        top, last = self.rise * self.steps - 1, self.steps - 1
        low = self.rate / self.divisor
        end = low / self.final_divisor
        up = self.rate + (low - self.rate) * falling_cosine(np.minimum(t, top) / top)
        down = end + (self.rate - end) * falling_cosine(
            (np.clip(t, top, last) - top) / (last - top)
        )
        return np.where(t <= top, up, down)
