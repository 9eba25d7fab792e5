"""Surfaces that are not bowls: a saddle, and a valley beside a deeper one."""

from dataclasses import dataclass
from math import acos, cos, pi, sqrt
from typing import ClassVar

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in
from nnviz.core.surfaces.base import Bounds, Coordinate, Surface


@dataclass(frozen=True)
class Saddle(Surface):
    r"""A saddle at the origin, $\frac12 x^2 - \frac c2 y^2 + \frac q4 y^4$.

    The Hessian's eigenvalues there are 1 along x and −c along y, with c the `curvature`. The
    `wall` q turns the way down into two minima at $y = \pm\sqrt{c/q}$; with a wall of 0 the
    surface falls for ever and has none.
    """

    curvature: float = 1.0
    wall: float = 1.0

    name: ClassVar[str] = "saddle"

    def __post_init__(self) -> None:
        number_in("curvature", self.curvature, gt=0)
        number_in("wall", self.wall, ge=0)

    @property
    def minima(self) -> Array:
        """The two minima, shape (2, 2), or none, shape (0, 2), without a wall."""
        if self.wall == 0:
            return np.zeros((0, 2))
        y = sqrt(self.curvature / self.wall)
        return np.array([[0.0, y], [0.0, -y]])

    @property
    def bounds(self) -> Bounds:
        """The saddle and what the way down leads to, in a square."""
        reach = 2 * sqrt(self.curvature / self.wall) if self.wall else 2.0
        return (-reach, reach), (-reach, reach)

    @property
    def start(self) -> Array:
        """A point up the slope along x, a thousandth of that off the axis, shape (2,)."""
        (_, reach), _ = self.bounds
        return np.array([-0.75 * reach, 0.00075 * reach])

    def height(self, x: Coordinate, y: Coordinate) -> Coordinate:
        """Return the cost at (x, y)."""
        yy = y * y
        return 0.5 * x * x - 0.5 * self.curvature * yy + 0.25 * self.wall * yy * yy

    def slopes(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return x and −cy + qy³."""
        return 1.0 * x, y * (self.wall * y * y - self.curvature)


@dataclass(frozen=True)
class LocalMinima(Surface):
    r"""Two valleys side by side, one deeper, $\frac14(x^2 - 1)^2 + t x + \frac12 y^2$.

    The `tilt` t > 0 makes the valley on the left the deeper one; at $2 / (3\sqrt3) = 0.385$ the
    other would vanish.
    """

    tilt: float = 0.15

    name: ClassVar[str] = "local_minima"

    def __post_init__(self) -> None:
        number_in("tilt", self.tilt, gt=0, lt=2 / (3 * sqrt(3)))

    @property
    def minima(self) -> Array:
        """The deep and the shallow minimum, shape (2, 2)."""
        deep, shallow, _ = self._stationary
        return np.array([[deep, 0.0], [shallow, 0.0]])

    @property
    def barrier(self) -> Array:
        """The saddle point between the two minima, shape (2,)."""
        return np.array([self._stationary[2], 0.0])

    @property
    def bounds(self) -> Bounds:
        """Both valleys."""
        return (-2.0, 2.0), (-1.5, 1.5)

    @property
    def start(self) -> Array:
        """A point above the shallow valley, on the side away from the deep one, shape (2,)."""
        return np.array([1.7, 1.0])

    def height(self, x: Coordinate, y: Coordinate) -> Coordinate:
        """Return the cost at (x, y)."""
        well = x * x - 1.0
        return 0.25 * well * well + self.tilt * x + 0.5 * y * y

    def slopes(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return x³ − x + t and y."""
        return x * (x * x - 1.0) + self.tilt, 1.0 * y

    @property
    def _stationary(self) -> list[float]:
        """The roots of x³ − x + t by Viète's formula: deep, shallow, and the barrier between."""
        third = acos(-1.5 * sqrt(3) * self.tilt) / 3
        return [2 / sqrt(3) * cos(third + 2 * pi * k / 3) for k in (1, 0, 2)]
