"""Claims as methods: a law holds wherever it is made, a finding happens to be so at a setting.

A claim measures the result, `Measured(value, "<", expected)`, or says in a sentence why it is not
made. Arrays are compared member by member, with a verdict each.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from nnviz.errors import ContractError
from nnviz.language import tr
from nnviz.wording import comparison
from nnviz.words import Words

Relation: TypeAlias = Literal["=", "<", "<=", ">", ">="]
State: TypeAlias = Literal["holds", "fails", "not so", "too close", "not claimed"]

TIGHT = 1e-6
"""A tolerance for rounding: at most this share of the largest number compared."""

LOOSE = 0.1
"""No tolerance, be it a sampling error, may be a larger share of the largest number compared."""


class Measured:
    """What was measured and how it must stand to what: `Measured(x, "<", y, margin=0.01)`.

    `value` and `expected` are numbers, or arrays of a number for each member. `within` is the
    tolerance of `=`; `margin` is by how much `<` and `>` must hold, and their contrary as well, so
    that what nearly ties is neither. `where` leaves members out, and `otherwise` says why.
    """

    def __init__(
        self,
        value: Any,
        relation: Relation,
        expected: Any,
        *,
        within: Any = 0.0,
        margin: Any = 0.0,
        where: Any = True,
        otherwise: str = "",
    ) -> None:
        import numpy as np

        if relation not in _COMPARE:
            raise ContractError(f"a claim measures with {relation!r}; it must be =, <, <=, > or >=")
        numbers = {"value": value, "expected": expected, "within": within, "margin": margin}
        for name, number in numbers.items():
            try:
                setattr(self, name, np.asarray(number, float))
            except (TypeError, ValueError):
                raise ContractError(f"a claim has no number as {name}: {number!r}") from None
        for name, number, relations in (
            ("within", self.within, "="),
            ("margin", self.margin, "< >"),
        ):
            if not (np.isfinite(number).all() and (number >= 0).all()):
                raise ContractError(f"a claim has {name}={number}; it must be at least 0")
            if number.any() and relation not in relations.split():
                raise ContractError(f"a claim has {name}= with {relation}; it is for {relations}")
        self.relation = relation
        self.where, self.otherwise = np.asarray(where, bool), otherwise
        if not self.where.all() and not otherwise:
            raise ContractError("a claim leaves members out by where=, and otherwise= must say why")

    value: Any
    expected: Any
    within: Any
    margin: Any

    @classmethod
    def paired(cls, values: Any, relation: Literal["<", ">"], others: Any) -> "Measured":
        """Return how the median of some runs stands to that of others from the same starts.

        They are apart by more than chance: by half of the confidence interval of the mean
        difference, as `nnviz.core.sampling.half_width` has it. Shapes (…, runs).
        """
        import numpy as np

        from nnviz.core.sampling import half_width

        middles = np.median(values, axis=-1), np.median(others, axis=-1)
        margin = half_width(np.subtract(values, others))
        return cls(middles[0], relation, middles[1], margin=margin)

    @classmethod
    def same(
        cls, found: Any, formula: Any, *, within: Any = 1e-9, members: bool = False
    ) -> "Measured":
        """Return how far arrays are apart where they are farthest, which is but by rounding.

        Shapes (…), or (members, …), of which each is measured by itself.
        """
        import numpy as np

        off = np.abs(np.subtract(found, formula))
        farthest = off.reshape(len(off), -1).max(axis=1) if members else off.max()
        return cls(farthest, "=", 0, within=within)

    @property
    def shape(self) -> tuple[int, ...]:
        """() or (members,)."""
        import numpy as np

        parts = (self.value, self.expected, self.within, self.margin, self.where)
        return np.broadcast_shapes(*(part.shape for part in parts))

    def at(self, index: int) -> "Measured":
        """Return what was measured of one member."""
        import numpy as np

        def own(part: Any) -> Any:
            return np.broadcast_to(part, self.shape)[index]

        return Measured(
            own(self.value),
            self.relation,
            own(self.expected),
            within=own(self.within),
            margin=own(self.margin),
            where=own(self.where),
            otherwise=self.otherwise,
        )

    def state(self, *, law: bool) -> State:
        """Return the state of one number compared with one."""
        value, expected = float(self.value), float(self.expected)
        if not self.where:
            return "not claimed"
        if _COMPARE[self.relation](value, expected, float(self.within), float(self.margin)):
            return "holds"
        if law:
            return "fails"
        if math.isnan(value) or math.isnan(expected):
            return "not claimed"
        contrary = _CONTRARY.get(self.relation)
        if contrary and not _COMPARE[contrary](value, expected, 0.0, float(self.margin)):
            return "too close" if self.margin else "not so"
        return "not so"


_COMPARE: Mapping[str, Callable[[float, float, float, float], bool]] = {
    "=": lambda value, expected, within, _: value == expected or abs(value - expected) <= within,
    "<": lambda value, expected, _, margin: expected - value > margin,
    "<=": lambda value, expected, *_: value <= expected,
    ">": lambda value, expected, _, margin: value - expected > margin,
    ">=": lambda value, expected, *_: value >= expected,
}
_CONTRARY: Mapping[str, Relation] = {"<": ">", ">": "<"}

Outcome: TypeAlias = "Measured | str"
"""What a claim's method returns: what it measured, or why it is not made."""

Measure: TypeAlias = Callable[[Any, Any], Outcome]


