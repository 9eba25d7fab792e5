import numpy as np
import pytest

from nnviz.core.initializers import INITIALIZERS, Identity, VarianceScaling, choose_initializer

FAN_IN, FAN_OUT = 300, 200
VARIANCES = {
    "lecun_normal": 1 / 300,
    "lecun_uniform": 1 / 300,
    "xavier_normal": 2 / 500,
    "xavier_uniform": 2 / 500,
    "he_normal": 2 / 300,
    "he_uniform": 2 / 300,
    "normal": 0.01**2,
    "uniform": 0.05**2 / 3,
}


def draw(name):
    return INITIALIZERS[name](FAN_IN, FAN_OUT, np.random.default_rng(7))


@pytest.mark.parametrize(("name", "variance"), VARIANCES.items())
def test_mean_and_variance(name, variance):
    W = draw(name)
    n = W.size
    # five standard errors; a sample variance has 2σ⁴/n (normal) or less (uniform)
    assert abs(W.mean()) < 5 * np.sqrt(variance / n)
    assert abs(W.var() - variance) < 5 * variance * np.sqrt(2 / n)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("xavier_uniform", np.sqrt(6 / 500)),
        ("he_uniform", np.sqrt(6 / 300)),
        ("lecun_uniform", np.sqrt(3 / 300)),
        ("uniform", 0.05),
    ],
)
def test_uniform_draws_fill_their_interval(name, limit):
    W = draw(name)
    assert np.abs(W).max() <= limit
    # of 60000 draws, none in the outermost thousandth has probability e^-60
    assert W.max() > 0.998 * limit
    assert W.min() < -0.998 * limit


@pytest.mark.parametrize("name", ["normal", "lecun_normal", "xavier_normal", "he_normal"])
def test_normal_draws_have_normal_tails_that_are_not_truncated(name):
    W = draw(name)
    beyond = np.mean(np.abs(W) > 2 * W.std())
    assert beyond == pytest.approx(0.0455, abs=5 * np.sqrt(0.0455 / W.size))


def test_nothing_random_where_nothing_is_drawn():
    assert (draw("zeros") == 0).all()
    assert (draw("constant") == 0.1).all()
    np.testing.assert_array_equal(Identity(1.5)(2, 3, None), [[1.5, 0, 0], [0, 1.5, 0]])


def test_names_without_a_distribution_mean_the_normal_one():
    for name in ("lecun", "xavier", "he"):
        assert INITIALIZERS[name] == INITIALIZERS[f"{name}_normal"]


def test_unknown_names_and_settings_are_refused():
    with pytest.raises(ValueError, match="initializer must be one of zeros"):
        choose_initializer("initializer", "hee")
    with pytest.raises(ValueError, match="fan must be 'in' or 'average'"):
        VarianceScaling(fan="out")
    with pytest.raises(ValueError, match="scale must be finite and at least 0"):
        VarianceScaling(scale=-1)
