"""Standardization: features of mean 0 and variance 1, measured on the training part alone."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array, same_trailing_shape
from nnviz.core.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Standardization:
    """What the training part was measured to be, to be applied to every other part alike.

    `mean` and `std` have shape (..., 1, features), so that they broadcast over examples. `std`
    divides by the number of examples, not by one less. A constant feature has the `std` 1: it
    becomes 0 in the training part, and keeps its distance from that constant elsewhere.
    """

    mean: Array
    std: Array

    @classmethod
    def fit(cls, inputs: npt.ArrayLike) -> "Standardization":
        """Measure training inputs, (..., examples, features)."""
        array = finite_array("inputs", inputs, axes=2)
        first = array[..., :1, :]
        constant = (array == first).all(axis=-2, keepdims=True)
        mean = np.where(constant, first, array.mean(axis=-2, keepdims=True))
        std = np.where(constant, array.dtype.type(1), array.std(axis=-2, keepdims=True))
        return cls(mean, std)

    def apply(self, inputs: npt.ArrayLike) -> Array:
        """Return (inputs − mean) / std, (..., examples, features)."""
        array = self._checked(inputs)
        return (array - self.mean) / self.std

    def _checked(self, inputs: npt.ArrayLike) -> Array:
        array = finite_array("inputs", inputs, axes=2)
        same_trailing_shape("inputs", array, self.mean.shape[-1:], "(..., examples, features)")
        return array


def standardize(train: Dataset, *others: Dataset) -> tuple[Dataset, ...]:
    """Return the data sets standardized by the training part, the training part first."""
    fitted = Standardization.fit(train.inputs)
    return tuple(replace(part, inputs=fitted.apply(part.inputs)) for part in (train, *others))
