from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
import pytest
from nnviz_concepts.initialization.vanishing_gradients import VanishingGradients

from nnviz.core import activations
from nnviz.core.data import digits, split
from nnviz.core.initializers import VarianceScaling
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.result import Result

SIGMOID, SHRINKING, TANH, RELU, GROWING = range(5)


@pytest.fixture(scope="module")
def at_defaults() -> Result:
    return VanishingGradients().run()


def said(**values: Any) -> str:
    concept = VanishingGradients(**values)
    return concept.say("headline", concept.run())


def states(name: str, **values: Any) -> list[str]:
    concept = VanishingGradients(**values)
    return [verdict.state for verdict in concept.proofs(concept.run()).verdicts_of(name)]


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


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


def test_forty_nine_layers_multiply_by_the_exact_powers(at_defaults: Result) -> None:
    left = at_defaults["left"]
    assert left[GROWING] == pytest.approx(float(Fraction(3, 2) ** 49), rel=1e-13)
    assert left[SHRINKING] == float(Fraction(1, 2) ** 49)


def test_sigmoid_shrinks_a_gradient_as_mean_field_theory_predicts() -> None:
    wanted = mean_field_factor(sigmoid, sigmoid_slope, gain=1)
    measured = VanishingGradients(units=48).run()["factors"][SIGMOID]
    assert measured == pytest.approx(wanted, rel=0.03)


@pytest.mark.parametrize("gain", [1.5, 2.0])
def test_tanh_with_larger_weights_multiplies_as_mean_field_theory_predicts(gain: float) -> None:
    wanted = mean_field_factor(np.tanh, tanh_slope, gain)
    measured = VanishingGradients(gain=gain, units=48).run()["factors"][TANH]
    assert measured == pytest.approx(wanted, rel=0.05)


def test_doubling_all_weights_multiplies_the_gradient_of_relu_by_two_a_layer() -> None:
    """The output's own gradient changes, and what comes back of each example with it."""
    factors = [VanishingGradients(gain=gain).run()["factors"][RELU] for gain in (1.0, 2.0)]
    assert factors[1] / factors[0] == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize(
    ("row", "name", "start", "value", "slope"),
    [
        (SIGMOID, "sigmoid", VarianceScaling(1, "average"), sigmoid, sigmoid_slope),
        (TANH, "tanh", VarianceScaling(1, "average"), np.tanh, tanh_slope),
        (RELU, "relu", VarianceScaling(2), lambda z: z * (z > 0), lambda z: 1.0 * (z > 0)),
    ],
)
def test_shares_are_those_of_back_propagation_written_by_hand(row, name, start, value, slope):
    concept = VanishingGradients(depth=7)
    examples = concept.run()["examples"]
    data, _ = split(digits(), (examples / 1797, 1 - examples / 1797), 0)
    network = Network(
        [64, *[32] * 6, 10], hidden=name, loss="multiclass", initializer=start, members=5
    )
    shares = []
    for r in range(5):
        weights = [layer.W[r] for layer in network.layers]
        a, inputs = data.inputs, []
        for W in weights:
            inputs.append(a @ W)
            a = value(inputs[-1])
        odds = np.exp(inputs[-1] - inputs[-1].max(axis=1, keepdims=True))
        delta = odds / odds.sum(axis=1, keepdims=True) - np.eye(10)[data.targets]
        sizes = [np.linalg.norm(delta)]
        for W, z in zip(weights[:0:-1], inputs[-2::-1], strict=True):
            delta = delta @ W.T * slope(z)
            sizes.append(np.linalg.norm(delta))
        shares.append(np.array(sizes) / sizes[0])
    assert concept.run()["shares"][row] == pytest.approx(np.median(shares, axis=0), rel=1e-9)


def test_a_layer_that_does_not_move_is_one_that_keeps_every_bit(at_defaults: Result) -> None:
    still = np.median(at_defaults["unchanged"], axis=-1) == 1
    assert np.array_equal(still, at_defaults["moved"] == at_defaults["moved"][0].min())
    assert still[0].any()
    assert not still[1:].any()


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "In 37 of 50 sigmoid layers 10 steps change no bit"),
        ({"depth": 10}, "At the first of 10 layers sigmoid leaves"),
        ({"depth": 5, "gain": 3.0}, "At the first of 5 layers sigmoid leaves"),
        ({"gain": 0.5}, "In 41 of 50 sigmoid layers"),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, Any], start: str) -> None:
    assert said(**values).startswith(start)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_most_layers_of_sigmoid_stand_still_from_any_start(seed: int) -> None:
    concept = VanishingGradients(seed=seed)
    result = concept.run()
    proofs = concept.proofs(result)
    assert [v.name for v in proofs.verdicts() if v.state == "fails"] == []
    assert 33 <= proofs.number("still", "measured") <= 38
    assert proofs.holds("lost", None)


@pytest.mark.parametrize(
    "values",
    [
        {"depth": 5, "units": 16, "gain": 0.25, "shrinking": 0.1},
        {"depth": 5, "units": 48, "gain": 3.0, "growing": 3.0},
        pytest.param({"depth": 100, "gain": 3.0, "growing": 3.0}, marks=pytest.mark.slow),
        pytest.param({"depth": 100, "gain": 0.25, "shrinking": 0.1}, marks=pytest.mark.slow),
    ],
)
def test_laws_hold_and_words_are_said_at_the_ends_of_the_ranges(values: dict[str, Any]) -> None:
    concept = VanishingGradients(**values)
    result = concept.run()
    assert [v.name for v in concept.proofs(result).verdicts() if v.state == "fails"] == []
    texts = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(texts)
    assert not any(wrong in text for text in texts for wrong in ("∞", "not a number"))


def test_weights_that_overflow_are_said_to(at_defaults: Result) -> None:
    assert states("overflows", gain=2.0)[RELU] == "holds"
    assert states("moves", gain=2.0)[RELU] == "not claimed"
    assert states("overflows")[RELU] == "not so"


@pytest.mark.parametrize(
    ("kind", "function", "row"),
    [
        (activations.Sigmoid, "derivative", SIGMOID),
        (activations.Tanh, "derivative", TANH),
        (activations.ReLU, "backward", RELU),
    ],
)
def test_a_fault_in_an_activations_slope_fails_the_law(
    kind: type, function: str, row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if function == "derivative":
        right = kind.derivative
        monkeypatch.setattr(kind, "derivative", lambda *given, **more: 1.01 * right(*given, **more))
    else:
        monkeypatch.setattr(kind, "backward", lambda self, gradient, z, a, work: None)
    assert [i for i, state in enumerate(states("passes_on", depth=5)) if state == "fails"] == [row]


def test_where_no_step_is_taken_no_layer_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GradientDescent, "rule", lambda *given: None)
    assert states("moves", depth=5)[TANH] == "not so"
