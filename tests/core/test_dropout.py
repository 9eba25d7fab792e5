import numpy as np
import pytest

from nnviz.core.layers import draw_mask
from nnviz.core.network import Network

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.9])
def test_mask_has_mean_one_and_the_bernoulli_variance(keep):
    mask = draw_mask([np.random.default_rng(1)], keep, np.empty((200, 300)))
    assert set(np.unique(mask)) == {0.0, 1 / keep}
    variance, n = (1 - keep) / keep, mask.size
    assert abs(mask.mean() - 1) < 5 * np.sqrt(variance / n)
    # the variance of (mask - 1)² for a Bernoulli variable over keep
    fourth = (1 - keep) + keep * (1 / keep - 1) ** 4
    assert abs(((mask - 1) ** 2).mean() - variance) < 5 * np.sqrt((fourth - variance**2) / n)


def test_each_members_mask_is_the_one_it_would_draw_alone():
    generators = [np.random.default_rng(seed) for seed in (3, 4)]
    stack = draw_mask(generators, 0.5, np.empty((2, 5, 7), np.float32))
    for r, seed in enumerate((3, 4)):
        alone = draw_mask([np.random.default_rng(seed)], 0.5, np.empty((5, 7), np.float32))
        np.testing.assert_array_equal(stack[r], alone)


def test_expected_cost_of_a_linear_model_is_the_cost_plus_a_ridge():
    """Srivastava et al. 2014, §9.1, for inputs kept with probability p and divided by it."""
    m, n, p = 40, 3, 0.6
    X, y = RNG.normal(size=(m, n)), RNG.normal(size=m)
    net = Network([n, 1], loss="mse", keep_input=p, seed=2)
    w = net.layers[0].W[:, 0]
    expected = net.cost(X, y) + (1 - p) / p * np.sum((X**2).sum(axis=0) * w**2) / m
    costs = np.array([net.cost(X, y, training=True) for _ in range(4000)])
    assert abs(costs.mean() - expected) < 5 * costs.std() / np.sqrt(len(costs))


def test_nothing_is_dropped_at_test_time():
    X = RNG.normal(size=(5, 4))
    dropping = Network([4, 6, 2], keep=0.3, keep_input=0.5, seed=1)
    plain = Network([4, 6, 2], seed=1)
    np.testing.assert_array_equal(dropping.outputs(X), plain.outputs(X))


def test_share_of_units_dropped_is_one_minus_keep():
    net = Network([1, 1000, 1], keep=0.25, hidden="linear", loss="mse", initializer="constant")
    net.layers[1].W[...] = 1
    net.layers[0].W[...] = 1
    sums = net.outputs(np.ones((50, 1)), training=True)[:, 0]
    kept = sums * 0.25 / 1000
    assert abs(kept.mean() - 0.25) < 5 * np.sqrt(0.25 * 0.75 / 50_000)


def test_masks_come_from_the_generators_that_a_network_is_given_even_later():
    X = RNG.normal(size=(5, 4))
    net, other = (Network([4, 6, 2], keep=0.3, seed=1) for _ in range(2))
    net.outputs(X, training=True)
    for each in (net, other):
        each.generators = [np.random.default_rng(9)]
    np.testing.assert_array_equal(net.outputs(X, training=True), other.outputs(X, training=True))
