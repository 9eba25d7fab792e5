from math import log
from typing import Any

import numpy as np
import pytest
from nnviz_concepts.initialization.from_scratch import FromScratch

from nnviz.core import data
from nnviz.core.activations import Tanh
from nnviz.core.losses import BinaryCrossEntropy
from nnviz.core.optimizers import GradientDescent
from nnviz.errors import UsageError
from nnviz.families import Additions
from nnviz.result import Result


@pytest.fixture(scope="module")
def at_defaults() -> Result:
    return FromScratch().run()


def said(**values: Any) -> str:
    concept = FromScratch(**values)
    return concept.say("headline", concept.run())


def failing(**values: Any) -> set[str]:
    concept = FromScratch(**values)
    return {v.name for v in concept.proofs(concept.run()).verdicts() if v.state == "fails"}


def test_the_step_is_one_of_descent_by_differences_of_its_loss(at_defaults: Result) -> None:
    """The update, divided by −η, is the slope of the loss, which is minus a logarithm."""
    x, target = at_defaults["point"], at_defaults["target"]
    first, last = at_defaults["first_weights"], at_defaults["last_weights"]
    biases = np.arctanh(at_defaults["hidden_values"][0]) - x @ first[0]
    odds = at_defaults["output_values"][0]
    bias = np.log(odds / (1 - odds)) - at_defaults["hidden_values"][0] @ last[0]

    def loss(weights: Any) -> float:
        p = 1 / (1 + np.exp(-(np.tanh(x @ weights + biases) @ last[0] + bias)))
        return -log(p.item() if target == 1 else 1 - p.item())

    for (i, j), changed in np.ndenumerate(first[1] - first[0]):
        nudge = np.zeros_like(first[0])
        nudge[i, j] = 1e-5
        slope = (loss(first[0] + nudge) - loss(first[0] - nudge)) / 2e-5
        assert changed == pytest.approx(-0.2 * slope, abs=1e-9)
    assert at_defaults["losses"][0] == pytest.approx(loss(first[0]), rel=1e-12)


def test_the_drawn_point_is_the_first_on_the_wrong_side(at_defaults: Result) -> None:
    assert at_defaults["step"] > 1
    says_one = at_defaults["output_values"][0, 0] >= 0.5
    assert says_one != (at_defaults["target"] == 1)


def test_the_run_drawn_is_the_median_of_eleven(at_defaults: Result) -> None:
    ends = at_defaults["costs"][-1]
    assert ends.shape == (11,)
    assert at_defaults["last_cost"] == np.median(ends)


def test_a_unit_says_0_at_the_lines_that_are_drawn(at_defaults: Result) -> None:
    """At the start biases are 0, so that each line goes through the origin."""
    assert at_defaults["lines"].shape == (4, 4, 61, 61)
    x, y = (
        m + at_defaults["half"] * np.linspace(-1, 1, 61)[[20, 40]] for m in at_defaults["middle"]
    )
    low, high = at_defaults["lines"][0][:, [20, 40], [20, 40]].T
    slope = (high - low) / np.hypot(np.diff(x), np.diff(y))
    assert np.abs(slope).max() < 3  # a weighted input is linear in the plane
    middle = at_defaults["lines"][0][:, 30, 30]
    assert (low + high) / 2 == pytest.approx(middle, abs=1e-12)


def test_three_classes_have_three_outputs_that_sum_to_1() -> None:
    result = FromScratch(dataset="blobs", epochs=10).run()
    assert result["output_values"].sum(axis=1) == pytest.approx([1, 1], abs=1e-12)
    assert result["output_errors"].sum() == pytest.approx(0, abs=1e-12)
    assert set(result["decided"][-1]) == {0, 1, 2}


def test_a_data_set_that_a_plugin_adds_is_learnt() -> None:
    added = Additions({"datasets": {"two_blobs": lambda m, noise, seed: two_blobs(m, seed)}})
    result = FromScratch.create({"dataset": "two_blobs", "epochs": 10}, added).run()
    assert result["accuracy"] == 1


def test_a_data_set_that_is_not_in_the_plane_is_refused() -> None:
    added = Additions(
        {"datasets": {"line": lambda m, noise, seed: data.regression(m, noise, seed)}}
    )
    with pytest.raises(UsageError, match="2 classes; line has numbers to predict"):
        FromScratch.create({"dataset": "line"}, added).run()


def two_blobs(examples: int, seed: Any) -> data.Dataset:
    return data.blobs(examples, 0.1, seed, centers=2)


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "One step takes its point's loss from 1.49 to 1.03; 60 epochs take the cost"),
        ({"rate": 0.01, "epochs": 10, "units": 2}, "One step takes its point's loss"),
        ({"dataset": "spirals"}, "One step takes its point's loss"),
        ({"rate": 5.0}, "One step takes its point's loss from 0.77 to 0.0124, and yet 60 epochs"),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, Any], start: str) -> None:
    assert said(**values).startswith(start)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_from_any_seed_a_step_lowers_its_loss_and_all_of_them_the_cost(seed: int) -> None:
    assert failing(seed=seed) == set()
    assert "; 60 epochs take the cost" in said(seed=seed)


@pytest.mark.parametrize(
    "values",
    [
        {"units": 8, "rate": 5.0, "epochs": 10},
        {"units": 2, "rate": 0.01, "epochs": 120, "noise": 0.5},
        {"dataset": "circles", "noise": 0.0, "rate": 1.0},
    ],
)
def test_laws_hold_and_words_are_said_at_the_ends_of_the_ranges(values: dict[str, Any]) -> None:
    assert failing(**values) == set()
    concept = FromScratch(**values)
    result = concept.run()
    texts = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(texts)
    assert not any(wrong in text for text in texts for wrong in ("∞", "not a number"))


def test_the_stages_of_the_boundary_begin_with_that_of_the_start(at_defaults: Result) -> None:
    assert at_defaults["passed"][0] == 0
    assert np.array_equal(at_defaults["decided_earlier"][0], at_defaults["decided"][0])


def _twice(
    self: BinaryCrossEntropy, z: Any, a: Any, y: Any, out: Any = None, axis: int = -1
) -> Any:
    return np.multiply(2, a - y, out=out)


def _without_the_slope(self: Tanh, z: Any, a: Any, out: Any = None) -> Any:
    return np.add(0 * a, 1, out=out)


def _goes_too_far(
    self: GradientDescent, p: Any, g: Any, work: Any, numbers: Any, *slots: Any
) -> None:
    p -= 1.01 * numbers.rate * g


@pytest.mark.parametrize(
    ("owner", "function", "fault", "laws"),
    [
        (BinaryCrossEntropy, "gradient", _twice, {"differences", "errs"}),
        (Tanh, "derivative", _without_the_slope, {"differences", "carried_back"}),
        (GradientDescent, "rule", _goes_too_far, {"moved"}),
    ],
)
def test_a_fault_in_a_part_of_the_step_fails_its_law(
    owner: type, function: str, fault: Any, laws: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, function, fault)
    assert failing(epochs=10) == laws
