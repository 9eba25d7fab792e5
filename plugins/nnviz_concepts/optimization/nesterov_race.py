"""Three methods race to the minimum of a bowl, each at its best settings."""

from collections.abc import Iterator
from math import ceil, log, sqrt

import numpy as np

from nnviz import Claim, Result
from nnviz.core.best_settings import (
    best_descent,
    best_heavy_ball,
    best_nesterov,
    distance_left,
    modulus_of_double_root,
)
from nnviz.core.descent import descend
from nnviz.core.surfaces import Quadratic

START = (-10.0, 1.0)
CLOSE = 1e-6


def raced(bowl: Quadratic) -> dict[str, object]:
    """Return the distances left, and the steps to `CLOSE`, of each method at its best settings."""
    methods = {
        "plain": best_descent(bowl),
        "nesterov": best_nesterov(bowl),
        "momentum": best_heavy_ball(bowl),
    }
    enough = ceil(-log(CLOSE) * bowl.condition / 2) + 20
    results: dict[str, object] = {}
    for name, method in methods.items():
        path = descend(bowl, method, START, enough)
        distance = distance_left(path)
        steps = int(np.argmax(distance <= CLOSE))
        results[f"{name}_steps"] = steps
        results[f"{name}_distance"] = distance[: steps + 1]
        results[f"{name}_along"] = path[: steps + 1, 0]
    return results


def claims_of_race(result: Result, kappa: float) -> Iterator[Claim]:
    """Yield by what each method contracts a step, and who needs fewer steps."""
    yield Claim(
        "At its best settings Nesterov's method contracts by 1 − 2/√(3κ + 1) = {expected} a step.",
        expected=1 - 2 / sqrt(3 * kappa + 1),
        measured=modulus_of_double_root(result["nesterov_along"]),
        tolerance=1e-6,
    )
    yield Claim(
        "Heavy ball contracts by (√κ − 1)/(√κ + 1) = {expected} a step.",
        expected=(sqrt(kappa) - 1) / (sqrt(kappa) + 1),
        measured=modulus_of_double_root(result["momentum_along"]),
        tolerance=1e-6,
    )
    yield Claim(
        "Plain descent contracts by (κ − 1)/(κ + 1) = {expected} a step.",
        expected=(kappa - 1) / (kappa + 1),
        measured=result["plain_distance"][-1] / result["plain_distance"][-2],
        tolerance=1e-9,
    )
    yield Claim(
        "Nesterov's method needs {nesterov_steps} steps to a millionth of the distance, fewer "
        "than plain descent's {plain_steps}.",
        expected=result["plain_steps"],
        measured=result["nesterov_steps"],
        relation="<",
    )
    yield Claim(
        "On a quadratic heavy ball needs {momentum_steps}, fewer still.",
        expected=result["nesterov_steps"],
        measured=result["momentum_steps"],
        relation="<",
    )
