"""Notation: the letters that a course writes in place of nnviz's, in prose and in formulas."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nnviz.errors import UsageError

_NAMES = """
alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon
varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", _NAMES.split(), strict=True))
_LETTERS = {name: letter for letter, name in _GREEK.items()} | {"epsilon": "ε", "phi": "φ"}
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WORDS = "aAI"
"""Letters that are words of English, too."""

_FORMULA = r"(?s:(\$\$.*?\$\$|\$[^$]*\$))"
_PROSE = (
    r"`[^`]*`|\{[^{}]*\}|https?://\S+|(?:[A-Za-z]\.){2,}"  # code, names, addresses, “e.g.”
    r"|(?P<word>[A-Za-zÀ-ɏ]+)|(?P<letter>[Α-ω])"
)
_TEX = (
    r"\\[^A-Za-z]|\\(?:text\w*|mathrm|operatorname|begin|end)\*?\s*\{[^{}]*\}(?:(?<=\{array\})\{[^{}]*\})?"
    r"|\\(?P<name>[A-Za-z]+)|(?P<letter>[A-Za-zΑ-ω])"
)


@dataclass(frozen=True)
class Notation:
    """Pairs of letters, Latin or Greek: what nnviz writes, and what is written in its place.

    They change at once, so that two can change places. Raises `UsageError` for what is no letter,
    for a letter that is a word as well, and where two would become one.
    """

    symbols: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for one in (letter for pair in self.symbols for letter in pair):
            if len(one) != 1 or one not in {*_LATIN, *_GREEK}:
                raise UsageError(f"a symbol is one letter, Latin or Greek; got {one!r}.")
            if one in _WORDS:
                raise UsageError(f"{one!r} is a word as well, which nnviz cannot tell apart.")
        targets = [new for _, new in self.symbols]
        for new in targets:
            if targets.count(new) > 1:
                raise UsageError(f"two symbols cannot both be written {new}.")

    @classmethod
    def read(cls, typed: str) -> "Notation":
        """Return what `typed` has written; raises `UsageError` for anything else."""
        pairs = [pair.partition("=") for pair in typed.split()]
        return cls(tuple((old, new) for old, _, new in pairs))

    @property
    def typed(self) -> str:
        """The pairs on one line: `η=α w=θ`."""
        return " ".join(f"{old}={new}" for old, new in self.symbols)

    def written(self, text: str) -> str:
        """Return a text with its symbols changed, in prose and in the formulas between dollars.

        What stands between backticks or braces, and addresses, are names and stay.
        """
        if not self.symbols:
            return text
        pieces = re.split(_FORMULA, text)
        pieces[::2] = [re.sub(_PROSE, self._in_prose, prose) for prose in pieces[::2]]
        pieces[1::2] = [self._formula(formula) for formula in pieces[1::2]]
        return "".join(pieces)

    def clash(self, texts: list[str]) -> tuple[str, str, str] | None:
        """Return the first pair whose new letter some of these texts has already, and the text."""
        for old, new in self.symbols:
            there = [text for text in texts if _has(new, text)] if new not in self._new else []
            if there and any(_has(old, text) for text in texts):
                return old, new, min(there, key=len)
        return None

    @cached_property
    def _new(self) -> Mapping[str, str]:
        return dict(self.symbols)

    def _in_prose(self, found: re.Match[str]) -> str:
        whole = found[0]
        if (found["word"] or "")[:-1] == "d":  # ∂J/∂w is dw in some courses' formulas
            return "d" + self._new.get(whole[1], whole[1])
        return self._new.get(whole, whole) if found["word"] or found["letter"] else whole

    def _formula(self, formula: str) -> str:
        """Return a formula changed, in which no command runs into the letter after it."""
        out, end = "", 0
        for found in re.finditer(_TEX, formula):
            out += formula[end : found.start()]
            end = found.end()
            new = self._new.get(found["letter"] or _LETTERS.get(found["name"] or "", ""))
            token = found[0] if new is None else f"\\{_GREEK[new]}" if new in _GREEK else new
            apart = token[0].isalpha() and re.search(r"\\[A-Za-z]+$", out)
            out += f" {token}" if apart else token
        return out + formula[end:]


AS_WRITTEN = Notation()
"""That of the texts themselves."""


def _has(letter: str, text: str) -> bool:
    other = "q" if letter != "q" else "x"
    return Notation(((letter, other),)).written(text) != text
