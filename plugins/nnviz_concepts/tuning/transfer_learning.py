"""Transfer learning: features of one task, used for another with few examples."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.data import digits
from nnviz.core.data.augmentation import random_shift
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIDDEN = (96, 48)
RATE, PRETRAINING_RATE = 0.01, 0.003
COPIES, BATCH, SMALL_BATCH = 3, 128, 32
SIZES = np.array([1, 2, 5, 10, 20, 40, 80])
TESTED = 75
FEW = 3
CLASSES, SIDE, ROW = 10, 8, 3
METHODS = {"scratch": "without", "frozen": "first", "fine": "third"}
NAMES = {"scratch": "from scratch", "frozen": "frozen features", "fine": "fine-tuned"}


class Images(NamedTuple):
    """Images (…, examples, pixels) and their labels (…, examples)."""

    inputs: Array
    labels: Labels


class TransferLearning(Concept):
    r"""Features learned on a task with many examples stand in for examples of another task.

    With few examples a network learns its examples, not the task. But its first layers find
    strokes and shapes that any digit is made of. So train them where data is plentiful, replace
    the output layer, and train on the new task either the output layer alone (the features are
    *frozen*) or, from that start, everything (*fine-tuning*).

    Here digits stand anywhere on a larger canvas, and must be recognized wherever they are. A
    network is pretrained on {known} digits; the task is to tell the other {classes} apart. Look at
    the curves from left to right. With few examples frozen features win: only {head} weights are
    left to learn. With many, scratch catches up and passes, because features made for other
    digits are not the best for these. Fine-tuning keeps both: where
    examples are many it is the best of the three.

    In practice: little data, freeze; more, fine-tune; as much as for the pretraining, it hardly
    matters where you start. A misconception: transfer does not always help. The tasks must have
    the same inputs, and the source many more examples; on digits that are not shifted, pixels
    already tell them apart and scratch wins everywhere.

    Try next:

    - `nnviz show transfer-learning --room 0`: the digits are not shifted, and frozen features
      lose.
    - `nnviz show transfer-learning --pretraining 5`: features that are hardly trained.
    - `nnviz show transfer-learning --classes 5`: five known digits give poorer features, for a
      harder task.
    """

    title = "Transfer learning"
    topic = "tuning"
    order = 3
    see_also = ("augmentation", "data-splits", "batch-norm", "loss-landscape")
    references = (
        "Yosinski, Clune, Bengio & Lipson 2014, How transferable are features in deep neural "
        "networks?",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 15.2",
        "Ng 2017, Structuring machine learning projects, week 2: transfer learning",
    )

    classes: int = parameter(
        2, "Digits of the new task; the others are pretrained on.", ge=2, le=5, sweep=(2, 3, 5)
    )
    room: int = parameter(
        2, "Pixels by which a digit may be shifted each way.", ge=0, le=3, sweep=(0, 1, 2, 3)
    )
    pretraining: int = parameter(
        300, "Steps of pretraining, of 128 images each.", ge=1, le=2000, sweep=(5, 50, 300)
    )
    steps: int = parameter(60, "Training steps on the new task.", ge=10, le=300)
    splits: int = parameter(6, "Random splits of the digits into two tasks.", ge=2, le=20)
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Pretrain a network for each split, then learn its new task in each of three ways."""
        rng = np.random.default_rng(self.seed)
        orders = np.array([rng.permutation(CLASSES) for _ in range(self.splits)])
        sources, examples, tests = (
            _stacked(parts)
            for parts in zip(*(self._parts(order, rng) for order in orders), strict=True)
        )
        base = self._network(CLASSES - self.classes)
        _train(base, sources, PRETRAINING_RATE, self.pretraining, BATCH)
        errors: dict[str, list[Array]] = {method: [] for method in METHODS}
        changed = dict.fromkeys(METHODS, 0)
        for size in SIZES:
            first = _first(examples, int(size), self.classes)
            for method in METHODS:
                network = self._learned(method, base, first)
                errors[method].append(network.error_rate(tests.inputs, tests.labels))
                changed[method] += _changed(network, base)
        values: dict[str, object] = {"sizes": SIZES, "orders": orders}
        for method in METHODS:
            runs = 100 * np.transpose(errors[method])
            values |= {
                f"errors_{method}": runs,
                f"changed_{method}": changed[method],
                f"few_{method}": runs[:, FEW].mean(),
                f"many_{method}": runs[:, -1].mean(),
            }
        gaps = 100 * np.transpose(np.subtract(errors["scratch"], errors["frozen"]))
        return {
            **values,
            "gaps": gaps,
            "few_gap": gaps[:, FEW].mean(),
            "few_error": gaps[:, FEW].std(ddof=1) / np.sqrt(self.splits),
            "many_gap": gaps[:, -1].mean(),
            "few": SIZES[FEW],
            "many": SIZES[-1],
            "known": CLASSES - self.classes,
            "source_error": 100 * base.error_rate(sources.inputs, sources.labels).mean(),
            "side": SIDE + 2 * self.room,
            "tested": TESTED * self.classes,
            "head": (HIDDEN[-1] + 1) * self.classes,
            "shown": self._placed(_of_each_class(orders[0]), rng),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield that frozen layers stay, and what they gain with few and with many examples."""
        yield Claim(
            "Frozen layers are bit for bit those of the pretrained network: {measured} of their "
            "numbers differ.",
            expected=0,
            measured=result["changed_frozen"],
        )
        yield Claim(
            "Fine-tuning changes them: {measured} numbers differ.",
            expected=0,
            measured=result["changed_fine"],
            relation=">",
        )
        if self.room >= 2 and self.classes <= 3 and self.pretraining >= 300:
            yield from self._error_claims(result)

    def _error_claims(self, result: Result) -> Iterator[Claim]:
        """Yield the errors with few and with many examples, where features were learned."""
        if not 40 <= self.steps <= 100:
            return
        yield Claim(
            "With {few} examples a class frozen features err on {measured} %, less than the "
            "{expected} % from scratch (means over {splits} splits).",
            expected=result["few_scratch"],
            measured=result["few_frozen"],
            relation="<",
        )
        yield Claim(
            "The gap is {measured} percentage points, more than the {expected} that it may be off "
            "by with so few splits (its standard error).",
            expected=result["few_error"],
            measured=result["few_gap"],
            relation=">",
        )
        yield Claim(
            "With {many} examples a class the gap has closed: it is {measured} points, less than a "
            "quarter of the {few_gap}.",
            expected=result["few_gap"] / 4,
            measured=result["many_gap"],
            relation="<",
        )
        yield Claim(
            "With {many} examples a class fine-tuning errs on {measured} %, less than frozen "
            "features with {expected} %.",
            expected=result["many_frozen"],
            measured=result["many_fine"],
            relation="<",
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw digits of both tasks, the three errors, and the gap with its spread."""
        tasks, errors, gaps = drawing.panels(
            figure,
            "Two tasks, one split",
            "Error on the new task",
            "Scratch minus frozen",
            widths=(0.9, 1.4, 1.1),
        )
        _draw_tasks(tasks, result["shown"], result["known"])
        _draw_errors(errors, result)
        _draw_gaps(gaps, result)

    def headline(self, result: Result) -> str:
        """Return the errors with few examples."""
        return (
            "With {few} examples a class, frozen features err on {few_frozen:.0f}\u00a0%, a "
            "network from scratch on {few_scratch:.0f}\u00a0%"
        )

    def setting(self, result: Result) -> str:
        """Return the tasks and the network."""
        return (
            "Pretrained on {known} of the digits, shifted by up to {room} pixels; new task: to "
            "tell the others apart; means over {splits} splits"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, what is seen, and what follows."""
        return (
            "Digits (Alpaydin & Kaynak) placed at random on {side} × {side} pixels. In each of "
            "{splits} random splits (seed {seed}) a network with 96 and 48 hidden units is "
            "pretrained on {known} digits ({pretraining} steps of Adam, training error "
            "{source_error:.1f}\u00a0%); the other {classes} are then learned in {steps} steps and "
            "tested on {tested} images. With {few} examples a class frozen features err on "
            "{few_frozen:.0f}\u00a0%, fine-tuned ones on {few_fine:.0f}\u00a0%, a network from "
            "scratch on {few_scratch:.0f}\u00a0%; with {many} it is {many_frozen:.0f}, "
            "{many_fine:.0f} and {many_scratch:.0f}\u00a0%."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: small images of shifted digits, {known} of the source and {classes} of the "
            "target task. Middle: test error against examples a class on a logarithmic axis; "
            "three falling curves, from {few} to {many} examples {few_scratch:.0f} to "
            "{many_scratch:.0f}\u00a0% from scratch, {few_frozen:.0f} to {many_frozen:.0f}\u00a0% "
            "frozen and {few_fine:.0f} to {many_fine:.0f}\u00a0% fine-tuned. Right: scratch's "
            "error minus frozen's, a pale line for each split; the mean is {few_gap:.0f} points "
            "at {few} examples and {many_gap:.0f} at {many}."
        )

    def _placed(self, numbers: Labels, rng: np.random.Generator) -> Array:
        """Return these digits, each somewhere on the canvas, (examples, side, side)."""
        images = digits().inputs[numbers].astype(np.float32).reshape(-1, SIDE, SIDE)
        room = self.room
        padded = np.pad(images, ((0, 0), (room, room), (room, room)))
        return random_shift(padded, room, rng)

    def _parts(self, order: Labels, rng: np.random.Generator) -> tuple[Images, Images, Images]:
        """Return source images, and examples and test images of the new task, class by class.

        The source digits are those first in `order`, and a digit's label is its place among those
        of its task.
        """
        by_digit = [rng.permutation(np.flatnonzero(digits().targets == digit)) for digit in order]
        known = CLASSES - self.classes
        ends = TESTED + int(SIZES[-1])
        return (
            self._images([np.tile(each[:ends], COPIES) for each in by_digit[:known]], rng),
            self._images([each[TESTED:ends] for each in by_digit[known:]], rng),
            self._images([each[:TESTED] for each in by_digit[known:]], rng),
        )

    def _images(self, by_class: list[Labels], rng: np.random.Generator) -> Images:
        """Return the images of these digits, class by class, placed at random."""
        placed = self._placed(np.concatenate(by_class), rng)
        labels = np.repeat(np.arange(len(by_class)), [len(each) for each in by_class])
        return Images(placed.reshape(len(placed), -1), labels)

    def _network(self, outputs: int) -> Network:
        """Return a stack of networks that have not learned yet, one for each split."""
        return Network(
            [(SIDE + 2 * self.room) ** 2, *HIDDEN, outputs],
            hidden="relu",
            loss="multiclass",
            seed=self.seed,
            members=self.splits,
            dtype=np.float32,
        )

    def _learned(self, method: str, base: Network, examples: Images) -> Network:
        """Return networks that learned the examples, from the same starts for every method."""
        network = self._network(self.classes)
        if method != "scratch":
            for layer, trained in zip(network.layers[:-1], base.layers, strict=False):
                layer.block[...] = trained.block
        batch = min(SMALL_BATCH, examples.labels.shape[-1])
        frozen = len(HIDDEN) if method == "frozen" else 0
        _train(network, examples, RATE, self.steps, batch, frozen)
        return network


def _train(
    network: Network, data: Images, rate: float, steps: int, batch: int, frozen: int = 0
) -> None:
    train(
        network,
        data.inputs,
        data.labels,
        Adam(rate),
        steps=steps,
        batch_size=batch,
        frozen=frozen,
    )


def _of_each_class(order: Labels) -> Labels:
    """Return the number of the first example of each digit, in this order."""
    labels = digits().targets
    return np.array([np.argmax(labels == digit) for digit in order])


def _stacked(parts: tuple[Images, ...]) -> Images:
    inputs, labels = zip(*parts, strict=True)
    return Images(np.stack(inputs), np.stack(labels))


def _first(stacked: Images, count: int, classes: int) -> Images:
    """Return the first examples of each class out of (members, classes · examples, …)."""
    places = np.arange(stacked.labels.shape[1]).reshape(classes, -1)[:, :count].ravel()
    return Images(stacked.inputs[:, places], stacked.labels[:, places])


def _changed(network: Network, base: Network) -> int:
    """Return how many weights and biases of the hidden layers are not exactly those of `base`."""
    pairs = zip(network.layers[:-1], base.layers, strict=False)
    return int(sum((layer.block != trained.block).sum() for layer, trained in pairs))


def _draw_tasks(axes: "Axes", shown: Array, known: int) -> None:
    """Draw an image of each digit of the first split: those of the source, then the target's."""
    rows: list[tuple[str, Array, str]] = []
    for name, role, images in (
        ("source", "ink", shown[:known]),
        ("target", "first", shown[known:]),
    ):
        for at in range(0, len(images), ROW):
            rows.append(("" if at else name, images[at : at + ROW], role))
    drawing.image_rows(axes, rows)


def _draw_errors(axes: "Axes", result: Result) -> None:
    sizes = result["sizes"]
    _prepare(axes, sizes)
    for method, role in METHODS.items():
        mean = result[f"errors_{method}"].mean(axis=0)
        marker = drawing.role(role).marker
        (line,) = axes.plot(sizes, mean, **drawing.line_style(role, marker=marker))
        drawing.reveal(line)
        drawing.label(
            axes, NAMES[method], sizes, mean, role, prefer="start" if method == "scratch" else "end"
        )
    few, scratch, frozen = (result[name] for name in ("few", "few_scratch", "few_frozen"))
    drawing.value_mark(
        axes, few, scratch, f"{scratch:.0f}\u00a0%", METHODS["scratch"], side="above"
    )
    drawing.value_mark(axes, few, frozen, f"{frozen:.0f}\u00a0%", METHODS["frozen"], side="below")
    axes.set_ylabel("test error (%)")
    axes.set_ylim(bottom=0)


def _draw_gaps(axes: "Axes", result: Result) -> None:
    sizes, gaps = result["sizes"], result["gaps"]
    _prepare(axes, sizes)
    drawing.threshold(axes, 0, of="muted")
    drawing.pale_cloud(axes, sizes, gaps, fade=0.1)
    drawing.label(axes, "each split", sizes, gaps.max(axis=0), "muted", prefer="start")
    mean = gaps.mean(axis=0)
    axes.plot(sizes, mean, **drawing.line_style("first", marker="o"))
    for at in (FEW, -1):
        drawing.value_mark(axes, sizes[at], mean[at], number(mean[at], 2), "first", side="above")
    axes.set_ylabel("percentage points")


def _prepare(axes: "Axes", sizes: Array) -> None:
    drawing.log_axis(axes, "x")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.set_xlabel("examples a class")
