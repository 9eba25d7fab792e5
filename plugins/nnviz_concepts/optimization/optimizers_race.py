"""Who comes how near to the minimum, and when."""

import numpy as np

from nnviz import UsageError
from nnviz.core.arrays import Array, Labels
from nnviz.core.surfaces import Surface
from nnviz.wording import enumeration


def deepest_minima(surface: Surface) -> Array:
    """Return the deepest of a surface's minima, shape (k, 2); `UsageError` if it has none."""
    if not len(surface.minima):
        raise UsageError(f"the surface {surface.name} has no minimum to race to; choose another.")
    heights = surface.value(surface.minima)
    deepest: Array = surface.minima[heights <= heights.min() + 1e-9]
    return deepest


def distances_to(paths: Array, goals: Array) -> Array:
    """Return each point's distance to the nearest goal, infinite where a path has diverged."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(paths[..., np.newaxis, :] - goals, axis=-1).min(axis=-1)
    distances: Array = np.nan_to_num(lengths, nan=np.inf, posinf=np.inf)
    return distances


def arrivals_within(distances: Array, tolerance: float) -> Labels:
    """Return the step from which on each column of (steps, paths) is within tolerance, or −1."""
    outside = distances > tolerance
    last_outside = len(outside) - 1 - outside[::-1].argmax(axis=0)
    arrivals = np.where(outside.any(axis=0), last_outside + 1, 0)
    return np.where(outside[-1], -1, arrivals)


def ranked(names: list[str], steps: Labels, distances: Array) -> dict[str, object]:
    """Return who arrives first, all of them where several do, or else who ends nearest."""
    if (steps < 0).all():
        nearest = int(distances[:, -1].argmin())
        return {"first": names[nearest], "first_off": float(distances[nearest, -1])}
    earliest = int(steps[steps >= 0].min())
    first = [name for name, step in zip(names, steps, strict=True) if step == earliest]
    return {"first": enumeration(first), "first_steps": earliest}
