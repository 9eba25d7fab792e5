from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from nnviz_concepts.initialization.vanishing_gradients import VanishingGradients


@pytest.fixture(scope="module")
def at_defaults():
    return VanishingGradients().run()


def mean_field_factor(activation, derivative, gain):
    """Factor on a gradient's norm a layer, in a wide network (Schoenholz et al. 2017, eqs. 3, 11).

    The variance q of z has the fixed point q = gain² E[g(√q x)²], x ~ N(0, 1); the squared
    gradient is multiplied by gain² E[g′(√q x)²].
    """
    x, weights = np.polynomial.hermite_e.hermegauss(120)
    weights = weights / weights.sum()
    q = 1.0
    for _ in range(500):
        q = gain**2 * (weights @ activation(sqrt(q) * x) ** 2)
    return gain * sqrt(weights @ derivative(sqrt(q) * x) ** 2)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def test_fifty_layers_multiply_by_the_exact_powers(at_defaults):
    assert at_defaults["growing_product"] == pytest.approx(float(Fraction(3, 2) ** 50), rel=1e-14)
    assert at_defaults["shrinking_product"] == float(Fraction(1, 2) ** 50)
    assert f"{at_defaults['growing_product']:.2e}" == "6.38e+08"
    assert f"{at_defaults['shrinking_product']:.1e}" == "8.9e-16"


def test_the_gradient_of_a_chain_mirrors_its_signal(at_defaults):
    for chain in ("growing", "kept", "shrinking"):
        signal, gradient = at_defaults[f"{chain}_signal"], at_defaults[f"{chain}_gradient"]
        assert gradient[::-1] == pytest.approx(signal, rel=1e-14)


def test_sigmoid_shrinks_a_gradient_as_mean_field_theory_predicts(at_defaults):
    wanted = mean_field_factor(sigmoid, sigmoid_slope, gain=1)
    assert at_defaults["sigmoid_factor"] == pytest.approx(wanted, rel=0.03)


@pytest.mark.parametrize("gain", [1.5, 2.0])
def test_tanh_with_larger_weights_multiplies_as_mean_field_theory_predicts(gain):
    wanted = mean_field_factor(np.tanh, lambda z: 1 - np.tanh(z) ** 2, gain)
    assert VanishingGradients(gain=gain).run()["tanh_factor"] == pytest.approx(wanted, rel=0.03)


def test_doubling_all_weights_multiplies_the_gradient_of_relu_by_two_a_layer(at_defaults):
    doubled = VanishingGradients(gain=2).run()
    assert doubled["relu_gradients"][:, 0] / at_defaults["relu_gradients"][:, 0] == pytest.approx(
        2.0**50, rel=1e-12
    )


def test_a_hundred_layers_of_sigmoid_leave_nothing_that_a_learning_rate_could_mend():
    assert VanishingGradients(depth=100).run()["sigmoid_left"] < 0.25**100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_claims_hold_for_other_seeds(seed):
    concept = VanishingGradients(seed=seed)
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "gain"), [(32, 0.25), (32, 3.0), (128, 3.0)])
def test_claims_hold_for_narrow_and_wide_networks(width, gain):
    concept = VanishingGradients(width=width, gain=gain, seed=7)
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []
