from collections.abc import Callable
from math import exp, sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.rmsprop import Rmsprop

from nnviz.core.arrays import Array
from nnviz.core.optimizers import RMSProp

SETTINGS = st.fixed_dictionaries(
    {
        "gamma": st.floats(0.0, 0.999),
        "first": st.floats(0.05, 1.0),
        "wall": st.floats(1.0, 10.0),
        "steps": st.integers(20, 500),
    }
)


def slope(w: float) -> float:
    """The slope of 0.015 w², and of a wall of slope 3 up to −3 whose foot is rounded over 0.12."""
    return 0.03 * w - 3 / (1 + exp((w + 3) / 0.12))


def test_the_paths_are_those_of_the_published_rules() -> None:
    # Duchi et al. 2011, the diagonal form; Hinton 2012, lecture 6e, slide 29
    result = Rmsprop().run()
    rate = 0.3 / abs(slope(-4.8))
    plain, adagrad, rmsprop, total, average = [-4.8], [-4.8], [-4.8], 0.0, 0.0
    for _ in range(120):
        plain.append(plain[-1] - rate * slope(plain[-1]))
        g = slope(adagrad[-1])
        total += g**2
        adagrad.append(adagrad[-1] - 0.3 * g / (sqrt(total) + 1e-10))
        g = slope(rmsprop[-1])
        average = 0.9 * average + 0.1 * g**2
        rmsprop.append(rmsprop[-1] - 0.3 * sqrt(0.1) * g / (sqrt(average) + 1e-8))
    np.testing.assert_allclose(result["paths"], [plain, adagrad, rmsprop], rtol=1e-9)
    assert result["sizes"][:, -1] == pytest.approx([sqrt(total), sqrt(average)], rel=1e-5)


def test_the_height_has_the_slope_that_is_gone_down() -> None:
    w, height = Rmsprop().run()["land"]
    slopes = np.gradient(height, w)[1:-1]
    np.testing.assert_allclose(slopes, [slope(each) for each in w[1:-1]], atol=0.01)


@given(values=SETTINGS)
@example({"gamma": 0.0, "first": 1.0, "wall": 10.0, "steps": 500})
@example({"gamma": 0.999, "first": 0.05, "wall": 10.0, "steps": 20})
@settings(max_examples=40)
def test_laws_hold_and_words_are_said_at_any_setting(values: dict[str, Any]) -> None:
    concept = Rmsprop(**values)
    result = concept.run()
    assert [v.sentence for v in concept.proofs(result).verdicts() if v.state == "fails"] == []
    said = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(said)
    assert not any(wrong in text for text in said for wrong in ("∞", "not a number"))


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "RMSProp forgets the wall and ends 0.0278 from the minimum; AdaGrad remembers it"),
        ({"gamma": 0.99}, "In 120 steps RMSProp does not forget the wall: it ends 2.29"),
        ({"gamma": 0.999}, "In 120 steps RMSProp does not forget the wall: √v is still 0.96"),
        ({"gamma": 0.5}, "RMSProp forgets the wall, then jumps to and fro over the minimum"),
        ({"steps": 500}, "RMSProp forgets the wall, then jumps to and fro over the minimum"),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, Any], start: str) -> None:
    concept = Rmsprop(**values)
    assert concept.say("headline", concept.run()).startswith(start)


@pytest.mark.parametrize("first", [0.1, 0.3, 0.6, 1.0])
def test_rmsprop_ends_nearest_whatever_the_first_step_is(first: float) -> None:
    left = Rmsprop(first=first).run()["left"]
    assert left[2] == left.min()


def test_without_memory_every_step_is_as_long_as_the_rate() -> None:
    result = Rmsprop(gamma=0.0).run()
    np.testing.assert_allclose(np.abs(np.diff(result["paths"][2]))[-100:], 0.3, rtol=1e-3)


def test_it_never_settles_but_jumps_about_as_far_as_its_rate() -> None:
    # To and fro between ±η/2 the squared gradient is constant, and so is the step, η.
    path = Rmsprop(steps=500).run()["paths"][2]
    rate = 0.3 * sqrt(0.1)
    np.testing.assert_allclose(np.abs(path[-2:]), rate / 2, rtol=0.01)
    np.testing.assert_allclose(np.abs(np.diff(path[-2:])), rate, rtol=0.01)


Rule = Callable[..., None]


def _forgets_nothing(
    self: RMSProp, p: Array, g: Array, work: Array, numbers: SimpleNamespace, s: Array
) -> None:
    s += numbers.newest * g * g
    p -= numbers.rate * g / (np.sqrt(s) + numbers.epsilon)


def _weighs_the_newest_by_gamma(
    self: RMSProp, p: Array, g: Array, work: Array, numbers: SimpleNamespace, s: Array
) -> None:
    s *= numbers.gamma
    s += numbers.gamma * g * g
    p -= numbers.rate * g / (np.sqrt(s) + numbers.epsilon)


def _divides_by_the_average_before(
    self: RMSProp, p: Array, g: Array, work: Array, numbers: SimpleNamespace, s: Array
) -> None:
    p -= numbers.rate * g / (np.sqrt(s) + numbers.epsilon)
    s *= numbers.gamma
    s += numbers.newest * g * g


@pytest.mark.parametrize(
    ("fault", "laws"),
    [
        (_forgets_nothing, {"own", "halves", "tends"}),
        (_weighs_the_newest_by_gamma, {"own", "equal", "tends"}),
        (_divides_by_the_average_before, {"own", "equal", "tends"}),
    ],
)
def test_a_fault_in_the_optimizer_fails_laws(
    fault: Rule, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RMSProp, "rule", fault)
    concept = Rmsprop()
    verdicts = concept.proofs(concept.run()).verdicts()
    assert laws <= {verdict.name for verdict in verdicts if verdict.state == "fails"}
