"""What every schedule is: a pure function from the step to the learning rate."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import integer_at_least, number_in

TABLE = 256
"""Steps whose rates are computed together when they are asked for one by one."""


@dataclass(frozen=True)
class Schedule(ABC):
    """A learning rate that depends on the step, and on nothing else.

    The step is the number of updates already done: the first update has step 0. A new schedule
    defines `at`.
    """

    @overload
    def __call__(self, step: int) -> float: ...
    @overload
    def __call__(self, step: npt.NDArray[Any]) -> Array: ...
    def __call__(self, step: int | npt.NDArray[Any]) -> float | Array:
        """Return the rate at `step`: a float, or an array of rates for an array of steps."""
        if isinstance(step, int):
            return self._rate_at(step)
        steps = np.asarray(step)
        if steps.dtype.kind not in "iuf":
            raise TypeError(f"step must be a number or an array of numbers; got {step!r}")
        if steps.size and not steps.min() >= 0:
            raise ValueError(f"step must be at least 0; got {steps.min()}")
        rates = self.at(steps.astype(np.float64))
        return rates if steps.ndim else float(rates)

    @abstractmethod
    def at(self, t: Array) -> Array:
        """Return the rates at the steps `t`, a float64 array of any shape, in the same shape."""

    def _rate_at(self, step: int) -> float:
        # Training asks for one step after another: a table answers fifty times as fast.
        block, place = divmod(integer_at_least("step", step, 0), TABLE)
        rates = self._table.get(block)
        if rates is None:
            rates = self.at(
                np.arange(block * TABLE, (block + 1) * TABLE, dtype=np.float64)
            ).tolist()
            self._table.clear()
            self._table[block] = rates
        return rates[place]

    @cached_property
    def _table(self) -> dict[int, list[float]]:
        """The rates of the `TABLE` steps around the last one asked for, by their block."""
        return {}


def check_rate(name: str, value: float) -> None:
    """Raise unless `value` is a learning rate: a number of at least 0."""
    number_in(name, value, ge=0)


def check_steps(name: str, value: int) -> None:
    """Raise unless `value` is a number of steps: an integer of at least 1."""
    integer_at_least(name, value, 1)


def periods(t: Array, period: int, staircase: bool) -> Array:
    """Return how many periods have passed at `t`: whole ones only if `staircase`."""
    passed: Array = t / period
    return np.floor(passed) if staircase else passed


def falling_cosine(progress: Array) -> Array:
    """Return ½(1 + cos πx), which falls from 1 to 0 as `progress` x rises from 0 to 1."""
    wave: Array = 0.5 * (1 + np.cos(np.pi * progress))
    return wave
