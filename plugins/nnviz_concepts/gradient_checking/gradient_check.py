"""Checking a network's gradient against differences, right and with three faults."""

from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib import rcParams

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, moons
from nnviz.core.gradient_checking import check_gradient
from nnviz.core.gradient_report import RIGHT, WRONG
from nnviz.core.gradient_report import GradientCheck as Report
from nnviz.core.network import Network
from nnviz.core.penalties import L2
from nnviz.core.remembering import remembering
from nnviz.questions import Change, Choice, Most, Moved, Predict
from nnviz.texts import Panel, either, plain

SIZES = (2, 8, 6, 1)
KEEP = 0.8
ROLES = {"right": "good", "doubled": "large", "forgotten": "fourth", "dropout": "fifth"}
ROUNDING = 1e-9
LEAST, MOST = 1e-12, 10.0  # of the differences that are seen
TOP, HEAD, BELOW = -1.7, -1.35, -1.0  # of the words that name the bands, over the rows


class GradientCheck(Concept):
    r"""A right gradient agrees with differences to seven digits; most wrong ones not even to three.

    Back-propagation is easy to get almost right: a network with a wrong gradient often still
    learns, only worse. So compare it once with what needs no calculus. For each parameter take
    the two-sided difference $\hat g_i = \frac{J(w_i+\varepsilon)-J(w_i-\varepsilon)}{2\varepsilon}$
    and look at the relative difference
    $\frac{\lVert g-\hat g\rVert_2}{\lVert g\rVert_2+\lVert\hat g\rVert_2}$. A rule
    of thumb: below $10^{-7}$ the gradient is right, above $10^{-3}$ it is wrong; between them it is
    suspect, and another seed or another $\varepsilon$ tells. Where the two disagree says where to
    look.

    Two faults are easily made besides. If the cost has a penalty, the gradient needs its term
    $\frac{\lambda}{m}W$ too; the weaker the penalty, the less its absence shows. And dropout must
    be off, or keep one mask: with a new one at every call, the two costs of a difference belong to
    two different networks, and the check means nothing.

    It is a misconception that the check belongs in training. It costs two forward passes a
    parameter: run it on a small network, then switch it off.
    """

    title = "Gradient checking"
    topic = "gradient-checking"
    order = 2
    see_also = ("difference-error", "from-scratch", "l2", "dropout")
    builds_on = ("difference-error", "from-scratch")
    keywords = (
        "numerical gradient", "finite differences", "gradcheck", "wrong gradient", "debugging",
        "bug in backpropagation", "is backprop correct", "test gradient code")  # fmt: skip
    symbols = ("ε: step: how far a difference looks to each side",
               "g: gradient by back-propagation; ĝ is that by differences",
               "λ: strength of the penalty", "m: number of examples")  # fmt: skip
    references = ("Goodfellow, Bengio & Courville 2016, Deep Learning, section 11.5",
                  "Ng 2017, Improving deep neural networks, week 1: gradient checking")  # fmt: skip
    code = (check_gradient,)
    members = ("right", "doubled", "forgotten", "dropout")

    layer: int = parameter(
        2, "Layer whose weights' gradient is doubled.", ge=1, le=3, sweep=(1, 2, 3))  # fmt: skip
    penalty: float = parameter(1.0, "Strength λ of the L2 penalty, as λ/2m.", ge=0.1, le=10)
    examples: int = parameter(60, "Examples m that the cost is taken over.", ge=10, le=500)
    networks: int = parameter(12, "Networks, each from a seed of its own.", ge=2, le=50)
    seed: int = parameter(0, "Seed of the data, and of the first network.", ge=0)

    headline = either(
        "Right gradients are off by {passes.measured} at most, wrong ones by {wrong.measured} at "
        "least [passes, wrong]",
        "A forgotten penalty so weak gives as little as {caught.measured.forgotten}, less than "
        "the {caught.expected.forgotten} of a clear fault [not caught.forgotten]",
        plain("Wrong gradients are off by {wrong.measured} at least"))  # fmt: skip
    setting = ("{networks} networks of {parameters} parameters on {examples} points of two moons, "
               "L2 penalty λ = {penalty}; two-sided differences")  # fmt: skip
    verdict = (
        "The right gradients are to the left of {passes.expected}, at {passes.measured} at most "
        "[passes].",
        either("All wrong ones are to the right of {wrong.expected}, at {wrong.measured} or more, "
               "and none is between [wrong, passes].",
               "A penalty so weak gives as little as {caught.measured.forgotten} when it is "
               "forgotten, under {caught.expected.forgotten} [not caught.forgotten]."))  # fmt: skip
    place = ("Where dW is doubled the gradient differs in one part alone, {culprit}: elsewhere by "
             "{elsewhere.measured} at most [found, elsewhere].")  # fmt: skip
    masks = ("With dropout left on, two checks of one network differ by {unlike.measured}; "
             "with one mask for all calls it passes, at {frozen.measured} "
             "[unlike, frozen].")  # fmt: skip
    look = (plain("Each mark is a network from a seed of its own."), verdict, place, masks)
    caption = (plain("The gradients of {networks} networks (2-8-6-1, tanh, seeds from {seed}) on "
                     "{examples} points of two moons, checked against two-sided differences."),
               verdict, place,
               "Without the penalty's term the biases are still right, to {biases.measured} "
               "[biases].", masks)  # fmt: skip
    alt = (plain("Left: four rows of marks on a logarithmic axis of relative differences."),
           verdict,
           plain("Right: a bar for the weights and for the biases of each layer."),
           "Only that of {culprit} is long [found, elsewhere].")  # fmt: skip
    panels = (
        Panel("bands", "Relative difference; bands: a rule of thumb", "‖g − ĝ‖ / (‖g‖ + ‖ĝ‖)"),
        Panel("parts", "dW doubled: only {culprit} differs [found, elsewhere]",
              "relative difference, first network"))  # fmt: skip
    try_next = (Try("The fault moves to layer 1, and is found there [found, elsewhere].", layer=1),
                Try("Forgetting a penalty ten times weaker still shows as wrong [caught].",
                    of="forgotten", penalty=0.1),
                Try("Over {examples} examples so weak a penalty, forgotten, does not always show "
                    "as wrong [not caught].",
                    of="forgotten", penalty=0.1, examples=500))  # fmt: skip

    alone = Predict(
        "The layer whose dW is doubled goes from {before.layer} to {layer}, the last, where "
        "back-propagation begins. Too long are then the gradients of W …",
        Choice("of this layer alone", "layer_3"),
        Choice("of this layer and the one before", ("layer_2", "layer_3"),
               "A layer passes its error back, not its dW."),
        Choice("of all layers", ("layer_1", "layer_2", "layer_3"),
               "So it is where the error that a layer passes back is wrong."),
        of=Most("layer_1", "layer_2", "layer_3"), layer=3,
        why="What a layer passes back is its error. dW is computed from it and passed to no one, "
            "so that a fault in its formula stays where it is [found, elsewhere].",
        variants=(Change(before={"layer": 1}, layer=3),))  # fmt: skip
    more_examples = Predict(
        "The cost is taken over {examples} examples instead of {before.examples}. Of the gradients "
        "without the penalty's term and with dropout left on, nearer to their differences comes …",
        Choice("neither", (), "A fault need not hang on m, but the penalty's does."),
        Choice("that with dropout left on", "least.dropout",
               "Chance evens out over more examples, but far too slowly: it is divided by 2ε."),
        Choice("that without the penalty's term", "least.forgotten"),
        Choice("each of the two", ("least.forgotten", "least.dropout"),
               "The masks' chance is divided by 2ε: it stays far too large."),
        of=Moved("least.forgotten", "least.dropout"), examples=480,
        why="The missing term is λ/m times the weights: with more examples it is smaller beside "
            "the rest of the gradient, and its absence shows less [term].",
        variants=(Change(before={"examples": 30}, examples=120),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        data = moons(self.examples, 0.1, self.seed)
        seeds = range(self.seed, self.seed + self.networks)
        each = [_checked(data, self.penalty, seed, first=seed == self.seed) for seed in seeds]
        for reports in each:
            right = reports["right"]
            doubled = right.gradient.copy()
            right.network.views(doubled)[self.layer - 1].W[...] *= 2
            reports["doubled"] = replace(right, gradient=doubled)
        cases = {case: [reports[case] for reports in each] for case in self.members}
        relative = np.array([[r.relative_difference for r in cases[case]] for case in cases])
        parts, masks = [r.by_part for r in cases["doubled"]], each[0]
        network = masks["right"].network
        return {
            "cases": Members(np.array(["right gradient", "doubled dW", "gradient without the "
                                       "penalty's term", "gradient with dropout left on"])),
            "relative": relative,
            "rows": np.arange(len(cases))[:, np.newaxis] + np.linspace(-0.16, 0.16, len(each)),
            "least": Members(relative.min(axis=1)),
            "gradients": np.array([[r.gradient for r in cases[case]] for case in cases]),
            "numericals": np.array([[r.numerical for r in cases[case]] for case in cases]),
            "by_part": np.array([list(part.values()) for part in parts]),
            "parts": np.array(list(parts[0])),
            "culprit": f"layer {self.layer}, W",
            **{f"layer_{i}": float(parts[0][f"layer {i}, W"]) for i in (1, 2, 3)},
            "weights": network.parameters * network.weight_mask,
            "again": np.array([masks["dropout"].numerical, masks["again"].numerical]),
            "one_mask": np.array([masks["frozen"].gradient, masks["frozen"].numerical]),
            "parameters": len(network.parameters)}  # fmt: skip

    @claim("The {cases} differs from differences by ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖): {measured} on average; "
           "from both vectors, {expected}.")  # fmt: skip
    def defined(self, result: Result) -> Measured:
        formula = _apart(result["gradients"], result["numericals"]).mean(axis=1)
        return Measured(result["relative"].mean(axis=1), "=", formula, within=ROUNDING * formula)

    @claim("The right gradient of each of {networks} networks is within {measured}: under "
           "{expected}.")  # fmt: skip
    def passes(self, result: Result) -> Measured:
        return Measured(result["relative"][0].max(), "<", RIGHT)

    @claim("Doubling dW makes the first network's difference that layer's share of both gradients, "
           "‖dW‖ / (‖g′‖ + ‖g‖): {measured}; by the formula, {expected}.")  # fmt: skip
    def share(self, result: Result) -> Measured:
        right, doubled = result["gradients"][:2, 0]
        expected = np.linalg.norm(doubled - right)
        expected /= np.linalg.norm(doubled) + np.linalg.norm(right)
        within = 2 * result["relative"][0, 0]  # differences stand for the right gradient
        return Measured(result["relative"][1, 0], "=", expected, within=within)

    @claim("What a forgotten penalty lacks is as long as λ/m times the weights: {measured}.")
    def term(self, result: Result) -> Measured:
        lacking = result["gradients"][0, 0] - result["gradients"][2, 0]
        expected = self.penalty / self.examples * np.linalg.norm(result["weights"])
        return Measured(np.linalg.norm(lacking), "=", expected, within=ROUNDING * expected)

    @claim("Of the doubled gradient's difference a share of {measured} is in {culprit}: all.")
    def found(self, result: Result) -> Measured:
        shares = result["by_part"][:, result["parts"] == result["culprit"]][:, 0]
        return Measured((shares / result["relative"][1]).min(), "=", 1, within=ROUNDING)

    @claim("In all parts but {culprit} the doubled gradient is within {measured}, under "
           "{expected}.")  # fmt: skip
    def elsewhere(self, result: Result) -> Measured:
        others = result["by_part"][:, result["parts"] != result["culprit"]]
        return Measured(others.max(), "<", RIGHT)

    @claim("Without the penalty's term the biases are within {measured}, under {expected}.")
    def biases(self, result: Result) -> Measured:
        bias = result["weights"] == 0
        apart = _apart(result["gradients"][2][:, bias], result["numericals"][2][:, bias])
        return Measured(apart.max(), "<", RIGHT)

    @claim("With dropout left on, two checks of one network are {measured} apart, over {expected}.")
    def unlike(self, result: Result) -> Measured:
        return Measured(_apart(*result["again"]), ">", WRONG)

    @claim("With one mask for all calls the first network is within {measured}, under {expected}.")
    def frozen(self, result: Result) -> Measured:
        return Measured(_apart(*result["one_mask"]), "<", RIGHT)

    @finding("Each wrong gradient is off by {measured} or more, over {expected}.")
    def wrong(self, result: Result) -> Measured:
        return Measured(result["least"][1:].min(), ">", WRONG)

    @finding("The {cases} is off by {measured} or more, over {expected}.")
    def caught(self, result: Result) -> Measured:
        faulty = np.arange(len(self.members)) > 0
        return Measured(result["least"], ">", WRONG, where=faulty, otherwise="it has no fault")

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words = self.words(result)
        bands, parts = drawing.panels_of(self, result, figure, widths=(1.5, 1))
        self._draw_bands(bands, result)
        worst = result["parts"] == result["culprit"]
        roles = [ROLES["doubled"] if at else "pale" for at in worst]
        names = [words.at(part=part).say("{part}") for part in result["parts"].tolist()]
        drawing.bars_with_values(parts, names, result["by_part"][0], roles)
        parts.xaxis.set(visible=True, ticks=[])  # for its label: every value is written

    def _draw_bands(self, axes: drawing.Axes, result: Result) -> None:
        """Draw every network's difference in the row of its case, over the bands of the verdict."""
        words, relative, rows = self.words(result), result["relative"], result["rows"]
        drawing.log_axis(axes, "x")
        names = words.say("no fault"), words.say("dW doubled"), words.say("penalty forgotten")
        axes.set_yticks(range(len(ROLES)), [*names, words.say("dropout left on")])
        ticks = axes.get_yticklabels()
        for values, row, role, tick in zip(relative, rows, ROLES.values(), ticks, strict=True):
            axes.plot(values, row, drawing.role(role).marker, color=drawing.colour(role))
            tick.set_color(drawing.text_colour(role))
        axes.set(ylim=(len(ROLES) - 0.4, TOP), xlim=(LEAST, MOST))
        axes.set_xticks(np.geomspace(1e-11, 1e-1, 6))  # so that each limit has its number
        for limit in (RIGHT, WRONG):
            drawing.threshold(axes, limit, which="x")
        verdicts = words.say("right"), words.say("suspect"), words.say("wrong")
        style: Any = {"size": rcParams["xtick.labelsize"], "color": drawing.colour("muted")}
        edges = np.array([LEAST, RIGHT, WRONG, MOST])
        for x, text in zip(np.sqrt(edges[1:] * edges[:-1]), verdicts, strict=True):
            axes.text(x, HEAD, text, ha="center", va="center", **style)
        axes.axhline(BELOW, **drawing.line_style("faint"))
        lowest = 1 + result["least"][1:].argmin()
        most, least = words.say("{passes.measured}"), words.say("{wrong.measured}")
        marked = (0, relative[0].argmax(), most), (lowest, relative[lowest].argmin(), least)
        for row, at, text in marked:
            x, y, role = relative[row, at], rows[row, at], ROLES[self.members[row]]
            drawing.value_mark(axes, x, y, text, role, side="above")


@remembering
def _checked(data: Dataset, strength: float, seed: int, *, first: bool) -> dict[str, Report]:
    """Return the check of one network for every case that no layer's fault is in."""
    network, dropping = _network(seed, keep=1), _network(seed, keep=KEEP)
    X, y, penalty = data.inputs, data.targets, L2(strength)
    right = check_gradient(network, X, y, penalty=penalty)
    reports = {"right": right, "forgotten": replace(right, gradient=network.gradient(X, y))}
    masks: Any = {"dropout": "fresh"} | ({"again": "fresh", "frozen": "frozen"} if first else {})
    for name, at in masks.items():
        reports[name] = check_gradient(dropping, X, y, penalty=penalty, training=True, dropout=at)
    return reports


def _network(seed: int, keep: float) -> Network:
    """Return a network whose biases are no zeros either, which would hide faults in their terms."""
    network = Network(SIZES, hidden="tanh", loss="binary", seed=seed, keep=keep)
    generator = np.random.default_rng(seed)
    for layer in network.layers:
        layer.b[...] = generator.normal(scale=0.5, size=layer.b.shape)
    return network


def _apart(gradient: Array, numerical: Array) -> Array:
    """Return ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖) over the last axis."""
    norms = np.linalg.norm(gradient, axis=-1) + np.linalg.norm(numerical, axis=-1)
    return np.asarray(np.linalg.norm(gradient - numerical, axis=-1) / norms)
