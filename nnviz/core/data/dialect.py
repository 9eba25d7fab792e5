"""How a text separates its cells, and where its table begins."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from nnviz.core.data.columns import is_header

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS = "\t;|, "  # the comma late, for between the others it is a decimal comma
_NONE = "\x1f"  # stands in no text, so that a single column keeps its decimal commas
_DECLARED = re.compile(r'"?sep=(.)"?(?:\r\n?|\n)')  # spreadsheets write it as a first line
_SAMPLE = 50
_PREAMBLE = 30  # lines above a table


class Record(NamedTuple):
    """The cells of a row, and the line on which it begins, from 1."""

    line: int
    cells: list[str]


class Dialect(NamedTuple):
    """What separates the cells; whether lines that begin with # are comments; rows to skip.

    `above` counts the rows above the table, which are its `preamble` or declare the delimiter.
    """

    delimiter: str
    commented: bool = False
    above: int = 0
    preamble: bool = False


def reader(text: str, delimiter: str) -> "Reader":
    """Return the rows of a text, quoted fields and every kind of line end understood."""
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


def records(text: str, dialect: Dialect) -> Iterator[Record]:
    """Yield the rows that are no comments, blank ones without cells.

    Raises `csv.Error` for a quote that is not closed.
    """
    rows, line = reader(text, dialect.delimiter), 0
    for cells in rows:
        if not (dialect.commented and is_comment(cells)):
            yield Record(line + 1, cells)
        line = rows.line_num


def is_comment(cells: Sequence[str]) -> bool:
    """Return whether a row begins with #."""
    return bool(cells) and cells[0].startswith("#")


def head(text: str, dialect: Dialect, most: int) -> tuple[list[Record], bool]:
    """Return the first records that are not blank, and whether they end at one that is broken."""
    found: list[Record] = []
    try:
        for record in islice((r for r in records(text, dialect) if r.cells), most):
            found.append(record)
    except csv.Error:
        return found, True
    return found, False


def sniffed(text: str) -> Dialect:
    """Return the dialect of a text.

    The delimiter is what a first line `sep=;` declares, or the first of tab, semicolon, bar,
    comma and blanks that cuts every record at the head of the text into the same number of
    fields, over one; failing that, the one that does so from some line on; failing that, the one
    that cuts the most records.
    """
    declared = _DECLARED.match(text)
    if declared:
        return Dialect(declared[1], above=1)
    commented = text.lstrip().startswith("#")
    heads = {mark: head(text, Dialect(mark, commented), _SAMPLE)[0] for mark in _DELIMITERS}
    widths = {mark: widths_of([r.cells for r in found]) for mark, found in heads.items() if found}
    cutting = {mark: each for mark, each in widths.items() if max(each) > 1}
    for mark, each in cutting.items():
        if len(set(each)) == 1:
            return Dialect(mark, commented)
    for mark in [mark for mark in cutting if mark != " "]:
        if above := _preamble([r.cells for r in heads[mark]]):
            return Dialect(mark, commented, above, preamble=True)
    cutting = {mark: each for mark, each in cutting.items() if mark != " " and each[0] > 1}
    if not cutting:
        return Dialect(_NONE, commented)
    most = max(cutting, key=lambda mark: sum(width > 1 for width in cutting[mark]))
    return Dialect(most, commented)


def ends_in_nothing(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether every row but the first has one more cell than that, an empty one."""
    width = len(rows[0]) + 1
    return len(rows) > 1 and all(len(row) == width and not row[-1] for row in rows[1:])


def widths_of(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how many cells each row has, without one that a separator at its end makes."""
    extra = int(ends_in_nothing(rows))
    return [len(rows[0]), *(len(row) - extra for row in rows[1:])]


def _preamble(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows of one cell stand above a table with a header, or 0."""
    above = next((i for i, row in enumerate(rows) if len(row) > 1), 0)
    table = rows[above:]
    if not 0 < above <= _PREAMBLE or len(table) < 2 or len(set(widths_of(table))) > 1:
        return 0
    return above if is_header(table[0], table[1:], None) else 0
