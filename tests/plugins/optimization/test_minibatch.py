"""Mini-batches: the noise of their gradients, where they settle, and who is ahead."""

from itertools import combinations

import numpy as np
import pytest
from nnviz_concepts.optimization import minibatch_noise
from nnviz_concepts.optimization.minibatch import Minibatch


def test_variance_of_a_batch_is_that_of_every_batch_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Cochran 1977, theorem 2.2, by counting: all batches of each size of 6 values.
    monkeypatch.setattr(minibatch_noise, "EXAMPLES", 6)
    values = np.array([0.0, 1.0, 4.0, 9.0, 16.0, 25.0])
    for size in range(1, 7):
        means = [np.mean(batch) for batch in combinations(values, size)]
        promised = values.var() * minibatch_noise.promised_variance(size)
        assert np.var(means) == pytest.approx(promised)


def test_measured_variances_follow_the_theorem() -> None:
    result = Minibatch().run()
    sizes = result["batches"]
    theorem = 1 / sizes * (512 - sizes) / 511
    np.testing.assert_allclose(result["variances"] / theorem, 1, atol=4.5 * np.sqrt(2 / 4000))


def test_batch_descent_shrinks_each_weight_by_its_own_factor() -> None:
    result = Minibatch(rate=0.3, condition=5.0, steps=50).run()
    shrunk = np.array([-4.0, 2.0]) * (1 - 0.3 * np.array([0.2, 1.0])) ** 50
    np.testing.assert_allclose(result["batch_path"][-1], shrunk, rtol=1e-9)


def test_the_best_rate_of_batch_descent_balances_both_curvatures() -> None:
    # Far from the minimum the flat direction decides, so that it lies under 2/λ and over 1/λ.
    assert 1 < Minibatch(condition=10.0).run()["batch_rate"] < 2


def test_a_round_bowl_is_descended_in_one_step_of_a_whole_batch() -> None:
    result = Minibatch(condition=1.0).run()
    assert result["batch_rate"] == pytest.approx(1, rel=0.05)  # η = 1/λ, on a grid of 8 %
    assert result["batch_epoch_cost"] < result["mini_epoch_cost"]


def test_smaller_batches_need_smaller_rates() -> None:
    result = Minibatch().run()
    assert result["single_rate"] < result["mini_rate"] < result["batch_rate"]


def test_time_is_measured_on_request_only() -> None:
    assert "times" not in Minibatch().run()
    assert (Minibatch(timing=True).run()["times"] > 0).all()


@pytest.mark.parametrize("rate", [0.02, 0.5, 1.5])
@pytest.mark.parametrize("batch_size", [4, 128, 256])
@pytest.mark.slow
def test_claims_hold_over_the_ranges(rate: float, batch_size: int) -> None:
    concept = Minibatch(rate=rate, batch_size=batch_size)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


@pytest.mark.slow
def test_claims_hold_for_twenty_other_seeds() -> None:
    for seed in range(1, 21):
        concept = Minibatch(seed=seed)
        assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []
