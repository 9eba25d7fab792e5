import numpy as np
import pytest
from nnviz_concepts.gradient_checking.difference_error import DifferenceError


def test_the_numbers_of_the_lecture_notes() -> None:
    result = DifferenceError(theta=1.0, epsilon=0.01).run()
    assert result["two_sided_estimate"] == pytest.approx(3.0001, abs=1e-12)
    assert result["one_sided_estimate"] == pytest.approx(3.0301, abs=1e-12)


@pytest.mark.parametrize("theta", [0.1, 0.5, 2.0, 10.0])
def test_truncation_errors_are_those_of_the_expanded_cube(theta: float) -> None:
    # (θ + ε)³ = θ³ + 3θ²ε + 3θε² + ε³, so the errors are 3θε + ε² and ε².
    result = DifferenceError(theta=theta, epsilon=0.01).run()
    assert result["one_sided_error"] == pytest.approx(3 * theta * 0.01 + 1e-4, rel=1e-8)
    assert result["two_sided_error"] == pytest.approx(1e-4, rel=1e-6)


def test_rounding_makes_small_steps_worse_for_both() -> None:
    result = DifferenceError().run()
    smallest, best = result["steps"] < 1e-11, np.s_[:]
    for name in ("one_sided", "two_sided"):
        assert np.median(result[name][smallest]) > 1e3 * result[name][best].min()


@pytest.mark.parametrize("theta", [0.1, 0.3, 1.0, 3.0, 10.0])
@pytest.mark.parametrize("epsilon", [1e-11, 1e-8, 1e-5, 1e-2, 0.1])
def test_claims_hold_over_the_whole_range(theta: float, epsilon: float) -> None:
    concept = DifferenceError(theta=theta, epsilon=epsilon)
    untrue = [c.statement for c in concept.verdicts(concept.run()) if not c.holds]
    assert untrue == []
