"""Networks with batch normalization or without, and how they are trained."""

from functools import partial

import numpy as np
import numpy.typing as npt

from nnviz.core.architecture import BatchNorm as Normalizing
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.data import Dataset
from nnviz.core.history import History
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train
from nnviz_concepts.tuning.batch_norm_effects import LAYERS, RATES, percentiles_of_units

UNITS = 32
WATCHED, EVERY = 200, 4
STARTS, RACE_STEPS = 3, 80


def network_for(
    data: Dataset,
    hidden: str,
    norm: bool | Normalizing,
    seed: int | list[int],
    dtype: npt.DTypeLike = np.float64,
) -> Network:
    """Return a network for the data, or a stack with these seeds."""
    return Network(
        [data.inputs.shape[1], *[UNITS] * LAYERS, len(data.classes)],
        hidden=hidden,
        loss="multiclass",
        batch_norm=norm,
        seed=seed,
        dtype=dtype,
    )


def train_watched(network: Network, data: Dataset, rate: float, steps: int, batch: int) -> History:
    """Train, and record the percentiles of what the last hidden layer takes in."""
    watch = partial(percentiles_of_units, watched=data.inputs[:WATCHED])
    return _train(network, data, rate, steps, batch, Record("percentiles", watch, every=EVERY))


def costs_by_rate(
    data: Dataset, hidden: str, norm: bool | Normalizing, batch: int, seed: int
) -> Array:
    """Return the cost after a short training, (starts, rates), in single precision."""
    seeds = [seed + start for start in range(STARTS) for _ in RATES]
    network = network_for(data, hidden, norm, seeds, dtype=np.float32)
    _train(network, data, np.tile(RATES, STARTS), RACE_STEPS, batch)
    with np.errstate(all="ignore"):
        costs = np.asarray(network.cost(data.inputs, data.targets), float)
    return np.where(np.isnan(costs), np.inf, costs).reshape(STARTS, -1)


def _train(
    network: Network, data: Dataset, rate: float | Array, steps: int, batch: int, *callbacks: Record
) -> History:
    """Train by gradient descent with the mini-batches of each member's own seed."""
    return train(
        network,
        data.inputs,
        data.targets,
        GradientDescent(rate),
        steps=steps,
        batch_size=batch,
        callbacks=callbacks,
        on_divergence="record",
    )
