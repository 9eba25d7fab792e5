"""Augmenting real images: shifts, flips, turns and noise, and what networks gain by them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.data import Dataset
from nnviz.core.data.augmentation import (
    add_noise,
    crop_and_flip_count,
    flip,
    random_flip,
    random_rotation,
    random_shift,
)
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train
from nnviz.datasets import square_images
from nnviz_concepts.data.augmentation_figure import KINDS, draw_errors, draw_images, draw_weights
from nnviz_concepts.data.augmentation_ridge import least_squares

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZES = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
MOST_SIZES = 6
NAMED = 2  # of the sizes, the one that the headline is about
TESTED, TESTED_SHARE = 700, 0.4
ASKED, PIXEL_NOISE = 1800, 0.1  # of a plugin's data set
DRAWS, EPOCHS, BATCH, UNITS, RATE = 3200, 3, 32, 40, 0.007
DEGREES = 15
SHOWN, COLUMNS = (2, 3, 4, 7, 9), 5


class Augmentation(Concept):
    r"""Copies changed in ways that leave the class alone teach a network to ignore such changes.

    A digit moved by a pixel is the same digit, but for a dense network it is another input. Each
    time an image is used, change it at random: shift, turn, crop, flip it or add noise. From a
    picture of 256 pixels a side, windows of 224 and their mirror images make
    $32\cdot 32\cdot 2 = 2048$ (with both end places $33^2\cdot 2 = 2178$).

    Look at the middle panel: the digits lie off the middle of their frame, in training and test
    alike. Shifted copies help most where data is scarce, and the gap closes as it grows: copies
    are cheap, but they are no new digits. Both curves have the same networks, steps and tests.

    What a copy may change depends on what the class ignores. A cat mirrored is a cat; a mirrored
    2 is no digit, so flips hurt here. Test images are never augmented.

    Noise is a penalty in disguise: for least squares on $n$ examples, noise of variance
    $\sigma^2$ on the inputs adds $n\sigma^2\lVert w\rVert^2$ to the expected cost, which is ridge
    regression. The right panel fits both, and the weights agree. A misconception: more kinds of
    augmentation are not always better. What the test images never show only makes the task harder.

    Try next:

    - `nnviz show augmentation --kind flips`: copies that are no digits.
    - `nnviz show augmentation --off-center 0`: shifts that no test image has.
    - `nnviz show augmentation --noise 0.1`: a weaker ridge.
    """

    title = "Data augmentation"
    topic = "data"
    order = 4
    see_also = ("bias-variance", "l2", "dropout", "transfer-learning")
    references = (
        "Krizhevsky, Sutskever & Hinton 2012, ImageNet classification, section 4.1",
        "Bishop 1995, Training with noise is equivalent to Tikhonov regularization",
        "Simard, Steinkraus & Platt 2003, Best practices for convolutional neural networks",
    )

    kind: str = parameter(
        "shifts",
        "What copies are made by.",
        choices=("shifts", "flips", "turns", "noise"),
        sweep=("shifts", "flips", "turns", "noise"),
    )
    off_center: int = parameter(
        1, "Pixels by which images lie off their middle.", ge=0, le=2, sweep=(0, 1, 2)
    )
    noise: float = parameter(
        0.3, "Standard deviation σ of the noise; ink is 1.", ge=0.05, le=1, sweep=(0.1, 0.3, 1.0)
    )
    dataset: str = parameter(
        "digits",
        "Square grey images, a plugin's among them.",
        choices=("digits",),
        family="datasets",
        plugins_only=True,
    )
    networks: int = parameter(4, "Networks trained for each point.", ge=2, le=20)
    seed: int = parameter(0, "Seed of places, copies, weights and noise.", ge=0)

    def compute(self) -> dict[str, object]:
        """Place the images, train on more and more of them both ways, and fit noisy copies."""
        rng = np.random.default_rng(self.seed)
        data = square_images(self, self.dataset, ASKED, PIXEL_NOISE, self.seed)
        images = np.pad(data.images, [(0, 0), *[(self.off_center,) * 2] * 2])
        placed = random_shift(images, self.off_center, rng).astype(np.float32)
        tested = min(TESTED, int(TESTED_SHARE * len(data)))
        sizes = SIZES[len(data) - tested >= SIZES][-MOST_SIZES:]
        named = min(NAMED, max(len(sizes) - 2, 0))
        without, augmented = self._errors(placed, data, sizes, tested, rng)
        shown = placed[self._shown(data.targets)]
        gaps = 100 * (np.median(without, axis=0) - np.median(augmented, axis=0))
        return {
            "originals": shown,
            "shifts": random_shift(shown, self._most, rng),
            "flips": flip(shown),
            "turns": random_rotation(shown, DEGREES, rng),
            "noise_copies": add_noise(shown, self.noise, rng),
            "without": without,
            "augmented": augmented,
            "sizes": sizes,
            "named": named,
            "n": int(sizes[named]),
            "most": int(sizes[-1]),
            "least": int(sizes[0]),
            "tested": tested,
            "side": data.images.shape[1],
            "things": "digits" if self.dataset == "digits" else "images",
            "kind_of": KINDS[self.kind],
            "without_error": 100 * np.median(without[:, named]),
            "augmented_error": 100 * np.median(augmented[:, named]),
            "gap_first": gaps[named],
            "gap_last": gaps[-1],
            "source": data.source.removesuffix("."),
            **least_squares(data, self.noise, rng),
        }

    @property
    def _most(self) -> int:
        return max(self.off_center, 1)

    @property
    def _places(self) -> str:
        return "up to {off_center} px off the middle" if self.off_center else "in the middle"

    def _shown(self, labels: Labels) -> Labels:
        """Return which examples are shown: of the digits, some whose mirror images are none.

        Of another set, the first of each class in turns, then the second, until there are enough.
        """
        if self.dataset == "digits":
            return np.array([np.argmax(labels == digit) for digit in SHOWN])
        turn = np.zeros_like(labels)
        for label in np.unique(labels):
            turn[labels == label] = np.arange((labels == label).sum())
        return np.lexsort((labels, turn))[:COLUMNS]

    def _errors(
        self, images: Array, data: Dataset, sizes: Labels, tested: int, rng: np.random.Generator
    ) -> tuple[Array, Array]:
        """Return test errors (networks, sizes) without and with copies, all trained as one stack.

        Every network takes the same number of steps, over as many draws from its own training set,
        which is the beginning of an order that it shares with its counterparts.
        """
        orders = [rng.permutation(len(images)) for _ in range(self.networks)]
        drawn = [order[rng.permuted(np.arange(DRAWS) % size)] for order in orders for size in sizes]
        plain = [images[each] for each in drawn]
        inputs = np.stack([*plain, *(self._copies(each, rng) for each in plain)])
        network = Network(
            [images[0].size, UNITS, len(data.classes)],
            hidden="relu",
            loss="multiclass",
            seed=2 * list(range(self.seed, self.seed + len(drawn))),
            dtype=np.float32,
        )
        targets = np.tile(data.targets[np.array(drawn)], (2, 1))
        inputs = inputs.reshape(*targets.shape, -1)
        train(network, inputs, targets, Adam(RATE), epochs=EPOCHS, batch_size=BATCH)
        test = np.tile(np.repeat([order[-tested:] for order in orders], len(sizes), axis=0), (2, 1))
        errors = network.error_rate(images[test].reshape(*test.shape, -1), data.targets[test])
        without, augmented = errors.reshape(2, self.networks, len(sizes))
        return without, augmented

    def _copies(self, images: Array, rng: np.random.Generator) -> Array:
        match self.kind:
            case "shifts":
                return random_shift(images, self._most, rng)
            case "flips":
                return random_flip(images, rng)
            case "turns":
                return random_rotation(images, DEGREES, rng)
            case _:
                return add_noise(images, self.noise, rng)

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield how many windows there are, that noise is ridge, and what shifts gain."""
        yield Claim(
            "Windows of 224 in 256, mirrored or not, make {measured} images of one: 32·32·2.",
            expected=2 * (256 - 224) ** 2,
            measured=crop_and_flip_count(256, 224),
        )
        yield Claim(
            "With both end places they make {measured}: 33·33·2.",
            expected=2 * (256 - 224 + 1) ** 2,
            measured=crop_and_flip_count(256, 224, both_ends=True),
        )
        yield Claim(
            "With noise on the inputs the squared error is {measured} in the mean; without it, "
            "plus nσ²‖w‖², it is {expected}.",
            expected=result["ridge_cost"],
            measured=result["noisy_cost"],
            tolerance=4 * result["cost_doubt"],
        )
        yield Claim(
            "Weights fitted to {copies} noisy copies are {measured} from those of ridge with "
            "λ = nσ², within thrice the {weights_doubt} that so many copies let expect.",
            expected=0,
            measured=result["weights_distance"],
            tolerance=3 * result["weights_doubt"],
        )
        if self.dataset == "digits" and self.kind == "shifts" and self.off_center > 0:
            yield Claim(
                "With shifts, networks trained on {n} digits err by {measured} %, without by "
                "{expected} %.",
                expected=result["without_error"],
                measured=result["augmented_error"],
                relation="<",
            )
            yield Claim(
                "With {most} digits the gap is {measured} points, smaller than the {expected} "
                "points with {n}.",
                expected=result["gap_first"],
                measured=result["gap_last"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw images and their copies, the errors with and without, and noise beside ridge."""
        copies, errors, weights = drawing.panels(
            figure,
            f"{result['things'].capitalize()} and copies",
            "Test error with and without",
            "Noise is ridge",
            widths=(1.25, 1.35, 1),
        )
        draw_images(copies, result, self.kind)
        draw_errors(errors, result, self.kind)
        draw_weights(weights, result)

    def headline(self, result: Result) -> str:
        """Return the errors with copies and without."""
        return (
            "{kind_of} copies make networks of {n} {things} err by {augmented_error:.2g} %; "
            "without them it is {without_error:.2g} %"
        )

    def setting(self, result: Result) -> str:
        """Return the data, and what was trained."""
        return (
            "Data set: {dataset}, {side} × {side} pixels, "
            + self._places
            + "; median and range of {networks} networks"
        )

    def caption(self, result: Result) -> str:
        """Return the data, the training, what is seen, and the ridge."""
        return (
            "Networks of one hidden layer of 40 units, 300 steps of Adam on 32 each, every "
            "draw of an image of {dataset} changed anew ({kind}) or not at all; images "
            + self._places
            + " (seed {seed}), tests on {tested} others. With {n} for training the median error is "
            "{augmented_error:.2g} % with copies and {without_error:.2g} % without; copies save "
            "{gap_first} points there and {gap_last} with {most}. Right: least squares on "
            "{fitted_on} images, {copies} copies with noise σ = {noise}, has the weights of ridge "
            "regression with λ = nσ². {source}."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: five images of {dataset}, and below them shifted, mirrored, turned and noisy "
            "copies. Middle: test error against the number of training {things} from {least} to "
            "{most}; at {n} it is {augmented_error:.2g} % with copies and {without_error:.2g} % "
            "without, at {most} copies save {gap_last} points. Right: {weights} weights fitted to "
            "noisy copies lie on the diagonal against those of ridge; those fitted without noise "
            "scatter widely."
        )
