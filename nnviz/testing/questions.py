"""Whether a question can be asked: one choice is right, at ten seeds, for a proved reason."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from nnviz.concept import Concept
from nnviz.passages import Field, passage, passages
from nnviz.questions import Change, Predict
from nnviz.setting import Setting
from nnviz.testing.places import place_of_text
from nnviz.testing.problem import Problem
from nnviz.testing.settings import stops_of
from nnviz.wording import enumeration, phrase
from nnviz.words import Words

SEEDS = 10
"""Three were too few: what held at six seeds failed at the seventh."""


def question_problems(concept: type[Concept], seeds: int = SEEDS) -> Iterator[Problem]:
    """Yield what is wrong with a concept's questions, each run at so many seeds."""
    runs = Runs(concept)
    for question in concept.questions.values():
        yield from _Examined(concept, question, runs, seeds).problems()


def question_table(concept: type[Concept], seeds: int = SEEDS) -> Iterator[dict[str, Any]]:
    """Yield of each question and variant what was measured at each seed, and other stops' answers.

    At a stop of another parameter another choice may be right: `why` should say what it hangs on.
    """
    runs = Runs(concept)
    for question in concept.questions.values():
        examined = _Examined(concept, question, runs, seeds)
        for change in question.changes:
            pairs = examined.pairs(change)
            text, choices = question.asked(pairs[0][0], runs.made(change.values)[0].values)
            yield {
                "question": question.name,
                "text": text,
                "right": [choices[i] for i in question.right(*pairs[0])],
                "measured": [question.measured(*pair) for pair in pairs],
                "elsewhere": examined.elsewhere(change),
            }


class Runs:
    """A concept's words at settings, each computed once."""

    def __init__(self, concept: type[Concept]) -> None:
        self.concept = concept
        self._kept: dict[str, tuple[Concept, Words]] = {}

    def at(self, values: Mapping[str, Any]) -> Words:
        """Return the words at a setting."""
        return self.made(values)[1]

    def made(self, values: Mapping[str, Any]) -> tuple[Concept, Words]:
        """Return the concept at a setting, and its words."""
        key = repr(sorted(values.items()))
        if key not in self._kept:
            made = self.concept.create(values)
            self._kept[key] = made, made.words(made.run())
        return self._kept[key]


