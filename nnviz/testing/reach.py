"""What is said and proved at all settings that are tried: nothing false, and nothing for show.

Of concepts of the second contract, whose texts are data and whose claims are methods.
"""

import ast
import inspect
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from textwrap import dedent
from typing import Any

from nnviz.concept import TEXTS, Concept
from nnviz.proofs import Measured, Proofs, Proposition, State
from nnviz.result import Result
from nnviz.setting import Try
from nnviz.testing.places import place_of_method, place_of_text
from nnviz.testing.problem import Problem
from nnviz.testing.settings import command, random_settings, settings_of
from nnviz.wording import counted, phrase
from nnviz.words import Each, Either, Plain, Said, Text, Words, passages

MANY = 20
"""With so many random settings, what none of them reaches may be hinted at."""

_SAME = 1e-9


@dataclass(frozen=True)
class Trial:
    """A concept computed at a setting, with the Tries that promise something there."""

    concept: Concept
    values: Mapping[str, Any]
    tries: tuple[Try, ...] = ()
    random: bool = False

    @cached_property
    def result(self) -> Result:
        """What is computed."""
        return self.concept.run()

    @property
    def words(self) -> Words:
        """What may be said of it."""
        return self.concept.words(self.result)

    @property
    def proofs(self) -> Proofs:
        """What its claims measured."""
        return self.concept.proofs(self.result)

    @property
    def must_judge(self) -> bool:
        """Whether a headline without a claim is not enough: at the defaults and at a Try."""
        return bool(self.tries or not self.values)

    @property
    def command(self) -> str:
        """What is typed to see it."""
        return command(type(self.concept), self.values)


def trials(concept: type[Concept], count: int = 0) -> Iterator[Trial]:
    """Yield defaults, slider stops, range ends, each Try, and so many random settings."""
    fixed = list(settings_of(concept))
    fixed += [dict(one.values) for one in concept.try_next if dict(one.values) not in fixed]
    for values in fixed:
        here = tuple(one for one in concept.try_next if dict(one.values) == values)
        yield Trial(concept.create(values), values, here)
    for values in random_settings(concept, count):
        yield Trial(concept.create(values), values, random=True)


def texts_of(concept: type[Concept]) -> Iterator[tuple[str, Text, str | None]]:
    """Yield every text of a concept: its name, the text, and the member that it is about."""
    for name in TEXTS:
        text = getattr(concept, name)
        if not callable(text):  # what is not defined is another point
            yield name, text, None
    for panel in concept.panels:
        for text in (panel.title, panel.x, panel.y):
            yield f"panel {panel.name}", text, panel.of
    others = [name for owner in concept.__mro__ for name in vars(owner) if name not in TEXTS]
    for name in dict.fromkeys(others):
        own: Any = getattr(concept, name, None)
        if _is_text(own):
            yield from ((name, own, member) for member in concept.members or (None,))


def _is_text(value: object) -> bool:
    """Whether an attribute is a text beyond doubt; a string or several may be anything."""
    if isinstance(value, tuple):
        kinds = (str, Plain, Either, Each)
        return all(isinstance(part, kinds) or _is_text(part) for part in value) and not all(
            isinstance(part, str) for part in value
        )
    return isinstance(value, Plain | Either | Each)


