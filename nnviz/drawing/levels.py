"""Where a surface has given heights: contours, without what matplotlib prepares for any others."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.path import Path

from nnviz.core.arrays import Array
from nnviz.core.remembering import remembering


class LevelSet(Collection):
    """A surface's contours, or the regions between them, a path for each of `levels`."""

    levels: Sequence[float] | Array


def level_lines(
    axes: Axes, x: Array, y: Array, height: Array, levels: Sequence[float] | Array, **look: Any
) -> LevelSet:
    """Draw lines where a surface (rows, columns) over the grid of x and y has these heights."""
    return _added(axes, _lines(x, y, height, levels), levels, {"facecolors": "none", **look})


def level_regions(
    axes: Axes, x: Array, y: Array, height: Array, edges: Array, colours: Sequence[Any], **look: Any
) -> LevelSet:
    """Fill the regions between each two neighbouring heights, which touch: no edge is smoothed."""
    filled = {"facecolors": colours, "edgecolors": "none", "antialiaseds": False}
    return _added(axes, _regions(x, y, height, edges), edges, {**filled, **look})


@remembering
def _lines(x: Array, y: Array, height: Array, levels: Sequence[float] | Array) -> list[Path]:
    found = _generator(x, y, height)
    return [_path(*found.lines(level)) for level in levels]


@remembering
def _regions(x: Array, y: Array, height: Array, edges: Array) -> list[Path]:
    found = _generator(x, y, height)
    return [_path(*found.filled(low, high)) for low, high in pairwise(edges)]


def _generator(x: Array, y: Array, height: Array) -> Any:
    return contour_generator(
        x, y, np.ma.masked_invalid(height),
        line_type=LineType.ChunkCombinedCode, fill_type=FillType.ChunkCombinedCode,
    )  # fmt: skip


def _path(points: Sequence[Any], codes: Sequence[Any]) -> Path:
    """Return what was found in the one chunk that there is."""
    return Path(np.empty((0, 2))) if points[0] is None else Path(points[0], codes[0])


def _added(
    axes: Axes, paths: list[Path], levels: Sequence[float] | Array, look: dict[str, Any]
) -> LevelSet:
    found = LevelSet(**look)
    found.set_paths(paths)
    found.levels = levels
    axes.add_collection(found, autolim=False)
    return found
