"""Deep chains and random networks, and what of a signal or a gradient gets through them."""

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.initializers import Identity, Initializer, VarianceScaling
from nnviz.core.network import Network

MEMBERS = 5


def through_chain(name: str, weight: float, depth: int) -> dict[str, object]:
    """Return the norms of a unit signal and of a unit gradient at every layer, inputs first."""
    network = _stack("linear", Identity(weight), 2, depth, [0])
    unit = np.array([[[0.6, 0.8]]])
    activations = (unit, *network.inspect(unit).a)
    signal = np.array([np.linalg.norm(a) for a in activations])
    gradient = _gradient_norms(network, unit, unit)[0]
    return {
        f"{name}_signal": signal,
        f"{name}_gradient": gradient,
        f"{name}_product": signal[-1],
    }


def through_random_networks(
    activation: str, gain: float, width: int, depth: int, seed: int
) -> dict[str, object]:
    """Return the gradients (members, layers + 1) of random networks of one activation."""
    rng = np.random.default_rng(seed)
    inputs, sent = rng.standard_normal((2, MEMBERS, 1, width))
    scale = (2 if activation == "relu" else 1) * gain**2
    seeds = [int(each) for each in rng.integers(2**32, size=MEMBERS)]
    network = _stack(activation, VarianceScaling(scale), width, depth, seeds)
    gradients = _gradient_norms(network, inputs, sent)
    left = float(np.median(gradients[:, 0]))
    rate = np.log(gradients[:, 0]).mean() / depth
    values: dict[str, object] = {
        f"{activation}_gradients": gradients,
        f"{activation}_left": left,
        f"{activation}_factor": np.exp(rate),
    }
    if activation == "sigmoid":
        values["sigmoid_bounds"] = _bounds(network)
    return values


def _stack(
    activation: str, initializer: Initializer, width: int, depth: int, seeds: list[int]
) -> Network:
    return Network(
        [width] * (depth + 1),
        hidden=activation,
        output=activation,
        loss="mse",
        initializer=initializer,
        seed=seeds,
    )


def _gradient_norms(network: Network, inputs: Array, sent: Array) -> Array:
    """Return ‖∂J/∂a‖ from the inputs up, (members, layers + 1), as a share of that at the top.

    `sent` is ∂J/∂a at the outputs, (members, examples, units). A layer below, it is the gradient
    ∂J/∂z = ∂J/∂a ∘ g′(z) times W transposed.
    """
    passed = network.inspect(inputs)
    gradient, norms = sent, [np.linalg.norm(sent, axis=(-2, -1))]
    described = network.dense
    for dense, layer, z, a in reversed(
        list(zip(described, network.layers, passed.z, passed.a, strict=True))
    ):
        gradient = (gradient * dense.activation.derivative(z, a)) @ layer.W.swapaxes(-1, -2)
        norms.append(np.linalg.norm(gradient, axis=(-2, -1)))
    shares: Array = np.stack(norms[::-1], axis=-1) / norms[0][:, np.newaxis]
    return shares


def _bounds(network: Network) -> Array:
    """Return ∏ ¼‖W‖₂ over the layers above each one, (members, layers + 1): σ′ is at most ¼."""
    factors = [np.linalg.norm(layer.W, 2, axis=(-2, -1)) / 4 for layer in reversed(network.layers)]
    products = np.cumprod(np.stack(factors, axis=-1), axis=-1)
    return np.concatenate([products[:, ::-1], np.ones((len(products), 1))], axis=-1)
