from collections.abc import Callable
from math import sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.nesterov import Nesterov

from nnviz.core.arrays import Array
from nnviz.core.optimizers import Nesterov as Optimizer

SETTINGS = st.fixed_dictionaries(
    {
        "beta": st.floats(0.0, 0.999),
        "rate": st.floats(0.001, 3.5),
        "condition": st.floats(4.0, 1000.0),
        "steps": st.integers(5, 300),
    }
)


def _states(concept: Nesterov) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for verdict in concept.proofs(concept.run()).verdicts():
        found.setdefault(verdict.state, []).append(verdict.name)
    return found


def test_the_path_is_that_of_sutskevers_equations() -> None:
    # Sutskever et al. 2013, eq. 3 and 4: v ← μv − ε∇f(θ + μv), θ ← θ + v
    curvatures = np.array([0.01, 1.0])
    theta, velocity = np.array([-10.0, 1.0]), np.zeros(2)
    path, looks = [theta], [theta]
    for _ in range(40):
        velocity = 0.9 * velocity - 0.5 * curvatures * (theta + 0.9 * velocity)
        theta = theta + velocity
        path.append(theta)
        looks.append(theta + 0.9 * velocity)
    result = Nesterov().run()
    np.testing.assert_allclose(result["nesterov"], path, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(result["looks"], looks, rtol=1e-10, atol=1e-14)


@given(values=SETTINGS)
@example({"rate": 3.5, "beta": 0.0, "steps": 500})
@example({"rate": 1.0, "beta": 0.999})
@settings(max_examples=40)
def test_laws_hold_and_words_are_said_at_any_setting(values: dict[str, Any]) -> None:
    concept = Nesterov(**values)
    result = concept.run()
    assert "fails" not in _states(concept)
    said = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(said)
    assert not any(wrong in text for text in said for wrong in ("∞", "not a number"))


@given(values=SETTINGS)
@settings(max_examples=40)
def test_the_headline_names_who_diverges_and_who_swings_less(values: dict[str, Any]) -> None:
    concept = Nesterov(**values)
    result = concept.run()
    said, (momentum, nesterov) = concept.say("headline", result), result["travel"]
    limit = 2 * (1 + concept.beta) / (1 + 2 * concept.beta)
    if concept.rate > 1.001 * limit:
        assert "diverge" in said
        assert said.startswith("Both") == (concept.rate > 2 * (1 + concept.beta))
    elif concept.rate < 0.999 * limit:
        assert "diverge" not in said
        assert ("more" in said) is bool(nesterov - momentum > 0.02 * nesterov)


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "Nesterov swings 1.51 across the ravine, momentum 8.29"),
        ({"rate": 1.35}, "Nesterov swings more"),
        ({"rate": 1.5}, "Nesterov diverges above η = 1.36, momentum only above 3.8"),
        ({"rate": 3.0, "beta": 0.4}, "Both diverge: momentum above η = 2.8"),
        ({"rate": 1.0}, "Nesterov is across the ravine in one step, momentum swings 12.7"),
        ({"beta": 0.0}, "Without memory there is nothing to look ahead along"),
        ({"rate": 0.01, "steps": 5}, "Nesterov swings 0.127 across the ravine, momentum 0.128"),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, float], start: str) -> None:
    concept = Nesterov(**values)
    assert concept.say("headline", concept.run()).startswith(start)


@given(beta=st.floats(0.0, 0.95))
@settings(max_examples=20)
def test_it_is_stable_exactly_below_its_limit(beta: float) -> None:
    limit = 2 * (1 + beta) / (1 + 2 * beta)
    below = Nesterov(beta=beta, rate=0.98 * limit, steps=500).run()["nesterov"][:, 1]
    above = Nesterov(beta=beta, rate=1.02 * limit, steps=500).run()["nesterov"][:, 1]
    assert np.abs(below[-50:]).max() < np.abs(below[:50]).max()
    above = np.nan_to_num(above, nan=np.inf)  # where it had gone too far
    assert np.abs(above[-50:]).max() > np.abs(above[:50]).max()


def test_at_the_rate_of_newton_it_arrives_across_the_ravine_in_one_step() -> None:
    result = Nesterov(rate=1.0).run()
    assert np.abs(result["nesterov"][1:, 1]).max() < 1e-15
    assert result["travel"][1] == pytest.approx(1.0, rel=1e-12)


def test_without_memory_both_are_plain_descent() -> None:
    result = Nesterov(beta=0.0).run()
    np.testing.assert_allclose(result["nesterov"], result["momentum"], rtol=1e-12)
    np.testing.assert_allclose(result["nesterov"][:, 1], 0.5 ** np.arange(41), atol=1e-15)


def test_in_the_cross_section_the_push_is_the_rate_times_the_slope() -> None:
    # Momentum: w = 1, ½, −0.2 (v = −½, then −0.9·½ − ½·½ = −0.7); carried on by 0.63 to −0.83.
    result = Nesterov().run()
    assert result["at"] == 2
    np.testing.assert_allclose(result["seen"], [-0.2, -0.83], rtol=1e-12)
    np.testing.assert_allclose(result["lands"], [-0.73, -0.415], rtol=1e-12)


@pytest.mark.parametrize("condition", [4.0, 100.0, 1000.0])
def test_at_its_best_a_long_path_shrinks_as_the_contraction_says(condition: float) -> None:
    root = sqrt(3 * condition + 1)
    rate, beta = 4 / (3 + 1 / condition), (root - 2) / (root + 2)
    path = Nesterov(condition=condition, rate=rate, beta=beta, steps=400).run()["nesterov"]
    (_, best) = Nesterov(condition=condition).run()["best_factors"]
    lengths = np.linalg.norm(path[[200, 201]], axis=1)  # as t ρᵗ: a double root
    assert lengths[1] / lengths[0] * 200 / 201 == pytest.approx(best, rel=1e-3)


Rule = Callable[..., None]


def _never_looks_ahead(
    self: Optimizer, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    v *= numbers.beta
    v += g
    p -= numbers.rate * v


def _looks_too_far_ahead(
    self: Optimizer, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    v *= numbers.beta
    v += g
    p -= numbers.rate * (1.01 * numbers.beta * v + g)


def _forgets_more(
    self: Optimizer, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    v *= numbers.beta**2
    v += g
    p -= numbers.rate * (numbers.beta * v + g)


@pytest.mark.parametrize(
    ("fault", "laws"),
    [
        (_never_looks_ahead, {"ahead", "rule", "travels", "ways", "limit", "best"}),
        (_looks_too_far_ahead, {"ahead", "rule", "travels", "ways", "limit"}),
        (_forgets_more, {"rule", "travels", "ways", "limit", "best"}),
    ],
)
def test_a_fault_in_the_optimizer_fails_laws(
    fault: Rule, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Optimizer, "rule", fault)
    assert laws <= set(_states(Nesterov())["fails"])
