"""Questions about a change: what is measured, which choice is right, and what is refused."""

import math
import re
from typing import Any

import pytest

from nnviz import (
    Change,
    Choice,
    Concept,
    Least,
    Measured,
    Most,
    Moved,
    Predict,
    Ratio,
    Value,
    claim,
    parameter,
)
from nnviz.errors import ContractError, NnvizError
from nnviz.questions import Asked


class Growth(Concept):
    """A power grows with its base.

    The square of $n$ is $n^2$.
    """

    n: float = parameter(2.0, "the base", ge=0, le=100)

    def compute(self) -> dict[str, object]:
        n = self.n
        return {
            "square": n**2,
            "cube": n**3,
            "same": 7.0,
            "falling": 20 - n,
            "gone": n if n < 9 else math.inf,
        }

    @claim("{n} squared is {measured}.")
    def squares(self, result: Any) -> Measured:
        return Measured(result["square"], "=", self.n * self.n, within=1e-9)

    def draw(self, result: Any, figure: Any) -> None:
        figure.subplots().plot([0, self.n], [0, result["square"]])


def words(n: float) -> Any:
    made = Growth(n=n)
    return made.words(made.run())


def asked(of: Asked, *tests: Any, before: float = 2.0, after: float = 6.0) -> list[Any]:
    """Return the tests of the choices that are right."""
    question = Predict("…", *(Choice("…", test) for test in tests), of=of, why="", n=after)
    return [tests[i] for i in question.right(words(before), words(after))]


def is_clear(of: Asked, *tests: Any, before: float = 2.0, after: float = 6.0) -> bool:
    question = Predict("…", *(Choice("…", test) for test in tests), of=of, why="", n=after)
    return question.is_clear(words(before), words(after))


class TestWhatIsMeasured:
    def test_a_ratio_is_after_over_before(self) -> None:
        assert Ratio("square").measure(words(2), words(6)) == 9
        assert asked(Ratio("square"), 1, 3, 9, 27) == [9]

    def test_a_number_of_a_claim_can_be_asked_for(self) -> None:
        assert Ratio("squares.measured").measure(words(2), words(6)) == 9

    def test_one_is_about_the_same_and_less_wide_than_another_number(self) -> None:
        assert asked(Ratio("square"), 1, "more", after=2.2) == [1]  # 1.21
        assert asked(Ratio("square"), 1, "more", after=2.3) == ["more"]  # 1.3225
        assert asked(Ratio("square"), 1, "fewer", after=1.7) == ["fewer"]  # 0.7225

    def test_a_value_lies_near_a_number_or_in_a_range(self) -> None:
        assert asked(Value("square"), 10, 30, (100, 200)) == [30]  # 36 is within 30 × 1.4
        assert asked(Value("square"), (0, 36), (36, 99)) == []  # 36 itself is in neither
        assert asked(Ratio("cube", over="square"), 1, 6, 20) == [6]

    def test_a_value_is_told_with_what_it_was_before(self) -> None:
        choices = Choice("near {near}", 30), Choice("much", "never")
        question = Predict("…", *choices, of=Value("square"), why="", n=6)
        assert question.measured(words(2), words(6)) == "4 before, 36 after"

    def test_what_is_not_finite_is_never_reached(self) -> None:
        assert asked(Value("gone"), 10, "never", after=10) == ["never"]

    def test_the_least_and_the_most_are_named(self) -> None:
        assert asked(Least("square", "same", "falling"), "square", "same", "falling") == ["same"]
        assert asked(Most("square", "same"), "square", "same") == ["square"]

    def test_what_moved_is_told_from_what_stayed(self) -> None:
        of = Moved("square", "same", "falling")
        assert asked(of, ("square", "falling"), "square", ()) == [("square", "falling")]
        assert asked(of, ("square", "falling"), "square", (), after=2.0) == [()]


class TestClear:
    def test_a_number_at_the_end_of_a_range_is_not(self) -> None:
        assert is_clear(Value("square"), (0, 50), (60, 99))
        assert not is_clear(Value("square"), (0, 37), (38, 99))  # a tenth more is in the other

    def test_names_that_nearly_tie_are_not(self) -> None:
        assert is_clear(Most("square", "same"), "square", "same", after=3)  # 9 against 7
        assert not is_clear(Most("square", "same"), "square", "same", after=2.7)  # 7.29

    def test_what_moves_by_little_is_neither(self) -> None:
        assert not is_clear(Moved("falling"), "falling", (), after=5)  # 18 to 15, a sixth
        assert is_clear(Moved("falling"), "falling", (), after=3)  # 18 to 17


def heir(**changed: Any) -> type[Concept]:
    return type("Growth", (Growth,), {"__doc__": Growth.__doc__, **changed})


RIGHT: dict[str, Any] = {"of": Ratio("square"), "n": 6, "why": "It is n squared [squares]."}


def question(*tests: Any, text: str = "…", **changed: Any) -> Predict:
    return Predict(text, *(Choice(f"{i}", t) for i, t in enumerate(tests)), **{**RIGHT, **changed})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (question(1), "has 1 choices; give 2 to 5"),
        (question(1, "much"), "a word is more, fewer or never"),
        (question(1, -1), "give a range (low, high)"),
        (question(1, (1, 2, 3)), "a range is (low, high)"),
        (question("x", "y", of=Least("x")), "may be of x"),
        (question(1, 2, m=2), "sets m, no parameter"),
        (question(1, 2, text="It is {square} …"), "may tell the answer"),
        (question(1, 2, text="… [squares]"), "may tell the answer"),
        (question(1, 2, why="[sqares]"), "Did you mean squares?"),
        (question(1, 2, n=101), "at most 100"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(wrong: Predict, said: str) -> None:
    with pytest.raises(NnvizError, match=re.escape(said)):
        heir(grows=wrong)


def test_question_and_choices_name_what_was_and_what_becomes() -> None:
    grows = Predict(
        "n goes from {before.n} to {n}; its square was {before.square} and becomes …",
        Choice("{near} times as large", 3, "So the number."),
        Choice("{near} times as large", 9),
        **RIGHT,
    )
    concept = heir(grows=grows)
    assert list(concept.questions) == ["grows"]
    before, after = concept(n=2), concept(n=6)
    text, choices = grows.asked(before.words(before.run()), after.values)
    assert text == "n goes from 2 to 6; its square was 4 and becomes …"
    assert choices == ["3 times as large", "9 times as large"]


def test_an_heir_keeps_the_questions_it_does_not_change() -> None:
    own = question(1, 9)
    first = heir(grows=own)
    second = type("Second", (first,), {"__doc__": Growth.__doc__})
    assert second.questions == {"grows": own}


def test_a_change_keeps_what_was_set_before() -> None:
    change = Change(before={"n": 1.0, "m": 2.0}, n=6.0)
    assert change.before.values == {"n": 1.0, "m": 2.0}
    assert change.values == {"n": 6.0, "m": 2.0}
    assert change.changed == {"n": 6.0}


def test_what_is_no_number_cannot_be_measured() -> None:
    with pytest.raises(ContractError, match="neither a parameter nor a value"):
        Ratio("squre").measure(words(2), words(6))
    assert math.isnan(Ratio("square", over="zero").measure(zero(), zero()))


def zero() -> Any:
    made = heir(compute=lambda self: {"square": 4.0, "zero": 0.0})()
    return made.words(made.run())
