"""What every surface offers: heights, slopes, minima, and where to look and to start."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array

Bounds: TypeAlias = tuple[tuple[float, float], tuple[float, float]]
"""((least x, greatest x), (least y, greatest y))."""

Coordinate = TypeVar("Coordinate", float, Array)
"""One number, or an array of them: a surface's formulas read the same for both."""


@dataclass(frozen=True)
class Surface(ABC):
    """A cost over the plane, with its gradient. Points w have shape (..., 2).

    A surface is written as two formulas in the coordinates, `height` and `slopes`, in plain
    arithmetic, so that they hold for numbers as for arrays.
    """

    name: ClassVar[str]

    @property
    @abstractmethod
    def minima(self) -> Array:
        """Every minimum, the deepest first, shape (k, 2); local ones are among them."""

    @property
    @abstractmethod
    def bounds(self) -> Bounds:
        """The part of the plane that shows what the surface is for."""

    @property
    @abstractmethod
    def start(self) -> Array:
        """A point, shape (2,), from which the descent is instructive."""

    @abstractmethod
    def height(self, x: Coordinate, y: Coordinate) -> Coordinate:
        """Return the cost at (x, y)."""

    @abstractmethod
    def slopes(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return the derivatives of the cost at (x, y) with respect to x and to y."""

    def value(self, w: npt.ArrayLike) -> Array:
        """Return the cost at the points w, shape (..., 2), as an array of shape (...)."""
        w = points(w)
        return np.asarray(self.height(w[..., 0], w[..., 1]))

    def gradient(self, w: npt.ArrayLike) -> Array:
        """Return the gradient at the points w, shape (..., 2), as an array of the same shape."""
        w = points(w)
        gradient = np.empty_like(w)
        gradient[..., 0], gradient[..., 1] = self.slopes(w[..., 0], w[..., 1])
        return gradient


def points(w: npt.ArrayLike) -> Array:
    """Return `w` as an array of floats if its shape is (..., 2)."""
    array = np.asarray(w)
    if array.dtype.char not in "fd":  # neither float32 nor float64
        array = array.astype(np.float64)
    if array.ndim == 0 or array.shape[-1] != 2:
        raise ValueError(f"points must have shape (..., 2); got {array.shape}")
    return array
