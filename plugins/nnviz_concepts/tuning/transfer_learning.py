"""Transfer learning: layers of one task, used for another with few examples."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data.augmentation import random_shift
from nnviz.core.sampling import half_width
from nnviz.datasets import square_images, told
from nnviz.drawing import Axes, Figure
from nnviz.questions import Change, Choice, Most, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.tuning import transfer_learning_tasks as tasks

ASKED, PIXEL_NOISE = 1800, 0.1  # of a plugin's data set
FILTERS, DRAWN_UNITS = 6, 7
ROLES = {"scratch": "without", "frozen": "with", "fine": "third"}
ROW, FILTERS_AT, UNITS_AT, OUTPUTS_AT = 5.4, 4.3, 10.6, 13.0  # of the networks, in images' widths
COPIED, GROWN = 2, 8  # moments of the film: the layers are copied, all curves have grown


class TransferLearning(Concept):
    r"""Layers learned on a task with many examples stand in for examples of another task.

    With few examples a network learns its examples, not the task. But its first layers find
    strokes and shapes of which images of many classes are made. So train them where data is
    plentiful, copy them, put a new output layer on top, and train on the new task either that
    layer alone (what is copied is *frozen*) or, from that start, everything (*fine-tuning*).

    A frozen layer is a function that no longer changes, so that only the weights on top have to be
    found: few numbers from few examples. With many examples, layers made for other classes become
    a limit, which learning from scratch has not. Fine-tuning starts where they are and need not
    stay.

    In practice: little data, freeze; more, fine-tune; as much as for the first task, it hardly
    matters where you start. It is a misconception that transfer always helps. Both tasks must have
    the same inputs, the first must have many more examples, and what it teaches must be what the
    second lacks.
    """

    title = "Transfer learning"
    topic = "tuning"
    order = 3
    see_also = ("augmentation", "data-splits", "batch-norm", "loss-landscape")
    builds_on = ("bias-variance",)
    keywords = (
        "fine-tuning", "pre-trained model", "pretraining", "feature extraction", "freezing layers",
        "few examples", "not enough data", "domain adaptation")  # fmt: skip
    references = (
        "Yosinski, Clune, Bengio & Lipson 2014, How transferable are features in deep neural "
        "networks?",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 15.2",
        "Ng 2017, Structuring machine learning projects, week 2: transfer learning")  # fmt: skip
    members = ("scratch", "frozen", "fine")

    classes: int = parameter(2, "Classes of the new task; the others are pretrained on.", ge=2,
                             le=5, sweep=(2, 3, 5))  # fmt: skip
    examples: int = parameter(10, "Examples of each class of the new task that are compared.", ge=1,
                              le=80, sweep=(1, 3, 10, 30, 80))  # fmt: skip
    room: int = parameter(2, "Pixels by which an image may be shifted each way.", ge=0, le=3,
                          sweep=(0, 1, 2, 3))  # fmt: skip
    pretraining: int = parameter(200, "Steps of pretraining, of 64 images each.", ge=1, le=2000,
                                 sweep=(5, 50, 200))  # fmt: skip
    steps: int = parameter(60, "Training steps on the new task.", ge=10, le=300)
    splits: int = parameter(12, "Random splits of the classes into two tasks.", ge=3, le=20)
    dataset: str = parameter("digits", "Square grey images, a plugin's among them.",
                             choices=("digits",), family="datasets", plugins_only=True)  # fmt: skip
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    headline = either(
        "With {compared:# example|# examples} a class, copied and frozen layers err on "
        "{helps.measured:.0f}\xa0%, a network from scratch on {helps.expected:.0f}\xa0% [helps]",
        "With {compared:# example|# examples} a class freezing costs: copied and frozen layers err "
        "on {helps.measured:.0f}\xa0%, a network from scratch on {helps.expected:.0f}\xa0% "
        "[not helps]",
        plain("With {compared:# example|# examples} a class, copied and frozen layers err on "
              "{errs.frozen:.0f}\xa0%, a network from scratch on {errs.scratch:.0f}\xa0%"),
    )  # fmt: skip
    setting = ("Data set: {dataset}, shifted by up to {room:# pixel|# pixels}; {first_layer} and "
               "{second_layer} hidden units; means over {splits} splits, bars: their 95\xa0% "
               "intervals")  # fmt: skip
    compares = either("{helps}",
                      "With {compared:# example|# examples} a class a network from scratch errs on "
                      "{helps.expected:.1f}\xa0%, frozen layers on {helps.measured:.1f}\xa0% [not "
                      "helps].")  # fmt: skip
    ends = (either("{passes}",
                   "With {most:# example|# examples} a class frozen layers still err on less, "
                   "{passes.expected:.1f}\xa0%, a network from scratch on "
                   "{passes.measured:.1f}\xa0% [not passes]."),
            "{tuned}")  # fmt: skip
    look = ("The copied layers stay bit for bit as they were [kept]; only {new.expected} numbers "
            "are new and free to move [new].",
            "In the split drawn the new layer, on what the old ones give, errs on "
            "{stands.measured:.1f}\xa0%, as the frozen network does [stands].",
            compares, ends)  # fmt: skip
    caption = (plain("In each of {splits} random splits (seed {seed}) a network is pretrained on "
                     "{known} classes of {dataset} for {pretraining} steps of Adam (training error "
                     "{source_error:.1f}\xa0%); the other {classes} are then learned in {steps} "
                     "steps and tested on {tested} images. Some units are drawn. Bars: 95\xa0% "
                     "intervals of means. {source}."), compares, ends)  # fmt: skip
    alt = (plain("Two networks one over the other: images of {known} classes of {dataset} above, "
                 "of {classes} others below, and between the same six weight images."),
           "Arrows say that they are copied and frozen [kept]; only the last layer is new, "
           "{new.expected} numbers [new].",
           plain("Beside them, test error against examples a class: with {compared:# example|# "
                 "examples} it is {errs.scratch:.0f}\xa0% from scratch, {errs.frozen:.0f}\xa0% "
                 "frozen and {errs.fine:.0f}\xa0% fine-tuned."), ends)  # fmt: skip
    panels = (
        Panel("networks"),
        Panel("errors", "Error on the new task", "examples a class", "test error (%)"))  # fmt: skip
    try_next = (Try("With 3 examples a class freezing helps as well [helps].", examples=3),)

    easy = Predict(
        "The shifts go from {before.room} pixels each way to {room}, so that the images stand "
        "still. With {before.compared} examples a class copied and frozen layers then err, beside "
        "a network from scratch, …",
        Choice("on more images", "more"),
        Choice("on about as many", 1, "Layers that are frozen cannot follow what is easy to "
               "learn."),
        Choice("on fewer, as before", "fewer", "Transfer helps only where examples are too few."),
        of=Ratio("errs.frozen", over="errs.scratch"), room=0,
        why="Images that stand still are learned from few examples. The copied layers stay as "
            "other classes made them, and only {new.expected} numbers can be trained [kept, new].",
        variants=(Change(before={"examples": 30}, room=0),))  # fmt: skip
    many = Predict("The examples of each class go from {before.examples} to {examples}. Of three "
                   "networks, most errors are then made by that …",
                   Choice("that is fine-tuned", "errs.fine",
                          "It starts from copied layers, but can leave them."),
                   Choice("that learns from scratch", "errs.scratch",
                          "So it was with few examples; now it has enough."),
                   Choice("whose layers are frozen", "errs.frozen"),
                   of=Most("errs.scratch", "errs.frozen", "errs.fine"), examples=80,
                   why="Frozen layers spare examples, and with many they are a limit: they stay as "
                       "other classes made them [kept, passes, tuned].",
                   variants=(Change(before={"pretraining": 50}, examples=80),))  # fmt: skip

    unlearned = Predict(
        "The steps of pretraining go from {before.pretraining} to {pretraining}, so that the first "
        "task is hardly learned. With {examples} examples a class copied and frozen layers then "
        "err, beside a network from scratch, …",
        Choice("on about as many images", 1, "From scratch all layers learn; these stay as they "
               "are."),
        Choice("on more images", "more"),
        Choice("on fewer: a start is a start", "fewer", "Frozen layers are no start, since they do "
               "not go on."),
        of=Ratio("errs.frozen", over="errs.scratch"), before={"examples": 30}, pretraining=5,
        why="What is copied is nearly random, and stays so. Fine-tuned it may be left, and errs on "
            "{errs.fine:.0f}\xa0%, as from scratch [kept, new].",
        variants=(Change(before={"examples": 80}, pretraining=5),))  # fmt: skip

    # Some 0.7 s: of fewer splits the means would not differ by more than their errors.
    def compute(self) -> dict[str, object]:
        # This takes 0.8 s: over fewer splits the means are too far off for what is claimed of them.
        rng = np.random.default_rng(self.seed)
        data = square_images(self, self.dataset, ASKED, PIXEL_NOISE, self.seed)
        task = tasks.divided(data, self.classes, self.room, self.dataset, self.examples)
        mixed = [rng.permutation(len(task.by_class)) for _ in range(self.splits)]
        orders = np.array(mixed)[:, : task.used]
        splits = [tasks.parts_of(task, order, rng) for order in orders]
        sources, examples, tests = map(tasks.stacked, zip(*splits, strict=True))
        learning = tasks.Learning(task.images[0].size, self.splits, self.seed)
        base = learning.pretrained(task.known, sources, self.pretraining)
        at = int(np.searchsorted(task.sizes, self.examples, side="right")) - 1
        networks = learning.learned(base, examples, task.sizes, self.classes, self.steps)
        wrong = [[each.error_rate(*tests) for each in row] for row in networks.values()]
        errors = 100 * np.array(wrong, float).swapaxes(1, 2)
        hidden = slice(base.starts[-2])  # the numbers of all layers but the last
        ended = [[each.parameters[:, hidden] for each in row] for row in networks.values()]
        frozen, seen = networks["frozen"][at], base.member(0).inspect(tests.inputs[0])
        head, square = frozen.layers[-1], (-1, *task.images[0].shape)
        learned = base.layers[0].W[0] - learning.fresh(task.known).layers[0].W[0]
        drawn = np.argsort(-np.square(learned).sum(axis=0))[:FILTERS]
        before, after = (each.layers[0].W[0].T[drawn].reshape(square) for each in (base, frozen))
        shown = [task.by_class[label][0] for label in orders[0]]
        means, reach = errors.mean(axis=1), half_width(errors[..., at])
        middle = means[:, at]
        return {
            **told(data, self.dataset), "sizes": task.sizes, "errors": errors, "means": means,
            "errs": Members(middle), "bars": np.stack([middle - reach, middle + reach], axis=1),
            "at": at, "compared": int(task.sizes[at]), "most": int(task.sizes[-1]),
            "changed": (np.array(ended) != base.parameters[:, hidden]).sum(axis=(2, 3)),
            "started": learning.copied(base, self.classes).parameters[0],
            "ended": frozen.parameters[0].copy(), "features": seen.a[-2],
            "head_W": head.W[0].copy(), "head_b": head.b[0].copy(), "labels": tests.labels[0],
            "orders": orders, "source_error": 100 * float(base.error_rate(*sources).mean()),
            "known": task.known, "tested": task.tested * self.classes, "before": before,
            "after": after, "first_layer": tasks.HIDDEN[0], "second_layer": tasks.HIDDEN[1],
            "shown": random_shift(task.images[shown], task.room, rng),
            "source": data.source.removesuffix(".")}  # fmt: skip

    @claim("Frozen layers are bit for bit those that were copied: {measured} of their numbers "
           "differ.")  # fmt: skip
    def kept(self, result: Result) -> Measured:
        return Measured(result["changed"][self.members.index("frozen")].sum(), "=", 0)

    @claim("Only {expected} numbers may move, a weight from each unit and a bias for a class; "
           "{measured} did.")  # fmt: skip
    def new(self, result: Result) -> Measured:
        changed = np.sum(result["started"] != result["ended"])
        return Measured(changed, "<=", (tasks.HIDDEN[-1] + 1) * self.classes)

    @claim("In the split that is drawn the frozen network errs on {measured}\xa0%, its new layer "
           "on what the old ones give on {expected}\xa0%.")  # fmt: skip
    def stands(self, result: Result) -> Measured:
        logits = result["features"] @ result["head_W"] + result["head_b"]
        wrong = 100 * np.mean(logits.argmax(axis=1) != result["labels"])
        found = result["errors"][self.members.index("frozen"), 0, result["at"]]
        return Measured(found, "=", wrong, within=1e-6 * wrong)

    @finding("With {compared:# example|# examples} a class frozen layers err on "
             "{measured:.1f}\xa0%, a network from scratch on {expected:.1f}\xa0%.")  # fmt: skip
    def helps(self, result: Result) -> Measured:
        return self._compared(result, "frozen", "scratch", result["at"])

    @finding("With {most:# example|# examples} a class a network from scratch errs on "
             "{measured:.1f}\xa0%, frozen layers on {expected:.1f}\xa0%.")  # fmt: skip
    def passes(self, result: Result) -> Measured:
        return self._compared(result, "scratch", "frozen", -1)

    @finding("With {most:# example|# examples} a class fine-tuned layers err on "
             "{measured:.1f}\xa0%, frozen ones on {expected:.1f}\xa0%.")  # fmt: skip
    def tuned(self, result: Result) -> Measured:
        return self._compared(result, "fine", "frozen", -1)

    def _compared(self, result: Result, one: str, other: str, at: int) -> Measured:
        """Return how the mean error of one stands to that of another, by Student's t of pairs."""
        first, second = (result["errors"][self.members.index(name), :, at] for name in (one, other))
        return Measured(first.mean(), "<", second.mean(), margin=half_width(first - second))

    def draw(self, result: Result, figure: Figure) -> None:
        networks, errors = drawing.panels_of(self, result, figure, widths=(1.6, 1), column="a;b")
        self._draw_networks(networks, result)
        self._draw_errors(errors, result)

    def _draw_networks(self, axes: Axes, result: Result) -> None:
        words, known = self.words(result), result["known"]
        axes.set(xlim=(-0.1, 17.6), ylim=(-1.1, ROW + 5.4), aspect="equal", anchor="W")
        axes.set_axis_off()
        _words(axes, words.say("Before: {known} classes, many examples"), (0, ROW + 4.9))
        _draw_network(axes, result["shown"][:known], result["before"], ROW, "pale")
        later = _draw_network(axes, result["shown"][known:], result["after"], 0, "ink")
        for x in (FILTERS_AT + 1.4, UNITS_AT):
            later.append(drawing.arrow(axes, (x, ROW - 0.1), (x, 4.4), "with", width=1.5))
        new = words.say("new, trained:\n{new.expected} numbers")
        later += [
            _words(axes, words.say("New task: {classes} classes, few examples"), (0, -0.6)),
            _words(
                axes, words.say("copied, frozen"), (UNITS_AT + 0.4, 4.85), "with", weight="bold"
            ),
            _words(axes, new, (OUTPUTS_AT + 0.4, 2.15), weight="bold"),
        ]
        drawing.appear([(COPIED, artist) for artist in later], until=GROWN)

    def _draw_errors(self, axes: Axes, result: Result) -> None:
        words, sizes, at = self.words(result), result["sizes"], result["at"]
        drawing.log_axis(axes, "x")
        axes.set_xticks(sizes, [str(size) for size in sizes])
        names = words.say("from scratch"), words.say("copied, frozen"), words.say("fine-tuned")
        times = np.linspace(COPIED + 1, GROWN, len(sizes))
        grows: Any = {"x": sizes, "times": times, "until": GROWN}
        for i, (method, name) in enumerate(zip(self.members, names, strict=True)):
            of, error = drawing.role(ROLES[method]), result["means"][i]
            look: Any = {"prefer": "end" if i else "start", "marker": of.marker}
            line = drawing.curve(axes, error, of, text=name, **look, **grows)
            if method != "fine":
                bar = axes.plot([sizes[at]] * 2, result["bars"][i], color=of.color)
                drawing.accompany(line, bar)
                text = words.say("{errs:.0f}\xa0%", method)
                side: drawing.Side = "left" if i else "right"
                drawing.value_mark(axes, sizes[at], error[at], text, of, side=side, on=line)
        axes.set_ylim(bottom=0)


