"""Costs of a network whose parameters are moved a little, many moves at a time as a stack."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import pairwise
from math import ceil
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.examples import examples
from nnviz.core.network import Network
from nnviz.core.penalties import Penalties, as_tuple, on_activities

AtDropout: TypeAlias = Literal["refuse", "frozen", "fresh"]
"""What to do about dropout: refuse, use one mask throughout, or a new one for each evaluation."""


class Perturbation:
    """The gradient of one network's cost, by back-propagation and by moving its parameters."""

    def __init__(
        self,
        network: Network,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        penalty: Penalties,
        *,
        training: bool,
        dropout: AtDropout,
    ) -> None:
        self.dropping = training and _drops(network)
        _refuse(network, dropping=self.dropping, dropout=dropout)
        self.network = network
        self.X, self.y, self.data = X, y, examples(network, X, y, training=training)
        self.penalties = as_tuple(penalty)
        self.training = training
        self.together = max(1, network.fitting(self.data.count) // 2)
        self.mask_state = deepcopy(network.generators[0]) if dropout == "frozen" else None

    def gradient(self) -> Array:
        """Return the back-propagated gradient (P,)."""
        network = self.network.copy() if self.mask_state else self.network
        return network.gradient(self.X, self.y, penalty=self.penalties, training=self.training)

    def along(self, vectors: Array, epsilon: float) -> Array:
        """Return the two-sided derivatives (directions,) along vectors (directions, P)."""
        p, slopes = self.network.parameters, np.empty(len(vectors))
        k = ceil(len(vectors) / ceil(len(vectors) / ceil(self.together / 2)))
        stack = self.network.with_parameters(np.empty((2 * k, len(p))))
        for first in range(0, len(vectors), k):
            some = vectors[first : first + k]
            above, below = (stack.parameters[at : at + len(some)] for at in (0, k))
            np.multiply(some, epsilon, out=above)
            np.subtract(p, above, out=below)
            above += p
            costs = self._costs(stack)
            slopes[first : first + k] = (costs[:k] - costs[k:])[: len(some)] / (2 * epsilon)
        return slopes

    def by_parameter(self, epsilon: float, sides: Literal[1, 2]) -> Array:
        """Return the derivative (P,) by each parameter, from differences on one side or two."""
        p, slopes = self.network.parameters, np.empty_like(self.network.parameters)
        k = self.together
        stack = self.network.with_parameters(np.tile(p, (2 * k, 1)))
        for layer, which in self._portions(k):
            above = np.arange(len(which)), which
            below = np.arange(k, k + len(which)), which
            stack.parameters[above] = p[which] + epsilon
            stack.parameters[below] = p[which] - (epsilon if sides == 2 else 0)
            width = stack.parameters[above] - stack.parameters[below]
            costs = self._costs(stack, layer)
            slopes[which] = (costs[:k] - costs[k:])[: len(which)] / width
            stack.parameters[above] = stack.parameters[below] = p[which]
        return slopes

    def _portions(self, k: int) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
        """Yield the parameters in portions of up to k, each from one layer, counted from 0."""
        for layer, (start, end) in enumerate(pairwise(self.network.starts)):
            for first in range(start, end, k):
                yield layer, np.arange(first, min(first + k, end))

    def _costs(self, stack: Network, layer: int = 0) -> Array:
        """Return the stack's costs, less what the layers below `layer` add alike to each.

        Below `layer` the stack is the network itself, and is not propagated again; unless units
        are dropped, since then there is nothing that stays the same.
        """
        if self.dropping:
            if self.mask_state:
                stack.generators[:] = [deepcopy(self.mask_state) for _ in stack.generators]
            return stack.cost(self.X, self.y, penalty=self.penalties, training=True)
        activity = on_activities(self.penalties)
        costs = np.empty(len(stack.parameters))
        A, y = self._taken_in_by(layer), self.data.targets.mT
        for layers in stack.passes(self.data.count):
            layers.forward(A, self.training, start=layer)
            costs[layers.part] = layers.cost(y, activity, layer)
        for penalty in self.penalties:
            costs += penalty.cost(stack.parameters, stack.weight_mask, self.data.count)
        return costs

    def _taken_in_by(self, layer: int) -> Array:
        """Return what layer `layer` of the network takes in, (inputs + 1, examples)."""
        A = self.data.rows.mT
        if layer == 0:
            return A
        (layers,) = self.network.passes(self.data.count)
        layers.forward(A, self.training)
        return layers.layers[layer - 1].A


def _drops(network: Network) -> bool:
    return network.keep_input < 1 or any(dense.keep < 1 for dense in network.dense)


def _refuse(network: Network, *, dropping: bool, dropout: AtDropout) -> None:
    """Raise ValueError where a check could not tell right from wrong."""
    if network.members is not None:
        raise ValueError("a gradient check is of a single network; take a member of the stack")
    if network.dtype != np.float64:
        raise ValueError("a gradient check needs a float64 network; float32 rounds too coarsely")
    if dropout not in ("refuse", "frozen", "fresh"):
        raise ValueError(f"dropout must be 'refuse', 'frozen' or 'fresh'; got {dropout!r}")
    if dropping and dropout == "refuse":
        raise ValueError(
            "the network has dropout, so every evaluation has another mask and no two costs can "
            "be compared. Check it with training=False, or say dropout='frozen' for one mask"
        )
