from math import log, sqrt
from typing import Any

import numpy as np
import pytest
from nnviz_concepts.initialization.initialization import Initialization

from nnviz.core.initializers import VarianceScaling
from nnviz.families import Additions
from nnviz.result import Result

ZEROS, SMALL, OTHER, HE, LARGE = range(5)


@pytest.fixture(scope="module")
def at_defaults() -> Result:
    return Initialization().run()


def said(**values: Any) -> str:
    concept = Initialization(**values)
    return concept.say("headline", concept.run())


def failing(**values: Any) -> set[str]:
    concept = Initialization(**values)
    return {v.name for v in concept.proofs(concept.run()).verdicts() if v.state == "fails"}


def test_from_zeros_the_cost_is_that_of_a_coin_toss_throughout(at_defaults: Result) -> None:
    assert at_defaults["zeros_costs"] == pytest.approx(np.full((9, 5), log(2)), rel=1e-13)
    assert at_defaults["accuracies"][ZEROS] == 50


def test_the_costs_are_those_of_networks_written_by_hand(at_defaults: Result) -> None:
    """The script beside the concept computes He's; these are of other sizes, each on its own."""
    inputs, y = at_defaults["inputs"], at_defaults["labels"].reshape(-1, 1)
    for row in (3, 5):
        scale, rng = at_defaults["scales"][row], np.random.default_rng(3)
        shapes = [(2, 12), *[(12, 12)] * 9, (12, 1)]
        W = [scale * sqrt(2 / shape[0]) * rng.standard_normal(shape) for shape in shapes]
        b = [np.zeros(shape[1]) for shape in shapes]
        for step in range(251):
            a = [inputs]
            for i in range(10):
                a.append(np.maximum(a[i] @ W[i] + b[i], 0))
            z = a[-1] @ W[-1] + b[-1]
            delta = (np.exp(-np.logaddexp(0, -z)) - y) / 50
            for i in reversed(range(11 if step < 250 else 0)):
                grad, slope = a[i].T @ delta, delta.sum(axis=0)
                delta = delta @ W[i].T * (a[i] > 0)
                W[i], b[i] = W[i] - 0.15 * grad, b[i] - 0.15 * slope
        cost = np.mean(np.logaddexp(0, z) - y * z)
        assert at_defaults["costs"][-1, row, 3] == pytest.approx(cost, rel=1e-6)


def test_he_gets_the_points_right_and_the_others_do_not(at_defaults: Result) -> None:
    assert at_defaults["accuracies"][HE] == 100
    assert max(at_defaults["accuracies"][[ZEROS, SMALL, OTHER, LARGE]]) < 100


def test_few_layers_learn_from_a_wider_range(at_defaults: Result) -> None:
    shallow = Initialization(layers=3).run()
    assert shallow["high"] / shallow["low"] > 2 * at_defaults["high"] / at_defaults["low"]


def test_a_start_that_a_plugin_adds_is_trained() -> None:
    def tiny(fan_in: int, fan_out: int, generator: np.random.Generator) -> Any:
        return generator.normal(0, 1e-6, (fan_in, fan_out))

    added = Additions({"initializers": {"tiny": tiny}})
    concept = Initialization.create({"start": "tiny"}, added)
    result = concept.run()
    assert result["costs"][:, -2] == pytest.approx(np.full((9, 5), log(2)), rel=1e-9)
    assert "Tiny" in concept.say("look", result)


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ({}, "0.5 and 2 times its weights end at ln 2"),
        ({"layers": 3}, "0.5, 1 and 2 times He's weights reach costs of"),
        ({"large": 1.2}, "0.5 times its weights end at ln 2"),
        ({"goal": 0.01, "layers": 2}, "still over 0.01"),
    ],
)
def test_the_headline_turns_with_the_setting(values: dict[str, Any], end: str) -> None:
    assert end in said(**values)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_from_any_seed_he_learns_and_half_and_twice_of_it_do_not(seed: int) -> None:
    assert failing(seed=seed) == set()
    lost = "0.5 times its weights end at ln 2, and with 2 times most networks diverge"
    assert said(seed=seed).endswith(("0.5 and 2 times its weights end at ln 2", lost))


@pytest.mark.parametrize(
    "values",
    [
        {"layers": 2, "rate": 0.05, "small": 0.32, "large": 3.1},
        {"layers": 12, "rate": 0.3, "small": 0.95, "large": 1.05, "steps": 400},
        {"start": "constant"},
    ],
)
def test_laws_hold_and_words_are_said_at_the_ends_of_the_ranges(values: dict[str, Any]) -> None:
    assert failing(**values) == set()
    concept = Initialization(**values)
    result = concept.run()
    texts = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(texts)
    assert not any(wrong in text for text in texts for wrong in ("∞", "not a number"))


def test_a_stage_of_a_longer_training_is_the_end_of_a_shorter_one() -> None:
    longer, shorter = Initialization(steps=400).run(), Initialization(steps=200).run()
    assert np.array_equal(longer["costs"][4], shorter["costs"][8], equal_nan=True)


def _by_inputs_alone(self: VarianceScaling, fan_in: int, fan_out: int) -> float:
    return self.scale / fan_in


def _without_its_two(self: VarianceScaling, fan_in: int, fan_out: int) -> float:
    return min(self.scale, 1) / (fan_in if self.fan == "in" else (fan_in + fan_out) / 2)


@pytest.mark.parametrize("fault", [_by_inputs_alone, _without_its_two])
def test_a_fault_in_a_variance_fails_the_law_of_xaviers_weights(
    fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VarianceScaling, "variance", fault)
    assert "narrower" in failing()
