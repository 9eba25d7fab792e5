"""The best settings on a quadratic contract as the published rates say, and no others better."""

import numpy as np
import pytest

from nnviz.core.best_settings import (
    best_descent,
    best_heavy_ball,
    best_nesterov,
)
from nnviz.core.surfaces import Quadratic

every_condition = pytest.mark.parametrize("kappa", [4.0, 20.0, 100.0, 1000.0])


def _radius(matrices):
    """Return the largest modulus of the eigenvalues of an iteration along both axes."""
    return max(np.abs(np.linalg.eigvals(matrix)).max() for matrix in matrices)


def _nesterov_radius(rate, beta, bowl):
    kept = [1 - rate * eigenvalue for eigenvalue in bowl.eigenvalues]
    return _radius(np.array([[(1 + beta) * k, -beta * k], [1, 0]]) for k in kept)


@every_condition
def test_plain_descent_contracts_alike_along_both_axes(kappa):
    bowl = Quadratic(condition=kappa, largest=3.0)
    flat, steep = (1 - best_descent(bowl).rate * value for value in bowl.eigenvalues)
    assert flat == pytest.approx((kappa - 1) / (kappa + 1))
    assert steep == pytest.approx(-flat)


@every_condition
def test_heavy_ball_has_double_roots_along_both_axes(kappa):
    bowl = Quadratic(condition=kappa, largest=3.0)
    ball = best_heavy_ball(bowl)
    for eigenvalue in bowl.eigenvalues:
        p = 1 + ball.beta - ball.rate * eigenvalue
        assert p**2 - 4 * ball.beta == pytest.approx(0, abs=1e-12)
    assert np.sqrt(ball.beta) == pytest.approx((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1))


@every_condition
def test_nesterov_contracts_by_the_rate_of_lessard_recht_and_packard(kappa):
    bowl = Quadratic(condition=kappa, largest=3.0)
    best = best_nesterov(bowl)
    radius = _nesterov_radius(best.rate, best.beta, bowl)
    assert radius == pytest.approx(1 - 2 / np.sqrt(3 * kappa + 1), abs=1e-7)


@every_condition
def test_no_neighbouring_settings_of_nesterov_contract_faster(kappa):
    bowl = Quadratic(condition=kappa, largest=3.0)
    best = best_nesterov(bowl)
    radius = _nesterov_radius(best.rate, best.beta, bowl)
    for rate in best.rate * np.linspace(0.8, 1.2, 9):
        for beta in np.clip(best.beta * np.linspace(0.8, 1.2, 9), 0, 0.9999):
            assert _nesterov_radius(rate, beta, bowl) >= radius - 1e-7
