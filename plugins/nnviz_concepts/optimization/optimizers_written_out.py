"""The optimizers' rules as weighted sums over the gradients, without recursion."""

from typing import Any

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)
from nnviz.core.surfaces import Surface


def differences_from_sums(
    kinds: dict[str, Any], surface: Surface, paths: Array, rates: Array
) -> dict[str, float]:
    """Return how far each known rule's path is from its sum over the gradients along it."""
    found = {}
    for name, path, rate in zip(kinds, paths, rates, strict=True):
        finite = np.isfinite(path).all(axis=1)
        path = path[: int(np.argmin(finite))] if not finite.all() else path
        written_out = _written_out(kinds[name](rate=rate), surface.gradient(path[:-1]), path[0])
        if written_out is not None:
            found[f"{name}_difference"] = float(np.abs(written_out - path[1:]).max())
    return found


def _written_out(rule: Optimizer, g: Array, start: Array) -> Array | None:
    """Return the points after each step along the gradients g (steps, 2), without recursion.

    Every average is written as the weighted sum that it is, from the formulas of the papers:
    Polyak 1964; Sutskever et al. 2013; Duchi et al. 2011; Hinton 2012; Kingma & Ba 2015;
    Loshchilov & Hutter 2019. `None` for a rule of a plugin, of which nothing is known.
    """
    n, keep, rate = len(g), 1.0, np.asarray(rule.rate, float)
    t = np.arange(1, n + 1)[:, np.newaxis]
    if type(rule) is GradientDescent:
        directions = g
    elif type(rule) is Momentum:
        directions = _fading(rule.beta, n) @ g
    elif type(rule) is Nesterov:
        directions = g + rule.beta * (_fading(rule.beta, n) @ g)
    elif type(rule) is AdaGrad:
        directions = g / (np.sqrt(np.tri(n) @ g**2) + rule.epsilon)
    elif type(rule) is RMSProp:
        squares = (1 - rule.gamma) * (_fading(rule.gamma, n) @ g**2)
        directions = g / (np.sqrt(squares) + rule.epsilon)
    elif type(rule) in (Adam, AdamW) and isinstance(rule, Adam):
        mean = (1 - rule.beta1) / (1 - rule.beta1**t) * (_fading(rule.beta1, n) @ g)
        square = (1 - rule.beta2) / (1 - rule.beta2**t) * (_fading(rule.beta2, n) @ g**2)
        directions = mean / (np.sqrt(square) + rule.epsilon)
        keep = 1 - float(rate) * rule.weight_decay if isinstance(rule, AdamW) else 1.0
    else:
        return None
    points: Array = keep**t * start - rate * (_fading(keep, n) @ directions)
    return points


def _fading(decay: float, n: int) -> Array:
    """Return the matrix of weights decay^(t − s) of step s in step t ≥ s, shape (n, n)."""
    ages = np.subtract.outer(np.arange(n), np.arange(n))
    weights: Array = np.tril(decay ** np.maximum(ages, 0).astype(float))
    return weights
