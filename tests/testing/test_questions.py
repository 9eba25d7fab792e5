"""What is wrong with a question is found, and nothing in a good one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from nnviz import Change, Choice, Concept, Measured, Predict, Ratio, Try, claim, finding, parameter
from nnviz.testing.questions import question_problems, question_table

GOOD: Mapping[str, Any] = {
    "text": "n goes from {before.n} to {n}. The mean of a square of so many numbers becomes …",
    "choices": (
        Choice("as large", 1, "It is a square."),
        Choice("{near} times as large", 3, "So is n."),
        Choice("{near} times as large", 9),
    ),
    "of": Ratio("square"),
    "why": "It is n squared [squares].",
    "n": 6.0,
}


class Growth(Concept):
    """A power grows with its base.

    The square of $n$ is $n^2$.
    """

    n: float = parameter(2.0, "the base", ge=0, le=100, sweep=(1.0, 2.0, 6.0))
    cap: float = parameter(1e9, "at most", ge=1, le=1e9, sweep=(5.0, 1e9))
    seed: int = parameter(0, "seed", ge=0)

    def compute(self) -> dict[str, object]:
        noise = np.random.default_rng(self.seed).normal(1.0, 0.01)
        luck = np.random.default_rng(self.seed).uniform(0.1, 2)
        return {
            "square": min(self.cap, self.n**2) * noise, "noise": noise,
            "luck": luck if self.n > 2 else 1.0, "constant": 3.0,
        }  # fmt: skip

    @claim("It is {measured}.")
    def squares(self, result: Any) -> Measured:
        wanted = min(self.cap, self.n * self.n) * result["noise"]
        return Measured(result["square"], "=", wanted, within=1e-9)

    @finding("It is large, {measured}.", at_defaults=False)
    def large(self, result: Any) -> Measured:
        return Measured(result["square"], ">", 10, margin=1)

    def draw(self, result: Any, figure: Any) -> None:
        figure.subplots().plot([0, self.n], [0, result["square"]])


def found(tries: tuple[Try, ...] = (), **changed: Any) -> str:
    """Return what is wrong with the good question, so changed."""
    told = {**GOOD, **changed}
    asked = Predict(told.pop("text"), *told.pop("choices"), **told)
    attributes: dict[str, Any] = {"__doc__": Growth.__doc__, "grows": asked, "try_next": tries}
    concept = type("Growth", (Growth,), attributes)
    return "\n".join(map(str, question_problems(concept)))


def test_a_good_question_has_no_problem() -> None:
    assert found() == ""
    assert found(variants=(Change(before={"n": 3.0}, n=9.0),)) == ""


def test_a_tenth_of_the_distance_between_choices_is_asked_for() -> None:
    choices = (Choice("less", (0, 9.3)), Choice("more", (9.3, 99), "no"))
    assert "the answer is not clear by a tenth" in found(choices=choices)


def test_two_right_ones_or_none_are_told_with_what_was_measured() -> None:
    both = (Choice("this", (0, 99)), Choice("that", (0, 98), "no"))
    assert "this and that; measured 9, 9" in found(choices=both)
    none = (Choice("this", 1), Choice("that", 2, "no"))
    assert "not just one choice is right: none" in found(choices=none)


def test_an_answer_that_hangs_on_the_seed_is_found() -> None:
    choices = (Choice("as large", 1, "no"), Choice("more", "more"), Choice("less", "fewer", "no"))
    assert "not just one choice is right" in found(choices=choices, of=Ratio("luck"))


def test_a_number_that_never_changes_measures_nothing() -> None:
    choices = (Choice("as large", 1), Choice("more", "more", "no"))
    assert "without the change" in found(choices=choices, of=Ratio("constant"))


def test_as_before_may_be_right_where_another_setting_moves_it() -> None:
    choices = (Choice("as large", 1), Choice("{near} times as large", 10, "no"))
    text = "The cap goes from {before.cap} to {cap}. It becomes …"
    told = {"text": text, "choices": choices, "n": 2.0, "cap": 1e8}
    assert "n was and becomes" in found(**told)
    del told["n"]
    assert "does not say what n" in found(**told)  # n = 6 is in the good one's change
    assert found(**told, before={"n": 6.0}).count("\n") == 0


def test_the_author_s_belief_is_compared_with_the_run() -> None:
    first, second, third = GOOD["choices"]
    wrong = (first, Choice(second.text, 3), Choice(third.text, 9, "Squares are rare."))
    told = found(choices=wrong)
    assert "is right, and has a reply" in told
    assert "is wrong, and has no reply" in told


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "n becomes {n}. The square …"}, "does not say what n was and becomes"),
        ({"choices": (Choice("3 times", 3, "no"), Choice("more", 9))}, "a number that is typed"),
        ({"choices": (Choice("a", 9), Choice("b", 1, "no"), Choice("c", 3, "no"))}, "shuffled"),
        ({"choices": (Choice("as many", 1, "no"), Choice("as many", 9))}, "say the same"),
        ({"choices": (Choice("as", 1, "no"), Choice("many times as large", 9))}, "longest"),
        ({"why": "It is so."}, "why cites no claim"),
        ({"why": "It is large [large]."}, "does not hold before"),
    ],
)
def test_what_gives_it_away_or_proves_nothing_is_found(changed: dict[str, Any], said: str) -> None:
    assert said in found(**changed)


def test_a_try_at_the_same_setting_tells_the_answer() -> None:
    assert "a Try shows the same setting" in found((Try("It is so [squares].", n=6.0),))


def test_the_table_has_every_seed_and_the_stops_where_another_is_right() -> None:
    asked = Predict(GOOD["text"], *GOOD["choices"], of=GOOD["of"], why=GOOD["why"], n=6.0)
    concept = type("Growth", (Growth,), {"__doc__": Growth.__doc__, "grows": asked})
    (row,) = question_table(concept)
    assert row["right"] == ["9 times as large"]
    assert len(row["measured"]) == 10
    assert row["elsewhere"] == ["--cap 5"]  # 4 to 5: hardly more
