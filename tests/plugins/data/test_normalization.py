"""What the scales of the inputs cost gradient descent."""

import numpy as np
import pytest
from nnviz_concepts.data.normalization import Normalization

RATES = (None, 0.1, 0.5, 0.9, 0.99, 1.0, 1.01, 1.1)


def _failed(concept: Normalization) -> list[str]:
    return [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds]


def _steps_one_by_one(hessian: np.ndarray, minimum: np.ndarray, rate: float) -> int:
    """Steps to a millionth of the first cost, by plain iteration."""
    error, steps = -minimum, 0
    first = error @ hessian @ error
    while error @ hessian @ error > 1e-6 * first:
        error, steps = error - rate * hessian @ error, steps + 1
    return steps


@pytest.mark.parametrize("rate", [None, 0.1, 0.9])
def test_steps_are_those_of_plain_iteration(rate: float | None):
    result = Normalization(largest=10, rate=rate).run()
    for name in ("raw", "normalized"):
        bowl = [result[f"{name}_{key}"] for key in ("hessian", "minimum", "rate")]
        assert result[f"{name}_steps"] == _steps_one_by_one(*bowl)


def test_the_raw_condition_number_is_of_the_order_of_a_million():
    # x₁ uniform on [1, 1000], x₂ on [0, 1]: E[x₁²] = (10⁶ + 10³ + 1)/3, E[x₂²] = 1/3 and
    # E[x₁x₂] = 1001/4, so κ is nearly tr²/det = 333667²/(333667/3 − 250.25²) = 2.29e6.
    result = Normalization(examples=100_000).run()
    assert result["raw_condition"] == pytest.approx(
        333_667**2 / (333_667 / 3 - 250.25**2), rel=0.03
    )
    assert result["normalized_condition"] == pytest.approx(1, abs=0.03)


def test_normalized_inputs_have_unit_variances_and_their_correlation_off_the_diagonal():
    result = Normalization().run()
    r = result["correlation"]
    np.testing.assert_allclose(result["normalized_hessian"], [[1, r], [r, 1]], atol=1e-12)


def test_the_minimum_is_the_model_that_made_the_targets():
    result = Normalization(largest=1000).run()
    np.testing.assert_allclose(result["raw_minimum"], [0.001, 1])
    np.testing.assert_allclose(
        result["normalized_minimum"] / result["deviations"], result["raw_minimum"]
    )


def test_the_drawn_swings_stand_on_alternate_walls_and_climb_the_floor():
    result = Normalization().run()
    path, (_, vectors) = result["raw_path"][:-1], np.linalg.eigh(result["raw_hessian"])
    sides = np.sign((path - result["raw_minimum"]) @ vectors[:, 1])
    assert (sides[1:] == -sides[:-1]).all()
    assert (np.diff(path[:, 1]) > 0).all()


def test_the_bowls_are_as_long_as_the_root_of_their_condition_numbers():
    result = Normalization().run()
    assert result["raw_length"] == pytest.approx(np.sqrt(np.linalg.cond(result["raw_hessian"])))


def test_stretched_the_raw_bowl_is_still_many_times_as_long_as_wide():
    result = Normalization().run()
    unstretched = np.diag([1 / result["raw_stretch"], 1])
    drawn = np.sqrt(np.linalg.cond(unstretched @ result["raw_hessian"] @ unstretched))
    assert 5 < drawn < 30


@pytest.mark.parametrize("rate", RATES)
def test_claims_hold_at_every_rate(rate: float | None):
    assert _failed(Normalization(rate=rate)) == []


@pytest.mark.parametrize("largest", [2.0, 10.0, 100.0, 10_000.0, 100_000.0])
def test_claims_hold_at_every_scale(largest: float):
    assert _failed(Normalization(largest=largest)) == []


def test_claims_hold_for_twenty_other_seeds():
    assert [_failed(Normalization(seed=seed)) for seed in range(1, 21)] == [[]] * 20


@pytest.mark.parametrize("rate", [1.0, 1.01])
def test_from_the_largest_stable_rate_on_no_number_of_steps_is_enough(rate: float):
    result = Normalization(rate=rate).run()
    assert (result["raw_steps"], result["normalized_steps"]) == (np.inf, np.inf)


def test_the_best_rate_is_quicker_than_half_the_largest_stable_one():
    best = Normalization().run()["raw_steps"]
    assert best < Normalization(rate=0.5).run()["raw_steps"]


@pytest.mark.parametrize("rate", [None, 0.1, 0.9])
def test_the_steps_that_are_drawn_run_from_the_start_to_the_last(rate: float | None):
    result = Normalization(largest=10, rate=rate).run()
    for name in ("raw", "normalized"):
        drawn = result[f"{name}_drawn_steps"]
        assert (drawn[0], drawn[-1]) == (0, result[f"{name}_steps"])
        assert (np.diff(drawn) > 0).all()
