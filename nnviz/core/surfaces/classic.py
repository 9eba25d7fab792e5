"""The test functions that optimizers have been raced on since the 1960s."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in
from nnviz.core.surfaces.base import Bounds, Coordinate, Surface


@dataclass(frozen=True)
class Rosenbrock(Surface):
    r"""A flat curved valley, $(1 - x)^2 + b (y - x^2)^2$ with b = 100 (Rosenbrock 1960)."""

    steepness: float = 100.0

    name: ClassVar[str] = "rosenbrock"

    def __post_init__(self) -> None:
        number_in("steepness", self.steepness, gt=0)

    @property
    def minima(self) -> Array:
        """The point (1, 1), of cost 0."""
        return np.array([[1.0, 1.0]])

    @property
    def bounds(self) -> Bounds:
        """The valley from Rosenbrock's start to past the minimum."""
        return (-2.0, 2.0), (-1.0, 3.0)

    @property
    def start(self) -> Array:
        """Rosenbrock's own start (−1.2, 1), of cost 24.2 when b = 100."""
        return np.array([-1.2, 1.0])

    def height(self, x: Coordinate, y: Coordinate) -> Coordinate:
        """Return the cost at (x, y)."""
        to_one, above = 1.0 - x, y - x * x
        return to_one * to_one + self.steepness * above * above

    def slopes(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return −2(1 − x) − 4bx(y − x²) and 2b(y − x²)."""
        pull = 2.0 * self.steepness * (y - x * x)
        return -2.0 * (1.0 - x) - 2.0 * x * pull, pull


@dataclass(frozen=True)
class Beale(Surface):
    r"""A flat corner between steep walls, $\sum_{k=1}^3 (c_k - x + x y^k)^2$ (Beale 1958).

    The constants c are 1.5, 2.25 and 2.625.
    """

    name: ClassVar[str] = "beale"

    @property
    def minima(self) -> Array:
        """The point (3, 0.5), of cost 0."""
        return np.array([[3.0, 0.5]])

    @property
    def bounds(self) -> Bounds:
        """The usual square."""
        return (-4.5, 4.5), (-4.5, 4.5)

    @property
    def start(self) -> Array:
        """The start (1, 1) of Moré, Garbow & Hillstrom 1981, problem 5, of cost 14.203125."""
        return np.array([1.0, 1.0])

    def height(self, x: Coordinate, y: Coordinate) -> Coordinate:
        """Return the cost at (x, y)."""
        yy = y * y
        a = 1.5 - x + x * y
        b = 2.25 - x + x * yy
        c = 2.625 - x + x * yy * y
        return a * a + b * b + c * c

    def slopes(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return 2 Σ rₖ(yᵏ − 1) and 2 Σ rₖ k x yᵏ⁻¹ with the residuals r."""
        yy = y * y
        a = 1.5 - x + x * y
        b = 2.25 - x + x * yy
        c = 2.625 - x + x * yy * y
        along_x = a * (y - 1.0) + b * (yy - 1.0) + c * (yy * y - 1.0)
        along_y = x * (a + 2.0 * b * y + 3.0 * c * yy)
        return 2.0 * along_x, 2.0 * along_y


@dataclass(frozen=True)
class Himmelblau(Surface):
    r"""Four minima of equal depth, $(x^2 + y - 11)^2 + (x + y^2 - 7)^2$ (Himmelblau 1972)."""

    name: ClassVar[str] = "himmelblau"

    @property
    def minima(self) -> Array:
        """The four minima, all of cost 0, shape (4, 2)."""
        return np.array(
            [
                [3.0, 2.0],
                [-2.805118086952745, 3.131312518250573],
                [-3.779310253377747, -3.283185991286170],
                [3.584428340330492, -1.848126526964404],
            ]
        )

    @property
    def bounds(self) -> Bounds:
        """The usual square."""
        return (-5.0, 5.0), (-5.0, 5.0)

    @property
    def start(self) -> Array:
        """The origin, beside the hill in the middle, shape (2,)."""
        return np.array([0.0, 0.0])

    def height(self, x: Coordinate, y: Coordinate) -> Coordinate:
        """Return the cost at (x, y)."""
        first, second = x * x + y - 11.0, x + y * y - 7.0
        return first * first + second * second

    def slopes(self, x: Coordinate, y: Coordinate) -> tuple[Coordinate, Coordinate]:
        """Return 4x(x² + y − 11) + 2(x + y² − 7) and 2(x² + y − 11) + 4y(x + y² − 7)."""
        first, second = x * x + y - 11.0, x + y * y - 7.0
        return 4.0 * x * first + 2.0 * second, 2.0 * first + 4.0 * y * second
