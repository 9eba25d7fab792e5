"""Augmentation: more images out of each, by what does not change the class.

Images have the shape (..., height, width), row 0 at the top. Where a function takes a seed, every
image is drawn for on its own; what comes into the picture from outside is 0. float32 is kept.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Seed, generator
from nnviz.core.checks import finite_array, integer_at_least, number_in

Whole = int | npt.NDArray[np.integer[Any]]
"""One whole number for all images, or one an image, of the shape of the leading axes."""


def shift(images: npt.ArrayLike, down: Whole, right: Whole) -> Array:
    """Return images moved down and right by whole pixels; negative numbers move up and left."""
    array = _checked(images)
    rows = np.arange(array.shape[-2]) - _each("down", down, array)
    columns = np.arange(array.shape[-1]) - _each("right", right, array)
    return _pixels(array, rows[..., :, np.newaxis], columns[..., np.newaxis, :])


def random_shift(images: npt.ArrayLike, most: int, seed: Seed) -> Array:
    """Return images moved by up to `most` pixels along each axis, every distance as likely."""
    array = _checked(images)
    integer_at_least("most", most, 0)
    down, right = generator(seed).integers(-most, most + 1, size=(2, *array.shape[:-2]))
    return shift(array, down, right)


def flip(images: npt.ArrayLike) -> Array:
    """Return images mirrored left to right."""
    return _checked(images)[..., ::-1].copy()


def random_flip(images: npt.ArrayLike, seed: Seed, probability: float = 0.5) -> Array:
    """Return images of which each is mirrored left to right with the probability given."""
    array = _checked(images)
    number_in("probability", probability, ge=0, le=1)
    mirrored = generator(seed).random(array.shape[:-2]) < probability
    return np.where(mirrored[..., np.newaxis, np.newaxis], array[..., ::-1], array)


def rotate(images: npt.ArrayLike, degrees: npt.ArrayLike) -> Array:
    """Return images turned about their middle, counterclockwise, by bilinear interpolation.

    `degrees` is one angle for all images, or one an image. The value at each pixel is taken from
    where it came: a weighted mean of the four pixels around that point.
    """
    array = _checked(images)
    turns = finite_array("degrees", degrees)
    _one_or_each("degrees", turns, array)
    angle = np.deg2rad(turns)[..., np.newaxis, np.newaxis]
    height, width = array.shape[-2:]
    y = (np.arange(height) - (height - 1) / 2)[:, np.newaxis]
    x = np.arange(width) - (width - 1) / 2
    from_row = np.cos(angle) * y + np.sin(angle) * x + (height - 1) / 2
    from_column = np.cos(angle) * x - np.sin(angle) * y + (width - 1) / 2
    return _between(array, from_row, from_column)


def add_noise(images: npt.ArrayLike, std: float, seed: Seed) -> Array:
    """Return images with Gaussian noise of standard deviation `std` on every pixel.

    Takes arrays of any shape. On least squares it equals a ridge penalty of n · std² (Bishop,
    "Training with noise is equivalent to Tikhonov regularization", 1995).
    """
    array = finite_array("images", images)
    number_in("std", std, ge=0)
    noise = generator(seed).standard_normal(array.shape, dtype=np.float64)
    return array + (std * noise).astype(array.dtype)


def _checked(images: npt.ArrayLike) -> Array:
    return finite_array("images", images, axes=2)


def _each(name: str, whole: Whole, images: Array) -> npt.NDArray[np.integer[Any]]:
    """Return one whole number an image, with a last axis to broadcast along its pixels."""
    numbers = np.asarray(whole)
    if numbers.dtype.kind not in "iu":
        raise TypeError(f"{name} must be whole numbers of pixels; got {whole!r}")
    _one_or_each(name, numbers, images)
    return numbers[..., np.newaxis]


def _one_or_each(name: str, numbers: npt.NDArray[Any], images: Array) -> None:
    if numbers.shape not in ((), images.shape[:-2]):
        each = images.shape[:-2]
        raise ValueError(f"{name} must be one number, or one an image {each}; got {numbers.shape}")


def _pixels(images: Array, rows: npt.NDArray[Any], columns: npt.NDArray[Any]) -> Array:
    """Return the pixels at (rows, columns), 0 where there is none."""
    height, width = images.shape[-2:]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    flat = images.reshape(*images.shape[:-2], height * width)
    place = np.where(inside, rows * width + columns, 0)
    place = np.broadcast_to(place, (*images.shape[:-2], *place.shape[-2:]))
    taken = np.take_along_axis(flat, place.reshape(*images.shape[:-2], -1), axis=-1)
    return np.where(inside, taken.reshape(place.shape), images.dtype.type(0))


def _between(images: Array, rows: Array, columns: Array) -> Array:
    """Return the values at points between the pixels, bilinear, 0 outside."""
    top, left = np.floor(rows), np.floor(columns)
    down, right = (rows - top).astype(images.dtype), (columns - left).astype(images.dtype)
    r, c = top.astype(np.intp), left.astype(np.intp)
    above = (1 - right) * _pixels(images, r, c) + right * _pixels(images, r, c + 1)
    below = (1 - right) * _pixels(images, r + 1, c) + right * _pixels(images, r + 1, c + 1)
    return (1 - down) * above + down * below
