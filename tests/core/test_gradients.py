"""Back-propagation against two-sided differences, over random networks of every kind."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.gradient_checking import check_gradient
from nnviz.core.network import Network
from nnviz.core.penalties import L1, L2, Activity, ElasticNet

SMOOTH = ["linear", "sigmoid", "tanh", "gelu", "softmax"]
PENALTIES = [
    L2(0.7),
    L2(0.3, per_example=False),
    L1(0.4),
    ElasticNet(0.5, l1_ratio=0.3),
    Activity(0.2),
    Activity(0.2, norm="l2"),
]


@st.composite
def choices(draw, hidden=SMOOTH):
    """Arguments of a network of any depth and kind."""
    depth = draw(st.integers(0, 3))
    return {
        "sizes": [draw(st.integers(1, 5)) for _ in range(depth + 2)],
        "hidden": [draw(st.sampled_from(hidden)) for _ in range(depth)],
        "loss": draw(st.sampled_from(["binary", "multiclass", "mse"])),
        "batch_norm": [draw(st.booleans()) for _ in range(depth)],
        "seed": draw(st.integers(0, 1000)),
    }


networks = choices().map(lambda chosen: Network(**chosen))


def data_for(network, m, seed=0):
    rng, k = np.random.default_rng(seed), network.sizes[-1]
    network.parameters += 0.2 * rng.normal(size=network.parameters.shape)
    network.parameters += np.copysign(1e-3, network.parameters)  # off 0, where L1 has a kink
    X = rng.normal(size=(m, network.sizes[0]))
    y = {
        "binary": rng.integers(0, 2, (m, k)),
        "multiclass": rng.integers(0, k, m),
        "mse": rng.normal(size=(m, k)),
    }
    return X, y[network.loss.name]


def difference(check):
    """The relative difference, or the absolute one where a gradient is zero but for rounding.

    Such are those of a softmax of a single unit, and of a bias below batch normalization.
    """
    return min(check.relative_difference, np.linalg.norm(check.gradient - check.numerical))


@settings(max_examples=60)
@given(network=networks, m=st.integers(1, 6), penalty=st.lists(st.sampled_from(PENALTIES)))
def test_any_network_at_test_time(network, m, penalty):
    X, y = data_for(network, m)
    assert difference(check_gradient(network, X, y, penalty=penalty)) < 1e-7


@settings(max_examples=40)
@given(network=networks, m=st.integers(3, 6), penalty=st.lists(st.sampled_from(PENALTIES)))
def test_any_network_while_training_on_its_batchs_statistics(network, m, penalty):
    X, y = data_for(network, m)
    # where three examples give nearly one value, z bends so much that the usual ε is too large
    checks = (
        check_gradient(network, X, y, penalty=penalty, training=True, epsilon=epsilon)
        for epsilon in (None, 1e-7)
    )
    assert min(map(difference, checks)) < 1e-6


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize("loss", ["binary", "multiclass", "mse"])
def test_every_activation_below_every_loss(hidden, loss):
    network = Network([4, 6, 5, 3], hidden=hidden, loss=loss, seed=1)
    assert check_gradient(network, *data_for(network, 5)).relative_difference < 1e-7


@pytest.mark.parametrize("output", ACTIVATIONS)
def test_every_output_activation_below_squared_error(output):
    network = Network([4, 6, 3], output=output, loss="mse", seed=1)
    assert check_gradient(network, *data_for(network, 5)).relative_difference < 1e-7


@pytest.mark.parametrize("batch_norm", [False, True])
def test_dropout_with_one_mask_throughout(batch_norm):
    network = Network(
        [4, 6, 5, 3], loss="multiclass", keep=[0.5, 0.8], keep_input=0.7, batch_norm=batch_norm
    )
    X, y = data_for(network, 5)
    penalty = [Activity(0.3, norm="l2"), L2(0.1)]
    check = check_gradient(network, X, y, penalty=penalty, training=True, dropout="frozen")
    assert check.relative_difference < 1e-7


@settings(max_examples=25)
@given(network=networks, m=st.integers(2, 5), members=st.integers(1, 4))
def test_a_stacks_gradient_is_that_of_its_members(network, m, members):
    X, y = data_for(network, m)
    rng = np.random.default_rng(1)
    stack = network.with_parameters(
        network.parameters + 0.1 * rng.normal(size=(members, network.parameters.size))
    )
    gradients = stack.gradient(X, y, training=True)
    for r in range(members):
        alone = stack.member(r).gradient(X, y, training=True)
        np.testing.assert_array_equal(gradients[r], alone)


@settings(max_examples=25)
@given(chosen=choices(), m=st.integers(2, 5))
def test_float32_stays_float32_and_agrees_to_its_precision(chosen, m):
    narrow, wide = Network(**chosen, dtype=np.float32), Network(**chosen)
    X, y = data_for(narrow, m)
    wide.parameters = narrow.parameters
    gradient = narrow.gradient(X, y, penalty=PENALTIES)
    assert gradient.dtype == np.float32
    assert narrow.cost(X, y, penalty=PENALTIES).dtype == np.float32
    assert narrow.outputs(X).dtype == np.float32
    np.testing.assert_allclose(gradient, wide.gradient(X, y, penalty=PENALTIES), atol=1e-4)
