"""What is said and proved at all settings that are tried: nothing false, and nothing for show."""

import ast
import inspect
import math
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from textwrap import dedent
from typing import Any

from nnviz.concept import TEXTS, Concept
from nnviz.passages import passages
from nnviz.proofs import TIGHT, Measured, Proofs, Proposition, State
from nnviz.result import Result
from nnviz.setting import Setting, Try
from nnviz.testing.places import place_of_method, place_of_text
from nnviz.testing.problem import Problem
from nnviz.testing.settings import command, random_settings, settings_of
from nnviz.texts import Each, Either, Plain, Text
from nnviz.wording import counted, enumeration, phrase
from nnviz.words import Said, Words

MANY = 20
"""With so many random settings, what none of them reaches may be hinted at."""


@dataclass(frozen=True)
class Trial:
    """A concept computed at a setting, with the Tries that promise something there."""

    concept: Concept
    setting: Setting
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
        return bool(self.tries or not self.setting.values)

    @property
    def command(self) -> str:
        """What is typed to see it."""
        return command(type(self.concept), self.setting)


def trials(concept: type[Concept], count: int = 0) -> Iterator[Trial]:
    """Yield defaults, slider stops, range ends, each Try, and so many random settings."""
    for setting in dict.fromkeys([*settings_of(concept), *concept.try_next]):
        yield trial(concept, setting)
    for setting in random_settings(concept, count):
        yield Trial(concept.create(setting.values), setting, random=True)


def trial(concept: type[Concept], setting: Setting) -> Trial:
    """Return a concept at a setting, with the Tries that promise something there."""
    here = tuple(one for one in concept.try_next if one == setting)
    return Trial(concept.create(setting.values), setting, here)


def texts_of(concept: type[Concept]) -> Iterator[tuple[str, Text, str | None]]:
    """Yield every text of a concept: its name, the text, and the member that it is about."""
    for name in TEXTS:
        if text := getattr(concept, name):  # what is not defined is another point
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


def _takes_more(concept: type[Concept]) -> bool:
    """Whether a reader's own numbers, or the rule of a plugin, may reach what no setting does."""
    given = concept.parameters.values()
    return any(p.type in ("Path", "Table") or p.family not in ("", "datasets") for p in given)


