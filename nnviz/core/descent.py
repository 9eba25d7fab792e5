"""Trajectories: the path that an optimizer takes down a surface, or along given gradients."""

from collections.abc import Callable
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array, integer_at_least
from nnviz.core.optimizers import Momentum, Optimizer
from nnviz.core.surfaces import Bounds, Surface

Gradient = Callable[[Array], Array]
"""The gradient of a cost: takes points of shape (..., n) and gives the same shape."""


def descend(
    surface: Surface | Gradient,
    optimizer: Optimizer,
    start: npt.ArrayLike,
    steps: int,
    *,
    bounds: Bounds | None = None,
) -> Array:
    """Return the path of `optimizer` from `start`, shape (..., 2), as an array (steps + 1, ..., 2).

    `surface` is a surface or a gradient alone; a gradient may also be of points with more than two
    coordinates. Leading axes of `start` are trajectories taken together, each as it would be
    alone; an optimizer with an array of rates starts them all from a single `start`.

    A path that diverges goes on to infinity and then NaN without a warning. With `bounds` a
    path ends with its first point outside them: what would follow is NaN.
    """
    steps = integer_at_least("steps", steps, 0)
    point = finite_array("start", start, axes=1)
    point = np.broadcast_to(point, _together(point.shape, optimizer))
    with np.errstate(all="ignore"):
        path = None
        if isinstance(surface, Surface) and _is_heavy_ball_of_one(optimizer, point):
            path = _heavy_ball_of_one(surface, optimizer, point, steps)
        if path is None:
            gradient = surface.gradient if isinstance(surface, Surface) else surface
            path = _path_of_arrays(gradient, optimizer, point, steps)
    return path if bounds is None else _ended_outside(path, bounds)


def steps_along(optimizer: Optimizer, gradients: npt.ArrayLike) -> Array:
    """Return the steps that `optimizer` takes on given gradients, both of shape (steps, ..., n).

    A step is the change of the parameters against the gradient: positive where that is. The
    gradients do not depend on where the steps lead, so that the rule is seen by itself.
    """
    given = finite_array("gradients", gradients, axes=2)
    parameters = np.zeros(given.shape[1:], given.dtype)
    steps = np.empty_like(given)
    state = optimizer.init(parameters)
    with np.errstate(all="ignore"):
        for step, gradient in zip(steps, given, strict=True):
            parameters[...] = 0.0
            optimizer.update(parameters, gradient, state)
            np.negative(parameters, out=step)
    return steps


def _together(shape: tuple[int, ...], optimizer: Optimizer) -> tuple[int, ...]:
    """Return the shape of the points for a start of `shape`: one a rate, where rates are many."""
    rate = getattr(optimizer, "rate", 0.0)
    rates = () if callable(rate) else np.shape(rate)
    return (*np.broadcast_shapes(shape[:-1], rates), shape[-1])


def _path_of_arrays(gradient: Gradient, optimizer: Optimizer, start: Array, steps: int) -> Array:
    # Coordinates first in memory: every array operation then runs over one contiguous piece.
    memory = np.empty((steps + 1, start.shape[-1], *start.shape[:-1]), start.dtype)
    path = np.moveaxis(memory, 1, -1)
    path[0] = start
    point = path[0].copy(order="K")
    state = optimizer.init(point)
    for step in range(1, steps + 1):
        optimizer.update(point, gradient(point), state)
        path[step] = point
    return path


def _is_heavy_ball_of_one(optimizer: Optimizer, start: Array) -> TypeGuard[Momentum]:
    return (
        type(optimizer) is Momentum
        and isinstance(optimizer.rate, float)
        and start.shape == (2,)
        and start.dtype == np.float64
    )


def _heavy_ball_of_one(
    surface: Surface, optimizer: Momentum, start: Array, steps: int
) -> Array | None:
    """Return the path of a single point, on Python's floats; None if the rule goes another way.

    An operation on an array of two numbers takes NumPy twenty times as long as two on floats,
    and the results are the same to the last bit: the first steps are held to the rule's own.
    """
    rate, beta = optimizer.rate, optimizer.beta
    newest = 1 - beta if optimizer.averaged else 1.0
    slopes = surface.slopes
    x, y = start.tolist()
    u = v = 0.0
    xs, ys = [x], [y]
    try:
        for _ in range(steps):
            along_x, along_y = slopes(x, y)
            u = beta * u + newest * along_x
            v = beta * v + newest * along_y
            x -= rate * u
            y -= rate * v
            xs.append(x)
            ys.append(y)
    except ArithmeticError:  # Python's floats raise where NumPy's go on with infinity
        return None
    path, own = np.array([xs, ys]).T, _path_of_arrays(surface.gradient, optimizer, start, 2)
    return path if np.array_equal(path[:3], own[: steps + 1], equal_nan=True) else None


def _ended_outside(path: Array, bounds: Bounds) -> Array:
    """Replace by NaN what follows the first point outside `bounds` on each path."""
    least, greatest = np.asarray(bounds, dtype=path.dtype).T
    inside = ((least <= path) & (path <= greatest)).all(axis=-1)
    ended = np.logical_or.accumulate(~inside, axis=0)[:-1]
    path[1:][ended] = np.nan
    return path
