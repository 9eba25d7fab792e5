"""Search for hyper-parameters: trials on a grid, at random, and from coarse to fine.

Trials are float64 arrays (trials, parameters): a row a trial, its columns in the order in which
the axes or scales were given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, expm1, log1p

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


@dataclass(frozen=True, eq=False)
class Search:
    """What a search tried.

    `trials` (rounds, trials, parameters) and `costs` (rounds, trials), NaN where a trial failed;
    `bounds` (rounds, parameters, 2), the low and high ends that each round drew between.
    """

    trials: Array
    costs: Array
    bounds: Array

    @property
    def best(self) -> Array:
        """The trial of the lowest cost of all rounds, (parameters,)."""
        flat = self.trials.reshape(-1, self.trials.shape[-1])
        best: Array = flat[int(np.nanargmin(self.costs))]
        return best


def coarse_to_fine(
    cost: Callable[[Array], Array],
    scales: Sequence[Linear],
    *,
    rounds: int = 3,
    trials: int = 20,
    width: float = 0.3,
    seed: Seed = 0,
) -> Search:
    """Search at random, then again in a smaller range around the best trial so far.

    `cost` takes the trials of a round, (trials, parameters), at once, so that they can be trained
    as one stack, and returns their costs, (trials,); NaN or infinity says that a trial failed.
    Each round draws between ends that are `width` as far apart, along each scale, as before.
    Raises `ValueError` if every trial of the first round fails.
    """
    integer_at_least("rounds", rounds, 1)
    number_in("width", width, gt=0, le=1)
    rng = generator(seed)
    current = list(_given(scales))
    tried = np.empty((rounds, trials, len(current)))
    costs = np.full((rounds, trials), np.nan)
    bounds = np.empty((rounds, len(current), 2))
    for i in range(rounds):
        bounds[i] = [(scale.low, scale.high) for scale in current]
        tried[i] = random_trials(current, trials, rng)
        costs[i] = _checked_costs(cost(tried[i]), trials)
        if np.isnan(costs).all():
            raise ValueError(
                f"cost was not finite in any of the {trials} trials of the first round"
            )
        best = Search(tried, costs, bounds).best
        current = [scale.around(x, width) for scale, x in zip(current, best, strict=True)]
    return Search(tried, costs, bounds)


def chance_of_best(trials: int, fraction: float) -> float:
    """Return the chance that at least one of n random trials is in the best fraction f of all.

    1 − (1 − f)^n, whatever the number of parameters (Bergstra & Bengio 2012).
    """
    integer_at_least("trials", trials, 1)
    number_in("fraction", fraction, gt=0, lt=1)
    return -expm1(trials * log1p(-fraction))


def trials_for_chance(chance: float, fraction: float) -> int:
    """Return the least n for which `chance_of_best(n, fraction)` is at least `chance`."""
    number_in("chance", chance, gt=0, lt=1)
    number_in("fraction", fraction, gt=0, lt=1)
    return max(1, ceil(log1p(-chance) / log1p(-fraction) - _ROUNDING))


def _given(scales: Sequence[Linear]) -> Sequence[Linear]:
    if not scales:
        raise ValueError("scales must be at least one; got none")
    return scales


def _checked_costs(costs: npt.ArrayLike, trials: int) -> Array:
    array = np.asarray(costs, dtype=np.float64)
    if array.shape != (trials,):
        raise ValueError(f"cost must return the shape (trials,) = ({trials},); got {array.shape}")
    return np.where(np.isfinite(array), array, np.nan)


def _line(name: str, values: npt.ArrayLike) -> Array:
    array = finite_array(name, values, axes=1).astype(np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must have shape (values,); got {array.shape}")
    return array