class Reach:
    """What is found wrong at one setting after another, and what none of them reached.

    What is wrong in the same way at several settings is told once, with the command of the first.
    """

    def __init__(self, concept: type[Concept]) -> None:
        self.concept = concept
        self.count = 0
        self.said: set[str] = set()
        self.reasons: set[str] = set()
        self.states: dict[str, set[State]] = {name: set() for name in concept.propositions}
        self.wrong: dict[str, tuple[Problem, list[str]]] = {}
        self.strange: dict[str, list[tuple[str, ...]]] = {}

    def look_at(self, trial: Trial) -> bool:
        """Note what is wrong at a setting, and return whether it can be computed at all."""
        try:
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                proofs, words = trial.proofs, trial.words
        except Exception as error:
            if not trial.setting.values:
                raise  # a concept that does not work at all is told of as such
            told = f"it raises {type(error).__name__}: {error}"
            remedy = "Compute it, or bound the parameter."
            self._note(trial, f"raises {type(error).__name__}", Problem("result", told, remedy))
            return False
        self.count += 1
        for warning in dict.fromkeys(str(one.message) for one in warned):
            problem = Problem("result", f"it warns: {warning}", "Handle what the warning names.")
            self._note(trial, f"warns {warning}", problem)
        self._judge_laws(trial, proofs)
        self._listen(trial, words)
        for name, text, of in texts_of(self.concept):
            for said in words.story(text, of):
                self.said.add(said.template)
                self._compare_numbers(name, said, trial)
        for one in trial.tries:
            self._keep_promise(one, trial, words)
        return True

    def problems(self, random: int) -> Iterator[Problem]:
        """Yield what is wrong, and hints; after so many random settings also at what is unreached.

        A hint is what no setting reached, or a finding that was so at each.
        """
        for about, (problem, commands) in self.wrong.items():
            values = self.strange.get(about, [])
            if len(values) > 1 and len(set(values)) == 1:
                continue  # a number that never changes is a constant of the concept
            more = counted(len(commands) - 1, "more setting")
            at = f"`{commands[0]}`" + (f" and {more}" if len(commands) > 1 else "")
            yield replace(problem, found=f"at {at} {problem.found}")
        yield from self._hints(random)

    def _note(self, trial: Trial, about: str, problem: Problem) -> None:
        _, commands = self.wrong.setdefault(about, (problem, []))
        if trial.command not in commands:
            commands.append(trial.command)

    def _hints(self, random: int) -> Iterator[Problem]:
        for name, states in self.states.items():
            proposition = self.concept.propositions[name]
            if self.count > 1 and not proposition.law and states == {"holds"}:
                if proposition.measure.__doc__:
                    continue  # which says why it is no law
                told = f"it is so at all of {counted(self.count, 'setting')}"
                remedy = "If it is a law, write @claim; if not, say in its docstring why."
                yield self._of_claim(proposition, told, remedy, hint=True)
        if random < MANY or _takes_more(self.concept):
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

    def _judge_laws(self, trial: Trial, proofs: Proofs) -> None:
        for verdict in proofs.verdicts():
            self.states[verdict.name].add(verdict.state)
            self.reasons.add(verdict.reason)
            if verdict.state == "fails":
                told = f"this law does not hold: {verdict.sentence} ({verdict.compared})"
                remedy = "Find out whether the code or the claim is wrong."
                law = self.concept.propositions[verdict.name]
                self._note(trial, f"law {verdict.name}", self._of_claim(law, told, remedy))

    def _listen(self, trial: Trial, words: Words) -> None:
        """Note what says nothing, and a headline that judges nothing where it must."""
        for name, text, _ in texts_of(self.concept):
            if name not in ("headline", "caption", "alt"):
                continue
            said = words.story(text)
            if not any(one.text for one in said):
                first, told = next(passages(text))[0], "it says nothing"
                remedy = "Add a version that can be said there."
                self._note(trial, f"silent {name}", self._of_text(name, first, told, remedy))
            elif name == "headline" and trial.must_judge and not any(one.cites for one in said):
                told = f"it judges nothing: {said[0].text!r} cites no claim"
                remedy = "Add a version that a claim proves there; a plain one is the last."
                problem = self._of_text(name, said[0].template, told, remedy)
                self._note(trial, f"judges nothing {said[0].template}", problem)

    def _keep_promise(self, one: Try, trial: Trial, words: Words) -> None:
        story = words.story(one.text, one.of)
        if not story:
            first, told = next(passages(one.text))[0], "its text is not said"
            problem = self._of_text("try_next", first, told, "Promise what is so there.")
            self._note(trial, f"try {first}", problem)
        for said in story:
            self._compare_numbers("try_next", said, trial)

    def _compare_numbers(self, name: str, said: Said, trial: Trial) -> None:
        """Note each number of a passage that cites which is neither chosen nor compared."""
        if not said.cites:
            return
        known = [*_numbers(trial.concept.values.values()), *_compared(said, trial)]
        for field, value in trial.words.values_said(said):
            strange = [
                phrase(number)
                for number in _numbers([value])
                if not any(math.isclose(number, one, rel_tol=TIGHT) for one in known)
            ]
            if strange:
                self.strange.setdefault(f"number {field} {said.template}", []).append(
                    tuple(strange)
                )
                problem = self._of_text(
                    name,
                    said.template,
                    f"{said.template!r} says {{{field}}} = {enumeration(strange)}, "
                    "which no claim that it cites compared",
                    "Say {claim.measured} or {claim.expected}, or cite the claim of it.",
                )
                self._note(trial, f"number {field} {said.template}", problem)

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
