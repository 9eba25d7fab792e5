"""Gradient descent on a quadratic in closed form: millions of steps at the price of one."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, inf, log, log1p

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array, number_in


@dataclass(frozen=True, eq=False)
class ExactDescent:
    r"""Gradient descent with a constant rate on $J = \frac12 (w - w^*)^T H (w - w^*)$.

    Along each eigenvector of the Hessian H, shape (n, n), a step multiplies the error by
    $1 - \eta\lambda$ (Boyd & Vandenberghe 2004, section 9.3). `minimum` is $w^*$, `start` the first
    point, both (n,); `rate` is η. Raises `ValueError` for a Hessian that is not symmetric with
    positive eigenvalues.
    """

    hessian: Array
    minimum: Array
    start: Array
    rate: float

    def __post_init__(self) -> None:
        for name in ("hessian", "minimum", "start"):
            object.__setattr__(self, name, finite_array(name, getattr(self, name), axes=1))
        number_in("rate", self.rate, gt=0)
        if not np.allclose(self.hessian, self.hessian.T) or self.eigenvalues[0] <= 0:
            raise ValueError("hessian must be symmetric with positive eigenvalues")

    @property
    def eigenvalues(self) -> Array:
        """The curvatures λ, rising, shape (n,)."""
        return self._spectrum[0]

    @property
    def condition(self) -> float:
        """The condition number κ, the largest curvature over the smallest."""
        return float(self.eigenvalues[-1] / self.eigenvalues[0])

    @property
    def eigenvectors(self) -> Array:
        """The unit vectors along which the curvatures hold, as columns, shape (n, n)."""
        return self._spectrum[1]

    @property
    def factors(self) -> Array:
        """What a step multiplies the error by along each eigenvector, 1 − ηλ, shape (n,)."""
        return 1 - self.rate * self.eigenvalues

    def points(self, steps: npt.ArrayLike) -> Array:
        """Return the points after these numbers of steps, shape (steps, n)."""
        with np.errstate(invalid="ignore"):
            points: Array = self.minimum + self._errors(steps) @ self.eigenvectors.T
        return points

    def costs(self, steps: npt.ArrayLike) -> Array:
        """Return the cost after these numbers of steps as a share of the first one."""
        errors = self._errors(np.append(0, steps))
        with np.errstate(over="ignore", invalid="ignore"):
            heights = (errors**2) @ self.eigenvalues
            shares: Array = heights[1:] / heights[0]
        return shares

    def steps_to(self, share: float) -> float:
        """Return the least number of steps to so small a share of the first cost, or infinity."""
        largest = float(np.abs(self.factors).max())
        if largest >= 1:
            return inf
        low, high = 0, 1 if largest == 0 else ceil(log(share) / (2 * log1p(largest - 1))) + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.costs([middle])[0] <= share else (middle, high)
        return high

    def _errors(self, steps: npt.ArrayLike) -> Array:
        """Return the errors along the eigenvectors after these numbers of steps."""
        first = (self.start - self.minimum) @ self.eigenvectors
        with np.errstate(over="ignore", invalid="ignore"):
            errors: Array = first * self.factors ** np.asarray(steps)[:, np.newaxis]
        return errors

    @cached_property
    def _spectrum(self) -> tuple[Array, Array]:
        values, vectors = np.linalg.eigh(self.hessian)
        return values, vectors
