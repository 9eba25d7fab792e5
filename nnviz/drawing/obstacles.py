"""What stands in a label's way, as a coarse grid over the figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from nnviz.core.arrays import Array
from nnviz.drawing.canvas import renderer_of
from nnviz.drawing.ink import Ink, ink_of

Grid = npt.NDArray[np.bool_]

CELL = 2.0
"""The side of a cell in points."""


@dataclass
class Obstacles:
    """Cells that no label may touch (`hard`) and cells it had better not cover (`soft`)."""

    hard: Grid
    soft: Grid
    cell: float

    @classmethod
    def of(cls, figure: Figure, ignoring: Sequence[Artist] = ()) -> "Obstacles":
        """Return what the figure's axes hold, but for the artists that are ignored."""
        cell = CELL * figure.dpi / 72
        width, height = figure.bbox.width, figure.bbox.height
        shape = (int(height / cell) + 1, int(width / cell) + 1)
        grid = cls(np.zeros(shape, bool), np.zeros(shape, bool), cell)
        ignored = {id(artist) for artist in ignoring}
        for axes in figure.axes:
            for artist in axes.get_children():
                if id(artist) not in ignored and artist.get_visible():
                    grid._add(axes, artist)
        return grid

    def block(self, box: Bbox) -> None:
        """Let no other label touch this box, in pixels."""
        self.hard[self.cells(box)] = True

    def cells(self, box: Bbox) -> tuple[slice, slice]:
        """Return the rows and columns that a box in pixels touches."""
        rows, columns = self.hard.shape
        return (
            slice(max(0, int(box.y0 / self.cell)), max(0, min(rows, int(box.y1 / self.cell) + 1))),
            slice(
                max(0, int(box.x0 / self.cell)), max(0, min(columns, int(box.x1 / self.cell) + 1))
            ),
        )

    def stamped(self, points: Array) -> Grid:
        """Return a grid with the cells of these pixels (points, 2) set."""
        grid = np.zeros_like(self.hard)
        stamp(grid, points, self.cell)
        return grid

    def _add(self, axes: Axes, artist: Artist) -> None:
        for ink in ink_of(axes, artist, renderer_of(axes.get_figure(root=True)), self.cell):
            grid = self.soft if ink.soft else self.hard
            _draw(self, grid, ink)


def stamp(grid: Grid, points: Array, cell: float) -> None:
    """Set the cells in which these pixels lie."""
    index = np.floor(points / cell)
    rows, columns = grid.shape
    inside = (index >= 0).all(axis=1) & (index[:, 0] < columns) & (index[:, 1] < rows)
    column, row = index[inside].astype(int).T
    grid[row, column] = True


def _draw(obstacles: Obstacles, grid: Grid, ink: Ink) -> None:
    if ink.box is not None:
        grid[obstacles.cells(ink.box)] = True
    if len(ink.points):
        for offset in _disc(ink.radius, obstacles.cell):
            stamp(grid, ink.points + offset, obstacles.cell)


def _disc(radius: float, cell: float) -> Array:
    """Return offsets that fill a disc of that radius at the grid's spacing."""
    reach = np.arange(-int(radius / cell) - 1, int(radius / cell) + 2) * cell
    offsets = np.stack(np.meshgrid(reach, reach), axis=-1).reshape(-1, 2)
    near = offsets[np.hypot(*offsets.T) <= radius]
    return near if len(near) else np.zeros((1, 2))
