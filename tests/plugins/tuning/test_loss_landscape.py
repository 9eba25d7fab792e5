from typing import Any

import numpy as np
import pytest
from nnviz_concepts.tuning import loss_landscape
from nnviz_concepts.tuning.loss_landscape import LossLandscape, filter_normalized

from nnviz.core.arrays import Array
from nnviz.core.data import digits
from nnviz.core.losses import CrossEntropy
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train
from nnviz.result import Result


@pytest.fixture(scope="module")
def at_defaults() -> Result:
    return LossLandscape().run()


def _states(**values: Any) -> dict[str, set[str]]:
    concept = LossLandscape(**values)
    found: dict[str, set[str]] = {}
    for verdict in concept.proofs(concept.run()).verdicts():
        found.setdefault(verdict.state, set()).add(verdict.name)
    return found


def test_a_filter_normalized_step_has_the_length_of_each_units_weights() -> None:
    network = Network([3, 2, 2], hidden="relu", loss="multiclass", seed=0)
    for layer in network.layers:
        layer.W[...] = 3.0
    (step,) = filter_normalized(network, np.ones((1, network.parameters.size)))
    first, second = network.views(step)
    np.testing.assert_allclose(first.W, 3.0)  # three equal weights of length 3√3 along (1, 1, 1)
    np.testing.assert_allclose(second.W, 3.0)


def test_the_cost_of_every_block_is_that_of_a_network_moved_by_hand(at_defaults: Result) -> None:
    """The first network, trained again and moved by half of the raw direction that is drawn."""
    data = digits().take(np.arange(300))
    network = Network([64, 16, 10], hidden="relu", loss="multiclass", seed=0)
    descent = GradientDescent(0.5)
    train(network, data.inputs, data.targets, descent, steps=240, batch_size=32)
    draws = np.random.default_rng(0).standard_normal((61, network.parameters.size))
    draws *= network.weight_mask
    weights = network.parameters * network.weight_mask
    raw = draws * np.linalg.norm(weights) / np.linalg.norm(draws, axis=1, keepdims=True)
    ends = []
    for step in raw:
        moved = network.copy()
        moved.parameters = network.parameters + 0.5 * step
        ends.append(moved.cost(data.inputs, data.targets))
    np.testing.assert_allclose(at_defaults["ends"][0], ends, rtol=1e-9)
    assert at_defaults["costs"][0] == pytest.approx(np.median(ends), rel=0.1)


def test_what_is_marked_lies_on_the_slice(at_defaults: Result) -> None:
    for cost, plane in zip(at_defaults["costs"], at_defaults["planes"], strict=True):
        assert np.interp(0.5, at_defaults["line"], plane[0]) == pytest.approx(cost, rel=0.01)


def test_a_factor_of_one_changes_nothing() -> None:
    planes = LossLandscape(factor=1.0).run()["planes"]
    assert np.array_equal(planes[0], planes[1])
    assert np.array_equal(planes[2], planes[3])


def test_the_factor_leaves_the_filter_normalized_blocks_and_the_first_one_alone() -> None:
    small, large = (LossLandscape(factor=factor).run()["planes"] for factor in (0.3, 30.0))
    for i in (0, 2, 3):
        np.testing.assert_allclose(small[i], large[i], rtol=1e-9)
    assert large[1, 0, 10] > 2 * small[1, 0, 10]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "A raw step takes the cost to 0.33, or to 11 if rescaled; filter-normalized, to 0.6 "),
        ({"factor": 1.0}, "Nothing is rescaled, and the raw blocks are the same, too"),
        ({"factor": 1.2}, "A raw step takes the cost to 0.33, or only to 0.32 if rescaled"),
        ({"factor": 0.1}, "A raw step takes the cost to 0.33, or to 15 if rescaled"),
    ],
)
def test_the_headline_turns_with_the_factor(values: dict[str, float], said: str) -> None:
    concept = LossLandscape(**values)
    assert concept.say("headline", concept.run()).startswith(said)


@pytest.mark.parametrize("dataset", ["moons", "blobs"])
def test_another_data_set_may_be_learned(dataset: str) -> None:
    assert "fails" not in _states(dataset=dataset)


@pytest.mark.parametrize(
    ("name", "fault", "laws"),
    [
        ("filter_normalized", lambda net, ways: ways, {"twins", "planes_agree", "lengths"}),
        (
            "rescaled_layers",
            lambda net, factor: _only_first(net, factor),
            {"function", "stretches"},
        ),
        ("stretched_ways", lambda net, ways, f: np.stack([ways] * len(f)), {"stretches"}),
    ],
)
def test_a_fault_in_what_is_cut_fails_laws(
    name: str, fault: Any, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss_landscape, name, fault)
    assert laws <= _states()["fails"]


def _only_first(network: Network, factor: float) -> Network:
    other = network.copy()
    other.layers[0].block[...] *= factor
    return other


def test_a_fault_in_the_loss_fails_a_law(monkeypatch: pytest.MonkeyPatch) -> None:
    right = CrossEntropy.per_example

    def larger(self: CrossEntropy, *given: Any, **named: Any) -> Array:
        return np.asarray(1.01 * right(self, *given, **named))

    monkeypatch.setattr(CrossEntropy, "per_example", larger)
    assert "passes" in _states()["fails"]


@pytest.mark.slow
def test_for_twenty_other_seeds_the_rescaled_network_costs_more_in_every_direction() -> None:
    for seed in range(1, 21):
        states = _states(seed=seed)
        assert "fails" not in states
        assert {"sharper", "everywhere"} <= states["holds"]


def test_between_two_cuts_a_parabola_goes_on_as_one() -> None:
    t = np.linspace(0, 1, 2 * 7 - 1)[:, np.newaxis]
    costs = np.exp(np.array([1 - 3 * t + 2 * t**2 + np.arange(4), 5 * t + np.arange(4)]))
    np.testing.assert_allclose(loss_landscape._smooth(costs[:, ::2]), costs, rtol=1e-12)
