"""The data set that a concept's parameter names, made and checked for what the concept needs.

For a parameter of the family `datasets`, with or without "digits" among its own choices. What a
plugin's data set cannot give is refused in one sentence that says what to choose instead.
"""

import numpy as np

from nnviz.concept import Concept
from nnviz.core.arrays import Seed
from nnviz.core.data import Dataset, digits
from nnviz.core.data.images import small_images
from nnviz.errors import UsageError
from nnviz.families import FAMILIES
from nnviz.wording import enumeration

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
    refuses; of more, those at equal distances are taken.
    """
    others = enumeration(list(FAMILIES["datasets"].names), "or")
    data = _labelled(concept, name, examples, noise, seed, examples, others)
    features = data.inputs.shape[1]
    if features != 2:
        raise _refused(concept, "points in the plane, of 2 features", name, f"{features}", others)
    return data.take(np.linspace(0, len(data) - 1, examples).astype(int))


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
    return images


def _labelled(
    concept: Concept,
    name: str,
    examples: int,
    noise: float,
    seed: Seed,
    at_least: int,
    others: str,
) -> Dataset:
    members = concept.choices("datasets") | {"digits": lambda *_: digits()}
    data = members[name](examples, noise, seed)
    if not isinstance(data, Dataset):
        raise _refused(concept, "a Dataset", name, f"a {type(data).__name__}", others)
    if len(data.classes) < 2:
        had = "1" if data.classes else "numbers to predict"
        raise _refused(concept, "at least 2 classes", name, had, others)
    if len(data) < at_least:
        raise _refused(concept, f"at least {at_least} examples", name, f"{len(data)}", others)
    return data


def _refused(concept: Concept, wanted: str, name: str, had: str, others: str) -> UsageError:
    return UsageError(f"{concept.name} needs {wanted}; {name} has {had}: choose {others}.")
