"""The series that are averaged, what an average does to any, and what is drawn beside it."""

from math import nan
from pathlib import Path
from textwrap import shorten

import numpy as np

from nnviz import UsageError
from nnviz.core import averages
from nnviz.core.arrays import Array
from nnviz.core.data import DataError, Series, read_series, temperatures
from nnviz.wording import enumeration

COLUMNS = ("temp_max", "temp_min")
YEAR = 366
UNITS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}
LARGEST = 1e290
FADED = 36  # spans after which a weight is e⁻³⁶ of the newest one's
NOTHING = -1000.0  # the logarithm of a weight of 0


def series_of(
    data: Path | None, column: str | None, encoding: str | None, first: int | None
) -> Series:
    """Return the series asked for, as far as it is asked for; `UsageError` if there is none."""
    if data is None and column not in (None, *COLUMNS):
        known = enumeration(list(COLUMNS), "or")
        raise UsageError(f"column must be {known}, or give your table as data.")
    try:
        named = column or COLUMNS[0]
        whole = read_series(data, column, encoding) if data else temperatures(named)
    except DataError as error:
        raise UsageError(f"{error}.") from error
    length = first or (len(whole) if data else YEAR)
    series = whole.head(length)
    if series.missing == len(series):
        raise UsageError(f"the first {length} values are all missing; choose more of them.")
    largest = np.nanmax(np.abs(series.values))
    if largest > LARGEST:
        raise UsageError(f"values reach {largest:.1g}, whose sums overflow; divide them first.")
    return series


def alone(betas: Array) -> dict[str, Array]:
    """Return what averages with these rising β do whatever the series is, measured of `ewma`.

    `weights` (betas, ages) and `weights_at_spans` are those of past values, as shares of the newest
    one's; `sums` is what they sum to. `squares` is what is left of independent noise's variance,
    and `delays` by how many steps a steady rise is followed late.
    """
    spans = np.array([averages.window(beta) for beta in betas])
    ages = np.geomspace(0.1 * spans[0], 3 * spans[-1], 401)
    responses = [_response(beta) for beta in betas]
    return {
        "spans": spans,
        "ages": ages,
        "weights": np.stack([_weight(each, ages) for each in responses]),
        "weights_at_spans": np.diag([_weight(each, spans) for each in responses]),
        "sums": np.array([each.sum() / each[0] for each in responses]),
        "squares": np.array([each @ each for each in responses]),
        "delays": np.array([_delay(beta) for beta in betas]),
    }


def beside(series: Series, betas: Array, by: str, moving: bool) -> dict[str, object]:
    """Return the averages by time and the plain mean, as far as they are asked for."""
    found: dict[str, object] = {**dict.fromkeys(UNITS, nan), "window": nan}
    if by == "time":
        if series.dates is None:
            raise UsageError("by time needs a table with a column of dates.")
        steps = np.diff(series.dates)
        usual = np.sort(steps)[len(steps) // 2] if len(steps) else np.timedelta64(1, "D")
        times = (series.dates - series.dates[0]) / usual
        timed = [averages.ewma_in_time(series.values, times, beta) for beta in betas]
        found |= {"times": times, "timed": np.stack(timed)} | _duration(usual)
    if moving:
        window = round(averages.window(betas[-1]))
        found |= {"moving_mean": averages.moving_average(series.values, window)}
        found |= {"window": window}
    return found


def _response(beta: float) -> Array:
    """Return the weights of all values, newest first: the average of a single 1 before zeros."""
    impulse = np.zeros(int(FADED * averages.window(beta)) + 2)
    impulse[0] = 1
    return averages.ewma(impulse, beta, corrected=False)


def _weight(response: Array, ages: Array) -> Array:
    """Return the weights at any ages, as shares of the newest, geometrically between whole ones."""
    with np.errstate(divide="ignore"):
        heights = np.maximum(np.log(response / response[0]), NOTHING)
    weights: Array = np.exp(np.interp(ages, np.arange(len(response)), heights))
    return weights


def _delay(beta: float) -> float:
    """Return by how many steps the average of 1, 2, 3, … is late, far from its start."""
    steps = np.arange(1.0, 1 + FADED * averages.window(beta))
    return float(steps[-1] - averages.ewma(steps, beta, corrected=False)[-1])


def _duration(step: np.timedelta64) -> dict[str, float]:
    """Return a length of time by the largest unit that it has a whole number of."""
    seconds = float(step / np.timedelta64(1, "s"))
    whole = [unit for unit, size in UNITS.items() if seconds >= size and seconds % size == 0]
    unit = next(iter(whole), "seconds")
    return {unit: seconds / UNITS[unit]}


def legible(text: str, longest: int = 200) -> str:
    """Return a name from a file so that no part is wider than a panel or read as mathematics."""
    words = [word if len(word) <= 24 else f"{word[:23]}…" for word in text.split()]
    joined = shorten(" ".join(words), longest, placeholder=" …")
    return joined.replace("$", r"\$") if joined.count("$") > 1 else joined
