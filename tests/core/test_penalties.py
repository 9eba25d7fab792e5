import numpy as np
import pytest

from nnviz.core.constraints import ClipNorm, MaxNorm
from nnviz.core.network import Network
from nnviz.core.optimizers import (
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)
from nnviz.core.penalties import L1, L2, Activity, DecoupledDecay, ElasticNet, Penalty, shrink
from nnviz.core.training import train

RNG = np.random.default_rng(0)
M = 20
X, Y = RNG.normal(size=(M, 3)), RNG.normal(size=(M, 2))


def network(**choices):
    net = Network([3, 4, 2], loss="mse", **choices)
    net.parameters += 0.1  # so that the biases are not zero
    return net


def weights(net):
    return np.concatenate([layer.W.ravel() for layer in net.layers])


def added(penalty):
    net = network()
    return float(net.cost(X, Y, penalty=penalty) - net.cost(X, Y))


def test_costs_are_the_lectures_and_leave_biases_alone():
    W = weights(network())
    assert added(L2(0.7)) == pytest.approx(0.7 / (2 * M) * np.sum(W**2), rel=1e-12)
    assert added(L2(0.7, per_example=False)) == pytest.approx(0.35 * np.sum(W**2), rel=1e-12)
    assert added(L1(0.7)) == pytest.approx(0.7 / M * np.sum(np.abs(W)), rel=1e-12)
    net = ElasticNet(0.7, per_example=False, l1_ratio=0.25)
    expected = 0.7 * (0.25 * np.sum(np.abs(W)) + 0.75 / 2 * np.sum(W**2))
    assert added(net) == pytest.approx(expected, rel=1e-12)
    assert added(DecoupledDecay(0.7)) == 0


def test_activity_is_the_mean_over_examples_of_the_hidden_units():
    a = network().inspect(X).a[0]
    expected = 0.3 * np.abs(a).sum(axis=1).mean()
    assert added(Activity(0.3)) == pytest.approx(expected, rel=1e-12)
    expected = 0.15 * (a**2).sum(axis=1).mean()
    assert added(Activity(0.3, norm="l2")) == pytest.approx(expected, rel=1e-12)


def test_l2_shrinks_every_weight_by_one_minus_rate_lambda_over_m_beside_the_data_term():
    plain, penalized = network(), network()
    before, rate, strength = weights(plain), 0.1, 5.0
    train(plain, X, Y, GradientDescent(rate), steps=1)
    train(penalized, X, Y, GradientDescent(rate), steps=1, penalty=L2(strength))
    np.testing.assert_allclose(
        weights(penalized) - weights(plain), -rate * strength / M * before, rtol=1e-9, atol=1e-16
    )
    for one, other in zip(plain.layers, penalized.layers, strict=True):
        np.testing.assert_array_equal(one.b, other.b)


def test_decoupled_decay_is_l2_for_plain_gradient_descent():
    decayed, penalized = network(), network()
    train(decayed, X, Y, GradientDescent(0.1), steps=5, penalty=DecoupledDecay(0.2))
    l2 = L2(0.2, per_example=False)
    train(penalized, X, Y, GradientDescent(0.1), steps=5, penalty=l2)
    np.testing.assert_allclose(decayed.parameters, penalized.parameters, rtol=1e-12)


def test_decay_follows_the_schedule_of_the_rate():
    net = network()
    before = weights(net)
    net.gradients[...] = 0
    zero = np.zeros((M, 3))
    rates = [0.5, 0.25]
    train(
        net,
        zero,
        net.outputs(zero),
        GradientDescent(lambda step: rates[step]),
        steps=2,
        penalty=DecoupledDecay(0.4),
    )
    # The inputs are 0, and so is the first layer's own gradient, in both steps.
    np.testing.assert_allclose(net.layers[0].W.ravel(), before[:12] * 0.8 * 0.9, rtol=1e-12)


def test_shrinking_stops_at_zero():
    w = np.array([3, 0.8, 0.4, -0.2, -1.5])
    shrink(w, np.array(0.5))
    np.testing.assert_allclose(w, [2.5, 0.3, 0, 0, -1], atol=1e-16)


