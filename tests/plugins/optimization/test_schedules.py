"""Schedules: their shapes, whose peaks are tuned alike, and a plugin's among them."""

from dataclasses import dataclass

import numpy as np
import pytest
from nnviz_concepts.optimization.schedules import Schedules
from nnviz_concepts.optimization.schedules_training import HIDDEN, PEAKS, RUNS, TRIALS, best_peaks

from nnviz.core.arrays import Array
from nnviz.core.data import moons
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.schedules import Schedule
from nnviz.core.training import train
from nnviz.errors import ParameterError
from nnviz.families import Additions

SHORT = {"steps": 70}
TWO = {"schedules": ("constant", "cosine"), **SHORT}


@dataclass(frozen=True)
class Triangle(Schedule):
    """A plugin's schedule: up and down in straight lines."""

    steps: int = 10

    def at(self, t: Array) -> Array:
        return 5 - 5 * np.abs(1 - 2 * t / self.steps)


def test_every_shape_is_the_formula_of_its_source() -> None:
    result = Schedules().run()
    shapes = dict(zip(result["names"].tolist(), result["rates"], strict=True))
    t = np.arange(351)
    rise = np.minimum(t / 35, 1)
    fall = 0.5 * (1 + np.cos(np.pi * np.maximum(t - 35, 0) / 315))
    np.testing.assert_array_equal(shapes["constant"], np.ones(351))
    np.testing.assert_allclose(shapes["inverse time"], 1 / (1 + 9 * t / 350))
    np.testing.assert_allclose(shapes["step"], 0.3 ** (t // 88))
    np.testing.assert_allclose(shapes["exponential"], 0.3 ** (t / 88))
    np.testing.assert_allclose(shapes["polynomial"], 1 - t / 350, atol=1e-15)
    np.testing.assert_allclose(shapes["cosine"], 0.5 * (1 + np.cos(np.pi * t / 350)), atol=1e-15)
    np.testing.assert_allclose(shapes["warm up"], np.where(t < 35, rise, fall), atol=1e-15)


def test_a_restart_finds_the_rate_at_its_peak_and_the_step_before_near_zero() -> None:
    result = Schedules(**TWO).run()
    for step in (10, 30, 70):  # 10 · (2^i − 1)
        assert result["restarting"][step] == 1.0
        assert result["restarting"][step - 1] < 0.03


def test_all_schedules_are_drawn_when_none_is_named() -> None:
    assert len(Schedules(**SHORT).run()["names"]) == 9


def test_a_schedule_of_a_plugin_is_drawn_and_trained_under_when_none_is_named() -> None:
    additions = Additions({"schedules": {"triangle": Triangle}})
    result = Schedules(additions=additions, **SHORT).run()
    assert result["names"][-1] == "triangle"
    np.testing.assert_allclose(result["rates"][-1][[0, 35, 70]], [0, 1, 0])
    assert np.isfinite(result["finals"][-1])


def test_a_schedule_that_nobody_offers_is_refused_by_name() -> None:
    with pytest.raises(ParameterError, match=r"schedules must be .*; got trinagle"):
        Schedules(schedules=("trinagle",))


def test_the_peak_is_taken_with_which_training_ends_lowest() -> None:
    data = moons(60, noise=0.3, seed=0)
    ends = np.zeros((len(PEAKS), TRIALS))
    for place, rate in enumerate(PEAKS):
        for trial in range(TRIALS):
            network = Network([2, HIDDEN, 2], hidden="tanh", loss="multiclass", seed=RUNS + trial)
            descent = GradientDescent(rate)
            train(network, data.inputs, data.targets, descent, steps=30, batch_size=8)
            ends[place, trial] = network.cost(data.inputs, data.targets)
    (peak,) = best_peaks(data, np.ones((1, 31)), batch_size=8, seed=0)
    assert peak == PEAKS[ends.mean(axis=1).argmin()]


def test_the_constant_rate_is_trained_as_alone_whatever_stands_beside_it() -> None:
    alone = Schedules(schedules=("constant",), **SHORT).run()
    beside = Schedules(**TWO).run()
    np.testing.assert_allclose(alone["runs"][:, 0], beside["runs"][:, 0], rtol=1e-12)


def test_without_overlap_of_the_classes_a_constant_rate_ends_lowest() -> None:
    result = Schedules(noise=0.0).run()
    assert np.argmin(result["finals"]) == result["constant"]


@pytest.mark.parametrize("factor", [0.05, 0.1, 0.7, 0.8])
def test_claims_about_shapes_hold_for_every_factor(factor: float) -> None:
    concept = Schedules(factor=factor, **TWO)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


@pytest.mark.slow
def test_claims_hold_for_twenty_other_seeds() -> None:
    for seed in range(1, 21):
        concept = Schedules(seed=seed)
        assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []
