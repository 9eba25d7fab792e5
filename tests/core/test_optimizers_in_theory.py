"""What each optimizer does exactly, where theory says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
)

scales = st.sampled_from([-1e4, -3.0, -1e-3, 1e-3, 1.0, 1e4])
rates = st.floats(1e-4, 1.0)
decays = st.floats(0.1, 0.999)


def run(optimizer, start, gradient_of, steps):
    """Return the path (steps + 1, ..., P) with the gradient taken where the parameters are."""
    parameters = np.array(start)
    state = optimizer.init(parameters)
    points = [parameters.copy()]
    for _ in range(steps):
        optimizer.update(parameters, gradient_of(parameters), state)
        points.append(parameters.copy())
    return np.array(points)


def steps_along(optimizer, gradient, steps):
    """Return how far each update goes against a constant gradient, shape (steps,)."""
    path = run(optimizer, [0.0], lambda p: np.full_like(p, gradient), steps)
    return -np.diff(path[:, 0])


# On a constant gradient


@given(rate=rates, gradient=scales)
def test_adagrad_takes_step_t_of_rate_over_the_root_of_t(rate, gradient):
    steps = steps_along(AdaGrad(rate, epsilon=0), gradient, 50)
    t = np.arange(1, 51)
    np.testing.assert_allclose(steps, np.sign(gradient) * rate / np.sqrt(t), rtol=1e-12)


@given(rate=rates, gamma=decays, gradient=scales)
def test_rmsprop_starts_with_rate_over_root_one_minus_gamma(rate, gamma, gradient):
    first = steps_along(RMSProp(rate, gamma=gamma, epsilon=0), gradient, 1)
    np.testing.assert_allclose(first, np.sign(gradient) * rate / np.sqrt(1 - gamma), rtol=1e-12)


def test_rmsprop_tends_to_steps_of_the_rate():
    steps = steps_along(RMSProp(0.1, gamma=0.9, epsilon=0), 5.0, 400)
    assert steps[-1] == pytest.approx(0.1, rel=1e-12)


@given(rate=rates, beta1=decays, beta2=decays, gradient=scales)
def test_adam_takes_every_step_of_the_rate_whatever_the_gradient(rate, beta1, beta2, gradient):
    steps = steps_along(Adam(rate, beta1=beta1, beta2=beta2, epsilon=0), gradient, 40)
    np.testing.assert_allclose(steps, np.sign(gradient) * rate, rtol=1e-11)


def test_adam_without_correction_starts_3_16_times_too_far():
    first = steps_along(Adam(0.01, epsilon=0, bias_correction=False), 2.0, 1)
    assert first[0] / 0.01 == pytest.approx((1 - 0.9) / np.sqrt(1 - 0.999), rel=1e-12)
    assert first[0] / 0.01 == pytest.approx(3.16, abs=0.005)


@given(beta=decays)
def test_momentum_grows_to_one_over_one_minus_beta_of_a_plain_step(beta):
    steps = steps_along(Momentum(0.1, beta=beta), 2.0, 30)
    t = np.arange(1, 31)
    np.testing.assert_allclose(steps, 0.2 * (1 - beta**t) / (1 - beta), rtol=1e-10)


@given(beta=decays)
def test_nesterov_is_one_decayed_gradient_ahead_of_momentum(beta):
    steps = steps_along(Nesterov(0.1, beta=beta), 2.0, 30)
    ahead = steps_along(Momentum(0.1, beta=beta), 2.0, 31)[1:]
    np.testing.assert_allclose(steps, ahead, rtol=1e-10)


def test_rmsprop_forgets_an_early_large_gradient_and_adagrad_does_not():
    gradients = [100.0] + [1.0] * 299
    moved = {}
    for optimizer in (AdaGrad(0.1, epsilon=0), RMSProp(0.1, gamma=0.9, epsilon=0)):
        series = iter(gradients)
        path = run(optimizer, [0.0], lambda p, s=series: np.full_like(p, next(s)), 300)
        moved[type(optimizer)] = path[-2, 0] - path[-1, 0]
    assert moved[AdaGrad] == pytest.approx(0.1 / np.sqrt(100**2 + 299), rel=1e-12)
    assert moved[RMSProp] == pytest.approx(0.1, rel=1e-6)


# On a quadratic


@given(rate=st.floats(0.001, 0.19), eigenvalue=st.floats(0.1, 10))
def test_gradient_descent_contracts_by_one_minus_rate_times_eigenvalue(rate, eigenvalue):
    path = run(GradientDescent(rate), [1.0], lambda p: eigenvalue * p, 20)
    expected = (1 - rate * eigenvalue) ** np.arange(21)
    np.testing.assert_allclose(path[:, 0], expected, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("kappa", [10.0, 100.0])
def test_best_gradient_descent_contracts_by_kappa_minus_one_over_kappa_plus_one(kappa):
    eigenvalues = np.array([1.0, kappa])
    path = run(GradientDescent(2 / (1 + kappa)), [1.0, 1.0], lambda p: eigenvalues * p, 200)
    lengths = np.linalg.norm(path, axis=-1)
    np.testing.assert_allclose(lengths[1:] / lengths[:-1], (kappa - 1) / (kappa + 1), rtol=1e-9)


@pytest.mark.parametrize("kappa", [10.0, 100.0])
def test_best_heavy_ball_has_iteration_matrices_with_the_rate_of_polyak(kappa):
    root = np.sqrt(kappa)
    optimizer = Momentum(4 / (root + 1) ** 2, beta=((root - 1) / (root + 1)) ** 2)
    for eigenvalue in (1.0, np.sqrt(kappa), kappa):
        path = run(optimizer, [1.0], lambda p, e=eigenvalue: e * p, 4)[:, 0]
        # w[t+1] = a w[t] + b w[t-1], whose roots' modulus is the rate of contraction.
        a, b = np.linalg.solve([[path[1], path[0]], [path[2], path[1]]], path[2:4])
        rate = np.abs(np.roots([1, -a, -b])).max()
        # The roots at the two ends are double, so that rounding enters by its square root.
        assert rate == pytest.approx((root - 1) / (root + 1), rel=1e-6)


@given(beta=decays, rate=rates, eigenvalue=st.floats(0.1, 1))
def test_averaged_momentum_is_the_heavy_ball_with_a_scaled_rate(beta, rate, eigenvalue):
    averaged = run(Momentum(rate, beta, averaged=True), [1.0], lambda p: eigenvalue * p, 30)
    classical = run(Momentum(rate * (1 - beta), beta), [1.0], lambda p: eigenvalue * p, 30)
    np.testing.assert_allclose(averaged, classical, rtol=1e-9, atol=1e-12)


@given(beta=decays, rate=rates, eigenvalue=st.floats(0.01, 1))
def test_nesterov_is_momentum_with_its_decay_times_one_minus_rate_eigenvalue(
    beta, rate, eigenvalue
):
    # Sutskever et al. 2013, theorem 2.1, for the paper's θ = w + rate·beta·v. The paper's velocity
    # is −rate·v, and momentum with another decay starts from the same θ at rest.
    optimizer = Nesterov(rate, beta)
    w = np.array([1.0])
    state = optimizer.init(w)
    thetas = [1.0]
    for _ in range(25):
        optimizer.update(w, eigenvalue * w, state)
        thetas.append(float(w[0] + rate * beta * state.arrays["velocity"][0]))
    momentum = Momentum(rate, beta * (1 - rate * eigenvalue))
    path = run(momentum, [1.0], lambda p: eigenvalue * p, 25)
    np.testing.assert_allclose(thetas, path[:, 0], rtol=1e-9, atol=1e-11)


def test_decoupled_decay_shrinks_parameters_by_the_rate_and_does_not_enter_the_averages():
    path = run(AdamW(0.1, weight_decay=0.5), [4.0], np.zeros_like, 3)
    np.testing.assert_allclose(path[:, 0], 4 * (1 - 0.05) ** np.arange(4), rtol=1e-14)
