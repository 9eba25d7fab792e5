"""What an author says of a figure in place of the concept's own words, and leaves out of it."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, TypeAlias

from nnviz.concept import Concept
from nnviz.errors import AuthorWarning, ContractError, UsageError
from nnviz.language.notation import AS_WRITTEN
from nnviz.passages import passage
from nnviz.result import Result
from nnviz.setting import quoted
from nnviz.words import Sentence, Words

TEXTS = ("title", "headline", "caption", "alt")
"""What an author may say in other words."""

LEFT_OUT = ("headline", "setting")
"""What a figure may be drawn without."""

NAMES = (*TEXTS, "setting")

Wish: TypeAlias = "str | Literal[False] | None"
"""An author's words, False for none at all, or None for those of the concept."""

_SENTENCE = re.compile(
    r"(?:\$\$.*?\$\$|\$[^$]*\$|.)+?(?:[.!?…][\"“”’»)]*(?:\s*\[[^][]+\])*(?=\s|$)|$)", re.DOTALL
)


class Wishes(Protocol):
    """The texts that may be asked for by name, `headline=False` for a figure without it."""

    def get(self, name: str, /) -> Any:
        """Return what is wished for a text, or None."""


@dataclass(frozen=True)
class Authored:
    """Texts by name, each of passages as a concept's are, and what the figure is drawn without.

    `where` tells where they were written, as a message says it. A text is said where all that it
    cites holds and each number that it names is there; else the concept's own is, and an
    `AuthorWarning` tells why.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    where: str = ""

    @classmethod
    def of(cls, wishes: Wishes, where: str = "") -> "Authored":
        """Return what is wished for; raises `UsageError` for what cannot be."""
        texts, without = {}, set()
        for name in NAMES:
            wish = wishes.get(name)
            words = " ".join(wish.split()) if isinstance(wish, str) else ""
            if wish is False and name in LEFT_OUT:
                without.add(name)
            elif words and name in TEXTS:
                texts[name] = words
            elif wish is not None:
                kinds = [
                    *(["a text"] if name in TEXTS else []),
                    *(["false"] if name in LEFT_OUT else []),
                ]
                told = f"{name}{where and f' in {where}'} must be {' or '.join(kinds)}"
                raise UsageError(f"{told}; got {wish!r}.")
        return cls(texts, frozenset(without), where)

    def options(self) -> list[str]:
        """Return the words that are typed for it, as a shell reads them."""
        said = [f"--{name} {quoted(words)}" for name, words in self.texts.items()]
        return [*said, *(f"--no-{name}" for name in sorted(self.without))]

    def arguments(self) -> dict[str, object]:
        """Return what `nnviz.show` takes for it."""
        return {**self.texts, **dict.fromkeys(sorted(self.without), False)}

    def story(self, text: str, concept: Concept, result: Result) -> tuple[Sentence, ...]:
        """Return an author's sentences; none where the concept's own are said.

        Raises `UsageError` for a name or a claim that there is not.
        """
        if text not in self.texts:
            return ()
        place = f"{text}{self.where and f' in {self.where}'}"
        parts = tuple(one.strip() for one in _SENTENCE.findall(self.texts[text]) if one.strip())
        words = replace(concept.words(result), name=place)
        if words.catalogue.notation.symbols:  # an author writes the course's letters
            words = replace(words, catalogue=replace(words.catalogue, notation=AS_WRITTEN))
        try:
            said = concept.sentences(parts, words, result)
        except ContractError as error:
            raise UsageError(f"{error}") from error
        except ValueError as error:  # a format that Python does not have
            raise UsageError(
                f"{place}: {self.texts[text]!r} cannot be filled in: {error}."
            ) from error
        if len(said) < len(parts):
            why = _reason(parts, words)
            warnings.warn(
                f"{place}: {why}, so nnviz's own words stand.", AuthorWarning, stacklevel=2
            )
            return ()
        return tuple(replace(sentence, author=not sentence.cites) for sentence in said)


NOTHING = Authored()
"""Of a figure whose author leaves all words to the concept."""


def _reason(parts: tuple[str, ...], words: Words) -> str:
    """Return why not all of a text can be said."""
    for part in parts:
        taken = passage(part)
        told = (name for name in taken.fields if name.partition(".")[2] in ("", *words.members))
        for cited in (
            *taken.cites,
            *(name for name in told if name.partition(".")[0] in words.proved),
        ):
            if not words.proved.holds(cited, None):
                return f"[{cited}] does not hold here"
    return "a number that it names is not there"
