"""What a classifier decides over the plane, on a grid that a figure can fill and contour."""

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Labels

Limits = tuple[float, float]
"""The lowest and the highest value on an axis."""


def limits_around(points: Array, margin: float = 0.1) -> tuple[Limits, Limits]:
    """Return the limits of x and of y around points (n, 2), wider by a share of their range."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = margin * np.maximum(high - low, 1e-9)
    (x0, y0), (x1, y1) = low - room, high + room
    return (float(x0), float(x1)), (float(y0), float(y1))


def plane_grid(xlim: Limits, ylim: Limits, resolution: int = 121) -> Array:
    """Return the points (resolution², 2) of a grid over the plane, row by row from low y."""
    x, y = np.linspace(*xlim, resolution), np.linspace(*ylim, resolution)
    points: Array = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return points


def decided(probabilities: npt.ArrayLike) -> Array | Labels:
    """Return what probabilities (…, classes) decide, (…,).

    For two classes it is the probability of class 1, whose boundary at one half is smooth;
    for more it is the number of the most probable class.
    """
    given = np.asarray(probabilities)
    if given.shape[-1] == 2:
        return np.asarray(given[..., 1])
    return np.asarray(given.argmax(axis=-1))