class _Examined:
    """A question, with what was measured of it."""

    def __init__(self, concept: type[Concept], question: Predict, runs: Runs, seeds: int) -> None:
        self.concept, self.question, self.runs = concept, question, runs
        # Far apart, for one run may use a row of seeds.
        self.seeds = [{"seed": 10 * i} for i in range(seeds)]
        if "seed" not in concept.parameters:
            self.seeds = [{}]

    def problems(self) -> Iterator[Problem]:
        yield from self._of_words()
        for change in self.question.changes:
            yield from self._of_answer(change)
        yield from self._of_reasons()

    def pairs(self, change: Change) -> list[tuple[Words, Words]]:
        """Return the words before and after a change, at each seed."""
        return [
            (
                self.runs.at({**seed, **change.before.values}),
                self.runs.at({**seed, **change.values}),
            )
            for seed in self.seeds
        ]

    @cached_property
    def right(self) -> list[int]:
        """The places of the choices that are right, at the defaults' seed."""
        return self.question.right(*self.pairs(self.question)[0])

    def elsewhere(self, change: Change) -> list[str]:
        """Return the stops of other parameters at which another choice is right, or none."""
        found, own = [], self.question.right(*self.pairs(change)[0])
        for stop in stops_of(self.concept):
            if stop.values and not stop.values.keys() & change.values.keys():
                before, after = ({**stop.values, **s.values} for s in (change.before, change))
                if self.question.right(self.runs.at(before), self.runs.at(after)) != own:
                    found.append(" ".join(stop.options(self.concept.parameters)))
        return found

    def _of_words(self) -> Iterator[Problem]:
        question, choices = self.question, self.question.choices
        fields = {p.name for p in passage(question.text).parts if isinstance(p, Field)}
        for name in question.changed:
            if not {name, f"before.{name}"} <= fields:
                told = f"its text does not say what {name} was and becomes"
                yield self._problem(told, f"Name {{before.{name}}} and {{{name}}}.")
        for one in choices:
            words = [part for part in passage(one.text).parts if isinstance(part, str)]
            if any(sign.isdecimal() for part in words for sign in part):
                told = f"the choice {one.text!r} has a number that is typed"
                yield self._problem(told, "Write {near}, or say it in words.")
        numbers = [c.test for c in choices if isinstance(c.test, int | float)]
        if numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
            yield self._problem("its choices are shuffled", "Sort those with numbers.")
        if len({(one.text, one.test if "{near" in one.text else "") for one in choices}) < len(
            choices
        ):
            yield self._problem("two choices say the same", "Leave one out.")
        for tried in self.concept.try_next:
            if tried == Setting(**question.values):
                told = "a Try shows the same setting, and tells the answer"
                yield self._problem(told, "Leave the Try out; the question's reveal is one.")

    def _of_answer(self, change: Change) -> Iterator[Problem]:
        question, pairs = self.question, self.pairs(change)
        here = "" if change is question else f" ({change!r})"
        told = enumeration([phrase(question.of.measure(*pair)) for pair in pairs])
        rights = {tuple(question.right(*pair)) for pair in pairs}
        if len(rights) > 1 or len(min(rights)) != 1:
            right = [
                " and ".join(question.choices[i].text for i in each) for each in sorted(rights)
            ]
            found = (
                f"not just one choice is right{here}: {enumeration([r or 'none' for r in right])}"
            )
            yield self._problem(f"{found}; measured {told}", "Ask what all seeds answer alike.")
        elif not all(question.is_clear(*pair) for pair in pairs):
            found = f"the answer is not clear by a tenth{here}: measured {told}"
            yield self._problem(found, "Move the choices apart, or change more.")
        elif not self._needs_the_change(change):
            found = f"the same choice is right without the change, and at every stop{here}"
            yield self._problem(found, "Ask of a number that changes.")

    def _needs_the_change(self, change: Change) -> bool:
        """Whether another choice, or none, is right without the change or at some slider's stop."""
        before, after = self.pairs(change)[0]
        right = self.question.right(before, after)
        clear = self.question.is_clear(before, before)
        if not clear or self.question.right(before, before) != right:
            return True
        others = (self.runs.at(stop.values) for stop in stops_of(self.concept))
        return any(self.question.right(before, other) != right for other in others)

    def _of_reasons(self) -> Iterator[Problem]:
        question = self.question
        if len(self.right) != 1:
            return
        for i, one in enumerate(question.choices):
            if (i in self.right) is bool(one.reply):
                told, remedy = (
                    (
                        "is right, and has a reply",
                        "Find out whether the belief or the run is wrong.",
                    )
                    if one.reply
                    else ("is wrong, and has no reply", "Say what is missed by who chooses it.")
                )
                yield self._problem(f"the choice {one.text!r} {told}", remedy)
        before = self.pairs(question)[0][0]
        _, said = question.asked(before, self.runs.made(question.values)[0].values)
        lengths = [len(text) for text in said]
        others = [n for i, n in enumerate(lengths) if i not in self.right]
        if lengths[self.right[0]] > 4 / 3 * max(others):
            yield self._problem("the right choice is the longest by a third", "Even them out.")
        cited = [t for text in [question.why] for t, _ in passages(text) if self._cites(t)]
        if not cited:
            yield self._problem("why cites no claim", "Cite what proves it, [claim].")
        for change in question.changes:
            yield from self._of_revealed(change)

    def _of_revealed(self, change: Change) -> Iterator[Problem]:
        """Yield what is not said after an answer, or cites what does not hold at both settings."""
        before, after = self.pairs(change)[0]
        revealed = replace(after, before=before)
        for text in (self.question.why, *(one.reply for one in self.question.choices)):
            for template, _ in passages(text):
                for words, when in ((before, "before"), (after, "after")):
                    for cited in self._cites(template):
                        if not words.proved.holds(cited, None):
                            told = f"{template!r} cites [{cited}], which does not hold {when}"
                            yield self._problem(told, "Cite what holds at both settings.")
            if text and not revealed.say(text):
                yield self._problem(f"{text!r} is not said", "Name only what is there.")

    def _cites(self, template: str) -> list[str]:
        parts, cites = passage(template)
        own = [
            p.name for p in parts if isinstance(p, Field) and p.name in self.concept.propositions
        ]
        return [*cites, *own]

    def _problem(self, found: str, remedy: str) -> Problem:
        place = place_of_text(self.concept, self.question.text)
        return Problem(f"question {self.question.name}", found, remedy, place)
