from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.adam import Adam

from nnviz.core import optimizers

SETTINGS = st.fixed_dictionaries(
    {
        "beta1": st.floats(0.0, 0.999),
        "beta2": st.floats(0.0, 0.9999),
        "epsilon": st.floats(1e-12, 10.0),
        "noise": st.floats(0.0, 3.0),
        "condition": st.floats(1.0, 1000.0),
        "rate": st.floats(0.01, 0.6),
        "plain_rate": st.floats(0.01, 1.9),
        "steps": st.integers(20, 300),
        "seed": st.integers(0, 1000),
    }
)


def test_adams_path_is_that_of_the_published_algorithm() -> None:
    # Kingma & Ba 2015, algorithm 1, along each weight of ½ (w₁²/50 + w₂²), which the noise moves
    result = Adam().run()
    for i, (curvature, w) in enumerate(((0.02, -4.0), (1.0, 2.0))):
        m = v = 0.0
        path = [w]
        for t, moved in enumerate(result["moved"][:, i], start=1):
            g = curvature * (w - moved)
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g**2
            w -= 0.1 * (m / (1 - 0.9**t)) / (sqrt(v / (1 - 0.999**t)) + 1e-8)
            path.append(w)
        np.testing.assert_allclose(result["paths"][3, :, i], path, rtol=1e-9, atol=1e-12)
        assert result["mean"][-1, i] == pytest.approx(m / (1 - 0.9**60), rel=1e-9)
        assert result["size"][-1, i] == pytest.approx(sqrt(v / (1 - 0.999**60)), rel=1e-9)


@given(values=SETTINGS)
@example({"beta1": 0.0, "noise": 0.0, "condition": 1.0})
@example({"beta1": 0.99, "beta2": 0.0, "noise": 3.0, "steps": 300, "plain_rate": 1.9})
@settings(max_examples=40)
def test_laws_hold_and_words_are_said_at_any_setting(values: dict[str, Any]) -> None:
    concept = Adam(**values)
    result = concept.run()
    assert [v.sentence for v in concept.proofs(result).verdicts() if v.state == "fails"] == []
    said = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(said)
    assert not any(wrong in text for text in said for wrong in ("∞", "not a number"))


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "Adam walks 4.71 and ends 0.328 from the minimum; plain descent walks 34 and ends"),
        ({"noise": 0.0}, "Adam ends 0.0992 from the minimum, plain descent 2.29"),
        ({"epsilon": 1.0}, "Plain descent ends nearer to the minimum"),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, Any], start: str) -> None:
    concept = Adam(**values)
    assert concept.say("headline", concept.run()).startswith(start)


@pytest.mark.parametrize("seed", range(5))
def test_averaging_shortens_the_way_and_dividing_brings_nearer(seed: int) -> None:
    result = Adam(seed=seed).run()
    (plain, rmsprop, momentum, adam), left = result["walked"], result["left"]
    assert momentum < plain / 2
    assert adam < 0.9 * rmsprop
    assert left[1] < left[0] / 2
    assert left[3] < left[2] / 2
    # At each method's own best rate the order is the same.
    best = result["best_left"]
    assert best[3] < best[1] < best[2] < best[0]


@pytest.mark.parametrize("given", [{"beta2": 0.9}, {"noise": 0.0}, {"condition": 10.0}])
def test_at_its_best_rate_no_method_ends_farther_than_at_the_drawn_one(given: Any) -> None:
    result = Adam(**given).run()
    assert (result["best_left"] <= result["left"]).all()


def test_without_an_average_the_rows_are_equal() -> None:
    paths = Adam(beta1=0.0).run()["paths"]
    np.testing.assert_allclose(paths[2], paths[0], atol=1e-12)
    np.testing.assert_allclose(paths[3], paths[1], atol=1e-12)


@pytest.mark.parametrize("condition", [1.0, 10.0, 1000.0])
def test_how_flat_the_flat_weight_is_does_not_matter_to_adam(condition: float) -> None:
    there, here = Adam().run(), Adam(condition=condition).run()
    assert here["left"][3] == pytest.approx(there["left"][3], rel=1e-3)


def test_the_noise_of_the_gradients_is_that_of_a_moved_bowl() -> None:
    moved = np.concatenate([Adam(seed=seed).run()["moved"].ravel() for seed in range(5)])
    assert moved.std() == pytest.approx(1.2, rel=0.1)  # 600 numbers: 3 % at most


def test_without_correction_the_first_step_is_the_root_of_ten_rates_long() -> None:
    # (1 − 0.9)/√(1 − 0.999) = √10
    assert Adam().run()["uncorrected"][0] == pytest.approx(sqrt(10), rel=1e-6)


Change = Callable[..., None]


def _corrects_nothing(self: optimizers.Adam, state: Any) -> None:
    optimizers.Optimizer.prepare(self, state)
    state.numbers.corrected_rate[...] = state.numbers.rate
    state.numbers.epsilon[...] = self.epsilon


def _corrects_the_mean_alone(self: optimizers.Adam, state: Any) -> None:
    optimizers.Optimizer.prepare(self, state)
    state.numbers.corrected_rate[...] = state.numbers.rate / (1 - self.beta1 ** (state.step + 1))
    state.numbers.epsilon[...] = self.epsilon


def _forgets_epsilon(self: optimizers.Adam, state: Any) -> None:
    PREPARE(self, state)
    state.numbers.epsilon[...] = 0


PREPARE = optimizers.Adam.prepare


@pytest.mark.parametrize(
    ("fault", "laws"),
    [
        (_corrects_nothing, {"own", "remembered", "constant_steps"}),
        (_corrects_the_mean_alone, {"own", "remembered", "constant_steps"}),
        (_forgets_epsilon, {"constant_steps"}),
    ],
)
def test_a_fault_in_the_optimizer_fails_laws(
    fault: Change, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimizers.Adam, "prepare", fault)
    concept = Adam()
    verdicts = concept.proofs(concept.run()).verdicts()
    assert laws <= {verdict.name for verdict in verdicts if verdict.state == "fails"}
