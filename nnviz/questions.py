"""Predict first: a question about a change, whose answer both runs measure and nobody types.

    longer = Predict(
        "κ goes from {before.condition} to {condition}. Heavy ball needed "
        "{before.momentum_steps} steps; now it needs about …",
        Choice("as many", 1, "Momentum does not do away with the ravine."),
        Choice("{near} times as many", 3),
        Choice("{near} times as many", 10, "So it is for plain descent [plain_rate]."),
        of=Ratio("momentum_steps"), condition=1000,
        why="Its steps grow with √κ [heavy_ball].",
    )

Nothing marks the right choice. Each wrong one has a reply to who chose it, which the right one
lacks: the author's belief, which a check compares with what is measured.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from nnviz.errors import ContractError
from nnviz.language import tr
from nnviz.passages import Field, passage, passages
from nnviz.setting import Setting
from nnviz.texts import Text
from nnviz.wording import did_you_mean, enumeration, phrase
from nnviz.words import Words, refuse_citation

__all__ = ["Change", "Choice", "Least", "Most", "Moved", "Predict", "Ratio", "Value"]

Test: TypeAlias = "float | tuple[float, float] | tuple[str, ...] | str"
"""What makes a choice the right one: a number nearby, a range, `more`, `fewer`, `never`, names."""

NEAR = 1.4
"""A number is as good as measured within this factor."""

SAME = 1.25
"""What changed by less than this factor is about the same."""

TENTH = 1.1
"""An answer is clear where a tenth more or less leaves it as it is."""


@dataclass(frozen=True)
class Choice:
    """An answer to choose: its words, its test, and the reply to who chose it wrongly.

    `{near}` in the words is the test's number, so that what is said is what is tested.
    """

    text: str
    test: Test
    reply: Text = ""


class Asked:
    """What a question asks of both runs, by names of numbers: `Ratio("steps")`."""

    words: tuple[str, ...] = ("never",)
    """The words that are a choice's test, beside numbers and ranges."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def measure(self, before: Words, after: Words) -> Any:
        """Return the answer: a number, a name, or the set of the names that are meant."""
        raise NotImplementedError

    def fits(self, test: Test, measured: Any) -> bool:
        """Whether a choice of this test is right."""
        if test == "never":
            return not math.isfinite(measured)
        low, high = self.range_of(test)
        return math.isfinite(measured) and low < measured < high

    def range_of(self, test: Test) -> tuple[float, float]:
        """Return the numbers between which a choice is right."""
        if isinstance(test, int | float):
            return test / NEAR, test * NEAR
        low, high = _names(test)
        return float(low), float(high)

    def near(self, measured: Any) -> tuple[Any, ...]:
        """Return what might as well have been measured."""
        return (measured * TENTH, measured / TENTH)

    def is_clear(self, before: Words, after: Words) -> bool:
        """Whether names are told from one another by a tenth."""
        return True

    def problem_of(self, test: Test) -> str:
        """Return what is wrong with a choice's test, or nothing."""
        if isinstance(test, tuple):
            fine = len(test) == 2 and all(isinstance(n, int | float) for n in test)
            return "" if fine else "a range is (low, high)"
        if isinstance(test, str):
            return "" if test in self.words else f"a word is {enumeration([*self.words], 'or')}"
        return "" if test > 0 else "give a range (low, high) about it"


class Ratio(Asked):
    """How many times as large a number is as before, or as another, `over`; 1 is about the same."""

    words = ("more", "fewer", "never")

    def __init__(self, name: str, *, over: str = "") -> None:
        super().__init__(*((name, over) if over else (name,)))

    def measure(self, before: Words, after: Words) -> float:
        """Return the number afterwards over that before, or over the other."""
        return _quotient(*self.numbers(before, after))

    def numbers(self, before: Words, after: Words) -> tuple[float, float]:
        """Return what is divided, and by what."""
        name, *over = self.names
        return after.number(name), after.number(over[0]) if over else before.number(name)

    def range_of(self, test: Test) -> tuple[float, float]:
        """Return the numbers between which a choice is right."""
        if test in ("more", "fewer"):
            return (SAME, math.inf) if test == "more" else (-math.inf, 1 / SAME)
        return (1 / SAME, SAME) if test == 1 else super().range_of(test)


