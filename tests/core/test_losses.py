import math

import numpy as np
import pytest

from nnviz.core.activations import Sigmoid, Softmax
from nnviz.core.losses import LOSSES, BinaryCrossEntropy, CrossEntropy, MeanSquaredError

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(5, 3))
TARGETS = {
    "binary": RNG.integers(0, 2, (5, 3)).astype(float),
    "multiclass": np.eye(3)[RNG.integers(0, 3, 5)],
    "mse": RNG.normal(size=(5, 3)),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_is_the_slope_of_the_cost(name):
    loss, y = LOSSES[name], TARGETS[name]
    gradient = loss.gradient(Z, loss.activation.value(Z), y, out=np.empty_like(Z))
    for i, j in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[i, j] = 1e-6
        slope = (loss.cost(Z + step, y) - loss.cost(Z - step, y)) / 2e-6
        assert gradient[i, j] == pytest.approx(slope, abs=1e-9)


@pytest.mark.parametrize("name", LOSSES)
def test_outputs_may_lie_along_the_rows_instead(name):
    loss, y = LOSSES[name], TARGETS[name]
    assert loss.cost(Z.T, y.T, axis=-2) == pytest.approx(float(loss.cost(Z, y)), rel=1e-15)


def test_binary_cross_entropy_is_the_textbooks():
    loss, y = BinaryCrossEntropy(), TARGETS["binary"]
    a = Sigmoid().value(Z)
    textbook = -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)) / 5
    assert loss.cost(Z, y) == pytest.approx(textbook, rel=1e-14)


def test_binary_cross_entropy_is_finite_where_the_textbooks_is_infinite():
    assert BinaryCrossEntropy().cost(np.array([[40.0]]), np.array([[0.0]])) == 40.0
    assert BinaryCrossEntropy().cost(np.array([[-1e6]]), np.array([[1.0]])) == 1e6


def test_cross_entropy_is_minus_the_log_probability_of_the_right_class():
    y = TARGETS["multiclass"]
    textbook = -np.log((Softmax().value(Z) * y).sum(axis=-1)).mean()
    assert CrossEntropy().cost(Z, y) == pytest.approx(textbook, rel=1e-14)
    assert CrossEntropy().cost(np.array([[0.0, 1e5]]), np.array([[1.0, 0.0]])) == 1e5


def test_cost_of_knowing_nothing_is_the_log_of_the_number_of_classes():
    zeros = np.zeros((5, 3))
    assert CrossEntropy().cost(zeros, TARGETS["multiclass"]) == pytest.approx(math.log(3))
    cost = BinaryCrossEntropy().cost(zeros[:, :1], TARGETS["binary"][:, :1])
    assert cost == pytest.approx(math.log(2))


def test_mean_squared_error_averages_over_examples_and_outputs():
    y = TARGETS["mse"]
    assert MeanSquaredError().cost(Z, y) == pytest.approx(np.mean((Z - y) ** 2), rel=1e-14)


def test_predictions():
    a = np.array([[0.2, 0.8], [0.5, 0.4]])
    assert BinaryCrossEntropy().predict(a[:, :1]).tolist() == [0, 1]
    assert BinaryCrossEntropy().predict(a).tolist() == [[0, 1], [1, 0]]
    assert CrossEntropy().predict(a).tolist() == [1, 0]
    np.testing.assert_array_equal(MeanSquaredError().predict(a), a)
