"""Networks with batch normalization and without: watched, raced, and one layer taken apart."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nnviz.core.architecture import BatchNorm as Normalizing
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.data import Dataset
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

LAYERS, UNITS = 3, 32
LAST = LAYERS - 1  # of the hidden layers, which is the one that is watched
WATCHED, MOMENTS = 200, 40  # so many inputs are followed, at so many steps
SHARES = (0.15, 0.5, 0.85)
RATES = np.geomspace(0.01, 10, 10)
STARTS, RACE_STEPS = 3, 80


@dataclass(frozen=True)
class Training:
    """What is learned, by which networks, in batches of which size, with which ε."""

    data: Dataset
    hidden: str
    size: int
    epsilon: float
    seed: int

    @cached_property
    def batch(self) -> tuple[Array, Array]:
        """A batch of the examples, and its labels."""
        chosen = np.random.default_rng(self.seed).permutation(len(self.data))[: self.size]
        return self.data.inputs[chosen], self.data.targets[chosen]

    def network(self, norm: Any, seeds: Any, **more: Any) -> Network:
        """Return a network, or a stack with these seeds."""
        sizes = [self.data.inputs.shape[1], *[UNITS] * LAYERS, len(self.data.classes)]
        known = {"hidden": self.hidden, "loss": "multiclass", "batch_norm": norm, "seed": seeds}
        return Network(sizes, **known, **more)

    @property
    def norms(self) -> tuple[Any, Any]:
        """How networks without and with it normalize."""
        return False, Normalizing(epsilon=self.epsilon)

    def train(self, network: Network, rate: Any, steps: int, *records: Record) -> Any:
        """Train by gradient descent with the mini-batches of each member's own seed."""
        return train(
            network, self.data.inputs, self.data.targets, GradientDescent(rate), steps=steps,
            batch_size=self.size, callbacks=records, on_divergence="record",
        )  # fmt: skip

    def watched(self, rate: float, steps: int) -> tuple[Network, dict[str, Array]]:
        """Return the network that normalizes, trained, and what was recorded on the way.

        `percentiles` (2, moments, 3, units) of what units take in, without and with it; `stages`
        (moments, 3, 3, units) of a batch that is normalized; and `recorded`, the steps.
        """
        found, every = [], steps // MOMENTS
        for norm in self.norms:
            network = self.network(norm, [self.seed])
            records = [Record("inputs", self._inputs, every=every)]
            if norm:
                records.append(Record("stages", self._stages, every=every))
            history = self.train(network, rate, steps, *records)
            found.append(np.quantile(history["inputs"], SHARES, axis=1).swapaxes(0, 1))
        recorded = np.array(history.steps("stages"))
        told = {"percentiles": np.array(found), "stages": history["stages"], "recorded": recorded}
        return network.member(0), told

    def costs(self) -> Array:
        """Return costs after a short training, (2, starts, rates), in single precision."""
        seeds = [self.seed + start for start in range(STARTS) for _ in RATES]
        found = []
        for norm in self.norms:
            network = self.network(norm, seeds, dtype=np.float32)
            self.train(network, np.tile(RATES, STARTS), RACE_STEPS)
            with np.errstate(all="ignore"):
                costs = np.asarray(network.cost(self.data.inputs, self.data.targets), float)
            found.append(np.where(np.isnan(costs), np.inf, costs).reshape(STARTS, -1))
        return np.array(found)

    @staticmethod
    def last_under(costs: Array, half: float) -> Any:
        """Return the last rate at which the median of such costs is under half, −1 if none."""
        under = np.median(costs, axis=1) <= half
        return np.where(under, np.arange(under.shape[1]), -1).max(axis=1)

    def one_layer(self, network: Network, rate: float) -> dict[str, object]:
        """Return the batch's way through the last hidden layer and back, and what it leaves there.

        `undone` is what the layer passes on where γ and β undo it, and `running` are its running
        mean and variance before and after a step of training on the batch.
        """
        seen = network.inspect(*self.batch, training=True)
        undoing, followed, layer = network.copy(), network.copy(), network.layers[LAST]
        u = seen.a[LAST - 1] @ layer.W + layer.b
        undoing.layers[LAST].gamma[...] = np.sqrt(u.var(axis=0) + self.epsilon)
        undoing.layers[LAST].beta[...] = u.mean(axis=0)
        train(followed, *self.batch, GradientDescent(rate), steps=1, batch_size=None)
        return {
            "u": u, "z": seen.z[LAST], "gamma": layer.gamma.copy(), "beta": layer.beta.copy(),
            "activations": seen.a[LAST], "weights_above": network.layers[LAYERS].W.copy(),
            "errors_above": seen.delta[LAYERS], "errors_below": seen.delta[LAST],
            "undone": undoing.inspect(self.batch[0], training=True).z[LAST],
            "running": np.array([each.running[LAST] for each in (network, followed)]),
        }  # fmt: skip

    def doubled(self, network: Network) -> dict[str, object]:
        """Return z and the gradient of the first layer at W, and at 2W with 4ε."""
        zs, slopes = [], []
        for factor in (1, 2):
            norms = [Normalizing(epsilon=each * self.epsilon) for each in (factor**2, 1, 1)]
            scaled = self.network(norms, self.seed)
            scaled.parameters = network.parameters
            scaled.layers[0].W[...] *= factor
            slopes.append(scaled.views(scaled.gradient(*self.batch, training=True))[0].W)
            zs.append(scaled.inspect(self.batch[0], training=True).z[0])
        return {"doubled_z": np.array(zs), "doubled_gradients": np.array(slopes)}

    def _inputs(self, network: Network) -> Array:
        """Return what units take in, (examples, units), of a stack of one network."""
        seen = network.inspect(self.data.inputs[:WATCHED], training=True)
        return np.array(seen.z[LAST][0])

    def _stages(self, network: Network) -> Array:
        """Return the 15 % of each unit's values, their mean, and the 85 %: of u, û and z."""
        seen, layer = network.inspect(self.batch[0], training=True), network.layers[LAST]
        u, z = seen.a[LAST - 1][0] @ layer.W[0] + layer.b[0], seen.z[LAST][0]
        stages = np.array([u, (z - layer.beta[0]) / layer.gamma[0], z])
        low, _, high = np.quantile(stages, SHARES, axis=1)
        return np.stack([low, stages.mean(axis=1), high], axis=1)
