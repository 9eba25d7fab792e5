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
