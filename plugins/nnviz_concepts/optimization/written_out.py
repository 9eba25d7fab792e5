"""Averages and optimizers written out as sums over all past gradients, without recursion.

The core's rules change a memory step by step. These are the same from the formulas of the papers
(Polyak 1964; Sutskever et al. 2013; Duchi et al. 2011; Hinton 2012; Kingma & Ba 2015; Loshchilov &
Hutter 2019), each average as the weighted sum that it is: what the concepts hold the core to.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

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


def average(values: Array, decay: float) -> Array:
    """Return after each step the running average of the values (steps, ...), from 0."""
    averages: Array = (1 - decay) * (_fading(decay, len(values)) @ values)
    return averages


def corrected(values: Array, decay: float) -> Array:
    """Return the running average divided by the sum of its weights, 1 − βᵗ."""
    t = np.arange(1, len(values) + 1).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray(average(values, decay) / (1 - decay**t))


def path(rule: Optimizer, g: Array, start: Array) -> Array | None:
    """Return the points after each step along the gradients g (steps, weights), from a start.

    `None` for a rule of a plugin, of which nothing is known.
    """
    n, keep, rate = len(g), 1.0, np.asarray(rule.rate, float)
    if type(rule) is GradientDescent:
        directions = g
    elif type(rule) is Momentum:
        directions = average(g, rule.beta) if rule.averaged else _fading(rule.beta, n) @ g
    elif type(rule) is Nesterov:
        directions = g + rule.beta * (_fading(rule.beta, n) @ g)
    elif type(rule) is AdaGrad:
        directions = g / (np.sqrt(np.cumsum(g**2, axis=0)) + rule.epsilon)
    elif type(rule) is RMSProp:
        directions = g / (np.sqrt(average(g**2, rule.gamma)) + rule.epsilon)
    elif type(rule) in (Adam, AdamW) and isinstance(rule, Adam):
        size = np.sqrt(corrected(g**2, rule.beta2)) + rule.epsilon
        directions = corrected(g, rule.beta1) / size
        keep = 1 - float(rate) * rule.weight_decay if isinstance(rule, AdamW) else 1.0
    else:
        return None
    kept = keep ** np.arange(1, n + 1)[:, np.newaxis]
    return np.asarray(kept * start - rate * (_fading(keep, n) @ directions))


def _fading(decay: float, n: int) -> Array:
    """Return the matrix of weights βᵗ⁻ˢ of step s in step t ≥ s, shape (n, n)."""
    weights = np.append(decay ** np.arange(n - 1.0, -1.0, -1.0), np.zeros(n))
    return sliding_window_view(weights, n)[:n][::-1]
