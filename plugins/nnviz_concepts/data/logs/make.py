"""The logs beside this file, each of a network on the digits with one fault planted.

`python make.py` writes them anew, in the columns of Keras' CSVLogger.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.data import digits, mislabel, split
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.schedules import Constant, Step
from nnviz.core.training import train

DEV = 500
"""Dev examples, all of them with right labels."""


@dataclass(frozen=True)
class Training:
    """How a network is trained: as it stands here nothing is wrong."""

    examples: int = 1000
    hidden: int = 32
    rate: float = 0.005
    batch: int = 32
    epochs: int = 30
    wrong_labels: float = 0.0
    cut_after: int = 0  # epochs after which the rate falls to a fiftieth
    bug: bool = False  # of the hidden layer's weights: their gradient has the wrong sign


FAULTS: Mapping[str, Training] = MappingProxyType(
    {
        "healthy": Training(),
        "rate-too-high": Training(rate=0.2),
        "rate-too-low": Training(rate=0.00005),
        "rate-cut-too-early": Training(cut_after=3),
        "stopped-too-early": Training(epochs=6),
        "network-too-small": Training(hidden=3, epochs=80),
        "too-few-data": Training(examples=60, epochs=300),
        "wrong-labels": Training(wrong_labels=0.2),
        "trained-too-long": Training(epochs=300),
        "batches-too-small": Training(batch=1, rate=0.01),
        "gradient-bug": Training(bug=True),
    }
)
SHIPPED = tuple(FAULTS)


@dataclass(frozen=True)
class Wrong(Adam):
    """Adam, told the wrong sign of the first so many gradients."""

    turned: int = 0

    def rule(self, p: Array, g: Array, work: Array, numbers: Any, *slots: Array) -> None:
        """Take Adam's step along the gradient as it is told."""
        g[..., : self.turned] *= -1
        super().rule(p, g, work, numbers, *slots)


def log(made: Training, seed: int) -> dict[str, Array]:
    """Train so, and return the columns of the log, each (epochs,).

    As in Keras the training loss of an epoch is the mean over its batches, each taken before its
    step; the accuracies and the dev loss are those at the epoch's end.
    """
    whole = digits()
    shares = np.array([made.examples, DEV, len(whole) - made.examples - DEV]) / len(whole)
    learned, dev, _ = split(whole, tuple(shares), seed)
    learned = mislabel(learned, made.wrong_labels, seed)
    network = Network([64, made.hidden, 10], hidden="relu", loss="multiclass", seed=seed)
    batch = min(made.batch, made.examples)
    steps = -(-made.examples // batch)
    rate = Step(made.rate, 0.02, made.cut_after * steps) if made.cut_after else Constant(made.rate)
    measures = (
        Record("accuracy", lambda n: n.accuracy(learned.inputs, learned.targets)),
        Record("val_accuracy", lambda n: n.accuracy(dev.inputs, dev.targets)),
        Record("val_loss", lambda n: n.cost(dev.inputs, dev.targets)),
    )
    history = train(
        network, learned.inputs, learned.targets, Wrong(rate, turned=64 * made.hidden * made.bug),
        epochs=made.epochs, batch_size=batch, callbacks=measures, record_cost=1,
        on_divergence="record",
    )  # fmt: skip
    columns = {one.name: history[one.name][1:] for one in measures}
    columns["loss"] = history["cost"].reshape(made.epochs, steps).mean(axis=1)
    return {"epoch": np.arange(made.epochs), **dict(sorted(columns.items()))}


def write(path: Path, columns: Mapping[str, Array]) -> None:
    """Write the columns as CSVLogger does, to six digits."""
    with path.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(columns)
        rows.writerows([f"{v:.6g}" for v in row] for row in zip(*columns.values(), strict=True))


if __name__ == "__main__":
    for name in SHIPPED:
        write(Path(__file__).with_name(f"{name}.csv"), log(FAULTS[name], seed=0))
