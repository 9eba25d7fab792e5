"""Generated sets: shapes in the plane to tell apart, and numbers to predict.

The classes of a plane set take turns (example i is of class i mod k), so that they are equally
many, to one example, in the whole set and in its every beginning. `noise` is the standard
deviation of the Gaussian noise; with 0 the shapes are exact.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from nnviz.core.arrays import Array, Labels, Seed, generator
from nnviz.core.checks import finite_array, integer_at_least, number_in
from nnviz.core.data.dataset import Dataset


def moons(examples: int = 300, noise: float = 0.1, seed: Seed = 0) -> Dataset:
    """Return two interleaved half circles, placed as scikit-learn's `make_moons` does.

    Class 0 lies on (cos t, sin t), class 1 on (1 − cos t, ½ − sin t), with t from 0 to π.
    """
    labels, along = _turns(examples, 2)
    t = np.pi * along
    upper = np.stack([np.cos(t), np.sin(t)], axis=-1)
    points = np.where(labels[:, np.newaxis] == 0, upper, np.array([1.0, 0.5]) - upper)
    return _plane("moons", "Two half moons", points, labels, noise, seed)


def circles(
    examples: int = 300, noise: float = 0.05, seed: Seed = 0, *, factor: float = 0.5
) -> Dataset:
    """Return a circle of radius 1, class 0, around one of radius `factor`, class 1."""
    number_in("factor", factor, gt=0, lt=1)
    labels, along = _turns(examples, 2, closed=True)
    radius = np.where(labels == 0, 1.0, factor)
    points = _polar(radius, 2 * np.pi * along)
    return _plane("circles", "A circle in a circle", points, labels, noise, seed)


def spirals(
    examples: int = 300,
    noise: float = 0.02,
    seed: Seed = 0,
    *,
    arms: int = 2,
    turns: float = 1.0,
) -> Dataset:
    """Return Archimedean spirals, one an arm and class, out to radius 1.

    The arm of class c is r = t at the angle 2π (turns · t + c / arms), with t from 0 to 1.
    """
    integer_at_least("arms", arms, 1)
    number_in("turns", turns, gt=0)
    labels, along = _turns(examples, arms)
    points = _polar(along, 2 * np.pi * (turns * along + labels / arms))
    return _plane("spirals", "Spirals", points, labels, noise, seed)


def blobs(examples: int = 300, noise: float = 0.3, seed: Seed = 0, *, centers: int = 3) -> Dataset:
    """Return round Gaussian clouds, one a class, at equal angles on the unit circle."""
    integer_at_least("centers", centers, 1)
    labels, _ = _turns(examples, centers)
    points = _polar(np.ones(examples), 2 * np.pi * labels / centers)
    return _plane("blobs", "Gaussian clouds", points, labels, noise, seed)


def flower(examples: int = 300, noise: float = 0.05, seed: Seed = 0, *, petals: int = 6) -> Dataset:
    """Return the outlines of petals of length 1 around the origin, their two classes in turns.

    Each petal is one arch r = |sin(petals · θ / 2)| of a rose; petal j, at the angles from
    2πj / petals to 2π(j + 1) / petals, is of class j mod 2, so `petals` must be even.
    """
    if integer_at_least("petals", petals, 2) % 2:
        raise ValueError(f"petals must be even, for two classes to take turns; got {petals}")
    labels, along = _turns(examples, 2)
    half = along * petals / 2
    petal = np.minimum(np.floor(half), petals / 2 - 1)
    angle = 2 * np.pi * (2 * petal + labels + half - petal) / petals
    points = _polar(np.abs(np.sin(petals * angle / 2)), angle)
    return _plane("flower", "A flower of two colours", points, labels, noise, seed)


def regression(
    examples: int = 100,
    noise: float = 0.1,
    seed: Seed = 0,
    *,
    weights: Sequence[float] = (1.0, -2.0, 0.5),
    bias: float = 0.0,
) -> Dataset:
    """Return a linear function of Gaussian inputs: targets X w + bias + noise, (examples, 1).

    `inputs` (examples, len(weights)) are independent, of mean 0 and variance 1.
    """
    integer_at_least("examples", examples, 1)
    number_in("noise", noise, ge=0)
    w = finite_array("weights", weights, axes=1)
    if w.ndim != 1:
        raise ValueError(f"weights must have shape (features,); got {w.shape}")
    rng = generator(seed)
    inputs = rng.standard_normal((examples, len(w)))
    targets = inputs @ w + number_in("bias", bias) + noise * rng.standard_normal(examples)
    source = f"A linear function of {len(w)} Gaussian inputs, noise {noise:g}, generated."
    return Dataset(inputs, targets[:, np.newaxis], "regression", source)


def sine(examples: int = 25, noise: float = 0.3, seed: Seed = 0) -> Dataset:
    """Return sin 2πx + noise at x uniform on [0, 1): inputs and targets (examples, 1).

    Bishop, Pattern Recognition and Machine Learning, 2006, §1.1 and appendix A.
    """
    integer_at_least("examples", examples, 1)
    number_in("noise", noise, ge=0)
    rng = generator(seed)
    x = rng.random((examples, 1))
    targets = np.sin(2 * np.pi * x) + noise * rng.standard_normal((examples, 1))
    return Dataset(x, targets, "sine", f"A sine with noise {noise:g}, generated.")


DATASETS: Mapping[str, Callable[[int, float, Seed], Dataset]] = MappingProxyType(
    {"moons": moons, "circles": circles, "spirals": spirals, "blobs": blobs, "flower": flower}
)
"""The sets in the plane, by name: each takes examples, noise and seed."""


def _turns(examples: int, classes: int, *, closed: bool = False) -> tuple[Labels, Array]:
    """Return each example's class and how far along its curve it lies, from 0 to 1.

    The examples of a class are evenly spaced; on a closed curve the last does not meet the first.
    """
    integer_at_least("examples", examples, classes)
    place, labels = np.divmod(np.arange(examples), classes)
    count = np.bincount(labels, minlength=classes)[labels]
    return labels, place / np.maximum(count - (0 if closed else 1), 1)


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)


def _plane(
    name: str, what: str, points: Array, labels: Labels, noise: float, seed: Seed
) -> Dataset:
    number_in("noise", noise, ge=0)
    inputs = points + noise * generator(seed).standard_normal(points.shape)
    classes = tuple(str(c) for c in range(int(labels.max()) + 1))
    source = f"{what}, {len(inputs)} points with noise {noise:g}, generated."
    return Dataset(inputs, labels, name, source, classes)
