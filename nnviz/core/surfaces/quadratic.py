"""Bowls: quadratic costs of any condition number."""

from dataclasses import dataclass
from functools import cached_property
from math import cos, pi, sin
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in
from nnviz.core.surfaces.base import Bounds, Coordinate, Surface, points


@dataclass(frozen=True)
class Quadratic(Surface):
    r"""A bowl $\frac12 w^T H w$ with its minimum at the origin.

    `condition` κ is the ratio of the eigenvalues of the Hessian H, `largest` the larger of them.
    The flat direction is the x axis turned counter-clockwise by `angle` radians.
    """

    condition: float = 10.0
    largest: float = 1.0
    angle: float = 0.0

    name: ClassVar[str] = "quadratic"

    def __post_init__(self) -> None:
        number_in("condition", self.condition, ge=1)
        number_in("largest", self.largest, gt=0)
        number_in("angle", self.angle, ge=-2 * pi, le=2 * pi)

    @property
    def eigenvalues(self) -> tuple[float, float]:
        """The Hessian's eigenvalues, the smaller first: along the floor, and across it."""
        return self.largest / self.condition, float(self.largest)

    @property
    def eigenvectors(self) -> Array:
        """The unit vectors along the floor and across it, as the columns of a (2, 2) matrix."""
        c, s = cos(self.angle), sin(self.angle)
        return np.array([[c, -s], [s, c]])

    @property
    def hessian(self) -> Array:
        """The matrix H of second derivatives, shape (2, 2)."""
        xx, xy, yy = self._second_derivatives
        return np.array([[xx, xy], [xy, yy]])

    @property
    def minima(self) -> Array:
        """The origin, shape (1, 2)."""
        return np.zeros((1, 2))

    @property
    def bounds(self) -> Bounds:
        """A square around the minimum."""
        return (-5.0, 5.0), (-5.0, 5.0)

    @property
    def start(self) -> Array:
        """A point 4 along the floor and 2 up the wall, shape (2,)."""
        return np.array([-4.0, 2.0]) @ self.eigenvectors.T

    def height(self, x: Coordinate, y: Coordinate) -> Coordinate:
        """Return ½ wᵀHw at w = (x, y)."""
        xx, xy, yy = self._second_derivatives
        return 0.5 * (xx * x * x + yy * y * y) + xy * x * y

    def slopes(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return the two components of Hw at w = (x, y)."""
        xx, xy, yy = self._second_derivatives
        if xy == 0:  # zero times infinity would be NaN where a path diverges along one axis only
            return xx * x, yy * y
        return xx * x + xy * y, xy * x + yy * y

    def gradient(self, w: npt.ArrayLike) -> Array:
        """Return Hw at the points w, shape (..., 2): `slopes`, for all coordinates at once."""
        w = points(w)
        own, other = self._factors[w.dtype]
        gradient: Array = w * own
        if other:
            gradient += w[..., ::-1] * other
        return gradient

    @cached_property
    def _factors(self) -> dict[np.dtype[Any], tuple[Array, Array]]:
        """The Hessian's diagonal and its other entry, ready for points of either precision."""
        xx, xy, yy = self._second_derivatives
        kinds: list[np.dtype[Any]] = [np.dtype(np.float32), np.dtype(np.float64)]
        return {kind: (np.array([xx, yy], kind), np.array(xy, kind)) for kind in kinds}

    @cached_property
    def _second_derivatives(self) -> tuple[float, float, float]:
        flat, steep = self.eigenvalues
        c, s = cos(self.angle), sin(self.angle)
        return c * c * flat + s * s * steep, c * s * (flat - steep), s * s * flat + c * c * steep


@dataclass(frozen=True)
class Ravine(Quadratic):
    """The bowl 0.1 x² + 2 y², twenty times as steep across as along (κ = 20)."""

    condition: float = 20.0
    largest: float = 4.0

    name: ClassVar[str] = "ravine"