class Value(Asked):
    """What a number is afterwards."""

    def __init__(self, name: str) -> None:
        super().__init__(name)

    def measure(self, before: Words, after: Words) -> float:
        """Return the number afterwards."""
        return after.number(self.names[0])


class Least(Asked):
    """Which of these numbers is the smallest afterwards; choices are their names."""

    sign = 1

    def measure(self, before: Words, after: Words) -> Any:
        """Return the name of the smallest."""
        return min(self.names, key=lambda name: self.sign * after.number(name))

    def fits(self, test: Test, measured: Any) -> bool:
        """Whether a choice names it."""
        return {*_names(test)} == {*_names(measured)}

    def near(self, measured: Any) -> tuple[Any, ...]:
        """Return nothing else: how near names are is told by `is_clear`."""
        return ()

    def is_clear(self, before: Words, after: Words) -> bool:
        """Whether the next is a tenth away."""
        first, second, *_ = sorted(self.sign * after.number(name) for name in self.names)
        return _changed(first, second) > 1 - 1 / TENTH

    def problem_of(self, test: Test) -> str:
        """Return what is wrong with a choice's test, or nothing."""
        known = {*_names(test)} <= {*self.names}
        return "" if known else f"it may be of {enumeration([*self.names])}"


class Most(Least):
    """Which of these numbers is the largest afterwards; choices are their names."""

    sign = -1


class Moved(Least):
    """Which of these numbers change; a choice is a name, or a tuple of several or of none."""

    def measure(self, before: Words, after: Words) -> Any:
        """Return the names of those that change, by a fifth or more."""
        return tuple(n for n, share in self._shares(before, after) if share > 1 - 1 / SAME)

    def is_clear(self, before: Words, after: Words) -> bool:
        """Whether none changes by something between a tenth and a fifth."""
        shares = [share for _, share in self._shares(before, after)]
        return not any(1 - 1 / TENTH < share <= 1 - 1 / SAME for share in shares)

    def _shares(self, before: Words, after: Words) -> list[tuple[str, float]]:
        return [(n, _changed(before.number(n), after.number(n))) for n in self.names]


class Change(Setting):
    """From one setting to another: `Change(before={"epsilon": 1e-5}, epsilon=1e-9)`.

    What `before` sets beside the defaults stays set, where it is not changed.
    """

    def __init__(self, *, before: Mapping[str, Any] | None = None, **values: Any) -> None:
        self.before = Setting(**(before or {}))
        self.changed = values
        super().__init__(**{**self.before.values, **values})

    def __repr__(self) -> str:
        return f"{self.before!r} -> {super().__repr__()}"


