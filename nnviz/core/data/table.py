"""A file as a table of cells, and the line on which each row stands."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import filterfalse, islice
from operator import itemgetter
from pathlib import Path

from nnviz.core.data.columns import Kind, is_header, kind_of, names_of
from nnviz.core.data.dialect import (
    Dialect,
    Record,
    ends_in_nothing,
    head,
    is_comment,
    reader,
    records,
    sniffed,
)
from nnviz.core.data.errors import DataError
from nnviz.core.data.text import read_text

_SAMPLE = 1000
_CHUNK = 200  # rows; more of them at once keep the garbage collector busy
_HEAD = 1_000_000  # characters
_AT_END = " \r\n\x1a"  # blank lines, and the mark that DOS programs end a file with
_AS_TEXT = re.compile(r"""(?m)(^|[,;\t|])(?:=(?=")|'(?=[\d.+-]))""")  # ="5" and '5: Excel's marks
_REPEATED = "repeats the header: the file holds two tables; give one of them"
_JSON = re.compile(r"\s*(\[\s*)*\{\s*\"")
_UNIT = re.compile(r"\(.*\)|\[.*\]")


@dataclass(frozen=True)
class Table:
    """The cells of a file, read on demand.

    `names` are the columns' names, `sample` the first thousand rows. `above` counts the records
    above the first row. Blank lines are skipped, except below the header of a single column:
    there each is a missing value, unless it ends the file. `trailing` rows have an empty cell
    more than there are columns. `assumed` says what was assumed to read the file.
    """

    path: Path
    text: str
    dialect: Dialect
    above: int
    names: tuple[str, ...]
    sample: tuple[list[str], ...]
    header: tuple[str, ...] = ()
    trailing: bool = False
    assumed: tuple[str, ...] = ()

    @property
    def indices(self) -> range:
        """The columns' indices, from 0."""
        return range(len(self.names))

    @property
    def decimal_comma(self) -> bool:
        """Whether commas must be decimal: the program that wrote semicolons had need of them."""
        return self.dialect.delimiter == ";"

    def head_of(self, index: int) -> list[str]:
        """Return the cells of a column in the sample."""
        return [row[index] for row in self.sample if index < len(row)]

    def kinds(self) -> list[Kind]:
        """Return what each column holds, by the sample."""
        return [kind_of(self.head_of(i)) for i in self.indices]

    def columns(self, indices: Sequence[int]) -> list[list[str]]:
        """Return the cells of these columns, all of one length.

        Raises `DataError`, naming the line, for a row with too few or too many fields and for a
        quote that is not closed.
        """
        columns: list[list[str]] = [[] for _ in indices]
        width = len(self.names) + self.trailing
        try:
            for rows in self._chunks():
                if set(map(len, rows)) != {width} or (self.trailing and any(r[-1] for r in rows)):
                    raise self._first_problem()
                for cells, index in zip(columns, indices, strict=True):
                    cells.extend(map(itemgetter(index), rows))
        except csv.Error:
            raise self._first_problem() from None
        return columns

    def error_at(self, index: int, problem: str) -> DataError:
        """Return the error for a problem in the row of this index."""
        row = next(islice(self._rows(), index, None))
        if self.header and tuple(row.cells) == self.header:
            problem = _REPEATED
        return DataError(self.path, problem, row.line)

    def _chunks(self) -> Iterator[list[list[str]]]:
        """Yield the rows, a few hundred at once: quicker than one by one."""
        found: Iterator[list[str]] = reader(self.text, self.dialect.delimiter)
        if self.dialect.commented:
            found = filterfalse(is_comment, found)
        for _ in islice(filter(None, found), self.above):
            pass
        blank: list[str] = [""]
        rows = filter(None, found) if len(self.names) > 1 else (cells or blank for cells in found)
        while chunk := list(islice(rows, _CHUNK)):
            yield chunk

    def _rows(self) -> Iterator[Record]:
        """Yield every row with the line on which it begins."""
        found = records(self.text, self.dialect)
        for _ in islice((record for record in found if record.cells), self.above):
            pass
        for record in found:
            if record.cells or len(self.names) == 1:
                yield Record(record.line, record.cells or [""])

    def _first_problem(self) -> DataError:
        """Return the error for the first row that is ragged or cannot be read."""
        try:
            for line, row in self._rows():
                width = len(self.names) + self.trailing
                if len(row) != width or (self.trailing and row[-1]):
                    return self._ragged(line, row)
        except csv.Error:
            pass
        return _unreadable(self.path, self.text, self.dialect.delimiter)

    def _ragged(self, line: int, row: list[str]) -> DataError:
        width = len(self.names)
        fields = "field" if len(row) == 1 else "fields"
        problem = f"has {len(row)} {fields} where the first line has {width}"
        if self.dialect.delimiter == "," and len(row) > width:
            problem += "; a number with a decimal comma must stand in quotes"
        return DataError(self.path, problem, line)


def open_table(path: Path, wanted: str | None = None, encoding: str | None = None) -> Table:
    """Return the table in a file of any delimiter and encoding, with a header or without.

    The first row is a header if it has words over numbers or dates, or has `wanted` in a cell;
    so is a last comment above the rows with as many fields, and a second row of units in
    brackets. Without one the columns are called "column 1", "column 2" and so on. Raises
    `DataError` for a file that is no text and for one without rows.
    """
    text, assumed = read_text(path, encoding)
    text = text.rstrip(_AT_END)
    if _JSON.match(text):
        raise DataError(path, "is JSON, and no table; export it as CSV and give that file")
    if "'" in text or '="' in text:
        text = _AS_TEXT.sub(r"\1", text)
    top = text[:_HEAD]
    dialect = sniffed(top)
    found, broken = head(text, dialect, _SAMPLE)
    if dialect.preamble:
        assumed += (f"from line {found[dialect.above].line} on",)
    rows = [record.cells for record in found[dialect.above :]]
    header = _comment(top, dialect, len(rows[0])) if dialect.commented and rows else []
    above = dialect.above
    if not header and rows and is_header(rows[0], rows[1:], wanted):
        header, rows, above = rows[0], rows[1:], above + 1
    if not rows or (broken and len(set(map(len, rows))) == 1):
        raise _unreadable(path, text, dialect.delimiter)
    if header in rows:
        record = found[above + rows.index(header)]
        raise DataError(path, _REPEATED, record.line)
    trailing = ends_in_nothing([header or rows[0][:-1], *rows])
    names = names_of(header or [""] * (len(rows[0]) - trailing))
    if header and len(rows) > 1 and _are_units(rows, len(names)):
        names = names_of([f"{name} {unit}" for name, unit in zip(names, rows[0], strict=False)])
        rows, above = rows[1:], above + 1
    return Table(path, text, dialect, above, names, tuple(rows), tuple(header), trailing, assumed)


def _comment(top: str, dialect: Dialect, width: int) -> list[str]:
    """Return the cells of the last comment above the rows, if these are as many words."""
    last = ""
    for line in top.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            break
        last = line.lstrip().lstrip("#").strip() or last
    cells = [record.cells for record in head(last, Dialect(dialect.delimiter), 1)[0]]
    if not cells or len(cells[0]) != width or any(kind_of([c]) != "words" for c in cells[0]):
        return []
    return cells[0]


def _are_units(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Return whether the first row has words in brackets over columns of numbers and dates."""
    first = rows[0]
    return len(first) == width and all(map(_UNIT.fullmatch, first))


def _unreadable(path: Path, text: str, delimiter: str) -> DataError:
    rows, line = reader(text, delimiter), 0
    try:
        for _ in rows:
            line = rows.line_num
    except csv.Error as error:
        if "limit" in str(error):
            return DataError(path, f"has a cell of over {csv.field_size_limit():,} characters")
        problem = "a quote is not closed, or text follows a closing quote"
        return DataError(path, f"{problem}; quotes inside of quotes are written twice", line + 1)
    return DataError(path, "has no rows below its first line")
