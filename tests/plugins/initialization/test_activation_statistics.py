from math import erf, log, sqrt

import numpy as np
import pytest
from nnviz_concepts.initialization.activation_statistics import ActivationStatistics


@pytest.fixture(scope="module")
def at_defaults():
    return ActivationStatistics().run()


def log_bias(width):
    """Mean of the log of the factor on a squared norm, to first order (Hanin 2018, theorem 5)."""
    return -5 / (2 * width)


def test_he_keeps_the_mean_square_of_relu_and_xavier_halves_it(at_defaults):
    spread = 4 * sqrt(5 / (128 * 30 * 4))  # each layer's log factor has variance 5 / width
    assert log(at_defaults["relu_he_factor"]) == pytest.approx(log_bias(128), abs=spread)
    assert log(2 * at_defaults["relu_xavier_factor"]) == pytest.approx(log_bias(128), abs=spread)


def test_halving_the_variance_halves_each_layer_exactly(at_defaults):
    ratio = at_defaults["relu_he_squares"] / at_defaults["relu_xavier_squares"]
    assert ratio == pytest.approx(np.tile(2.0 ** np.arange(1, 31), (4, 1)), rel=1e-9)


def test_uniform_weights_stay_within_the_limits_of_glorot_and_of_he(at_defaults):
    assert at_defaults["relu_xavier_uniform_limit"] <= sqrt(6 / (128 + 128))
    assert at_defaults["relu_he_uniform_limit"] <= sqrt(6 / 128)


def test_saturated_share_follows_from_the_error_function(at_defaults):
    # z has variance 128 · E[a²]; tanh is over 0.99 where |z| is over artanh 0.99
    deviation = sqrt(128 * at_defaults["tanh_large_squares"][:, 8].mean())
    wanted = 1 - erf(np.arctanh(0.99) / (deviation * sqrt(2)))
    assert at_defaults["tanh_large_share"] == pytest.approx(wanted, abs=0.03)


def test_small_weights_leave_tanh_linear_and_dead(at_defaults):
    squares = at_defaults["tanh_small_squares"].mean(axis=0)
    ratios = squares[1:10] / squares[:9]
    assert ratios == pytest.approx([128 * 0.01**2] * 9, rel=0.35)
    assert squares[9] < 1e-15


def test_gradients_are_shown_in_units_of_the_last_layers(at_defaults):
    result = ActivationStatistics(signal="gradients").run()
    assert result["relu_he_sample"].shape == at_defaults["relu_he_sample"].shape
    for name in ("relu_he", "relu_xavier", "tanh_small"):
        squares = (result[f"{name}_sample"] ** 2).mean(axis=1)
        # Half of the first member's examples are sampled.
        assert squares / result[f"{name}_back_squares"][0, :10] == pytest.approx(1, rel=0.5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_claims_hold_for_other_seeds(seed):
    concept = ActivationStatistics(seed=seed)
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []
