"""A user's own CSV or NPZ file as a data set."""

from collections.abc import Sequence
from math import prod
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.data.columns import counts_rows, find_column
from nnviz.core.data.dataset import Dataset
from nnviz.core.data.errors import CellError, DataError, listed
from nnviz.core.data.npz import read_arrays
from nnviz.core.data.numerals import is_missing, to_numbers
from nnviz.core.data.table import Table, open_table

Task = Literal["classes", "numbers"]
"""What is to be learned: one of several classes, or a number."""


def read_dataset(
    path: str | PathLike[str],
    label: str | None = None,
    task: Task = "classes",
    features: Sequence[str] | None = None,
    encoding: str | None = None,
) -> Dataset:
    """Read inputs and targets from a table in a text file, or from the arrays of an NPZ file.

    `label` names the column or array of the targets; every other column of numbers that does not
    only count the rows, or the one other array, is the input, or the columns that `features`
    names. The label may be left out where one is called "label", "labels", "target", "targets" or
    "class". With the task "classes" each distinct label is a class, in sorted order; with
    "numbers" the targets are floating-point numbers, (examples, 1) for a column. Arrays of
    images, (examples, height, width) or with channels last, become one row of features each. The
    columns of an array are called "feature 1", "feature 2" and so on.

    Raises `DataError`, one sentence with the file and, where there is one, the line. NPZ files
    are never unpickled: arrays of objects are refused.
    """
    if task not in ("classes", "numbers"):
        raise ValueError(f"task must be 'classes' or 'numbers'; got {task!r}")
    file = Path(path)
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shape = None
    if file.suffix.lower() == ".npz":
        inputs, targets, shape = _from_arrays(file, label)
        if features is not None:
            every = tuple(f"feature {i}" for i in range(1, inputs.shape[1] + 1))
            chosen = _found(file, every, features)
            inputs, shape, names = inputs[:, chosen], None, tuple(every[i] for i in chosen)
    else:
        table = open_table(file, label, encoding)
        inputs, targets, names, left = _from_table(table, label, task, features)
        notes = (*table.assumed, *left)
    source = f"{', '.join([f'The file {file.name}', *notes])}."
    try:
        labels, classes = _classes(targets) if task == "classes" else (_numbers(targets), ())
        return Dataset(inputs, labels, file.stem, source, classes, shape, names, notes)
    except (TypeError, ValueError) as error:
        raise DataError(file, str(error)) from None


_LABELS = ("label", "labels", "target", "targets", "class")


def _from_table(
    table: Table, label: str | None, task: Task, features: Sequence[str] | None
) -> tuple[Array, npt.NDArray[Any], tuple[str, ...], list[str]]:
    """Return inputs and targets, the inputs' names, and what is to be said of other columns."""
    path, left = table.path, []
    target = _find_label(path, table.names, label)
    if features is not None:
        chosen = _found(path, table.names, features)
    else:
        others = [i for i in table.indices if i != target]
        kinds = table.kinds()
        numbers = [i for i in others if kinds[i] == "numbers"]
        chosen = [i for i in numbers if not counts_rows(table.head_of(i), (0, 1))] or numbers
        unused = [i for i in others if i not in chosen and kinds[i] != "nothing"]
        if unused:
            left.append(f"without {listed(repr(table.names[i]) for i in unused)}")
    if not chosen:
        raise DataError(path, f"has no column of numbers beside the label {table.names[target]!r}")
    *columns, labels = table.columns([*chosen, target])
    values = [_column(table, i, cells) for i, cells in zip(chosen, columns, strict=True)]
    names = tuple(table.names[i] for i in chosen)
    if task == "numbers":
        return np.column_stack(values), _column(table, target, labels), names, left
    for row, cell in enumerate(labels):
        if is_missing(cell):
            raise table.error_at(row, "the label is missing; write one, or delete the row")
    return np.column_stack(values), np.array([cell.strip() for cell in labels]), names, left


def _found(path: Path, names: Sequence[str], wanted: Sequence[str]) -> list[int]:
    try:
        return list(dict.fromkeys(find_column(names, name) for name in wanted))
    except ValueError as error:
        raise DataError(path, str(error)) from None


def _column(table: Table, index: int, cells: list[str]) -> Array:
    try:
        values = to_numbers(cells, decimal_comma=table.decimal_comma).values
    except CellError as error:
        problem = f"in the column {table.names[index]!r}, {error}"
        raise table.error_at(error.index, problem) from None
    missing = np.isnan(values)
    if missing.any():
        problem = f"the value of the column {table.names[index]!r} is missing; delete the row"
        raise table.error_at(int(missing.argmax()), problem)
    return values


def _from_arrays(
    path: Path, label: str | None
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], tuple[int, ...] | None]:
    arrays = read_arrays(path)
    names = list(arrays)
    target = _find_label(path, names, label)
    others = [name for i, name in enumerate(names) if i != target]
    if len(others) != 1:
        raise DataError(
            path, f"must hold the labels and one array of inputs; it has {listed(names)}"
        )
    inputs = arrays[others[0]]
    if inputs.ndim < 2 or inputs.dtype.kind not in "fiub":
        problem = f"must be numbers of shape (examples, features); got {_described(inputs)}"
        raise DataError(path, f"the array {others[0]!r} {problem}")
    shape = inputs.shape[1:] if inputs.ndim > 2 else None
    return inputs.reshape(len(inputs), prod(inputs.shape[1:])), arrays[names[target]], shape


def _find_label(path: Path, names: tuple[str, ...] | list[str], label: str | None) -> int:
    if label is not None:
        try:
            return find_column(names, label)
        except ValueError as error:
            raise DataError(path, str(error)) from None
    known = [i for i, name in enumerate(names) if name.casefold() in _LABELS]
    if len(known) != 1:
        raise DataError(
            path, f"does not say which are the labels; choose one (--target) of {listed(names)}"
        )
    return known[0]


def _classes(targets: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Number the classes in the order of their names, or of their values if all are numbers."""
    if targets.ndim != 1:
        raise ValueError(f"the labels must have shape (examples,); got {targets.shape}")
    values = targets
    if targets.dtype.kind == "U":
        try:
            values = to_numbers(targets.tolist()).values
        except CellError:
            values = targets
    if values.dtype.kind == "f" and not (np.isfinite(values) & (values == np.floor(values))).all():
        raise ValueError("the labels are not whole numbers; read them with the task 'numbers'")
    names, labels = np.unique(values, return_inverse=True)
    if values.dtype.kind == "f":
        names = names.astype(np.int64)
    return labels.astype(np.int64), tuple(str(name) for name in names)


def _numbers(targets: npt.NDArray[Any]) -> Array:
    if targets.dtype.kind not in "fiub":
        raise ValueError(f"the targets must be numbers; got {_described(targets)}")
    numbers = targets if targets.dtype.kind == "f" else targets.astype(np.float64)
    return numbers[:, np.newaxis] if numbers.ndim == 1 else numbers


def _described(array: npt.NDArray[Any]) -> str:
    return f"dtype {array.dtype} of shape {array.shape}"
