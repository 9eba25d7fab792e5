"""A whole table of a user's file, each column as numbers, dates or words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.core.data.columns import Kind, find_column, kind_of
from nnviz.core.data.dates import to_dates
from nnviz.core.data.errors import CellError, DataError, listed
from nnviz.core.data.numerals import is_empty, to_numbers
from nnviz.core.data.table import Table, open_table


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a frame.

    `values` (rows,) are float64 for "numbers", NaN where nothing is given and ±inf where that is
    written; datetime64 for "dates"; and strings for "words". A column in which nothing is given
    is of the kind "nothing", its values NaN. `empty` (rows,) tells the cells with nothing in them
    from those that say NaN. `problem` says what kept a column from being what most of its cells
    are; its values are then words. `unit` is what stands in every cell beside the number.
    """

    name: str
    kind: Kind
    values: npt.NDArray[Any]
    empty: npt.NDArray[np.bool_]
    problem: str = ""
    unit: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Frame:
    """The columns of a file in their order, and what was assumed to read them, in sentences."""

    path: Path
    columns: tuple[Column, ...]
    assumed: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names; one that stands twice is told apart by its number."""
        return tuple(column.name for column in self.columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __repr__(self) -> str:
        return f"<{self.path.name}: {len(self)} rows of {listed(self.names)}>"

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.columns[0].values)

    def __getitem__(self, name: str) -> Column:
        """Return the column of this name, capitals aside; `DataError` if there is none."""
        try:
            return self.columns[find_column(self.names, name)]
        except ValueError as error:
            raise DataError(self.path, str(error)) from None


def read_frame(path: str | PathLike[str], encoding: str | None = None) -> Frame:
    """Return every column of a table in a text file, read as `read_series` reads one.

    Raises `DataError`, one sentence with the file and, where there is one, the line, for a file
    that is no table. A column that cannot be read is no error here: it says its `problem`.
    """
    table = open_table(Path(path), encoding=encoding)
    cells = table.columns(table.indices)
    columns = [_column(table, i, cells[i]) for i in table.indices]
    assumed = dict.fromkeys(sentence for _, some in columns for sentence in some)
    return Frame(table.path, tuple(column for column, _ in columns), (*table.assumed, *assumed))


def _column(table: Table, index: int, cells: Sequence[str]) -> tuple[Column, tuple[str, ...]]:
    """Return a column, and what was assumed to read it."""
    name = table.names[index]
    if table.names.count(name) > 1:
        name = f"{name} (column {index + 1})"
    try:
        return column_of(name, cells, table.decimal_comma)
    except CellError as error:
        problem = str(table.error_at(error.index, str(error)))
    return _words(name, cells, problem), ()


def column_of(
    name: str, cells: Sequence[str], decimal_comma: bool = False
) -> tuple[Column, tuple[str, ...]]:
    """Return a column of what most of its cells are, and what was assumed to read it.

    Raises `CellError` for the first cell that is not what most are.
    """
    empty = np.fromiter(map(is_empty, cells), np.bool_, len(cells))
    kind = kind_of(cells)
    if kind == "dates":
        stamps = to_dates(cells)
        return Column(name, kind, stamps.dates, empty), stamps.assumed
    if kind != "words":
        numbers = to_numbers(cells, decimal_comma=decimal_comma, finite=False)
        return Column(name, kind, numbers.values, empty, unit=numbers.unit), ()
    return _words(name, cells), ()


def _words(name: str, cells: Sequence[str], problem: str = "") -> Column:
    empty = np.fromiter(map(is_empty, cells), np.bool_, len(cells))
    return Column(name, "words", np.array([cell.strip() for cell in cells]), empty, problem)
