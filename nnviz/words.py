"""Words: the passages of a text, said where what they cite is proved.

A passage is said whole, where all that it cites holds and all that it names is there, or not at
all.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from nnviz.errors import ContractError
from nnviz.language import ENGLISH, Catalogue, current, tr
from nnviz.language.heard import heard
from nnviz.passages import Field, in_forms, passage, passages, translated
from nnviz.texts import Each, Either, Panel, Plain, Text
from nnviz.wording import called_now, did_you_mean, enumeration, exact, phrase, precisely

_OWN = ("measured", "expected")
"""What a claim's own sentence calls its two numbers."""

_BEFORE = "before."
"""What a question calls the numbers before its change."""

MOST_LISTED = 8
"""So many numbers of an array are said as a list; names are all said."""

_MOST_CHARACTERS = 20_000
"""The longest passage that is said; ten pages of a book."""

_SHOWN = 60
"""So much of a template that nobody could read is told."""


class Proved(Protocol):
    """What words ask of the claims: what they compared, whether they hold, and their sentences."""

    def holds(self, cited: str, of: str | None) -> bool:
        """Whether a citation holds."""

    def number(self, claim: str, which: str) -> Any:
        """Return what a claim measured or expected."""

    def sentence(self, claim: str, of: str | None) -> str:
        """Return a claim's own sentence."""

    @property
    def laws(self) -> Mapping[str, bool]:
        """Each claim's name, and whether it is a law."""

    def __contains__(self, claim: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...


@dataclass(frozen=True)
class Sentence:
    """A passage as it was said: the claims that prove it, and which of its text's versions it is.

    What cites nothing proves nothing, and is shown without a tick; `author` marks what the author
    of a course says so.
    """

    text: str
    version: int = 0
    cites: tuple[str, ...] = ()
    author: bool = False


class Said(NamedTuple):
    """A passage that was said: its words, the template, the member, what it cites, plain or not."""

    text: str
    template: str
    of: str | None
    cites: tuple[str, ...]
    plain: bool


@dataclass
class Words:
    """What can be said of one result: its numbers, and what its claims prove."""

    name: str
    numbers: Mapping[str, Any]
    """The parameters and the result's values by name."""
    proved: Proved
    members: tuple[str, ...] = ()
    of_members: frozenset[str] = frozenset()
    """The names of values that have an entry for each member."""
    chosen: frozenset[str] = frozenset()
    """The names of parameters, which are said in the digits they were chosen with."""
    catalogue: Catalogue = ENGLISH
    """What is said for the templates in the language that is spoken."""
    formerly: Mapping[str, str] = field(default_factory=dict)
    """The new names of parameters and claims by those that they had."""
    spoken: set[str] = field(default_factory=set, compare=False)
    """All that has been said, so that what is drawn can be looked up in it."""
    before: "Words | None" = None
    """What was before a change: `{before.steps}` is a number of it."""

    def say(self, text: Text, of: str | None = None) -> str:
        """Return what can be said of a text, about the member `of` where one is given."""
        said = " ".join(said.text for said in self.story(text, of))
        self.spoken.add(said)
        return said

    def at(self, **numbers: Any) -> "Words":
        """Return these words with other numbers: those of a moment of a film, or of a row."""
        return replace(self, numbers={**self.numbers, **numbers})

    def number(self, name: str) -> float:
        """Return the number of a name, `left.large`, `fewer.measured`; NaN where there is none.

        Raises `ContractError` for what is no number.
        """
        self._refuse_field(name, name)
        number = self._value(Field(name, ""), name, None)
        if not isinstance(number, int | float | None):
            raise ContractError(f"{self.name}: {name} is no number: {number!r}")
        return math.nan if number is None else float(number)

    def titled(self, panels: Iterable[Panel]) -> list[tuple[str, str, str]]:
        """Return each panel's title and the names of its axes, for `drawing.panels`."""
        return [(self.say(p.title, p.of), self.say(p.x, p.of), self.say(p.y, p.of)) for p in panels]

    def story(self, text: Text, of: str | None = None) -> list[Said]:
        """Return the passages of a text that can be said; `ContractError` for unknown names.

        What no setting says is refused too, so that a misspelling is found at once.
        """
        for template, own in passages(text):
            self._refuse_unknown(template, of or own)
        return self._story(text, of)

    def _story(self, text: Text, of: str | None) -> list[Said]:
        if isinstance(text, Either):
            return next((said for each in text.versions if (said := self._story(each, of))), [])
        if isinstance(text, Each):
            return [said for own in text.members for said in self._story(text.text, own)]
        if isinstance(text, tuple):
            return [said for part in text for said in self._story(part, of)]
        template, unproved = (text.words, True) if isinstance(text, Plain) else (text, False)
        return self._passage(template, of, unproved)

    def _passage(self, template: str, of: str | None, unproved: bool) -> list[Said]:
        (parts, cites), forms = translated(template, self.catalogue)
        own = tuple(part.name for part in parts if isinstance(part, Field) and self._claimed(part))
        if not all(self.proved.holds(cited, of) for cited in (*cites, *own)):
            return []
        words = []
        for part in parts:
            shown = part if isinstance(part, str) else self._written(part, template, of, forms)
            if shown is None:
                return []
            words.append(shown)
        if (length := sum(map(len, words))) > _MOST_CHARACTERS:
            told = f"the text {template[:_SHOWN]!r} has {length} characters"
            raise ContractError(f"{self.name}: {told}; at most {_MOST_CHARACTERS} can be shown")
        return [Said("".join(words), template, of, (*cites, *own), unproved)]

    def values_said(self, said: Said) -> Iterator[tuple[str, Any]]:
        """Yield the name and the value of each field of a passage that is no claim's sentence."""
        for part in passage(said.template).parts:
            if not isinstance(part, Field) or self._claimed(part):
                continue
            if part.name.partition(".")[0] not in _OWN:
                yield part.name, self._value(part, said.template, said.of)

    def own_sentence(self, claim: str, template: str, of: str | None) -> str:
        """Return a claim's sentence, in which `measured` and `expected` are its own.

        It is always said: what is no number is written so.
        """
        own = {which: self.proved.number(claim, which) for which in _OWN}
        words = replace(
            self,
            numbers={**self.numbers, **own},
            of_members=self.of_members | {*own},
        )
        words._refuse_unknown(template, of)
        spoken, forms = translated(template, self.catalogue)
        return "".join(
            part
            if isinstance(part, str)
            else words._written(part, template, of, forms) or tr("no number")
            for part in spoken.parts
        )

    def _claimed(self, field: Field) -> bool:
        """Whether a field is a claim's own sentence: `{claim}` or `{claim.member}`."""
        claim, _, rest = field.name.partition(".")
        return claim in self.proved and (not rest or rest in self.members)

    def _written(
        self, field: Field, template: str, of: str | None, catalogue: Catalogue
    ) -> str | None:
        """Return a field's words, or None where there is no such number now."""
        if self.before and field.name.startswith(_BEFORE):
            earlier = field._replace(name=field.name.removeprefix(_BEFORE))
            return self.before._written(earlier, template, of, catalogue)
        head, _, own = self._split(field, of)
        if self._claimed(field):
            return self.proved.sentence(head, own)
        value = self._value(field, template, of)
        if not _is_there(value):
            return None
        value = self._in_words(value)
        if "|" in field.spec or "#" in field.spec:
            return in_forms(
                phrase(exact(value) if head in self.chosen else value), field.spec, catalogue
            )
        if not field.spec:
            return phrase(exact(value) if head in self.chosen else value)
        if re.search(r"\d{4}", field.spec):
            told = f"the text {template[:_SHOWN]!r} asks for {field.spec[:_SHOWN]} characters"
            raise ContractError(f"{self.name}: {told}; no number has so many")
        values = value if isinstance(value, tuple) else (value,)
        return enumeration([precisely(item, field.spec) for item in values])

    def _in_words(self, value: Any) -> Any:
        """Return a value whose words are those of the language: `raw`, `centred`."""
        if isinstance(value, tuple):
            return tuple(map(self._in_words, value))
        if not isinstance(value, str):
            return value
        if value.isidentifier():  # a single name, of a column perhaps, is no symbol
            return self.catalogue.word(value)
        said = self.catalogue.word(value)
        return self.catalogue.notation.written(heard(value, current()) if said == value else said)

    def _split(self, field: Field, of: str | None) -> tuple[str, list[str], str | None]:
        """Return a field's first name, what stands between, and the member that it is about."""
        head, *rest = field.name.split(".")
        own = rest.pop() if rest and rest[-1] in self.members else of
        return head, rest, own

    def _value(self, field: Field, template: str, of: str | None) -> Any:
        """Return the number, the word, or the tuple of numbers that a field names."""
        head, rest, own = self._split(field, of)
        value = self.proved.number(head, rest[0]) if rest else self.numbers[head]
        shaped = bool(rest) or head in self.of_members
        if hasattr(value, "shape"):
            value = self._from_array(value, shaped, own, field.name, template)
        return value

    def _from_array(
        self, value: Any, of_members: bool, own: str | None, name: str, template: str
    ) -> Any:
        """Return a member's number of an array, or all of a short one."""
        if of_members and own is not None and value.ndim and len(value) == len(self.members):
            value = value[self.members.index(own)]
        if value.ndim > 1 or (value.size > MOST_LISTED and value.dtype.kind != "U"):
            raise ContractError(
                f"{self.name}: the text {template!r} names {{{name}}}, an array of shape "
                f"{value.shape}; name one of its numbers in compute"
            )
        listed = value.tolist()
        return tuple(listed) if isinstance(listed, list) and len(listed) > 1 else _one(listed)

    def _refuse_unknown(self, template: str, of: str | None) -> None:
        parts, cites = passage(template)
        for part in parts:
            if isinstance(part, Field):
                self._refuse_field(part.name, template)
        for cited in cites:
            refuse_citation(
                self.name, template, cited, self.proved.laws, self.members, self.formerly
            )

    def _refuse_field(self, name: str, template: str) -> None:
        if self.before and name.startswith(_BEFORE):
            self.before._refuse_field(name.removeprefix(_BEFORE), template)
            return
        head, *rest = name.split(".")
        if head not in self.numbers and head not in self.proved:
            hint = called_now(head, self.formerly, [*self.numbers, *self.proved])
            raise ContractError(
                f"{self.name}: the text {template!r} names {{{name}}}, which is neither a "
                f"parameter nor a value of the result.{hint}"
            )
        if rest and rest[-1] in self.members:
            rest.pop()
        parts = _OWN if head in self.proved else ()
        if rest and (len(rest) > 1 or rest[0] not in parts):
            known = [*parts, *self.members]
            raise ContractError(
                f"{self.name}: the text {template!r} names {{{name}}}, and {head} has no "
                f"{'.'.join(rest)}.{did_you_mean(rest[0], known)}"
            )


def refuse_citation(
    name: str,
    template: str,
    cited: str,
    laws: Mapping[str, bool],
    members: tuple[str, ...],
    formerly: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Raise `ContractError` for a citation of no claim, of no member, or against a law.

    `laws` has each claim's name, and whether it is a law; `formerly` the new names of old ones.
    """
    contrary, plain_name = cited.startswith("not "), cited.removeprefix("not ")
    claim, _, member = plain_name.partition(".")
    if claim not in laws:
        known = called_now(claim, formerly, laws)
        raise ContractError(
            f"{name}: the text {template!r} cites [{claim}], and there is no claim of that name."
            f"{known}"
        )
    if member and member not in members:
        raise ContractError(
            f"{name}: the text {template!r} cites [{plain_name}], and there is no member of that "
            f"name.{did_you_mean(member, members)}"
        )
    if contrary and laws[claim]:
        raise ContractError(
            f"{name}: the text {template!r} cites [{cited}], but {claim} is a claim, which holds "
            "wherever it is made; only of a finding the contrary can be said"
        )


def _one(listed: Any) -> Any:
    return listed[0] if isinstance(listed, list) and len(listed) == 1 else listed


def _is_there(value: object) -> bool:
    """Whether a value can be said: it is a word, or finite."""
    if isinstance(value, tuple):
        return all(map(_is_there, value))
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))
