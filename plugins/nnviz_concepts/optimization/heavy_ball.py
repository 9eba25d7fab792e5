"""Momentum on a bowl as it is read off the optimizer: a step's parts, and what it leaves at last.

Nesterov's is one too: what its steps leave, and up to which rate, is read off in the same way.

A bowl is linear: an update multiplies each weight and its last step by a matrix, and in the long
run the distance by the larger of the matrix's eigenvalues.
"""

from dataclasses import replace

import numpy as np

from nnviz import Members
from nnviz.core.arrays import Array
from nnviz.core.best_settings import best_descent, best_heavy_ball
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent, Momentum, Nesterov
from nnviz.core.remembering import remembering
from nnviz.core.surfaces import Quadratic

ROUNDING = 1e-12
"""What two parts leave of each other under this share of one is 0."""

EARLIEST, WIDEST = 6, 1000.0
"""The step that is taken apart comes after the first wide swings, and before it is far away."""


def taken_apart(path: Array, optimizer: Momentum, bowl: Quadratic) -> dict[str, object]:
    """Return one step of a path as the sum of what is remembered and what is new.

    It is the first, after the widest swings, of those in which the new turns the step round across
    the ravine; else the first in which it works against what is remembered there.
    """
    newest = 1 - optimizer.beta if optimizer.averaged else 1.0
    remembered = optimizer.beta * np.diff(path, axis=0)[:-1]
    new = -np.asarray(optimizer.rate) * newest * bowl.gradient(path[1:-1])
    seen = (np.abs(path[1:-1]) <= WIDEST).all(axis=1)
    opposing = seen & (np.sign(remembered) * np.sign(new) < 0)[:, 1]
    turning = opposing & (np.abs(new) > np.abs(remembered))[:, 1]
    late = np.arange(len(new)) >= EARLIEST - 1
    wished = (turning & late, turning, opposing & late, opposing, seen)
    first = int(np.argmax(next(each for each in wished if each.any())))
    old, fresh, tail = remembered[first], new[first], path[first + 1]
    step = np.where(np.abs(old + fresh) < ROUNDING * np.abs(old), 0, old + fresh)
    parts = {"remembered": old, "new": fresh, "step": step}
    return {
        "at": first + 2,
        "parts": np.array([old, fresh]),
        "parallelogram": np.array([tail, tail + old, path[first + 2], tail + fresh]),
        **{f"{name}_along": float(part[0]) for name, part in parts.items()},
        **{f"{name}_across": float(part[1]) for name, part in parts.items()},
    }


def looked_ahead(path: Array, method: Nesterov, bowl: Quadratic) -> dict[str, object]:
    """Return how both methods go on across a bowl from one state of momentum's `path`.

    Both are carried on alike; momentum is pushed by the slope where it is, Nesterov's method by
    the slope where it would come to. The state is the first past the floor that still moves away
    from it; else that after one step.
    """
    at = 1 + int(np.argmax(path[1:-1, 1] * np.diff(path[:-1, 1]) > 0))
    last = path[at] - path[at - 1]
    carried = path[at] + method.beta * last
    point, state, rate = carried.copy(), method.init(carried), np.asarray(method.rate)
    velocity = state.arrays["velocity"]
    velocity[...] = -last / rate
    method.update(point, bowl.gradient(carried), state)
    lands = np.array([path[at + 1], point + rate * method.beta * velocity])[:, 1]
    seen = np.array([path[at, 1], carried[1]])
    low, high = min(0.0, *seen, *lands), max(0.0, *seen, *lands)
    wall = low + (high - low) * np.linspace(-0.35, 2.15, 81)
    run = seen[:, None] + 0.2 * np.abs([*seen, *lands]).max() * np.array([-1.0, 1.0])
    return {
        "at": at,
        "seen": Members(seen),
        "slopes": Members(bowl.gradient(np.column_stack([0 * seen, seen]))[:, 1]),
        "carried": carried[1],
        "carried_on": abs(carried[1] - seen[0]),
        "lands": Members(lands),
        "pushed_back": Members(np.sign(carried[1] - seen[0]) * (carried[1] - lands)),
        "pushes": Members(np.abs(lands - carried[1])),
        "wall": np.stack([wall, wall**2 / 2], axis=-1),
        "tangents": np.stack([run, seen[:, None] * (run - seen[:, None] / 2)], axis=-1),
    }


def settings_map(beta: float, rates: tuple[float, float], bowl: Quadratic) -> dict[str, Array]:
    """Return the factors over many β and η, (rates, betas), and the limit of η for each β.

    The grid holds this β and these rates, and is even in the logarithm of how far back β reaches.
    """
    betas = 1 - 1 / np.geomspace(1, max(130.0, 1.3 / (1 - beta)), 81)
    grid = np.geomspace(min(0.5, 0.7 * min(rates)), max(300.0, 1.3 * max(rates)), 81)
    factors, limits = _mapped(betas, grid, bowl)
    return {
        "betas": betas,
        "rates": grid,
        "factors": factors,
        "tens": steps_to_a_tenth(factors),
        "limit_line": limits,
    }


