"""A data set divided between two tasks, and networks that learn one, then the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnviz import UsageError
from nnviz.core.arrays import Array, Labels
from nnviz.core.data import Dataset
from nnviz.core.data.augmentation import random_shift
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train

HIDDEN = (64, 24)
RATE, PRETRAINING_RATE = 0.01, 0.004
BATCH, SMALL_BATCH = 64, 32
COPIES = 3
SIZES = np.array([1, 3, 10, 30, 80])
TESTED = 75
MOST_CLASSES, LEAST_KNOWN, LEAST_EACH = 10, 2, 4


class Images(NamedTuple):
    """Images (…, examples, pixels) and their labels (…, examples)."""

    inputs: Array
    labels: Labels


class Task(NamedTuple):
    """The images of a data set, padded (examples, side, side), and the numbers of each class's.

    Each may be shifted by `room` pixels.
    """

    images: Array
    room: int
    by_class: Sequence[Labels]
    known: int
    tested: int
    sizes: Labels

    @property
    def used(self) -> int:
        """How many classes each split uses, those of both tasks."""
        return min(MOST_CLASSES, len(self.by_class))


def divided(data: Dataset, classes: int, room: int, name: str, compared: int) -> Task:
    """Return the images with the numbers of each class, and how they are divided.

    Among the numbers of examples a class is that which is `compared`, or the next lower one.

    A class with too few images is left out. Raises `UsageError` for too few classes; `name` is
    the data set's.
    """
    every = [np.flatnonzero(data.targets == label) for label in range(len(data.classes))]
    by_class = [each for each in every if len(each) >= LEAST_EACH]
    wanted = classes + LEAST_KNOWN
    if len(by_class) < wanted:
        fewer = " or fewer --classes" if classes > 2 else ""
        raise UsageError(
            f"transfer-learning needs {wanted} classes of at least {LEAST_EACH} images; "
            f"{name} has {len(by_class)}: choose digits{fewer}."
        )
    fewest = min(map(len, by_class))
    tested = min(TESTED, fewest // 2)
    padded = np.pad(data.images, ((0, 0), *[(room, room)] * 2))
    known = min(MOST_CLASSES, len(by_class)) - classes
    sizes = np.unique([*SIZES, compared])
    sizes = sizes[fewest - tested >= sizes]
    return Task(padded.astype(np.float32), room, by_class, known, tested, sizes)


def parts_of(task: Task, order: Labels, rng: np.random.Generator) -> tuple[Images, Images, Images]:
    """Return source images, and examples and test images of the new task, class by class.

    The source classes are those first in `order`, and an image's label is the place of its
    class among those of its task.
    """
    mixed = [rng.permutation(task.by_class[label]) for label in order]
    source, target = mixed[: task.known], mixed[task.known :]
    ends = task.tested + int(task.sizes[-1])
    return (
        _placed(task, [np.tile(each[:ends], COPIES) for each in source], rng),
        _placed(task, [each[task.tested : ends] for each in target], rng),
        _placed(task, [each[: task.tested] for each in target], rng),
    )


def _placed(task: Task, by_class: list[Labels], rng: np.random.Generator) -> Images:
    """Return the images of these numbers, class by class, placed at random."""
    placed = random_shift(task.images[np.concatenate(by_class)], task.room, rng)
    labels = np.repeat(np.arange(len(by_class)), [len(each) for each in by_class])
    return Images(placed.reshape(len(placed), -1), labels)


def stacked(parts: tuple[Images, ...]) -> Images:
    """Return the parts as one, (members, examples, …)."""
    inputs, labels = zip(*parts, strict=True)
    return Images(np.stack(inputs), np.stack(labels))


@dataclass(frozen=True)
class Learning:
    """A stack of networks, one for each split of the classes, that learn images of this size."""

    pixels: int
    splits: int
    seed: int

    def fresh(self, outputs: int) -> Network:
        """Return networks that have not learned yet."""
        return Network(
            [self.pixels, *HIDDEN, outputs], hidden="relu", loss="multiclass", seed=self.seed,
            members=self.splits, dtype=np.float32,
        )  # fmt: skip

    def pretrained(self, known: int, sources: Images, steps: int) -> Network:
        """Return networks that learned the first task."""
        base = self.fresh(known)
        size = min(BATCH, sources.labels.shape[1])
        train(base, *sources, Adam(PRETRAINING_RATE), steps=steps, batch_size=size)
        return base

    def copied(self, base: Network, classes: int) -> Network:
        """Return networks with the hidden layers of `base`, and a new layer for so many classes."""
        network = self.fresh(classes)
        hidden = slice(base.starts[-2])  # the numbers of all layers but the last
        network.parameters[:, hidden] = base.parameters[:, hidden]
        return network

    def learned(
        self, base: Network, examples: Images, sizes: Labels, classes: int, steps: int
    ) -> dict[str, list[Network]]:
        """Return networks by method: each learned the first so many examples of each new class.

        They start from scratch, or from the hidden layers of `base`, which may stay frozen.
        """
        networks: dict[str, list[Network]] = {"scratch": [], "frozen": [], "fine": []}
        places = np.arange(examples.labels.shape[1]).reshape(classes, -1)
        for size in sizes:
            first = places[:, :size].ravel()
            few = Images(examples.inputs[:, first], examples.labels[:, first])
            batch = min(SMALL_BATCH, len(first))
            for method, learned in networks.items():
                new = self.fresh(classes) if method == "scratch" else self.copied(base, classes)
                frozen = len(HIDDEN) if method == "frozen" else 0
                train(new, *few, Adam(RATE), steps=steps, batch_size=batch, frozen=frozen)
                learned.append(new)
        return networks
