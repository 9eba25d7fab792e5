"""Deep networks of random weights and chains of equal ones: what comes back to their layers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, digits, split
from nnviz.core.initializers import Identity, Initializer, VarianceScaling
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

NETWORKS, EXAMPLES, STEPS, RATE = 5, 50, 10, 0.1
TRAINED = ("sigmoid", "tanh", "relu")


@dataclass(frozen=True)
class Deep:
    """Networks of so many layers of so many units, and chains of layers w·I, on a few digits.

    `chains` has the weights w by name; `gain` is a factor on Xavier's weights, and He's for ReLU.
    """

    depth: int
    units: int
    gain: float
    chains: dict[str, float]
    seed: int

    @cached_property
    def data(self) -> Dataset:
        """What the networks are to learn."""
        whole = digits()
        few, _ = split(whole, (EXAMPLES / len(whole), 1 - EXAMPLES / len(whole)), 0)
        return few

    def network(self, kind: str, **more: Any) -> Network:
        """Return networks of random weights, a stack, or the one chain."""
        if kind in self.chains:
            sizes, start = [self.units] * (self.depth + 1), Identity(self.chains[kind])
            return Network(sizes, hidden="linear", loss="mse", initializer=start, seed=[0])
        scale = self.gain**2 * (2 if kind == "relu" else 1)
        random: Initializer = VarianceScaling(scale, "in" if kind == "relu" else "average")
        sizes = [64, *[self.units] * (self.depth - 1), 10]
        more |= {"loss": "multiclass", "seed": NETWORKS * self.seed, "members": NETWORKS}
        return Network(sizes, hidden=kind, initializer=random, **more)

    def sent_back(self, kind: str) -> dict[str, Array]:
        """Return what of ∂J/∂z comes back to each layer, and the last hop of the first network."""
        network, data = self.network(kind), self.data
        inputs, targets = data.inputs, np.eye(10)[data.targets]
        if kind in self.chains:
            inputs, targets = inputs[:, : self.units], np.ones((EXAMPLES, self.units))
        passed = network.inspect(inputs, targets)
        sizes = np.array([np.linalg.norm(delta, axis=(-2, -1)) for delta in passed.delta[::-1]])
        return {
            "norms": sizes / sizes[0],
            "below": passed.delta[0][0],
            "above": passed.delta[1][0],
            "through": network.layers[1].W[0],
            "inputs": passed.z[0][0],
            "starts": sizes[0, 0],
            "off": np.linalg.norm(passed.a[-1][0] - targets),
        }

    def trained(self, kind: str) -> dict[str, Array]:
        """Return how far each layer's weights move, and which layers keep every bit.

        `asked` is the largest first step of a weight, in halves of its last digit.
        """
        network, data = self.network(kind, dtype=np.float32), self.data
        starts = [layer.W.copy() for layer in network.layers]
        gradients = network.views(network.gradient(data.inputs, data.targets))
        optimizer = GradientDescent(RATE)
        train(network, data.inputs, data.targets, optimizer, steps=STEPS, on_divergence="record")
        both = [(layer.W, W) for layer, W in zip(network.layers, starts, strict=True)][::-1]
        asked = [
            (RATE * np.abs(slope.W) / (np.spacing(np.abs(W)) / 2)).max(axis=(-2, -1))
            for slope, W in zip(gradients, starts, strict=True)
        ]
        moves = [np.linalg.norm(now - W, axis=(-2, -1)) for now, W in both]
        return {
            "moves": np.array(moves) / [np.linalg.norm(W, axis=(-2, -1)) for _, W in both],
            "unchanged": np.array([(now == W).all(axis=(-2, -1)) for now, W in both]),
            "asked": np.array(asked[::-1]),
        }
