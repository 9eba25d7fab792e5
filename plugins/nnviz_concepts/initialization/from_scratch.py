"""The whole of training: one step taken apart, and what thousands of them make of a network."""

from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.gradient_checking import check_gradient
from nnviz.core.layers import Layer, Pass, initialize
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.datasets import in_plane, told
from nnviz.questions import Change, Choice, Predict, Ratio, Value
from nnviz.texts import Panel, either, plain
from nnviz_concepts.initialization.from_scratch_step import grid_about, taken_apart, trained

EXAMPLES, RUNS, CHECKED = 200, 11, 60
FINE, DISC = 61, 41  # points along the side of a plane, and of a unit's disc
MOMENTS = 20  # stages of the boundary in a film
CLASSES = ("first", "second")
RIGHT, NEARLY, ROUNDING = 1e-7, 0.001, 1e-12
GOOD = 95  # per cent
CROWDED = 5  # so many hidden units have their numbers beside them
ACROSS = (0.0, 2.6, 5.7)  # where inputs, hidden units and outputs stand
STEP = 0.4  # of a film: its one step, and then the epochs


class FromScratch(Concept):
    r"""A step is forward, backward and update; training is nothing but many of them.

    **Forward**, layer by layer: $z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$ and $a^{[l]} = g(z^{[l]})$,
    up to the probability $p$ that the network gives, and its loss, minus the logarithm of what it
    gives to the right class. **Backward**, layer by layer from the top by the chain rule: the error
    $\delta = \partial J/\partial z$ of each unit. At the output it is $p - y$; a layer below, it is
    the errors above, weighed by the weights that lead there, times the slope $g'(z)$. The gradient
    by a weight is what came in through it times the error above it. **Update**: each weight goes a
    little against its gradient, $w \leftarrow w - \eta\,\partial J/\partial w$.

    An epoch is one pass over all examples. Hidden units are what bends a boundary: each of them is
    0 on a line, and the network puts its boundary together from them. A misconception: that
    back-propagation learns. It only computes a gradient; learning is the update.
    """

    title = "A neural network from scratch"
    topic = "initialization"
    order = 1
    see_also = ("gradient-check", "initialization", "learning-rate", "minibatch")
    keywords = ("neural network", "multilayer perceptron", "MLP", "backpropagation", "backprop",
                "forward pass", "backward pass", "chain rule", "training loop", "epoch",
                "hidden layer", "delta rule", "feedforward network", "fully connected")  # fmt: skip
    references = (
        "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.5")  # fmt: skip
    code = (initialize, Layer.forward, Layer.weigh, Pass.backward, Layer.weigh_backward,
            Layer.backward_to, Layer.backward, GradientDescent.rule)  # fmt: skip
    members = ("start", "early", "later", "end")

    dataset: str = parameter(
        "moons", "Data set in the plane, a plugin's among them.", family="datasets")  # fmt: skip
    noise: float = parameter(0.1, "Standard deviation of the data's noise.", ge=0, le=0.5)
    units: int = parameter(4, "Hidden units.", ge=2, le=8, sweep=(2, 3, 4, 6, 8))
    rate: float = parameter(0.2, "Learning rate η.", ge=0.01, le=5, sweep=(0.05, 0.2, 1.0))
    epochs: int = parameter(60, "Passes over the examples.", ge=10, le=120)
    seed: int = parameter(0, "Seed of the data, their order and the weights.", ge=0)

    headline = either(
        "One step takes its point's loss from {lowers.expected} to {lowers.measured}; {epochs} "
        "epochs take the cost from {learns.expected} to {learns.measured} [lowers, learns]",
        "One step takes its point's loss from {lowers.expected} to {lowers.measured}, and yet "
        "{epochs} epochs take the cost up, from {learns.expected} to {learns.measured} [lowers, "
        "not learns]",
        "One step takes its point's loss from {lowers.expected} to {lowers.measured} [lowers]",
        plain("{epochs} epochs: the cost goes from {first_cost} to {last_cost}"))  # fmt: skip
    setting = ("One of {examples} points a step (the dot), η = {rate}; a disc: a unit's output "
               "over the plane; median of {runs} runs")  # fmt: skip
    outcome = (
        "{lowers}",
        either("{learns}", "{epochs} epochs take the cost up, from {learns.expected} to "
               "{learns.measured} [not learns]."),
        "{right}")  # fmt: skip
    look = (plain("The thicker a line, the larger its weight's size; the colour is its sign. "
                  "Backward, its gradient's size. Dashed: where a hidden unit's output is 0."),
            "{errs}", "{carried_back}", "{moved}", outcome,
            "The back-propagated gradient agrees with two-sided differences "
            "[differences].")  # fmt: skip
    caption = (
        either(
            plain("A network with {units} hidden tanh units learns {examples} points ({dataset}, "
                  "noise {noise}, seed {seed}), one a step in a fixed order, at η = {rate}."),
            plain("A network with {units} hidden tanh units learns {examples} points of {dataset} "
                  "(seed {seed}), one a step in a fixed order, at η = {rate}.")),
        plain("Above, step {step}, on a point of class {target}; below, the cost of {runs} runs, "
              "and the boundary of the median one, with the share of points that are right."),
        outcome)  # fmt: skip
    alt = (plain("Above, a network three times: forward, backward and after the update. Below, the "
                 "cost against the epoch, and the points in the plane at four epochs."),
           outcome)  # fmt: skip
    panels = (
        Panel("forward", "Step {step}, class {target}: forward →", "the marked weight: {weight}"),
        Panel("backward", "← backward: errors", "gradient: {carried} · {error} = {slope}"),
        Panel("update", "update: less η · gradient", "{weight} − {rate} · {slope} = {weight_then}"),
        Panel("costs", "Cost at epoch {reached}", "epoch", "cost J"),
        Panel("start", "Epoch {seen}", of="start"), Panel("early", "Epoch {seen}", of="early"),
        Panel("later", "Epoch {seen}", of="later"),
        Panel("end", "Epoch {seen}", of="end"))  # fmt: skip
    try_next = (
        Try("At a rate of 1 a step lowers its loss, and it learns [lowers, learns].", rate=1.0),
        Try("Three classes, three outputs [learns, right].", dataset="blobs"))  # fmt: skip

    two_units = Predict(
        "The hidden units go from {before.units} to {units}. After {epochs} epochs the network has "
        "right …",
        Choice("half of the points: it guesses", (40, 60), "Even a straight line has more."),
        Choice("most of the points, but not all", (65, 99.4)),
        Choice("all of the points, as before", (99.4, 101), "So many lines are not enough for two "
               "moons."),
        of=Value("right.measured"), units=2,
        why="The boundary is put together from the lines on which a hidden unit is 0. Of two lines "
            "there is one bend, and the moons need two: the cost ends at {learns.measured} "
            "[learns].",
        variants=(Change(units=2, epochs=120),))  # fmt: skip
    too_long = Predict(
        "η goes from {before.rate} to {rate}. A step still lowers the loss of its own point. After "
        "{epochs} epochs the cost of all points is then …",
        Choice("more than ten times as high", (10, 1e9)),
        Choice("about as high as before", 1, "A step that helps its point may harm the others."),
        Choice("less than a tenth as high", (0, 0.1), "Longer steps help only while they undo "
               "nothing."),
        of=Ratio("learns.measured"), rate=2.0,
        why="One step takes the loss of its point from {lowers.expected} to {lowers.measured}. So "
            "long a step undoes what other points have taught [lowers, moved].",
        variants=(Change(before={"units": 8}, rate=2.0),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        points = in_plane(self, self.dataset, EXAMPLES, self.noise, self.seed)
        order = np.random.default_rng(self.seed).permutation(len(points))
        X, y, classes = points.inputs[order], points.targets[order], len(points.classes)
        sizes = [2, self.units, 1 if classes == 2 else classes]
        loss = "binary" if classes == 2 else "multiclass"
        runs = Network(sizes, loss=loss, seed=RUNS * self.seed, members=RUNS)
        recorded = trained(runs, X, y, self.rate, self.epochs)
        costs = recorded["cost"]
        run = int(np.argsort(costs[-1])[RUNS // 2])
        one = runs.member(run)
        checked = check_gradient(one, X[:CHECKED], y[:CHECKED])
        falls = int(np.argmax(costs[:, run] < costs[1, run] / 3))
        later = falls if 1 < falls < self.epochs else self.epochs // 2
        seen = np.array([0, 1, later, self.epochs])
        passed = np.linspace(0, self.epochs, MOMENTS, endpoint=False).astype(int)
        moments = one.with_parameters(recorded["parameters"][[*seen, *passed], run])
        middle = (X.max(axis=0) + X.min(axis=0)) / 2
        half = 1.12 * float((X - middle).max())
        answers = moments.inspect(grid_about(middle, half, FINE))
        decided = answers.a[-1][..., 0] if classes == 2 else answers.a[-1].argmax(axis=-1)
        lines = answers.z[0][:4].swapaxes(-1, -2).reshape(4, self.units, FINE, FINE)
        right = moments.accuracy(X, y)[:4]
        return {
            "inputs": X, "labels": y, "middle": middle, "half": half,
            "costs": costs, "typical": costs[:, run],
            "first_cost": float(costs[0, run]), "last_cost": float(costs[-1, run]),
            "accuracy": float(right[-1]), "difference": np.array([checked.relative_difference]),
            "seen": Members(seen), "accuracies": Members(100 * right), "passed": passed,
            "decided": decided[:4], "decided_earlier": decided[4:], "lines": lines,
            **taken_apart(one, X, y, self.rate, grid_about(middle, half, DISC)),
            **told(points, self.dataset, "noise"),
            "reached": self.epochs, "examples": len(points), "runs": RUNS}  # fmt: skip

    @claim("The back-propagated gradient is that of two-sided differences.")
    def differences(self, result: Result) -> Measured:
        return Measured(result["difference"][0], "<", RIGHT)

    @claim("The error at the output is {measured}; p − y is {expected}.")
    def errs(self, result: Result) -> Measured:
        off = result["output_values"][0] - result["wanted"]
        top = int(np.abs(off).argmax())
        return Measured(result["output_errors"][top], "=", off[top], within=ROUNDING)

    @claim("The marked weight's unit errs by {measured}; errors above, brought back: {expected}.")
    def carried_back(self, result: Result) -> Measured:
        _, j = result["dark"]
        above = result["last_weights"][0, j] @ result["output_errors"]
        expected = above * (1 - result["hidden_values"][0, j] ** 2)
        return Measured(result["hidden_errors"][j], "=", expected, within=ROUNDING)

    @claim("The marked weight goes from {weight} to {measured}; less η · gradient: {expected}.")
    def moved(self, result: Result) -> Measured:
        i, j = result["dark"]
        was, now = result["first_weights"][:, i, j]
        slope = result["point"][i] * result["hidden_errors"][j]
        return Measured(now, "=", was - self.rate * slope, within=ROUNDING * max(1, abs(now)))

    @finding("The step takes its point's loss from {expected} to {measured}.")
    def lowers(self, result: Result) -> Measured:
        """No law: so steep a rate as to leap over the minimum may raise the loss."""
        before, after = result["losses"]
        return Measured(after, "<", before, margin=NEARLY * before)

    @finding("{epochs} epochs take the cost from {expected} to {measured}.")
    def learns(self, result: Result) -> Measured:
        first, last = result["typical"][[0, -1]]
        return Measured(last, "<", first, margin=first / 20)

    @finding("At the end {measured:.3g}\xa0% of the points are right.")
    def right(self, result: Result) -> Measured:
        return Measured(result["accuracies"][-1], ">=", GOOD)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        rows: Any = {"mosaic": "aaaabbbbcccc;ddddeeffgghh", "column": "aa;bb;cc;dd;ef;gh"}
        rows |= {"heights": (1.2, 1), "column_height": 2.3 * figure.get_figwidth()}
        made = drawing.panels_of(self, result, figure, **rows)
        self._draw_costs(made[3], result)
        for which, axes in enumerate(made[:3]):
            self._draw_step(axes, result, which)
        for i, axes in enumerate(made[4:]):
            self._draw_plane(axes, result, i)

    def _draw_step(self, axes: drawing.Axes, result: Result, which: int) -> None:
        """Draw the network forward, backward or after the update, part by part in a film."""
        words, back, now = self.words(result), which == 1, int(which == 2)
        of = "fourth" if back else "ink"
        edges, units = ("slopes", "errors") if back else ("weights", "values")
        names = f"first_{edges}", f"last_{edges}", f"hidden_{units}", f"output_{units}"
        *weights, hidden, outputs = (result[each] if back else result[each][now] for each in names)
        sizes, many = (2, self.units, len(outputs)), len(outputs) > 1
        gaps = 1.4, min(1.0, 2.07 / (self.units - 1)), 1.3 / max(2, len(outputs) - 1)
        radius = min(0.3, 0.44 * gaps[1], 0.46 * gaps[2])
        spots = [np.stack([np.full(size, x), gap * ((size - 1) / 2 - np.arange(size))], axis=1)
                 for size, x, gap in zip(sizes, ACROSS, gaps, strict=True)]  # fmt: skip
        axes.set(xlim=(-0.4, 6.8), ylim=(-1.4, 1.4), aspect="equal", anchor="W")
        axes.set(xticks=[], yticks=[])
        axes.set_xlabel(axes.get_xlabel(), loc="left")
        axes.spines[["left", "bottom"]].set_visible(False)
        start = STEP * which / 3
        moments = [start + STEP * (2 - i if back else i) / 9 for i in range(3)]  # by layer
        colours = (of, of) if back else CLASSES
        shown: list[tuple[float, Artist]] = []
        largest, dark = max(np.abs(W).max() for W in weights), tuple(result["dark"])
        for layer, W in enumerate(weights):
            ends, marked = spots[layer : layer + 2], None if layer else dark
            drawn = _edges(axes, ends, W / largest, colours, marked)
            shown.append((moments[layer if back else layer + 1], drawn))
        for layer, numbers in enumerate((result["point"], hidden, outputs)):
            for k, (place, value) in enumerate(zip(spots[layer], numbers, strict=True)):
                said = None if back else result["discs"][now, k + sum(sizes[:layer])]
                unit = _disc(axes, place, radius, said, result["place"])
                if layer != 1 or self.units <= CROWDED or k == dark[1]:
                    probable = layer == 2 and not (back or many)
                    number = words.at(value=float(value))
                    text = number.say("p = {value:.2f}" if probable else "{value:.2f}")
                    aside = layer == 1 or (layer == 2 and many)
                    unit.append(_number(axes, text, place, radius, of if layer else "ink", aside))
                shown += [(moments[layer], each) for each in unit]
        x, y = spots[2][-1] - (0, radius + 0.1)
        losses = words.say("loss {lowers.expected:.2f}"), words.say("loss {lowers.measured:.2f}")
        text = words.say("p − y") if back else losses[now]
        under = axes.text(x, y, text, ha="center", va="top", weight="bold")
        under.set(color=drawing.text_colour(of), zorder=6)
        drawing.appear([*shown, (moments[2], under)])

    def _draw_costs(self, axes: drawing.Axes, result: Result) -> None:
        words = self.words(result)
        first = self.epochs * STEP / (1 - STEP)  # the film's time before the epochs, in epochs
        at = np.arange(self.epochs + 1.0)
        drawing.log_axis(axes, "y")
        cloud = drawing.pale_cloud(axes, at, result["costs"].T, "train", 0.6)
        line = drawing.curve(axes, result["typical"], "train", times=first + at)
        for k in result["seen"]:
            drawing.accompany(line, [drawing.start(axes, (k, result["typical"][k]), "train")])
        ends = words.say("{learns.expected}"), words.say("{learns.measured}")
        for text, k in zip(ends, (0, self.epochs), strict=True):
            cost = result["typical"][[k]]
            beside = drawing.label(axes, text, [k], cost, "train", side="above", bold=True)
            drawing.accompany(line, [beside])
        axes.margins(y=0.25)
        shares = np.linspace(0, 1, self.epochs, endpoint=False)
        epochs = (np.clip((shares - STEP) / (1 - STEP), 0, 1) * self.epochs).astype(int).tolist()
        drawing.retitle(axes, (words.at(reached=k).say(self.panels[3].title) for k in epochs))
        drawing.appear([(STEP, cloud)])

    def _draw_plane(self, axes: drawing.Axes, result: Result, i: int) -> None:
        words, epoch, passed = self.words(result), result["seen"][i], result["passed"]
        before = np.flatnonzero(passed < epoch)
        until = STEP + (1 - STEP) * epoch / self.epochs
        if len(before):  # the first stage stands until the epochs begin
            wait = round(len(before) * STEP / (until - STEP))
            before = np.concatenate([np.zeros(wait, int), before])
        limits = [(m - result["half"], m + result["half"]) for m in result["middle"]]
        film: Any = {"earlier": result["decided_earlier"][before], "until": until}
        drawing.boundaries(axes, lambda _: result["decided"][i], *limits, resolution=FINE, **film)
        drawing.class_points(axes, result["inputs"], result["labels"], size=0.45)
        thin: Any = {"color": drawing.colour("muted"), "linestyle": "--", "linewidth": 1}
        corner, side = result["middle"] - result["half"], 2 * result["half"]
        zeros: list[Artist] = []
        for plane in result["lines"][i]:
            if np.isfinite(plane).all() and plane.min() < 0 < plane.max():
                along, up = slope = np.array([plane[0, -1], plane[-1, 0]]) - plane[0, 0]
                foot = corner - side * plane[0, 0] * slope / (slope @ slope)
                zeros.append(axes.axline(foot, foot + np.array([-up, along]), **thin))
        axes.set(xticks=[], yticks=[], xlim=limits[0], ylim=limits[1], aspect="equal", anchor="W")
        right = words.say("{accuracies:.3g}\xa0%", self.members[i])
        halo = withStroke(linewidth=3, foreground=drawing.role(CLASSES[1]).fill)
        told = axes.text(0.96, 0.05, right, transform=axes.transAxes, ha="right", weight="bold",
                         path_effects=[halo], zorder=6)  # fmt: skip
        stages = passed[before].tolist()
        drawing.retitle(axes, (words.at(seen=k).say("Epoch {seen}") for k in stages), until=until)
        drawing.appear([(until, each) for each in (told, *zeros)])


def _edges(axes: drawing.Axes, ends: Any, W: Array, colours: Any, marked: Any) -> Artist:
    """Draw numbers from −1 to 1 as lines of that thickness, below 0 of the first colour."""
    lines = [(a, b) for a in ends[0] for b in ends[1]]
    pale = [drawing.role(colour).faded(0.35) for colour in colours]
    shades = [
        drawing.colour("ink") if at == marked else pale[int(w > 0)] for at, w in np.ndenumerate(W)
    ]
    widths = (0.3 + 2.4 * np.abs(W.ravel())) * rcParams["lines.linewidth"]
    edges = LineCollection(lines, colors=shades, linewidths=widths, zorder=1)
    return axes.add_collection(edges, autolim=False)


def _disc(axes: drawing.Axes, at: Array, radius: float, said: Any, dot: Array) -> list[Artist]:
    """Draw a unit: what it says over the plane, with the step's point on it, or an empty disc."""
    ink, paper, (x, y) = drawing.colour("ink"), drawing.colour("paper"), at
    edge = drawing.colour("fourth") if said is None else ink
    disc = axes.add_artist(Circle((x, y), radius, fc=paper, ec=edge, zorder=3))
    if said is None:
        return [disc]
    low, high = (drawing.role(of).faded(0.2) for of in CLASSES)
    picture = axes.imshow(
        said.reshape(DISC, DISC), vmin=-1, vmax=1, origin="lower", aspect="equal", zorder=3.5,
        cmap=LinearSegmentedColormap.from_list("says", [low, paper, high]),
        extent=(x - radius, x + radius, y - radius, y + radius),
    )  # fmt: skip
    picture.set_clip_path(Circle((x, y), radius, transform=axes.transData))
    size = 0.6 * rcParams["lines.markersize"]
    points = axes.plot(*(at + radius * dot), "o", color=ink, markersize=size, zorder=4)
    return [disc, picture, *points]


def _number(axes: drawing.Axes, text: str, at: Any, radius: float, of: str, aside: bool) -> Artist:
    """Write a unit's number right of it, or above it."""
    halo = withStroke(linewidth=3, foreground=drawing.colour("paper"))
    x, y = at + ((radius + 0.05, 0) if aside else (0, radius + 0.06))
    return axes.text(
        x, y, text, color=drawing.text_colour(of), size=rcParams["xtick.labelsize"], zorder=6,
        ha="left" if aside else "center", va="center" if aside else "bottom", path_effects=[halo],
    )  # fmt: skip
