"""Few and round ticks, written as numbers are in the text."""

import math
from typing import Any

import matplotlib.dates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import (
    Formatter,
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)

from nnviz.drawing.names import axis_of
from nnviz.wording import day_of_month, month, number, power_of_ten

_HOUR = 1 / 24  # of a day
_LONGEST = 12  # digits of a tick
_FIRST, _LAST = "0001-01-01", "9999-12-31"  # what matplotlib has dates for


class Decades(LogLocator):
    """Ticks at powers of ten, every second, third or fifth where there are many decades."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def tick_values(self, vmin: float, vmax: float) -> list[float]:
        """Return at most so many ticks between two limits, more within a single decade."""
        vmin, vmax = sorted((vmin, vmax))  # an axis may fall to the right
        low, high = math.ceil(math.log10(vmin) - 1e-9), math.floor(math.log10(vmax) + 1e-9)
        if high - low < 1:
            inner = [
                digit * 10.0**power for power in range(low - 1, high + 1) for digit in (1, 2, 5)
            ]
            return [value for value in inner if vmin <= value <= vmax]
        step = next(
            each for each in (1, 2, 3, 5, 10, 20, 50, 200) if (high - low) / each < self.most
        )
        return [10.0**power for power in range(low, high + 1) if power % step == 0]


class _Plain(Formatter):
    """Six digits, or as many as tell neighbouring ticks apart; where that is long, their distance.

    Then the lowest tick has its value, and the others what they are above it.
    """

    def __init__(self) -> None:
        self.ticks: list[float] = []

    def set_locs(self, locs: Any) -> None:
        """Take the ticks that will be written beside one another."""
        self.ticks = sorted(map(float, locs))

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Return how a tick is written."""
        ticks = self.ticks
        told = {_plain(tick) for tick in ticks}
        if len(told) == len(ticks) or len(ticks) < 2:
            return _plain(value)
        step = ticks[1] - ticks[0]
        exact = f"{value:,.{max(0, math.ceil(-math.log10(step) - 1e-3))}f}".replace("-", "−")
        if len(exact) <= _LONGEST or value == ticks[0]:
            return exact
        return f"+{number(round((value - ticks[0]) / step) * step)}"


def plain_numbers() -> Formatter:
    """Return a formatter without offsets or trailing zeros: 0.25, 1,000, −5."""
    return _Plain()


def log_axis(axes: Axes, which: str = "y", ticks: int = 6) -> None:
    """Make an axis logarithmic with few ticks: plain numbers nearby, powers of ten far apart."""
    getattr(axes, f"set_{which}scale")("log")
    axis = axis_of(axes, which)
    axis.set_major_locator(Decades(ticks))
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: _power(axis.get_view_interval(), value))
    )
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def integer_axis(axes: Axes, which: str = "x", ticks: int = 6) -> None:
    """Let an axis count: ticks at whole numbers only."""
    axis = axis_of(axes, which)
    axis.set_major_locator(MaxNLocator(nbins=ticks, integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(plain_numbers())


def date_axis(axes: Axes, which: str = "x", ticks: int = 7, format: str | None = None) -> None:
    """Let an axis show dates (`datetime64`): few ticks, months by name unless `format` is given."""
    dates: Any = matplotlib.dates
    axis = axis_of(axes, which)
    locator = dates.AutoDateLocator(minticks=3, maxticks=ticks)
    formatter = dates.AutoDateFormatter(locator, defaultfmt="%Y")
    formatter.scaled = {365.0: "%Y", 30.0: _month, 1.0: _day, _HOUR: _clock}
    if format is not None:
        formatter.scaled = {1.0: format}
    axis.set_major_locator(locator)
    axis.set_major_formatter(formatter)
    low, high = axis.get_view_interval()
    first, last = dates.date2num(np.array([_FIRST, _LAST], dtype="datetime64[D]"))
    if low < first or high > last:
        getattr(axes, f"set_{which}lim")(max(low, first), min(high, last))


def _month(value: float, _: int | None = None) -> str:
    """Return the month of a date in days."""
    dates: Any = matplotlib.dates
    return month(dates.num2date(value).month)


def _day(value: float, _: int | None = None) -> str:
    """Return the day of a date in days, as `3 Mar`."""
    dates: Any = matplotlib.dates
    moment = dates.num2date(value)
    return day_of_month(moment.day, moment.month)


def _clock(value: float, _: int | None = None) -> str:
    """Return the time of day of a date in days, or the day itself where it begins."""
    dates: Any = matplotlib.dates
    moment = dates.num2date(value)
    if (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        return _day(value)
    if moment.microsecond:
        return f"{moment:%H:%M:%S.%f}".rstrip("0")
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def _plain(value: float) -> str:
    value = round(value, 10)
    if 1e-4 <= abs(value) < 1e6:
        return f"{value:,.6g}".replace("-", "−")
    return number(value)


def _power(limits: tuple[float, float], value: float) -> str:
    low, high = sorted(limits)
    if low >= 0.9e-3 and high <= 1.1e4:
        return _plain(value)
    exponent = math.log10(value)
    whole = round(exponent)
    return power_of_ten(whole) if abs(exponent - whole) < 1e-6 else _plain(value)
