from math import sqrt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.nesterov import Nesterov


def test_the_path_is_that_of_sutskevers_equations() -> None:
    # Sutskever et al. 2013, eq. 3 and 4: v ← μv − ε∇f(θ + μv), θ ← θ + v
    curvatures = np.array([0.01, 1.0])
    theta, velocity = np.array([-10.0, 1.0]), np.zeros(2)
    path = [theta]
    for _ in range(40):
        velocity = 0.9 * velocity - 0.5 * curvatures * (theta + 0.9 * velocity)
        theta = theta + velocity
        path.append(theta)
    np.testing.assert_allclose(Nesterov().run()["nesterov"], path, rtol=1e-10, atol=1e-14)


@given(rate=st.floats(0.01, 4.0), beta=st.floats(0.0, 0.999), condition=st.floats(4.0, 1000.0))
@settings(max_examples=30, deadline=None)
def test_claims_hold_over_the_range(rate: float, beta: float, condition: float) -> None:
    concept = Nesterov(rate=rate, beta=beta, condition=condition)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


@given(beta=st.floats(0.0, 0.95))
@settings(max_examples=20, deadline=None)
def test_it_is_stable_exactly_below_its_limit(beta: float) -> None:
    limit = 2 * (1 + beta) / (1 + 2 * beta)
    below = Nesterov(beta=beta, rate=0.98 * limit, steps=500).run()["nesterov"][:, 1]
    above = Nesterov(beta=beta, rate=1.02 * limit, steps=500).run()["nesterov"][:, 1]
    assert np.abs(below[-50:]).max() < np.abs(below[:50]).max()
    assert np.abs(above[-50:]).max() > np.abs(above[:50]).max()


def test_at_the_rate_of_newton_it_arrives_across_the_ravine_in_one_step() -> None:
    assert np.abs(Nesterov(rate=1.0).run()["nesterov"][1:, 1]).max() < 1e-15


def test_without_memory_both_are_plain_descent() -> None:
    result = Nesterov(beta=0.0).run()
    np.testing.assert_allclose(result["nesterov"], result["momentum"], rtol=1e-12)


def test_the_steps_are_those_that_the_contraction_promises_and_a_few_more() -> None:
    # ρᵗ alone needs ln(1e-6)/ln ρ steps; a double root's t ρᵗ a few more.
    result = Nesterov(condition=100.0).run()
    promised = np.log(1e-6) / np.log(1 - 2 / sqrt(301))
    assert promised < result["nesterov_steps"] < 1.3 * promised
