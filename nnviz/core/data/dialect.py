"""How a text separates its cells."""

import csv
import io
import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS = "\t;|,"  # the comma last, for between the others it is a decimal comma
_NONE = "\x1f"  # stands in no text, so that a single column keeps its decimal commas
_DECLARED = re.compile(r'"?sep=(.)"?[\r\n]')  # spreadsheets write it as a first line
_SAMPLE = 50


def reader(text: str, delimiter: str) -> "Reader":
    """Return the records of a text, quoted fields and every kind of line end understood."""
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)


def head(text: str, delimiter: str, most: int) -> list[list[str]]:
    """Return the first records that are not blank, as far as they can be read."""
    records: list[list[str]] = []
    try:
        for record in islice(filter(None, reader(text, delimiter)), most):
            records.append(record)  # what was read before an error is kept
    except csv.Error:
        pass
    return records


def declared_delimiter(text: str) -> str | None:
    """Return the delimiter that a first line `sep=;` declares, or None."""
    match = _DECLARED.match(text)
    return match[1] if match else None


def sniffed_delimiter(text: str) -> str:
    """Return what separates the cells: tab, semicolon, bar or comma, in this order.

    The first that cuts every record at the head of the text into the same number of fields, over
    one; failing that, the one that cuts the most records.
    """
    heads = {mark: [len(r) for r in head(text, mark, _SAMPLE)] for mark in _DELIMITERS}
    cutting = {mark: widths for mark, widths in heads.items() if widths and widths[0] > 1}
    if not cutting:
        return _NONE
    even = [mark for mark, widths in cutting.items() if len(set(widths)) == 1]
    return even[0] if even else max(cutting, key=lambda mark: sum(w > 1 for w in cutting[mark]))
