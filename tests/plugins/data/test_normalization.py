"""What the scales of the inputs cost gradient descent, and what each half of the recipe saves."""

import numpy as np
import pytest
from nnviz_concepts.data.normalization import Normalization

from nnviz import Result

RATES = (None, 0.1, 0.5, 0.9, 0.99, 1.0, 1.01, 1.1)
STAGES = ("raw", "centred", "normalized")


def _failed(concept: Normalization) -> list[str]:
    return [v.sentence for v in concept.verdicts(concept.run()) if not v.holds]


def _bowls(result: Result) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(zip(result["hessians"], result["minima"], strict=True))


def _steps_one_by_one(hessian: np.ndarray, minimum: np.ndarray, share: float | None) -> int:
    """Steps to a millionth of the first cost, by plain iteration."""
    flat, steep = np.linalg.eigvalsh(hessian)
    rate = 2 / (flat + steep) if share is None else 2 * share / steep
    error, steps = -minimum, 0
    first = error @ hessian @ error
    while error @ hessian @ error > 1e-6 * first:
        error, steps = error - rate * hessian @ error, steps + 1
    return steps


@pytest.mark.parametrize("rate", [None, 0.1, 0.9])
@pytest.mark.parametrize("largest", [2.0, 5.0])
def test_steps_are_those_of_plain_iteration(rate: float | None, largest: float) -> None:
    result = Normalization(rate=rate, largest=largest).run()
    plain = [_steps_one_by_one(*bowl, rate) for bowl in _bowls(result)]
    assert result["steps"].tolist() == plain


def test_condition_numbers_are_those_of_the_ranges() -> None:
    # x₁ uniform on [1, 5], x₂ on [0, 1]: E[x₁²] = 31/3, E[x₂²] = 1/3, E[x₁x₂] = 3/2; the
    # variances are 16/12 and 1/12, of ratio 16; normalized both are 1.
    moments = np.array([[31 / 3, 1.5], [1.5, 1 / 3]])
    expected = [np.linalg.cond(moments), 16, 1]
    np.testing.assert_allclose(
        Normalization(examples=100_000).run()["condition"], expected, rtol=0.03
    )


def test_up_to_a_thousand_the_raw_condition_number_is_of_the_order_of_a_million() -> None:
    # E[x₁²] = (10⁶ + 10³ + 1)/3, E[x₁x₂] = 1001/4: κ is nearly tr²/det.
    result = Normalization(examples=100_000, largest=1000).run()
    expected = 333_667**2 / (333_667 / 3 - 250.25**2)
    assert result["condition"][0] == pytest.approx(expected, rel=0.03)


def test_normalized_inputs_have_unit_variances_and_their_correlation_off_the_diagonal() -> None:
    result = Normalization().run()
    r = np.corrcoef(result["raw_inputs"].T)[0, 1]
    np.testing.assert_allclose(result["hessians"][2], [[1, r], [r, 1]], atol=1e-12)


def test_the_minimum_is_the_model_that_made_the_targets() -> None:
    result = Normalization(largest=1000).run()
    np.testing.assert_allclose(result["minima"][:2], [[0.005, 1]] * 2)
    sigma = result["raw_inputs"].std(axis=0)
    np.testing.assert_allclose(result["minima"][2] / sigma, [0.005, 1])


def test_of_many_steps_those_on_alternate_walls_are_drawn_up_the_floor() -> None:
    result = Normalization(largest=1000).run()
    path, (_, vectors) = result["raw_path"][9:-1], np.linalg.eigh(result["hessians"][0])
    sides = np.sign((path - result["minima"][0]) @ vectors[:, 1])
    assert (sides[1:] == -sides[:-1]).all()
    assert (np.diff(path[:, 1]) > 0).all()


@pytest.mark.parametrize("rate", [None, 0.1, 0.9])
@pytest.mark.parametrize("largest", [5.0, 1000.0])
def test_the_steps_drawn_run_from_the_start_to_the_last(rate: float | None, largest: float) -> None:
    result = Normalization(largest=largest, rate=rate).run()
    for of, steps in zip(STAGES, result["steps"], strict=True):
        drawn = result[f"{of}_drawn"]
        assert (drawn[0], drawn[-1]) == (0, steps)
        assert (np.diff(drawn) > 0).all()


@pytest.mark.parametrize(
    ("values", "headline"),
    [
        ({}, "Normalized, descent takes 3 steps; centred 57; raw 347"),
        ({"largest": 2.0}, "Centred, descent takes 3 steps, and divided by σ, too, 3; raw 111"),
        ({"rate": 1.01}, "Above 2/λmax descent diverges, normalized or not"),
        ({"rate": 1.0}, "At 2/λmax descent jumps from wall to wall for ever"),
    ],
)
def test_the_headline_turns_where_the_truth_does(values: dict[str, float], headline: str) -> None:
    concept = Normalization(**values)
    assert concept.say("headline", concept.run()) == headline


def test_where_no_step_swings_it_is_not_said() -> None:
    slow = Normalization(rate=0.1)
    look = slow.say("look", slow.run())
    assert "No step reaches the other wall." in look
    assert "jumps" not in look


@pytest.mark.parametrize("rate", RATES)
def test_claims_hold_at_every_rate(rate: float | None) -> None:
    assert _failed(Normalization(rate=rate)) == []


@pytest.mark.parametrize("largest", [2.0, 10.0, 100.0, 10_000.0])
def test_claims_hold_at_every_scale(largest: float) -> None:
    assert _failed(Normalization(largest=largest)) == []


def test_claims_hold_and_each_half_saves_steps_for_twenty_other_seeds() -> None:
    for seed in range(1, 21):
        concept = Normalization(seed=seed)
        result = concept.run()
        assert _failed(concept) == []
        assert concept.say("headline", result).startswith("Normalized, descent takes")


def test_the_best_rate_is_quicker_than_half_the_largest_stable_one() -> None:
    best, half = (Normalization(rate=rate).run()["steps"] for rate in (None, 0.5))
    assert (best < half).all()
