"""Least squares fitted to noisy copies, which is ridge regression."""

import numpy as np

from nnviz.core.data import Dataset
from nnviz.core.data.augmentation import (
    add_noise,
)

EXAMPLES, COPIES = 100, 500  # of the least squares with noise


def least_squares(data: Dataset, std: float, rng: np.random.Generator) -> dict[str, object]:
    """Fit whether an image is of the first half of the classes, with ridge and to noisy copies.

    Of a large data set, examples at equal distances are taken.

    With r = Xw − t, noise of variance σ² on an input makes r² a squared Gaussian of mean r and
    variance s² = σ²‖w‖²; its variance is 4r²s² + 2s⁴. The gradient at w of a copy's cost, the sum
    of (x + ε)(r + ε·w), has the covariance C = Σ [(x s)² + σ²r² + σ²r(xwᵀ + wxᵀ)] +
    nσ⁴(‖w‖² + wwᵀ), squares of vectors and numbers understood as matrices; so with A = XᵀX + nσ²
    the weights are off by tr(A⁻¹CA⁻¹)/copies in the expected square.
    """
    examples = np.linspace(0, len(data) - 1, min(EXAMPLES, len(data))).astype(int)
    X = data.inputs[examples]
    targets = np.where(data.targets[examples] < len(data.classes) / 2, 1.0, -1.0)
    n, features = X.shape
    ridge = X.T @ X + n * std**2 * np.eye(features)
    w = np.linalg.solve(ridge, X.T @ targets)
    noisy = add_noise(np.tile(X, (COPIES, 1)), std, rng)
    repeated = np.tile(targets, COPIES)
    fitted = np.linalg.solve(noisy.T @ noisy, noisy.T @ repeated)
    r, squared, variance = X @ w - targets, w @ w, std**2
    s = variance * squared
    crossed = variance * np.outer(X.T @ r, w)
    covariance = s * X.T @ X + crossed + crossed.T + n * variance**2 * np.outer(w, w)
    covariance += (variance * (r @ r) + n * variance * s) * np.eye(features)
    inverse = np.linalg.inv(ridge)
    return {
        "ridge": w,
        "fitted": fitted,
        "plain": np.linalg.lstsq(X, targets)[0],
        "ridge_cost": r @ r + n * s,
        "noisy_cost": np.square(noisy @ w - repeated).sum() / COPIES,
        "cost_doubt": np.sqrt((4 * (r @ r) * s + 2 * n * s**2) / COPIES),
        "weights_distance": np.linalg.norm(fitted - w),
        "weights_doubt": np.sqrt(np.trace(inverse @ covariance @ inverse) / COPIES),
        "copies": COPIES,
        "fitted_on": n,
        "weights": features,
    }
