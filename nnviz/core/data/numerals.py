"""Cells as numbers: decimal points and commas, grouped thousands, units, missing values."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite, nan
from typing import NamedTuple

import numpy as np

from nnviz.core.data.errors import CellError, shown
from nnviz.core.data.series import Values

_ABSENT = (
    r"[-–—.?:]|--|\.\.\.|#?n/?a|#n/a n/a|<na>|[+-]?nan|-nan\(ind\)|-?1\.#(?:qnan|ind)|\\n|null|nil|"
    r"none|missing|#(?:div/0!|value!|ref!|num!|name\?|null!)"
)  # as spreadsheets, pandas, SQL and C write it
_MISSING = re.compile(rf"|{_ABSENT}", re.I)
_MISSING_ROWS = re.compile(rf"(?<=\n) *(?:{_ABSENT})? *(?=\n)", re.I)

_SEPARATED = re.compile(r"(?<=\d)['’ \u00a0\u2009\u202f](?=\d{3})")  # thousands, without a doubt
_EXPONENT = r"(?:[ed][+-]?\d+)?"


def _written(decimal: str, group: str) -> str:
    whole = rf"(?:\d+|[1-9]\d{{0,2}}(?:{group}\d{{3}})+)"
    number = rf"(?:{whole}(?:{decimal}\d*)?|{decimal}\d+){_EXPONENT}"
    return rf"[+-]?(?:{number}|inf(?:inity)?)"


_WRITTEN = _written(r"\.", ","), _written(",", r"\.")
_POINT, _COMMA = (re.compile(one, re.I | re.A) for one in _WRITTEN)
_POINTS, _COMMAS = (re.compile(rf"(?>(?:{one})? ?\n)*+", re.I | re.A) for one in _WRITTEN)
_AMOUNT = re.compile(
    r"([+-]?)([$€£¥￥₩￦₹₽]?) ?([+-]?[\d.,'’ \u00a0\u2009\u202f]*[\d.,]"
    + _EXPONENT
    + r")\s?((?:[^\d\s.,'’+-]\D{0,11})?)",
    re.I | re.A,
)


class Numbers(NamedTuple):
    """A column of numbers, NaN where missing, and the unit that stands in every cell, or ""."""

    values: Values
    unit: str = ""


class _NotANumberError(ValueError):
    def __init__(self, cell: str, problem: str) -> None:
        self.cell = cell
        super().__init__(f"{shown(cell)} {problem}")


def is_missing(cell: str) -> bool:
    """Return whether a cell says that its value is missing."""
    return _MISSING.fullmatch(cell.strip()) is not None


def is_empty(cell: str) -> bool:
    """Return whether a cell has nothing in it."""
    return not cell or cell.isspace()


def unit_of(cell: str) -> str | None:
    """Return the unit in a cell that is written as a number is, "" for none, or else None."""
    split = _split(cell)
    return None if split is None else split[1]


def to_numbers(
    cells: Sequence[str], *, decimal_comma: bool = False, finite: bool = True
) -> Numbers:
    """Return a column of numbers, (len(cells),) float64, NaN where missing.

    What commas and points are, decimal or between thousands, must follow from the column: where
    all of them could be either, as in 1,234, it is refused. Points that could be either are
    decimal, but with `decimal_comma`, as in files with semicolons, it is commas that are. A unit,
    as in 50.5%, must stand in every cell. Raises `CellError` with the index of the first cell that
    is not a number, or, if they must be `finite`, not a finite one.
    """
    values = _convert(cells, decimal_comma, finite)
    if values is not None:
        return Numbers(values)
    if numbers_at_once := _convert_alike(cells, decimal_comma, finite):
        return numbers_at_once
    try:
        numbers, unit = _understood(list(dict.fromkeys(cells)), decimal_comma, finite)
    except _NotANumberError as error:
        raise CellError(list(cells).index(error.cell), str(error)) from None
    values = np.fromiter(map(numbers.__getitem__, cells), np.float64, len(cells))
    return Numbers(values, unit)


def _convert(cells: Sequence[str], decimal_comma: bool, finite: bool) -> Values | None:
    """Convert at once what is written as float() reads it; None if any cell is not."""
    texts = [cell or "nan" for cell in cells]
    together = "".join(texts)
    if "_" in together or not together.isascii():  # float() reads 1_000 and other scripts' digits
        return None
    if decimal_comma:
        if "." in together:
            return None
        texts = [text.replace(",", ".") for text in texts]
    try:
        values = np.fromiter(map(float, texts), dtype=np.float64, count=len(texts))
    except ValueError:
        return None
    return None if finite and np.isinf(values).any() else values


def _convert_alike(cells: Sequence[str], decimal_comma: bool, finite: bool) -> Numbers | None:
    """Convert at once numbers with thousands or a unit, all written alike; None if any is not.

    What this reads `_understood` reads alike, in several times the time.
    """
    text, unit = "\n".join(["", *cells, ""]), ""
    if text.count("\n") != len(cells) + 1:
        return None
    points, commas = _fits(text[1:])
    if not (points or commas):
        text = _MISSING_ROWS.sub("", text)
        first = re.search(r"\n([^\n]+)", text)
        if unit := (first and unit_of(first[1])) or "":
            given = sum(map(bool, text.split("\n")))
            ends = next((e for e in (f"{unit}\n", f"\n{unit}") if text.count(e) == given), None)
            if ends is None:
                return None
            text = text.replace(ends, "\n")
        text = _SEPARATED.sub("", text)
        points, commas = _fits(text[1:])
    text = text[1:].lower().replace("d", "e")
    marks = _marks(points, commas, {mark for mark in ",." if mark in text}, decimal_comma)
    if marks is None:
        return None
    decimal, group = marks
    plain = text.replace(group, "").replace(decimal, ".").split("\n")[:-1]
    values = _convert(plain, False, finite)
    return None if values is None else Numbers(values, unit)


def _fits(text: str) -> tuple[bool, bool]:
    """Return whether all lines are numbers with decimal points, and with decimal commas."""
    return _POINTS.fullmatch(text) is not None, _COMMAS.fullmatch(text) is not None


def _tidy(cell: str) -> str:
    """Return a cell in ASCII as far as it goes: other scripts' digits, and marks of no width."""
    text = cell.strip().replace("−", "-")
    if text.isascii():
        return text
    return "".join(map(_plain, text)).strip()


