"""A user's X and y, checked, as the rows that the passes work on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnviz.core.architecture import Architecture
from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array


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


def examples(
    architecture: Architecture, members: int | None, X: npt.ArrayLike, y: npt.ArrayLike
) -> Examples:
    """Return X and y ready for a network; raises ValueError or TypeError if they do not fit it."""
    rows = input_rows(architecture, members, X)
    return Examples(rows, target_rows(architecture, members, y, rows.shape[-2]))


def input_rows(architecture: Architecture, members: int | None, X: npt.ArrayLike) -> Array:
    """Return X, (examples, features) or (members, examples, features), with a column of ones."""
    inputs = finite_array("X", X, axes=2)
    n = architecture.sizes[0]
    wanted = f"(examples, features) = ({inputs.shape[-2]}, {n})"
    if members is not None:
        wanted += f" or (members, examples, features) = ({members}, {inputs.shape[-2]}, {n})"
    if inputs.shape[-1] != n or not _fits(inputs.shape[:-2], members):
        raise ValueError(f"X must have shape {wanted}; got {inputs.shape}")
    rows = np.ones((*inputs.shape[:-1], n + 1), architecture.dtype)
    rows[..., :-1] = inputs
    return rows


def target_rows(architecture: Architecture, members: int | None, y: npt.ArrayLike, m: int) -> Array:
    """Return y as floats of shape (…, m, k): labels of classes become rows with a single 1."""
    k, loss = architecture.sizes[-1], architecture.loss
    targets = np.asarray(y)
    if loss.name == "multiclass" and targets.dtype.kind in "iu" and targets.shape[-1:] == (m,):
        return _one_hot(targets, k, members, m).astype(architecture.dtype)
    values = finite_array("y", targets)
    if values.shape[-1:] == (m,) and k == 1 and _fits(values.shape[:-1], members):
        values = values[..., np.newaxis]
    if values.shape[-2:] != (m, k) or not _fits(values.shape[:-2], members):
        raise ValueError(_shape_message(loss.name, targets, k, members, m))
    if loss.classifies and (values.min() < 0 or values.max() > 1):
        raise ValueError(
            f"y must be labels 0 or 1, or probabilities, for loss {loss.name!r}; "
            f"got values from {values.min():g} to {values.max():g}"
        )
    if loss.name == "multiclass" and not np.allclose(values.sum(axis=-1), 1, atol=1e-6):
        raise ValueError("y must have rows of probabilities that sum to 1, or be integer labels")
    return values.astype(architecture.dtype)


def _one_hot(labels: npt.NDArray[np.integer], k: int, members: int | None, m: int) -> Array:
    if not _fits(labels.shape[:-1], members):
        raise ValueError(_shape_message("multiclass", labels, k, members, m))
    if labels.size == 0 or labels.min() < 0 or labels.max() >= k:
        raise ValueError(
            f"y must be labels from 0 to {k - 1}, one for each of the {k} outputs; "
            + (f"got labels from {labels.min()} to {labels.max()}" if labels.size else "got none")
        )
    rows: Array = np.eye(k)[labels]
    return rows


def _fits(leading: tuple[int, ...], members: int | None) -> bool:
    """Whether leading axes are absent, or are the one axis of a stack's members."""
    return leading == () or (members is not None and leading == (members,))


def _shape_message(
    loss: str, values: npt.NDArray[np.generic], k: int, members: int | None, m: int
) -> str:
    shapes = [f"(examples, outputs) = ({m}, {k})"]
    if loss == "multiclass" or k == 1:
        shapes.insert(0, f"(examples,) = ({m},)" + (", integers" if loss == "multiclass" else ""))
    stacked = f", or the same for each of {members} members" if members is not None else ""
    got = f"{values.shape} of {values.dtype}"
    return f"y must have shape {' or '.join(shapes)}{stacked}; got {got}"
