"""Claims: sentences about a result, with what was expected and what was measured."""

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Literal, TypeAlias

from nnviz.errors import ContractError
from nnviz.wording import comparison

Relation: TypeAlias = Literal["=", "<=", ">=", "<", ">"]

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True)
class Claim:
    """A sentence that a figure proves: `Claim("…", expected=…, measured=…, tolerance=…)`.

    `statement` is a template, filled with the concept's parameters, the result's numbers,
    `{expected}` and `{measured}`. `relation` says how the measured number must stand to the
    expected one: `=` to within the tolerance, or `<=`, `>=`, `<`, `>`.

    Raises `ContractError` for what is no number and for a tolerance that is negative or infinite.
    """

    statement: str
    _: KW_ONLY
    expected: float
    measured: float
    tolerance: float = 0.0
    relation: Relation = "="

    def __post_init__(self) -> None:
        for name in ("expected", "measured", "tolerance"):
            object.__setattr__(self, name, self._number(name))
        if not (math.isfinite(self.tolerance) and self.tolerance >= 0):
            raise ContractError(f"the claim {self.statement!r} has tolerance {self.tolerance}")
        if self.relation != "=" and self.relation not in _COMPARE:
            raise ContractError(f"the claim {self.statement!r} has relation {self.relation!r}")

    @property
    def holds(self) -> bool:
        """Whether the measured number stands as it should to the expected one.

        Where a number is not a number, nothing holds. For an inequality the tolerance is slack
        on the bound.
        """
        if self.relation == "=":
            difference = abs(self.measured - self.expected)
            return self.measured == self.expected or difference <= self.tolerance
        slack = self.tolerance if self.relation in ("<=", "<") else -self.tolerance
        return _COMPARE[self.relation](self.measured, self.expected + slack)

    @property
    def sentence(self) -> str:
        """The statement, as a claim of the second contract calls it."""
        return self.statement

    @property
    def compared(self) -> str:
        """Both numbers in words: "expected 0.5 ± 0.01, measured 0.501"."""
        return comparison(self.relation, self.expected, self.tolerance, self.measured)

    def as_dict(self) -> dict[str, object]:
        """Return the claim and its verdict for JSON, where infinities become words."""
        numbers = {"expected": self.expected, "measured": self.measured, "within": self.tolerance}
        told = {n: one if math.isfinite(one) else str(one) for n, one in numbers.items()}
        state = "holds" if self.holds else "fails"
        return {
            "name": "",
            "at": None,
            "law": True,
            "state": state,
            "sentence": self.statement,
            "reason": "",
            "relation": self.relation,
            **told,
        }

    def _number(self, name: str) -> float:
        value = getattr(self, name)
        try:
            return float(value)
        except (TypeError, ValueError):
            message = f"the claim {self.statement!r} has no number as {name}: {value!r}"
            raise ContractError(message) from None
