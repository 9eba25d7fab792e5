"""Tables that are in memory already: mappings, records, arrays, and frames of pandas and Polars."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.core.data.errors import CellError
from nnviz.core.data.frame import Column, Frame, column_of


def frames_of(given: Any) -> tuple[Frame, ...]:
    """Return the tables in a Python object, copied: one, or those of a mapping or a list of them.

    A table is a mapping of names to columns, a list of mappings (records), an array with a row
    for each row, a sequence of numbers, which is a single column, or anything else with `columns`
    that it gives by name, such as a frame of pandas, whose index is a column where it has a name,
    or of Polars. A mapping of names to tables names them. Text is read as that of a file. Raises
    `ValueError` for what is no table, for one whose columns differ in length, and for one without
    rows.
    """
    if isinstance(given, Frame):
        return (given,)
    if isinstance(given, Mapping) and given and all(map(_is_table, given.values())):
        return tuple(frame_of(table, str(name)) for name, table in given.items())
    if isinstance(given, Sequence) and given and all(map(_is_table, given)):
        return tuple(frame_of(table, f"table {i}") for i, table in enumerate(given, start=1))
    return (frame_of(given),)


def frame_of(given: Any, name: str = "table") -> Frame:
    """Return one table as a frame, copied; its errors call it by this name."""
    named = {str(label): values for label, values in _columns(given)}
    columns = tuple(_column(label, values) for label, values in named.items())
    lengths = {len(column.values) for column in columns}
    if len(lengths) > 1:
        raise ValueError(f"its columns have lengths {sorted(lengths)}")
    if not sum(lengths):
        raise ValueError("it has no rows")
    return Frame(Path(name), columns)


def _is_table(value: Any) -> bool:
    """Whether a value among several is itself a table, and not a column or a row of one."""
    if isinstance(value, Mapping):
        return bool(value) and all(hasattr(one, "__len__") for one in value.values())
    return isinstance(value, Frame) or hasattr(value, "columns")


def _columns(given: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(given, Mapping):  # of columns, or of rows by their index, as pandas' to_dict
        return [
            (name, list(column.values()) if isinstance(column, Mapping) else column)
            for name, column in given.items()
        ]
    if hasattr(given, "columns"):
        index: Any = getattr(given, "index", None)
        named = [(index.name, index)] if getattr(index, "name", None) else []
        return [*named, *((name, given[name]) for name in given.columns)]
    if isinstance(given, Sequence) and given and all(isinstance(row, Mapping) for row in given):
        names = dict.fromkeys(name for row in given for name in row)
        return [(name, [row.get(name) for row in given]) for name in names]
    array = np.asarray(given)
    if array.dtype.names:
        return [(name, array[name]) for name in array.dtype.names]
    if array.ndim not in (1, 2) or array.dtype.kind not in "fiub":
        raise ValueError(f"it is of the type {type(given).__name__}")
    return [(f"column {i}", column) for i, column in enumerate(np.atleast_2d(array.T), start=1)]


def _column(name: str, given: Any) -> Column:
    typed = getattr(given, "dtype", None)
    if hasattr(given, "to_list") and not isinstance(typed, np.dtype):
        given = given.to_list()  # NumPy has no null, which Polars and pandas' own types tell apart
    array = _array(given)
    if array.ndim != 1:
        raise ValueError(f"its column {name} has shape {array.shape}")
    if array.dtype.kind in "fiub":
        values = array.astype(np.float64)
        return _numbers(name, values, _empty(values))
    objects = [_number(value) for value in array.tolist()]
    empty = np.array([value is None for value in objects])
    if any(isinstance(value, str) for value in objects):
        try:
            cells = ["" if value is None else str(value) for value in objects]
            return column_of(name, cells)[0]
        except CellError as error:
            raise ValueError(f"its column {name}, row {error.index + 1}: {error}") from None
    values = np.array(objects, float)
    return _numbers(name, values, empty if empty.any() else _empty(values))


def _array(given: Any) -> npt.NDArray[Any]:
    try:
        return np.asarray(given)
    except RuntimeError:  # of tensors that remember how they came about
        return np.array([float(value.detach()) for value in given])


def _numbers(name: str, values: npt.NDArray[np.float64], empty: npt.NDArray[np.bool_]) -> Column:
    values.setflags(write=False)
    return Column(name, "numbers", values, empty)


def _number(value: Any) -> float | str | None:
    """Return an object as a number or a word, or None for what its library calls none."""
    if isinstance(value, str):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _empty(values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return where NaN means that nothing is given.

    An array has one NaN for both. Where a column was full until it was no number to its end, that
    is what it says; elsewhere nothing is given.
    """
    missing = np.isnan(values)
    first = int(missing.argmax()) if missing.any() else len(values)
    told = first > 0 and bool(missing[first:].all())
    return np.zeros(len(values), np.bool_) if told else missing
