"""Gradient descent on raw and on normalized inputs: taken by formula, and step by step."""

from collections.abc import Callable
from math import atanh, inf, log, sqrt

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.exact_descent import ExactDescent
from nnviz.core.optimizers import GradientDescent
from nnviz.wording import number, phrase

BOWLS = ("raw", "normalized")
CLOSE, CEILING = 1e-6, 1e3  # shares of the first cost
START = np.zeros(2)
SHARES = np.array([0.99, 1.01])  # of the largest stable rate
TAKEN = 1000
FEW = 200
SWINGS = 16
SEEN = 12  # how many times as long as wide a bowl is drawn


def descended(name: str, inputs: Array, minimum: Array, share: float | None) -> dict[str, object]:
    """Return the bowl of least squares on these inputs, and the way down from zero."""
    hessian = inputs.T @ inputs / len(inputs)
    flat, steep = np.linalg.eigvalsh(hessian)
    rate = 2 / (steep + flat) if share is None else 2 * share / steep
    descent = ExactDescent(hessian, minimum, START, rate)
    steps = descent.steps_to(CLOSE)
    drawn = _drawn_steps(descent, steps, share)
    counted = np.unique(np.geomspace(1, min(steps, TAKEN) if steps == inf else steps, 200).round())
    length = sqrt(descent.condition)
    stretch = max(1.0, float(f"{length / SEEN:.1g}"))
    found = {
        "hessian": hessian,
        "minimum": minimum,
        "condition": descent.condition,
        "rate": rate,
        "steps": steps if steps == inf else int(steps),
        "count": _counted(steps),
        "takes": "1 step" if steps == 1 else f"{_counted(steps)} steps",
        "drawn": len(drawn) - 1,
        "drawn_steps": drawn,
        "path": descent.points(drawn),
        "counted": counted,
        "costs": descent.costs(counted),
        "growth": _growth(descent),
        "difference": _difference(descent),
        "length": length,
        "stretch": stretch,
    }
    return {f"{name}_{key}": value for key, value in found.items()}


def _drawn_steps(descent: ExactDescent, steps: float, share: float | None) -> Array:
    """Return the steps of which a path is drawn: all if they are few.

    Of many, those that climb the floor evenly are drawn, from alternate walls; before them, where
    swings die out at once, the first ones.
    """
    if steps == inf or steps <= FEW:
        return np.arange(min(steps, 2 * FEW) + 1)
    left = np.linspace(1, 0.02, SWINGS)
    even = 2 * np.round(np.log(left) / np.log(np.abs(descent.factors[0])) / 2)
    early = np.arange(1 if share is None else FEW)
    return np.unique(np.concatenate([early, even + np.arange(SWINGS) % 2, [steps]]))


def _growth(descent: ExactDescent) -> Array:
    """Return what a step leaves of the error along the steepest direction, at both shares.

    Measured over a thousand steps taken one by one.
    """
    rates = GradientDescent(2 * SHARES / descent.eigenvalues[-1])
    path = descend(_gradient(descent), rates, START, TAKEN)
    across = np.abs((path - descent.minimum) @ descent.eigenvectors[:, -1])
    growth: Array = (across[-1] / across[0]) ** (1 / TAKEN)
    return growth


def _difference(descent: ExactDescent) -> float:
    """Return how far the drawn formula is from steps taken one by one, in shares of the cost."""
    path = descend(_gradient(descent), GradientDescent(descent.rate), START, TAKEN)
    errors = path - descent.minimum
    costs = np.einsum("si,ij,sj->s", errors, descent.hessian, errors)
    exact = descent.costs(np.arange(TAKEN + 1))
    return float((np.abs(costs / costs[0] - exact) / np.maximum(exact, 1)).max())


def _gradient(descent: ExactDescent) -> Callable[[Array], Array]:
    return lambda w: (w - descent.minimum) @ descent.hessian


def decay(condition: float, share: float | None) -> float:
    """Return by how much the logarithm of the error falls a step, along the slower direction.

    At the best rate the factor is (κ − 1)/(κ + 1), at a share s of 2/λmax the larger of |1 − 2s|
    and |1 − 2s/κ| (Boyd & Vandenberghe 2004, section 9.3).
    """
    if share is None:
        return 2 * atanh(1 / condition)
    return min(-log(abs(1 - 2 * share / k)) if 2 * share != k else inf for k in (1.0, condition))


def expected_condition(largest: float) -> float:
    """Return κ of E[xxᵀ] for independent x₁ uniform on [1, largest] and x₂ on [0, 1]."""
    mixed = (1 + largest) / 4
    squares = np.array([[(largest**2 + largest + 1) / 3, mixed], [mixed, 1 / 3]])
    flat, steep = np.linalg.eigvalsh(squares)
    return float(steep / flat)


def model_difference(raw: Array, normalized: Array, targets: Array, deviations: Array) -> float:
    """Return how far the two least-squares models are apart, relative, in normalized units."""
    plain = np.linalg.lstsq(raw, targets)[0] * deviations
    scaled = np.linalg.lstsq(normalized, targets - targets.mean())[0]
    return float(np.abs(plain - scaled).max() / np.abs(scaled).max())


def _counted(steps: float) -> str:
    if steps == inf:
        return "no number of"
    return f"{number(steps / 1e6)} million" if steps >= 1e6 else phrase(int(steps))
