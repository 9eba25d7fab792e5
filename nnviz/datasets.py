"""The data set that a concept's parameter names, made and checked for what the concept needs.

For a parameter of the family `datasets`, with or without "digits" among its own choices. It may
name a file, whose labels and features the parameters `target` and `features` choose. What a
plugin's data set or a file cannot give is refused in one sentence that says what to choose instead.
"""

from dataclasses import replace
from functools import lru_cache
from math import nan
from pathlib import Path

import numpy as np

from nnviz.concept import Concept
from nnviz.core.arrays import Seed
from nnviz.core.data import DataError, Dataset, digits, read_dataset, split, standardize
from nnviz.core.data.images import small_images
from nnviz.errors import UsageError
from nnviz.families import FAMILIES
from nnviz.parameters import is_file_name
from nnviz.wording import enumeration

MOST_CLASSES, FEWEST = 26, 20
LARGEST_SIDE = 16
"""Pixels: what a fully connected network of a figure learns in a second or two."""


def labelled(
    concept: Concept,
    name: str,
    examples: int,
    noise: float,
    seed: Seed,
    *,
    at_least: int = 10,
) -> Dataset:
    """Return the digits, or this many examples of another data set, (examples, features).

    A data set may have fewer examples than it is asked for. Raises `UsageError` for fewer than
    `at_least`, and for one without two classes.
    """
    return _labelled(concept, name, examples, noise, seed, at_least, "digits or moons")


def in_plane(concept: Concept, name: str, examples: int, noise: float, seed: Seed) -> Dataset:
    """Return so many points in the plane and their classes, inputs (examples, 2).

    Raises `UsageError` for another number of features, for fewer examples, and for what `labelled`
    refuses; of more, those at equal distances are taken. A file may have fewer examples, and more
    features: its points are standardized, see `parts_in_plane`.
    """
    if is_file_name(name):
        return _own_parts(concept, name, (examples,), seed)[0]
    others = enumeration(list(FAMILIES["datasets"].names), "or")
    data = _labelled(concept, name, examples, noise, seed, examples, others)
    features = data.inputs.shape[1]
    if features != 2:
        raise _refused(concept, "points in the plane, of 2 features", name, f"{features}", others)
    return data.take(np.linspace(0, len(data) - 1, examples).astype(int))


def parts_in_plane(
    concept: Concept, name: str, examples: tuple[int, int], noise: float, seed: int
) -> tuple[Dataset, Dataset]:
    """Return points in the plane to learn from, and as many others as are asked for, to judge by.

    They are made from the seeds 2 `seed` and 2 `seed` + 1. A file is divided, at most in halves,
    each class in proportion, and standardized by its first part. Of its features the first two
    are taken, or those that the parameter `features` names; of three or more, the plane of their
    two principal components.
    """
    if is_file_name(name):
        learned, other = _own_parts(concept, name, examples, seed)
        return learned, other
    first, second = (
        in_plane(concept, name, n, noise, 2 * seed + i) for i, n in enumerate(examples)
    )
    return first, second


def standardized(name: str, *parts: Dataset) -> tuple[Dataset, ...]:
    """Return the parts of a file's data set, standardized by the first; other sets as they are."""
    return standardize(*parts) if is_file_name(name) else parts


def told(data: Dataset, name: str, *unsaid: str) -> dict[str, object]:
    """Return what texts say for `dataset` where it is a file, and that `unsaid` is not said."""
    return {"dataset": data.name, **dict.fromkeys(unsaid, nan)} if is_file_name(name) else {}


def square_images(
    concept: Concept,
    name: str,
    examples: int,
    noise: float,
    seed: Seed,
    *,
    at_least: int = 10,
) -> Dataset:
    """Return square grey images of 0…1 and of at most 16 pixels a side, with `image_shape`.

    Larger ones are averaged over blocks of pixels. Features that say nothing of their shape are
    the rows of a square one after another. Raises `UsageError` for what is no square grey image,
    and for what `labelled` refuses.
    """
    data = _labelled(concept, name, examples, noise, seed, at_least, "digits")
    images = small_images(data, LARGEST_SIDE)
    if images is None:
        shape = data.image_shape or (data.inputs.shape[1],)
        had = f"{' × '.join(map(str, shape))} features"
        raise _refused(concept, "square grey images", name, had, "digits")
    return replace(images, name=_named(name, *images.notes))


