from math import log

import numpy as np
import pytest
from nnviz_concepts.initialization.initialization import Initialization

from nnviz.families import Additions


@pytest.fixture(scope="module")
def at_defaults():
    return Initialization().run()


def test_from_zeros_the_cost_is_that_of_a_coin_toss_throughout(at_defaults):
    assert at_defaults["zeros_costs"] == pytest.approx(np.full((1, 81), log(2)), rel=1e-13)
    assert at_defaults["zeros_accuracy"] == 0.5


def test_he_starts_near_the_logarithm_of_two_and_large_weights_far_above(at_defaults):
    assert at_defaults["he_first"] == pytest.approx(log(2), abs=0.3)
    assert at_defaults["large_first"] > 100 * log(2)


def test_large_weights_scale_the_logits_and_so_the_first_cost():
    smaller, larger = (Initialization(large=large).run()["large_first"] for large in (2.5, 5))
    # ReLU is homogeneous: twice the weights in 4 layers make 2⁴ times the logits, and far above
    # ln 2 the cost is proportional to them
    assert larger / smaller == pytest.approx(16, rel=0.02)


def test_he_gets_the_points_right(at_defaults):
    assert at_defaults["he_accuracy"] == 1


def test_a_start_that_a_plugin_adds_is_trained():
    def tiny(fan_in, fan_out, generator):
        return generator.normal(0, 1e-6, (fan_in, fan_out))

    added = Additions({"initializers": {"tiny": tiny}})
    result = Initialization.create({"start": "tiny"}, added).run()
    assert result["other_costs"][:, 0] == pytest.approx([log(2)] * 7, rel=1e-12)
    assert result["other_steps"] == np.inf


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_claims_hold_for_other_seeds(seed):
    concept = Initialization(seed=seed)
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []


def test_a_stage_of_a_longer_training_is_the_end_of_a_shorter_one(at_defaults):
    shorter = Initialization(steps=300).run()
    stage = 300 // (400 // 20)
    for name in ("zeros", "large", "other", "he"):
        stages = at_defaults[f"{name}_decided_earlier"]
        assert np.array_equal(stages[stage], shorter[f"{name}_decided"])
