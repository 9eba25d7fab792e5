"""A file as a table of cells, and the line on which each row stands."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.core.data.columns import is_header, names_of
from nnviz.core.data.dialect import declared_delimiter, head, reader, sniffed_delimiter
from nnviz.core.data.errors import DataError
from nnviz.core.data.text import read_text

if TYPE_CHECKING:
    from _csv import Reader

_SAMPLE = 1000
_CHUNK = 200  # rows; more of them at once keep the garbage collector busy
_HEAD = 1_000_000  # characters
_AT_END = " \r\n\x1a"  # blank lines, and the mark that DOS programs end a file with


@dataclass(frozen=True)
class Table:
    """The cells of a file, read on demand.

    `names` are the columns' names, `sample` the first thousand rows. `above` counts the records
    above the first row. Blank lines are skipped, except below the header of a single column:
    there each is a missing value, unless it ends the file.
    """

    path: Path
    text: str
    delimiter: str
    above: int
    names: tuple[str, ...]
    sample: tuple[list[str], ...]

    @property
    def indices(self) -> range:
        """The columns' indices, from 0."""
        return range(len(self.names))

    @property
    def decimal_comma(self) -> bool:
        """Whether commas must be decimal: the program that wrote semicolons had need of them."""
        return self.delimiter == ";"

    def columns(self, indices: Sequence[int]) -> list[list[str]]:
        """Return the cells of these columns, all of one length.

        Raises `DataError`, naming the line, for a row with too few or too many fields and for a
        quote that is not closed.
        """
        columns: list[list[str]] = [[] for _ in indices]
        try:
            for rows in self._chunks():
                if set(map(len, rows)) != {len(self.names)}:
                    raise self._first_problem()
                for cells, index in zip(columns, indices, strict=True):
                    cells.extend(map(itemgetter(index), rows))
        except csv.Error:
            raise self._first_problem() from None
        return columns

    def error_at(self, index: int, problem: str) -> DataError:
        """Return the error for a problem in the row of this index."""
        line, _ = next(islice(self._rows(), index, None))
        return DataError(self.path, problem, line)

    def _records(self) -> "Reader":
        """Return the records from the first row on."""
        records = reader(self.text, self.delimiter)
        for _ in islice(filter(None, records), self.above):
            pass
        return records

    def _chunks(self) -> Iterator[list[list[str]]]:
        """Yield the rows, a few hundred at once: quicker than one by one."""
        records = self._records()
        blank: list[str] = [""]
        rows = filter(None, records) if len(self.names) > 1 else (row or blank for row in records)
        while chunk := list(islice(rows, _CHUNK)):
            yield chunk

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with the line on which it begins."""
        records = self._records()
        line = records.line_num
        for record in records:
            if record or len(self.names) == 1:
                yield line + 1, record or [""]
            line = records.line_num

    def _first_problem(self) -> DataError:
        """Return the error for the first row that is ragged or cannot be read."""
        try:
            for line, row in self._rows():
                if len(row) != len(self.names):
                    return self._ragged(line, row)
        except csv.Error:
            pass
        return _unreadable(self.path, self.text, self.delimiter)

    def _ragged(self, line: int, row: list[str]) -> DataError:
        width = len(self.names)
        fields = "field" if len(row) == 1 else "fields"
        problem = f"has {len(row)} {fields} where the first line has {width}"
        if self.delimiter == "," and len(row) > width:
            problem += "; a number with a decimal comma must stand in quotes"
        return DataError(self.path, problem, line)


def open_table(path: Path, wanted: str | None = None) -> Table:
    """Return the table in a file of any delimiter and encoding, with a header or without.

    The first row is a header if it has words and no numbers or dates, or has `wanted` in a cell.
    Without one the columns are called "column 1", "column 2" and so on. Raises `DataError` for a
    file that is no text and for one without rows.
    """
    text = read_text(path).rstrip(_AT_END)
    top = text[:_HEAD]
    declared = declared_delimiter(top)
    delimiter = declared or sniffed_delimiter(top)
    records = head(top, delimiter, _SAMPLE)[1 if declared else 0 :]
    header = bool(records) and is_header(records[0], wanted)
    rows = tuple(records[1:] if header else records)
    if not rows:
        raise _unreadable(path, text, delimiter)
    names = names_of(records[0] if header else [""] * len(records[0]))
    above = int(declared is not None) + int(header)
    return Table(path, text, delimiter, above, names, rows)


def _unreadable(path: Path, text: str, delimiter: str) -> DataError:
    records = reader(text, delimiter)
    line = 0
    try:
        for _ in records:
            line = records.line_num
    except csv.Error:
        problem = "a quote is not closed, or text follows a closing quote"
        return DataError(path, problem, line + 1)
    return DataError(path, "has no rows below its first line")
