from math import log

import numpy as np
import pytest
from nnviz_concepts.initialization.symmetry_breaking import SymmetryBreaking


@pytest.fixture(scope="module")
def at_defaults():
    return SymmetryBreaking().run()


def test_nothing_moves_from_zeros(at_defaults):
    assert not at_defaults["zeros_weights"].any()
    assert at_defaults["zeros_costs"] == pytest.approx(np.full((1, 101), log(2)), rel=1e-13)


@pytest.mark.parametrize("units", [3, 5, 8, 13])
def test_units_that_start_alike_stay_alike(units):
    result = SymmetryBreaking(units=units, constant=0.7).run()
    weights = result["constant_weights"]
    assert np.abs(weights - weights[..., :1]).max() < 1e-12
    assert np.abs(weights[-1] - weights[0]).max() > 0.1  # they do move


def test_units_that_start_at_random_part(at_defaults):
    final = at_defaults["random_weights"][-1]
    directions = final / np.linalg.norm(final, axis=0)
    assert (directions.T @ directions).min() < 0


def test_a_smaller_random_start_leaves_later():
    near, far = (SymmetryBreaking(scale=scale).run() for scale in (0.01, 0.1))
    assert first_below(near, 0.65) > first_below(far, 0.65)


def first_below(result, cost):
    below = np.median(result["random_costs"], axis=0) < cost
    return int(np.argmax(below)) if below.any() else len(below)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_claims_hold_for_other_seeds(seed):
    concept = SymmetryBreaking(seed=seed)
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []
