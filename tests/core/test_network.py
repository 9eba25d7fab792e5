import copy
import pickle
import weakref
from dataclasses import dataclass

import numpy as np
import pytest

from nnviz.core.activations import Activation, ReLU
from nnviz.core.initializers import INITIALIZERS, Identity
from nnviz.core.network import Network

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 3))
LABELS = np.array([0, 1, 1, 0, 1, 0])


def network(**choices):
    return Network([3, 4, 5, 2], **{"loss": "multiclass"} | choices)


def test_forward_pass_is_the_lectures():
    net = network(hidden=["tanh", "relu"], seed=3)
    first, second, third = net.layers
    a1 = np.tanh(X @ first.W + first.b)
    a2 = np.maximum(a1 @ second.W + second.b, 0)
    z3 = a2 @ third.W + third.b
    e = np.exp(z3)
    np.testing.assert_allclose(net.inspect(X).z[-1], z3, rtol=1e-12)
    np.testing.assert_allclose(net.outputs(X), e / e.sum(axis=1, keepdims=True), rtol=1e-12)


def test_layers_are_views_of_the_one_buffer():
    net = network(batch_norm=True)
    net.parameters = np.arange(net.parameters.size)
    first = net.layers[0]
    np.testing.assert_array_equal(first.W, np.arange(12).reshape(3, 4))
    np.testing.assert_array_equal(first.b, [12, 13, 14, 15])
    np.testing.assert_array_equal(first.gamma, [16, 17, 18, 19])
    np.testing.assert_array_equal(first.beta, [20, 21, 22, 23])
    first.W[2, 1] = -1
    assert net.parameters[9] == -1


def test_parameters_have_names():
    net = network(batch_norm=True)
    names = [net.parameter_name(i) for i in range(net.parameters.size)]
    assert len(set(names)) == len(names)
    assert names[9] == "layer 1, W[2, 1]"
    assert names[13] == "layer 1, b[1]"
    assert names[16] == "layer 1, gamma[0]"
    assert names[23] == "layer 1, beta[3]"
    assert names[24] == "layer 2, W[0, 0]"
    assert names[-1] == "layer 3, b[1]"
    with pytest.raises(IndexError, match="below"):
        net.parameter_name(net.parameters.size)


def test_gradients_start_at_zero_and_a_shallow_copy_is_a_whole_one():
    net = network()
    assert (net.gradients == 0).all()
    other = copy.copy(net)
    other.parameters[...] = 7
    assert (net.parameters != 7).all()


@pytest.mark.parametrize(
    ("choices", "y"),
    [({}, np.full((2, 6), 9)), ({"members": 3}, np.full((2, 6), 9))],
)
def test_labels_of_another_shape_are_told_the_shape(choices, y):
    with pytest.raises(ValueError, match=r"y must have shape \(examples,\) = \(6,\), integers or"):
        network(**choices).cost(X, y)


def test_views_of_a_gradient_are_those_of_its_layers():
    net = network()
    gradient = net.gradient(X, LABELS)
    views = net.views(gradient)
    assert views[1].W.shape == (4, 5)
    assert np.shares_memory(views[1].W, gradient)


def test_biases_start_at_zero_and_weights_as_asked_layer_by_layer():
    net = network(initializer=["zeros", Identity(2.0), "he"])
    assert (net.layers[0].W == 0).all()
    np.testing.assert_array_equal(net.layers[1].W, 2 * np.eye(4, 5))
    assert net.layers[2].W.std() > 0
    assert all((layer.b == 0).all() for layer in net.layers)


def test_unless_asked_he_is_for_rectifiers_and_xavier_for_the_rest():
    chosen = [dense.initializer for dense in network(hidden=["relu", "tanh"]).dense]
    assert chosen == [INITIALIZERS[name] for name in ("he", "xavier", "xavier")]


def test_same_seed_same_weights_and_other_seed_other_weights():
    np.testing.assert_array_equal(network(seed=4).parameters, network(seed=4).parameters)
    assert (network(seed=4).layers[0].W != network(seed=5).layers[0].W).all()


def test_inspection_shows_every_layer_and_the_gradient_that_comes_back():
    net = network()
    seen = net.inspect(X, LABELS)
    assert [a.shape for a in seen.a] == [(6, 4), (6, 5), (6, 2)]
    np.testing.assert_array_equal(seen.a[-1], net.outputs(X))
    np.testing.assert_allclose(seen.a[0], np.tanh(seen.z[0]))
    expected = (net.outputs(X) - np.eye(2)[LABELS]) / 6
    np.testing.assert_allclose(seen.delta[-1], expected, rtol=1e-14)
    back = (seen.delta[-1] @ net.layers[-1].W.T) * (1 - seen.a[1] ** 2)
    np.testing.assert_allclose(seen.delta[1], back, rtol=1e-12)


def test_chain_of_scaled_identities_multiplies_exactly():
    depth = 50
    deep = Network(
        [2] * (depth + 1),
        hidden="linear",
        loss="mse",
        initializer=Identity(1.5),
    )
    activations = deep.inspect(np.ones((1, 2))).a
    assert activations[-1][0, 0] == pytest.approx(1.5**50, rel=1e-13)


def test_predictions_accuracy_and_error_rate():
    net = network()
    net.parameters = np.zeros(net.parameters.size)
    net.layers[-1].b[1] = 1
    assert net.predict(X).tolist() == [1] * 6
    assert net.accuracy(X, LABELS) == LABELS.mean()
    assert net.error_rate(X, LABELS) == pytest.approx(1 - LABELS.mean())
    one = Network([3, 1])
    assert one.predict(X).shape == (6,)
    assert one.accuracy(X, one.predict(X)) == 1
    regression = Network([3, 2], loss="mse")
    np.testing.assert_array_equal(regression.predict(X), regression.outputs(X))
    with pytest.raises(TypeError, match="classifies"):
        regression.accuracy(X, X[:, :2])


def test_one_output_takes_targets_as_a_list_or_as_a_column():
    one = Network([3, 4, 1], loss="mse")
    y = X[:, 0]
    assert one.cost(X, y) == one.cost(X, y[:, np.newaxis])


def test_labels_are_one_hot_rows_in_short():
    net = network()
    assert net.cost(X, LABELS) == net.cost(X, np.eye(2)[LABELS])


def test_a_copy_is_equal_and_independent():
    net = network(keep=0.5, batch_norm=True)
    copied = net.copy()
    np.testing.assert_array_equal(copied.outputs(X, training=True), net.outputs(X, training=True))
    copied.layers[0].W[...] = 0
    assert (net.layers[0].W != 0).any()


def test_pickling_keeps_the_views_of_the_buffer():
    net = pickle.loads(pickle.dumps(network(members=2)))
    net.parameters = np.zeros(net.parameters.shape)
    assert (net.layers[0].W == 0).all()


def test_a_network_goes_at_once_when_nobody_needs_it_with_the_arrays_it_worked_on():
    net = network(keep=0.5)
    net.outputs(X, training=True)
    gone = weakref.ref(net)
    del net
    assert gone() is None


def test_test_time_is_deterministic_and_training_time_is_not():
    net = network(keep=0.5)
    np.testing.assert_array_equal(net.outputs(X), net.outputs(X))
    assert (net.outputs(X, training=True) != net.outputs(X, training=True)).any()


@dataclass(frozen=True)
class Square(Activation):
    name = "square"

    def value(self, z, out=None):
        return np.square(z, out=out)

    def derivative(self, z, a, out=None):
        return np.multiply(z, 2, out=out)


class Forgetful(Square):
    def value(self, z, out=None):
        return np.square(z)


