import ast
import inspect
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import nnviz
from nnviz import Concept, Measured, NnvizError, Result, claim, parameter
from nnviz.errors import ContractError, ParameterError
from nnviz.families import Additions
from nnviz.host.messages import messages
from nnviz.setting import Setting


class LongDivision(Concept):
    """Dividing twice halves twice.

    The quotient is $\\frac{a}{b}$.
    """

    topic = "arithmetic"

    dividend: float = parameter(3.0, "what is divided", ge=0)
    divisor: int = parameter(4, "by what", gt=0, sweep=(1, 2, 4))
    form: str = parameter("plain", "how it is called", choices=("plain", "fancy"))

    caption = "It is {divides.measured}."

    def compute(self) -> Mapping[str, object]:
        return {"quotient": self.dividend / self.divisor}

    @claim("{dividend} by {divisor} is {measured}")
    def divides(self, result: Result) -> Measured:
        return Measured(result["quotient"], "=", 0.75)

    def draw(self, result: Result, figure: Any) -> None:
        figure.subplots()


class Chooser(Concept):
    """It chooses an optimizer."""

    optimizer: str = parameter("adam", "the optimizer", family="optimizers")

    def compute(self) -> Mapping[str, object]:
        return {}

    def draw(self, result: Result, figure: Any) -> None:
        figure.subplots()


def test_a_concept_is_named_and_titled_after_its_class() -> None:
    assert LongDivision.name == "long-division"
    assert LongDivision.title == "Long division"


def test_the_docstring_is_the_summary_and_the_explanation() -> None:
    assert LongDivision.summary() == "Dividing twice halves twice."
    assert LongDivision.explanation() == "The quotient is $\\frac{a}{b}$."


def test_what_is_for_the_curious_is_no_part_of_the_explanation_and_translated_as_it_is() -> None:
    class Deep(LongDivision):
        """A summary.

        A theory.

        For the curious:

        A proof.

        Another.
        """

    assert (Deep.explanation(), Deep.curious()) == ("A theory.", "A proof.\n\nAnother.")
    assert LongDivision.curious() == ""
    told = messages(ast.parse(dedent(inspect.getsource(Deep))), "Deep", "deep")
    assert [one[1] for one in told] == ["A summary.", "A theory.", "A proof.", "Another."]


def test_what_is_declared_is_known_of_the_class() -> None:
    assert list(LongDivision.parameters) == ["dividend", "divisor", "form"]
    assert LongDivision.parameters["divisor"].sweep == (1, 2, 4)


def test_values_are_converted_wherever_they_come_from() -> None:
    made = LongDivision(dividend=1, divisor="2")  # type: ignore[arg-type]
    assert made.values == {"dividend": 1.0, "divisor": 2, "form": "plain"}
    assert type(made.dividend) is float


def test_a_value_out_of_range_is_refused_at_once() -> None:
    with pytest.raises(ParameterError, match="divisor must be greater than 0; got 0"):
        LongDivision(divisor=0)
    with pytest.raises(ParameterError, match="dividend must be a number, at least 0; got nan"):
        LongDivision.create({"dividend": "nan"})


def test_an_unknown_parameter_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ParameterError) as refused:
        LongDivision.create({"devisor": 2})
    assert str(refused.value) == "long-division has no parameter devisor. Did you mean divisor?"


def test_instances_are_frozen_comparable_hashable_and_can_be_pickled() -> None:
    one, same, other = LongDivision(), LongDivision(divisor=4), LongDivision(divisor=2)
    assert one == same
    assert one != other
    assert len({one, same, other}) == 2
    assert pickle.loads(pickle.dumps(other)) == other
    with pytest.raises(FrozenInstanceError):
        one.divisor = 5  # type: ignore[misc]


def test_claims_are_filled_and_checked() -> None:
    (verdict,) = LongDivision().verdicts(LongDivision().run())
    assert verdict.sentence == "3 by 4 is 0.75"
    assert verdict.holds
    halved = LongDivision(divisor=2)
    (verdict,) = halved.verdicts(halved.run())
    assert verdict.sentence == "3 by 2 is 1.5"
    assert not verdict.holds


def test_texts_are_filled_with_parameters_and_numbers() -> None:
    made = LongDivision(dividend=0.123456)
    result = made.run()
    assert made.words(result).say("{dividend} by {divisor}") == "0.123456 by 4"
    assert made.say("caption", result) == "It is 0.0309."


