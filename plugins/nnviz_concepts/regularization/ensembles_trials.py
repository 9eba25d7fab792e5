"""Errors averaged and votes counted in random trials, and the sum that the votes should meet."""

from math import comb

import numpy as np

from nnviz.core.arrays import Array, Labels

TRIALS = 20_000
SHARES = {"better": 0.7, "worse": 0.4}


def variances_of_averages(rng: np.random.Generator, correlation: float, most: int) -> Array:
    """Return the variance of the average of 1, 2, … `most` errors of variance 1, (most,).

    Each error is √ρ of one shared draw and √(1 − ρ) of one of its own.
    """
    shared = np.sqrt(correlation) * rng.standard_normal(TRIALS)
    own = np.sqrt(1 - correlation) * rng.standard_normal((most, TRIALS))
    own = np.cumsum(own, axis=0) / np.arange(1, most + 1)[:, np.newaxis]
    variances: Array = np.square(shared + own).mean(axis=-1)
    return variances


def majorities(rng: np.random.Generator, right: float, counts: Labels) -> Array:
    """Return how often more than half of so many independent votes are right, (counts,)."""
    votes = np.cumsum(rng.random((int(counts[-1]), TRIALS)) < right, axis=0)
    shares: Array = (votes[counts - 1] > counts[:, np.newaxis] / 2).mean(axis=-1)
    return shares


def majority(right: float, count: int) -> float:
    """Return the binomial sum Σ C(n, k) pᵏ(1 − p)ⁿ⁻ᵏ over all k above n/2."""
    return sum(
        comb(count, k) * right**k * (1 - right) ** (count - k)
        for k in range(count // 2 + 1, count + 1)
    )
