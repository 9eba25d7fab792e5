"""Words broken into lines, at spaces outside of mathematics."""

import re
from collections.abc import Callable

_WORDS = re.compile(r"(?:\$[^$]*\$|\S|[\u00a0\u202f])+")
_RELATIONS = frozenset("=≈<>≤≥~∼→←×·±+−–")


def words_of(text: str) -> list[str]:
    """Return the words of a text, at which lines may break.

    What stays in one piece: mathematics between dollar signs, words joined by a no-break space,
    and the two sides of a sign such as `=`.
    """
    words: list[str] = []
    joins = False
    for word in _WORDS.findall(text):
        sign = word in _RELATIONS
        if words and (sign or joins):
            words[-1] += f" {word}"
        else:
            words.append(word)
        joins = sign
    return words


def line_breaks(text: str, most: int = 3) -> list[str]:
    """Return the text as it is, then in other numbers of even lines, the nearest numbers first."""
    words, given = words_of(text), text.count("\n") + 1
    counts = sorted(range(1, min(most, len(words)) + 1), key=lambda count: abs(count - given))
    others = ["\n".join(even_lines(words, count, len)) for count in counts if count != given]
    return [text, *others]


def even_lines(words: list[str], count: int, width: Callable[[str], float]) -> list[str]:
    """Return the words in so many lines, the widest as narrow as can be."""
    if count <= 1 or len(words) <= 1:
        return [" ".join(words)]
    splits = [
        [" ".join(words[:first]), *even_lines(words[first:], count - 1, width)]
        for first in range(1, len(words) - count + 2)
    ]
    return min(splits, key=lambda lines: max(width(line) for line in lines))
