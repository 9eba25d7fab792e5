"""Long series with as few points as can be seen."""

from typing import Any

import numpy as np
import numpy.typing as npt

COLUMNS = 1000
"""Columns that a curve is thinned to: about as many as a panel of a slide has pixels."""


def decimated(
    x: npt.ArrayLike, y: npt.ArrayLike, columns: int = COLUMNS
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the points of a curve (length,) that its drawing in so many columns depends on.

    Kept are the lowest and the highest point of each column, in their order, and both ends, so
    that no peak is lost; a column of NaN alone stays a gap. A curve of at most two points a column
    is returned as it is.
    """
    x, y = np.asarray(x), np.asarray(y)
    if len(y) <= 2 * columns:
        return x, y
    starts = np.linspace(0, len(y), columns + 1).astype(int)[:-1]
    lowest = _extreme(np.where(np.isnan(y), np.inf, y), starts, np.minimum)
    highest = _extreme(np.where(np.isnan(y), -np.inf, y), starts, np.maximum)
    kept = np.unique(np.concatenate([[0], lowest, highest, [len(y) - 1]]))
    return x[kept], y[kept]


def _extreme(y: npt.NDArray[Any], starts: npt.NDArray[Any], ufunc: np.ufunc) -> npt.NDArray[Any]:
    """Return the index of the first place in each column where its extreme value stands."""
    lengths = np.diff([*starts, len(y)])
    column = np.repeat(np.arange(len(starts)), lengths)
    places = np.flatnonzero(y == ufunc.reduceat(y, starts)[column])
    _, first = np.unique(column[places], return_index=True)
    return np.asarray(places[first])
