import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.wording import (
    comparison,
    did_you_mean,
    enumeration,
    exact,
    kebab_case,
    number,
    phrase,
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.5, "0.5"),
        (-0.03014, "−0.0301"),
        (1234.5, "1,234"),
        (6.38e8, "6.38×10⁸"),
        (1e-7, "10⁻⁷"),
        (-1e-7, "−10⁻⁷"),
        (0.0, "0"),
        (999.6, "1,000"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_a_number_reads_as_in_print(value: float, words: str) -> None:
    assert number(value) == words


@given(st.floats(min_value=1e-4, max_value=99.0))
def test_a_number_is_told_to_three_digits(value: float) -> None:
    told = number(value).replace(",", "")
    assert "×" in told or "10" in told or float(told) == pytest.approx(value, rel=0.005)


def test_values_read_as_words() -> None:
    assert phrase(True) == "yes"
    assert phrase((1, 2, 3)) == "1, 2 and 3"
    assert phrase(9999) == "9999"
    assert phrase("adam") == "adam"


@pytest.mark.parametrize(("value", "told"), [(0.9999, "0.9999"), (0.123456, "0.123456")])
def test_a_chosen_value_keeps_its_digits(value: float, told: str) -> None:
    assert phrase(exact(value)) == told


def test_an_enumeration_ends_in_its_word() -> None:
    assert enumeration([]) == ""
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b", "c"], "or") == "a, b or c"


def test_only_what_is_like_is_suggested() -> None:
    assert did_you_mean("momentun", ["momentum", "adam"]) == " Did you mean momentum?"
    assert did_you_mean("zzz", ["momentum", "adam"]) == ""


@pytest.mark.parametrize(
    ("name", "kebab"),
    [
        ("Momentum", "momentum"),
        ("DifferenceError", "difference-error"),
        ("RMSProp", "rms-prop"),
        ("L2Penalty", "l2-penalty"),
    ],
)
def test_a_class_name_becomes_a_concept_name(name: str, kebab: str) -> None:
    assert kebab_case(name) == kebab


@pytest.mark.parametrize(
    ("value", "said"), [(-1.0, "−1"), (-0.0, "0"), (-1234.0, "−1,234"), (-0.5, "−0.5")]
)
def test_a_minus_is_a_real_one_and_0_has_none(value: float, said: str) -> None:
    assert comparison("=", value, 0.0, value) == f"expected {said}, measured {said}"
    assert number(value).replace(",", "") == said.replace(",", "")
