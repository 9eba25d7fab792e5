from math import ceil, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.adagrad import Adagrad
from nnviz_concepts.optimization.rmsprop import Rmsprop


def test_the_path_is_that_of_the_rule_of_the_lecture() -> None:
    # Hinton 2012, lecture 6e, slide 29, along each axis of 0.1 w₁² + 2 w₂²
    path = Rmsprop().run()["path"]
    for i, (curvature, w) in enumerate(((0.2, -4.0), (4.0, 4.0))):
        square, expected = 0.0, [w]
        for _ in range(25):
            gradient = curvature * w
            square = 0.9 * square + 0.1 * gradient**2
            w -= 0.4 * gradient / (sqrt(square) + 1e-8)
            expected.append(w)
        np.testing.assert_allclose(path[:26, i], expected, rtol=1e-6)


@given(
    gamma=st.floats(0, 0.999), condition=st.floats(1, 100), angle=st.sampled_from([0.0, 10.0, 45.0])
)
@settings(max_examples=20, deadline=None)
def test_claims_hold_over_the_range(gamma: float, condition: float, angle: float) -> None:
    concept = Rmsprop(gamma=gamma, condition=condition, angle=angle)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


def test_a_large_gradient_is_forgotten_when_its_weight_in_the_average_is() -> None:
    # 1 + 999·0.9ᵗ⁻¹ ≤ 1/0.81
    expected = 1 + ceil(log((1 / 0.81 - 1) / 999) / log(0.9))
    assert Rmsprop().run()["recovered_at"] == expected == 81


def test_the_slowest_average_still_remembers_after_a_thousand_steps() -> None:
    assert not Rmsprop(gamma=0.999).run()["recovers"]


def test_without_memory_every_step_is_as_long_as_the_rate() -> None:
    result = Rmsprop(gamma=0.0).run()
    np.testing.assert_allclose(result["steps_constant"], 1.0)
    np.testing.assert_allclose(result["steps_spiked"], 1.0)


def test_it_never_settles_but_jumps_about_as_far_as_its_rate() -> None:
    # To and fro between ±η/2 the squared gradient is constant, and so is the step, η.
    path = Rmsprop(steps=500).run()["path"]
    np.testing.assert_allclose(np.abs(path[-2:, 0]), 0.2, rtol=0.01)
    np.testing.assert_allclose(np.abs(np.diff(path[-2:], axis=0)), 0.4, rtol=0.01)


@pytest.mark.parametrize("angle", [0.0, 45.0])
def test_it_starts_where_adagrad_does_on_the_same_bowl(angle: float) -> None:
    here, there = Rmsprop(angle=angle).run(), Adagrad(angle=angle).run()
    assert np.array_equal(here["plain"], there["plain"])
    assert np.array_equal(here["path"][0], there["path"][0])