@dataclass(frozen=True, eq=False)
class Proposition:
    """A claim of a concept: its sentence and the method that measures it.

    A law must hold wherever it is made; of a finding the contrary is as welcome, but at the
    defaults it is so, unless `at_defaults` is False. `formerly` is the name that it had.
    """

    name: str
    sentence: str
    measure: Measure
    law: bool
    at_defaults: bool = True
    formerly: str = ""

    def __call__(self, concept: Any, result: Any) -> Outcome:
        """Return what is measured of a result; `ContractError` for what is no outcome."""
        outcome = self.measure(concept, result)
        if not isinstance(outcome, Measured | str) or outcome == "":
            raise ContractError(
                f"{concept.name}: {self.name} must return Measured(…), or a sentence that says why "
                f"it is not claimed; it returned {outcome!r}"
            )
        return outcome


def claim(sentence: str, *, formerly: str = "") -> Callable[[Measure], Proposition]:
    """Make a method a law: it holds wherever it is made, or something is wrong.

    `formerly` is the name that it had, which is answered with the one that it has.
    """
    return lambda measure: Proposition(
        measure.__name__, sentence, measure, law=True, formerly=formerly
    )


def finding(
    sentence: str, *, at_defaults: bool = True, formerly: str = ""
) -> Callable[[Measure], Proposition]:
    """Make a method a finding: so at this setting, or not; at the defaults it is so."""
    return lambda measure: Proposition(
        measure.__name__, sentence, measure, law=False, at_defaults=at_defaults, formerly=formerly
    )


@dataclass(frozen=True)
class Verdict:
    """A claim at a setting, of a member where it is of members: its state, and why."""

    name: str
    of: str | None
    state: State
    sentence: str
    reason: str = ""
    proof: Measured | None = field(default=None, compare=False)
    law: bool = True

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong: only a law can fail."""
        return self.state != "fails"

    def as_dict(self) -> dict[str, object]:
        """Return the verdict for JSON, where what is no number is a word."""
        told: dict[str, object] = {
            "name": self.name,
            "at": self.of,
            "law": self.law,
            "state": self.state,
            "sentence": self.sentence,
            "reason": self.reason,
        }
        if self.proof:
            told["relation"] = self.proof.relation
            for key in ("expected", "measured", "within", "margin"):
                number = float(getattr(self.proof, "value" if key == "measured" else key))
                told[key] = number if math.isfinite(number) else str(number)
        return told

    @property
    def compared(self) -> str:
        """The comparison in numbers: "expected less than 0.01, measured 2.84×10⁻⁵"."""
        if not self.proof:
            return ""
        proof = self.proof
        numbers = (float(proof.expected), float(proof.within), float(proof.value))
        return comparison(proof.relation, *numbers)


class Proofs(Mapping[str, Proposition]):
    """What a concept's claims measured of a result, for texts that cite them."""

    def __init__(self, concept: Any, result: Any, words: Callable[["Proofs"], Words]) -> None:
        self.propositions: Mapping[str, Proposition] = concept.propositions
        self.members: tuple[str, ...] = concept.members
        self.outcomes = {name: one(concept, result) for name, one in self.propositions.items()}
        for name, outcome in self.outcomes.items():
            shape = outcome.shape if isinstance(outcome, Measured) else ()
            if shape not in ((), (len(self.members),)):
                raise ContractError(
                    f"{concept.name}: {name} compares arrays of shape {shape}; it must be one "
                    f"number, or one for each of {len(self.members)} members"
                )
        self.words = words(self)

    def __getitem__(self, name: str) -> Proposition:
        return self.propositions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.propositions)

    def __len__(self) -> int:
        return len(self.propositions)

    @property
    def laws(self) -> Mapping[str, bool]:
        """Each claim's name, and whether it is a law, of which the contrary cannot be said."""
        return {name: one.law for name, one in self.propositions.items()}

    def holds(self, cited: str, of: str | None) -> bool:
        """Whether `claim`, `claim.member` or `not claim` holds; of all members if none is named."""
        name, _, member = cited.removeprefix("not ").partition(".")
        wanted = "not so" if cited.startswith("not ") else "holds"
        return all(verdict.state == wanted for verdict in self.verdicts_of(name, member or of))

    def resolved(self, cited: str, of: str | None) -> str:
        """Return a citation as it was meant of a member: `diverges` of large is `diverges.large`.

        What is said of all members, or of none, stays as it is.
        """
        name, _, member = cited.removeprefix("not ").partition(".")
        own = {verdict.of for verdict in self.verdicts_of(name, member or of)}
        of = own.pop() if len(own) == 1 else None
        return f"{cited.partition('.')[0]}.{of}" if of else cited

    def number(self, claim: str, which: str) -> Any:
        """Return what a claim measured or expected, or None where it is not made."""
        outcome = self.outcomes[claim]
        if isinstance(outcome, str):
            return None
        return outcome.value if which == "measured" else outcome.expected

    def sentence(self, claim: str, of: str | None) -> str:
        """Return the claim's own sentence, of a member where one is given."""
        return self.words.own_sentence(claim, self[claim].sentence, of)

    def verdicts_of(self, name: str, of: str | None = None) -> list[Verdict]:
        """Return a claim's verdicts: one for each member where it is of members, else one."""
        outcome = self.outcomes[name]
        if isinstance(outcome, str):
            return [self._verdict(name, None, None, outcome)]
        if not outcome.shape:
            return [self._verdict(name, None, outcome)]
        wanted = self.members if of is None else (of,)
        return [self._verdict(name, each, outcome.at(self.members.index(each))) for each in wanted]

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the verdicts of all claims."""
        return tuple(verdict for name in self for verdict in self.verdicts_of(name))

    def _verdict(
        self, name: str, of: str | None, measured: Measured | None, reason: str = ""
    ) -> Verdict:
        state: State = "not claimed"
        if measured:
            state = measured.state(law=self[name].law)
            if state == "not claimed":
                reason = measured.otherwise or tr("there is no number to compare")
        told = self.words.catalogue.say(reason)
        return Verdict(name, of, state, self.sentence(name, of), told, measured, self[name].law)
