"""A data set: inputs, targets, and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples to learn from, with their name and source.

    `inputs` are floating-point numbers, (examples, features). `targets` are either class numbers
    from 0, integers (examples,), with one name a class in `classes`; or floating-point numbers
    (examples, outputs), with `classes` empty. `source` is one sentence fit for a caption.
    `image_shape` is (height, width) or (height, width, channels) where the features are pixels;
    `features` are their names where they have any; `notes` what was assumed to read it, and what
    was left out, in a few words each.

    Raises `ValueError` or `TypeError`, naming the argument, for empty or non-finite data, for
    shapes that do not fit together and for labels out of range.
    """

    inputs: Array
    targets: npt.NDArray[Any]
    name: str
    source: str
    classes: tuple[str, ...] = ()
    image_shape: tuple[int, ...] | None = None
    features: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        inputs = finite_array("inputs", self.inputs)
        if inputs.ndim != 2:
            raise ValueError(f"inputs must have shape (examples, features); got {inputs.shape}")
        check = _labels if self.classes else _outputs
        targets = check(self.targets, len(inputs), len(self.classes))
        if self.image_shape is not None and prod(self.image_shape) != inputs.shape[1]:
            raise ValueError(
                f"image_shape {self.image_shape} has {prod(self.image_shape)} pixels; "
                f"inputs have {inputs.shape[1]} features"
            )
        if self.features and len(self.features) != inputs.shape[1]:
            raise ValueError(f"features names {len(self.features)} of {inputs.shape[1]} features")
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "targets", targets)

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def images(self) -> Array:
        """The inputs as images, (examples, height, width) or with channels last; a view."""
        if self.image_shape is None:
            raise ValueError(f"the data set {self.name!r} has no images")
        return self.inputs.reshape(len(self), *self.image_shape)

    def take(self, indices: Sequence[int] | npt.NDArray[np.integer[Any]]) -> "Dataset":
        """Return the examples of these numbers, in this order, as a data set of its own."""
        chosen = np.asarray(indices)
        return replace(self, inputs=self.inputs[chosen], targets=self.targets[chosen])


def _labels(targets: npt.ArrayLike, examples: int, classes: int) -> npt.NDArray[Any]:
    labels = np.asarray(targets)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"targets must be integers from 0, one a class; got dtype {labels.dtype}")
    if labels.shape != (examples,):
        raise ValueError(f"targets must have shape (examples,) = ({examples},); got {labels.shape}")
    outside = (labels < 0) | (labels >= classes)
    if outside.any():
        place = int(np.argmax(outside))
        raise ValueError(
            f"targets must be class numbers from 0 to {classes - 1}; "
            f"got {labels[place]} at index {place}"
        )
    return labels


def _outputs(targets: npt.ArrayLike, examples: int, _: int) -> npt.NDArray[Any]:
    array = np.asarray(targets)
    if array.dtype.kind in "iu":
        raise ValueError("targets are integers: name the classes, or give floating-point numbers")
    outputs = finite_array("targets", array)
    if outputs.ndim != 2 or len(outputs) != examples:
        raise ValueError(
            f"targets must have shape (examples, outputs) = ({examples}, …); got {outputs.shape}"
        )
    return outputs