def _labelled(
    concept: Concept,
    name: str,
    examples: int,
    noise: float,
    seed: Seed,
    at_least: int,
    others: str,
) -> Dataset:
    if is_file_name(name):
        data = _own(concept, name)
        told = f"its {data.inputs.shape[1]} features"
        data = replace(data, name=_named(name, _standardized(told, *data.notes)))
        name = Path(name).name
    else:
        members = concept.choices("datasets") | {"digits": lambda *_: digits()}
        data = members[name](examples, noise, seed)
    if not isinstance(data, Dataset):
        raise _refused(concept, "a Dataset", name, f"a {type(data).__name__}", others)
    if len(data.classes) > MOST_CLASSES:
        had = f"{len(data.classes)}"
        raise _refused(concept, f"at most {MOST_CLASSES} classes", name, had, others)
    if len(data.classes) < 2:
        had = "1" if data.classes else "numbers to predict"
        raise _refused(concept, "at least 2 classes", name, had, others)
    if len(data) < at_least:
        raise _refused(concept, f"at least {at_least} examples", name, f"{len(data)}", others)
    return data


def _named(name: str, *told: str) -> str:
    """Return what a setting calls a file: its name, and what is told of it."""
    words = ", ".join(filter(None, told))
    return f"{Path(name).name} ({words})" if words else Path(name).name


def _standardized(*notes: str) -> str:
    """Return what is told of features that were standardized."""
    which = ", ".join(filter(None, notes))
    told = "all standardized"
    if which:
        told = f"{which}, all standardized"
    return told


def _refused(concept: Concept, wanted: str, name: str, had: str, others: str) -> UsageError:
    return UsageError(f"{concept.name} needs {wanted}; {name} has {had}: choose {others}.")


def _own(concept: Concept, name: str) -> Dataset:
    """Return the data set in a file, as the parameters say; `UsageError` if there is none."""
    chosen = concept.values["features"]
    features = None if chosen in (None, ("all",)) else chosen
    try:
        written = Path(name).stat().st_mtime_ns
        target, encoding = concept.values["target"], concept.values["encoding"]
        return _read(name, written, target, features, encoding)
    except (DataError, OSError) as error:
        raise UsageError(f"{error}.") from error


@lru_cache(maxsize=2)
def _read(
    name: str, _: int, target: str | None, features: tuple[str, ...] | None, encoding: str | None
) -> Dataset:
    return read_dataset(name, target, features=features, encoding=encoding)


def _own_parts(
    concept: Concept, name: str, examples: tuple[int, ...], seed: Seed
) -> tuple[Dataset, ...]:
    """Return parts of a file's points in the plane, standardized by the first."""
    others = enumeration(list(FAMILIES["datasets"].names), "or")
    _labelled(concept, name, 0, 0, 0, FEWEST, others)
    data, chosen = _own(concept, name), concept.values["features"]
    count = data.inputs.shape[1]
    if count < 2:
        raise _refused(concept, "2 features", Path(name).name, "1", others)
    if chosen is None and count > 2:
        data = replace(data, inputs=data.inputs[:, :2], features=data.features[:2])
        told = f"the first two of {count} features"
    else:
        told = f"the principal plane of {count} features" if count > 2 else ""
    which = () if count > 2 and chosen else data.features
    name = _named(name, _standardized(*which, told, *data.notes))
    parts = standardize(*_divided(replace(data, name=name), examples, seed))
    if parts[0].inputs.shape[1] == 2:
        return parts
    ways = np.linalg.svd(parts[0].inputs, full_matrices=False)[2][:2]
    ways *= np.sign(ways[np.arange(2), np.abs(ways).argmax(axis=1)])[:, np.newaxis]
    return tuple(replace(part, inputs=part.inputs @ ways.T, features=()) for part in parts)


def _divided(data: Dataset, examples: tuple[int, ...], seed: Seed) -> list[Dataset]:
    """Return so many examples a part, at most equally many of what there is."""
    counts = [min(n, len(data) // len(examples)) for n in examples]
    counts[-1] = min(examples[-1], len(data) - sum(counts[:-1]))
    shares = [n / len(data) for n in counts]
    shares += [1 - sum(shares)] if sum(counts) < len(data) else []
    return list(split(data, shares, seed, stratified=True)[: len(examples)])
