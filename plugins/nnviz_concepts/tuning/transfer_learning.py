"""Transfer learning: features of one task, used for another with few examples."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.data.augmentation import random_shift
from nnviz.core.network import Network
from nnviz.datasets import square_images
from nnviz_concepts.tuning.transfer_learning_figure import draw_errors, draw_gaps, draw_tasks
from nnviz_concepts.tuning.transfer_learning_networks import (
    METHODS,
    Images,
    count_of_changed,
    first_of_each_class,
    stacked,
    summary_of_errors,
    train_on,
)
from nnviz_concepts.tuning.transfer_learning_tasks import Task, divided, parts_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HIDDEN = (96, 48)
RATE, PRETRAINING_RATE = 0.01, 0.003
BATCH, SMALL_BATCH = 128, 32
ASKED, PIXEL_NOISE = 1800, 0.1  # of a plugin's data set


class TransferLearning(Concept):
    r"""Features learned on a task with many examples stand in for examples of another task.

    With few examples a network learns its examples, not the task. But its first layers find
    strokes and shapes that any digit is made of. So train them where data is plentiful, replace
    the output layer, and train on the new task either the output layer alone (the features are
    *frozen*) or, from that start, everything (*fine-tuning*).

    Here images stand anywhere on a larger canvas, and must be recognized wherever they are. A
    network is pretrained on {known} classes; the task is to tell {classes} others apart. Look at
    the curves from left to right. With few examples frozen features win: only {head} weights are
    left to learn. With many, scratch catches up and passes, because features made for other
    classes are not the best for these. Fine-tuning keeps both: where examples are many it is the
    best of the three.

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
        2, "Classes of the new task; the others are pretrained on.", ge=2, le=5, sweep=(2, 3, 5)
    )
    room: int = parameter(
        2, "Pixels by which an image may be shifted each way.", ge=0, le=3, sweep=(0, 1, 2, 3)
    )
    pretraining: int = parameter(
        300, "Steps of pretraining, of 128 images each.", ge=1, le=2000, sweep=(5, 50, 300)
    )
    steps: int = parameter(60, "Training steps on the new task.", ge=10, le=300)
    splits: int = parameter(10, "Random splits of the classes into two tasks.", ge=2, le=20)
    dataset: str = parameter(
        "digits",
        "Square grey images, a plugin's among them.",
        choices=("digits",),
        family="datasets",
        plugins_only=True,
    )
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Pretrain a network for each split, then learn its new task in each of three ways."""
        rng = np.random.default_rng(self.seed)
        data = square_images(self, self.dataset, ASKED, PIXEL_NOISE, self.seed)
        task = divided(data, self.classes, self.room, self.dataset)
        orders = np.array(
            [rng.permutation(len(task.by_class))[: task.used] for _ in range(self.splits)]
        )
        sources, examples, tests = (
            stacked(parts)
            for parts in zip(*(parts_of(task, order, rng) for order in orders), strict=True)
        )
        base = self._network(task, task.known)
        train_on(base, sources, PRETRAINING_RATE, self.pretraining, BATCH)
        errors: dict[str, list[Array]] = {method: [] for method in METHODS}
        changed = dict.fromkeys(METHODS, 0)
        for size in task.sizes:
            first = first_of_each_class(examples, int(size), self.classes)
            for method in METHODS:
                network = self._learned(method, task, base, first)
                errors[method].append(network.error_rate(tests.inputs, tests.labels))
                changed[method] += count_of_changed(network, base)
        shown = [task.by_class[label][0] for label in orders[0]]
        return {
            **summary_of_errors(errors, changed, task.sizes),
            "orders": orders,
            "known": task.known,
            "source_error": 100 * base.error_rate(sources.inputs, sources.labels).mean(),
            "side": task.images.shape[-1],
            "tested": task.tested * self.classes,
            "head": (HIDDEN[-1] + 1) * self.classes,
            "shown": random_shift(task.images[shown], task.room, rng),
            "source": data.source.removesuffix("."),
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
        learned = self.pretraining >= 300 and 40 <= self.steps <= 100
        if self.dataset == "digits" and self.room >= 2 and self.classes <= 3 and learned:
            yield from self._error_claims(result)

    def _error_claims(self, result: Result) -> Iterator[Claim]:
        """Yield the errors with few and with many digits, where features were learned."""
        yield Claim(
            "With {few_words} a class frozen features err on {measured} %, less than the "
            "{expected} % from scratch (means over {splits} splits).",
            expected=result["few_scratch"],
            measured=result["few_frozen"],
            relation="<",
        )
        yield Claim(
            "The gap is {measured} percentage points, more than {expected}: two standard errors "
            "of its mean over the splits.",
            expected=2 * result["few_error"],
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
        """Draw images of both tasks, the three errors, and the gap with its spread."""
        tasks, errors, gaps = drawing.panels(
            figure,
            "Two tasks, one split",
            "Error on the new task",
            "Scratch minus frozen",
            widths=(0.9, 1.4, 1.1),
        )
        draw_tasks(tasks, result["shown"], result["known"])
        draw_errors(errors, result)
        draw_gaps(gaps, result)

    def headline(self, result: Result) -> str:
        """Return the errors with few examples."""
        return (
            "With {few_words} a class, frozen features err on {few_frozen:.0f}\u00a0%, a "
            "network from scratch on {few_scratch:.0f}\u00a0%"
        )

    def setting(self, result: Result) -> str:
        """Return the tasks and the network."""
        return (
            "Data set: {dataset}, shifted by up to {room} px; pretrained on {known} classes, then "
            "{classes} others are told apart; means over {splits} splits"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, what is seen, and what follows."""
        return (
            "Images of {dataset} placed at random on {side} × {side} pixels. In each of {splits} "
            "random splits (seed {seed}) a network with 96 and 48 hidden units is pretrained on "
            "{known} classes ({pretraining} steps of Adam, training error "
            "{source_error:.1f}\u00a0%); the other {classes} are then learned in {steps} steps and "
            "tested on {tested} images. With {few_words} a class frozen features err on "
            "{few_frozen:.0f}\u00a0%, fine-tuned ones on {few_fine:.0f}\u00a0%, a network from "
            "scratch on {few_scratch:.0f}\u00a0%; with {many} it is {many_frozen:.0f}, "
            "{many_fine:.0f} and {many_scratch:.0f}\u00a0%. {source}."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: small shifted images of {dataset}, {known} of the source and {classes} of the "
            "target task. Middle: test error against examples a class on a logarithmic axis; "
            "from {few} to {many} examples it goes {few_scratch:.0f} to "
            "{many_scratch:.0f}\u00a0% from scratch, {few_frozen:.0f} to {many_frozen:.0f}\u00a0% "
            "frozen and {few_fine:.0f} to {many_fine:.0f}\u00a0% fine-tuned. Right: scratch's "
            "error minus frozen's, a pale line for each split; the mean is {few_gap:.0f} points "
            "at {few_words} and {many_gap:.0f} at {many}."
        )

    def _network(self, task: Task, outputs: int) -> Network:
        """Return a stack of networks that have not learned yet, one for each split."""
        return Network(
            [task.images[0].size, *HIDDEN, outputs],
            hidden="relu",
            loss="multiclass",
            seed=self.seed,
            members=self.splits,
            dtype=np.float32,
        )

    def _learned(self, method: str, task: Task, base: Network, examples: Images) -> Network:
        """Return networks that learned the examples, from the same starts for every method."""
        network = self._network(task, self.classes)
        if method != "scratch":
            for layer, trained in zip(network.layers[:-1], base.layers, strict=False):
                layer.block[...] = trained.block
        frozen = len(HIDDEN) if method == "frozen" else 0
        train_on(network, examples, RATE, self.steps, SMALL_BATCH, frozen)
        return network