def _draw_network(axes: Axes, images: Array, filters: Array, y: float, of: str) -> list[Artist]:
    """Draw images, the first layer's weights, units and outputs from left to right, 4.3 high."""
    ink, paper = drawing.colour("ink"), drawing.colour("paper")
    grey = LinearSegmentedColormap.from_list("ink", [drawing.role("ink").faded(0.95), ink])
    ends = [drawing.colour("first"), paper, drawing.colour("second")]
    signed = LinearSegmentedColormap.from_list("weights", ends)
    drawn: list[Artist] = []

    def tile(picture: Array, x: float, y: float, side: float, of: str, **look: Any) -> None:
        drawn.append(axes.imshow(picture, extent=(x, x + side, y, y + side), zorder=3, **look))
        edge: Any = {"fill": False, "edgecolor": drawing.colour(of), "zorder": 4}
        drawn.append(axes.add_patch(Rectangle((x, y), side, side, **edge)))

    rows = -(-len(images) // 2)
    for i, image in enumerate(images):
        height = y + 2.15 + 0.55 * rows - 1.1 * (i // 2 + 1)
        tile(image, 1.1 * (i % 2), height, 1, "muted", cmap=grey, vmin=0, vmax=1)
    for i, weights in enumerate(filters / np.abs(filters).max(axis=(1, 2), keepdims=True)):
        x, height = FILTERS_AT + 1.45 * (i % 2), y + 2.9 - 1.45 * (i // 2)
        tile(weights, x, height, 1.35, "with", cmap=signed, vmin=-1, vmax=1)
    outputs = len(images)
    units = np.linspace(y + 0.2, y + 4.1, DRAWN_UNITS)
    tops = y + 2.15 + min(1.2, 3.9 / (outputs - 1)) * (np.arange(outputs) - (outputs - 1) / 2)
    lines = [[(UNITS_AT, low), (OUTPUTS_AT, high)] for low in units for high in tops]
    colour = drawing.colour(of)
    drawn.append(axes.add_collection(LineCollection(lines, colors=colour, linewidths=0.6)))
    layers = (UNITS_AT, units, drawing.colour("with")), (OUTPUTS_AT, tops, colour)
    for x, heights, shade in layers:
        at = [x] * len(heights)
        drawn += axes.plot(at, heights, "o", color=shade, markeredgecolor=paper, zorder=5)
    for tail, head in ((2.4, FILTERS_AT - 0.3), (FILTERS_AT + 3.1, UNITS_AT - 0.5)):
        drawn.append(drawing.arrow(axes, (tail, y + 2.15), (head, y + 2.15), "muted"))
    return drawn


def _words(axes: Axes, text: str, at: tuple[float, float], of: str = "ink", **look: Any) -> Artist:
    return axes.text(*at, text, color=drawing.text_colour(of), va="center", **look)
