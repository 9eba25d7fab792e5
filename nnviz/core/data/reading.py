"""A user's own file as a series."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from nnviz.core.data.columns import Kind, find_column, kind_of
from nnviz.core.data.dates import to_dates
from nnviz.core.data.errors import CellError, DataError, listed
from nnviz.core.data.numerals import is_missing, to_numbers
from nnviz.core.data.series import Dates, Series, Values
from nnviz.core.data.steps import at_equal_steps
from nnviz.core.data.table import Table, open_table

_DATE_NAMES = frozenset({"date", "dates", "datetime", "datum", "timestamp"})

# A lone column of words is chosen so that the message is about its first cell.
_PREFERENCE: tuple[Kind, ...] = ("numbers", "nothing", "words")


def read_series(path: str | PathLike[str], column: str | None = None) -> Series:
    """Read one column of a table in a text file as a series.

    `column` is its name, or "column 3" in a file without a header; it may be left out where only
    one column holds numbers. The dates are the first other column that holds dates, if there is
    one: they may stand in any order, must not repeat, and where rows are missing between equal
    steps the series has NaN, as it has for an empty cell, `NA`, `NaN`, `null` and `-`.

    Cells are separated by commas, semicolons, tabs or bars, quoted or not; numbers have decimal
    points or commas; the text is UTF-8, UTF-16 with a byte-order mark, or Windows-1252.

    Raises `DataError`, one sentence with the file and, where there is one, the line, for whatever
    cannot be read in a single way.
    """
    table = open_table(Path(path), column)
    kinds = [kind_of(row[i] for row in table.sample if i < len(row)) for i in table.indices]
    value = _chosen(table, kinds, column)
    date = next((i for i in table.indices if i != value and _is_dated(table, i, kinds[i])), None)
    values, dates = _undated(table, value) if date is None else _dated(table, value, date)
    name = table.names[value]
    if np.isnan(values).all():
        raise DataError(table.path, f"has no number in the column {name!r}")
    return Series(values, dates, name, f"Column {name!r} of {table.path.name}.")


def _chosen(table: Table, kinds: list[Kind], column: str | None) -> int:
    if column is not None:
        try:
            return find_column(table.names, column)
        except ValueError as error:
            raise DataError(table.path, str(error)) from None
    candidates: list[int] = []
    for kind in _PREFERENCE:
        candidates = candidates or [i for i in table.indices if kinds[i] == kind]
    if len(candidates) == 1:
        return candidates[0]
    if candidates and kinds[candidates[0]] == "numbers":
        names = listed(table.names[i] for i in candidates)
        count = len(candidates)
        raise DataError(table.path, f"has {count} columns of numbers; choose one: {names}")
    raise DataError(table.path, f"has no column of numbers; it has {listed(table.names)}")


def _is_dated(table: Table, index: int, kind: Kind) -> bool:
    """Return whether a column holds dates, or by its name should: then its cells are refused."""
    return kind == "dates" or (kind == "words" and table.names[index].casefold() in _DATE_NAMES)


def _undated(table: Table, value: int) -> tuple[Values, None]:
    [cells] = table.columns([value])
    try:
        return to_numbers(cells, decimal_comma=table.decimal_comma), None
    except CellError as error:
        raise table.error_at(error.index, str(error)) from None


def _dated(table: Table, value: int, date: int) -> tuple[Values, Dates]:
    cells, stamps = table.columns([value, date])
    rows: Sequence[int] = range(len(cells))
    if not all(stamps):
        rows = [i for i in rows if stamps[i].strip() or not is_missing(cells[i])]
        cells, stamps = [cells[i] for i in rows], [stamps[i] for i in rows]
    try:
        values = to_numbers(cells, decimal_comma=table.decimal_comma)
        dates, values = at_equal_steps(to_dates(stamps), values)
    except CellError as error:
        raise table.error_at(rows[error.index], str(error)) from None
    return values, dates
