"""Cells as dates, in the layouts that spreadsheets and programs write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.data.errors import CellError, shown
from nnviz.core.data.series import Dates

_TIME = r"(?:[T ](?P<hour>\d{1,2})(?P<clock>:\d{2}(?::\d{2})?)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
_NO_TIME = r"(?P<hour>)(?P<clock>)"


@dataclass(frozen=True)
class Layout:
    """One way to write dates: an example of it, and the pattern with its parts as groups."""

    example: str
    pattern: re.Pattern[str]

    def parse(self, cell: str) -> str | None:
        """Return the cell in ISO 8601, or None if it is not written this way."""
        match = self.pattern.fullmatch(cell.strip())
        if match is None:
            return None
        year, month, day, hour, clock = match.group("y", "m", "d", "hour", "clock")
        date = f"{year}-{month.zfill(2)}-{day.zfill(2) if day else '01'}"
        return f"{date}T{hour.zfill(2)}{clock}" if hour else date


def _layout(example: str, pattern: str) -> Layout:
    return Layout(example, re.compile(pattern, re.ASCII))


_YEAR_FIRST = _layout("2012-01-31", rf"(?P<y>\d{{4}})([-/.])(?P<m>\d\d?)\2(?P<d>\d\d?){_TIME}")
_MONTH = _layout("2012-01", rf"(?P<y>\d{{4}})[-/](?P<m>\d\d?)(?P<d>){_NO_TIME}")
_COMPACT = _layout(
    "20120131",
    rf"(?P<y>1[6-9]\d\d|20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01]){_NO_TIME}",
)
_DOTS = _layout("31.01.2012", rf"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{{4}}){_TIME}")
_DAY_FIRST = _layout("31/01/2012", rf"(?P<d>\d\d?)([/-])(?P<m>\d\d?)\2(?P<y>\d{{4}}){_TIME}")
_MONTH_FIRST = _layout("01/31/2012", rf"(?P<m>\d\d?)([/-])(?P<d>\d\d?)\2(?P<y>\d{{4}}){_TIME}")
_MARKS = {10: {"-": 2, ":": 0}, 16: {"-": 2, ":": 1}, 19: {"-": 2, ":": 2}}  # by length, in ISO
_LAYOUTS = (_YEAR_FIRST, _MONTH, _COMPACT, _DOTS, _DAY_FIRST)


def is_date(cell: str) -> bool:
    """Return whether a cell is written as a date is, valid or not."""
    return any(layout.parse(cell) is not None for layout in _LAYOUTS)


def to_dates(cells: Sequence[str]) -> Dates:
    """Return a column of dates: datetime64[D], or [s] if any has a time of day.

    Understood are 2012-01-31 (also with / or . between), 2012-01, 20120131, 31.01.2012, and
    31/01/2012 or 01/31/2012 where some day is over 12, which tells them apart. A full date may be
    followed by a time of day, which stays the local one if a time zone follows. Raises `CellError`
    with the index of the first cell that is no date.
    """
    stamps = _parse_iso(cells)
    if stamps is None:
        stamps = _parse(cells, _layout_of(cells))
    days = stamps.astype("datetime64[D]")
    return days if bool((days == stamps).all()) else stamps


def _parse_iso(cells: Sequence[str]) -> Dates | None:
    """Parse the commonest layout at once; None if any cell is written otherwise.

    All are days, or all have minutes, or all have seconds. What else NumPy takes, such as time
    zones and years of ten digits, has other marks between its digits.
    """
    lengths, together = set(map(len, cells)), "".join(cells)
    marks = _MARKS.get(lengths.pop()) if len(lengths) == 1 else None
    if marks is None or any(together.count(mark) != n * len(cells) for mark, n in marks.items()):
        return None
    try:
        stamps = np.array(cells, dtype="datetime64[s]")
    except ValueError:
        return None
    return None if np.isnat(stamps).any() else stamps


def _parse(cells: Sequence[str], layout: Layout) -> Dates:
    texts = list(map(layout.parse, cells))
    if None in texts:
        index = texts.index(None)
        raise CellError(index, _complaint(cells[index], layout))
    try:
        return np.array(texts, dtype="datetime64[s]")
    except ValueError:
        index = next(i for i, text in enumerate(texts) if not _exists(text))
        raise CellError(index, f"there is no date {shown(cells[index])}") from None


def _complaint(cell: str, layout: Layout) -> str:
    if not cell.strip():
        return "the date is missing"
    return f"{shown(cell)} is not a date like {layout.example}"


def _exists(text: str | None) -> bool:
    try:
        np.datetime64(text, "s")
    except ValueError:
        return False
    return True


def _layout_of(cells: Sequence[str]) -> Layout:
    """Choose by the first cell that is a date; slashes by whichever part exceeds 12."""
    first = next((cell for cell in cells if is_date(cell)), None)
    if first is None:
        return _YEAR_FIRST
    layout = next(layout for layout in _LAYOUTS if layout.parse(first) is not None)
    return layout if layout is not _DAY_FIRST else _day_or_month_first(cells)


def _day_or_month_first(cells: Sequence[str]) -> Layout:
    matches = [_DAY_FIRST.pattern.fullmatch(cell.strip()) for cell in cells]
    if any(match and int(match["d"]) > 12 for match in matches):
        return _DAY_FIRST
    if any(match and int(match["m"]) > 12 for match in matches):
        return _MONTH_FIRST
    index = next(i for i, match in enumerate(matches) if match)
    raise CellError(
        index,
        f"{shown(cells[index])} may have the day or the month first; write dates as 2012-01-31",
    )
