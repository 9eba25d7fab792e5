"""A data set divided between two tasks, one to pretrain on and a new one with few examples."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nnviz import UsageError
from nnviz.core.arrays import Array, Labels
from nnviz.core.data import Dataset
from nnviz.core.data.augmentation import random_shift
from nnviz_concepts.tuning.transfer_learning_networks import Images

COPIES = 3
SIZES = np.array([1, 3, 10, 30, 80])
TESTED = 75
MOST_CLASSES, LEAST_KNOWN, LEAST_EACH = 10, 2, 4


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


def divided(data: Dataset, classes: int, room: int, name: str) -> Task:
    """Return the images with the numbers of each class, and how they are divided.

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
    sizes = SIZES[fewest - tested >= SIZES]
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
