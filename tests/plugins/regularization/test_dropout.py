from itertools import product

import numpy as np
import pytest
from nnviz_concepts.regularization.dropout import Dropout


@pytest.fixture(scope="module")
def at_defaults():
    return Dropout().run()


def test_expected_cost_is_that_of_every_mask_weighed_by_its_probability(at_defaults):
    X, y, w = (at_defaults[name] for name in ("copies", "copies_target", "weights_with"))
    p, total = 0.5, 0.0
    for bits in product((0, 1), repeat=5):
        probability = np.prod([p if bit else 1 - p for bit in bits])
        # rows have masks of their own, but the expectation of a sum is the sum of theirs
        total += probability * ((y - X @ (np.array(bits) / p * w)) ** 2).sum()
    assert at_defaults["cost_with"] + at_defaults["penalty_with"] == pytest.approx(total, rel=1e-12)


def test_dropout_of_a_linear_model_is_ridge_on_rows_that_stand_for_the_penalty(at_defaults):
    X, y = at_defaults["copies"], at_defaults["copies_target"]
    added = np.diag(np.linalg.norm(X, axis=0))  # (1 − p)/p is 1 at p = ½
    w = np.linalg.lstsq(np.vstack([X, added]), np.concatenate([y, np.zeros(5)]))[0]
    assert at_defaults["weights_with"] == pytest.approx(w, rel=1e-9)


def test_masks_are_zero_or_one_over_p(at_defaults):
    assert set(np.unique(at_defaults["masks"])) == {0.0, 2.0}


def test_without_dropping_training_is_as_deterministic_as_testing():
    result = Dropout(keep=1.0).run()
    assert result["training_change"] == 0
    assert result["test_with"] == result["test_without"]


def test_another_data_set_may_be_learned():
    concept = Dropout(dataset="moons")
    result = concept.run()
    assert result["test_errors"].shape == (5, 5)
    assert all(claim.holds for claim in concept.verdicts(result))


@pytest.mark.slow
@pytest.mark.parametrize("keep", [0.2, 0.5, 0.8])
def test_claims_hold_for_other_seeds(keep):
    for seed in range(1, 21):
        concept = Dropout(seed=seed, keep=keep)
        failed = [claim for claim in concept.verdicts(concept.run()) if not claim.holds]
        assert failed == []
