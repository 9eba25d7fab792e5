"""A series: one value after another, at equal steps, with or without dates."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
"""The values of a series, (length,); NaN where a value is missing."""

Dates = npt.NDArray[np.datetime64]
"""The dates of a series, (length,); datetime64[D], or as fine as their time of day is given."""

_UNITS: dict[float, str] = {
    1: "seconds",
    60: "minutes",
    3600: "hours",
    86_400: "days",
    604_800: "weeks",
}


@dataclass(frozen=True, eq=False)
class Series:
    """Values in the order of time, with their name and source.

    `values` (length,) float64, NaN where missing, never infinite. `dates` (length,), strictly
    rising, datetime64[D] for days and a finer one where a time of day is given; None when the
    source has no dates. `source` is one sentence fit for a caption.
    """

    values: Values
    dates: Dates | None
    name: str
    source: str

    def __post_init__(self) -> None:
        values: npt.NDArray[Any] = np.asarray(self.values, dtype=np.float64)
        if values.ndim != 1 or values.size == 0:
            raise ValueError(f"values must have shape (length,), not empty; got {values.shape}")
        if np.isinf(values).any():
            raise ValueError(f"values is infinite at index {int(np.argmax(np.isinf(values)))}")
        if self.dates is not None and self.dates.shape != values.shape:
            raise ValueError(f"dates must have shape {values.shape}; got {self.dates.shape}")
        if self.dates is not None and not (self.dates[1:] > self.dates[:-1]).all():
            raise ValueError("dates must rise from each value to the next")
        object.__setattr__(self, "values", values)

    def __len__(self) -> int:
        return len(self.values)

    def head(self, length: int) -> "Series":
        """Return the series of the first `length` values, or of all if there are fewer."""
        dates = None if self.dates is None else self.dates[:length]
        return replace(self, values=self.values[:length], dates=dates)

    @property
    def unit(self) -> str:
        """What one step is called: "days", "hours" …, or "values" where steps have no such name."""
        if self.dates is None or len(self) < 2:
            return "values"
        steps = np.diff(self.dates)
        seconds = float(steps[0] / np.timedelta64(1, "s"))
        return _UNITS.get(seconds, "values") if (steps == steps[0]).all() else "values"

    @property
    def missing(self) -> int:
        """How many values are missing."""
        return int(np.isnan(self.values).sum())