class Reach:
    """What is found wrong at one setting after another, and what none of them reached."""

    def __init__(self, concept: type[Concept]) -> None:
        self.concept = concept
        self.count = 0
        self.said: set[str] = set()
        self.unproved: dict[tuple[str, str], tuple[Problem, list[float]]] = {}
        self.reasons: set[str] = set()
        self.states: dict[str, set[State]] = {name: set() for name in concept.propositions}

    def problems_at(self, trial: Trial) -> Iterator[Problem]:
        """Yield what is wrong at a setting."""
        try:
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                proofs, words = trial.proofs, trial.words
        except Exception as error:
            if not trial.values:
                raise  # a concept that does not work at all is told of as such
            told = f"at `{trial.command}` it raises {type(error).__name__}: {error}"
            yield Problem("result", told, "Compute it, or bound the parameter.")
            return
        self.count += 1
        for warning in dict.fromkeys(str(one.message) for one in warned):
            told = f"at `{trial.command}` it warns: {warning}"
            yield Problem("result", told, "Handle the case that the warning names.")
        yield from self._law_problems(trial, proofs)
        yield from self._silence_problems(trial, words)
        for name, text, of in texts_of(self.concept):
            for said in words.story(text, of):
                self.said.add(said.template)
                self._note_numbers(name, said, trial)
        for one in trial.tries:
            yield from self._try_problems(one, trial, words)

    def problems_of_all(self, random: int) -> Iterator[Problem]:
        """Yield numbers that no cited claim compared, and hints at what no setting reached.

        A number that is the same at every setting is a constant of the concept, which judges
        nothing. Hints at what is reached come after `MANY` random settings.
        """
        for problem, values in self.unproved.values():
            if len(set(values)) > 1 or len(values) == 1:
                yield problem
        for name, states in self.states.items():
            proposition = self.concept.propositions[name]
            if self.count > 1 and not proposition.law and states == {"holds"}:
                told = f"it is so at all of {counted(self.count, 'setting')}"
                yield self._of_claim(proposition, told, "If it is a law, write @claim.", hint=True)
        if random < MANY:
            return
        here = f"of {counted(self.count, 'setting')}"
        for name, states in self.states.items():
            proposition = self.concept.propositions[name]
            if states <= {"not claimed"}:
                told, remedy = f"it is made at none {here}", "Leave it out, or widen a range."
                yield self._of_claim(proposition, told, remedy, hint=True)
            elif not proposition.law and not states & {"holds"}:
                told, remedy = f"it is so at none {here}", "Leave it out, or widen a range."
                yield self._of_claim(proposition, told, remedy, hint=True)
            for reason in reasons_of(proposition):
                if reason not in self.reasons:
                    told = f"the reason {reason!r} is given at none {here}"
                    yield self._of_claim(proposition, told, "Leave it out.", hint=True)
        unsaid = {
            template: name
            for name, text, _ in reversed(list(texts_of(self.concept)))
            for template in _to_be_reached(text)
            if template and template not in self.said
        }
        for template, name in unsaid.items():
            told = f"{template!r} is said at none {here}"
            yield self._of_text(name, template, told, "Leave it out, or widen a range.", hint=True)

    def _law_problems(self, trial: Trial, proofs: Proofs) -> Iterator[Problem]:
        for verdict in proofs.verdicts():
            self.states[verdict.name].add(verdict.state)
            self.reasons.add(verdict.reason)
            if verdict.state == "fails":
                told = f"{verdict.sentence} ({verdict.compared})"
                yield self._of_claim(
                    self.concept.propositions[verdict.name],
                    f"at `{trial.command}` this law does not hold: {told}",
                    "Find out whether the code or the claim is wrong.",
                )

    def _silence_problems(self, trial: Trial, words: Words) -> Iterator[Problem]:
        for name, text, _ in texts_of(self.concept):
            if name not in ("headline", "caption", "alt"):
                continue
            said = words.story(text)
            first = next(passages(text))[0]
            if not any(one.text for one in said):
                told = f"at `{trial.command}` it says nothing"
                yield self._of_text(name, first, told, "Add a version that can be said there.")
            elif name == "headline" and trial.must_judge and not any(one.cites for one in said):
                told = f"at `{trial.command}` it judges nothing: {said[0].text!r} cites no claim"
                remedy = "Add a version that a claim proves there; a plain one is the last."
                yield self._of_text(name, said[0].template, told, remedy)

    def _try_problems(self, one: Try, trial: Trial, words: Words) -> Iterator[Problem]:
        story = words.story(one.text, one.of)
        if not story:
            told = f"at `{trial.command}` its text is not said"
            template = next(passages(one.text))[0]
            yield self._of_text("try_next", template, told, "Promise what is so there.")
        for said in story:
            self._note_numbers("try_next", said, trial)

    def _note_numbers(self, name: str, said: Said, trial: Trial) -> None:
        """Note each number of a passage that cites which is neither chosen nor compared."""
        if not said.cites:
            return
        known = [*_numbers(trial.concept.values.values()), *_compared(said, trial)]
        for named, value in trial.words.values_said(said):
            for number in _numbers([value]):
                proved = any(math.isclose(number, one, rel_tol=_SAME) for one in known)
                if not proved:
                    told = self._of_text(
                        name,
                        said.template,
                        f"at `{trial.command}` {said.template!r} says {{{named}}} = "
                        f"{phrase(number)}, which no claim that it cites compared",
                        "Say {claim.measured} or {claim.expected}, or cite the claim of it.",
                    )
                    key = said.template, named
                    self.unproved.setdefault(key, (told, []))[1].append(number)

    def _of_claim(
        self, proposition: Proposition, told: str, remedy: str, *, hint: bool = False
    ) -> Problem:
        place = place_of_method(proposition.measure)
        return Problem(named(proposition), told, remedy, place, hint)

    def _of_text(
        self, name: str, template: str, told: str, remedy: str, *, hint: bool = False
    ) -> Problem:
        return Problem(name, told, remedy, place_of_text(self.concept, template), hint)


def named(proposition: Proposition) -> str:
    """Return how a claim is called as a point: `claim splits`, `finding wins`."""
    return f"{'claim' if proposition.law else 'finding'} {proposition.name}"


def reasons_of(proposition: Proposition) -> Iterator[str]:
    """Yield the sentences that a claim's method spells out for why it is not made."""
    try:
        tree = ast.parse(dedent(inspect.getsource(proposition.measure)))
    except (OSError, SyntaxError):  # of a class from a notebook there may be no source
        return
    for node in ast.walk(tree):
        match node:
            case ast.Return(ast.Constant(str() as reason)):
                yield reason
            case ast.keyword("otherwise", ast.Constant(str() as reason)):
                yield reason


def _to_be_reached(text: Text) -> Iterator[str]:
    """Yield the templates of a text that some setting must say: no `either`'s last version."""
    if isinstance(text, str):
        yield text
    elif isinstance(text, Plain):
        yield text.words
    elif isinstance(text, Each):
        yield from _to_be_reached(text.text)
    else:
        for part in text.versions[:-1] if isinstance(text, Either) else text:
            yield from _to_be_reached(part)


def _compared(said: Said, trial: Trial) -> Iterator[float]:
    """Yield the numbers that the claims compared which a passage cites, or say themselves."""
    proofs = trial.proofs
    for cited in said.cites:
        name, _, member = cited.removeprefix("not ").partition(".")
        sentence = Said("", proofs[name].sentence, member or said.of, (), plain=False)
        yield from _numbers(value for _, value in trial.words.values_said(sentence))
        for verdict in proofs.verdicts_of(name, member or said.of):
            if isinstance(verdict.proof, Measured):
                yield from (float(verdict.proof.value), float(verdict.proof.expected))


def _numbers(values: Iterable[Any]) -> Iterator[float]:
    for value in values:
        if isinstance(value, tuple):
            yield from _numbers(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield float(value)
