"""Networks against PyTorch, by the vectors stored beside the script that made them."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

REFERENCE = Path(__file__).with_name("reference")
HIDDEN = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "softmax"]
PLAIN = [(f"{hidden} mse", hidden, "mse") for hidden in HIDDEN]
PLAIN += [("tanh binary", "tanh", "binary"), ("tanh multiclass", "tanh", "multiclass")]


@pytest.fixture(scope="module")
def torch_says():
    with np.load(REFERENCE / "torch_networks.npz") as archive:
        return dict(archive)


def case_of(references, name):
    start = f"{name}/"
    return {key.removeprefix(start): a for key, a in references.items() if key.startswith(start)}


def assert_layers(views, case, prefix):
    for number, layer in enumerate(views, 1):
        parts = {"W": layer.W, "b": layer.b}
        if layer.gamma.size:
            parts |= {"gamma": layer.gamma, "beta": layer.beta}
        for name, array in parts.items():
            expected = case[f"{prefix}{name}{number}"]
            np.testing.assert_allclose(array, expected, rtol=1e-10, atol=1e-14)


def network_of(case, **choices):
    network = Network([4, 5, 6, 3], **choices)
    for number, layer in enumerate(network.layers, 1):
        layer.W[...] = case[f"start_W{number}"]
        layer.b[...] = case[f"start_b{number}"]
        if layer.gamma.size:
            layer.gamma[...] = case[f"start_gamma{number}"]
            layer.beta[...] = case[f"start_beta{number}"]
    return network


class Replay(np.random.Generator):
    """A generator whose uniform numbers give the masks that were drawn elsewhere."""

    def __init__(self, masks, keep):
        super().__init__(np.random.PCG64(0))
        self.uniforms = [np.where(mask.T > 0, keep / 2, (1 + keep) / 2) for mask in masks]

    def random(self, *, out, dtype):
        out[...] = self.uniforms.pop(0)
        return out


@pytest.mark.parametrize(("name", "hidden", "loss"), PLAIN)
def test_outputs_costs_and_gradients_are_torchs(torch_says, name, hidden, loss):
    case = case_of(torch_says, name)
    network = network_of(case, hidden=hidden, loss=loss)
    np.testing.assert_allclose(
        network.inspect(case["X"]).z[-1], case["logits"], rtol=1e-12, atol=1e-14
    )
    assert network.cost(case["X"], case["y"]) == pytest.approx(float(case["cost"]), rel=1e-13)
    assert_layers(network.views(network.gradient(case["X"], case["y"])), case, "d")


def test_batch_normalized_training_is_torchs(torch_says):
    case = case_of(torch_says, "batch_norm")
    X, y = case["X"], case["y"]
    network = network_of(case, hidden="tanh", loss="multiclass", batch_norm=True)
    np.testing.assert_allclose(network.inspect(X, training=True).z[-1], case["logits"], rtol=1e-11)
    assert_layers(network.views(network.gradient(X, y, training=True)), case, "d")
    train(network, X, y, GradientDescent(0.5), steps=5)
    assert_layers(network.layers, case, "end_")
    for number in (1, 2):
        mean, variance = network.running[number - 1]
        np.testing.assert_allclose(mean, case[f"mean{number}"], rtol=1e-10)
        np.testing.assert_allclose(variance, case[f"variance{number}"], rtol=1e-10)
    np.testing.assert_allclose(network.inspect(X).z[-1], case["test_logits"], rtol=1e-10)


def test_dropout_with_torchs_masks_gives_torchs_outputs_and_step(torch_says):
    case = case_of(torch_says, "dropout")
    X, y = case["X"], case["y"]
    masks = [case["mask1"], case["mask2"]]
    network = network_of(case, hidden="relu", loss="multiclass", keep=0.6)
    network.generators[0] = Replay(masks, 0.6)
    np.testing.assert_allclose(network.inspect(X, training=True).z[-1], case["logits"], rtol=1e-12)
    network.generators[0] = Replay(masks, 0.6)
    assert_layers(network.views(network.gradient(X, y, training=True)), case, "d")
    network.generators[0] = Replay(masks, 0.6)
    train(network, X, y, GradientDescent(0.5), steps=1)
    assert_layers(network.layers, case, "end_")
    np.testing.assert_allclose(network.inspect(X).z[-1], case["test_logits"], rtol=1e-12)
