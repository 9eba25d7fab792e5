"""Penalized training against scikit-learn's solvers, by the solutions stored in `reference`.

scikit-learn's Lasso and ElasticNet halve the mean squared error, so its α is half of the λ here;
Ridge's α multiplies ‖w‖² beside the summed squares, and C is 1/λ beside the summed entropies.
"""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.network import Network
from nnviz.core.optimizers import (
    OPTIMIZERS,
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
)
from nnviz.core.penalties import L1, L2, ElasticNet
from nnviz.core.schedules import Cosine
from nnviz.core.training import train

REFERENCE = Path(__file__).with_name("reference")
REGRESSIONS = {
    "l1": L1(0.2, per_example=False),
    "elastic net": ElasticNet(0.4, per_example=False, l1_ratio=0.3),
    "l2": L2(10.0),
}
STEPS = 4000
EACH = [
    GradientDescent(0.05),
    Momentum(0.005),
    Momentum(0.05, averaged=True),
    Nesterov(0.005),
    AdaGrad(0.5),
    RMSProp(Cosine(0.02, steps=STEPS)),  # at one rate it never rests: its steps are of that size
    Adam(0.02),
    Adam(0.02, bias_correction=False),
    AdamW(0.02, weight_decay=0),
]


@pytest.fixture(scope="module")
def sklearn_says():
    with np.load(REFERENCE / "sklearn_penalties.npz") as archive:
        return dict(archive)


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


def test_each_optimizer_is_among_those_held_against_sklearn():
    assert {type(optimizer) for optimizer in EACH} == set(OPTIMIZERS.values())


@pytest.mark.parametrize("l1_ratio", [1.0, 0.4], ids=["lasso", "elastic net"])
@pytest.mark.parametrize("optimizer", EACH, ids=str)
def test_every_optimizer_minimizes_the_penalized_cost_with_the_same_zeros(optimizer, l1_ratio):
    linear_model = pytest.importorskip("sklearn.linear_model")
    exact = {"l1_ratio": l1_ratio, "tol": 1e-14, "max_iter": 1_000_000}
    for seed, examples, features in ((0, 80, 12), (1, 80, 12), (2, 30, 40)):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(examples, features))
        y = X[:, ::4] @ rng.normal(scale=2, size=-(-features // 4)) + rng.normal(size=examples) + 2
        penalty = ElasticNet(0.4 * examples, l1_ratio=l1_ratio)
        net = Network([features, 1], loss="mse", seed=seed)
        train(net, X, y, optimizer, steps=STEPS, penalty=penalty)
        reached = net.cost(X, y, penalty=penalty)
        W = net.layers[0].W[:, 0].copy()
        theirs = linear_model.ElasticNet(alpha=0.2, **exact).fit(X, y)
        net.parameters[...] = np.append(theirs.coef_, theirs.intercept_)
        assert reached == pytest.approx(net.cost(X, y, penalty=penalty), rel=1e-6)
        np.testing.assert_array_equal(W == 0, theirs.coef_ == 0)
        assert 0 < (W == 0).sum() < features


@pytest.mark.parametrize("optimizer", [Momentum, Nesterov, Adam])
def test_mini_batches_come_to_the_lasso_as_the_rate_falls(optimizer):
    linear_model = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(1)
    X = rng.normal(size=(80, 12))
    y = X[:, ::4] @ np.array([2.0, -1.0, 1.0]) + rng.normal(size=80)
    penalty = L1(0.4, per_example=False)
    theirs = linear_model.Lasso(alpha=0.2, tol=1e-14, max_iter=1_000_000).fit(X, y)
    best = Network([12, 1], loss="mse")
    best.parameters[...] = np.append(theirs.coef_, theirs.intercept_)
    lowest = best.cost(X, y, penalty=penalty)

    def excess(rate):
        net = Network([12, 1], loss="mse")
        train(net, X, y, optimizer(rate), steps=8000, batch_size=10, penalty=penalty)
        zeros = net.layers[0].W[:, 0] == 0
        return net.cost(X, y, penalty=penalty) / lowest - 1, zeros

    hovering, _ = excess(0.01)
    arrived, zeros = excess(Cosine(0.01, steps=8000))
    assert arrived < 1e-6 < hovering
    np.testing.assert_array_equal(zeros, theirs.coef_ == 0)
