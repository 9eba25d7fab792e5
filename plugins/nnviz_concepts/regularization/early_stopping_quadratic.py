"""Descent on a quadratic cost beside the solutions of L2 regularization."""

import numpy as np

from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent

CURVATURES = np.array([1.0, 0.1])
LOWEST = np.array([1.0, 1.0])
QUADRATIC_RATE, QUADRATIC_STEPS = 0.1, 2000


def descent_and_ridge() -> dict[str, object]:
    """Return descent from the origin on ½Σλ(w − w*)², and L2's solutions of strength 1/(ηt)."""
    path = descend(
        lambda w: CURVATURES * (w - LOWEST),
        GradientDescent(QUADRATIC_RATE),
        (0.0, 0.0),
        QUADRATIC_STEPS,
    )
    ways = QUADRATIC_RATE * np.arange(QUADRATIC_STEPS + 1)[:, np.newaxis]
    ridge = LOWEST * CURVATURES * ways / (CURVATURES * ways + 1)
    return {
        "path": path,
        "ridge": ridge,
        "ways": ways[:, 0],
        "gap": np.abs(path - ridge).max(),
    }
