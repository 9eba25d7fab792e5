import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.regularization.l1_vs_l2 import L1VsL2
from scipy.optimize import minimize

from nnviz.core import penalties

BOWL = np.array([[1.0, -0.5], [-0.5, 1.0]])


def solved_apart(hessian, lowest, strength, share):
    """Solve for w = p − q with p, q ≥ 0, where the cost is smooth, by a bounded quasi-Newton."""
    n = len(lowest)

    def cost(parts):
        w = parts[:n] - parts[n:]
        off = hessian @ (w - lowest)
        smooth = 0.5 * (w - lowest) @ off + (1 - share) * strength / 2 * w @ w
        slope = off + (1 - share) * strength * w
        value = smooth + share * strength * parts.sum()
        return value, np.concatenate([slope, -slope]) + share * strength

    options = {"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10_000}
    found = minimize(cost, np.ones(2 * n), jac=True, bounds=[(0, None)] * (2 * n), options=options)
    return found.x[:n] - found.x[n:]


def states(concept):
    return {(each.name, each.of): each.state for each in concept.verdicts(concept.run())}


def failing(concept):
    return {name for (name, _), state in states(concept).items() if state == "fails"}


def test_by_hand_l1_leaves_one_weight_at_zero_and_l2_none():
    # L1: at w₁ = 0, w₂ = 2 − 0.5·0.8 − 0.5 = 1.1, and w₁ is pulled by 0.75·0.8 − 0.25 = 0.35 < 0.5.
    # L2: 1.5 w₁ − 0.5 w₂ = −0.2 and −0.5 w₁ + 1.5 w₂ = 1.6.
    touches = L1VsL2().run()["touches"]
    assert touches == pytest.approx(np.array([[0, 1.1], [0.25, 1.15]]), abs=1e-12)
    assert touches[0, 0] == 0


@pytest.mark.parametrize("strength", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("share", [1.0, 0.5])
def test_weights_agree_with_an_independent_solver(strength, share):
    result = L1VsL2(strength=strength, l1_ratio=share).run()
    for i, ratio in enumerate((share, 0.0)):
        own = solved_apart(BOWL, result["lowest"], strength, ratio)
        assert result["touches"][i] == pytest.approx(own, abs=2e-6)
        for k in range(5):
            other = solved_apart(result["hessians"][k], result["minima"][k], strength, ratio)
            assert result["found"][i, k] == pytest.approx(other, abs=2e-6)


def test_each_region_is_where_the_penalty_is_what_it_is_where_it_is_touched():
    result = L1VsL2(l1_ratio=0.5).run()
    for edge, touch, share in zip(result["regions"], result["touches"], (0.5, 0.0), strict=True):
        for w in edge:
            allowed = penalties.ElasticNet(1.0, per_example=False, l1_ratio=share)
            costs = allowed.cost(np.stack([w, touch]), np.ones(2), 1)
            assert costs[0] == pytest.approx(costs[1], rel=1e-12)


def test_each_ellipse_passes_through_where_it_touches_and_has_one_cost():
    result = L1VsL2().run()
    for ellipse, touch in zip(result["ellipses"], result["touches"], strict=True):
        off = np.concatenate([ellipse, [touch]]) - result["lowest"]
        costs = np.einsum("ni,ij,nj->n", off, BOWL, off)
        assert costs == pytest.approx(np.full(len(costs), costs[-1]), rel=1e-9)


def test_a_step_that_moves_too_little_towards_zero_is_noticed(monkeypatch):
    shrink = penalties.shrink
    monkeypatch.setattr(penalties, "shrink", lambda w, by: shrink(w, 0.5 * by))
    assert {"rests", "counted"} <= failing(L1VsL2())


def test_steps_along_the_subgradient_that_jump_over_zero_are_noticed(monkeypatch):
    right = penalties.Penalty.add_gradient

    def whole(self, w, weights, m, gradients, work, *, smooth=False):
        right(self, w, weights, m, gradients, work, smooth=False)

    monkeypatch.setattr(penalties.Penalty, "add_gradient", whole)
    monkeypatch.setattr(penalties.Penalty, "after_step", lambda self, w, weights, m, rate: None)
    assert {"rests", "counted"} <= failing(L1VsL2())


@given(
    strength=st.floats(0, 1),
    ratio=st.floats(0.05, 1),
    minimum=st.floats(0, 1.6),
    seed=st.integers(0, 1000),
)
@settings(max_examples=30)
def test_the_laws_hold_at_any_strength(strength, ratio, minimum, seed):
    concept = L1VsL2(strength=strength, l1_ratio=ratio, minimum=minimum, seed=seed)
    assert failing(concept) == set()


@pytest.mark.parametrize(
    ("given", "headline"),
    [
        ({}, "exactly 0, L2 at 0.25"),
        ({"strength": 0.1}, "L1 leaves w₁ at 0.6 here"),
        ({"l1_ratio": 0.5}, "The elastic net leaves w₁ at"),
        # (A + λ)w = Am with A = [[1, −½], [−½, 1]] and m = (½, 2) is solved by (0, 1) at λ = ¾.
        ({"strength": 0.75, "minimum": 0.5}, "Both leave w₁ at exactly 0 here"),
        ({"strength": 0.0}, "Without a penalty"),
    ],
)
def test_the_headline_turns_round(given, headline):
    concept = L1VsL2(**given)
    assert headline in concept.say("headline", concept.run())


def test_more_weights_vanish_under_l1_at_every_seed():
    for seed in range(1, 21):
        found = states(L1VsL2(seed=seed))
        assert found["more", None] == "holds"
        assert found["zero", "l1"] == "holds"
