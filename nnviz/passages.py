"""Passages: the templates that a text is made of, taken apart and said in a language.

`{name}` is a parameter, a value of the result, or what a claim compared (`{claim.measured}`,
`{claim.expected}`); `{claim}` is the claim's own sentence; `.member` behind any of them is that
member's own. `{steps:# step|# steps}` has a number's forms, `{x:.2f}` is Python's. `[claim,
claim.member, not finding]` cites what proves the passage. `[[`, `{{`, `||` and `##` are the
characters themselves, and formulas between dollar signs are left alone.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from nnviz.language import ENGLISH, Catalogue
from nnviz.texts import Each, Either, Plain, Text
from nnviz.wording import exact, phrase

_MATH = r"(?s)(\$\$.*?\$\$|\$[^$]*\$)"
_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_TOKENS = (
    r"(?P<escape>\[\[|\]\]|\{\{|\}\})"
    rf"|\{{(?P<field>{_NAME})(?::(?P<spec>[^{{}}]*))?\}}"
    rf"|(?:(?<!\s)\s+|)\[(?P<cites>(?:not )?{_NAME}(?:, (?:not )?{_NAME})*)\](?!\()"
)


class Field(NamedTuple):
    """What a passage names: `left`, `left.large`, `fewer.measured`; and how it is to be written."""

    name: str
    spec: str


class Passage(NamedTuple):
    """A template taken apart: words and fields in their order, and what it cites."""

    parts: tuple[str | Field, ...]
    cites: tuple[str, ...]

    @property
    def words(self) -> str:
        """The template without what it cites."""
        return "".join(p if isinstance(p, str) else f"{{{p.name}}}" for p in self.parts)

    @property
    def message(self) -> str:
        """The template without what it cites, as a translator reads it: fields with their forms."""
        return "".join(
            part if isinstance(part, str) else f"{{{':'.join(filter(None, part))}}}"
            for part in self.parts
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(part.name for part in self.parts if isinstance(part, Field))


@cache
def passage(template: str) -> Passage:
    """Return a template taken apart."""
    parts: list[str | Field] = []
    cites: list[str] = []
    for i, piece in enumerate(re.split(_MATH, template)):
        end = 0
        for match in () if i % 2 else re.finditer(_TOKENS, piece):
            parts.append(piece[end : match.start()])
            end = match.end()
            if match["escape"]:
                parts.append(match["escape"][0])
            elif match["field"]:
                parts.append(Field(match["field"], match["spec"] or ""))
            else:
                cites.extend(match["cites"].split(", "))
        parts.append(piece[end:])
    return Passage(tuple(part for part in parts if part), tuple(cites))


def literally(words: str) -> str:
    """Return a template that says just these words, whatever signs of a template are in them."""
    pieces = re.split(_MATH, words)
    pieces[::2] = [re.sub(r"[][{}]", r"\g<0>\g<0>", prose) for prose in pieces[::2]]
    return "".join(pieces)


def passages(text: Text) -> Iterator[tuple[str, str | None]]:
    """Yield every template of a text, said or not, with the member that it is about, if any."""
    if isinstance(text, str):
        yield text, None
    elif isinstance(text, Plain):
        yield text.words, None
    elif isinstance(text, Each):
        for member in text.members:
            yield from ((words, of or member) for words, of in passages(text.text))
    else:
        for part in text.versions if isinstance(text, Either) else text:
            yield from passages(part)


def promised(text: Text, numbers: Mapping[str, Any], catalogue: Catalogue = ENGLISH) -> str:
    """Return what a text says before it is proved: its parameters filled in, and nothing cited."""

    def written(part: str | Field, forms: Catalogue) -> str:
        if isinstance(part, str):
            return part
        if part.name not in numbers:
            return f"{{{part.name}}}"
        return in_forms(phrase(exact(numbers[part.name])), part.spec or "#", forms)

    told = (translated(template, catalogue) for template, _ in passages(text))
    return " ".join("".join(written(p, forms) for p in spoken.parts) for spoken, forms in told)


@cache
def translated(template: str, catalogue: Catalogue) -> tuple[Passage, Catalogue]:
    """Return a template in the words of a catalogue, and whose forms its numbers have.

    What it cites stays the English's. Where there is no translation, or one that names other
    numbers, the English stands.
    """
    english = passage(template)
    said = catalogue.word(english.message)
    spoken, forms = passage(said)._replace(cites=english.cites), catalogue
    if said == english.message or {*spoken.fields} != {*english.fields} or passage(said).cites:
        spoken, forms = english, ENGLISH
    write = catalogue.notation.written
    parts = tuple(write(part) if isinstance(part, str) else part for part in spoken.parts)
    return spoken._replace(parts=parts), forms


def in_forms(shown: str, spec: str, catalogue: Catalogue) -> str:
    """Return what is shown in the form that a language chooses for it."""
    forms = [form.replace("##", "\0") for form in re.split(r"(?<!\|)\|(?!\|)", spec)]
    return catalogue.form(shown, forms).replace("||", "|").replace("#", shown).replace("\0", "#")
