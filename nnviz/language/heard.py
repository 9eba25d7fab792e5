"""Sentences that were put together in English, said in another language as they are printed.

An error stays English for a program, in JSON and in files; a reader is told it by the template
whose words it has: `there is no concept {name}.{hint}`. What stands in its places is said likewise.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from nnviz.language import Catalogue, Language

_FIELD = re.compile(r"\{(\w+)(?:!r)?\}")
_FEWEST = 6
"""So many letters of its own has a template that a sentence can be known by."""

_ENDS = re.compile(r"(?<=[.?!]) (?=\S)")
_DEEP = 4
_VERBS = ("is ", "has ", "does ", "must ", "may ", "holds ", "cannot ")
"""How a clause begins that is said of a file or of what stands in it."""


class _Template(NamedTuple):
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    said: str


def heard(told: str, language: Language) -> str:
    """Return an English text of one or several sentences in a language, as far as it has them."""
    if language.code == "en" or not told.strip():
        return told
    catalogue = language.catalogue()
    return "\n".join(_line(line, catalogue, _DEEP) for line in told.split("\n"))


def _line(line: str, catalogue: Catalogue, deep: int) -> str:
    """Return a line whole, or sentence by sentence, what is not known as it is."""
    text = line.strip()
    if not text or not deep:
        return line
    said = _sentence(text, catalogue, deep)
    if said is None:
        first, *rest = _ENDS.split(text, maxsplit=1)
        if rest:
            whole = _sentence(first, catalogue, deep) or first
            said = f"{whole} {_line(rest[0], catalogue, deep)}"
    return line if said is None else line.replace(text, said, 1)


def _sentence(text: str, catalogue: Catalogue, deep: int) -> str | None:
    if text in catalogue.texts and not text.isalnum():  # a word may be anything's name
        return catalogue.texts[text].strip()
    for template in _templates(catalogue):
        if found := template.pattern.fullmatch(text):
            values = {n: _value(v, catalogue, deep) for n, v in found.groupdict().items()}
            return _filled(template.said, values, catalogue)
    place, colon, clause = text.partition(": ")
    if colon and (said := _sentence(clause, catalogue, deep)):  # of a file, a line
        return f"{place}: {said}"
    clause, bracket, note = text.partition(" (")
    if bracket and (said := _sentence(clause, catalogue, deep)):
        return f"{said}({note}"
    if bracket and note.endswith(")") and (said := _value(note[:-1], catalogue, deep)) != note[:-1]:
        return f"{clause} ({said})"
    if text.endswith("."):  # of a clause, with the stop of what it stood in
        said = _sentence(text[:-1], catalogue, deep)
        return said and f"{said}."
    return None


def _value(value: str, catalogue: Catalogue, deep: int) -> str:
    """Return what stands in a place: a clause, several with commas, or a name as it is."""
    if " " not in value.strip():
        return value
    if value in catalogue.texts:
        return catalogue.texts[value]
    said = _line(value, catalogue, deep - 1)
    if said == value and deep:
        told = [
            one if " " not in one else _sentence(one, catalogue, deep - 1)
            for one in value.removesuffix(".").split(", ")
        ]
        if None not in told:
            said = ", ".join(map(str, told)) + "." * value.endswith(".")
    return said


def _filled(said: str, values: Mapping[str, str], catalogue: Catalogue) -> str:
    def written(field: re.Match[str]) -> str:
        shown = values.get(field[1], "")
        return catalogue.form(shown, field[2].split("|")).replace("#", shown) if field[2] else shown

    return re.sub(r"\{(\w+)(?:!r)?(?::([^{}]*))?\}", written, said)


def _with_subjects(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield texts with their translations; one that is said of something, with that as well."""
    for english, said in texts.items():
        yield english, said
        if english.startswith(_VERBS):
            yield f"{{what}} {english}", f"{{what}}: {said}"


@cache
def _templates(catalogue: Catalogue) -> tuple[_Template, ...]:
    """Return the templates of a catalogue that name something.

    First those that begin with words of their own, and of these the longest.
    """
    found = []
    for english, said in _with_subjects(catalogue.texts):
        own = _FIELD.sub("", english)
        known = sum(map(str.isalpha, own)) >= _FEWEST or re.search("[:;]", own)
        if "{" in own or own == english or not known:
            continue
        names: list[str] = []
        pattern = ""
        for i, piece in enumerate(_FIELD.split(english.strip())):
            if i % 2 == 0:
                pattern += re.escape(piece)
            elif piece in names:
                pattern += f"(?P={piece})"
            else:
                names.append(piece)
                pattern += f"(?P<{piece}>.*?)" if piece != "what" else "(?P<what>.*?[^:])"
        order = (not english.lstrip().startswith("{"), len(own))
        found.append((order, _Template(re.compile(pattern), tuple(names), said.strip())))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True))