def test_activations_and_initializers_may_be_ones_own():
    def ones(fan_in, fan_out, generator):
        return np.ones((fan_in, fan_out))

    net = Network([3, 1, 1], hidden=Square(), initializer=ones, loss="mse")
    np.testing.assert_allclose(net.outputs(X)[:, 0], X.sum(axis=1) ** 2)
    gradient = net.views(net.gradient(X, np.zeros(6)))
    z = X.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(gradient[0].W, (2 / 6) * X.T @ (z**2 * 2 * z), rtol=1e-12)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"hidden": "rellu"}, "hidden must be one of linear, sigmoid, .*; got 'rellu'"),
        ({"hidden": ReLU}, "hidden must be a name or an object of class Activation; got"),
        ({"hidden": Forgetful()}, "must be written into `out`"),
        ({"hidden": ["tanh"]}, "hidden must have one entry for each of 2 layers"),
        ({"loss": "hinge"}, "loss must be one of binary, multiclass, mse; got 'hinge'"),
        ({"output": "tanh"}, "output must be 'softmax' with loss 'multiclass'"),
        ({"initializer": "he_norm"}, "initializer must be one of"),
        (
            {"initializer": lambda i, o, g: np.ones(3)},
            r"weights must have shape .* = \(3, 4\); got \(3,\)",
        ),
        ({"keep": 0}, "keep must be finite and greater than 0"),
        ({"keep": [0.5, 1.5]}, "keep must be finite and greater than 0 and at most 1; got 1.5"),
        ({"batch_norm": "yes"}, "batch_norm must be True, False or a BatchNorm; got 'yes'"),
        ({"dtype": np.int64}, "dtype must be float32 or float64; got int64"),
        ({"members": 0}, "members must be at least 1; got 0"),
        ({"members": 3, "seed": [1, 2]}, "seed must have one entry for each of 3 members"),
        ({"seed": -1}, "seed must be at least 0; got -1"),
    ],
)
def test_choices_that_cannot_be_are_refused_at_the_call(choices, message):
    with pytest.raises((TypeError, ValueError), match=message):
        network(**choices)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ([3], "sizes must name the inputs and the outputs at least; got"),
        ([3, 0, 1], r"sizes\[1\] must be at least 1; got 0"),
        ([3, 2.5, 1], r"sizes\[1\] must be an integer; got 2.5"),
        ("321", "sizes must be a list such as"),
        (3, "sizes must be a list such as"),
    ],
)
def test_sizes_that_cannot_be_are_refused(sizes, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Network(sizes)


@pytest.mark.parametrize(
    ("inputs", "targets", "message"),
    [
        (X[:, :2], LABELS, r"X must have shape \(examples, features\) = \(6, 3\); got \(6, 2\)"),
        (X[0], LABELS, r"X must have at least 2 axes; got shape \(3,\)"),
        (X[None], LABELS, r"X must have shape .*; got \(1, 6, 3\)"),
        (X[:0], LABELS[:0], "X is empty"),
        (np.where(X > 0, X, np.nan), LABELS, "X has a value that is not finite, nan, at index"),
        (X.astype(str), LABELS, "X must be an array of numbers; got dtype"),
        (
            X,
            LABELS[:5],
            r"y must have shape \(examples,\) = \(6,\), integers or .*got \(5,\) of int",
        ),
        (X, LABELS + 1, "y must be labels from 0 to 1, one for each .* got labels from 1 to 2"),
        (X, LABELS.astype(float), "y must have shape .* integers or"),
        (X, np.ones((6, 2)), "rows of probabilities that sum to 1"),
    ],
)
def test_data_that_does_not_fit_is_refused_at_the_call(inputs, targets, message):
    with pytest.raises((TypeError, ValueError), match=message):
        network().cost(inputs, targets)


def test_binary_targets_outside_zero_and_one_are_refused():
    with pytest.raises(ValueError, match=r"y must be labels 0 or 1.* got values from 1 to 2"):
        Network([3, 1]).cost(X, LABELS + 1)


def test_parameters_of_another_size_are_refused():
    with pytest.raises(ValueError, match=r"parameters must have shape \(53,\); got \(3,\)"):
        network().parameters = np.zeros(3)


def test_batch_normalization_of_one_example_is_refused_while_training():
    net = network(batch_norm=True)
    assert np.isfinite(net.outputs(X[:1])).all()
    with pytest.raises(ValueError, match="at least 2 examples in a training batch; got 1"):
        net.outputs(X[:1], training=True)
