"""A user's own file as a series."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from nnviz.core.data.columns import (
    Kind,
    counts_rows,
    find_column,
    is_counter_name,
    is_date_name,
)
from nnviz.core.data.dates import Stamps, to_dates
from nnviz.core.data.errors import CellError, DataError, listed, shown
from nnviz.core.data.numerals import Numbers, is_missing, to_numbers
from nnviz.core.data.series import Series
from nnviz.core.data.steps import at_equal_steps
from nnviz.core.data.table import Table, open_table


def read_series(
    path: str | PathLike[str], column: str | None = None, encoding: str | None = None
) -> Series:
    """Read one column of a table in a text file as a series.

    `column` is its name, or "column 3" in a file without a header; it may be left out where only
    one column holds numbers, beside those that only count the rows. The dates are the first other
    column that holds dates, if there is one: they may stand in any order, must not repeat, and
    where rows are missing between equal steps the series has NaN, as it has for an empty cell,
    `NA`, `NaN`, `null`, `-` and the like.

    Cells are separated by commas, semicolons, tabs, bars or blanks, quoted or not; numbers have
    decimal points or commas; the text is UTF-8, UTF-16, of the `encoding` that is given, or of
    the only one that makes words of it. `path` may be `-`, the standard input. What was assumed
    and which columns were left out stands in the series' source.

    Raises `DataError`, one sentence with the file and, where there is one, the line, for whatever
    cannot be read in a single way.
    """
    table = open_table(Path(path), column, encoding)
    kinds = table.kinds()
    value = _chosen(table, kinds, column)
    date = next((i for i in table.indices if i != value and _is_dated(table, i, kinds[i])), None)
    left = [i for i in table.indices if i not in (value, date) and kinds[i] != "nothing"]
    (numbers, stamps) = _read(table, value, date)
    if np.isnan(numbers.values).all():
        raise DataError(table.path, f"has no number in the column {table.names[value]!r}")
    assumed = [*table.assumed, *stamps.assumed]
    if left and column is None:
        assumed.append(f"without {listed(repr(table.names[i]) for i in left)}")
    unit = f" ({numbers.unit})" if numbers.unit else ""
    where = table.path.name if table.path.is_file() else "the standard input"
    source = ", ".join([f"Column {shown(table.names[value])} of {where}", *assumed])
    dates = None if date is None else stamps.dates
    return Series(numbers.values, dates, table.names[value] + unit, f"{source}.")


def _chosen(table: Table, kinds: list[Kind], column: str | None) -> int:
    """Return the column asked for, or the only one of numbers that does not count the rows."""
    if column is not None:
        try:
            return find_column(table.names, column)
        except ValueError as error:
            raise DataError(table.path, str(error)) from None
    candidates = [i for i in table.indices if kinds[i] == "numbers"]
    # Beside dates, nothing else need count the rows, but an index that a program adds.
    for starts in ((0,),) if "dates" in kinds else ((0, 1), ()):
        if len(candidates) > 1:
            counting = [i for i in candidates if counts_rows(table.head_of(i), starts)]
            found = [i for i in candidates if i not in counting]
            # Equal steps are a time or a step where they stand before the values.
            if found and (starts or max(counting, default=0) <= found[0]):
                candidates = found
    if len(candidates) > 1:
        names = listed(table.names[i] for i in candidates)
        count = len(candidates)
        raise DataError(
            table.path, f"has {count} columns of numbers; choose one as column: {names}"
        )
    others = [i for i in table.indices if i not in candidates and kinds[i] != "dates"]
    if not candidates and len(others) == 1:
        return others[0]  # so that the message is about its first cell
    names = listed(table.names[i] for i in others)
    if not candidates:
        raise DataError(table.path, f"has no column of numbers; it has {names}")
    name, cells = table.names[candidates[0]], table.head_of(candidates[0])
    if others and "dates" not in kinds and (is_counter_name(name) or counts_rows(cells, (0, 1))):
        problem = f"only {name!r} has numbers, and counts the rows"
        raise DataError(table.path, f"{problem}; beside it: {names}; choose one as column")
    return candidates[0]


def _is_dated(table: Table, index: int, kind: Kind) -> bool:
    """Return whether a column holds dates, or by its name should: then its cells are refused."""
    return kind == "dates" or (kind == "words" and is_date_name(table.names[index]))


def _read(table: Table, value: int, date: int | None) -> tuple[Numbers, Stamps]:
    """Return the values and the dates, at equal steps if there are any."""
    cells, *stamps = table.columns([value] if date is None else [value, date])
    rows: Sequence[int] = range(len(cells))
    if stamps and not all(stamps[0]):
        rows = [i for i in rows if stamps[0][i].strip() or not is_missing(cells[i])]
        cells, stamps = [cells[i] for i in rows], [[stamps[0][i] for i in rows]]
    try:
        numbers = to_numbers(cells, decimal_comma=table.decimal_comma)
        if not stamps:
            return numbers, Stamps(np.array([], "datetime64[D]"))
        read = to_dates(stamps[0])
        dates, values = at_equal_steps(read.dates, numbers.values)
    except CellError as error:
        raise table.error_at(rows[error.index], str(error)) from None
    return numbers._replace(values=values), read._replace(dates=dates)
