"""A question with both of its runs: what is asked, what they answer, and their figures."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from nnviz.demonstration import Demonstration, demonstrate
from nnviz.exhibit import Quiz
from nnviz.glossary import asked
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.language import Language, speaking
from nnviz.questions import Change, Predict
from nnviz.setting import typed
from nnviz.words import Words

if TYPE_CHECKING:
    from nnviz.render import Picture


@dataclass(frozen=True)
class Inquiry:
    """A question of a concept, asked of one change; `quiz` is what is said of it."""

    card: Card
    question: Predict
    change: Change
    before: Demonstration
    after: Demonstration

    @cached_property
    def quiz(self) -> Quiz | None:
        """Question, choices and answer; None where not just one choice is right."""
        with speaking(self.after.language):
            return self._quiz()

    def _quiz(self) -> Quiz | None:
        question, (then, now) = self.question, self._words
        right = question.right(then, now)
        if len(right) != 1:
            return None
        revealed = replace(now, before=then)
        text, choices = question.asked(then, self.after.concept.values)
        replies = tuple(revealed.say(one.reply) for one in question.choices)
        told = [question.text, *(one.text for one in question.choices), repr(question.changes)]
        return Quiz(
            name=f"{self.card.name}.{question.name}",
            title=self.after.concept.titled(),
            text=text,
            choices=tuple(choices),
            right=right[0],
            measured=question.measured(then, now),
            replies=replies,
            why=self.after.concept.sentences(question.why, revealed, self.after.result),
            before=self.before.exhibit.command,
            after=self.after.exhibit.command,
            labels=(self._label(self.before), self._label(self.after)),
            print=hashlib.sha256("\0".join(told).encode()).hexdigest()[:16],
        )

    @property
    def symbols(self) -> dict[str, str]:
        """What the letters of the question stand for."""
        with speaking(self.after.language):
            return asked(self.after.concept.glossary(), self.quiz.text if self.quiz else "")

    def told_in(self, language: Language) -> "Inquiry":
        """Return the same, its runs not made again, asked and answered in another language."""
        before, after = self.before.told_in(language), self.after.told_in(language)
        return replace(self, before=before, after=after)

    def pictures(self, size: str | None = None, dark: str = "") -> "list[list[Picture]]":
        """Return both figures, their panels with the same limits, so that they can be compared.

        Each comes in the theme of its demonstration, and after it in another, `dark`, if wanted.
        """
        from nnviz.render.layout import common_limits

        sides = self.before, self.after
        limits = common_limits(*(side.limits(size) for side in sides))
        drawn = []
        for side in sides:
            light = side.pictured(limits, size=size)
            looks = [side.pictured(limits, size=size, theme=dark, like=light)] if dark else []
            drawn.append([light, *looks])
        return drawn

    def _label(self, shown: Demonstration) -> str:
        values = shown.concept.values
        return ", ".join(f"{name} = {typed(values[name])}" for name in self.change.changed)

    @property
    def _words(self) -> tuple[Words, Words]:
        before, after = self.before, self.after
        return before.concept.words(before.result), after.concept.words(after.result)


def inquiries(
    catalog: Catalog, card: Card, theme: str, size: str | None = None, *, variants: bool = False
) -> Iterator[Inquiry]:
    """Yield each question of a concept, asked of its own change and, if wanted, its variants."""
    concept = type(catalog.concept(card, {}))
    for question in concept.questions.values():
        for change in question.changes if variants else question.changes[:1]:
            yield inquiry(catalog, card, question, change, theme, size)


def inquiry(
    catalog: Catalog,
    card: Card,
    question: Predict,
    change: Change,
    theme: str,
    size: str | None = None,
) -> Inquiry:
    """Return a question asked of a change: its own, or one of its variants."""
    before, after = (
        demonstrate(catalog, card, setting.values, theme, size)
        for setting in (change.before, change)
    )
    return Inquiry(card, question, change, before, after)
