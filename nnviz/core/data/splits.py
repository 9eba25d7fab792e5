"""Splits: training, development and test parts, and the folds of cross-validation."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Labels, Seed, generator
from nnviz.core.checks import finite_array, integer_at_least
from nnviz.core.data.dataset import Dataset

Indices = npt.NDArray[np.intp]
"""The numbers of some examples, from 0."""

_ROUNDING = 1e-9


def split(
    dataset: Dataset,
    shares: Sequence[float] = (0.6, 0.2, 0.2),
    seed: Seed = 0,
    *,
    stratified: bool = False,
) -> tuple[Dataset, ...]:
    """Return the parts of a data set in shuffled order, by default train, dev and test.

    `stratified` gives each part the same mixture of classes; see `split_indices`.
    """
    labels = _labels_of(dataset) if stratified else None
    parts = split_indices(len(dataset), shares, seed, labels)
    return tuple(dataset.take(part) for part in parts)


def split_indices(
    examples: int,
    shares: Sequence[float] = (0.6, 0.2, 0.2),
    seed: Seed = 0,
    labels: Labels | None = None,
) -> tuple[Indices, ...]:
    """Return the numbers 0…examples − 1, shuffled, in one part a share; every number in one part.

    A part has its share of the examples to within one. With `labels` (examples,) it also has its
    share of each class to within one, and its size stays as near as that allows. Raises
    `ValueError` if the shares do not add up to 1 or if a part would be empty.
    """
    integer_at_least("examples", examples, 1)
    wanted = _checked(shares)
    classes = np.zeros(examples, dtype=np.intp) if labels is None else _numbered(labels, examples)
    rng = generator(seed)
    order = rng.permutation(examples)
    pieces: list[list[Indices]] = [[] for _ in wanted]
    owed = np.zeros(len(wanted))
    for label in range(int(classes.max()) + 1):
        members = order if labels is None else order[classes[order] == label]
        owed += wanted * len(members)
        counts = _counts(wanted * len(members), owed)
        owed -= counts
        for part, chunk in zip(pieces, np.split(members, np.cumsum(counts)[:-1]), strict=True):
            part.append(chunk)
    parts = [np.concatenate(part) for part in pieces]
    _refuse_empty(parts, wanted, examples)
    return tuple(part if labels is None else rng.permutation(part) for part in parts)


def k_fold(
    examples: int, folds: int = 5, seed: Seed = 0, labels: Labels | None = None
) -> list[tuple[Indices, Indices]]:
    """Return (training, held out) numbers for each fold; every example is held out once.

    The folds' sizes differ by at most one; with `labels` (examples,) so do their counts of each
    class.
    """
    integer_at_least("examples", examples, 1)
    if integer_at_least("folds", folds, 2) > examples:
        raise ValueError(f"folds must be at most the number of examples, {examples}; got {folds}")
    order = generator(seed).permutation(examples)
    if labels is not None:
        order = order[np.argsort(_numbered(labels, examples)[order], kind="stable")]
    fold = np.empty(examples, dtype=np.intp)
    fold[order] = np.arange(examples) % folds
    return [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(folds)]


def _counts(exact: Array, owed: Array) -> npt.NDArray[np.intp]:
    """Round `exact` up or down so that it keeps its sum, up where the most is owed."""
    counts: npt.NDArray[np.intp] = np.floor(exact + _ROUNDING).astype(np.intp)
    missing = round(float(exact.sum())) - int(counts.sum())
    between = exact - counts > _ROUNDING
    preference = np.where(between, owed - counts, -np.inf)
    counts[np.argsort(-preference, kind="stable")[:missing]] += 1
    return counts


def _checked(shares: Sequence[float]) -> Array:
    wanted = finite_array("shares", shares, axes=1)
    if wanted.ndim != 1 or (wanted <= 0).any():
        raise ValueError(f"shares must be positive numbers, one a part; got {shares}")
    if abs(wanted.sum() - 1) > _ROUNDING:
        raise ValueError(f"shares must add up to 1; {tuple(shares)} add up to {wanted.sum():g}")
    return wanted


def _numbered(labels: npt.NDArray[Any], examples: int) -> Labels:
    array = np.asarray(labels)
    if array.shape != (examples,):
        raise ValueError(f"labels must have shape (examples,) = ({examples},); got {array.shape}")
    numbers: Labels = np.unique(array, return_inverse=True)[1]
    return numbers


def _labels_of(dataset: Dataset) -> Labels:
    if not dataset.classes:
        raise ValueError(f"the data set {dataset.name!r} has no classes to stratify by")
    labels: Labels = dataset.targets
    return labels


def _refuse_empty(parts: list[Indices], shares: Array, examples: int) -> None:
    for part, share in zip(parts, shares, strict=True):
        if len(part) == 0:
            raise ValueError(f"a share of {share:g} of {examples} examples leaves a part empty")
