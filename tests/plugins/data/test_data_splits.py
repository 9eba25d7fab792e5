"""What held-out data says, and how surely."""

from itertools import product

import numpy as np
import pytest
from nnviz_concepts.data.data_splits import DataSplits

SETTINGS = [
    {"examples": 40},
    {"examples": 500},
    {"accuracy": 0.55},
    {"accuracy": 0.99},
    {"models": 2},
    {"models": 500},
    {"dev": 10},
    {"dev": 10_000},
]


def _failed(concept: DataSplits) -> list[str]:
    return [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds]


def _expected_best_claim(concept: DataSplits) -> float:
    claims = concept.verdicts(concept.run())
    return next(claim.expected for claim in claims if "largest" in claim.statement)


def test_the_standard_errors_are_those_of_the_textbook():
    # √(0.9 · 0.1/m): 6.7 points on 20 examples, 0.3 on 10,000.
    result = DataSplits().run()
    assert result["tested"].tolist() == [20, 1, 2000, 100, 200_000, 10_000]
    np.testing.assert_allclose(
        100 * result["errors"], [6.708, 30, 0.6708, 3, 0.06708, 0.3], rtol=0.06
    )


def test_the_expected_best_of_two_is_that_of_every_pair_of_ten_coins():
    # The mean of the larger of two binomial(10, 0.6) counts, summed over all pairs of outcomes.
    coins = np.array([sum(c) for c in product((0, 1), repeat=10)])
    chances = 0.6**coins * 0.4 ** (10 - coins)
    larger = np.maximum.outer(coins, coins)
    expected = (np.multiply.outer(chances, chances) * larger).sum() / 10
    found = _expected_best_claim(DataSplits(accuracy=0.6, dev=10, models=2))
    assert found == pytest.approx(expected, rel=1e-9)


def test_the_error_of_the_model_that_learns_from_all_is_near_the_best_rules():
    # The best errs by Φ(−1.28) = 10 %; a mean of 250 examples in 40 dimensions is nearly right.
    result = DataSplits(examples=500).run()
    assert 0.1003 < result["best_error"] < 0.108


def test_a_single_split_of_a_fifth_spreads_about_as_much_as_five_times_the_folds_variance():
    result = DataSplits().run()
    ratio = (result["spread"][2] / result["folded_spread"]) ** 2
    assert 3.5 < ratio < 6.5


def test_the_estimate_worsens_with_what_is_held_out_and_scatters_least_in_between():
    result = DataSplits().run()
    assert (np.diff(result["true"]) > 0).all()
    assert 0 < result["spread"].argmin() < len(result["spread"]) - 1


def test_a_larger_dev_set_flatters_less():
    flattery = [DataSplits(dev=dev).run()["flattery"] for dev in (20, 100, 1000, 10_000)]
    assert (np.diff(flattery) < 0).all()


def test_more_models_flatter_more():
    scores = DataSplits(models=500).run()["dev_scores"]
    assert (np.diff(scores) > 0).all()


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_claims_hold_over_the_ranges(values: dict[str, float]):
    assert _failed(DataSplits.create(values)) == []


@pytest.mark.slow
def test_claims_hold_for_thirty_other_seeds():
    assert [_failed(DataSplits(seed=seed)) for seed in range(1, 31)] == [[]] * 30