class Untold(LongDivision):
    """Braces {of} a set, [brackets] and $\\frac{1}{2}$."""

    title = "The set {1, 2} [sic]"
    caption = ""


def test_texts_that_are_left_out_are_the_title_and_the_summary_as_they_are() -> None:
    made = Untold()
    result = made.run()
    summary = "Braces {of} a set, [brackets] and $\\frac{1}{2}$."
    assert made.say("headline", result) == "The set {1, 2} [sic]"
    assert made.say("caption", result) == made.say("alt", result) == summary
    assert made.say("setting", result) == made.say("look", result) == ""


def test_the_alternative_text_that_is_left_out_is_the_caption() -> None:
    made = LongDivision()
    assert made.say("alt", made.run()) == "It is 0.75."


def test_a_text_that_names_what_there_is_not_breaks_the_contract() -> None:
    made = LongDivision()
    with pytest.raises(ContractError, match=r"long-division: .* names \{quotent\}"):
        made.words(made.run()).say("{quotent}")


def test_what_is_no_claim_breaks_the_contract() -> None:
    class Truthful(LongDivision):
        """It claims a truth value."""

        @claim("It is three quarters.")
        def divides(self, result: Result) -> Measured:
            return result["quotient"] == 0.75  # type: ignore[no-any-return]

    with pytest.raises(ContractError, match=r"truthful: divides must return Measured.* True"):
        Truthful().verdicts(Truthful().run())


def test_a_parameter_that_contradicts_itself_breaks_the_contract() -> None:
    with pytest.raises(ContractError, match="parameter rate must be at most 1; got 2"):

        class Contradicting(LongDivision):
            """Its default is outside its range."""

            rate: float = parameter(2.0, "a rate", le=1)


def test_an_incomplete_concept_cannot_be_made() -> None:
    class Incomplete(Concept):
        """It has nothing."""

    with pytest.raises(TypeError, match="abstract"):
        Incomplete()  # type: ignore[abstract]


def test_a_family_grows_by_what_plugins_add() -> None:
    with pytest.raises(ParameterError, match=r"optimizer must be sgd, .* or .*; got lion"):
        Chooser(optimizer="lion")
    added = Additions({"optimizers": {"lion": object}})
    made = Chooser.create({"optimizer": "lion"}, added)
    assert made.values == {"optimizer": "lion"}
    assert made.choices("optimizers")["lion"] is object


def test_the_class_is_its_own_plugin() -> None:
    assert list(LongDivision.nnviz_concepts()) == [LongDivision]


def test_everything_public_can_be_reached() -> None:
    for name in nnviz.__all__:
        assert getattr(nnviz, name) is not None
    assert issubclass(ParameterError, NnvizError)


def test_a_name_that_nnviz_lacks_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Concpt'"):
        _ = nnviz.Concpt


@pytest.mark.parametrize("name", ["values", "words", "draw", "additions"])
def test_a_parameter_cannot_take_the_place_of_what_a_concept_does(name: str) -> None:
    with pytest.raises(ContractError, match=f"parameter {name} has a name of nnviz's own"):
        type("Odd", (Concept,), {"__annotations__": {name: float}, name: parameter(1.0, "Odd.")})


class Renamed(LongDivision):
    """Has a parameter that was called otherwise."""

    units: int = parameter(3, "How many.", ge=1, le=9, formerly="breadth")


def test_a_parameter_s_former_name_is_answered_with_the_one_it_has() -> None:
    with pytest.raises(ParameterError, match=r"no parameter breadth\. It is called units now\."):
        Renamed.create({"breadth": 2})


def test_what_is_also_checked_sets_parameters_that_there_are() -> None:
    with pytest.raises(ContractError, match=r"also_check sets unit, no parameter\. Did you mean"):
        type("Odd", (Renamed,), {"also_check": (Setting(unit=2),)})


def test_a_docstring_that_python_strips_is_read_in_the_source(tmp_path: Path) -> None:
    (tmp_path / "shown.py").write_text(
        "from nnviz import Concept\n\n\nclass Shown(Concept):\n"
        '    """A summary.\n\n    A theory.\n    """\n\n'
        "    def compute(self): return {}\n\n    def draw(self, result, figure): pass\n"
    )
    program = "from shown import Shown; print(Shown.__doc__, Shown.summary(), Shown.explanation())"
    told = subprocess.run(
        [sys.executable, "-OO", "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["A", "summary.", "A", "theory."]
