"""Penalized solutions by scikit-learn's own solvers, for `test_penalties_against_sklearn.py`.

    python tests/core/reference/make_sklearn_penalties.py

writes sklearn_penalties.npz beside this file.
"""

from pathlib import Path

import numpy as np
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, Ridge


def references():
    """Return the data and, for each penalty, the coefficients followed by the intercept."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(80, 6))
    y = X @ np.array([2.0, -1.0, 0.5, 0.0, 0.0, 0.0]) + 1.5 + 0.3 * rng.normal(size=80)
    labels = (y + rng.normal(size=80) > 1.5).astype(int)
    exact = {"tol": 1e-14, "max_iter": 100_000}
    models = {
        "l1": Lasso(alpha=0.1, **exact).fit(X, y),
        "elastic net": ElasticNet(alpha=0.2, l1_ratio=0.3, **exact).fit(X, y),
        "l2": Ridge(alpha=5.0).fit(X, y),
        "logistic": LogisticRegression(C=0.5, solver="newton-cholesky", tol=1e-12).fit(X, labels),
    }
    found = {"X": X, "y": y, "labels": labels}
    for name, model in models.items():
        found[name] = np.append(np.ravel(model.coef_), model.intercept_)
    return found


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("sklearn_penalties.npz"), **references())