def _plain(mark: str) -> str:
    if "！" <= mark <= "～":  # full width
        return chr(ord(mark) - 0xFEE0)
    if mark.isdecimal():
        return str(unicodedata.decimal(mark))
    return "" if unicodedata.category(mark) == "Cf" else mark


def _split(cell: str) -> tuple[str, str] | None:
    """Return a cell's number, thousands set apart by blanks joined, and its unit."""
    text = _tidy(cell)
    match = _AMOUNT.fullmatch(text)
    sign, currency, number, unit = match.groups() if match else ("", "", text, "")
    number = sign + _SEPARATED.sub("", number.strip())
    if not (_POINT.fullmatch(number) or _COMMA.fullmatch(number)):
        return None
    return number, currency + unit.strip()


def _understood(
    cells: list[str], decimal_comma: bool, finite: bool
) -> tuple[dict[str, float], str]:
    """Return the number that each of these cells means, and the unit of all."""
    given = [cell for cell in cells if not is_missing(cell)]
    splits = {cell: _split(cell) for cell in given}
    counts = Counter(split[1] for split in splits.values() if split)
    unit = max(counts, key=counts.__getitem__, default="")
    for cell, split in splits.items():
        if split is None:
            raise _NotANumberError(
                cell, "is not a number; write numbers, and nothing where one is missing"
            )
        if split[1] != unit:
            raise _NotANumberError(cell, "is not a number written as the others are")
    texts = {cell: split[0] for cell, split in splits.items() if split}
    decimal, group = _convention(texts, decimal_comma)
    numbers = dict.fromkeys(cells, nan)
    for cell, text in texts.items():
        number = text.replace(group, "").replace(decimal, ".").lower().replace("d", "e")
        numbers[cell] = float(number)
        if finite and not isfinite(numbers[cell]):
            raise _NotANumberError(cell, "is not finite; leave it empty where it is missing")
    return numbers, unit


def _convention(texts: Mapping[str, str], decimal_comma: bool) -> tuple[str, str]:
    """Return the decimal mark and the mark between thousands that read all of the texts."""
    marked = {cell: text for cell, text in texts.items() if "," in text or "." in text}
    points = all(map(_POINT.fullmatch, marked.values()))
    commas = all(map(_COMMA.fullmatch, marked.values()))
    kinds = {mark for mark in ",." if any(mark in text for text in marked.values())}
    if marks := _marks(points, commas, kinds, decimal_comma):
        return marks
    if points and commas:
        cell, text = next(iter(marked.items()))
        pair = re.sub("[.,]", "", text), text.replace(",", ".")
        raise _NotANumberError(
            cell,
            f"may mean {pair[0]} or {pair[1]}; write thousands without a mark, "
            f"or decimals with one more digit, as {text.replace(',', '.')}0",
        )
    first = next(iter(marked.values()))
    expected = _POINT if _POINT.fullmatch(first) else _COMMA
    cell = next(cell for cell, text in marked.items() if not expected.fullmatch(text))
    raise _NotANumberError(cell, "has other decimal and thousands marks than the others")


def _marks(
    points: bool, commas: bool, kinds: set[str], decimal_comma: bool
) -> tuple[str, str] | None:
    """Return the decimal and the thousands mark of a column with these `kinds` of marks, if any.

    `points` and `commas` say whether all numbers can be read with a decimal point, or comma.
    """
    if points and (not commas or not kinds or (kinds == {"."} and not decimal_comma)):
        return ".", ","
    if commas and (not points or (kinds == {","} and decimal_comma)):
        return ",", "."
    return None
