"""How the gradient of a mini-batch varies, by drawing batches and by formula."""

import numpy as np

from nnviz.core.arrays import Array, Labels

EXAMPLES = 512
RUNS, DRAWS = 64, 4000


def standardized(points: Array) -> Array:
    """Return points with mean 0 and variance 1 in each coordinate."""
    centred = points - points.mean(axis=0)
    standardized: Array = centred / centred.std(axis=0)
    return standardized


def promised_variance(sizes: Labels | int) -> Array:
    """Return (σ²/B)(N − B)/(N − 1) for σ² = 1 (Cochran 1977, theorem 2.2)."""
    sizes = np.asarray(sizes)
    promised: Array = (EXAMPLES - sizes) / (sizes * (EXAMPLES - 1))
    return promised


def floor_variance(rate: float, curvature: float, size: int) -> float:
    """Return the variance ησ²/(λ(2 − ηλ)) at which a weight settles.

    The gradient λ(w − x̄) of a batch has the variance σ² = λ² Var(x̄).
    """
    noise = curvature**2 * float(promised_variance(size))
    return rate * noise / (curvature * (2 - rate * curvature))


def batch_means(points: Array, size: int, rng: np.random.Generator) -> Array:
    """Return the means (runs, 2) of one batch for each run, drawn without replacement."""
    if size == len(points):
        return np.zeros((RUNS, 2))
    if size == 1:
        singles: Array = points[rng.integers(len(points), size=RUNS)]
        return singles
    chosen = rng.random((RUNS, len(points)), np.float32).argpartition(size)[:, :size]
    means: Array = points[chosen].mean(axis=1)
    return means


def gradient_variances(
    values: Array, sizes: Labels, rng: np.random.Generator
) -> tuple[float, Array]:
    """Return the variance over many batches of all examples, and of each of the sizes.

    The first B of a random order are a batch without replacement, for every B.
    """
    orders = rng.random((DRAWS, EXAMPLES), np.float32).argsort(axis=1)
    sums = np.cumsum(values[orders], axis=1)
    means = sums[:, sizes - 1] / sizes
    return float((sums[:, -1] / EXAMPLES).var()), (means**2).mean(axis=0)
