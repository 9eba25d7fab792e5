"""The steps that Adam takes on constant gradients."""

import numpy as np

from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.descent import steps_along

SCALES = np.array([1e-3, 1.0, 1e3])
LONG = 3000
TOO_LONG = 1.05


def steps_on_constants(optimizer: optimizers.Adam) -> Array:
    """Return the steps on constant gradients as multiples of η, shape (LONG, scales)."""
    gradients = np.broadcast_to(SCALES[:, np.newaxis], (LONG, len(SCALES), 1))
    return steps_along(optimizer, gradients)[..., 0]


def uncorrected_steps(beta1: float, beta2: float, epsilon: float) -> Array:
    """Return the uncorrected steps on a gradient of 1 in closed form, in multiples of η."""
    t = np.arange(1, LONG + 1)
    steps: Array = (1 - beta1**t) / (np.sqrt(1 - beta2**t) + epsilon)
    return steps
