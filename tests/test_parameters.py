import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import ContractError, ExitCode, ParameterError
from nnviz.parameters import Parameter

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def declared(annotation: str, default: Any, **options: Any) -> Parameter:
    return Parameter.declared("x", annotation, default=default, help="what it is", **options)


def refusal(parameter: Parameter, value: object) -> str:
    with pytest.raises(ParameterError) as refused:
        parameter.convert(value)
    return str(refused.value)


@given(FINITE)
def test_a_number_is_taken_exactly_when_it_is_in_its_range(value: float) -> None:
    parameter = declared("float", 0.5, ge=0, lt=1)
    if 0 <= value < 1:
        assert parameter.convert(value) == value
    else:
        assert "must be at least 0 and less than 1" in refusal(parameter, value)


@given(st.integers())
def test_a_whole_number_is_taken_exactly_when_it_is_in_its_range(value: int) -> None:
    parameter = declared("int", 5, gt=2, le=9)
    if 2 < value <= 9:
        assert parameter.convert(value) == value
    else:
        assert "must be greater than 2 and at most 9" in refusal(parameter, value)


@given(FINITE)
def test_a_number_as_a_word_is_that_number(value: float) -> None:
    converted = declared("float", 0.0).convert(repr(value))
    assert math.copysign(1, converted) == math.copysign(1, value)
    assert converted == value


