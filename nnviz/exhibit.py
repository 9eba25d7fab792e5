"""What a snippet says of one figure, before a format spells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from nnviz.listings import Listing
from nnviz.tex import mathml, unicode_math

_MATH = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
_NO_FORMULA = re.compile(r"(?<!\\)[%#]")


class Piece(NamedTuple):
    """A stretch of a sentence: prose, or a formula in TeX without its dollar signs."""

    text: str
    formula: bool


@dataclass(frozen=True)
class Exhibit:
    """A figure with its texts on one line each, the file it is in, and the command that makes it.

    `path` is written as the document reads it; `width` is the figure's, in inches; `call` is what
    makes it again in Python. `file` is the plugin's where it was named by hand, so that no other
    command or program finds it. Texts have their formulas between dollar signs, which `pieces`
    takes apart; `alt` is the alternative text without TeX. `listings` are the code behind
    the concept, each with a `title` and its `code`, where it was asked for.
    """

    name: str
    path: str
    size: str
    width: float
    command: str
    call: str
    title: str
    caption: str
    alternative: str
    file: str = ""
    listings: tuple[Listing, ...] = ()

    @cached_property
    def alt(self) -> str:
        """The alternative text, its formulas as Unicode."""
        return " ".join(unicode_math(self.alternative).split())

    @property
    def share(self) -> int:
        """The percentage of a page's width that the figure is made for."""
        return min(100, round(100 * self.width / 7))


def pieces(text: str) -> Iterator[Piece]:
    """Yield a text's prose and formulas in turn; what is no TeX between dollar signs is prose."""
    line, end = " ".join(text.split()), 0
    for match in _MATH.finditer(line):
        formula = (match.group(1) or match.group(2)).strip()
        if _is_tex(formula):
            yield Piece(line[end : match.start()], formula=False)
            yield Piece(formula, formula=True)
            end = match.end()
    yield Piece(line[end:], formula=False)


def _is_tex(formula: str) -> bool:
    if not formula or _NO_FORMULA.search(formula):
        return False
    try:
        mathml(formula, display=False)
    except ValueError:
        return False
    return True
