"""Wrong labels, as every real data set has some: something that only memory can learn."""

from dataclasses import replace

from nnviz.core.arrays import Seed, generator
from nnviz.core.checks import number_in
from nnviz.core.data.dataset import Dataset


def mislabel(dataset: Dataset, share: float, seed: Seed = 0) -> Dataset:
    """Return the data set with this share of its labels, to within one, changed to another class.

    The examples are drawn without replacement, and each gets one of the other classes, all of
    them equally likely. Raises `ValueError` for a set with fewer than two classes.
    """
    number_in("share", share, ge=0, le=1)
    if len(dataset.classes) < 2:
        raise ValueError(f"the data set {dataset.name!r} has no two classes to confuse")
    rng = generator(seed)
    changed = rng.permutation(len(dataset))[: round(share * len(dataset))]
    targets = dataset.targets.copy()
    others = rng.integers(1, len(dataset.classes), len(changed))
    targets[changed] = (targets[changed] + others) % len(dataset.classes)
    return replace(dataset, targets=targets)
