from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.adagrad import RATES, Adagrad

from nnviz.core.arrays import Array
from nnviz.core.optimizers import AdaGrad

SETTINGS = st.fixed_dictionaries(
    {
        "seen": st.integers(1, 30),
        "zipf": st.floats(0.0, 1.2),
        "noise": st.floats(0.0, 2.0),
        "reviews": st.integers(100, 500),
        "seed": st.integers(0, 1000),
    }
)


# Noise so small that a gradient's square is nothing, though the gradient is not.
UNDERFLOW = {"seen": 1, "zipf": 0.0, "noise": 1.5e-270, "reviews": 100, "seed": 8}


@given(values=SETTINGS)
@example(values=UNDERFLOW)
@settings(max_examples=10)
def test_laws_hold_and_words_are_said_at_any_setting(values: dict[str, Any]) -> None:
    concept = Adagrad(**values)
    result = concept.run()
    assert [v.sentence for v in concept.proofs(result).verdicts() if v.state == "fails"] == []
    said = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(said)
    assert not any(wrong in text for text in said for wrong in ("∞", "not a number"))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_of_rare_words_adagrad_learns_more_and_its_error_is_lower(seed: int) -> None:
    result = Adagrad(seed=seed).run()
    assert result["learned"][1] - result["learned"][0] > 0.1
    assert result["errors"][1] < 0.8 * result["errors"][0]


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "Words seen 5 times: AdaGrad learns 0."),
        ({"seen": 20}, "Words seen 20 times: AdaGrad learns about as much"),
        ({"zipf": 0.0}, "On new reviews AdaGrad's squared error is"),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, Any], start: str) -> None:
    concept = Adagrad(**values)
    assert concept.say("headline", concept.run()).startswith(start)


def test_plain_descent_learns_of_a_word_what_each_occurrence_takes_away() -> None:
    # The errors of other words have random signs: on average each occurrence leaves 1 − η.
    result = Adagrad().run()
    expected = 1 - (1 - result["rates"][0]) ** 5
    assert result["learned"][0] == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("values", [{}, {"noise": 0.0}, {"noise": 2.0}, {"zipf": 0.0}])
def test_the_best_rates_lie_inside_what_is_tried(values: dict[str, Any]) -> None:
    rates = Adagrad(**values).run()["rates"]
    assert RATES["plain"][0] < rates[0] < RATES["plain"][-1]
    assert RATES["adagrad"][0] < rates[1] < RATES["adagrad"][-1]


def test_what_is_marked_is_on_the_curves_and_in_the_films_last_moment() -> None:
    result = Adagrad().run()
    at = int(np.flatnonzero(result["middle"] == 5)[0])
    np.testing.assert_allclose(result["curve"][:, at], result["learned"])
    assert result["marks_seen"][0].sum() == 0
    assert not result["marks_learned"][:, 0].any()
    assert result["marks_seen"][-1].max() == result["many"]


def test_an_error_is_that_of_many_reviews_drawn_anew() -> None:
    # At first all weights are 0, and the error is the mean square of scores without noise.
    rng = np.random.default_rng(7)
    chances = 1 / np.arange(1, 101)
    chances *= 3 / chances.sum()
    worths = rng.choice([-1.0, 1.0], (4000, 100))
    scores = ((rng.random((4000, 100)) < chances) * worths).sum(axis=1)
    assert Adagrad().run()["runs_errors"][0, :, 0].mean() == pytest.approx(
        np.mean(scores**2), rel=0.1
    )


Rule = Callable[..., None]


def _forgets(
    self: AdaGrad, p: Array, g: Array, work: Array, numbers: SimpleNamespace, s: Array
) -> None:
    s *= 0.99
    s += g * g
    p -= numbers.rate * g / (np.sqrt(s) + numbers.epsilon)


def _remembers_the_last_only(
    self: AdaGrad, p: Array, g: Array, work: Array, numbers: SimpleNamespace, s: Array
) -> None:
    s[...] = g * g
    p -= numbers.rate * g / (np.sqrt(s) + numbers.epsilon)


def _divides_by_the_sum(
    self: AdaGrad, p: Array, g: Array, work: Array, numbers: SimpleNamespace, s: Array
) -> None:
    s += g * g
    p -= numbers.rate * g / (s + numbers.epsilon)


@pytest.mark.parametrize(
    ("fault", "laws"),
    [
        (_forgets, {"own", "waits"}),
        (_remembers_the_last_only, {"own", "waits"}),
        (_divides_by_the_sum, {"own"}),
    ],
)
def test_a_fault_in_the_optimizer_fails_laws(
    fault: Rule, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AdaGrad, "rule", fault)
    concept = Adagrad()
    verdicts = concept.proofs(concept.run()).verdicts()
    assert laws <= {verdict.name for verdict in verdicts if verdict.state == "fails"}
