"""The data behind a figure, as files that a page has to take away."""

import csv
import io
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from nnviz.result import Result

_MOST_COLUMNS = 100
_MOST_ROWS = 100_000
_LARGEST_TEXT = 256 * 1024
"""Bytes: numbers beyond that are offered as NPZ alone, which is smaller."""
_LARGEST_ARCHIVE = 1024 * 1024
"""Bytes: what is larger is made by whoever wants it, with the command that the page gives."""


def data(result: Result) -> dict[str, bytes]:
    """Return the result as files, in each format in which it is not too large."""
    archive = result.encode(".npz")
    if len(archive) > _LARGEST_ARCHIVE:
        return {}
    texts = {"data.json": result.encode(".json"), "data.csv": table(result)}
    fit = {name: text for name, text in texts.items() if text and len(text) <= _LARGEST_TEXT}
    return {"data.npz": archive, **fit}


def table(result: Result) -> bytes | None:
    """Return the result as CSV, a column a number, a vector or a column of a matrix.

    Columns end where their arrays end. None for a result that has no such table: nothing but
    higher arrays, or more columns or rows than a spreadsheet is good for.
    """
    columns = [column for name, value in result.items() for column in _columns(name, value)]
    rows = max((len(values) for _, values in columns), default=0)
    if not 0 < len(columns) <= _MOST_COLUMNS or rows > _MOST_ROWS:
        return None
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    writer.writerows(zip_longest(*(values for _, values in columns), fillvalue=""))
    return text.getvalue().encode()


def _columns(name: str, value: Any) -> Iterator[tuple[str, list[Any]]]:
    if not hasattr(value, "shape"):
        yield name, [value]
    elif value.ndim == 1:
        yield name, value.tolist()
    elif value.ndim == 2:
        for number, column in enumerate(value.T.tolist()):
            yield f"{name}.{number}", column
