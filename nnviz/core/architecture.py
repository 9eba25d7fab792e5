"""What a dense layer is, its part of a flat buffer, and the arrays that it works on.

A layer's part of a flat buffer is a row for each input, one for the bias, and those of γ and β if
it is batch-normalized, each as long as the layer has units.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Self, TypeAlias, TypeVar

import numpy as np

from nnviz.core.activations import Activation
from nnviz.core.arrays import Array
from nnviz.core.checks import integer_at_least, number_in
from nnviz.core.initializers import Initializer

Item = TypeVar("Item")
OneOrEach: TypeAlias = Item | Sequence[Item]
Part: TypeAlias = slice | EllipsisType
"""Members that work arrays serve: a slice of a stack, or … for a single network."""


@dataclass(frozen=True)
class BatchNorm:
    """ε under the root, and the weight of a new batch in the running statistics (PyTorch's).

    Keras' `momentum` is the weight of the old value, and its ε 1e-3.
    """

    epsilon: float = 1e-5
    momentum: float = 0.1

    def __post_init__(self) -> None:
        number_in("epsilon", self.epsilon, gt=0)
        number_in("momentum", self.momentum, gt=0, le=1)


@dataclass(frozen=True)
class Dense:
    """a = g(Wᵀ a_below + b), with batch normalization before g and dropout after it if wanted."""

    inputs: int
    units: int
    activation: Activation
    initializer: Initializer
    batch_norm: BatchNorm | None = None
    keep: float = 1.0

    @property
    def size(self) -> int:
        """How many parameters it has."""
        return (self.inputs + (3 if self.batch_norm else 1)) * self.units


class Views:
    """A layer's `part` (…, size) of a flat buffer of parameters, gradients or anything like them.

    `block` is W over b, (…, inputs + 1, units). γ and β have no entries unless it is normalized.
    """

    def __init__(self, dense: Dense, part: Array) -> None:
        n, rows = dense.inputs, part.reshape(*part.shape[:-1], -1, dense.units)
        self.block, self.W, self.b = rows[..., : n + 1, :], rows[..., :n, :], rows[..., n, :]
        norm, none = rows[..., n + 1 :, :], self.b[..., :0]
        self.gamma, self.beta = (norm[..., 0, :], norm[..., 1, :]) if norm.size else (none, none)


class Room:
    """Arrays (…, units, m) for one layer: u = Wᵀa + b, û, z, a, the mask, δ; and A with its ones.

    Without batch normalization z is u, and without dropout a is what A passes on.
    """

    def __init__(self, dense: Dense, leading: tuple[int, ...], m: int, dtype: Any) -> None:
        self.A = np.ones((*leading, dense.units + 1, m), dtype)
        passed_on = self.A[..., :-1, :]
        self.u, self.delta, self.work = (np.empty(passed_on.shape, dtype) for _ in range(3))
        self.normalized = np.empty_like(self.u) if dense.batch_norm else self.u
        self.z = np.empty_like(self.u) if dense.batch_norm else self.u
        self.a = np.empty_like(self.u) if dense.keep < 1 else passed_on
        self.mask = np.empty_like(self.u) if dense.keep < 1 else passed_on

    def __getitem__(self, part: Part) -> Self:
        of_part = object.__new__(type(self))
        vars(of_part).update({name: array[part] for name, array in vars(self).items()})
        return of_part


def checked_sizes(sizes: Sequence[int]) -> list[int]:
    """Return the sizes of all layers, the inputs first, if there are two at least."""
    if isinstance(sizes, str) or not isinstance(sizes, Sequence):
        raise TypeError(f"sizes must be a list such as [2, 16, 1]; got {sizes!r}")
    if len(sizes) < 2:
        raise ValueError(f"sizes must name the inputs and the outputs at least; got {sizes}")
    return [integer_at_least(f"sizes[{i}]", size, 1) for i, size in enumerate(sizes)]


def each(what: str, choice: Any, count: int, check: Callable[[str, Any], Item]) -> list[Item]:
    """Return a checked choice for each of `count` layers, whether given once or one by one."""
    if isinstance(choice, str) or not isinstance(choice, Sequence):
        choice = [choice] * count
    if len(choice) != count:
        raise ValueError(f"{what} must have one entry for each of {count} layers; got {choice!r}")
    return [check(what, one) for one in choice]


def normalization(what: str, choice: bool | BatchNorm) -> BatchNorm | None:
    """Return the settings asked for, or None."""
    if not isinstance(choice, bool | BatchNorm):
        raise TypeError(f"{what} must be True, False or a BatchNorm; got {choice!r}")
    return BatchNorm() if choice is True else choice or None


def refuse_batch_of_one(layers: Sequence[Dense], m: int) -> None:
    """Raise ValueError if one of the layers would have to take the variance of one example."""
    if m == 1 and any(dense.batch_norm for dense in layers):
        raise ValueError(
            "batch normalization needs at least 2 examples in a training batch; got 1. "
            "Choose a batch_size that does not leave a last batch of 1"
        )
