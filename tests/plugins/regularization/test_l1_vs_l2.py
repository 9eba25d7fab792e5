import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.regularization.l1_vs_l2 import L1VsL2
from scipy.optimize import minimize

BOWL, LOWEST = np.array([[1.0, -0.5], [-0.5, 1.0]]), np.array([0.8, 2.0])


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


def test_half_a_unit_of_penalty_gives_the_weights_of_the_lecture():
    result = L1VsL2().run()
    assert result["l1"] == pytest.approx([2.5, 0.3, 0, 0, -1], abs=1e-12)
    assert result["l2"] == pytest.approx([2, 0.8 / 1.5, 0.4 / 1.5, -0.2 / 1.5, -1], abs=1e-12)
    assert (result["l1_zeros"], result["l2_zeros"]) == (2, 0)


@pytest.mark.parametrize("strength", [0.1, 0.5, 1.3])
@pytest.mark.parametrize(("kind", "share"), [("l1", 1.0), ("net", 0.5), ("l2", 0.0)])
def test_both_designs_agree_with_an_independent_solver(strength, kind, share):
    result = L1VsL2(strength=strength).run()
    weights = solved_apart(np.eye(5), np.array(L1VsL2().weights), strength, share)
    assert result[kind] == pytest.approx(weights, abs=2e-6)
    touch = solved_apart(BOWL, LOWEST, strength, share)
    assert result[f"{kind}_touch"] == pytest.approx(touch, abs=2e-6)


def test_steps_along_the_subgradient_give_no_zeros_where_proximal_steps_do():
    rate, w = 0.1, np.array([0.4, -0.2])
    for _ in range(1000):
        w -= rate * (w - np.array([0.4, -0.2]) + 0.5 * np.sign(w))
    assert np.abs(w).min() > 0
    assert list(L1VsL2(weights=(0.4, -0.2)).run()["l1"]) == [0, 0]


@given(
    strength=st.floats(0, 5),
    ratio=st.floats(0, 1),
    weights=st.lists(st.floats(-10, 10).filter(lambda w: abs(w) > 1e-3), min_size=1, max_size=8),
)
@settings(max_examples=30, deadline=None)
def test_claims_hold_for_any_strength_and_weights(strength, ratio, weights):
    if any(abs(abs(w) - strength) < 1e-9 for w in weights):
        return  # whether such a weight vanishes is decided by rounding
    concept = L1VsL2(strength=strength, l1_ratio=ratio, weights=tuple(weights))
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []


def test_a_pure_elastic_net_is_one_of_its_ends():
    lasso, ridge = L1VsL2(l1_ratio=1).run(), L1VsL2(l1_ratio=0).run()
    assert np.array_equal(lasso["net"], lasso["l1"])
    assert np.array_equal(ridge["net"], ridge["l2"])
