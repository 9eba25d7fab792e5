"""Cells as numbers: missing values, decimal points and decimal commas."""

import re
from collections.abc import Sequence
from math import isfinite

import numpy as np

from nnviz.core.data.errors import CellError, shown
from nnviz.core.data.series import Values

MISSING = frozenset(
    {"", "-", "--", "–", "—", ".", "?", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"}
)
"""How a missing value is written, in small letters."""

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?|[+-]?inf(inity)?", re.I | re.A)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+", re.A)


def is_missing(cell: str) -> bool:
    """Return whether a cell says that its value is missing."""
    return cell.strip().lower() in MISSING


def is_empty(cell: str) -> bool:
    """Return whether a cell has nothing in it."""
    return not cell or cell.isspace()


def is_number(cell: str) -> bool:
    """Return whether a cell is written as a number is, with a decimal point or comma."""
    return _NUMBER.fullmatch(_tidy(cell)) is not None


def to_numbers(cells: Sequence[str], *, decimal_comma: bool = False, finite: bool = True) -> Values:
    """Return a column of numbers, (len(cells),) float64, NaN where missing.

    A comma is a decimal comma. Where every comma could as well group thousands, as in 1,234, the
    column is refused unless `decimal_comma` says what is meant. Raises `CellError` with the index
    of the first cell that is not a number, or, if they must be `finite`, not a finite one.
    """
    values = _convert(cells, finite)
    if values is not None:
        return values
    tidy = {cell: "nan" if is_missing(cell) else _tidy(cell) for cell in set(cells)}
    texts = [tidy[cell] for cell in cells]
    if any("," in text for text in texts):
        texts = _with_points(texts, decimal_comma)
    values = _convert(texts, finite)
    if values is None:
        index = next(i for i, text in enumerate(texts) if not _is_finite(text, finite))
        fault = "is not finite" if is_number(cells[index]) else "is not a number"
        raise CellError(index, f"{shown(cells[index])} {fault}")
    return values


def _tidy(cell: str) -> str:
    return cell.strip().replace("−", "-")


def _convert(texts: Sequence[str], finite: bool) -> Values | None:
    """Convert at once; None if any text is no number, or an infinite one where none may be."""
    together = "".join(texts)
    if "_" in together or not together.isascii():  # float() reads 1_000 and other scripts' digits
        return None
    try:
        values = np.fromiter(map(float, texts), dtype=np.float64, count=len(texts))
    except ValueError:
        return None
    return None if finite and np.isinf(values).any() else values


def _is_finite(text: str, finite: bool) -> bool:
    if text == "nan":
        return True
    return _NUMBER.fullmatch(text) is not None and (not finite or isfinite(float(text)))


def _with_points(texts: Sequence[str], decimal_comma: bool) -> list[str]:
    """Write decimal points for decimal commas, where that is what the commas are."""
    places = [i for i, text in enumerate(texts) if "," in text]
    for i in places:
        if texts[i].count(",") > 1 or "." in texts[i]:
            raise CellError(i, f"{shown(texts[i])} is not a number; leave thousands ungrouped")
    if not decimal_comma and all(_GROUPED.fullmatch(texts[i]) for i in places):
        whole, part = texts[places[0]].split(",")
        raise CellError(
            places[0],
            f"'{whole},{part}' may mean {whole}{part} or {whole}.{part}; "
            "write decimal points and leave thousands ungrouped",
        )
    pointed = next((i for i, text in enumerate(texts) if "." in text), None)
    if pointed is not None:
        raise CellError(
            pointed, f"{shown(texts[pointed])} has a decimal point where others have a comma"
        )
    return [text.replace(",", ".") for text in texts]
