"""Penalized training against scikit-learn's solvers: stored solutions, and live ones.

scikit-learn's Lasso and ElasticNet halve the mean squared error, so its α is half of the λ here;
Ridge's α multiplies ‖w‖² beside the summed squares, and C is 1/λ beside the summed entropies.
"""

import runpy
from pathlib import Path

import numpy as np
import pytest

from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.penalties import L1, L2, ElasticNet
from nnviz.core.training import train

REFERENCE = Path(__file__).with_name("reference")
REGRESSIONS = {
    "l1": L1(0.2, per_example=False),
    "elastic net": ElasticNet(0.4, per_example=False, l1_ratio=0.3),
    "l2": L2(10.0),
}


@pytest.fixture(scope="module", params=["stored", "live"])
def sklearn_says(request):
    if request.param == "stored":
        with np.load(REFERENCE / "sklearn_penalties.npz") as archive:
            return dict(archive)
    pytest.importorskip("sklearn")
    return runpy.run_path(str(REFERENCE / "make_sklearn_penalties.py"))["references"]()


@pytest.mark.parametrize("name", REGRESSIONS)
def test_penalized_regression_reaches_sklearns_solution(sklearn_says, name):
    X, y = sklearn_says["X"], sklearn_says["y"]
    net = Network([6, 1], loss="mse")
    train(net, X, y, GradientDescent(0.2), steps=1500, penalty=REGRESSIONS[name])
    np.testing.assert_allclose(net.parameters, sklearn_says[name], atol=1e-10)
    np.testing.assert_array_equal(net.parameters == 0, sklearn_says[name] == 0)


def test_penalized_logistic_regression_reaches_sklearns_solution(sklearn_says):
    X, labels = sklearn_says["X"], sklearn_says["labels"]
    net = Network([6, 1])
    train(net, X, labels, GradientDescent(1.0), steps=1500, penalty=L2(2.0))
    np.testing.assert_allclose(net.parameters, sklearn_says["logistic"], atol=1e-9)
