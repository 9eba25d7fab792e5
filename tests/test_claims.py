import json
import math
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.claims import Claim
from nnviz.errors import ContractError

FINITE = st.floats(-1e9, 1e9)


def claim(expected: Any, measured: Any, **more: Any) -> Claim:
    return Claim("a sentence", expected=expected, measured=measured, **more)


def test_a_claim_holds_up_to_its_tolerance_and_no_further() -> None:
    assert claim(1.0, 1.25, tolerance=0.25).holds
    assert claim(1.0, 0.75, tolerance=0.25).holds
    assert not claim(1.0, 1.25 + 1e-9, tolerance=0.25).holds


def test_without_a_tolerance_only_the_same_number_holds() -> None:
    assert claim(0.5, 0.5).holds
    assert not claim(0.5, math.nextafter(0.5, 1)).holds


@given(FINITE, FINITE)
def test_of_the_four_orders_opposite_ones_never_agree(expected: float, measured: float) -> None:
    assert claim(expected, measured, relation="<").holds == (measured < expected)
    assert claim(expected, measured, relation="<=").holds == (measured <= expected)
    assert claim(expected, measured, relation=">").holds == (measured > expected)
    assert claim(expected, measured, relation=">=").holds == (measured >= expected)


def test_the_tolerance_of_an_order_is_slack_on_its_bound() -> None:
    assert claim(1.0, 1.1, relation="<=", tolerance=0.125).holds
    assert not claim(1.0, 1.2, relation="<=", tolerance=0.125).holds
    assert claim(1.0, 0.9, relation=">=", tolerance=0.125).holds
    assert not claim(1.0, 0.8, relation=">=", tolerance=0.125).holds


@pytest.mark.parametrize("relation", ["=", "<", "<=", ">", ">="])
def test_nothing_holds_of_what_is_not_a_number(relation: Any) -> None:
    assert not claim(1.0, math.nan, relation=relation, tolerance=1.0).holds
    assert not claim(math.nan, 1.0, relation=relation, tolerance=1.0).holds
    assert not claim(math.nan, math.nan, relation=relation).holds


def test_infinity_equals_itself_alone() -> None:
    assert claim(math.inf, math.inf).holds
    assert not claim(math.inf, -math.inf, tolerance=1.0).holds
    assert not claim(1.0, math.inf, tolerance=1e308).holds


@pytest.mark.parametrize("tolerance", [-1.0, math.inf, math.nan])
def test_a_tolerance_is_finite_and_not_negative(tolerance: float) -> None:
    with pytest.raises(ContractError, match="has tolerance"):
        claim(1.0, 1.0, tolerance=tolerance)


def test_what_is_no_number_breaks_the_contract_with_the_sentence_named() -> None:
    with pytest.raises(ContractError, match="'a sentence' has no number as measured: 'two'"):
        claim(1.0, "two")
    with pytest.raises(ContractError, match="has no number as expected: None"):
        claim(None, 1.0)


def test_an_unknown_relation_breaks_the_contract() -> None:
    with pytest.raises(ContractError, match="has relation '≈'"):
        claim(1.0, 1.0, relation="≈")


def test_a_claim_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        claim(1.0, 1.0).measured = 2.0  # type: ignore[misc]


def test_a_claim_for_json_has_its_verdict_and_no_infinity() -> None:
    described = claim(math.inf, 2, tolerance=0.5).as_dict()
    assert json.loads(json.dumps(described, allow_nan=False)) == {
        "name": "",
        "at": None,
        "law": True,
        "state": "fails",
        "sentence": "a sentence",
        "reason": "",
        "relation": "=",
        "expected": "inf",
        "measured": 2.0,
        "within": 0.5,
    }
