from collections.abc import Callable
from math import sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.momentum import Momentum

from nnviz.core.arrays import Array
from nnviz.core.optimizers import Momentum as HeavyBall
from nnviz.drawing.motion import motions

ROUNDED = np.finfo(float).eps
SETTINGS = st.fixed_dictionaries(
    {
        "beta": st.floats(0.0, 0.999),
        "rate": st.floats(0.001, 100.0),
        "plain_rate": st.floats(0.001, 10.0),
        "condition": st.floats(4.0, 1000.0),
        "steps": st.integers(5, 500),
    }
)


def headline(**values: Any) -> str:
    concept = Momentum(**values)
    return concept.say("headline", concept.run())


@given(values=SETTINGS)
@example({"beta": 0.953, "rate": 1.66, "plain_rate": 0.503, "condition": 37.0, "steps": 11})
@example({"plain_rate": 10.0, "steps": 500})
@example({"plain_rate": 2.0, "rate": 18.0})
@settings(max_examples=60)
def test_laws_hold_and_words_are_said_at_any_setting(values: dict[str, Any]) -> None:
    concept = Momentum(**values)
    result = concept.run()
    fallen = [v.sentence for v in concept.proofs(result).verdicts() if v.state == "fails"]
    assert fallen == []
    said = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(said)
    assert not any(wrong in text for text in said for wrong in ("∞", "not a number"))


@given(values=SETTINGS)
@settings(max_examples=60)
def test_the_headline_names_whoever_is_nearer_and_whoever_diverges(values: dict[str, Any]) -> None:
    concept = Momentum(**values)
    result = concept.run()
    said, (plain, ball) = concept.say("headline", result), result["left"]
    limit = 2 * (1 + concept.beta) / (1 - concept.beta)
    if concept.rate > 1.001 * limit or concept.plain_rate > 2.002:
        assert "diverge" in said
    elif concept.rate < 0.999 * limit and concept.plain_rate < 1.998:
        assert "diverge" not in said
        assert ("nearer" in said) is bool(ball - plain > 0.02 * ball)


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "After 40 steps plain descent is 4.64 from the minimum, momentum 0.93"),
        ({"beta": 0.99}, "After 40 steps plain descent is nearer"),
        ({"condition": 10.0}, "After 40 steps plain descent is nearer"),
        ({"beta": 0.0}, "Momentum diverges: at β = 0 its limit is η = 2"),
        ({"plain_rate": 10.0, "steps": 500}, "Plain descent diverges above η = 2, momentum comes"),
        ({"plain_rate": 10.0, "beta": 0.0}, "Both diverge"),
        (
            {"beta": 0.0, "rate": 1.9},
            "After 40 steps plain descent is 4.64 from the minimum, momentum 4.64",
        ),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, float], start: str) -> None:
    assert headline(**values).startswith(start)


@pytest.mark.parametrize("condition", [4.0, 10.0, 100.0, 1000.0])
def test_at_the_best_settings_both_take_the_steps_that_their_contraction_promises(
    condition: float,
) -> None:
    roots = np.array([condition, sqrt(condition)])
    promised = -1 / np.log10((roots - 1) / (roots + 1))
    np.testing.assert_allclose(
        Momentum(condition=condition).run()["best_tens"], promised, rtol=1e-5
    )


@pytest.mark.parametrize(("beta", "rate"), [(0.8, 5.0), (0.5, 3.0), (0.9, 10.0)])
def test_a_long_path_shrinks_at_last_as_the_eigenvalues_say(beta: float, rate: float) -> None:
    result = Momentum(beta=beta, rate=rate, steps=500).run()
    lengths = np.linalg.norm(result["momentum"][[150, 300]], axis=1)
    measured = 150 / -np.log10(lengths[1] / lengths[0])
    assert measured == pytest.approx(result["drawn_tens"][1], rel=0.05)


def test_the_best_setting_lies_within_the_darkest_of_the_map() -> None:
    result = Momentum().run()
    assert np.nanmin(result["tens"]) >= result["best_tens"][1] - 1e-6


def test_without_memory_momentum_is_plain_descent() -> None:
    result = Momentum(beta=0.0, rate=1.9).run()
    assert np.array_equal(result["momentum"], result["plain"])


@given(beta=st.floats(0.0, 0.95), condition=st.floats(4.0, 200.0))
@settings(max_examples=20)
def test_averaged_form_is_stable_up_to_two_times_one_plus_over_one_minus_beta(
    beta: float, condition: float
) -> None:
    limit = 2 * (1 + beta) / (1 - beta)
    below = Momentum(beta=beta, condition=condition, rate=0.98 * limit, steps=500).run()
    above = Momentum(beta=beta, condition=condition, rate=1.02 * limit, steps=500).run()
    across = below["momentum"][:, 1]
    assert np.abs(across[-50:]).max() < np.abs(across[:50]).max()
    across = np.nan_to_num(above["momentum"][:, 1], nan=np.inf)  # where it had gone too far
    assert np.abs(across[-50:]).max() > np.abs(across[:50]).max()