@pytest.mark.parametrize("given", ["nan", "inf", "-inf", math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused_even_without_bounds(given: object) -> None:
    assert refusal(declared("float", 0.0), given).startswith("x must be a number; got ")


def test_infinity_is_told_apart_from_a_number_that_is_too_large() -> None:
    assert (
        refusal(declared("float", 1.0, ge=0), "inf") == "x must be a number, at least 0; got inf."
    )
    assert refusal(declared("int", 1, le=9), "1" + "0" * 400).startswith("x must be at most 9; got")


@pytest.mark.parametrize("given", ["five", "", "1,5", "0x10", "5 4"])
def test_a_word_that_is_no_number_is_told_with_the_range(given: str) -> None:
    message = refusal(declared("float", 0.5, ge=0, lt=1), given)
    shown = given or "nothing"
    assert message == f"x must be a number, at least 0 and less than 1; got {shown}."


@pytest.mark.parametrize("given", [2.0, "2.0", 2.5, "2.5", True, None, [2]])
def test_a_whole_number_is_no_fraction_no_truth_and_no_list(given: object) -> None:
    assert "whole number" in refusal(declared("int", 2), given)


@pytest.mark.parametrize("given", [True, False, None, [0.5], "yes"])
def test_a_number_is_no_truth_and_no_list(given: object) -> None:
    assert "must be a number" in refusal(declared("float", 2.0), given)


@pytest.mark.parametrize(
    ("word", "truth"), [("yes", True), ("True", True), ("on", True), ("no", False), ("0", False)]
)
def test_yes_and_no_have_several_words(word: str, truth: bool) -> None:
    assert declared("bool", False).convert(word) is truth


def test_a_truth_is_neither_one_nor_perhaps() -> None:
    parameter = declared("bool", False)
    assert refusal(parameter, 1) == "x must be a yes or no; got 1."
    assert refusal(parameter, "perhaps") == "x must be a yes or no; got perhaps."


def test_a_word_outside_the_choices_gets_the_nearest_one() -> None:
    parameter = declared("str", "relu", choices=("relu", "tanh", "sigmoid"))
    assert parameter.convert("tanh") == "tanh"
    assert refusal(parameter, "rellu") == (
        "x must be relu, tanh or sigmoid; got rellu. Did you mean relu?"
    )


@given(st.lists(FINITE, min_size=1, max_size=5))
def test_a_list_on_the_command_line_is_the_list_in_python(values: list[float]) -> None:
    parameter = declared("tuple[float, ...]", (1.0,))
    assert parameter.convert(",".join(map(repr, values))) == parameter.convert(values)
    assert parameter.convert(values) == tuple(values)


@pytest.mark.parametrize("given", ["1,5", (1, 5), "1,,2", "", ()])
def test_each_item_of_a_list_is_held_to_the_range(given: object) -> None:
    assert "x must be" in refusal(declared("tuple[int, ...]", (1,), ge=1, le=4), given)


def test_an_optional_parameter_may_be_nothing() -> None:
    parameter = declared("float | None", None, ge=0)
    assert parameter.convert(None) is None
    assert parameter.convert("") is None
    assert parameter.convert("2") == 2.0
    assert "at least 0" in refusal(parameter, "-2")


def test_a_file_must_exist(tmp_path: Path) -> None:
    parameter = declared("Path | None", None)
    there = tmp_path / "series.csv"
    there.write_text("1\n")
    assert parameter.convert(str(there)) == there
    gone = tmp_path / "gone.csv"
    assert refusal(parameter, gone) == f"x must be a file that exists; got {gone}."
    assert "a file that exists" in refusal(parameter, str(tmp_path))
    assert parameter.convert("-") == Path("-")


@pytest.mark.parametrize(
    ("annotation", "words", "given"),
    [
        ("float", "2", 2.0),
        ("int", "30", 30),
        ("bool", "no", False),
        ("tuple[int, ...]", "7,-1", (7, -1)),
    ],
)
def test_the_command_line_and_python_refuse_and_take_alike(
    annotation: str, words: str, given: Any
) -> None:
    open_one = declared(annotation, given)
    assert open_one.convert(words) == open_one.convert(given) == given
    if annotation != "bool":
        default = (1,) if "tuple" in annotation else 1
        closed = declared(annotation, default, ge=0, le=1)
        assert refusal(closed, words).split(";")[0] == refusal(closed, given).split(";")[0]


def test_a_refusal_is_a_usage_error_and_a_value_error() -> None:
    with pytest.raises(ValueError, match="at most 1") as refused:
        declared("float", 0.0, le=1).convert(2)
    assert isinstance(refused.value, ParameterError)
    assert refused.value.exit_code == ExitCode.USAGE == 2


@pytest.mark.parametrize("annotation", ["dict", "list[float]", "tuple[float, float]", "complex"])
def test_an_annotation_that_no_command_line_offers_breaks_the_contract(annotation: str) -> None:
    with pytest.raises(ContractError, match=r"parameter x is annotated .*; it must be float"):
        declared(annotation, None)


@pytest.mark.parametrize(
    ("default", "options"),
    [
        (2.0, {"le": 1}),
        (math.nan, {}),
        ("word", {}),
        (0.5, {"ge": 0, "le": 1, "sweep": (0.0, 2.0)}),
        (None, {}),
    ],
)
def test_a_default_or_sweep_that_the_parameter_refuses_breaks_the_contract(
    default: Any, options: dict[str, Any]
) -> None:
    with pytest.raises(ContractError, match="parameter x must be"):
        declared("float", default, **options)


def test_defaults_and_sweeps_are_kept_in_the_type_that_was_declared() -> None:
    parameter = declared("float", 1, sweep=(1, 2))
    assert type(parameter.default) is float
    assert [type(value) for value in parameter.sweep] == [float, float]


def test_the_option_is_the_name_with_hyphens() -> None:
    made = Parameter.declared("learning_rate", "float", default=0.1, help="the step")
    assert made.option == "--learning-rate"


def test_the_description_is_json_with_what_was_declared() -> None:
    described = declared("float", 0.9, ge=0, lt=1, sweep=(0.0, 0.9)).describe()
    assert json.loads(json.dumps(described)) == {
        "name": "x",
        "type": "float",
        "default": 0.9,
        "help": "what it is",
        "ge": 0,
        "lt": 1,
        "sweep": [0.0, 0.9],
    }


@pytest.mark.parametrize("name", ["size", "theme", "title", "headline"])
def test_a_name_that_nnviz_uses_itself_breaks_the_contract(name: str) -> None:
    with pytest.raises(ContractError, match=f"parameter {name} has a name that nnviz uses itself"):
        Parameter.declared(name, "float", default=1.0, help="")


def test_a_bound_that_no_list_could_print_is_refused() -> None:
    with pytest.raises(ContractError, match="x has a bound of more than 300 digits"):
        declared("int", default=1, le=10**5000)