def test_l1_of_an_orthonormal_design_soft_thresholds_the_least_squares_solution():
    """Hastie, Tibshirani & Friedman 2009, table 3.4; here the cost is a mean of squares."""
    n = 5
    w = np.array([3, 0.8, 0.4, -0.2, -1.5])
    # mse of X w with XᵀX = I has Hessian (2/n) I, so λ on it thresholds at λ n / 2
    net = Network([n, 1], loss="mse", initializer="zeros")
    penalty = L1(0.5 * 2 / n, per_example=False)
    centred = np.linalg.qr(RNG.normal(size=(n, n)))[0]
    train(net, centred, centred @ w, GradientDescent(n / 2), steps=1, penalty=penalty)
    np.testing.assert_allclose(net.layers[0].W[:, 0], [2.5, 0.3, 0, 0, -1], atol=1e-14)


def test_l1_and_elastic_net_reach_the_optimum_of_their_cost():
    """Of the lasso: |∂data| ≤ λ where w = 0, and ∂data = −λ sign w elsewhere."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(60, 8))
    y = X @ np.array([2, -1, 0.5, 0, 0, 0, 0, 0]) + 0.1 * rng.normal(size=60)
    for l1_ratio in (1.0, 0.5):
        penalty = ElasticNet(0.3, per_example=False, l1_ratio=l1_ratio)
        net = Network([8, 1], loss="mse", initializer="zeros")
        train(net, X, y, GradientDescent(0.1), steps=2000, penalty=penalty)
        W = net.layers[0].W[:, 0]
        smooth = net.views(net.gradient(X, y))[0].W[:, 0] + 0.3 * (1 - l1_ratio) * W
        zero = W == 0
        assert 0 < zero.sum() < 8
        assert (np.abs(smooth[zero]) <= 0.3 * l1_ratio + 1e-12).all()
        np.testing.assert_allclose(smooth[~zero], -0.3 * l1_ratio * np.sign(W[~zero]), atol=1e-12)


def test_l1_gives_exact_zeros_and_l2_does_not():
    sparse, small = network(), network()
    for net, penalty in ((sparse, L1(2.0)), (small, L2(2.0))):
        train(net, X, Y, GradientDescent(0.1), steps=300, penalty=penalty)
    assert (weights(sparse) == 0).any()
    assert (weights(small) != 0).all()


def lasso(optimizer, steps=4000, **settings):
    """Return the weights, and the smooth gradient at them, of a penalty of 0.3 Σ|W|."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(60, 8))
    y = X @ np.array([2, -1, 0.5, 0, 0, 0, 0, 0]) + 0.1 * rng.normal(size=60)
    net = Network([8, 1], loss="mse", initializer="zeros")
    train(net, X, y, optimizer, steps=steps, penalty=L1(0.3, per_example=False), **settings)
    return net.layers[0].W[:, 0], net.views(net.gradient(X, y))[0].W[:, 0]


ONE_RATE = [GradientDescent(0.1), Momentum(0.01), Momentum(0.1, averaged=True), Nesterov(0.01)]


@pytest.mark.parametrize("optimizer", ONE_RATE, ids=str)
def test_max_norm_leaves_the_optimum_on_the_ball_where_one_rate_is_for_all(optimizer):
    """There ∂data + λ sign w = −μ w with one μ > 0, and |∂data| ≤ λ where w = 0."""
    W, smooth = lasso(optimizer, constraint=MaxNorm(1.2))
    kept = W != 0
    multipliers = -(smooth + 0.3 * np.sign(W))[kept] / W[kept]
    assert np.linalg.norm(W) == pytest.approx(1.2)
    assert 0 < kept.sum() < 8
    np.testing.assert_allclose(multipliers, multipliers[0], rtol=1e-9)
    assert multipliers[0] > 0.1
    assert (np.abs(smooth[~kept]) <= 0.3).all()


def test_max_norm_leaves_another_point_of_the_ball_where_rates_are_each_parameters_own():
    W, smooth = lasso(Adam(0.01), constraint=MaxNorm(1.2))
    kept = W != 0
    multipliers = -(smooth + 0.3 * np.sign(W))[kept] / W[kept]
    assert np.ptp(multipliers) > 0.1 * multipliers.max()


