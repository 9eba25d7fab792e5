import math

import numpy as np
import pytest

from nnviz.core.activations import ACTIVATIONS, ELU, GELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from nnviz.core.normal import normal_cdf

ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]
Z = np.linspace(-6, 6, 241)[:-1] + 0.01


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_derivative_is_the_slope_of_the_value(name):
    g = ACTIVATIONS[name]
    slope = (g.value(Z + 1e-6) - g.value(Z - 1e-6)) / 2e-6
    np.testing.assert_allclose(g.derivative(Z, g.value(Z)), slope, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_out_is_written(name, dtype):
    g, z = ACTIVATIONS[name], Z.astype(dtype).reshape(8, 30)
    a = g.value(z)
    assert a.dtype == dtype
    assert g.derivative(z, a).dtype == dtype
    out = np.full_like(z, np.nan)
    assert g.value(z, out=out) is out
    np.testing.assert_array_equal(out, a)
    np.testing.assert_array_equal(g.derivative(z, a, out=out), g.derivative(z, a))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_backward_multiplies_by_the_jacobian(name):
    g, rng = ACTIVATIONS[name], np.random.default_rng(0)
    z, upstream = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
    result = upstream.copy()
    g.backward(result, z, g.value(z), np.empty_like(z))
    for i, j in np.ndindex(z.shape):
        step = np.zeros_like(z)
        step[i, j] = 1e-6
        slope = np.sum(upstream * (g.value(z + step) - g.value(z - step))) / 2e-6
        assert result[i, j] == pytest.approx(slope, abs=1e-8)


LIMITS = {
    "linear": ([-np.inf, np.inf], [1, 1]),
    "sigmoid": ([0, 1], [0, 0]),
    "tanh": ([-1, 1], [0, 0]),
    "relu": ([0, np.inf], [0, 1]),
    "leaky_relu": ([-np.inf, np.inf], [0.01, 1]),
    "elu": ([-1, np.inf], [0, 1]),
    "gelu": ([0, np.inf], [0, 1]),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_and_derivatives_at_infinity_are_their_limits(name, dtype):
    g, z = ACTIVATIONS[name], np.array([-np.inf, np.inf], dtype)
    values, slopes = LIMITS[name]
    with np.errstate(invalid="raise"):
        a = g.value(z)
        np.testing.assert_allclose(a, values, atol=1e-37)
        np.testing.assert_allclose(g.derivative(z, a), slopes, rtol=1e-7, atol=1e-37)


def test_softmax_gives_minus_infinity_no_share():
    assert Softmax().value(np.array([0, -np.inf, 0])).tolist() == [0.5, 0, 0.5]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_what_is_not_a_number_stays_so_forward_and_backward(name):
    g, z = ACTIVATIONS[name], np.array([np.nan, np.nan])
    a = g.value(z)
    assert np.isnan(a).all()
    gradient = a.copy()  # as the cost of such an activation hands it back
    g.backward(gradient, z, a, np.empty_like(z))
    assert np.isnan(gradient).all()


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "elu", "gelu", "softmax"])
def test_curved_activations_have_no_slope_where_there_is_no_number(name):
    g, z = ACTIVATIONS[name], np.array([np.nan, np.nan])
    assert np.isnan(g.derivative(z, g.value(z))).all()


def test_sigmoid_is_exact_where_the_textbook_form_overflows():
    assert Sigmoid().value(np.array([-1000.0, 1000.0])).tolist() == [pytest.approx(0), 1.0]
    assert Sigmoid().value(np.array([-40.0]))[0] == pytest.approx(math.exp(-40), rel=1e-14)
    assert Sigmoid().value(np.array([-100.0, 100.0], np.float32))[1] == 1


def test_tanh_is_a_stretched_sigmoid():
    np.testing.assert_allclose(Tanh().value(Z), 2 * Sigmoid().value(2 * Z) - 1, atol=1e-15)


def test_dead_relu_has_no_gradient_where_leaky_relu_has_its_slope():
    z = np.array([-3.0, -1e-9, 0.0])
    assert ReLU().derivative(z, ReLU().value(z)).tolist() == [0, 0, 0]
    leaky = LeakyReLU(0.2)
    assert leaky.derivative(z, leaky.value(z)).tolist() == [0.2, 0.2, 0.2]


def test_elu_tends_to_minus_alpha():
    assert ELU(1.5).value(np.array([-50.0]))[0] == pytest.approx(-1.5)


def test_gelu_is_z_times_the_normal_distribution_function():
    expected = [0.5 * z * math.erfc(-z / math.sqrt(2)) for z in Z]
    np.testing.assert_allclose(GELU().value(Z), expected, rtol=1e-13, atol=1e-16)


def test_normal_distribution_function_agrees_with_the_standard_librarys_erfc():
    z = np.linspace(-30, 30, 2001)
    expected = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in z])
    np.testing.assert_allclose(normal_cdf(z), expected, atol=4e-16, rtol=0)
    assert normal_cdf(np.array(2.0)) == normal_cdf(np.array([2.0]))[0]
    near = np.abs(z) < 5
    np.testing.assert_allclose(normal_cdf(z[near]), expected[near], rtol=1e-14)


def test_softmax_sums_to_one_and_ignores_a_constant():
    z = np.random.default_rng(0).normal(size=(4, 6)) * 10
    a = Softmax().value(z)
    np.testing.assert_allclose(a.sum(axis=-1), 1, rtol=1e-15)
    np.testing.assert_allclose(Softmax().value(z + 1000), a, rtol=1e-12)
    np.testing.assert_array_equal(Softmax().along(-2).value(z.T), a.T)


def test_softmax_of_two_classes_is_the_sigmoid_of_the_difference():
    z = np.stack([Z, np.zeros_like(Z)], axis=-1)
    np.testing.assert_allclose(Softmax().value(z)[:, 0], Sigmoid().value(Z), rtol=1e-13)
