import numpy as np
import pytest
from nnviz_concepts.regularization.l2 import L2


@pytest.fixture(scope="module")
def at_defaults():
    return L2().run()


@pytest.mark.parametrize("strength", [0.0, 0.3, 30.0])
def test_a_plain_step_shrinks_weights_by_one_minus_rate_times_strength_over_examples(strength):
    # η = 0.5 and m = 60, as the figure's caption and the claim say
    result = L2(strength=strength).run()
    assert result["factor"] == pytest.approx(1 - strength / 120, rel=1e-12)
    assert result["factor_off"] < 1e-12


def test_without_a_penalty_it_is_the_network_without():
    result = L2(strength=0.0).run()
    assert result["dev_with"] == result["dev_without"]
    assert np.array_equal(result["surfaces"][0], result["surfaces"][1])


def test_crushing_strength_leaves_the_class_frequencies_and_no_more():
    # Two equally frequent classes, and weights of 0: every output is one half, its loss ln 2.
    result = L2(strength=30.0, dataset="circles").run()
    assert result["dev_losses"][-1] == pytest.approx(np.log(2), abs=1e-3)
    assert result["norms"][-1] == pytest.approx(0, abs=0.05)


def test_the_chosen_strength_stands_among_the_others(at_defaults):
    assert at_defaults["strengths"].tolist() == [0, 0.01, 0.1, 0.3, 1, 10]
    assert at_defaults["dev_with"] == np.median(at_defaults["dev_losses"][3])


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"strength": 0.1}, {"noise": 0.4}, {"dataset": "blobs"}])
def test_claims_hold_for_other_seeds(settings):
    for seed in range(1, 21):
        concept = L2(seed=seed, **settings)
        failed = [claim for claim in concept.verdicts(concept.run()) if not claim.holds]
        assert failed == []
