"""How long an epoch takes on this machine, by batch size."""

from time import perf_counter

import numpy as np

from nnviz.core.data import Dataset, digits
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

TIMED = (1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 512, 1797)


def times_of_an_epoch(seed: int) -> dict[str, object]:
    """Measure an epoch of the digits at every batch size, in milliseconds."""
    data = digits()
    network = Network([64, 32, 10], hidden="relu", loss="multiclass", seed=seed)
    times = []
    for size in TIMED:
        steps = -(-len(data) // size)
        few = min(steps, 100)
        best = min(_seconds(network, data, size, few) for _ in range(3))
        times.append(1000 * best * steps / few)
    return {"timed": np.array(TIMED), "times": np.array(times)}


def _seconds(network: Network, data: Dataset, size: int, steps: int) -> float:
    """Return how long so many steps of so large batches take."""
    begun = perf_counter()
    train(network, data.inputs, data.targets, GradientDescent(0.01), steps=steps, batch_size=size)
    return perf_counter() - begun
