"""The closed form of descent on a quadratic is the descent, step by step."""

from math import ceil, inf, log

import numpy as np
import pytest

from nnviz.core.descent import descend
from nnviz.core.exact_descent import ExactDescent
from nnviz.core.optimizers import GradientDescent

HESSIAN = np.array([[3.0, 1.0], [1.0, 2.0]])
MINIMUM = np.array([1.0, -2.0])


def _exact(rate: float, hessian: np.ndarray = HESSIAN) -> ExactDescent:
    return ExactDescent(hessian, MINIMUM, np.zeros(2), rate)


@pytest.mark.parametrize("rate", [0.01, 0.3, 0.54, 0.56])
def test_its_points_are_those_of_descent(rate: float):
    path = descend(lambda w: (w - MINIMUM) @ HESSIAN, GradientDescent(rate), np.zeros(2), 50)
    np.testing.assert_allclose(_exact(rate).points(np.arange(51)), path, rtol=1e-9, atol=1e-12)


def test_costs_are_those_of_its_points():
    exact = _exact(0.3)
    errors = exact.points([0, 1, 7]) - MINIMUM
    costs = np.einsum("si,ij,sj->s", errors, HESSIAN, errors)
    np.testing.assert_allclose(exact.costs([0, 1, 7]), costs / costs[0], rtol=1e-12)


def test_at_the_best_rate_the_cost_falls_by_the_square_of_the_known_factor():
    # (κ − 1)/(κ + 1) a step, for every start (Boyd & Vandenberghe 2004, section 9.3)
    exact = _exact(2 / (1 + 1000), np.diag([1000.0, 1.0]))
    assert exact.costs([1])[0] == pytest.approx((999 / 1001) ** 2)
    assert exact.steps_to(1e-6) == ceil(log(1e-6) / (2 * log(999 / 1001)))


def test_steps_to_a_share_are_the_first_at_which_it_is_reached():
    exact = _exact(0.05)
    steps = exact.steps_to(1e-3)
    assert exact.costs([steps])[0] <= 1e-3 < exact.costs([steps - 1])[0]


def test_a_bowl_that_fits_the_rate_takes_one_step():
    assert _exact(0.5, np.diag([2.0, 2.0])).steps_to(1e-6) == 1


@pytest.mark.parametrize("rate", [2 / 3.618, 0.7])
def test_at_twice_the_inverse_curvature_and_beyond_it_never_arrives(rate: float):
    assert _exact(rate + 1e-4).steps_to(0.5) == inf


def test_a_divergence_ends_in_infinity_without_a_warning():
    assert _exact(10.0).costs([10_000])[0] == inf


@pytest.mark.parametrize("hessian", [[[1.0, 2.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, -1.0]]])
def test_what_is_no_bowl_is_refused(hessian: list[list[float]]):
    with pytest.raises(ValueError, match="positive eigenvalues"):
        _exact(0.1, np.array(hessian))
