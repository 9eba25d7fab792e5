"""A linear model under dropout, whose expected cost has a penalty that is known."""

import numpy as np

from nnviz.core.layers import draw_mask

COPIES, ROWS, TRIALS = 5, 30, 4000


def linear_model(keep: float, rng: np.random.Generator) -> dict[str, object]:
    """Return least squares on noisy copies of one input, without dropout and with its penalty.

    The expected cost Σ(y − (X ∘ M)w)², M a mask over p, is ‖y − Xw‖² + ((1 − p)/p) Σ‖Xⱼ‖²wⱼ²
    (Srivastava et al. 2014, section 9.1), so its lowest point solves a linear system.
    """
    signal = rng.standard_normal(ROWS)
    X = signal[:, np.newaxis] + 0.3 * rng.standard_normal((ROWS, COPIES))
    y = signal + 0.3 * rng.standard_normal(ROWS)
    sizes, odds = (X**2).sum(axis=0), (1 - keep) / keep
    masks = draw_mask([rng], keep, np.empty((ROWS * COPIES, TRIALS))).T.reshape(-1, ROWS, COPIES)
    values: dict[str, object] = {"copies": X, "copies_target": y}
    for which, share in (("without", 0.0), ("with", odds)):
        w = np.linalg.solve(X.T @ X + share * np.diag(sizes), X.T @ y)
        values |= {
            f"weights_{which}": w,
            f"cost_{which}": ((y - X @ w) ** 2).sum(),
            f"penalty_{which}": odds * (sizes @ w**2),
            f"costs_{which}": ((y - (X * masks) @ w) ** 2).sum(axis=-1),
        }
    return values
