"""What is enforced around a step: limits on gradients before it, on weights after it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in


class Clipping(Protocol):
    """A limit on gradients, applied before each step."""

    def apply(self, gradients: Array) -> None:
        """Limit gradients (…, P) in place."""


class Constraint(Protocol):
    """A limit on the weights of a layer, applied after each step."""

    def apply(self, W: Array) -> None:
        """Limit weights (…, inputs, units) in place."""


@dataclass(frozen=True)
class ClipNorm:
    """g ← g · min(1, limit / ‖g‖), the norm over all parameters (Pascanu et al. 2013, alg. 1)."""

    limit: float = 1.0

    def __post_init__(self) -> None:
        number_in("limit", self.limit, gt=0)

    def apply(self, gradients: Array) -> None:
        """Scale each gradient whose norm is above the limit down to it; the direction stays."""
        norm = np.sqrt(np.vecdot(gradients, gradients))[..., np.newaxis]
        gradients *= self.limit / np.maximum(norm, self.limit)


@dataclass(frozen=True)
class MaxNorm:
    """The norm of a unit's incoming weights is at most `limit` (Srivastava et al. 2014, §5.1).

    A longer vector is projected back onto the ball, so its direction stays. Biases are free.
    """

    limit: float = 3.0

    def __post_init__(self) -> None:
        number_in("limit", self.limit, gt=0)

    def apply(self, W: Array) -> None:
        """Scale the columns of W (…, inputs, units) that are longer than the limit."""
        norms = np.sqrt(np.square(W).sum(axis=-2, keepdims=True))
        W *= self.limit / np.maximum(norms, self.limit)
