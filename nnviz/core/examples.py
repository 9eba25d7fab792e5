"""A user's X and y, checked, as the rows that a network works on."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from nnviz.core.architecture import Dense, refuse_batch_of_one
from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array
from nnviz.core.losses import Loss


class Shaped(Protocol):
    """What of a network its examples must fit."""

    dense: tuple[Dense, ...]
    sizes: tuple[int, ...]
    members: int | None
    loss: Loss
    dtype: np.dtype[np.floating[Any]]


@dataclass(frozen=True)
class Examples:
    """Inputs with a column of ones, (…, m, n + 1), and targets, (…, m, k), in one dtype.

    Either has a leading axis only if every member of a stack has data of its own.
    """

    rows: Array
    targets: Array

    @property
    def count(self) -> int:
        """The number m of examples."""
        return int(self.rows.shape[-2])


def examples(network: Shaped, X: ArrayLike, y: ArrayLike, *, training: bool = False) -> Examples:
    """Return X and y ready for a network; raises ValueError or TypeError if they do not fit it."""
    rows = input_rows(network, X, training=training)
    return Examples(rows, target_rows(network, y, rows))


def input_rows(network: Shaped, X: ArrayLike, *, training: bool = False) -> Array:
    """Return X, (examples, features) or (members, examples, features), with a column of ones."""
    inputs = finite_array("X", X, axes=2)
    n, m = network.dense[0].inputs, inputs.shape[-2]
    if inputs.shape not in ((m, n), (network.members, m, n)):
        wanted = f"(examples, features) = ({m}, {n})"
        if network.members is not None:
            wanted += f" or (members, examples, features) = ({network.members}, {m}, {n})"
        raise ValueError(f"X must have shape {wanted}; got {inputs.shape}")
    if training:
        refuse_batch_of_one(network.dense, m)
    rows = np.empty((*inputs.shape[:-1], n + 1), network.dtype)
    rows[..., :-1], rows[..., -1] = inputs, 1
    return rows


def target_rows(network: Shaped, y: ArrayLike, rows: Array) -> Array:
    """Return y for rows of inputs as floats (…, m, k): labels become rows with a single 1."""
    m, k, members = rows.shape[-2], network.sizes[-1], network.members
    loss, given = network.loss, np.asarray(y)
    multiclass, one_each = loss.name == "multiclass", given.shape in ((m,), (members, m))
    if multiclass and one_each and given.dtype.kind in "iu":
        if given.min() < 0 or given.max() >= k:
            raise ValueError(
                f"y must be labels from 0 to {k - 1}, one for each of the {k} outputs; "
                f"got labels from {given.min()} to {given.max()}"
            )
        if rows.ndim == 2 and given.shape == (m, k) and (given.sum(axis=-1) == 1).all():
            raise ValueError(
                f"y of shape {given.shape} may be one-hot rows, or labels of each of {k} members; "
                "give one-hot rows as floats, labels as one-hot rows (members, examples, outputs)"
            )
        one_hot: Array = np.eye(k, dtype=network.dtype)[given]
        return one_hot
    values = finite_array("y", given)
    if k == 1 and one_each:
        values = values[..., np.newaxis]
    if values.shape not in ((m, k), (members, m, k)):
        short = f"(examples,) = ({m},){', integers' if multiclass else ''} or "
        wanted = f"{short if multiclass or k == 1 else ''}(examples, outputs) = ({m}, {k})"
        stack = "" if members is None else f", or the same for each of {members} members"
        raise ValueError(f"y must have shape {wanted}{stack}; got {given.shape} of {given.dtype}")
    if loss.classifies and (values.min() < 0 or values.max() > 1):
        raise ValueError(
            f"y must be labels 0 or 1, or probabilities, for loss {loss.name!r}; "
            f"got values from {values.min():g} to {values.max():g}"
        )
    if multiclass and not np.allclose(values.sum(axis=-1), 1, atol=1e-6):
        raise ValueError("y must have rows of probabilities that sum to 1, or be integer labels")
    return values.astype(network.dtype)
