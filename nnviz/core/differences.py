"""Derivatives by finite differences, one-sided and two-sided, for many step sizes at once."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array

Function = Callable[[Array], Array]
"""A function of an array: of each number, or of each vector along the last axis."""

AT_ONCE = 2**20
"""Numbers handed to a function at once when all coordinates of a vector are tried."""


def one_sided(f: Function, x: npt.ArrayLike, epsilon: npt.ArrayLike) -> Array:
    r"""Return $(f(x + \epsilon) - f(x)) / \epsilon$, whose error falls as ε.

    `f` acts on each number of an array; `x` and `epsilon` broadcast against each other. The
    error is $\epsilon f''/2$ and rounding of the order of $u f/\epsilon$, least near
    $\epsilon = \sqrt u$ with u the unit of rounding (1.5e-8 in float64).
    """
    x, epsilon = finite_array("x", x), _steps(epsilon)
    return (f(x + epsilon) - f(x)) / epsilon


def two_sided(f: Function, x: npt.ArrayLike, epsilon: npt.ArrayLike) -> Array:
    r"""Return $(f(x + \epsilon) - f(x - \epsilon)) / 2\epsilon$, whose error falls as ε².

    `f` acts on each number of an array; `x` and `epsilon` broadcast against each other. The
    error is $\epsilon^2 f'''/6$ and rounding of the order of $u f/\epsilon$, least near
    $\epsilon = u^{1/3}$ with u the unit of rounding (6e-6 in float64).
    """
    x, epsilon = finite_array("x", x), _steps(epsilon)
    return (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


def directional(
    f: Function, x: npt.ArrayLike, direction: npt.ArrayLike, epsilon: float | None = None
) -> Array:
    """Return the two-sided derivative of `f` at `x` along `direction`, shape (...).

    `x` and `direction` have shapes (..., n) that broadcast: a stack of directions is tried in one
    call. `f` takes (..., n) and gives (...). The direction is not normalized. `epsilon` is
    `best_epsilon` for two sides unless given.
    """
    x = finite_array("x", x, axes=1)
    direction = finite_array("direction", direction, axes=1)
    size = best_epsilon(x.dtype) if epsilon is None else float(_steps(epsilon))
    step = (size * direction).astype(x.dtype)
    return (f(x + step) - f(x - step)) / (2 * size)


def gradient(f: Function, x: npt.ArrayLike, epsilon: float | None = None) -> Array:
    """Return the gradient of `f` at `x`, shape (..., n), by two-sided differences.

    `f` takes (..., n) and gives (...), so that the coordinates are tried together; `x` may be a
    stack of vectors. `epsilon` is `best_epsilon` for two sides unless given.
    """
    x = finite_array("x", x, axes=1)
    n = x.shape[-1]
    together = max(1, AT_ONCE // x.size)
    slopes = np.empty_like(x)
    for start in range(0, n, together):
        some = np.eye(min(together, n - start), n, start, dtype=x.dtype)
        slopes[..., start : start + together] = directional(f, x[..., np.newaxis, :], some, epsilon)
    return slopes


def best_epsilon(dtype: npt.DTypeLike = np.float64, *, sides: int = 2) -> float:
    """Return the step where truncation and rounding balance, for values of the order of 1.

    With u the unit of rounding of `dtype` it is u^(1/3) for two sides and √u for one.
    """
    if sides not in (1, 2):
        raise ValueError(f"sides must be 1 or 2; got {sides}")
    unit = float(np.finfo(dtype).eps)
    return float(unit ** (1 / (sides + 1)))


def _steps(epsilon: npt.ArrayLike) -> Array:
    steps = finite_array("epsilon", epsilon)
    if (steps <= 0).any():
        raise ValueError(f"epsilon must be greater than 0; got {steps.min():g}")
    return steps
