from math import e, erf, pi, sqrt

import numpy as np
import pytest
from nnviz_concepts.initialization.activations import Activations

from nnviz.core.activations import Activation
from nnviz.errors import ParameterError
from nnviz.families import Additions


def normal_cdf(z):
    return (1 + erf(z / sqrt(2))) / 2


@pytest.fixture(scope="module")
def at_defaults():
    return Activations().run()


def test_sigmoid_is_never_steeper_than_a_quarter(at_defaults):
    assert at_defaults["sigmoid_peak"] == 0.25


def test_relu_keeps_half_of_the_mean_square_and_so_all_of_the_gradient(at_defaults):
    assert at_defaults["relu_kept"] == pytest.approx(0.5, abs=1e-6)
    assert at_defaults["relu_factor"] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.3, 1.0])
def test_leaky_relu_keeps_the_gradient_whatever_its_slope(slope):
    result = Activations(slope=slope).run()  # E[g²] and E[g′²] are both (1 + slope²) / 2
    assert result["leaky_relu_factor"] == pytest.approx(1, abs=1e-6)


def test_factor_of_elu_is_the_root_of_its_exact_integrals():
    # E[e^(kz); z < 0] = e^(k²/2) Φ(−k) for z ~ N(0, 1)
    below = [e ** (k * k / 2) * normal_cdf(-k) for k in (0, 1, 2)]
    slope = 0.5 + below[2]
    value = 0.5 + below[2] - 2 * below[1] + below[0]
    result = Activations(functions=("elu",)).run()
    assert result["factors"] == pytest.approx([sqrt(slope / value)], abs=1e-6)


def test_slope_of_gelu_at_zero_and_its_largest_value(at_defaults):
    slope = at_defaults["slopes"][5]
    z = at_defaults["z"]
    assert slope[z == 0] == pytest.approx([0.5])
    # g″ = φ (2 − z²) vanishes at √2, where g′ = Φ(√2) + √2 φ(√2)
    largest = normal_cdf(sqrt(2)) + sqrt(2) * e**-1 / sqrt(2 * pi)
    assert slope.max() == pytest.approx(largest, abs=1e-5)


def test_functions_drawn_are_those_asked_for():
    result = Activations(functions=("linear", "tanh")).run()
    assert result["values"].shape == (2, len(result["z"]))
    assert np.array_equal(result["values"][0], result["z"])


def test_a_softmax_of_one_unit_lets_no_gradient_through():
    assert Activations(functions=("softmax",)).run()["factors"] == [0]


def test_an_activation_that_a_plugin_adds_is_drawn():
    class Swish(Activation):
        name = "swish"

        def value(self, z, out=None):
            return np.divide(z, 1 + np.exp(-z), out=out)

        def derivative(self, z, a, out=None):
            sigma = 1 / (1 + np.exp(-z))
            return np.add(sigma, a * (1 - sigma), out=out)

    added = Additions({"activations": {"swish": Swish()}})
    result = Activations.create({"functions": "relu,swish"}, added).run()
    assert result["slopes"][1][result["z"] == 0] == [0.5]


def test_an_unknown_function_is_refused_by_name():
    with pytest.raises(ParameterError, match=r"functions must be .*relu.*got rleu"):
        Activations.create({"functions": "rleu"})
