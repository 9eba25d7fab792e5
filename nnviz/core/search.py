"""Search for hyper-parameters: trials on a grid, at random, and from coarse to fine.

Trials are float64 arrays (trials, parameters): a row a trial, its columns in the order in which
the axes or scales were given.
"""

from collections.abc import Sequence
from math import expm1, log1p

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Seed, generator
from nnviz.core.checks import finite_array, integer_at_least, number_in
from nnviz.core.scales import Linear

_ROUNDING = 1e-9


def grid(*axes: npt.ArrayLike) -> Array:
    """Return every combination of the axes' values, (product of their lengths, axes).

    The last axis changes fastest.
    """
    if not axes:
        raise ValueError("axes must be at least one; got none")
    values = [_line(f"axis {i}", axis) for i, axis in enumerate(axes, start=1)]
    mesh = np.meshgrid(*values, indexing="ij")
    return np.stack([axis.ravel() for axis in mesh], axis=-1)


def even_grid(scales: Sequence[Linear], count: int) -> Array:
    """Return a grid of `count` values a scale, both ends included, (count^scales, scales)."""
    integer_at_least("count", count, 2)
    return grid(*(scale.at(np.linspace(0, 1, count)) for scale in _given(scales)))


def random_trials(scales: Sequence[Linear], trials: int, seed: Seed) -> Array:
    """Return trials drawn uniformly along each scale, independently, (trials, scales).

    Bergstra & Bengio 2012: each trial tries a new value of every parameter, so that n trials try
    n values of the one that matters, where a grid of n in d dimensions tries n^(1/d).
    """
    integer_at_least("trials", trials, 1)
    shares = generator(seed).random((trials, len(_given(scales))))
    return np.stack([scale.at(shares[:, i]) for i, scale in enumerate(scales)], axis=-1)


def chance_of_best(trials: int, fraction: float) -> float:
    """Return the chance that at least one of n random trials is in the best fraction f of all.

    1 − (1 − f)^n, whatever the number of parameters (Bergstra & Bengio 2012).
    """
    integer_at_least("trials", trials, 1)
    number_in("fraction", fraction, gt=0, lt=1)
    return -expm1(trials * log1p(-fraction))


def _given(scales: Sequence[Linear]) -> Sequence[Linear]:
    if not scales:
        raise ValueError("scales must be at least one; got none")
    return scales


def _line(name: str, values: npt.ArrayLike) -> Array:
    array = finite_array(name, values, axes=1).astype(np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must have shape (values,); got {array.shape}")
    return array
