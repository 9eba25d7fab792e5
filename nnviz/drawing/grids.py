"""Grids of cells that are covered or free, and how many of them boxes and lines meet.

Coordinates are in cells, (column, row), from the grid's lower left corner.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Labels

Grid: TypeAlias = npt.NDArray[np.bool_]
"""Which cells are covered, shape (rows, columns)."""


def stamp(grid: Grid, points: Array) -> None:
    """Cover the cells in which these points (n, 2) lie."""
    index = np.floor(points)
    rows, columns = grid.shape
    inside = (index >= 0).all(axis=1) & (index[:, 0] < columns) & (index[:, 1] < rows)
    column, row = index[inside].astype(int).T
    grid[row, column] = True


def widened(grid: Grid, reach: int) -> Grid:
    """Return the grid with every cell covered that has a covered one within so many cells."""
    wide = grid.copy()
    for _ in range(reach):
        wide[1:] |= wide[:-1].copy()
        wide[:-1] |= wide[1:].copy()
        wide[:, 1:] |= wide[:, :-1].copy()
        wide[:, :-1] |= wide[:, 1:].copy()
    return wide


def summed(grid: Grid) -> Labels:
    """Return the summed-area table of a grid (Crow 1984), with a row and column of zeros first."""
    table = np.zeros((grid.shape[0] + 1, grid.shape[1] + 1), np.int32)
    np.cumsum(np.cumsum(grid, axis=0, dtype=np.int32), axis=1, out=table[1:, 1:])
    return table


def covered(table: Labels, x: Array, y: Array, half: Array) -> Labels:
    """Return how many covered cells each box meets, shape (len(y), len(x)).

    The boxes have their middles on the lattice of `x` and `y`, and half a width and half a
    height `half`.
    """
    rows, columns = table.shape
    left, right = _edges(x, float(half[0]), columns - 1)
    low, high = (edge[:, None] for edge in _edges(y, float(half[1]), rows - 1))
    counts: Labels = table[high, right] - table[low, right] - table[high, left] + table[low, left]
    return counts


def crossed(grid: Grid, starts: Array, ends: Array, samples: int = 30) -> Labels:
    """Return at how many of so many points each line from start to end meets a covered cell."""
    share = np.linspace(0, 1, samples + 1)[1:, None, None]
    index = (starts + share * (ends - starts)).astype(int)
    rows, columns = grid.shape
    column, row = np.clip(index[..., 0], 0, columns - 1), np.clip(index[..., 1], 0, rows - 1)
    counts: Labels = grid[row, column].sum(axis=0)
    return counts


def _edges(middle: Array, half: float, most: int) -> tuple[Labels, Labels]:
    return (
        np.clip(np.floor(middle - half), 0, most).astype(int),
        np.clip(np.floor(middle + half) + 1, 0, most).astype(int),
    )
