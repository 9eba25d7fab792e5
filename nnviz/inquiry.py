"""A question with both of its runs: what is asked, what they answer, and their figures."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from nnviz.demonstration import Demonstration, demonstrate
from nnviz.exhibit import Quiz
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.questions import Change, Predict
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
            settings=(self.before.concept.values, self.after.concept.values),
            print=hashlib.sha256("\0".join(told).encode()).hexdigest()[:16],
        )

    @cached_property
    def pictures(self) -> "tuple[Picture, Picture]":
        """Both figures, their panels with the same limits, so that they can be compared."""
        from nnviz.render.layout import common_limits

        limits = common_limits(self.before.picture.figure, self.after.picture.figure)
        return self.before.pictured(limits), self.after.pictured(limits)

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
