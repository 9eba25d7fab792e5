"""The cost of two weights, a bowl, and the regions that penalties allow them."""

import numpy as np

from nnviz.core.arrays import Array

BOWL = np.array([[1.0, -0.5], [-0.5, 1.0]])
LOWEST = np.array([0.8, 2.0])


def height_of(w: Array) -> Array:
    """Return the cost of weights (…, 2)."""
    off = w - LOWEST
    cost: Array = 0.5 * ((off @ BOWL) * off).sum(axis=-1)
    return cost


def edge_of(touch: Array, share: float) -> Array:
    """Return the closed line (points, 2) on which the penalty is what it is at `touch`.

    In the direction (c, s) the penalty at radius r is ρ(|c| + |s|) r + (1 − ρ)/2 r².
    """
    allowed = share * np.abs(touch).sum() + (1 - share) / 2 * (touch @ touch)
    angle = np.linspace(0, 2 * np.pi, 361)
    directions = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    linear = share * np.abs(directions).sum(axis=-1)
    radius = 2 * allowed / (linear + np.sqrt(linear**2 + 2 * (1 - share) * allowed))
    line: Array = radius[:, np.newaxis] * directions
    return line


def ellipse_of(cost: float) -> Array:
    """Return the closed line (points, 2) on which the cost is `cost`."""
    angle = np.linspace(0, 2 * np.pi, 241)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    stretched = np.linalg.solve(np.linalg.cholesky(BOWL).T, circle)
    line: Array = LOWEST + np.sqrt(2 * cost) * stretched.T
    return line
