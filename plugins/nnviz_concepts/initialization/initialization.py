"""What a deep network learns, against the size of the weights from which it starts."""

from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import circles
from nnviz.core.initializers import VarianceScaling
from nnviz.core.network import Network
from nnviz.questions import Change, Choice, Predict, Value
from nnviz.texts import Panel, each, either, plain
from nnviz_concepts.initialization import initialization_networks as learning

UNIT = float(np.finfo(float).eps)
LN2 = float(np.log(2))
EXAMPLES, NOISE, UNITS, NETWORKS = 50, 0.1, 12, 5
LOWEST, HIGHEST = 2e-4, 3.0  # costs drawn
DIVERGED, NOTHING = 6.0, 0.22  # where a cost of ∞, and a size of 0, stand on logarithmic axes
JITTER = 2 ** (0.03 * (np.arange(NETWORKS) - NETWORKS // 2))  # so that dots lie side by side
SIDES: dict[str, drawing.Side] = {"zeros": "above", "small": "above", "other": "left",
                                  "he": "below", "large": "above"}  # fmt: skip
NEARLY = 0.01  # what is so near ln 2 has learned nothing
ROUNDING = 1e-9
ROLES = {"zeros": "plain", "small": "small", "other": "high", "he": "good", "large": "large"}


class Initialization(Concept):
    r"""Where the weights start decides whether a deep network learns at all.

    Gradient descent can only go on from where it begins. From **zeros** all units of a layer are
    equal and get the same gradient, which is zero as well: the cost stays at $\ln 2$, that of a
    guess. Weights that are too small let signals fade from layer to layer, and gradients with them;
    the first layers get nothing to learn from. Weights that are too large make both grow, until the
    first steps throw the network off its numbers, or push all units of a layer of ReLU below zero,
    where their gradient is 0 for ever.

    A network of ReLU without biases multiplies its outputs by $s^{L}$ when all weights of its $L$
    layers are multiplied by $s$. So the deeper the network is, the narrower is the range of sizes
    from which it learns. **He** chooses the variance $2/n_{in}$, because ReLU takes half of the
    mean square away at each layer; **Xavier** chooses $2/(n_{in}+n_{out})$, which suits tanh.

    In practice: He's start for ReLU and its relatives, Xavier's for tanh and sigmoid, and zeros for
    the biases. In a shallow network other sizes learn as well, and some of them sooner. It is
    a misconception that a good start is near the solution: it is a place from which signals and
    gradients pass through all layers.
    """

    title = "Starting weights: too small, Xavier, He, too large"
    topic = "initialization"
    order = 5
    see_also = ("symmetry-breaking", "activation-statistics", "vanishing-gradients", "batch-norm")
    builds_on = ("symmetry-breaking", "activations")
    keywords = ("weight initialization", "starting weights", "Xavier", "Glorot", "He", "Kaiming",
                "uniform", "random weights", "fan-in")  # fmt: skip
    symbols = ("n: units that a layer takes in or gives out", "L: number of layers")
    references = (
        "Glorot & Bengio 2010, Understanding the difficulty of training deep networks",
        "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, section 2.2")  # fmt: skip
    code = (VarianceScaling.variance, VarianceScaling.__call__)
    members = ("zeros", "small", "other", "he", "large")

    start: str = parameter(
        "xavier", "A further start, a plugin's among them.", family="initializers")  # fmt: skip
    small: float = parameter(0.5, "Smaller weights, as a multiple of He's.", ge=0.32, le=0.95,
                             sweep=(0.5, 0.7, 0.9))  # fmt: skip
    large: float = parameter(2.0, "Larger weights, as a multiple of He's.", ge=1.05, le=3.1,
                             sweep=(1.2, 1.5, 2.0))  # fmt: skip
    layers: int = parameter(10, "Number of hidden layers.", ge=2, le=12, sweep=(3, 5, 10))
    rate: float = parameter(0.15, "Learning rate η.", ge=0.05, le=0.3)
    steps: int = parameter(250, "Steps of gradient descent.", ge=100, le=400)
    goal: float = parameter(0.2, "Cost at which a network has learned.", ge=0.01, le=0.5,
                            formerly="target")  # fmt: skip
    seed: int = parameter(0, "Seed of the points and the weights.", ge=0)

    headline = either(
        "He's start reaches a cost of {learns.measured.he}; {small} and {large} times its weights "
        "end at ln 2 [learns.he, stays.small, stays.large]",
        "He's start reaches a cost of {learns.measured.he}; {small} times its weights end at ln "
        "2, and with {large} times most networks diverge [learns.he, stays.small, diverges.large]",
        "He's start reaches a cost of {learns.measured.he}; {small} times its weights end at ln 2 "
        "[learns.he, stays.small]",
        "He's start reaches a cost of {learns.measured.he}; with {large} times its weights most "
        "networks diverge [learns.he, diverges.large]",
        "{small}, 1 and {large} times He's weights reach costs of {learns.measured.small}, "
        "{learns.measured.he} and {learns.measured.large} [learns.small, learns.he, learns.large]",
        "He's start reaches a cost of {learns.measured.he} [learns.he]",
        "After {steps} steps He's start is at a cost of {learns.measured.he}, still over {goal} "
        "[not learns.he]",
        plain("Costs after {steps} steps from starts of several sizes"))  # fmt: skip
    setting = ("{layers} hidden layers of {units} ReLU units learn two circles; {steps} steps with "
               "η = {rate}; medians of {networks} networks")  # fmt: skip
    fate = either("{diverges}", "{learns}", "{stays}",
                  plain("From {names} the cost is {ends} after {steps} steps."))  # fmt: skip
    look = (each(("small", "he", "large", "other"), fate),
            "The band: at each size tried from {low} to {high} times He's weights the median cost "
            "is at most {goal} [band].",
            "Without biases yet, {small} times the weights make the first outputs "
            "{grows.measured.small} times as large, {large} times make them {grows.measured.large} "
            "[grows.small, grows.large].", "{zeros_stay}",
            "Xavier's mark may lie off the line, whose weights are all multiples of He's: in its "
            "first layer they are {narrower.measured} times He's [narrower].",
            plain("Where the cost ends at ln 2 the network guesses, and its plane is left "
                  "blank."))  # fmt: skip
    caption = (plain("Networks of {layers} hidden layers of {units} ReLU units learn {examples} "
                     "points on two circles by {steps} steps of gradient descent (η = {rate}), "
                     "from weights of several sizes, {networks} networks of each (seed {seed}). "
                     "Above, what the median network has drawn; below, the cost of each network, "
                     "and the median."), each(members, fate))  # fmt: skip
    alt = (plain("Above, five small planes with the points of two circles and a network's "
                 "boundary."), each(members, fate),
           plain("Below, the cost against the size of the starting weights: a basin."))  # fmt: skip
    called = either("{times} × He's:", "{label}:")
    right = either("\ncost\xa0ln\xa02 [stays]", "\n{accuracies:.0f}\xa0%\xa0right", "\ndiverged")
    panels = (
        Panel("zeros", (called, right), of="zeros"), Panel("small", (called, right), of="small"),
        Panel("other", (called, right), of="other"), Panel("he", (called, right), of="he"),
        Panel("large", (called, right), of="large"),
        Panel("costs",
              either("Cost after {taken} steps; band: {goal} or less [band]",
                     "Cost after {taken} steps"),
              "size of the starting weights, as a multiple of He's", "cost"))  # fmt: skip
    try_next = (
        Try("LeCun's start, of half of He's variance, learns too [learns.other].", start="lecun"),
        Try("Nearer to He's both learn [learns.small, learns.large].", small=0.8, large=1.2),
    )  # fmt: skip

    patient = Predict(
        "Training goes on for {steps} steps instead of {before.steps}. From {small} times He's "
        "weights the cost is then …",
        Choice("as low as from He's start", (0, 0.1), "Small weights do not only begin slowly: the "
               "gradients fade as well."),
        Choice("some way down, at a half", (0.25, 0.55), "After ten layers there is hardly a "
               "gradient to go down by."),
        Choice("where it was, at a guess's", (0.62, 0.78)),
        of=Value("ends.small"), before={"steps": 100}, steps=400,
        why="Beside He's start a layer lets {small} of a signal through, and of a gradient back: "
            "first outputs are {grows.measured.small} times as large, and there is nothing to wait "
            "for [grows.small, zeros_stay].",
        variants=(Change(before={"small": 0.4, "steps": 100}, steps=400),))  # fmt: skip
    shallow = Predict("The hidden layers go from {before.layers} to {layers}. From {large} times "
                      "He's weights the network …",
                      Choice("learns as well as from He's", (0, 0.2)),
                      Choice("stays where a guess is", (0.62, 0.78),
                             "So it was in the deep one, whose first steps throw it off."),
                      Choice("diverges, as weights are too large", "never",
                             "How large is too large hangs on the depth."),
                      of=Value("ends.large"), layers=3,
                      why="First outputs are s^(L + 1) times as large, which was "
                          "{before.grows.measured.large:.0f}, and is {grows.measured.large:.0f} "
                          "now [grows.large, band].", variants=(Change(layers=2),))  # fmt: skip
    constant = Predict(
        "The further start goes from {before.start}, where the cost stays at that of a guess, to "
        "{start}: all weights of a layer are equal, and not zero. After {steps} steps its cost "
        "is …",
        Choice("as low as from He's start", (0, 0.2), "Zeros are not the trouble; equal units "
               "are."),
        Choice("about half as high", (0.25, 0.48), "Equal units get equal gradients, and nothing "
               "parts them."),
        Choice("about as high as a guess's", (0.5, 0.78)),
        of=Value("ends.other"), before={"start": "zeros"}, start="constant",
        why="Units that start equal stay equal, so that each layer is worth one unit: its boundary "
            "is a line, and a circle needs more [equal].",
        variants=(Change(before={"start": "zeros", "layers": 3}, start="constant"),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        points, known = circles(EXAMPLES, NOISE, self.seed), self.choices("initializers")
        X, y = points.inputs, points.targets
        # This takes 0.6 s: networks of ten layers, each size from five starts.
        scales = np.unique([*learning.SCALES, self.small, 1.0, self.large])
        shape = [2, *[UNITS] * self.layers, 1]
        seeds = [NETWORKS * self.seed + i for i in range(NETWORKS)]
        kinds = [known[each] for each in ("he", self.start, "zeros")]
        he, other, zeros = (Network(shape, hidden="relu", initializer=i, seed=seeds) for i in kinds)
        starts = [*(scale * he.parameters for scale in scales), other.parameters, zeros.parameters]
        one, began = zeros.member(0), np.stack(starts)
        moved = ~np.isin([*scales, 1.0, 1.0], learning.SCALES)
        costs, weights = learning.learned(one, began, moved, X, y, self.rate, self.steps)
        places = np.where(np.isfinite(costs), np.clip(costs, LOWEST, HIGHEST), DIVERGED)
        middle = np.median(costs[-1], axis=1)
        rows = [-1, *(int(np.searchsorted(scales, one)) for one in (self.small, 1.0, self.large))]
        rows.insert(2, -2)  # as the members stand
        spread = other.layers[1].W.std() / he.layers[1].W.std()
        sizes = np.clip([*scales, spread, 0.0], NOTHING, 1.1 * scales[-1])
        typical = np.argsort(costs[-1, rows])[:, NETWORKS // 2]
        stages = weights[:, rows, typical].swapaxes(0, 1)
        trained = one.with_parameters(weights[-1, -2])
        with np.errstate(all="ignore"):
            right = one.with_parameters(stages[:, -1]).accuracy(X, y)
        ends = np.where(np.isfinite(middle[rows]), middle[rows], np.nan)
        low, high = learning.basin(scales, middle[:-2] <= self.goal)
        further = self.start.replace("_", " ").capitalize().replace("Lecun", "LeCun")
        return {
            "inputs": X, "labels": y, "scales": scales, "sizes": sizes[:, np.newaxis] * JITTER,
            "costs": np.where(np.isfinite(costs), costs, np.nan), "zeros_costs": costs[:, -1],
            "places": places, "medians": np.median(places[:, :-2], axis=2),
            "first": one.with_parameters(began[rows, 0]).inspect(X).z[-1][..., 0],
            "other_start": _hidden_weights(other), "other_end": _hidden_weights(trained),
            "first_weights": np.array([each.layers[0].W for each in (he, other)]),
            "ends": Members(ends), "marks": Members(np.median(places[-1], axis=1)[rows]),
            "marked": Members(sizes[rows]),
            "diverged": Members(np.isinf(costs[-1, rows]).sum(axis=1)),
            "accuracies": Members(np.where(np.isfinite(ends), 100 * right, np.nan)),
            "decided": np.array([learning.decided(one.sizes, stage) for stage in stages]),
            "names": Members(["zeros", "the smaller weights", further, "He's start",
                              "the larger weights"]),
            "label": Members(["Zeros", "Smaller", further, "He's", "Larger"]),
            "times": Members([np.nan, self.small, np.nan, np.nan, self.large]),
            "low": low, "high": high, "taken": self.steps,
            "he_costs": costs[-1, rows[3]], "he_cost": float(ends[3]), "half_cost": float(ends[1]),
            "units": UNITS, "examples": EXAMPLES, "networks": NETWORKS}  # fmt: skip

    @claim("From zeros the cost stays at ln 2 = {expected:.4f}: farthest off it is {measured:.4f}.")
    def zeros_stay(self, result: Result) -> Measured:
        costs = result["zeros_costs"].ravel()
        farthest = costs[np.abs(costs - LN2).argmax()]
        return Measured(farthest, "=", LN2, within=EXAMPLES * UNIT)

    @claim("{times} times He's weights make the first outputs {measured} times as large; {times} "
           "to the power of {layers} + 1 is {expected}.")  # fmt: skip
    def grows(self, result: Result) -> Measured:
        sizes = np.linalg.norm(result["first"], axis=1)
        scaled = np.isfinite(result["times"])
        power = np.where(scaled, result["times"], 1) ** (self.layers + 1)
        return Measured(
            sizes / sizes[3], "=", power, within=ROUNDING * power,
            where=scaled, otherwise="it is no other multiple of He's",
        )  # fmt: skip

    @claim("In the first layer Xavier's weights are {measured} of He's from the same draws; "
           "√(n_in/(n_in + n_out)) is {expected}.")  # fmt: skip
    def narrower(self, result: Result) -> Measured | str:
        if self.start not in ("xavier", "xavier_normal"):
            return "the further start is not Xavier's normal one"
        he, xavier = result["first_weights"]
        inputs, outputs = he.shape[-2:]
        expected = np.sqrt(inputs / (inputs + outputs))
        return Measured(np.mean(xavier / he), "=", expected, within=ROUNDING)

    @claim("Units that start equal stay equal: of a layer they are {measured} apart at most.")
    def equal(self, result: Result) -> Measured | str:
        apart = [np.ptp(result[f"other_{at}"], axis=-1).max() for at in ("start", "end")]
        if apart[0] or np.isnan(apart[1]):
            return "the further start's units differ, or diverge"
        return Measured(apart[1], "=", 0, within=ROUNDING)

    @claim("At each size tried from {low} to {high} times He's the median cost is {measured} at "
           "most.")  # fmt: skip
    def band(self, result: Result) -> Measured | str:
        if not np.isfinite(result["low"]):
            return "from He's start the median network does not learn"
        tried = (result["scales"] >= result["low"]) & (result["scales"] <= result["high"])
        return Measured(result["medians"][-1, tried].max(), "<=", self.goal)

    @finding("From {names} the median network learns, to a cost of {measured}.")
    def learns(self, result: Result) -> Measured:
        return Measured(result["ends"], "<=", self.goal)

    @finding("From {names} the cost ends at {measured}, that of a guess: ln 2 = {expected}.")
    def stays(self, result: Result) -> Measured:
        return Measured(result["ends"], "=", LN2, within=NEARLY * LN2)

    @finding("From {names} {measured} of {networks} networks diverge.", at_defaults=False)
    def diverges(self, result: Result) -> Measured:
        return Measured(result["diverged"], ">", NETWORKS / 2)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        narrow = drawing.is_narrow(figure)
        places, heights = ("aabbcc;.ddee.;ffffff", (1, 1, 1.6)) if narrow else (
            "abcde;fffff", (1, 1.6))  # fmt: skip
        *planes, costs = drawing.panels_of(
            self, result, figure, mosaic=places, column=places, heights=heights,
            column_height=1.6 * figure.get_figwidth(),
        )  # fmt: skip
        for i, (axes, member) in enumerate(zip(planes, self.members, strict=True)):
            self._draw_plane(axes, result, i, drawing.role(ROLES[member]))
        self._draw_costs(costs, result)

    def _draw_plane(self, axes: drawing.Axes, result: Result, i: int, of: drawing.Role) -> None:
        words, classes, limits = self.words(result), result["decided"][i], learning.LIMITS
        if abs(result["ends"][i] - LN2) > NEARLY * LN2:  # what only guesses decides nothing
            film: Any = {"resolution": learning.RESOLUTION, "earlier": classes[:-1]}
            drawing.boundaries(axes, lambda _: classes[-1], limits, limits, **film)
        drawing.class_points(axes, result["inputs"], result["labels"], size=0.8)
        axes.set(xticks=[], yticks=[], xlim=limits, ylim=limits, aspect="equal", anchor="W")
        axes.spines[["left", "bottom"]].set_visible(False)
        drawing.retitle(axes, [words.say(self.called, self.members[i])])
        drawing.colour_title(axes, of)

    def _draw_costs(self, axes: drawing.Axes, result: Result) -> None:
        words, good = self.words(result), drawing.role("good")
        drawing.log_axis(axes, "x")
        drawing.log_axis(axes, "y")
        last: list[Any] = []
        low, high = result["low"], result["high"]
        if np.isfinite(low):
            last.append(axes.axvspan(low, high, color=good.faded(0.85), zorder=0))
        drawing.threshold(axes, LN2, words.say("ln 2"), of="muted")
        x, places, medians = result["sizes"], result["places"], result["medians"]
        dots = axes.scatter(x.ravel(), places[-1].ravel(), color=good.faded(0.5), s=16, zorder=2)
        (line,) = axes.plot(result["scales"], medians[-1], color=good.color, zorder=3)
        drawing.label(axes, words.say("multiples of He's"), result["scales"], medians[-1], "good")
        for member, x_at, y_at in zip(self.members, result["marked"], result["marks"], strict=True):
            text, of = words.say(either("{ends}", "diverged"), member), ROLES[member]
            last.append(drawing.end(axes, (x_at, y_at), of))
            last.append(drawing.label(axes, text, x_at, y_at, of, side=SIDES[member], bold=True))
        axes.set_xticks([NOTHING, 0.5, 1, 2], ["0", "½", words.say("1: He's"), "2"])
        ticks = ["0.001", "0.01", "0.1", "1", words.say("diverged")]
        axes.set_yticks([0.001, 0.01, 0.1, 1, DIVERGED], ticks)
        axes.set_ylim(LOWEST / 4, 1.6 * DIVERGED)

        def update(share: float) -> None:
            at = min(int(share * learning.MOMENTS + ROUNDING), learning.MOMENTS)
            dots.set_offsets(np.column_stack([x.ravel(), places[at].ravel()]))
            line.set_ydata(medians[at])

        drawing.play(drawing.figure_of(axes), [dots, line], update)
        drawing.appear([(1, each) for each in last])
        steps = [i * (self.steps // learning.MOMENTS) for i in range(learning.MOMENTS)]
        drawing.retitle(axes, (words.at(taken=k).say(self.panels[-1].title) for k in steps))


def _hidden_weights(network: Network) -> Array:
    """Return a row a weight into each unit, (networks, rows, units), of all hidden layers."""
    return np.concatenate([layer.W for layer in network.layers[:-1]], axis=-2)