def test_the_parts_of_a_step_add_up_to_it() -> None:
    result = Momentum().run()
    tail, remembered, step, new = result["parallelogram"]
    np.testing.assert_allclose(remembered + new - tail, step, atol=10 * ROUNDED)
    path, at = result["momentum"], result["at"]
    np.testing.assert_array_equal(path[[at - 1, at]], [tail, step])
    np.testing.assert_allclose(remembered - tail, 0.8 * (tail - path[at - 2]), atol=10 * ROUNDED)


Rule = Callable[..., None]


def _forgets_less(
    self: HeavyBall, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    v *= numbers.beta**2
    v += g * numbers.newest if self.averaged else g
    p -= numbers.rate * v


def _is_never_averaged(
    self: HeavyBall, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    v *= numbers.beta
    v += g
    p -= numbers.rate * v


def _weighs_the_newest_by_beta(
    self: HeavyBall, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    v *= numbers.beta
    v += g * numbers.beta if self.averaged else g
    p -= numbers.rate * v


def _steps_along_the_old_velocity(
    self: HeavyBall, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    p -= numbers.rate * v
    v *= numbers.beta
    v += g * numbers.newest if self.averaged else g


def _errs_in_the_classical_form(
    self: HeavyBall, p: Array, g: Array, work: Array, numbers: SimpleNamespace, v: Array
) -> None:
    v *= numbers.beta
    v += g * numbers.newest if self.averaged else 1.001 * g
    p -= numbers.rate * v


@pytest.mark.parametrize(
    ("fault", "laws"),
    [
        (_forgets_less, {"adds", "mapped", "limit", "line", "best"}),
        (_is_never_averaged, {"adds", "same_path", "mapped", "limit"}),
        (_weighs_the_newest_by_beta, {"adds", "same_path", "mapped", "limit"}),
        (_steps_along_the_old_velocity, {"adds", "mapped"}),
        (_errs_in_the_classical_form, {"same_path", "best"}),
    ],
)
def test_a_fault_in_the_optimizer_fails_laws(
    fault: Rule, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeavyBall, "rule", fault)
    concept = Momentum()
    verdicts = concept.proofs(concept.run()).verdicts()
    assert laws <= {verdict.name for verdict in verdicts if verdict.state == "fails"}


def test_parts_that_cancel_leave_0() -> None:
    # Across 1 + β − η(1 − β) = 0, so that w₁ = −β, and then each weight is −β times the one before
    # the last: w₈ = w₇.
    result = Momentum(condition=10.0, beta=0.6, rate=4.0, steps=25).run()
    assert result["remembered_across"] == pytest.approx(-result["new_across"], rel=1e-12)
    assert result["step_across"] == 0


def test_at_its_limit_plain_descent_jumps_for_ever_and_is_said_to() -> None:
    # 1 − ηλ = −1 across, so that w₂ is 1 and −1 in turn, and never anything else.
    concept = Momentum(plain_rate=2.0)
    result = concept.run()
    np.testing.assert_array_equal(result["plain"][:, 1], (-1.0) ** np.arange(41))
    headline = concept.say("headline", result)
    assert headline.startswith("At its limit, η = 2, plain descent jumps from wall to wall for")
    assert np.isnan(result["drawn_tens"][0])


def test_at_its_limit_momentum_jumps_for_ever() -> None:
    # β = 0.8: 2(1 + β)/(1 − β) = 18, where −1 is a root.
    assert headline(rate=18.0).startswith("At its limit, η = 18, momentum jumps from wall to wall")


def test_who_is_nearer_now_need_not_be_faster_in_the_long_run() -> None:
    # κ = 10: plain leaves the larger of |1 − 1.9| and 1 − 0.19 of a step; with momentum the roots
    # along are complex, of modulus √0.8.
    concept = Momentum(condition=10.0)
    result = concept.run()
    steps = -1 / np.log10([0.9, sqrt(0.8)])
    np.testing.assert_allclose(result["drawn_tens"], steps, rtol=1e-6)
    assert steps[1] < steps[0]
    assert result["left"][0] < result["left"][1]
    assert concept.say("headline", result).endswith("in the long run momentum is faster")


def test_the_step_is_counted_in_a_film(nnviz_render) -> None:  # type: ignore[no-untyped-def]

    figure = nnviz_render(Momentum).figure
    for motion in motions(figure):
        motion.update(0.5)
    assert figure.axes[0].get_title(loc="left") == "Down a ravine to step 20"
