"""Hidden units that start alike and stay alike, and units that do not."""

from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.activations import ACTIVATIONS
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.data import circles
from nnviz.core.initializers import Constant, Initializer, Normal
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.sampling import half_width
from nnviz.core.training import train
from nnviz.questions import Change, Choice, Moved, Predict, Ratio
from nnviz.texts import Panel, either, plain

UNIT = float(np.finfo(float).eps)
RESOLUTION = 1e-8  # half the digits of a double: below it a singular value counts as zero
EXAMPLES, RUNS, RECORDED = 200, 5, 10
SEEN = 0.01  # by less than this two costs do not differ
LEFT = 0.9  # of ln 2: under it the cost has left where it starts
STARTS = {"zeros": "without", "constant": "large", "random": "with"}


class SymmetryBreaking(Concept):
    r"""Units that start alike get the same gradient, and so remain copies of one unit.

    Let every weight start at the same number. Then all hidden units compute the same activation,
    send it on through the same weight, and get the same gradient back:
    $\partial J/\partial w_j$ is equal for every unit $j$. One step later they are still equal.
    The layer has many units, but its weight matrix $W^{[1]}$ has rank 1, as if it had one.
    From zeros it is worse: $\partial J/\partial W^{[1]}$ contains the factor $W^{[2]} = 0$, and
    $\partial J/\partial W^{[2]}$ the activations $g(0) = 0$, so no weight moves; with as many
    examples of either class no bias does, and the cost stays at $\ln 2$, that of a coin toss.
    Small random numbers are enough to send the units different ways; together they can enclose a
    circle, which one unit cannot.

    In practice every library starts weights at random; the biases may be zero, since weights
    already tell the units apart. The smaller the random numbers, the longer it takes to leave.

    It is a misconception that equal weights are merely a slow start. In exact arithmetic no descent
    along gradients gets away, but by dropout's chance.

    For the curious:

    In floating point, rounding errors of $10^{-16}$ are a random start too: with tanh and a large
    rate they grow a little at every step, and may break the symmetry after hundreds of them.
    """

    title = "Breaking the symmetry of hidden units"
    topic = "initialization"
    order = 4
    see_also = ("initialization", "activation-statistics", "from-scratch", "saddle-points")
    builds_on = ("from-scratch",)
    keywords = ("zero initialization", "all weights zero", "identical units", "random weights",
                "all neurons learn the same")  # fmt: skip
    references = ("Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4",)
    members = ("zeros", "constant", "random")

    units: int = parameter(4, "Hidden units.", ge=3, le=16, sweep=(3, 4, 8, 16))
    constant: float = parameter(0.3, "Weight of the constant start.", ge=0.01, le=1)
    scale: float = parameter(0.1, "Standard deviation of the random start.", ge=0.001, le=1,
                             sweep=(0.001, 0.01, 0.1, 1.0))  # fmt: skip
    hidden: str = parameter("relu", "Activation of the hidden units.", choices=("relu", "tanh"))
    rate: float = parameter(0.5, "Learning rate.", ge=0.1, le=3)
    steps: int = parameter(1000, "Steps of gradient descent.", ge=500, le=3000)
    seed: int = parameter(0, "Seed of the data and of the random starts.", ge=0)

    headline = either(
        "{units} equal units stay one unit and end at a cost of {lower.expected}, random ones at "
        "{lower.measured} [alike, lower]",
        "{units} equal units come apart by rounding alone: they differ by up to {alike.measured} "
        "[same, not alike]",
        "{units} equal units stay one unit: they differ by {alike.measured} [alike]",
        plain("Costs of {costs} from zeros, a constant and random numbers"))  # fmt: skip
    setting = ("A circle in a circle, {examples} points; {units} hidden units ({called}), {steps} "
               "steps of gradient descent with η = {rate}")  # fmt: skip
    copies = either(
        "From {constant} everywhere all {units} units stay copies of one another: they differ by "
        "{alike.measured} [alike].",
        "From {constant} everywhere the {units} units start with the same gradient, and only "
        "rounding has parted them, by {alike.measured} [same, not alike].")  # fmt: skip
    others = (
        either("{apart}",
               plain("From random numbers the units of the run drawn point up to {angle}° apart.")),
        "{late}",
        either("{lower}",
               "So far the random starts cost {lower.measured}, no less than the constant one, "
               "{lower.expected} [not lower]."))  # fmt: skip
    look = (
        plain("Above, each arrow is one unit's two incoming weights, the thin line its way there."),
        "From zeros no weight moves: the cost stays at {toss.measured}, ln 2 [still, toss].",
        "{same}", copies, others)  # fmt: skip
    caption = (
        plain("A network of {units} hidden units ({called}) learns to tell a circle of points from "
              "one around it, from zeros, from {constant} everywhere, and from normal numbers with "
              "standard deviation {scale} (median of {runs} runs; seed {seed})."),
        "From zeros its weights never move: the cost stays at {toss.measured}, ln 2 [still, toss].",
        copies, others)  # fmt: skip
    alt = (plain("Above, the weights of each hidden unit as an arrow."),
           "From zeros there is only a dot [still].", copies, others,
           plain("Below, the three costs against the step; they end at {costs}."))  # fmt: skip
    ranked = either("rank {rank.measured} [rank]",
                    "rank {rank.measured}, by rounding [not rank, not alike]")  # fmt: skip
    panels = (
        Panel("zeros", ("From zeros:", ranked), "weight of $x_1$", "weight of $x_2$", of="zeros"),
        Panel(
            "constant", ("From {constant} everywhere:", ranked), "weight of $x_1$", of="constant"),
        Panel("random", ("From random numbers:", ranked), "weight of $x_1$", of="random"),
        Panel("costs", "The cost", "step", "cost $J$"))  # fmt: skip
    try_next = (Try("Sixteen units, and still one arrow [alike, rank].", of="constant", units=16),
                Try("Here rounding errors grow until they part the units [not alike].",
                    hidden="tanh", units=13, constant=1.0, rate=2.0))  # fmt: skip

    waiting = Predict(
        "{steps} steps are trained instead of {before.steps}. The constant start ended at a cost "
        "of {before.costs.constant}, random numbers at {before.costs.random}. Still lower come "
        "then …",
        Choice("both", ("costs.constant", "costs.random"),
               "Equal weights are no slow start: the units stay one unit."),
        Choice("neither", (), "The units that differ go on to learn."),
        Choice("the constant start alone", "costs.constant", "What is equal stays so."),
        Choice("the random numbers alone", "costs.random"),
        of=Moved("costs.constant", "costs.random"), steps=3000,
        why="Equal units get equal gradients and stay one unit. One unit cannot enclose a circle, "
            "however long it learns [same, rank].",
        variants=(Change(before={"steps": 500}, steps=1500),))  # fmt: skip
    smaller = Predict(
        "The random numbers go from a scale of {before.scale} to {scale}. The cost, which stayed "
        "near ln 2 for {before.late.measured:.0f} steps, stays there for …",
        Choice("{near} times as many", 10, "Weights grow by a factor in a step, not by a length."),
        Choice("{near} times as many", 3, "Each factor of ten costs about as many steps as the "
               "last."),
        Choice("{near} times as many", 1.5),
        of=Ratio("late.measured"), before={"scale": 0.01}, scale=0.001,
        why="Near zero weights grow by nearly the same factor in each step. So a tenth of the "
            "scale costs some steps more, and then the cost falls all the same [lower].",
    )  # fmt: skip

    def compute(self) -> dict[str, object]:
        points = circles(EXAMPLES, seed=self.seed)
        X, y, descent = points.inputs, points.targets, GradientDescent(self.rate)
        zeros, network = self._network(Constant(0.0)), self._network(Constant(self.constant))
        stack = self._network(Normal(self.scale), RUNS + 2)  # the last two without chance
        stack.parameters[-2:] = np.concatenate([zeros.parameters, network.parameters])
        first = Record("weights", lambda each: each.layers[0].W, every=RECORDED)
        cost = Record("cost", lambda each: each.cost(X, y), every=RECORDED)
        recorded = train(
            stack, X, y, descent, steps=self.steps, callbacks=(first, cost), on_divergence="record"
        )
        parts = {"zeros": slice(-2, -1), "constant": slice(-1, None), "random": slice(RUNS)}
        weights = {name: recorded["weights"][:, part] for name, part in parts.items()}
        costs = {name: recorded["cost"].T[part] for name, part in parts.items()}
        ends = {name: each[:, -1] for name, each in costs.items()}
        middle = int(np.argsort(ends["random"])[RUNS // 2])
        return {
            "inputs": X, "targets": y.ravel(),
            "called": self.hidden.replace("relu", "ReLU"),
            "gradient": network.views(network.gradient(X, y))[0].W[0],
            "zeros_gradient": zeros.gradient(X, y).copy(),
            "recorded": np.arange(0, self.steps + 1, RECORDED),
            **{f"{name}_weights": each[:, middle if name == "random" else 0]
               for name, each in weights.items()},  # of the random runs the one in the middle
            **{f"{name}_costs": each for name, each in costs.items()},
            "random_middle": np.median(costs["random"], axis=0),
            "angle": _widest(weights["random"][-1, middle]),
            "costs": Members([float(np.median(each)) for each in ends.values()]),
            "examples": EXAMPLES, "runs": RUNS}  # fmt: skip

    def _network(self, start: Initializer, runs: int = 1) -> Network:
        sizes, seed = [2, self.units, 1], self.seed
        return Network(sizes, hidden=self.hidden, initializer=start, seed=seed, members=runs)

    @claim("From zeros nothing moves: no part of the gradient and no weight is over {measured}.")
    def still(self, result: Result) -> Measured:
        parts = np.abs(result["zeros_gradient"]).max(), np.abs(result["zeros_weights"]).max()
        return Measured(max(parts), "=", 0)

    @claim("From zeros the cost ends at {measured}, ln 2.")
    def toss(self, result: Result) -> Measured:
        return Measured(result["zeros_costs"][0, -1], "=", np.log(2), within=EXAMPLES * UNIT)

    @claim("At the constant start every unit has the same gradient: that of its first weight is "
           "{measured}; the chain rule gives {expected}.")  # fmt: skip
    def same(self, result: Result) -> Measured:
        X, y, w, g = result["inputs"], result["targets"], self.constant, ACTIVATIONS[self.hidden]
        z = X.sum(axis=1) * w
        a = g.value(z)
        error = (1 / (1 + np.exp(-self.units * w * a)) - y) / len(y)
        expected = (error * w * g.derivative(z, a)) @ X[:, 0]
        each = result["gradient"][0]
        farthest = each[np.abs(each - expected).argmax()]
        return Measured(farthest, "=", expected, within=1e-7 * w)

    @finding("From {constant} everywhere the {units} units differ by {measured} at most.")
    def alike(self, result: Result) -> Measured:
        return Measured(np.ptp(result["constant_weights"], axis=-1).max(), "<=", RESOLUTION)

    @finding("The weights of the first layer end with rank {measured}.")
    def rank(self, result: Result) -> Measured:
        ends = [result[f"{name}_weights"][-1] for name in self.members]
        ranks = [np.linalg.matrix_rank(each, rtol=RESOLUTION) for each in ends]
        return Measured(ranks, "=", [0, 1, 2])

    @finding("From random numbers the two units farthest apart end at {measured}°, in the run "
             "drawn.")  # fmt: skip
    def apart(self, result: Result) -> Measured:
        """No law: nothing makes two units end so far apart."""
        return Measured(_widest(result["random_weights"][-1]), ">", 90)

    @finding("The median of {runs} random starts ends at a cost of {measured}, the constant start "
             "at {expected}.")  # fmt: skip
    def lower(self, result: Result) -> Measured:
        ends, constant = result["random_costs"][:, -1], result["constant_costs"][0, -1]
        return Measured(np.median(ends), "<", constant, margin=max(SEEN, half_width(ends)))

    @finding("From random numbers the cost stays over nine tenths of ln 2 for {measured:.0f} of "
             "{steps} steps.", at_defaults=False)  # fmt: skip
    def late(self, result: Result) -> Measured:
        near = result["recorded"][result["random_middle"] >= LEFT * np.log(2)]
        return Measured(near.max(initial=0), ">", self.steps / 4)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words = self.words(result)
        *vectors, costs = drawing.panels_of(
            self, result, figure, mosaic="abc;ddd", column="ab;cc;dd", heights=(1.4, 1)
        )
        texts = (
            words.say("{units} units, all at 0"),
            words.say(either("{units} units, one arrow [alike]", "{units} units, parted")),
            words.say(either("{units} units, up to {apart.measured:.0f}° apart", "{units} units")),
        )
        weights = [result[f"{name}_weights"] for name in self.members]
        limit = 1.25 * max(np.abs(each).max() for each in weights)
        parts = zip(vectors, STARTS.items(), weights, texts, strict=True)
        for axes, (name, role), ways, text in parts:
            drawn = _draw_vectors(axes, ways, role)
            axes.set(xlim=(-limit, limit), ylim=(-limit, limit))
            drawing.colour_title(axes, role)
            x, y = ways[-1]
            if name == "random" or not drawing.is_narrow(figure):
                beside = drawing.label(axes, text, x, y, role, side="below")
                drawing.accompany(drawn[0], [beside])
        self._draw_costs(costs, result)

    def _draw_costs(self, axes: drawing.Axes, result: Result) -> None:
        words, steps = self.words(result), result["recorded"]
        pale = drawing.role(STARTS["random"]).faded(0.55)
        drawing.pale_cloud(axes, steps, result["random_costs"], pale, until=steps[-1])
        names = {
            "zeros": words.say("zeros: ln 2"),
            "constant": words.say("constant"),
            "random": words.say("random, median of {runs}"),
        }
        for name, role in STARTS.items():
            costs = result["random_middle"] if name == "random" else result[f"{name}_costs"][0]
            line = drawing.curve(
                axes, costs, role, x=steps, text=names[name], prefer="middle", until=steps[-1]
            )
            if name != "zeros":
                end = words.say("{costs}", name)
                drawing.value_mark(axes, steps[-1], costs[-1], end, role, side="above", on=line)
        axes.set_ylim(-0.05, 0.95)


def _widest(weights: Array) -> float:
    """Return the largest angle between two units' weights, (2, units), in degrees."""
    directions = weights / np.maximum(np.linalg.norm(weights, axis=0), np.finfo(float).tiny)
    return float(np.degrees(np.arccos(np.clip(directions.T @ directions, -1, 1).min())))


def _draw_vectors(axes: drawing.Axes, weights: Array, role: str) -> list[Any]:
    """Draw the way (records, 2, units) of every unit's weights, and an arrow to its end."""
    drawing.threshold(axes, 0, of="faint")
    drawing.threshold(axes, 0, which="x", of="faint")
    look = drawing.line_style(role, linestyle="-", linewidth=1)
    lines = axes.plot(weights[:, 0], weights[:, 1], **look)
    drawing.start(axes, weights[0], role)
    for line, way in zip(lines, np.moveaxis(weights, -1, 0), strict=True):
        drawing.reveal(line)
        if np.abs(way[-1]).max() > 0:
            _draw_arrow(axes, way, role)
    return lines


def _draw_arrow(axes: drawing.Axes, way: Array, role: str) -> None:
    """Draw an arrow to the end of a way (records, 2), that in an animation follows it there."""
    arrow = drawing.arrow(axes, (0, 0), way[-1], role)

    def follow(share: float) -> None:
        arrow.xy = way[int(share * (len(way) - 1) + 1e-9)]

    drawing.play(drawing.figure_of(axes), [arrow], follow)
