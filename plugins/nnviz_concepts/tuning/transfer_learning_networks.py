"""The images that a transfer learns from, and the networks that learn them."""

from typing import NamedTuple

import numpy as np

from nnviz.core.arrays import Array, Labels
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train

FEW = 2
METHODS = {"scratch": "without", "frozen": "first", "fine": "third"}


class Images(NamedTuple):
    """Images (…, examples, pixels) and their labels (…, examples)."""

    inputs: Array
    labels: Labels


def summary_of_errors(
    errors: dict[str, list[Array]], changed: dict[str, int], sizes: Labels
) -> dict[str, object]:
    """Return each method's errors (splits, sizes) in percent, and the gap of scratch to frozen."""
    few = min(FEW, max(len(sizes) - 2, 0))
    values: dict[str, object] = {"sizes": sizes, "few": sizes[few], "many": sizes[-1]}
    for method in METHODS:
        runs = 100 * np.transpose(errors[method])
        values |= {
            f"errors_{method}": runs,
            f"changed_{method}": changed[method],
            f"few_{method}": runs[:, few].mean(),
            f"many_{method}": runs[:, -1].mean(),
        }
    gaps = 100 * np.transpose(np.subtract(errors["scratch"], errors["frozen"]))
    return values | {
        "few_words": "1 example" if sizes[few] == 1 else f"{sizes[few]} examples",
        "gaps": gaps,
        "few_at": few,
        "few_gap": gaps[:, few].mean(),
        "few_error": gaps[:, few].std(ddof=1) / np.sqrt(len(gaps)),
        "many_gap": gaps[:, -1].mean(),
    }


def train_on(
    network: Network, data: Images, rate: float, steps: int, batch: int, frozen: int = 0
) -> None:
    """Train a stack of networks with Adam; the first `frozen` layers stay as they are."""
    train(
        network,
        data.inputs,
        data.labels,
        Adam(rate),
        steps=steps,
        batch_size=min(batch, data.labels.shape[-1]),
        frozen=frozen,
    )


def stacked(parts: tuple[Images, ...]) -> Images:
    """Return the parts as one, (members, examples, …)."""
    inputs, labels = zip(*parts, strict=True)
    return Images(np.stack(inputs), np.stack(labels))


def first_of_each_class(stacked: Images, count: int, classes: int) -> Images:
    """Return the first examples of each class out of (members, classes · examples, …)."""
    places = np.arange(stacked.labels.shape[1]).reshape(classes, -1)[:, :count].ravel()
    return Images(stacked.inputs[:, places], stacked.labels[:, places])


def count_of_changed(network: Network, base: Network) -> int:
    """Return how many weights and biases of the hidden layers are not exactly those of `base`."""
    pairs = zip(network.layers[:-1], base.layers, strict=False)
    return int(sum((layer.block != trained.block).sum() for layer, trained in pairs))
