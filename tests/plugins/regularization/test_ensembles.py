import numpy as np
import pytest
from nnviz_concepts.regularization.ensembles import Ensembles
from scipy.stats import binom


@pytest.fixture(scope="module")
def at_defaults():
    return Ensembles().run()


def expected(statement):
    concept = Ensembles()
    (claim,) = [each for each in concept.verdicts(concept.run()) if statement in each.statement]
    return claim.expected


@pytest.mark.parametrize(("right", "statement"), [(0.7, "p = 0.7"), (0.4, "p = 0.4")])
def test_the_majority_of_eleven_is_the_tail_of_a_binomial(right, statement):
    assert expected(statement) == pytest.approx(binom.sf(5, 11, right), rel=1e-12)


def test_the_lecture_s_numbers():
    assert f"{expected('p = 0.7'):.4f}" == "0.9218"
    assert f"{expected('p = 0.4'):.4f}" == "0.2465"


def test_variance_of_a_mean_is_the_mean_of_the_covariance_matrix(at_defaults):
    rows = dict(zip(at_defaults["correlations"], at_defaults["variances"], strict=True))
    for rho in (0.0, 0.3, 1.0):
        covariance = np.full((11, 11), rho) + (1 - rho) * np.eye(11)
        assert rows[rho][10] == pytest.approx(covariance.mean(), rel=0.05)


def test_a_single_model_is_its_own_average():
    result = Ensembles(models=1).run()
    assert result["average_error"] == result["member_error"]
    assert result["average_cost"] == result["member_cost"]


def test_three_classes_are_averaged_as_two_are():
    concept = Ensembles(dataset="blobs", models=3)
    result = concept.run()
    assert result["surfaces"].shape[-1] == 3
    assert all(claim.holds for claim in concept.verdicts(result))


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"correlation": 0.9}, {"noise": 0.0}, {"models": 31}])
def test_claims_hold_for_other_seeds(settings):
    for seed in range(1, 21):
        concept = Ensembles(seed=seed, **settings)
        failed = [claim for claim in concept.verdicts(concept.run()) if not claim.holds]
        assert failed == []
