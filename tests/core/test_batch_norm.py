import numpy as np
import pytest

from nnviz.core.architecture import BatchNorm
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

RNG = np.random.default_rng(0)
UNITS, M = 3, 50
Z = RNG.normal(5, 3, size=(UNITS, M))


def single_layer(settings=None):
    """A layer that hands Z, as its inputs, to batch normalization and gives out what that makes."""
    net = Network(
        [UNITS, UNITS, 1],
        hidden="linear",
        initializer=["identity", "he"],
        batch_norm=settings or BatchNorm(),
    )
    return net, np.zeros(M)


def test_batch_is_normalized_to_mean_zero_and_variance_just_below_one():
    epsilon = 0.1
    net, _ = single_layer(BatchNorm(epsilon=epsilon))
    out = net.inspect(Z.T, training=True).a[0]
    variance = Z.var(axis=1)
    np.testing.assert_allclose(out.mean(axis=0), 0, atol=1e-14)
    np.testing.assert_allclose(out.var(axis=0), 1 - epsilon / (variance + epsilon), rtol=1e-12)


def test_running_statistics_weigh_the_new_value_by_momentum_and_take_the_unbiased_variance():
    net, y = single_layer(BatchNorm(momentum=0.25))
    train(net, Z.T, y, GradientDescent(0.0), steps=1)
    mean, variance = net.running[0]
    np.testing.assert_allclose(mean, 0.25 * Z.mean(axis=1))
    np.testing.assert_allclose(variance, 0.75 + 0.25 * Z.var(axis=1, ddof=1))


def test_running_statistics_stand_still_unless_the_network_is_trained():
    net, y = single_layer()
    net.outputs(Z.T, training=True)
    net.gradient(Z.T, y, training=True)
    mean, variance = net.running[0]
    assert (mean == 0).all()
    assert (variance == 1).all()


def network():
    return Network([4, 6, 2], batch_norm=True, loss="multiclass", initializer="he", seed=3)


X, Y = RNG.normal(size=(20, 4)), RNG.integers(0, 2, 20)


def test_scaling_the_weights_changes_nothing_and_halves_their_gradient():
    plain = Network([4, 6, 2], batch_norm=BatchNorm(epsilon=1e-12), loss="multiclass")
    doubled = plain.copy()
    doubled.layers[0].W[...] *= 2
    np.testing.assert_allclose(
        doubled.outputs(X, training=True), plain.outputs(X, training=True), rtol=1e-10
    )
    gradient, halved = (
        net.views(net.gradient(X, Y, training=True))[0].W for net in (plain, doubled)
    )
    np.testing.assert_allclose(halved, gradient / 2, rtol=1e-8)


def test_bias_below_has_no_effect_while_training():
    plain, shifted = network(), network()
    shifted.layers[0].b[...] = 7
    np.testing.assert_allclose(
        shifted.outputs(X, training=True), plain.outputs(X, training=True), rtol=1e-12
    )
    assert np.abs(plain.views(plain.gradient(X, Y, training=True))[0].b).max() < 1e-16


def test_after_training_at_rate_zero_test_time_is_training_time():
    net = network()
    train(net, X, Y, GradientDescent(0.0), steps=200)
    mean, variance = net.running[0]
    z = X @ net.layers[0].W
    np.testing.assert_allclose(mean, z.mean(axis=0), rtol=1e-8)
    np.testing.assert_allclose(variance, z.var(axis=0, ddof=1), rtol=1e-8)


@pytest.mark.parametrize("settings", [{"epsilon": 0}, {"momentum": 0}, {"momentum": 1.5}])
def test_settings_outside_their_range_are_refused(settings):
    with pytest.raises(ValueError, match="must be finite and greater than 0"):
        BatchNorm(**settings)
