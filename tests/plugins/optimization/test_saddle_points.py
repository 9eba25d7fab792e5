"""Saddle points: how long each method is held, and what a start nearer to the ridge costs."""

from math import ceil, log, log1p
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.saddle_points import SaddlePoints

from nnviz.core.arrays import Array
from nnviz.core.optimizers import GradientDescent, Momentum
from nnviz.core.surfaces import Saddle

SETTINGS = st.fixed_dictionaries(
    {
        "offset": st.floats(1e-10, 1e-2),
        "curvature": st.floats(0.1, 1.0),
        "rate": st.floats(0.02, 0.5),
        "beta": st.floats(0.0, 0.99),
    }
)


def _failing(**values: Any) -> set[str]:
    concept = SaddlePoints(**values)
    verdicts = concept.proofs(concept.run()).verdicts()
    return {verdict.name for verdict in verdicts if verdict.state == "fails"}


@pytest.mark.parametrize("offset", [1e-9, 1e-6, 1e-3])
def test_plain_descent_leaves_when_the_power_of_its_factor_says(offset: float) -> None:
    promised = ceil(log(0.1 / offset) / log1p(0.05 * 0.5))
    brake = 0.1**2 / (2 * 0.05 * 0.5)  # steps that the wall costs, to first order: 0.2
    assert SaddlePoints(offset=offset).run()["steps"][0] in (promised, ceil(promised + brake))


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.99])
def test_momentum_leaves_when_its_recurrence_says(beta: float) -> None:
    # w(t+1) = (1 + β + ηc) w(t) − β w(t−1) near the ridge, where the wall is not yet felt.
    before, now, steps = 1e-6, 1e-6, 0
    while now < 0.1:
        before, now, steps = now, (1 + beta + 0.05 * 0.5) * now - beta * before, steps + 1
    assert SaddlePoints(beta=beta, offset=1e-6).run()["steps"][1] in (steps, steps + 1)


@given(values=SETTINGS)
@settings(max_examples=40)
def test_laws_hold_and_the_headline_says_who_leaves_sooner(values: dict[str, Any]) -> None:
    concept = SaddlePoints(**values)
    result = concept.run()
    assert _failing(**values) == set()
    plain, momentum = result["steps"].tolist()
    assert momentum <= plain
    said = concept.say("headline", result)
    if momentum == plain:
        assert said.startswith("A saddle holds both methods")
    else:
        assert said.startswith("A saddle") is (plain - momentum > 0.02 * plain)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "A saddle holds plain descent for 187 steps, momentum for 43"),
        ({"beta": 0.0}, "A saddle holds both methods for 187 steps"),
        ({"beta": 0.01}, "The saddle holds plain descent for 187 steps, momentum 185"),
    ],
)
def test_the_headline_turns_with_the_memory(values: dict[str, float], said: str) -> None:
    concept = SaddlePoints(**values)
    assert concept.say("headline", concept.run()) == said


def test_the_plateau_is_as_high_as_the_saddle() -> None:
    gaps = SaddlePoints(curvature=0.4).run()["gaps"]
    assert gaps[0, 100] == pytest.approx(0.4 / 4, rel=1e-2)  # c²/(4q) with q = c
    assert gaps[0, 0] == pytest.approx(0.6**2 / 2 + 0.4 / 4, rel=1e-4)


def test_the_front_of_the_block_stands_on_true_axes() -> None:
    result = SaddlePoints().run()
    x, height = result["block"][0].T
    assert x[0] == pytest.approx(-1.3)
    assert x[-1] == pytest.approx(1.3)
    np.testing.assert_allclose(height - height[80], x**4 / 8 - x**2 / 4, atol=1e-12)


def test_nothing_of_the_surface_is_hidden_behind_what_is_in_front() -> None:
    for beta in (0.0, 0.9, 0.99):
        height = SaddlePoints(beta=beta).run()["block"][..., 1]
        assert (np.diff(height, axis=0) > 0).all()


def _too_long(
    self: GradientDescent, p: Array, g: Array, work: Array, numbers: Any, *slots: Array
) -> None:
    p -= 1.01 * numbers.rate * g


def _forgets(
    self: Momentum, p: Array, g: Array, work: Array, numbers: Any, velocity: Array
) -> None:
    velocity *= 0.99 * numbers.beta
    velocity += g
    p -= numbers.rate * velocity


def _steeper(self: Saddle, x: Array, y: Array) -> tuple[Array, Array]:
    return x, y * (self.wall * y * y - 1.01 * self.curvature)


def _off_centre(self: Saddle, x: Array, y: Array) -> tuple[Array, Array]:
    return x, y * (self.wall * y * y - self.curvature) - 1e-12


@pytest.mark.parametrize(
    ("owner", "name", "fault", "laws"),
    [
        (GradientDescent, "rule", _too_long, {"leaves", "tenfold"}),
        (Momentum, "rule", _forgets, {"leaves", "tenfold"}),
        (Saddle, "slopes", _steeper, {"leaves", "tenfold"}),
        (Saddle, "slopes", _off_centre, {"stays"}),
    ],
)
def test_a_fault_in_the_core_fails_laws(
    owner: type, name: str, fault: Any, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, name, fault)
    assert laws <= _failing()
