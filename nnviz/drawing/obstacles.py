"""What stands in a label's way, as a coarse grid over the figure."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from nnviz.core.arrays import Array
from nnviz.drawing.grids import Grid, stamp
from nnviz.drawing.ink import Ink, dense

CELL = 2.0
"""The side of a cell in points."""


@dataclass(frozen=True)
class Obstacles:
    """Cells that no label may touch (`hard`) and cells it had better not cover (`soft`)."""

    hard: Grid
    soft: Grid
    cell: float  # the side of one in pixels
    origin: tuple[int, int] = (0, 0)  # the first column and row, counted in the figure

    @classmethod
    def of(cls, figure: Figure, inks: Iterable[Ink], points: float = CELL) -> "Obstacles":
        """Return what this ink of a figure covers, in cells of so many points."""
        cell = points * figure.dpi / 72
        shape = (int(figure.bbox.height / cell) + 1, int(figure.bbox.width / cell) + 1)
        found = cls(np.zeros(shape, bool), np.zeros(shape, bool), cell)
        for ink in inks:
            grid = found.soft if ink.soft else found.hard
            box = ink.box and ink.box()
            if box is not None:
                grid[found.cells(box)] = True
            if ink.points is not None:
                middles = found.in_cells(ink.points())
                for offset in _disc(ink.radius, cell):
                    stamp(grid, middles + offset)
        return found

    def window(self, box: Bbox) -> "Obstacles":
        """Return the part within a box in pixels; what is blocked in one is in the other."""
        rows, columns = self.cells(box)
        origin = (self.origin[0] + columns.start, self.origin[1] + rows.start)
        return Obstacles(self.hard[rows, columns], self.soft[rows, columns], self.cell, origin)

    def in_cells(self, pixels: Array) -> Array:
        """Return pixels (n, 2) as cells from the origin."""
        return np.asarray(pixels / self.cell - np.array(self.origin))

    def in_pixels(self, cells: Array) -> Array:
        """Return cells from the origin as pixels."""
        return np.asarray((cells + np.array(self.origin)) * self.cell)

    def block(self, box: Bbox, line: Array | None = None) -> None:
        """Let no other label touch this box, nor this line, in pixels."""
        self.hard[self.cells(box)] = True
        if line is not None:
            stamp(self.hard, self.in_cells(dense(line, self.cell / 2)))

    def cells(self, box: Bbox) -> tuple[slice, slice]:
        """Return the rows and columns that a box in pixels touches."""
        most = np.array(self.hard.shape)[::-1]
        low, high = np.floor(self.in_cells(box.get_points()))
        low, high = np.clip(low, 0, most), np.clip(high + 1, 0, most)
        return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _disc(radius: float, spacing: float) -> Array:
    """Return offsets in cells, of so many pixels, that fill a disc of this radius in pixels."""
    reach = np.arange(-int(radius / spacing), int(radius / spacing) + 1)
    offsets = np.stack(np.meshgrid(reach, reach), axis=-1).reshape(-1, 2)
    return np.asarray(offsets[spacing * np.hypot(*offsets.T) <= radius])
