"""The scale on which a hyper-parameter is searched: linear, logarithmic, or that of a decay."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in


@dataclass(frozen=True)
class Linear:
    """The range from `low` to `high` where equal differences count alike: units, a drop rate."""

    low: float
    high: float

    def __post_init__(self) -> None:
        number_in("low", self.low)
        number_in("high", self.high, gt=self.low)

    def at(self, share: npt.ArrayLike) -> Array:
        """Return the values the shares 0…1 of the way from `low` to `high`, of any shape."""
        first, last = self._along(np.array([self.low, self.high]))
        along = first + np.asarray(share, dtype=np.float64) * (last - first)
        values: Array = np.clip(self._back(along), self.low, self.high)
        return values

    def share(self, values: npt.ArrayLike) -> Array:
        """Return how far along the way from `low` to `high` the values lie; undoes `at`."""
        first, last = self._along(np.array([self.low, self.high]))
        shares: Array = (self._along(np.asarray(values, dtype=np.float64)) - first) / (last - first)
        return shares

    def around(self, value: float, width: float) -> Self:
        """Return the part of this scale, `width` of its whole, that has `value` in its middle.

        Where that would go past an end, it ends there.
        """
        number_in("value", value, ge=self.low, le=self.high)
        number_in("width", width, gt=0, le=1)
        middle = float(self.share(value))
        low, high = self.at([max(middle - width / 2, 0.0), min(middle + width / 2, 1.0)])
        return type(self)(float(low), float(high))

    def _along(self, values: Array) -> Array:
        return values

    def _back(self, along: Array) -> Array:
        return along


@dataclass(frozen=True)
class Logarithmic(Linear):
    """The range where equal ratios count alike: a learning rate, a penalty.

    A uniform share is a log-uniform value, and every decade has as many of them as any other.
    """

    def __post_init__(self) -> None:
        number_in("low", self.low, gt=0)
        number_in("high", self.high, gt=self.low)

    def _along(self, values: Array) -> Array:
        return np.log(values)

    def _back(self, along: Array) -> Array:
        return np.exp(along)


@dataclass(frozen=True)
class Decay(Linear):
    """The range where equal ratios of 1 − value count alike: the β of a running average.

    Its window is 1 / (1 − β), so that from 0.9 to 0.999 a half of the trials average over fewer
    than a hundred values and a half over more.
    """

    def __post_init__(self) -> None:
        number_in("low", self.low, lt=1)
        number_in("high", self.high, gt=self.low, lt=1)

    def _along(self, values: Array) -> Array:
        return -np.log1p(-values)

    def _back(self, along: Array) -> Array:
        return -np.expm1(-along)
