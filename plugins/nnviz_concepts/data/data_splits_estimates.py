"""How sure what is measured on held-out data is: by trying it, and by formulas."""

from math import sqrt

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.data.splits import Indices
from nnviz.core.normal import normal_cdf

DISTANCE = 2.56  # between the classes' means: the best rule errs 10 % of the time
SHARES = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
SINGLE = 2  # of the shares, the one that each of five folds holds out
SIZES = (100, 10_000, 1_000_000)
SPLITS = ((0.6, 0.2, 0.2), (0.98, 0.01, 0.01))


def held_out(inputs: Array, train: Indices, held: Indices) -> tuple[Array, Array, int]:
    """Learn each set's class means (sets, examples, features) and test them on what is held out.

    Returns the estimated and the true error of each set's model, (sets,), and how many were held
    out. Example i is of class i mod 2. The rule w·x + b > 0 errs on Gaussian clouds of means ±μ
    and unit variance with the probability (Φ(−(w·μ + b)/|w|) + Φ(−(w·μ − b)/|w|))/2.
    """
    first, second = (inputs[:, train[train % 2 == c]].mean(axis=1) for c in (0, 1))
    w = second - first
    b = -np.sum(w * (first + second), axis=-1) / 2
    scores = np.einsum("sef,sf->se", inputs[:, held], w) + b[:, np.newaxis]
    estimate = np.mean((scores > 0) != (held % 2 == 1), axis=-1)
    length, reach = np.linalg.norm(w, axis=-1), w[:, 0] * DISTANCE / 2
    true = (normal_cdf(-(reach + b) / length) + normal_cdf(-(reach - b) / length)) / 2
    return estimate, true, len(held)


def standard_error(true: Array, held: Array) -> Array:
    """Return the standard deviation of errors measured on m examples, for models that differ.

    By the law of total variance: E[p(1 − p)]/m + Var(p), with p (sets, shares) and m (shares,).
    """
    error: Array = np.sqrt((true * (1 - true)).mean(axis=0) / held + true.var(axis=0))
    return error


def doubt(p: float, m: float, trials: int) -> float:
    """Return the relative error of a standard deviation measured on so many binomial scores.

    √((κ − 1)/4n) for n draws of kurtosis κ, which is 3 + (1 − 6p(1 − p))/(m p (1 − p)).
    """
    kurtosis = 3 + (1 - 6 * p * (1 - p)) / (m * p * (1 - p))
    return sqrt((kurtosis - 1) / (4 * trials))


def best_of(p: float, m: int, models: int) -> tuple[float, float]:
    """Return mean and standard deviation of the largest of so many binomial scores.

    The largest of k is at most j with the probability F(j)^k.
    """
    j = np.arange(m)
    steps = np.log((m - j) / (j + 1)) + np.log(p / (1 - p))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(logs - logs.max())
    at_most = (np.cumsum(weights) / weights.sum()) ** models
    chances, scores = np.diff(at_most, prepend=0), np.arange(m + 1) / m
    mean = float(chances @ scores)
    return mean, sqrt(float(chances @ np.square(scores - mean)))
