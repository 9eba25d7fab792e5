"""Saddles and shallow valleys: how long descent is held, and from where momentum gets out."""

from math import ceil, log, log1p

import numpy as np
import pytest
from nnviz_concepts.optimization.saddle_points import SaddlePoints


@pytest.mark.parametrize("offset", [1e-9, 1e-6, 1e-3])
def test_plain_descent_leaves_when_the_power_of_its_factor_says(offset: float) -> None:
    promised = ceil(log(0.1 / offset) / log1p(0.5 * 0.05))
    brake = 0.1**2 / (2 * 0.5 * 0.05)  # steps that the wall costs, to first order: 0.2
    assert SaddlePoints(offset=offset).run()["plain_steps"] in (promised, ceil(promised + brake))


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.99])
def test_momentum_leaves_when_its_recurrence_says(beta: float) -> None:
    # w(t+1) = (1 + β + ηc) w(t) − β w(t−1) near the ridge, where the wall is not yet felt.
    before, now, steps = 1e-6, 1e-6, 0
    while now < 0.1:
        before, now, steps = now, (1 + beta + 0.5 * 0.05) * now - beta * before, steps + 1
    assert SaddlePoints(beta=beta, offset=1e-6).run()["momentum_steps"] in (steps, steps + 1)


@pytest.mark.parametrize("curvature", [0.02, 0.5])
@pytest.mark.parametrize("rate", [0.1, 1.5])
@pytest.mark.parametrize("beta", [0.0, 0.3, 0.99])
@pytest.mark.parametrize("offset", [1e-10, 1e-2])
@pytest.mark.slow
def test_claims_hold_over_the_ranges(
    offset: float, beta: float, rate: float, curvature: float
) -> None:
    concept = SaddlePoints(offset=offset, curvature=curvature, rate=rate, beta=beta)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


def test_the_plateau_is_as_high_as_the_saddle() -> None:
    result = SaddlePoints(curvature=0.08).run()
    assert result["plain_gap"][40] == pytest.approx(0.08 / 4, rel=1e-3)  # c²/(4q) with q = c


def test_without_memory_both_leave_together() -> None:
    result = SaddlePoints(beta=0.0).run()
    assert result["plain_steps"] == result["momentum_steps"]
    assert result["momentum_changes"] == 0


def test_momentum_at_rest_in_a_minimum_is_too_low_to_leave() -> None:
    result = SaddlePoints().run()
    shallow = max(np.roots([1, 0, -1, 0.15]).real)  # x³ − x + t = 0
    well = 0.25 * (shallow**2 - 1) ** 2 + 0.15 * shallow
    middle = sorted(np.roots([1, 0, -1, 0.15]).real)[1]
    assert result["pass_height"] == pytest.approx(0.25 * (middle**2 - 1) ** 2 + 0.15 * middle)
    assert well < result["pass_height"] < result["lowest_change"]


def test_plain_descent_ends_in_the_shallow_valley_and_momentum_in_the_deep_one() -> None:
    result = SaddlePoints(offset=1e-2).run()
    deep, _, shallow = sorted(np.roots([1, 0, -1, 0.15]).real)  # x³ − x + t = 0
    for path, minimum in (("valley_plain", shallow), ("valley_momentum", deep)):
        np.testing.assert_allclose(result[path][-1], [minimum, 0], atol=1e-3)
