from math import log

import numpy as np
import pytest
from nnviz_concepts.initialization.from_scratch import FromScratch

from nnviz.core import data
from nnviz.errors import UsageError
from nnviz.families import Additions


@pytest.fixture(scope="module")
def at_defaults():
    return FromScratch().run()


def test_the_cost_starts_as_a_coin_toss_and_ends_with_the_points_told_apart(at_defaults):
    assert at_defaults["first_cost"] == pytest.approx(log(2), abs=0.03)
    assert at_defaults["last_cost"] < 0.1
    assert at_defaults["accuracy"] > 0.98


def test_three_classes_start_at_the_logarithm_of_three():
    result = FromScratch(dataset="blobs", epochs=10).run()
    assert result["first_cost"] == pytest.approx(log(3), abs=0.05)
    assert set(result["decided"][-1]) == {0, 1, 2}


def test_far_too_large_a_rate_does_not_learn_what_a_good_one_does(at_defaults):
    assert FromScratch(rate=50.0).run()["accuracy"] < at_defaults["accuracy"]


def test_a_data_set_that_a_plugin_adds_is_learnt():
    added = Additions({"datasets": {"two_blobs": lambda m, noise, seed: two_blobs(m, seed)}})
    result = FromScratch.create({"dataset": "two_blobs", "epochs": 10}, added).run()
    assert result["accuracy"] == 1


def test_a_data_set_that_is_not_in_the_plane_is_refused():
    added = Additions(
        {"datasets": {"line": lambda m, noise, seed: data.regression(m, noise, seed)}}
    )
    with pytest.raises(UsageError, match="2 classes; line has numbers to predict"):
        FromScratch.create({"dataset": "line"}, added).run()


def two_blobs(examples, seed):
    return data.blobs(examples, 0.1, seed, centers=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_claims_hold_for_other_seeds(seed):
    concept = FromScratch(seed=seed)
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []


def test_the_stages_of_the_boundary_begin_with_that_of_the_start(at_defaults):
    assert at_defaults["epochs_passed"][0] == 0
    assert np.array_equal(at_defaults["decided_earlier"][0], at_defaults["decided"][0])


def test_a_stage_of_a_longer_training_is_the_end_of_a_shorter_one(at_defaults):
    stage = list(at_defaults["epochs_passed"]).index(50)
    shorter = FromScratch(epochs=50).run()
    assert np.array_equal(at_defaults["decided_earlier"][stage], shorter["decided"][-1])
