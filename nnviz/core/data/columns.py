"""What the columns of a table are called and what they hold."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Literal

from nnviz.core.data.dates import is_date
from nnviz.core.data.errors import listed
from nnviz.core.data.numerals import is_missing, is_number

Kind = Literal["dates", "numbers", "words", "nothing"]


def kind_of(cells: Iterable[str]) -> Kind:
    """Return what most cells of a column hold; missing ones have no say."""
    given = [cell for cell in cells if not is_missing(cell)]
    if not given:
        return "nothing"
    if 2 * sum(map(is_date, given)) >= len(given):
        return "dates"
    return "numbers" if 2 * sum(map(is_number, given)) >= len(given) else "words"


def is_header(record: Sequence[str], wanted: str | None) -> bool:
    """Return whether a table's first record names its columns.

    It does if it has words and no numbers or dates, or if `wanted` is one of its cells.
    """
    kinds = {kind_of([cell]) for cell in record}
    if wanted is not None and _one_line(wanted) in map(_one_line, record):
        return True
    return "words" in kinds and kinds.isdisjoint({"dates", "numbers"})


def names_of(record: Sequence[str]) -> tuple[str, ...]:
    """Return the names in a header; a column without one is called by its number, from 1."""
    return tuple(_one_line(cell) or f"column {i}" for i, cell in enumerate(record, start=1))


def find_column(names: Sequence[str], wanted: str) -> int:
    """Return the index of the column called `wanted`, capitals aside where that is enough.

    Raises `ValueError` with the columns that exist and the nearest name.
    """
    for form in (str, str.casefold):
        places = [i for i, name in enumerate(names) if form(name) == form(_one_line(wanted))]
        if len(places) > 1:
            raise ValueError(f"has {len(places)} columns called {wanted!r}; rename one")
        if places:
            return places[0]
    near = difflib.get_close_matches(wanted, names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ";"
    raise ValueError(f"has no column {wanted!r}{hint} it has {listed(names)}")


def _one_line(name: str) -> str:
    return " ".join(name.split())
