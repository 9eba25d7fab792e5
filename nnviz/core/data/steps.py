"""Dates in order, at equal steps: what is missing from a series gets a place of its own."""

import numpy as np

from nnviz.core.data.errors import CellError
from nnviz.core.data.series import Dates, Values

_WIDEST = 10
_ROOM = 1000


def at_equal_steps(dates: Dates, values: Values) -> tuple[Dates, Values]:
    """Return the series in order of date, with NaN at each date that its rows jump over.

    The step is the commonest difference between neighbours. Where the differences are not whole
    multiples of it, as with months or with records at odd times, no date is added.

    Raises `CellError` with the index of a row whose date an earlier row has, or of the row after
    a gap that cannot be meant: one that makes a regular series over ten times as long.
    """
    order = np.argsort(dates, kind="stable")
    dates, values = dates[order], values[order]
    _refuse_repeated(dates, order)
    differences = np.diff(dates)
    if len(differences) == 0 or (differences == differences[0]).all():
        return dates, values
    lengths, counts = np.unique(differences, return_counts=True)
    step = lengths[counts.argmax()]
    if (differences % step).astype(np.int64).any():
        return dates, values
    places = (dates - dates[0]) // step
    length = int(places[-1]) + 1
    if length > _WIDEST * len(dates) + _ROOM:
        if 2 * counts.max() < len(differences):
            return dates, values
        raise _gap(dates, order)
    filled = np.full(length, np.nan)
    filled[places] = values
    return dates[0] + step * np.arange(length), filled


def _refuse_repeated(dates: Dates, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> None:
    again = np.flatnonzero(dates[1:] == dates[:-1]) + 1
    if again.size:
        first = again[order[again].argmin()]
        problem = f"the date {dates[first]} stands in an earlier line; keep one row a date"
        raise CellError(int(order[first]), problem)


def _gap(dates: Dates, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> CellError:
    """Blame the end of the widest gap that fewer dates lie beyond: a mistyped year stands alone."""
    last = int(np.diff(dates).argmax())
    alone = last if last + 1 <= len(dates) - last - 1 else last + 1
    before, after = dates[last], dates[last + 1]
    problem = f"between the dates {before} and {after} nearly all rows are missing"
    return CellError(int(order[alone]), f"{problem}; is one mistyped?")
