"""What the error of a fit is made of."""

import numpy as np
import pytest
from nnviz_concepts.data.bias_variance import BiasVariance

SETTINGS = [
    {"degree": 5},
    {"degree": 11},
    {"examples": 25},
    {"examples": 1000},
    {"noise": 0.05},
    {"noise": 1.0},
    {"penalty": 0.4},
    {"penalty": 100.0},
    {"fits": 20},
    {"fits": 1000},
]


def _failed(concept: BiasVariance) -> list[str]:
    return [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds]


@pytest.mark.parametrize(("name", "degree"), [("low", 1), ("middle", 3), ("high", 9)])
def test_a_fit_is_that_of_numpys_polyfit(name: str, degree: int):
    result = BiasVariance().run()
    polynomial = np.polynomial.Polynomial.fit(result["inputs"], result["targets"], degree)
    places = (np.arange(200) + 0.5) / 200
    np.testing.assert_allclose(result[f"{name}_fits"][0], polynomial(places), atol=1e-9)


def test_ridge_solves_its_normal_equations_without_a_penalty_on_the_constant():
    result = BiasVariance(penalty=0.5).run()
    legendre = np.polynomial.legendre.Legendre
    basis = np.column_stack([legendre.basis(d, domain=[0, 1])(result["inputs"]) for d in range(10)])
    penalized = np.diag([0.0] + [0.5] * 9)
    weights = np.linalg.solve(basis.T @ basis + penalized, basis.T @ result["targets"])
    places = (np.arange(200) + 0.5) / 200
    expected = legendre(weights, domain=[0, 1])(places)
    np.testing.assert_allclose(result["high_fits"][0], expected, atol=1e-9)


def test_bias_squared_and_variance_make_the_mean_squared_distance_to_the_truth():
    result = BiasVariance().run()
    for name in ("low", "middle", "high"):
        distance = np.square(result[f"{name}_fits"] - result["truth"]).mean()
        parts = result[f"{name}_bias"] + result[f"{name}_variance"]
        assert parts == pytest.approx(distance, rel=1e-12)


def test_the_bias_of_a_line_is_that_of_the_lines_least_squares_on_a_sine():
    # On [0, 1] the line nearest to sin 2πx has slope −6/π, and misses it by 1/2 − 3/π².
    result = BiasVariance(examples=1000, fits=1000).run()
    assert result["low_exact_bias"] == pytest.approx(0.5 - 3 / np.pi**2, rel=1e-2)
    assert result["low_bias"] == pytest.approx(0.5 - 3 / np.pi**2, rel=1e-2)


@pytest.mark.parametrize(("name", "degree"), [("middle", 3), ("high", 9)])
def test_training_error_is_lower_than_the_noise_by_a_share_for_each_weight(name: str, degree: int):
    # E = σ²(1 − (d + 1)/n) where there is no bias (Hastie et al. 2009, section 7.4).
    result = BiasVariance(examples=25, fits=1000).run()
    expected = 0.09 * (1 - (degree + 1) / 25)
    assert result[f"{name}_train"] == pytest.approx(expected + result[f"{name}_bias"], rel=0.03)


def test_the_verdicts_are_those_of_the_recipe():
    result = BiasVariance().run()
    verdicts = [result[f"{name}_verdict"] for name in ("low", "middle", "high")]
    assert verdicts == ["high bias", "about right", "high variance"]


def test_more_data_cures_variance_and_not_bias():
    result = BiasVariance(examples=100).run()
    assert result["high_verdict"] == "about right"
    assert result["low_verdict"] == "high bias"


def test_a_penalty_cures_variance_for_a_little_bias():
    plain, ridge = BiasVariance().run(), BiasVariance(penalty=0.4).run()
    assert ridge["high_verdict"] == "about right"
    assert ridge["high_test"] < plain["high_test"]
    assert ridge["high_exact_bias"] > plain["high_exact_bias"]


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_claims_hold_over_the_ranges(values: dict[str, float]):
    assert _failed(BiasVariance.create(values)) == []


def test_claims_hold_for_thirty_other_seeds():
    assert [_failed(BiasVariance(seed=seed)) for seed in range(1, 31)] == [[]] * 30
