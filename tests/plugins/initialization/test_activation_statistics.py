import re
from math import log, sqrt
from typing import Any

import numpy as np
import pytest
from nnviz_concepts.initialization.activation_statistics import ActivationStatistics

from nnviz.core.activations import ReLU
from nnviz.core.initializers import VarianceScaling
from nnviz.result import Result

TWICE, HE, XAVIER = range(3)
PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@pytest.fixture(scope="module")
def at_defaults() -> Result:
    return ActivationStatistics().run()


def failing(**values: Any) -> set[str]:
    concept = ActivationStatistics(**values)
    return {v.name for v in concept.proofs(concept.run()).verdicts() if v.state == "fails"}


def said(**values: Any) -> str:
    concept = ActivationStatistics(**values)
    return concept.say("headline", concept.run())


def test_he_keeps_the_mean_square_of_relu_and_typical_networks_end_below(
    at_defaults: Result,
) -> None:
    """A layer's log factor has about mean −5/2n and variance 5/n (Hanin 2018, theorem 5)."""
    runs = at_defaults["forward_runs"]
    logs = np.log(runs[:, -1] / runs[:, 0]) / 30
    error = 4 * sqrt(5 / (128 * 30 * runs.shape[2]))
    for start, factor in ((TWICE, 2), (HE, 1), (XAVIER, 0.5)):
        assert logs[start].mean() == pytest.approx(log(factor) - 5 / 256, abs=error)


def test_halving_the_variance_halves_each_layer_exactly(at_defaults: Result) -> None:
    twice, he, xavier = at_defaults["forward_runs"]
    halves = 2.0 ** np.arange(31)[:, np.newaxis]
    assert np.allclose(he / xavier, halves, rtol=1e-9)
    assert np.allclose(twice / he, halves, rtol=1e-9)


def test_xaviers_start_keeps_a_linear_signal() -> None:
    runs = ActivationStatistics(activation="linear").run()["forward_runs"]
    ratios = runs[:, -1] / runs[:, 0]
    assert ratios[XAVIER].mean() == pytest.approx(1, abs=0.4)
    assert np.allclose(ratios[HE] / ratios[XAVIER], 2.0**30, rtol=1e-9)


def test_tanh_follows_the_recursion_of_a_wide_network() -> None:
    """Var z is scale · E[tanh²], from layer to layer (Poole et al. 2016, equation 3)."""
    runs = ActivationStatistics(activation="tanh", depth=12, units=160).run()["forward_runs"]
    x, weights = np.polynomial.hermite_e.hermegauss(80)
    weights /= weights.sum()
    for start, scale in ((TWICE, 4), (HE, 2), (XAVIER, 1)):
        square = 1.0
        for _ in range(12):
            square = weights @ np.tanh(sqrt(scale * square) * x) ** 2
        assert np.median(runs[start, -1]) == pytest.approx(square, rel=0.15)


def test_what_is_drawn_is_the_median_network(at_defaults: Result) -> None:
    for of in ("forward", "back"):
        ends = at_defaults[f"{of}_runs"][:, -1]
        assert np.array_equal(at_defaults[of][:, -1], np.median(ends, axis=1))


def test_a_shape_is_widest_at_1_and_lies_about_its_mean(at_defaults: Result) -> None:
    shapes, heights = at_defaults["forward_shapes"], at_defaults["heights"]
    assert np.array_equal(shapes.max(axis=-1), np.ones(shapes.shape[:-1]))
    for start in range(3):
        for at, shape in zip(at_defaults["forward_shown"][start], shapes[start], strict=True):
            low, high = heights[shape > 0][[0, -1]]
            assert low < at_defaults["forward"][start, at] < high


def test_uniform_weights_of_the_same_variance_do_the_same() -> None:
    uniform = ActivationStatistics(distribution="uniform").run()
    assert np.abs(uniform["weights"][XAVIER]).max() <= sqrt(6 / (128 + 128))
    assert np.abs(uniform["weights"][HE]).max() <= sqrt(6 / 128)
    ratios = uniform["forward_runs"][HE, 1:] / uniform["forward_runs"][HE, :-1]
    assert ratios.mean() == pytest.approx(1, abs=4 * ratios.std() / sqrt(ratios.size))


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "After 30 layers of ReLU the mean square is"),
        ({"activation": "linear"}, "After 30 layers of linear units the mean square is"),
        ({"activation": "tanh"}, "After 30 layers of tanh the mean square is"),
    ],
)
def test_the_headline_says_the_activation(values: dict[str, Any], start: str) -> None:
    assert said(**values).startswith(start)


@pytest.mark.parametrize("activation", ["relu", "linear"])
def test_of_two_starts_the_headline_s_numbers_are_half_a_layer_apart(activation: str) -> None:
    told = re.findall(r"(\d\S*) times", said(activation=activation))
    he, xavier = (float(each.translate(PLAIN).replace("×10", "e")) for each in told)
    assert xavier / he == pytest.approx(2.0**-30, rel=0.01)  # three digits are said


@pytest.mark.parametrize("activation", ["relu", "linear", "tanh"])
@pytest.mark.parametrize("distribution", ["normal", "uniform"])
def test_laws_hold_at_the_ends_of_the_ranges(activation: str, distribution: str) -> None:
    for depth, units in ((12, 64), (50, 64)):
        kinds = {"activation": activation, "distribution": distribution}
        assert failing(depth=depth, units=units, **kinds) == set()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_laws_hold_for_other_seeds(seed: int) -> None:
    assert failing(seed=seed) == set()


def _he_without_its_two(self: VarianceScaling, fan_in: int, fan_out: int) -> float:
    return min(self.scale, 1) / ((fan_in + fan_out) / 2)


def _leaks(self: ReLU, z: Any, out: Any = None) -> Any:
    return np.maximum(z, 0.3 * z, out=out)


def test_a_start_without_hes_two_fails_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VarianceScaling, "variance", _he_without_its_two)
    assert {"layer", "apart", "variance"} <= failing(depth=12)


def test_a_relu_that_leaks_fails_the_law_of_the_half(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReLU, "value", _leaks)
    assert failing() == {"layer"}
