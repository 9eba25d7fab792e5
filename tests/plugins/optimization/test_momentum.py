from math import ceil, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.momentum import Momentum


@pytest.mark.parametrize("condition", [10.0, 100.0, 1000.0])
def test_plain_descent_takes_the_steps_that_its_contraction_promises(condition: float) -> None:
    contraction = (condition - 1) / (condition + 1)
    promised = ceil(log(1e-6) / log(contraction))
    assert Momentum(condition=condition).run()["plain_steps"] == promised


@pytest.mark.parametrize("condition", [10.0, 100.0, 1000.0])
def test_heavy_ball_takes_the_steps_of_a_double_root(condition: float) -> None:
    # At the best settings w(t) = (1 + c t) ρ^t in each eigendirection, and w(1) = (1 + c) ρ.
    rho = (sqrt(condition) - 1) / (sqrt(condition) + 1)
    rate = 4 / (1 + sqrt(1 / condition)) ** 2
    start, eigenvalues = np.array([-10.0, 1.0]), np.array([1 / condition, 1.0])
    signs = np.array([1.0, -1.0])  # the root is ρ along the floor and −ρ across it
    slope = (1 - rate * eigenvalues) / (signs * rho) - 1
    t = np.arange(4000)[:, np.newaxis]
    path = start * (1 + slope * t) * signs**t * rho**t
    distance = np.linalg.norm(path, axis=1) / np.linalg.norm(start)
    assert Momentum(condition=condition).run()["momentum_steps"] == np.argmax(distance <= 1e-6)


def test_without_memory_momentum_is_plain_descent() -> None:
    result = Momentum(beta=0.0, rate=1.9).run()
    assert np.array_equal(result["momentum"], result["plain"])


@given(beta=st.floats(0.0, 0.95), condition=st.floats(4.0, 200.0))
@settings(max_examples=20, deadline=None)
def test_averaged_form_is_stable_up_to_two_times_one_plus_over_one_minus_beta(
    beta: float, condition: float
) -> None:
    limit = 2 * (1 + beta) / (1 - beta)
    below = Momentum(beta=beta, condition=condition, rate=0.98 * limit, steps=500).run()
    above = Momentum(beta=beta, condition=condition, rate=1.02 * limit, steps=500).run()
    across = below["momentum"][:, 1]
    assert np.abs(across[-50:]).max() < np.abs(across[:50]).max()
    assert np.abs(above["momentum"][-50:, 1]).max() > np.abs(above["momentum"][:50, 1]).max()


def test_the_average_of_an_alternating_gradient_vanishes_and_of_a_steady_one_stays() -> None:
    result = Momentum().run()
    # ewma of (−q)^t is bounded by (1 − β)/(1 + βq); here q = 0.9 and β = 0.9.
    assert np.abs(result["averages"][:, 1]).max() <= 0.1
    assert result["averages"][-1, 0] > 0.5
