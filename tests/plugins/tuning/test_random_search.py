from math import ceil, log

import numpy as np
import pytest
from nnviz_concepts.tuning.random_search import RandomSearch


@pytest.fixture(scope="module")
def concept() -> RandomSearch:
    return RandomSearch(steps=5)


def test_fifty_nine_trials_are_enough(concept: RandomSearch) -> None:
    result = concept.run()
    assert result["enough"] == ceil(log(0.05) / log(0.95)) == 59
    assert result["chances"][57] < 0.95 <= result["chances"][58]


def test_the_second_round_stays_around_the_best_of_the_first(concept: RandomSearch) -> None:
    result = concept.run()
    best = result["random"][np.argmin(result["random_errors"])]
    # 0.3 of four decades on each axis, half of it to each side of the best
    assert np.abs(np.log10(result["fine"]) - np.log10(best)).max() <= 0.5 * 0.3 * 4 + 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_claims_hold_for_twenty_other_seeds(seed: int) -> None:
    made = RandomSearch(seed=seed, steps=5)
    assert [c.statement for c in made.verdicts(made.run()) if not c.holds] == []


def test_another_data_set_may_be_searched_on() -> None:
    made = RandomSearch(dataset="blobs", steps=5)
    result = made.run()
    assert result["layers"] == "2-16-3"
    assert result["batch"] == 64
    assert "blobs" in made.fill(made.caption(result), result)


@pytest.mark.parametrize("shape", [(2, 4, 5), (12, 3, 30), (3, 28, 12)])
def test_a_plugins_data_set_is_searched_on(
    shape, pattern_set, with_dataset, figure_problems
) -> None:
    assert figure_problems(with_dataset(RandomSearch, pattern_set(*shape), steps=5)) == []


def test_three_tenths_of_a_set_are_learned_and_three_tenths_judge(
    pattern_set, with_dataset
) -> None:
    result = with_dataset(RandomSearch, pattern_set(2, 4, 50), steps=5).run()
    assert list(result["sizes"]) == [30, 30]
    assert result["batch"] == 30
    errors = np.concatenate([result["grid_errors"], result["random_errors"]]) * 30
    np.testing.assert_allclose(errors, np.round(errors), atol=1e-9)
