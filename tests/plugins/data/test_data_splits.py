"""What held-out data says, and how surely."""

import numpy as np
import pytest
from nnviz_concepts.data.data_splits import DataSplits, doubt

from nnviz import Result

SETTINGS = [
    {"accuracy": 0.5},
    {"accuracy": 0.99},
    {"held": 5},
    {"held": 10},
    {"held": 10, "accuracy": 0.99},
    {"held": 3, "accuracy": 0.5},
]


def _failed(concept: DataSplits, result: Result) -> list[str]:
    return [v.sentence for v in concept.verdicts(result) if not v.holds]


def test_the_standard_errors_are_those_of_the_textbook() -> None:
    # √(0.9 · 0.1/m): 6.7 points on 20 examples, 0.3 on 10,000.
    result = DataSplits().run()
    assert result["test"].tolist() == [20, 1, 2000, 100, 200_000, 10_000]
    expected = [6.708, 30, 0.6708, 3, 0.06708, 0.3]
    np.testing.assert_allclose(result["errors"], expected, rtol=0.02)


@pytest.mark.parametrize(("accuracy", "m"), [(0.9, 1), (0.9, 20), (0.5, 1), (0.99, 10)])
def test_how_far_a_measured_standard_deviation_is_off_is_as_derived(
    accuracy: float, m: int
) -> None:
    rng = np.random.default_rng(0)
    scores = rng.binomial(m, accuracy, (100, 100_000)) / m
    off = scores.std(axis=1) / np.sqrt(accuracy * (1 - accuracy) / m) - 1
    expected = float(doubt(accuracy, np.array(m)))
    assert np.sqrt(np.mean(off**2)) == pytest.approx(expected, rel=0.2, abs=3e-5)


@pytest.mark.parametrize("held", [1, 3, 10])
def test_every_example_is_in_one_part(held: int) -> None:
    result = DataSplits(held=held).run()
    assert result["total"].tolist() == [100, 100, 10_000, 10_000, 1_000_000, 1_000_000]
    assert not result["repeated"].any()
    np.testing.assert_allclose(result["shares"][1::2], [[100 - 2 * held, held, held]] * 3)


def test_each_of_a_hundred_is_held_out_of_one_fold_and_learned_in_the_others() -> None:
    result = DataSplits().run()
    assert result["fold_tested"].sum(axis=0).tolist() == [1] * 100
    np.testing.assert_array_equal(result["fold_tested"] + result["fold_learned"], 1)


def test_dots_stand_at_scores_that_so_many_examples_can_give() -> None:
    result = DataSplits().run()
    for tested, scores in zip(result["test"][:4], result["scores"], strict=False):
        np.testing.assert_allclose(scores * tested / 100, np.round(scores * tested / 100))


def test_who_lies_left_of_the_axis_is_counted() -> None:
    result = DataSplits().run()
    assert result["lower"].tolist() == [0, (result["scores"][1] == 0).sum(), 0, 0, 0, 0]


def test_one_example_says_nothing_and_ten_a_little() -> None:
    one, ten = DataSplits(), DataSplits(held=10)
    assert "A single test example says 0 or 100\xa0%" in one.say("look", one.run())
    assert "10\xa0% of a hundred measure to ±9.5 points" in ten.say("look", ten.run())


@pytest.mark.parametrize("values", SETTINGS, ids=str)
def test_claims_hold_over_the_ranges(values: dict[str, float]) -> None:
    concept = DataSplits.create(values)
    assert _failed(concept, concept.run()) == []


@pytest.mark.slow
def test_claims_hold_for_thirty_other_seeds() -> None:
    for seed in range(1, 31):
        concept = DataSplits(seed=seed)
        assert _failed(concept, concept.run()) == []
