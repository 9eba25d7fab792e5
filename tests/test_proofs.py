"""What a claim measures stands to what it expects as its relation says, or it does not."""

import json
import math
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import ContractError
from nnviz.proofs import Measured, Relation, Verdict

FINITE = st.floats(-1e9, 1e9)


def holds(value: Any, relation: Relation, expected: Any, **more: Any) -> bool:
    return Measured(value, relation, expected, **more).state(law=True) == "holds"


def test_what_is_equal_is_so_up_to_the_tolerance_and_no_further() -> None:
    assert holds(1.25, "=", 1.0, within=0.25)
    assert holds(0.75, "=", 1.0, within=0.25)
    assert not holds(1.25 + 1e-9, "=", 1.0, within=0.25)


def test_without_a_tolerance_only_the_same_number_holds() -> None:
    assert holds(0.5, "=", 0.5)
    assert not holds(math.nextafter(0.5, 1), "=", 0.5)


@given(FINITE, FINITE)
def test_of_the_four_orders_opposite_ones_never_agree(value: float, expected: float) -> None:
    assert holds(value, "<", expected) == (value < expected)
    assert holds(value, "<=", expected) == (value <= expected)
    assert holds(value, ">", expected) == (value > expected)
    assert holds(value, ">=", expected) == (value >= expected)


@pytest.mark.parametrize(
    ("value", "state"), [(1.2, "holds"), (1.1, "too close"), (0.9, "too close"), (0.8, "not so")]
)
def test_what_differs_by_less_than_the_margin_is_neither_so_nor_the_contrary(
    value: float, state: str
) -> None:
    assert Measured(value, ">", 1.0, margin=0.125).state(law=False) == state
    assert holds(value, ">", 1.0, margin=0.125) == (state == "holds")


@pytest.mark.parametrize(("less", "state"), [(4, "holds"), (2, "too close"), (-4, "not so")])
def test_paired_runs_are_apart_by_more_than_chance(less: float, state: str) -> None:
    others = np.array([10.0, 20.0, 30.0])
    values = others - less + [-1, 0, 1]  # differences of deviation 1: 4.30 / √3 = 2.48
    paired = Measured.paired(values, "<", others)
    assert paired.state(law=False) == state
    assert float(paired.margin) == pytest.approx(4.30 / math.sqrt(3))
    assert (float(paired.value), float(paired.expected)) == (20 - less, 20)


def test_arrays_that_are_the_same_are_measured_where_they_are_farthest_apart() -> None:
    found, formula = [[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.5], [3.0, 4.0]]
    assert float(Measured.same(found, formula).value) == 0.5
    of_each = Measured.same(found, formula, members=True)
    assert [of_each.at(i).state(law=True) for i in (0, 1)] == ["fails", "holds"]
    assert Measured.same(found, formula, within=0.5).state(law=True) == "holds"
    assert Measured.same([math.nan, 0], 0).state(law=True) == "fails"


@pytest.mark.parametrize("relation", ["=", "<", "<=", ">", ">="])
def test_nothing_holds_of_what_is_not_a_number(relation: Relation) -> None:
    assert not holds(math.nan, relation, 1.0)
    assert not holds(1.0, relation, math.nan)
    assert not holds(math.nan, relation, math.nan)


def test_infinity_equals_itself_alone() -> None:
    assert holds(math.inf, "=", math.inf)
    assert not holds(-math.inf, "=", math.inf, within=1.0)
    assert not holds(math.inf, "=", 1.0, within=1e308)


@pytest.mark.parametrize("within", [-1.0, math.inf, math.nan])
def test_a_tolerance_is_finite_and_not_negative(within: float) -> None:
    with pytest.raises(ContractError, match="has within="):
        Measured(1.0, "=", 1.0, within=within)


def test_a_verdict_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Verdict("first", None, "holds", "It is one.").state = "fails"  # type: ignore[misc]


def test_a_verdict_for_json_has_no_infinity() -> None:
    measured = Measured(2, "=", math.inf, within=0.5)
    described = Verdict("first", None, "fails", "a sentence", proof=measured).as_dict()
    assert json.loads(json.dumps(described, allow_nan=False)) == {
        "name": "first",
        "at": None,
        "law": True,
        "state": "fails",
        "sentence": "a sentence",
        "reason": "",
        "relation": "=",
        "expected": "inf",
        "measured": 2.0,
        "within": 0.5,
        "margin": 0.0,
    }
