"""Networks that learn from copies of images, and are tested on images that are changed alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from nnviz.core.arrays import Array, Labels
from nnviz.core.data import Dataset
from nnviz.core.data.augmentation import add_noise, flip, random_flip, random_shift, rotate, shift
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.remembering import remembering
from nnviz.core.training import train

KINDS = ("plain", "shifted", "turned", "noisy", "mirrored")
SIZES = (20, 200, 1000)  # that are learned from, beside the one that is chosen
TESTED, TESTED_SHARE = 500, 0.4
NETWORKS, DRAWS, EPOCHS, BATCH, UNITS, RATE = 5, 1024, 8, 128, 40, 0.02
COUNTS = {
    "copies": DRAWS, "units": UNITS, "networks": NETWORKS,
    "steps": EPOCHS * -(-DRAWS // BATCH), "seen": EPOCHS * DRAWS,
}  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """How far images are changed: pixels of a shift, degrees of a turn, noise's deviation."""

    pixels: int
    degrees: float
    noise: float

    def copies(self, kind: str, images: Array, rng: np.random.Generator) -> Array:
        """Return images (..., height, width), each changed at random as its copies are."""
        match kind:
            case "shifted":
                return random_shift(images, self.pixels, rng)
            case "turned":
                return rotate(images, rng.uniform(-self.degrees, self.degrees, images.shape[:-2]))
            case "noisy":
                return add_noise(images, self.noise, rng)
            case "mirrored":
                return random_flip(images, rng)
            case _:
                return images

    def met(self, kind: str, images: Array, rng: np.random.Generator) -> Array:
        """Return test images: the mirrored ones are all mirrored, and not every second one."""
        return flip(images) if kind == "mirrored" else self.copies(kind, images, rng)

    def farthest(self, image: Array, rng: np.random.Generator) -> Array:
        """Return an image (height, width) as it is, and changed in each way as far as can be."""
        moved = shift(image, self.pixels, self.pixels), rotate(image, self.degrees)
        return np.stack([image, *moved, add_noise(image, self.noise, rng), flip(image)])


def what_networks_learn(
    images: Array, data: Dataset, chosen: str, wanted: int, changes: Changes,
    rng: np.random.Generator, seed: int,
) -> dict[str, Any]:  # fmt: skip
    """Return errors (%) of networks, by what they learned from and by what they are tested on.

    `errors` (kinds learned from, kinds met, networks) are those with as many images as are
    `wanted`; `never`, `once` and `anew` (networks, sizes) those on images of the `chosen` kind,
    learned from images that were never changed, changed once, and changed anew. All networks take
    the same number of steps; those of one number start alike and share an order of the images, of
    which they learn from the first and are tested on the last.
    """
    tested = min(TESTED, int(TESTED_SHARE * len(images)))
    n = min(wanted, len(images) - tested)
    sizes = np.unique([n, *(min(size, len(images) - tested) for size in SIZES)])
    orders = np.stack([rng.permutation(len(images)) for _ in range(NETWORKS)])
    last = orders[:, -tested:]
    tests = [changes.met(kind, images[last], rng) for kind in KINDS]
    curves = ("plain", "once", chosen)
    always = list(dict.fromkeys([*product(KINDS, [n]), *product(["plain"], sizes.tolist())]))
    own_jobs = [job for job in product(curves[1:], sizes.tolist()) if job not in always]
    once = changes.copies(chosen, images, np.random.default_rng(seed))
    given = data.targets, len(data.classes), orders, images
    asked = (always, images), (own_jobs, once)
    parts = [_trained(jobs, *given, copied, changes, seed) for jobs, copied in asked]
    first, at = parts[0].member(0), KINDS.index(chosen)
    network = first.with_parameters(np.concatenate([each.parameters for each in parts]))
    table = first.with_parameters(network.parameters[: len(KINDS) * NETWORKS])
    own = _errors(network, tests[at], data.targets[last])
    jobs = always + own_jobs
    never, single, anew = (own[[jobs.index((kind, size)) for size in sizes]].T for kind in curves)
    below, above = network.member(at * NETWORKS).layers
    place = int(np.searchsorted(sizes, n))
    middles = [np.median(each, axis=0) for each in (never, single, anew)]
    return {
        "errors": np.stack([_errors(table, test, data.targets[last]) for test in tests], axis=1),
        **{"never": never, "once": single, "anew": anew, "sizes": sizes, "at": place},
        "middles": np.stack(middles),
        "worth_once": np.array([n, reached(sizes, middles[1], middles[2][place])]),
        "noise_drawn": (tests[3] - tests[0]).ravel(),
        **{"X": tests[at][0].reshape(tested, -1), "labels": data.targets[last[0]]},
        **{"W1": below.W, "b1": below.b, "W2": above.W, "b2": above.b},
        **{"n": n, "most": int(sizes[-1]), "tested": tested},
        **COUNTS,
    }


def _drawn(
    jobs: Sequence[tuple[str, int]], orders: Labels, images: Array, once: Array, changes: Changes,
    rng: np.random.Generator,
) -> tuple[Array, Labels]:  # fmt: skip
    """Return the images that each network learns from, (jobs · networks, DRAWS, pixels), and which.

    A job is a kind of copies, or images that were changed `once`, and of how many images.
    """
    which = np.array([[order[rng.permuted(np.arange(DRAWS) % size)] for order in orders]
                      for _, size in jobs])  # fmt: skip
    taken = [once[chosen] if kind == "once" else changes.copies(kind, images[chosen], rng)
             for (kind, _), chosen in zip(jobs, which, strict=True)]  # fmt: skip
    which = which.reshape(-1, DRAWS)
    return np.concatenate(taken).reshape(*which.shape, -1), which


@remembering
def _trained(
    jobs: Sequence[tuple[str, int]], targets: Labels, classes: int, orders: Labels, images: Array,
    once: Array, changes: Changes, seed: int,
) -> Network:  # fmt: skip
    """Return the networks of these jobs, those of each with the seeds from this one on."""
    inputs, which = _drawn(jobs, orders, images, once, changes, np.random.default_rng(seed))
    network = Network(
        [inputs.shape[-1], UNITS, classes], hidden="relu", loss="multiclass",
        seed=len(jobs) * list(range(seed, seed + NETWORKS)),
        dtype=np.float32,
    )  # fmt: skip
    # as they were drawn, in the same order each time: to gather batches anew takes long
    rule = Adam(RATE)
    train(network, inputs, targets[which], rule, epochs=EPOCHS, batch_size=BATCH, shuffle=False)
    return network


def _errors(network: Network, images: Array, labels: Labels) -> Array:
    """Return errors (%), (jobs, networks), of a stack on each network's own images."""
    jobs = len(network.parameters) // NETWORKS
    inputs = np.tile(images.reshape(*labels.shape, -1), (jobs, 1, 1))
    wrong = 100 * network.error_rate(inputs, np.tile(labels, (jobs, 1)))
    return np.asarray(wrong.reshape(jobs, NETWORKS))


def reached(sizes: Labels, errors: Array, level: float) -> float:
    """Return with how many images the errors, falling, come to a level, or NaN if they do not."""
    low = np.flatnonzero(errors <= level)
    if not low.size or not low[0]:
        return float(sizes[0]) if low.size else np.nan
    i = int(low[0])
    share = (errors[i - 1] - level) / (errors[i - 1] - errors[i])
    return float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** share)
