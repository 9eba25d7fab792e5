from math import e, erf, log, pi, sqrt

import numpy as np
import pytest
from nnviz_concepts.initialization.activations import Activations

from nnviz.core.activations import Activation
from nnviz.errors import ParameterError, UsageError
from nnviz.families import Additions


def slope_of(name, at, **values):
    result = Activations(functions=(name,), **values).run()
    return result["slopes"][0][np.isclose(result["z"], at)][0]


def headline(**values):
    concept = Activations(**values)
    return concept.say("headline", concept.run())


def states(concept, claim):
    return {
        verdict.of: verdict.state for verdict in concept.proofs(concept.run()).verdicts_of(claim)
    }


class Broken(Activation):
    """A function whose derivative is not its own."""

    name = "broken"

    def value(self, z, out=None):
        return np.multiply(z, np.abs(z), out=out)

    def derivative(self, z, a, out=None):
        return np.multiply(2.01, np.abs(z), out=out)


class Bent(Broken):
    """The hard sigmoid, which has two bends."""

    name = "bent"

    def value(self, z, out=None):
        return np.clip(z / 6 + 0.5, 0, 1, out=out)

    def derivative(self, z, a, out=None):
        return np.multiply(1 / 6, (a > 0) & (a < 1), out=out)


def test_sigmoid_is_never_steeper_than_a_quarter():
    result = Activations(functions=("sigmoid",)).run()
    assert result["tops"][0] == 0.25
    assert result["top_at"] == [0]


def test_sigmoid_slope_where_its_value_is_a_fifth():
    # σ(−ln 4) = 1/5, and σ′ = σ(1 − σ) = 4/25
    result = Activations(functions=("sigmoid",)).run()
    assert np.interp(-log(4), result["z"], result["slopes"][0]) == pytest.approx(0.16, abs=1e-5)


def test_tanh_slope_where_its_value_is_three_fifths():
    # tanh(ln 2) = 3/5, and tanh′ = 1 − tanh² = 16/25
    result = Activations(functions=("tanh",)).run()
    assert np.interp(log(2), result["z"], result["slopes"][0]) == pytest.approx(0.64, abs=1e-4)


def test_elu_slope_below_zero_is_the_exponential():
    assert slope_of("elu", -2.0) == pytest.approx(e**-2)


def test_slope_of_gelu_at_zero_and_its_largest_value():
    # g″ = φ (2 − z²) vanishes at √2, where g′ = Φ(√2) + √2 φ(√2)
    result = Activations(functions=("gelu",)).run()
    largest = (1 + erf(1)) / 2 + sqrt(2) * e**-1 / sqrt(2 * pi)
    assert slope_of("gelu", 0.0) == pytest.approx(0.5)
    assert result["tops"][0] == pytest.approx(largest, abs=1e-5)
    assert result["top_at"] == pytest.approx([sqrt(2)], abs=0.01)


def test_relu_keeps_half_of_the_mean_square_and_of_the_squared_gradient():
    assert Activations().run()["relu_kept"] == pytest.approx([0.5, 0.5], abs=1e-6)


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.3, 1.0])
def test_laws_hold_whatever_the_slope_of_leaky_relu(slope):
    concept = Activations(slope=slope)
    verdicts = concept.proofs(concept.run()).verdicts()
    assert [verdict.sentence for verdict in verdicts if verdict.state == "fails"] == []


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        (("sigmoid", "relu"), "Sigmoid lets at most 0.25 of a gradient through, an active ReLU"),
        (("sigmoid", "tanh"), "Sigmoid lets at most 0.25 of a gradient through"),
        (
            ("relu", "leaky_relu"),
            "An inactive ReLU lets nothing of a gradient through, leaky",
        ),
        (
            ("relu", "gelu"),
            "An active ReLU lets all of a gradient through, an inactive one",
        ),
        (
            ("linear", "softmax"),
            "Of these softmax of one unit lets the least of a gradient through: 0",
        ),
        (("tanh", "elu"), "The slope of tanh and ELU is what a unit lets through of a gradient"),
    ],
)
def test_headline_is_about_the_functions_that_are_drawn(functions, said):
    assert headline(functions=functions).startswith(said)


def test_only_functions_that_flatten_on_both_sides_are_said_to_saturate():
    concept = Activations(functions=("sigmoid", "tanh", "relu", "linear", "elu", "softmax"))
    told = list(states(concept, "saturates").values())
    assert told == ["holds", "holds", *["not so"] * 4, *["not claimed"] * 2]


def test_functions_drawn_are_those_asked_for():
    result = Activations(functions=("linear", "tanh")).run()
    assert result["values"].shape == (2, len(result["z"]))
    assert np.array_equal(result["values"][0], result["z"])


def test_a_softmax_of_one_unit_lets_no_gradient_through():
    assert Activations(functions=("softmax",)).run()["tops"][0] == 0


def test_a_plugin_s_function_is_drawn_and_its_bends_are_no_fault():
    added = Additions({"activations": {"bent": Bent()}})
    concept = Activations.create({"functions": "relu,bent"}, added)
    assert concept.run()["tops"][1] == pytest.approx(1 / 6)
    assert states(concept, "filled")["second"] == "holds"
    assert states(concept, "top")["second"] == "not claimed"


def test_a_derivative_that_is_not_its_function_s_is_noticed():
    concept = Activations.create(
        {"functions": "tanh,broken"}, Additions({"activations": {"broken": Broken()}})
    )
    assert states(concept, "filled")["first"] == "holds"
    assert states(concept, "filled")["second"] == "fails"


def test_an_unknown_function_is_refused_by_name():
    with pytest.raises(ParameterError, match=r"functions must be .*relu.*got rleu"):
        Activations.create({"functions": "rleu"})


def test_more_functions_than_fit_are_refused():
    with pytest.raises(UsageError, match="functions takes at most 8 names; got 9"):
        Activations(functions=("relu",) * 9).run()
