"""What a user's own file is refused with."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

_LONGEST = 40
_MOST = 12


class DataError(ValueError):
    """A data file cannot be read as asked: one sentence, `FILE, line N: …` where a line is known.

    `path` is the file, `line` the line in it, counted from 1, or None.
    """

    def __init__(self, path: Path, problem: str, line: int | None = None) -> None:
        self.path = path
        self.line = line
        name = "the standard input" if str(path) == "-" else str(path)
        place = f"{name}, line {line}" if line is not None else name
        super().__init__(f"{place}: {problem}")


class CellError(ValueError):
    """The cell at `index` of a column cannot be read; whoever knows the file adds the line."""

    def __init__(self, index: int, problem: str) -> None:
        self.index = index
        super().__init__(problem)


def shown(cell: str) -> str:
    """Return a cell in quotes, cut to a length that fits a message."""
    text = cell.strip()
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def listed(names: Iterable[str]) -> str:
    """Return names in a row, the first dozen of them."""
    first = list(islice(names, _MOST + 1))
    return ", ".join(first[:_MOST]) + (", …" if len(first) > _MOST else "")
