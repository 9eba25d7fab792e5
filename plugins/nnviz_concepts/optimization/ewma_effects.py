"""What a weighted average does to noise, to a rise, to a constant, and at its start."""

import numpy as np

from nnviz.core import averages
from nnviz.core.arrays import Array

YEAR = 366
NOISE = 2**18
FADED = 40  # spans after which a weight is e⁻⁴⁰ of the newest one's


def noise_left(betas: Array, seed: int) -> Array:
    """Return the share of white noise's variance that is left in its average, for each β."""
    noise = np.random.default_rng(seed).normal(size=NOISE)
    return np.array([_settled(noise, beta).var() for beta in betas])


def _settled(values: Array, beta: float) -> Array:
    """Return the average of `values` without its first spans, in which it starts from 0."""
    skipped = min(int(10 * averages.window(beta)), len(values) // 2)
    return averages.ewma(values, beta, corrected=False)[skipped:]


def delay(beta: float) -> float:
    """Return by how many steps the average of 1, 2, 3, … is late, far from its start."""
    steps = np.arange(1.0, 1 + min(FADED * averages.window(beta), NOISE))
    return float(steps[-1] - averages.ewma(steps, beta, corrected=False)[-1])


def constant_error(beta: float) -> float:
    """Return how far the average of a series of ones is from 1 at most."""
    return float(np.abs(averages.ewma(np.ones(YEAR), beta) - 1).max())


def start_of_average(values: Array, beta: float) -> dict[str, object]:
    """Return the first values that are not missing, and their average in both ways."""
    seen = values[~np.isnan(values)][: max(10, round(2 * averages.window(beta)))]
    plain = averages.ewma(seen, beta, corrected=False)
    return {
        "start_values": seen,
        "start_corrected": averages.ewma(seen, beta),
        "start_plain": plain,
        "first_value": seen[0],
        "first_plain": plain[0],
    }