def test_clipping_moves_the_lasso_only_where_it_reaches_the_gradient_at_the_optimum():
    W, smooth = lasso(GradientDescent(0.1))
    length = np.linalg.norm(smooth)
    free, _ = lasso(GradientDescent(0.1), clip=ClipNorm(1.01 * length))
    clipped, _ = lasso(GradientDescent(0.1), clip=ClipNorm(0.99 * length))
    np.testing.assert_allclose(free, W, atol=1e-12)
    assert np.abs(clipped - W).max() > 1e-3


def test_a_weight_without_gradient_shrinks_as_under_plain_descent_where_rates_adapt():
    net = Network([2, 1], loss="mse")
    before = abs(net.layers[0].W[0, 0])
    train(net, X[:, :2] * [0, 1], Y[:, :1], Adam(0.001), steps=1, penalty=L1(0.01))
    after = abs(net.layers[0].W[0, 0])
    assert before - after == pytest.approx(0.001 * 0.01 / len(X), rel=1e-6)


@pytest.mark.parametrize("kind", [Adam, RMSProp, AdaGrad])
def test_a_small_l1_kills_no_unit_that_the_first_example_left_inactive(kind):
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(200, 2))
    net = Network([2, 32, 1], hidden="relu")
    small = L1(1e-4, per_example=False)
    labels = (inputs.prod(axis=1) > 0).astype(int)
    train(net, inputs, labels, kind(0.01), steps=1, batch_size=1, penalty=small)
    assert not (net.layers[0].W == 0).all(axis=0).any()


def test_an_own_penalty_acts_after_the_step_and_in_the_gradient():
    class Prune(Penalty):
        def add_gradient(self, parameters, weights, examples, gradients, work):
            gradients[...] = 0

        def after_step(self, parameters, weights, examples, rate):
            parameters *= 1 - weights * rate

    net = network()
    before = net.parameters.copy()
    train(net, X, Y, GradientDescent(0.25), steps=1, penalty=Prune(1.0))
    np.testing.assert_allclose(net.parameters, before * (1 - 0.25 * net.weight_mask))


def test_an_optimizer_that_replaces_the_update_trains_by_it():
    class Halving(Optimizer):
        def update(self, parameters, gradients, state):
            parameters *= 0.5
            state.step += 1

    net = network()
    before = net.parameters.copy()
    train(net, X, Y, Halving(0.1), steps=2)
    np.testing.assert_array_equal(net.parameters, before / 4)


def test_an_optimizer_without_an_effective_rate_is_refused_before_the_first_step():
    class Signs(Optimizer):
        def rule(self, p, g, work, numbers, *slots):
            np.sign(g, out=work)
            work *= numbers.rate
            p -= work

    net = network()
    before = net.parameters.copy()
    with pytest.raises(NotImplementedError, match="Signs must define `effective_rate`, by what"):
        train(net, X, Y, Signs(0.1), steps=1, penalty=[L2(0.1), L1(0.1)])
    np.testing.assert_array_equal(net.parameters, before)
    train(net, X, Y, Signs(0.1), steps=1, penalty=[L2(0.1), L1(0.0), DecoupledDecay(0.1)])


def test_a_schedule_is_asked_once_a_step_with_penalties_as_without():
    asked = []

    def schedule(step):
        asked.append(step)
        return 0.1

    several = [DecoupledDecay(0.1), ElasticNet(0.2)]
    train(network(), X, Y, Momentum(schedule), steps=5, penalty=several)
    assert asked == list(range(5))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: L2(-1), "strength must be finite and at least 0; got -1"),
        (lambda: ElasticNet(1, l1_ratio=2), "l1_ratio must be finite and at least 0 and at most 1"),
        (lambda: Activity(1, norm="l3"), "norm must be 'l1' or 'l2'; got 'l3'"),
        (lambda: network().cost(X, Y, penalty=0.1), "penalty must be a Penalty such as"),
    ],
)
def test_penalties_that_cannot_be_are_refused(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()
