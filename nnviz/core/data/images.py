"""Images out of rows of pixels, small enough for a fully connected network to learn at once."""

from dataclasses import replace
from math import isqrt

from nnviz.core.arrays import Array
from nnviz.core.checks import integer_at_least
from nnviz.core.data.dataset import Dataset


def small_images(dataset: Dataset, side: int) -> Dataset | None:
    """Return a data set's square grey images, at most `side` pixels a side, of values 0…1.

    Where `image_shape` is not given, a square number of features, 4 at least, is read row by row.
    Larger images are averaged over square blocks, what is left over at the right and at the
    bottom is cut off. Values that are not within 0…1 are moved and scaled so that the lowest of
    the whole set is 0 and the highest 1. Returns None for what is no set of square grey images.
    """
    integer_at_least("side", side, 1)
    features = dataset.inputs.shape[1]
    width = isqrt(features)
    shape = dataset.image_shape or (width, features // width)
    if features < 4 or shape[:2] != (width, width) or width**2 != features:
        return None
    images = _averaged(dataset.inputs.reshape(-1, width, width), -(-width // side))
    pixels = _unit(images).reshape(len(dataset), -1)
    return replace(dataset, inputs=pixels, image_shape=images.shape[1:], features=())


def _averaged(images: Array, block: int) -> Array:
    """Return the means of blocks of pixels, (examples, side // block, side // block)."""
    if block == 1:
        return images
    count = images.shape[-1] // block
    kept = images[:, : count * block, : count * block]
    means: Array = kept.reshape(-1, count, block, count, block).mean(axis=(2, 4))
    return means


def _unit(images: Array) -> Array:
    low, high = images.min(), images.max()
    if low >= 0 and high <= 1:
        return images
    scaled: Array = (images - low) / (high - low if high > low else 1)
    return scaled
