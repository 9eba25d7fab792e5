import numpy as np
import pytest
from nnviz_concepts.regularization.weight_constraints import WeightConstraints


@pytest.fixture(scope="module")
def at_defaults():
    return WeightConstraints().run()


def test_both_networks_take_the_same_start(at_defaults):
    assert np.array_equal(at_defaults["norms_with"][0], at_defaults["norms_without"][0])


def test_a_cap_that_nothing_reaches_changes_nothing():
    result = WeightConstraints(cap=10.0, rate=0.01).run()
    assert result["longest_without"].max() < 10
    assert np.array_equal(result["norms_with"], result["norms_without"])
    assert result["error_with"] == result["error_without"]
    assert result["at_cap"] == 0


def test_the_norm_of_a_first_layer_unit_is_that_of_its_two_weights(at_defaults):
    # He's start draws both weights of a unit with variance 2 / 2 = 1, so that the squared norm
    # follows a chi-squared distribution of two degrees: mean 2, variance 4.
    squares = np.concatenate(
        [WeightConstraints(seed=seed).run()["norms_with"][0, :24] ** 2 for seed in range(5)]
    )
    assert squares.mean() == pytest.approx(2, abs=4 * (4 / squares.size) ** 0.5)


@pytest.mark.parametrize("cap", [0.2, 1.0, 3.0])
def test_no_norm_passes_any_cap(cap):
    concept = WeightConstraints(cap=cap)
    result = concept.run()
    assert result["longest_with"][1:].max() <= cap * (1 + 1e-12)
    assert all(claim.holds for claim in concept.verdicts(result))


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings", [{}, {"dataset": "circles"}, {"dataset": "blobs"}, {"cap": 1.0}, {"noise": 0.6}]
)
def test_claims_hold_for_other_seeds(settings):
    for seed in range(1, 21):
        concept = WeightConstraints(seed=seed, **settings)
        failed = [claim for claim in concept.verdicts(concept.run()) if not claim.holds]
        assert failed == []


def test_boundaries_begin_alike_and_part_when_the_cap_is_reached(at_defaults):
    without, capped = (at_defaults[f"surface_earlier_{which}"] for which in ("without", "with"))
    assert np.array_equal(without[0], capped[0])
    assert not np.array_equal(without[-1], capped[-1])
