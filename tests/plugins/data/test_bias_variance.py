"""What the error of a fit is made of."""

import numpy as np
import pytest
from nnviz_concepts.data.bias_variance import BiasVariance
from nnviz_concepts.data.bias_variance_fits import running, smoother

from nnviz import Result

SETTINGS = [
    {"degree": 5},
    {"degree": 10},
    {"examples": 25},
    {"examples": 1000},
    {"noise": 0.05},
    {"noise": 1.0},
    {"penalty": 0.4},
    {"penalty": 100.0},
    {"fits": 100},
    {"fits": 2000},
]


def _failed(concept: BiasVariance, result: Result) -> list[str]:
    return [v.sentence for v in concept.verdicts(result) if not v.holds]


def _headline(**values: float) -> str:
    concept = BiasVariance.create(values)
    return concept.say("headline", concept.run()).replace("\xa0", " ")


@pytest.mark.parametrize(("at", "degree"), [(0, 1), (1, 3), (2, 9)])
def test_a_fit_is_that_of_numpys_polyfit(at: int, degree: int) -> None:
    result = BiasVariance().run()
    polynomial = np.polynomial.Polynomial.fit(result["inputs"], result["targets"], degree)
    np.testing.assert_allclose(
        result["ones"][at], polynomial((1 - np.cos(np.linspace(0, np.pi, 81))) / 2), atol=1e-9
    )


def test_ridge_solves_its_normal_equations_without_a_penalty_on_the_constant() -> None:
    inputs, targets = np.linspace(0, 1, 12), np.random.default_rng(0).standard_normal(12)
    legendre = np.polynomial.legendre.Legendre
    basis = np.column_stack([legendre.basis(d, domain=[0, 1])(inputs) for d in range(10)])
    penalized = np.diag([0.0] + [0.5] * 9)
    weights = np.linalg.solve(basis.T @ basis + penalized, basis.T @ targets)
    places = np.linspace(0, 1, 50)
    expected = legendre(weights, domain=[0, 1])(places)
    np.testing.assert_allclose(smoother(inputs, places, 9, 0.5) @ targets, expected, atol=1e-9)


def test_running_means_and_variances_are_those_of_the_first_so_many() -> None:
    fits, counts = np.random.default_rng(0).standard_normal((50, 7)), np.array([1, 2, 5, 20, 50])
    means, variances = running(fits, counts)
    for count, mean, variance in zip(counts, means, variances, strict=True):
        np.testing.assert_allclose(mean, fits[:count].mean(axis=0))
        expected = fits[:count].var(axis=0, ddof=1).mean() if count > 1 else 0
        assert variance == pytest.approx(expected)


def test_the_bias_of_a_line_is_that_of_the_lines_least_squares_on_a_sine() -> None:
    # On [0, 1] the line nearest to sin 2πx has slope −6/π, and misses it by 1/2 − 3/π².
    result = BiasVariance(examples=1000).run()
    assert result["biases"][0, -1] == pytest.approx(0.5 - 3 / np.pi**2, rel=1e-2)
    assert result["unpenalized"][0] == pytest.approx(0.5 - 3 / np.pi**2, rel=1e-2)


def test_even_degrees_add_nothing_to_a_sine() -> None:
    biases = BiasVariance(examples=1000).run()["biases"][:, -1]
    np.testing.assert_allclose(biases[1::2], biases[::2], atol=1e-4)


@pytest.mark.parametrize("degree", [3, 9])
def test_training_error_is_lower_than_the_noise_by_a_share_for_each_weight(degree: int) -> None:
    # E = σ²(1 − (d + 1)/n) where there is no bias (Hastie et al. 2009, section 7.4).
    result = BiasVariance(examples=25, fits=2000).run()
    expected = 0.09 * (1 - (degree + 1) / 25) + result["biases"][degree - 1, -1]
    assert result["trainings"][degree - 1] == pytest.approx(expected, rel=0.02)


def test_the_variance_at_the_examples_is_that_of_d_plus_one_weights() -> None:
    result = BiasVariance(noise=0.5, examples=20).run()
    np.testing.assert_allclose(result["weights"], np.arange(2, 12))


def test_the_headline_turns_where_the_truth_does() -> None:
    assert _headline().endswith("mostly variance; degree 3 by only 0.12")
    assert _headline(examples=100).endswith("mostly noise")
    assert _headline(penalty=0.4).endswith("mostly noise")
    assert _headline(penalty=100.0).startswith("With so strong a penalty all three")
    assert _headline(noise=1.0).startswith("Degree 1 errs by 1.4, mostly noise.")


def test_where_the_penalty_is_the_cause_it_is_blamed() -> None:
    strong, none = BiasVariance(penalty=100.0), BiasVariance()
    assert "The penalty makes the bias" in strong.say("look", strong.run())
    assert "penalty" not in none.say("look", none.run())


def test_a_penalty_cures_variance_for_a_little_bias() -> None:
    without, ridge = BiasVariance().run(), BiasVariance(penalty=0.4).run()
    assert ridge["variances"][8, -1] < without["variances"][8, -1] / 2
    assert ridge["errors"][8] < without["errors"][8]
    assert ridge["biases"][8, -1] > without["biases"][8, -1]


def test_the_training_set_drawn_is_in_the_middle() -> None:
    concept = BiasVariance()
    result = concept.run()
    tests = result["tests"][8]
    one = int(np.argsort(tests)[500])
    assert tests[one] == pytest.approx(np.median(tests), rel=0.01)
    rng = np.random.default_rng(0)
    targets = np.sin(2 * np.pi * result["inputs"]) + 0.3 * rng.standard_normal((1000, 12))
    np.testing.assert_allclose(result["targets"], targets[one])


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_claims_hold_over_the_ranges(values: dict[str, float]) -> None:
    concept = BiasVariance.create(values)
    assert _failed(concept, concept.run()) == []


def test_claims_hold_and_say_the_same_for_thirty_other_seeds() -> None:
    for seed in range(1, 31):
        concept = BiasVariance(seed=seed)
        result = concept.run()
        assert _failed(concept, result) == []
        assert "mostly variance; degree\xa03 by only" in concept.say("headline", result)
