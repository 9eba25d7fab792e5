import numpy as np
import pytest
from nnviz_concepts.tuning.loss_landscape import LossLandscape


@pytest.fixture(scope="module")
def at_defaults():
    return LossLandscape().run()


def test_walk_share_tends_to_that_of_brownian_motion():
    # Eigenvalues of min(s, t) on [0, 1] are 1/((k − ½)²π²), of trace ½ (Karhunen–Loève).
    brownian = 2 / (0.5 * np.pi) ** 2 + 2 / (1.5 * np.pi) ** 2
    many = LossLandscape(steps=1000).run()["walk_expected"]
    assert many == pytest.approx(brownian, abs=1e-4)


def test_walk_share_is_that_of_the_covariance_of_a_random_walk(at_defaults):
    steps = 240 // 4
    covariance = np.minimum.outer(np.arange(1, steps + 1), np.arange(1, steps + 1))
    eigenvalues = np.linalg.eigvalsh(covariance)
    share = eigenvalues[-2:].sum() / eigenvalues.sum()
    assert at_defaults["walk_expected"] == pytest.approx(share, rel=1e-12)


def test_first_cost_is_near_that_of_guessing_and_the_last_far_under_it(at_defaults):
    assert at_defaults["first"] == pytest.approx(np.log(10), rel=0.5)
    assert at_defaults["final"] < np.log(10) / 4


def test_all_slices_pass_through_the_same_network(at_defaults):
    middle = [at_defaults[name][40] for name in ("raw", "raw_rescaled", "normalized")]
    assert middle == pytest.approx([at_defaults["final"]] * 3, rel=1e-12)
    assert at_defaults["plane"][15, 15] == pytest.approx(at_defaults["final"], rel=1e-12)


def test_first_direction_of_the_plane_is_that_of_the_slice(at_defaults):
    along = at_defaults["plane"][15]  # β = 0; 31 points on −1…1 against 81
    shared = [0, 15, 30], [0, 40, 80]
    assert along[shared[0]] == pytest.approx(at_defaults["normalized"][shared[1]], rel=1e-12)


def test_path_ends_in_the_origin_of_its_plane(at_defaults):
    assert at_defaults["path"][-1] == pytest.approx([0, 0], abs=1e-12)


def test_a_factor_of_one_changes_nothing():
    result = LossLandscape(factor=1.0).run()
    assert np.array_equal(result["raw"], result["raw_rescaled"])


@pytest.mark.parametrize("dataset", ["moons", "blobs"])
def test_another_data_set_may_be_learned(dataset):
    concept = LossLandscape(dataset=dataset)
    assert [claim for claim in concept.verdicts(concept.run()) if not claim.holds] == []


@pytest.mark.slow
def test_claims_hold_for_other_seeds():
    for seed in range(1, 21):
        concept = LossLandscape(seed=seed)
        assert [claim for claim in concept.verdicts(concept.run()) if not claim.holds] == []