@remembering
def _mapped(betas: Array, rates: Array, bowl: Quadratic) -> tuple[Array, Array]:
    tried = [Momentum(rates, each, averaged=True) for each in betas]
    factors = np.stack([factor(each, bowl) for each in tried], axis=-1)
    return factors, np.array([limit(each, bowl) for each in tried])


def speeds(descent: GradientDescent, ball: Momentum, bowl: Quadratic) -> dict[str, Members]:
    """Return what a step leaves at last, drawn and at best, without and with momentum.

    And in how many steps that is a tenth, and up to which rate both converge.
    """
    drawn, best = (
        np.array([factor(each, bowl) for each in pair])
        for pair in ((descent, ball), (best_descent(bowl), best_heavy_ball(bowl)))
    )
    return {
        "drawn_factors": Members(drawn),
        "drawn_tens": Members(steps_to_a_tenth(drawn)),
        "limits": Members([limit(descent, bowl), limit(ball, bowl)]),
        "best_factors": Members(best),
        "best_tens": Members(steps_to_a_tenth(best)),
    }


def ways(*paths: Array) -> Array:
    """Return the way that each path (steps + 1, 2) makes across the ravine, to and fro."""
    return np.asarray(np.abs(np.diff([path[:, 1] for path in paths])).sum(axis=1))


def best_setting(bowl: Quadratic) -> Array:
    """Return the β and the η, in the averaged form, that are best with momentum."""
    best = best_heavy_ball(bowl)
    return np.array([best.beta, best.effective_rate(best.init(np.zeros(2)))])


def factor(optimizer: GradientDescent | Momentum | Nesterov, bowl: Quadratic) -> Array:
    """Return what a step leaves of the distance in the long run, one for each of the rates."""
    if isinstance(optimizer, GradientDescent):
        left = descend(bowl.gradient, optimizer, (1.0, 1.0), 1)[1]
        return np.asarray(np.abs(left).max(axis=-1))
    return np.asarray(np.abs(np.linalg.eigvals(transition(optimizer, bowl))).max(axis=(-2, -1)))


def limit(optimizer: GradientDescent | Momentum | Nesterov, bowl: Quadratic) -> float:
    """Return the rate at which −1 becomes an eigenvalue of M across, whatever its own rate is.

    The determinant of I + M changes evenly with the rate, so that two rates tell where it is 0.
    """
    beta = 0.0 if isinstance(optimizer, GradientDescent) else optimizer.beta
    unit = 1 / (1 - beta)  # of the limit's own size, so that rounding is not enlarged
    tried = replace(optimizer, rate=unit * np.array([1.0, 2.0]))
    if isinstance(tried, GradientDescent):
        one, two = 1 + descend(bowl.gradient, tried, (1.0, 1.0), 1)[1, :, 1]
    else:
        one, two = np.linalg.det(np.eye(2) + transition(tried, bowl)[:, 1])
    with np.errstate(all="ignore"):  # a rule that does not heed the rate has no limit
        return float(unit * (1 + one / (one - two)))


def transition(optimizer: Momentum | Nesterov, bowl: Quadratic) -> Array:
    """Return by which matrix an update multiplies a weight and its last step, (..., 2, 2, 2).

    There is one for each of the rates and each direction of the bowl, read off two updates: from a
    weight of 1 at rest, and from one of 0 with a velocity that by itself makes a step of −1.
    """
    rate = np.asarray(optimizer.rate)[..., np.newaxis]
    columns = []
    for weight, speed in ((1.0, 0.0), (0.0, 1.0)):
        point = np.full((*rate.shape[:-1], 2), weight)
        state = optimizer.init(point)
        state.arrays["velocity"][...] = speed / rate
        optimizer.update(point, bowl.gradient(point), state)
        columns.append(np.stack([point, rate * state.arrays["velocity"]], axis=-1))
    return np.stack(columns, axis=-1)


def larger_root(beta: Array, rate: Array, bowl: Quadratic) -> Array:
    """Return the larger modulus of the roots of x² − (1 + β − η(1 − β)λ)x + β, over both λ."""
    sums = [1 + beta - rate * (1 - beta) * curvature for curvature in bowl.eigenvalues]
    roots = [(np.abs(p) + np.sqrt(p**2 - 4 * beta + 0j)) / 2 for p in sums]
    return np.asarray(np.abs(roots).max(axis=0))


def steps_to_a_tenth(factors: Array) -> Array:
    """Return the steps in which the distance falls to a tenth, NaN where it does not fall."""
    with np.errstate(divide="ignore"):
        steps = -1 / np.log10(np.minimum(factors, 1))
    return np.where(factors < 1 - 1e-12, steps, np.nan)


def reach(beta: Array) -> Array:
    """Return how far back an average with β reaches, as a logarithm: axes of β are even in it."""
    return np.asarray(-np.log1p(-np.minimum(beta, 1 - 1e-12)))


def beta_of(reach: Array) -> Array:
    """Return the β that reaches so far back."""
    return np.asarray(-np.expm1(-reach))
