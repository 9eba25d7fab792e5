"""Networks under dropout: trained, followed through many masks, and with units taken out."""

from typing import Any

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, mislabel, split
from nnviz.core.layers import draw_mask
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.remembering import remembering
from nnviz.core.training import train
from nnviz.datasets import standardized

NETWORKS, HIDDEN, STEPS, RATE = 5, 64, 100, 0.01
USUAL = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)  # the p at which all are trained
PASSES = 6000  # of one example through one network
KEPT = 500  # of these passes, of which the masks and the gradients are returned
MASKS = 2000  # drawn at each p
REMOVED = np.arange(0, HIDDEN, 4)
ORDERS = 5  # in which a network's units are taken out


def parts(
    whole: Dataset, name: str, examples: int, mislabelled: float, seed: int
) -> tuple[Dataset, Dataset, float]:
    """Return training examples with some labels wrong, test examples, and the share wrong (%)."""
    share = examples / len(whole)
    learned, test = standardized(name, *split(whole, (share, 1 - share), seed))
    confused = mislabel(learned, mislabelled, seed)
    return confused, test, 100 * float(np.mean(confused.targets != learned.targets))


def masks_at(probabilities: Array, seed: int) -> Array:
    """Return masks (p, units, examples), made of the same random numbers at each p."""
    masks = np.empty((len(probabilities), HIDDEN, MASKS))
    for keep, filled in zip(probabilities, masks, strict=True):
        draw_mask([np.random.default_rng(seed)], keep, filled)
    return masks


def what_networks_do(
    probabilities: Array, at: int, parts: tuple[Dataset, Dataset, float], seed: int
) -> dict[str, object]:
    """Return errors (%) of networks trained at each p, and what that with the p `at` does."""
    learned, test, wrong = parts
    usual = dict(zip(USUAL, _usual(learned, test, seed), strict=True))
    trained = [usual.get(keep) or _trained(learned, test, keep, seed) for keep in probabilities]
    networks = [network for network, _ in trained]
    values: dict[str, object] = {
        "hidden": HIDDEN, "networks": NETWORKS, "passes": PASSES, "steps": STEPS, "wrong": wrong,
    }  # fmt: skip
    for i, part in enumerate(("train", "test")):
        errors = np.array([each[i] for _, each in trained])
        middle = np.median(errors, axis=1)
        values |= {f"{part}_errors": errors, f"{part}_with": middle[at]}
        values |= {f"{part}_without": middle[-1], f"{part}_gain": middle[-1] - middle[at]}
    best, half = int(middle.argmin()), len(REMOVED) // 2
    values |= {"best": probabilities[best], "best_error": middle[best]}
    values |= {"removed": REMOVED, "half": REMOVED[half]}
    halved = []
    for which, network in (("with", networks[at]), ("without", networks[-1])):
        missing = _errors_without_units(network, test, seed)
        halved.append(missing[half])
        values |= {f"missing_{which}": missing, f"half_{which}": np.median(missing[half])}
    values["halved"] = np.array(halved)  # (with and without dropout, networks)
    return values | _passed(networks[at], test, probabilities[at], seed)


@remembering
def _usual(learned: Dataset, test: Dataset, seed: int) -> list[tuple[Network, Array]]:
    return [_trained(learned, test, keep, seed) for keep in USUAL]


@remembering
def _trained(learned: Dataset, test: Dataset, keep: float, seed: int) -> tuple[Network, Array]:
    """Return networks from the same starts, whatever `keep` is, and their errors (%) on both."""
    network = _network(learned, keep, seed=1000 * seed, members=NETWORKS, dtype=np.float32)
    train(network, learned.inputs, learned.targets, Adam(RATE), steps=STEPS)
    rates = [network.error_rate(part.inputs, part.targets) for part in (learned, test)]
    return network, 100 * np.array(rates, float)


def _passed(networks: Network, test: Dataset, keep: float, seed: int) -> dict[str, object]:
    """Return a test example's way through the first network, once whole, then under masks."""
    network = _network(test, keep, seed=seed)
    network.parameters = networks.parameters[0]
    x, y = test.inputs[:1], test.targets[:1]
    # a copy's generators draw what the network itself draws next
    masks = draw_mask(network.copy().generators, keep, np.empty((HIDDEN, KEPT)))
    whole = network.inspect(x)
    some = network.inspect(x.repeat(KEPT, 0), y.repeat(KEPT, 0), training=True)
    more = network.inspect(x.repeat(PASSES - KEPT, 0), training=True)
    below, above = network.layers
    return {
        "x": x[0], "W1": below.W, "b1": below.b, "W2": above.W, "b2": above.b,
        "pass_masks": masks.T, "logits": whole.z[1][0],
        "logits_training": np.concatenate([some.z[1], more.z[1]]),
        "errors_above": some.delta[1], "errors_below": some.delta[0]}  # fmt: skip


@remembering
def _errors_without_units(networks: Network, test: Dataset, seed: int) -> Array:
    """Return each network's test error (%) without so many hidden units, (removed, networks).

    What is left is divided by its share, as dropout does, and errors are means over `ORDERS` in
    which units go.
    """
    below, above = networks.layers
    hidden = np.maximum(test.inputs.astype(networks.dtype) @ below.W + below.b[:, np.newaxis], 0)
    places = np.tile(np.arange(HIDDEN), (NETWORKS, ORDERS, 1))
    turns = np.random.default_rng(seed).permuted(places, axis=-1)
    left = (turns[..., np.newaxis] >= REMOVED) / (1 - REMOVED / HIDDEN)
    errors = []
    for activations, kept, W, b in zip(hidden, left, above.W, above.b, strict=True):
        weights = np.einsum("our,uk->uork", kept.astype(W.dtype), W)
        z = np.tensordot(activations, weights, 1) + b  # (examples, orders, removed, classes)
        wrong = z.argmax(axis=-1) != test.targets[:, np.newaxis, np.newaxis]
        errors.append(100 * wrong.mean(axis=(0, 1)))
    return np.array(errors).T


def _network(data: Dataset, keep: float, **more: Any) -> Network:
    sizes = [data.inputs.shape[1], HIDDEN, len(data.classes)]
    return Network(sizes, hidden="relu", loss="multiclass", keep=float(keep), **more)
