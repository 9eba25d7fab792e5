"""What a network costs that Adam has trained, by learning rate."""

from dataclasses import replace

import numpy as np

from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset
from nnviz.core.network import Network
from nnviz.core.training import train

DECAYS = (0.99, 0.9999)
RATES = np.geomspace(1e-4, 10**-0.5, 8)
BATCH, UNITS, TRAINING_STEPS, SEEDS = 32, 32, 50, 5


def layers_for(data: Dataset) -> list[int]:
    """Return how many inputs and units the network of these data has, layer by layer."""
    return [data.inputs.shape[1], UNITS, len(data.classes)]


def held_out_costs(
    optimizer: optimizers.Adam, learned: Dataset, held_out: Dataset, seed: int
) -> Array:
    """Return held-out costs after training with each decay, shape (decays, seeds, rates)."""
    rates = np.tile(RATES, SEEDS).astype(np.float32)
    seeds = np.repeat(np.arange(seed, seed + SEEDS), len(RATES)).tolist()
    costs = []
    for decay in DECAYS:
        network = Network(layers_for(learned), loss="multiclass", seed=seeds, dtype=np.float32)
        train(
            network,
            learned.inputs,
            learned.targets,
            replace(optimizer, rate=rates, beta2=decay),
            steps=TRAINING_STEPS,
            batch_size=min(BATCH, len(learned)),
            on_divergence="record",
        )
        costs.append(network.cost(held_out.inputs, held_out.targets))
    return np.reshape(costs, (len(DECAYS), SEEDS, len(RATES))).astype(float)
