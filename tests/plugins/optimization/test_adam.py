from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.adam import Adam


def _algorithm_1(gradients, *, beta1, beta2, epsilon, corrected):
    """Kingma & Ba 2015, algorithm 1, one number after another, for a rate of 1."""
    m = v = 0.0
    steps = []
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t) if corrected else m
        v_hat = v / (1 - beta2**t) if corrected else v
        steps.append(m_hat / (sqrt(v_hat) + epsilon))
    return steps


@pytest.mark.parametrize("corrected", [True, False])
def test_the_drawn_steps_are_those_of_the_published_algorithm(corrected: bool) -> None:
    steps = Adam().run()["steps_with" if corrected else "steps_without"]
    settings = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "corrected": corrected}
    for i, gradient in enumerate((1e-3, 1.0, 1e3)):
        np.testing.assert_allclose(
            steps[:, i], _algorithm_1([gradient] * len(steps), **settings), rtol=1e-9
        )


@pytest.mark.parametrize("corrected", [True, False])
def test_the_drawn_path_is_that_of_the_published_algorithm(corrected: bool) -> None:
    path = Adam().run()["path_with" if corrected else "path_without"]
    settings = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "corrected": corrected}
    for coordinate, curvature, start in ((0, 0.2, -4.0), (1, 4.0, 2.0)):
        gradients = curvature * path[:-1, coordinate]
        steps = 0.2 * np.array(_algorithm_1(gradients, **settings))
        expected = start - np.concatenate([[0], np.cumsum(steps)])
        np.testing.assert_allclose(path[:, coordinate], expected, rtol=1e-9, atol=1e-12)


def test_without_correction_the_first_step_is_the_root_of_ten_rates_long() -> None:
    # (1 − 0.9)/√(1 − 0.999) = √10
    assert Adam().run()["first"] == pytest.approx(sqrt(10), rel=1e-6)


def test_without_momentum_the_first_step_is_the_longest() -> None:
    result = Adam(beta1=0.0).run()
    assert result["longest_at"] == 1
    assert result["longest"] == pytest.approx(sqrt(1000), rel=1e-6)


def test_equal_decays_never_step_too_far() -> None:
    # (1 − βᵗ)/√(1 − βᵗ) = √(1 − βᵗ) ≤ 1
    assert Adam(beta1=0.9, beta2=0.9).run()["longest"] <= 1.0


@pytest.mark.slow
@given(
    beta1=st.floats(0, 0.999), beta2=st.floats(0, 0.99999), epsilon=st.sampled_from([1e-12, 1.0])
)
@settings(max_examples=8, deadline=None)
def test_claims_hold_over_the_range(beta1: float, beta2: float, epsilon: float) -> None:
    concept = Adam(beta1=beta1, beta2=beta2, epsilon=epsilon)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 2100, 100))
def test_claims_hold_for_other_seeds(seed: int) -> None:
    concept = Adam(seed=seed)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


@pytest.mark.parametrize("shape", [(2, 4, 5), (12, 3, 30), (3, 28, 12)])
def test_networks_learn_a_plugins_data_set(
    shape, pattern_set, with_dataset, figure_problems
) -> None:
    assert figure_problems(with_dataset(Adam, pattern_set(*shape))) == []


def test_a_small_set_leaves_a_quarter_to_judge(pattern_set, with_dataset) -> None:
    result = with_dataset(Adam, pattern_set(2, 4, 20)).run()
    assert (result["trained"], result["held_out"], result["batch"]) == (30, 10, 30)
    assert result["layers"] == "16-32-2"


def test_guessing_among_k_classes_costs_the_logarithm_of_k() -> None:
    # At the smallest rate 50 steps hardly move the weights, whatever the data set.
    result = Adam(dataset="moons").run()
    assert result["guessing"] == pytest.approx(log(2))
    assert np.median(result["costs_with"][-1, :, 0]) == pytest.approx(log(2), rel=0.2)
