"""What the columns of a table are called and what they hold."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np

from nnviz.core.data.dates import is_date
from nnviz.core.data.errors import CellError, listed
from nnviz.core.data.numerals import is_missing, to_numbers, unit_of

_DATE_NAMES = re.compile(
    r"\b(dates?|datetime|datum|fecha|дата|timestamp|time|week|month|quarter|"
    r"날짜|일시|일자|시각|시간|기간|日期|日時|日付|年月日|時刻|时间)\b",
    re.IGNORECASE,
)
_COUNTER_NAMES = re.compile(
    r"(global[ _]?)?(step|epoch|iter|iteration|index|id|row|no\.?|number|#)s?", re.IGNORECASE
)
# Marks that turn the direction of what follows, or have no width.
_UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))

Kind = Literal["dates", "numbers", "words", "nothing"]


def kind_of(cells: Sequence[str]) -> Kind:
    """Return what most cells of a column hold; missing ones have no say."""
    given = [cell for cell in cells if not is_missing(cell)]
    if not given:
        return "nothing"
    if 2 * sum(map(is_date, given)) >= len(given):
        return "dates"
    units = Counter(unit for cell in given if (unit := unit_of(cell)) is not None)
    unit, most = max(units.items(), key=lambda item: item[1], default=("", 0))
    return "numbers" if 2 * most >= len(given) + bool(unit) else "words"


def counts_rows(cells: Sequence[str], starts: Sequence[float] = ()) -> bool:
    """Return whether a column only counts its rows: 0, 1, 2 … from one of the `starts`.

    Without any, other equal steps upwards count, too: every tenth, or a time.
    """
    try:
        values = to_numbers(cells).values
    except CellError:
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.diff(values)
        if len(steps) < 2 or not steps[0] > 0 or not np.ptp(steps) <= 1e-6 * steps[0]:
            return False
    return not starts or (values[0] in starts and bool(steps[0] == 1))


def is_header(record: Sequence[str], rows: Sequence[Sequence[str]], wanted: str | None) -> bool:
    """Return whether a table's first record names its columns, by the rows below it.

    It does if `wanted` is one of its cells, if it has words and no numbers or dates, or if a word
    stands over numbers or dates, and no date over dates.
    """
    if wanted is not None and one_line(wanted) in map(one_line, record):
        return True
    columns = list(zip(*rows, strict=False))[: len(record)] or [()] * len(record)
    firsts = [_first_kind(cell, column) for cell, column in zip(record, columns, strict=False)]
    if "words" not in firsts or {"dates", "numbers"}.isdisjoint(firsts):
        return "words" in firsts
    below = [kind_of(column) for column in columns]
    pairs = list(zip(firsts, below, strict=True))
    years = all(record[i].strip().isdigit() for i, kind in enumerate(firsts) if kind == "numbers")
    named = ("words", "dates") in pairs or ("words", "numbers") in pairs
    named |= any(map(is_date_name, record))
    return named and years and ("dates", "dates") not in pairs


def _first_kind(cell: str, below: Sequence[str]) -> Kind:
    """Return what a first cell holds: a number with a unit of its own, as `2m wind`, is words."""
    unit = unit_of(cell)
    return "words" if unit and unit not in map(unit_of, below) else kind_of([cell])


def is_date_name(name: str) -> bool:
    """Return whether a column of this name should hold dates."""
    return _DATE_NAMES.search(name) is not None


def is_counter_name(name: str) -> bool:
    """Return whether a column of this name counts: steps, epochs, or the rows."""
    return _COUNTER_NAMES.fullmatch(name.strip()) is not None


def names_of(record: Sequence[str]) -> tuple[str, ...]:
    """Return the names in a header; a column without one is called by its number, from 1."""
    return tuple(one_line(cell) or f"column {i}" for i, cell in enumerate(record, start=1))


def find_column(names: Sequence[str], wanted: str) -> int:
    """Return the index of the column called `wanted`, capitals aside where that is enough.

    Raises `ValueError` with the columns that exist and the nearest name.
    """
    for form in (str, str.casefold):
        places = [i for i, name in enumerate(names) if form(name) == form(one_line(wanted))]
        if len(places) > 1:
            raise ValueError(f"has {len(places)} columns called {wanted!r}; rename one")
        if places:
            return places[0]
    near = difflib.get_close_matches(wanted, names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ";"
    raise ValueError(f"has no column {wanted!r}{hint} it has {listed(names)}")


def one_line(name: str) -> str:
    """Return a name without line ends, marks of no width and blanks beside one another."""
    return " ".join(name.translate(_UNSEEN).split())