class Predict(Change):
    """A question about a change, its choices, and why the answer is what it is.

    `of` is what is measured; `why` cites the claims that prove it, at both settings. `variants`
    ask the same of other changes.
    """

    name = ""

    def __init__(
        self,
        text: str,
        *choices: Choice,
        of: Asked,
        why: Text,
        before: Mapping[str, Any] | None = None,
        variants: tuple[Change, ...] = (),
        **values: Any,
    ) -> None:
        super().__init__(before=before, **values)
        self.text, self.choices, self.of, self.why = text, choices, of, why
        self.variants = variants

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    __hash__ = object.__hash__
    __eq__ = object.__eq__

    @property
    def changes(self) -> tuple[Change, ...]:
        """The question's own change, and its variants."""
        return (self, *self.variants)

    def right(self, before: Words, after: Words) -> list[int]:
        """Return the places of the choices that are right."""
        return self._right(self.of.measure(before, after))

    def is_clear(self, before: Words, after: Words) -> bool:
        """Whether just one choice is right, and no other would be with a tenth more or less."""
        measured = self.of.measure(before, after)
        right = self._right(measured)
        beside = {i for other in self.of.near(measured) for i in self._right(other)}
        return len(right) == 1 and beside <= {*right} and self.of.is_clear(before, after)

    def _right(self, measured: Any) -> list[int]:
        return [i for i, one in enumerate(self.choices) if self.of.fits(one.test, measured)]

    def asked(self, before: Words, values: Mapping[str, Any]) -> tuple[str, list[str]]:
        """Return question and choices, which name parameters and what was before, and no more."""
        words = replace(
            before,
            numbers=values,
            of_members=frozenset(),
            before=before,
            chosen=frozenset({*values, "near"}),
        )
        near = [
            words.at(near=one.test if isinstance(one.test, int | float) else math.nan)
            for one in self.choices
        ]
        said = [own.say(one.text) for own, one in zip(near, self.choices, strict=True)]
        return words.say(self.text), said

    def measured(self, before: Words, after: Words) -> str:
        """Return the numbers that answer, in words."""
        if isinstance(self.of, Least):
            _, choices = self.asked(before, after.numbers)
            told = [
                f"{self._label(name, choices)}: {self._numbers(name, before, after)}"
                for name in self.of.names
            ]
            return "; ".join(told)
        answer = self.of.measure(before, after)
        if not isinstance(self.of, Ratio):
            return self._numbers(self.of.names[0], before, after)
        if len(self.of.names) == 1:
            numbers = self._numbers(self.of.names[0], before, after)
        else:
            number, over = map(phrase, self.of.numbers(before, after))
            numbers = tr("{number} against {over}", number=number, over=over)
        times = phrase(float(f"{answer:.3g}"))
        if times == "1":
            return tr("{numbers}, as large", numbers=numbers)
        return tr("{numbers}, {times} times as large", numbers=numbers, times=times)

    def _numbers(self, name: str, before: Words, after: Words) -> str:
        then, now = phrase(before.number(name)), phrase(after.number(name))
        if type(self.of) in (Least, Most):
            return now
        return tr("{before} before, {after} after", before=then, after=now)

    def _label(self, name: str, choices: list[str]) -> str:
        """Return what a number is called: the choice that it is alone, or its name."""
        pairs = zip(self.choices, choices, strict=True)
        own = (said for one, said in pairs if {*_names(one.test)} == {name})
        return next(own, name.replace("_", " ").replace(".", " "))

    def refuse(self, concept: Any) -> None:
        """Raise `ContractError` for what cannot be asked of a concept."""
        here = f"{concept.name}: the question {self.name}"
        if not 2 <= len(self.choices) <= 5:
            raise ContractError(f"{here} has {len(self.choices)} choices; give 2 to 5")
        for one in self.choices:
            if problem := self.of.problem_of(one.test):
                raise ContractError(f"{here} has the choice {one.test!r}; {problem}")
        for change in self.changes:
            for name in change.values:
                if name not in concept.parameters:
                    near = did_you_mean(name, sorted(concept.parameters))
                    raise ContractError(f"{here} sets {name}, no parameter.{near}")
            concept.create(change.before.values)
            concept.create(change.values)
        for template in (self.text, *(one.text for one in self.choices)):
            self._refuse_asked(template, concept, here)
        laws = {name: one.law for name, one in concept.propositions.items()}
        for text in (self.why, *(one.reply for one in self.choices)):
            for template, _ in passages(text):
                for cited in passage(template).cites:
                    refuse_citation(concept.name, template, cited, laws, concept.members)

    def _refuse_asked(self, template: str, concept: Any, here: str) -> None:
        parts, cites = passage(template)
        told = [part.name.partition(".")[0] for part in parts if isinstance(part, Field)]
        telling = [name for name in told if name not in (*concept.parameters, "before", "near")]
        if cites or telling:
            raise ContractError(
                f"{here} says {template!r}, which may tell the answer; name parameters and "
                "{before.…} alone, and cite claims in why"
            )


def _names(test: Test) -> tuple[Any, ...]:
    return test if isinstance(test, tuple) else (test,)


def _quotient(number: float, over: float) -> float:
    return number / over if over else math.nan


def _changed(before: float, after: float) -> float:
    """Return by what share of the larger one two numbers differ."""
    largest = max(abs(before), abs(after))
    return abs(after - before) / largest if largest else 0.0
