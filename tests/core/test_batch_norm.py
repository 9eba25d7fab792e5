import numpy as np
import pytest

from nnviz.core.batch_norm import BatchNorm, Normalization, NormParameters, RunningStatistics
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

RNG = np.random.default_rng(0)
UNITS, M = 3, 50
Z = RNG.normal(5, 3, size=(UNITS, M))


def normalization(settings=None):
    parameters = NormParameters(np.ones(UNITS), np.zeros(UNITS))
    gradients = NormParameters(np.zeros(UNITS), np.zeros(UNITS))
    running = RunningStatistics(np.zeros(UNITS), np.ones(UNITS))
    return Normalization(settings or BatchNorm(), parameters, gradients, running, np.empty_like(Z))


def test_batch_is_normalized_to_mean_zero_and_variance_just_below_one():
    out, epsilon = np.empty_like(Z), 0.1
    normalization(BatchNorm(epsilon=epsilon)).forward(Z, out, training=True, track=False)
    variance = Z.var(axis=1)
    np.testing.assert_allclose(out.mean(axis=1), 0, atol=1e-14)
    np.testing.assert_allclose(out.var(axis=1), 1 - epsilon / (variance + epsilon), rtol=1e-12)


def test_running_statistics_weigh_the_new_value_by_momentum_and_take_the_unbiased_variance():
    norm = normalization(BatchNorm(momentum=0.25))
    norm.forward(Z, np.empty_like(Z), training=True, track=True)
    np.testing.assert_allclose(norm.running.mean, 0.25 * Z.mean(axis=1))
    np.testing.assert_allclose(norm.running.variance, 0.75 + 0.25 * Z.var(axis=1, ddof=1))


def test_running_statistics_stand_still_unless_tracked():
    norm = normalization()
    norm.forward(Z, np.empty_like(Z), training=True, track=False)
    assert (norm.running.mean == 0).all()
    assert (norm.running.variance == 1).all()


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
    running = next(iter(net.architecture.statistics(net.statistics)))
    z = X @ net.layers[0].W
    np.testing.assert_allclose(running.mean, z.mean(axis=0), rtol=1e-8)
    np.testing.assert_allclose(running.variance, z.var(axis=0, ddof=1), rtol=1e-8)


@pytest.mark.parametrize("settings", [{"epsilon": 0}, {"momentum": 0}, {"momentum": 1.5}])
def test_settings_outside_their_range_are_refused(settings):
    with pytest.raises(ValueError, match="must be finite and greater than 0"):
        BatchNorm(**settings)
