import numpy as np
import pytest
from nnviz_concepts.tuning.batch_norm import BatchNorm


@pytest.fixture(scope="module")
def at_defaults():
    return BatchNorm().run()


def test_variance_falls_short_of_one_by_the_share_of_a_large_epsilon():
    result = BatchNorm(epsilon=0.5, steps=40).run()
    variance = np.mean((result["raw"] - np.mean(result["raw"])) ** 2)
    assert np.var(result["normalized"]) == pytest.approx(variance / (variance + 0.5), rel=1e-9)
    assert np.var(result["normalized"]) < 0.95


def test_normalized_values_are_z_scores(at_defaults):
    raw = at_defaults["raw"]
    z_scores = (raw - raw.mean()) / raw.std()
    # √(σ²/(σ² + ε)) is 1 − ε/2σ² to first order
    assert at_defaults["normalized"] == pytest.approx(z_scores, abs=1e-4, rel=1e-4)


def test_moved_values_are_gamma_times_normalized_plus_beta(at_defaults):
    gamma, beta = np.polyfit(at_defaults["normalized"], at_defaults["moved"], 1)
    assert gamma == pytest.approx(at_defaults["gamma"], rel=1e-9)
    assert beta == pytest.approx(at_defaults["beta"], rel=1e-9)


def test_sampling_error_is_that_of_simulated_running_averages(at_defaults):
    means = np.random.default_rng(1).standard_normal((4000, 150)) / np.sqrt(64)
    running = np.zeros(4000)
    for mean in means.T:
        running += 0.1 * (mean - running)
    assert at_defaults["sampling"] == pytest.approx(running.std(), rel=5 / np.sqrt(2 * 4000))


def test_percentiles_at_the_start_are_those_of_a_standardized_unit(at_defaults):
    first = at_defaults["percentiles_with"][0]
    # Chebyshev's one-sided inequality for mean 0 and variance 1: a share 0.15 lies over the 85th
    bound = np.sqrt(0.85 / 0.15)
    assert (np.abs(first[1]) <= 1).all()
    assert (np.abs(first) <= bound).all()
    # z sums 32 inputs and is nearly normal, whose 85th percentile is 1.036.
    assert (first[2] - first[0]).mean() / 2 == pytest.approx(1.036, rel=0.1)


def test_another_data_set_may_be_learned():
    concept = BatchNorm(dataset="moons", steps=100)
    assert all(claim.holds for claim in concept.verdicts(concept.run()))


@pytest.mark.slow
@pytest.mark.parametrize("hidden", ["relu", "tanh"])
def test_claims_hold_for_other_seeds(hidden):
    for seed in range(1, 21):
        concept = BatchNorm(seed=seed, hidden=hidden)
        assert [claim for claim in concept.verdicts(concept.run()) if not claim.holds] == []
