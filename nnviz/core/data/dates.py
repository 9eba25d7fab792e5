"""A column of cells as dates, in the layouts that spreadsheets and programs write.

The layout is found once for a column and read of all rows at once: cells with digits in the same
places have the same shape, which is looked at once, and their numbers are columns of digits.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nnviz.core.data.errors import CellError, shown
from nnviz.core.data.series import Dates

Numbers = npt.NDArray[np.int64]

_DIGITS = str.maketrans("123456789", "000000000")
_AFTER_NOON = re.compile(r"p|오후|下午|午後", re.I)
_CLOCK = (
    r"(?:(?:T|,? +)(?:(?P<half>오전|오후|上午|下午|午前|午後) ?)?(?P<hour>\d\d?):(?P<minute>\d\d)"
    r"(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?(?: ?(?P<noon>[AP]\.?M\.?))?"
    r"(?: ?(?P<zone>Z|UTC|GMT|[+-](?P<hours>\d\d)(?::?(?P<minutes>\d\d))?))?)?"
)
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_FULL = "january february march april may june july august september october november december"
_MONTHS = {name: i for i, name in enumerate(_NAMES, 1)}
_MONTHS |= {name: i for i, name in enumerate(_FULL.split(), 1)} | {"sept": 9}


@dataclass(frozen=True)
class Layout:
    """One way to write dates: an example of it, and the pattern with its parts as groups."""

    example: str
    pattern: re.Pattern[str]

    def parts(self, shape: str) -> Mapping[str, tuple[int, int]] | None:
        """Return where the parts of cells of a shape stand, or None if it is not written so."""
        match = self.pattern.fullmatch(shape)
        if match is None:
            return None
        parts = {name: match.span(name) for name in self.pattern.groupindex if match[name]}
        return None if "name" in parts and match["name"].lower() not in _MONTHS else parts


def _layout(example: str, day: str, clock: bool = True) -> Layout:
    return Layout(example, re.compile(day + _CLOCK * clock, re.ASCII | re.IGNORECASE))


_Y, _M, _D, _YY = r"(?P<y>\d{4})", r"(?P<m>\d\d?)", r"(?P<d>\d\d?)", r"(?P<yy>\d\d)"
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_COMPACT = _layout("20120131", r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)", clock=False)
_LAYOUTS = (
    _layout("2012-01-31", rf"{_Y}([-/.]){_M}\2{_D}"),
    _layout("2012. 1. 31.", rf"{_Y}\. ?{_M}\. ?{_D}\."),
    _layout("2012. 1. 31", rf"{_Y}\. {_M}\. {_D}"),
    _layout("2012년 1월 31일", rf"{_Y}[년年] ?{_M}[월月] ?{_D}[일日]"),
    _layout("2012년 1월", rf"{_Y}[년年] ?{_M}[월月]", clock=False),
    _layout("2012-01", rf"{_Y}[-/]{_M}", clock=False),
    _COMPACT,
    _layout("31.01.2012", rf"{_D}\.{_M}\.{_Y}"),
    _layout("31.01.12", rf"{_D}\.{_M}\.{_YY}"),
    _layout("31/01/2012", rf"{_D}([-/]){_M}\2{_Y}"),
    _layout("01/31/2012", rf"{_M}([-/]){_D}\2{_Y}"),
    _layout("31/01/12", rf"{_D}([-/]){_M}\2{_YY}"),
    _layout("01/31/12", rf"{_M}([-/]){_D}\2{_YY}"),
    _layout("12/01/31", rf"{_YY}([-/]){_M}\2{_D}"),
    _layout("31 Jan 2012", rf"{_D}[- ]{_NAME}[- ,]+{_Y}"),
    _layout("Jan 31, 2012", rf"{_NAME} {_D},? {_Y}"),
    _layout("2012-Jan-31", rf"{_Y}[- ]{_NAME}[- ]{_D}"),
    _layout("Jan 2012", rf"{_NAME}[- ]{_Y}", clock=False),
    _layout("2012-W05", rf"{_Y}-?W(?P<week>\d\d)(?:-?(?P<weekday>\d))?", clock=False),
    _layout("2012-Q1", rf"{_Y}[- ]?Q(?P<quarter>\d)", clock=False),
    _layout("Q1 2012", rf"Q(?P<quarter>\d)[-/ ]?{_Y}", clock=False),
    _layout("2012년 1분기", rf"{_Y}년 ?(?P<quarter>\d)분기", clock=False),
    _layout("2012-031", rf"{_Y}-(?P<ordinal>\d{{3}})", clock=False),
)


class Stamps(NamedTuple):
    """A column of dates, and what was assumed to read them, or nothing."""

    dates: Dates
    assumed: tuple[str, ...] = ()


class _Times(NamedTuple):
    """Seconds since 1970, and nanoseconds; offsets from UTC; and which times there are."""

    seconds: Numbers
    nanoseconds: Numbers
    offsets: Numbers
    valid: npt.NDArray[np.bool_]


_SAMPLE = 1000
_NO_OFFSET = 10**6  # seconds


def is_date(cell: str) -> bool:
    """Return whether a cell is written as a date is, valid or not."""
    text = cell.strip()
    if len(text) == 8 and text.isdigit():
        read = _times([text], _COMPACT, [text.translate(_DIGITS)])
        return bool(read.valid[0]) and "16000101" <= text <= "20991231"
    return bool(_layouts_of(text.translate(_DIGITS)))


def to_dates(cells: Sequence[str]) -> Stamps:
    """Return a column of dates: datetime64[D], or finer if any has a time of day.

    Times with offsets from UTC are compared as instants: where all have one offset the dates are
    local, where they have several they are UTC's, unless every time is midnight. Raises
    `CellError` with the index of the first cell that is no date, or for a column that two layouts
    read differently, such as 1/2/2012.
    """
    texts = list(cells)
    shapes = _shapes(texts)
    if any(shape != shape.strip() for shape in set(shapes)):
        texts = [cell.strip() for cell in texts]
        shapes = _shapes(texts)
    known = [set(_layouts_of(shape)) for shape in set(shapes)]
    fitting = [layout for layout in _LAYOUTS if all(layout in some for some in known)]
    if not fitting:
        raise _misfit(texts, shapes)
    every = slice(None, None, 1 + len(texts) // _SAMPLE)
    if len(fitting) > 1:  # what a sample refutes need not be read whole
        likely = [each for each in fitting if _times(texts[every], each, shapes[every]).valid.all()]
        fitting = likely or fitting
    read = {layout: _times(texts, layout, shapes) for layout in fitting}
    fits = {layout: times for layout, times in read.items() if times.valid.all()}
    if not fits:
        best = max(read.values(), key=lambda times: int(times.valid.sum()))
        index = int(np.argmin(best.valid))
        raise CellError(index, f"there is no date {shown(texts[index])}")
    (layout, times), *others = fits.items()
    bare = times.offsets == _NO_OFFSET
    if bare.any() and not bare.all():
        index = int(bare.argmax())
        raise CellError(index, f"{shown(texts[index])} has no offset from UTC where others have")
    stamps = _stamps(times)
    for _, other in others:
        differ = np.flatnonzero(_stamps(other).dates != stamps.dates)
        if differ.size:
            raise _ambiguous(texts, int(differ[0]), fits)
    if "yy" in layout.pattern.groupindex:
        return stamps._replace(assumed=(*stamps.assumed, "two-digit years are 1969 to 2068"))
    return stamps


def _shapes(texts: list[str]) -> list[str]:
    """Return the texts with 0 for every digit; where all are alike, one string many times."""
    first, together = texts[0].translate(_DIGITS), "\n".join(texts).translate(_DIGITS)
    if together == "\n".join([first] * len(texts)):
        return [first] * len(texts)
    split = together.split("\n")  # a cell may have a line's end in it
    return split if len(split) == len(texts) else [text.translate(_DIGITS) for text in texts]


@lru_cache(maxsize=4096)
def _layouts_of(shape: str) -> tuple[Layout, ...]:
    return tuple(layout for layout in _LAYOUTS if layout.parts(shape) is not None)


def _misfit(texts: list[str], shapes: list[str]) -> CellError:
    """Return the error for the first cell that is not written as most are."""
    counts = Counter(layout for shape in shapes for layout in _layouts_of(shape))
    [(layout, _)] = counts.most_common(1) or [(_LAYOUTS[0], 0)]  # the first seen of the commonest
    index = next(i for i, shape in enumerate(shapes) if layout not in _layouts_of(shape))
    if not texts[index]:
        return CellError(index, "the date is missing")
    return CellError(
        index, f"{shown(texts[index])} is not a date like {layout.example}; write all alike"
    )


def _ambiguous(texts: list[str], index: int, fits: Mapping[Layout, _Times]) -> CellError:
    ways = dict.fromkeys(str(_stamps(times).dates[index]) for times in fits.values())
    may = " or ".join(ways)
    return CellError(index, f"{shown(texts[index])} may be {may}; write dates as 2012-01-31")


def _times(texts: list[str], layout: Layout, shapes: list[str]) -> _Times:
    """Read all cells in one layout, those of each shape together."""
    rows: dict[str, list[int]] = {}
    if len(set(shapes)) == 1:
        return _of_shape(texts, layout.parts(shapes[0]) or {})
    for i, shape in enumerate(shapes):
        rows.setdefault(shape, []).append(i)
    read = [
        _of_shape([texts[i] for i in some], layout.parts(shape) or {})
        for shape, some in rows.items()
    ]
    order = np.argsort(np.concatenate(list(rows.values())))
    return _Times(*(np.concatenate(each)[order] for each in zip(*read, strict=True)))


def _of_shape(texts: list[str], parts: Mapping[str, tuple[int, int]]) -> _Times:
    """Read cells whose parts stand in the same places."""
    together = "\n".join([*texts, ""]).encode("utf-32-le")
    marks = np.frombuffer(together, np.uint32).reshape(len(texts), -1)
    first = texts[0]

    def number(name: str, default: int = 0) -> Numbers:
        if name not in parts:
            return np.full(len(texts), default, np.int64)
        start, end = parts[name]
        places = 10 ** np.arange(end - start - 1, -1, -1)
        return np.asarray((marks[:, start:end].astype(np.int64) - ord("0")) @ places)

    def word(name: str) -> str:
        return first[slice(*parts[name])] if name in parts else ""

    days, valid = _days(number, _MONTHS.get(word("name").lower(), 1), parts)
    hour, minute, second = number("hour"), number("minute"), number("second")
    if half := word("half") or word("noon"):
        valid &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + 12 * bool(_AFTER_NOON.match(half))
    clock = 3600 * hour + 60 * minute + second
    valid &= ((hour < 24) | (clock == 86400)) & (minute < 60) & (second < 60)
    digits = parts["fraction"][1] - parts["fraction"][0] if "fraction" in parts else 9
    zone = word("zone")
    offset = (3600 * number("hours") + 60 * number("minutes")) * (-1 if zone[:1] == "-" else 1)
    offset = offset if zone else offset + _NO_OFFSET
    return _Times(86400 * days + clock, number("fraction") * 10 ** (9 - digits), offset, valid)


def _days(
    number: Callable[..., Numbers], month: int, parts: Mapping[str, tuple[int, int]]
) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Return days since 1970, and which of them there are."""
    year = number("y")
    if "yy" in parts:
        year = number("yy")
        year = year + np.where(year < 69, 2000, 1900)
    month_of, day = number("m", month), number("d", 1)
    if "quarter" in parts:
        month_of = 3 * number("quarter") - 2
    valid = (year >= 1) & (month_of >= 1) & (month_of <= 12)
    months = 12 * (year - 1970) + np.clip(month_of, 1, 12) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = first + day - 1
    valid &= (day >= 1) & (days < following)
    if "ordinal" in parts:
        days = first + number("ordinal") - 1
        end = (months + 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        valid = (year >= 1) & (days >= first) & (days < end)
    if "week" in parts:  # ISO 8601: the first week has the fourth of January
        week, weekday = number("week"), number("weekday", 1)
        monday = first + 3 - (first + 3 + 3) % 7  # 1970-01-01 was a Thursday
        days = monday + 7 * (week - 1) + weekday - 1
        valid = (year >= 1) & (week >= 1) & (week <= 53) & (weekday >= 1) & (weekday <= 7)
        thursday = (days - (weekday - 1) + 3).astype("datetime64[D]").astype("datetime64[Y]")
        valid &= thursday.astype(np.int64) + 1970 == year
    return days, valid


def _stamps(times: _Times) -> Stamps:
    """Return dates as coarse as they are written, and whose clock they tell."""
    seconds, nanoseconds, offsets, _ = times
    assumed: tuple[str, ...] = ()
    given = np.unique(offsets)
    at_midnight = not (seconds % 86400).any() and not nanoseconds.any()
    if given[0] != _NO_OFFSET and not at_midnight:
        if len(given) == 1:
            hours, minutes = divmod(abs(int(given[0])) // 60, 60)
            sign = "−" if given[0] < 0 else "+"
            assumed = (
                f"times of UTC{sign}{hours:02d}:{minutes:02d}" if given[0] else "times of UTC",
            )
        else:
            seconds, assumed = seconds - offsets, ("times of UTC",)
    if at_midnight:
        return Stamps((seconds // 86400).astype("datetime64[D]"), assumed)
    finest = 9 if np.abs(seconds).max() < 2**63 / 1e9 else 6
    units = {0: "s", 3: "ms", 6: "us", 9: "ns"}
    digits = next(d for d in units if d == finest or not (nanoseconds % 10 ** (9 - d)).any())
    whole = seconds * 10**digits + nanoseconds // 10 ** (9 - digits)
    return Stamps(whole.astype(f"datetime64[{units[digits]}]"), assumed)
