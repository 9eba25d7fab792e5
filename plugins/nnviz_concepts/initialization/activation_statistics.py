"""Activations and gradients, layer by layer, from three starts: one factor a layer each."""

from math import ceil, sqrt
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.initializers import VarianceScaling
from nnviz.core.network import Network
from nnviz.core.sampling import standard_error
from nnviz.questions import Change, Choice, Predict, Ratio, Value
from nnviz.texts import Panel, each, either, plain

NETWORKS, EXAMPLES, SHOWN = 5, 32, 10
FAR = 1e25  # of the targets: so far off that the error does not lean to the outputs
BINS = np.arange(-36, 36, 0.2)  # of the logarithm of squares
FEW, MANY, NEARLY = 1e-3, 1e3, 10
THIN = 0.04  # of a shape's largest width: what is thinner is left out
SCALES = np.array([4.0, 2.0, 1.0])  # n Var(w)
BENT = "tanh bends, and has no factor of its own"
ROUNDING = 1e-9
ROLES = {"twice": "large", "he": "good", "xavier": "small"}
SIDES: dict[str, drawing.Side] = {"twice": "above", "he": "above", "xavier": "below"}
UNITS = {"relu": "ReLU", "tanh": "tanh", "linear": "linear units"}
KEPT = {"relu": 0.5, "linear": 1.0}  # E[g(z)²] as a share of E[z²]


class ActivationStatistics(Concept):
    r"""The variance of the starting weights decides whether a signal survives a deep network.

    A unit sums $n$ products, so over random weights the mean of $z^2$ is
    $n\,\mathrm{Var}(w)\,E[a^2]$. For a signal to keep its size, $n\,\mathrm{Var}(w)$ has to make up
    for what the activation function takes. A linear unit takes nothing, and tanh nearly nothing
    around 0: Xavier's variance $2/(n_{in}+n_{out})$ suits them. ReLU takes half,
    $E[\mathrm{ReLU}(z)^2] = \frac12 E[z^2]$: He's $2/n_{in}$ gives it back. Any other variance
    makes a layer multiply by a factor, and $L$ layers by its power of $L$. A gradient that goes
    back is multiplied alike, where the error does not depend on the weights.

    In practice, choose the start by the activation function and forget about it; batch
    normalization makes the choice less delicate. It is a misconception that small weights are a
    safe choice.

    For the curious:

    Those are means over networks. Each layer of $n$ ReLU units also scatters, by a variance of the
    logarithm of about $5/n$, and a typical network ends below the mean (Hanin & Nica 2019).

    Whether weights are normal or uniform does not matter as long as the variance agrees: the
    uniform limits are $\pm\sqrt{6/(n_{in}+n_{out})}$ and $\pm\sqrt{6/n_{in}}$.
    """

    title = "Activations and gradients, layer by layer"
    topic = "initialization"
    order = 6
    see_also = ("vanishing-gradients", "initialization", "batch-norm")
    builds_on = ("initialization",)
    keywords = ("signal propagation", "variance of activations", "dead units", "saturation", "LSUV",
                "histogram of activations")  # fmt: skip
    symbols = ("n: units that a layer takes in or gives out", "E: mean over random weights",
               "L: number of layers")  # fmt: skip
    references = (
        "Glorot & Bengio 2010, Understanding the difficulty of training deep networks, figs. 6, 7",
        "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, section 2.2 and fig. 2",
        "Hanin & Nica 2019, Products of many large random matrices and gradients in deep networks",
    )
    code = (VarianceScaling.variance, VarianceScaling.__call__)
    members = ("twice", "he", "xavier")

    activation: str = parameter("relu", "Activation function of the layers.",
                                choices=("relu", "tanh", "linear"))  # fmt: skip
    distribution: str = parameter(
        "normal", "Distribution of the weights.", choices=("normal", "uniform"))  # fmt: skip
    depth: int = parameter(30, "Number of layers.", ge=12, le=50, sweep=(12, 30, 50))
    units: int = parameter(128, "Units in each layer, and inputs.", ge=64, le=160, formerly="width")
    seed: int = parameter(0, "Seed of the inputs and the weights.", ge=0)

    headline = either(
        "After {depth} layers of {unit} the mean square is {more.measured} times what it was from "
        "He's start, {more.expected} times from Xavier's [more]",
        plain("After {depth} layers of {unit} the mean square is {ends.he} times what it was from "
              "He's start, {ends.xavier} times from Xavier's"))  # fmt: skip
    setting = ("{units} units a layer, {distribution} weights, inputs N(0, 1); the median of "
               "{networks} networks, the others pale")  # fmt: skip
    fate = either("{dies}", "{explodes}", "{level}",
                  plain("With {starts} variance the mean square ends at {ends} times what it "
                        "was."))  # fmt: skip
    look = (
        plain("A shape is how the squares of a layer's activations, or gradients, are spread, but "
              "for zeros, which have no logarithm; a line is their mean, in the median network."),
        each(members, "{layer}"), "{apart}", each(members, "{returns}"))  # fmt: skip
    caption = (plain("Squares of the activations of {unit}, layer by layer in {depth} layers of "
                     "{units} units, and of the gradients ∂J/∂z of random errors as shares of "
                     "those at layer {depth}; {distribution} weights with twice He's variance, "
                     "He's 2/n and Xavier's 1/n (seed {seed})."),
               each(members, fate), "{apart}")  # fmt: skip
    alt = (plain("Two fans of three lines on logarithmic axes, with the shapes of distributions on "
                 "them; left going forward, right the gradients on their way back."),
           each(members, fate), each(members, "{returns}"))  # fmt: skip
    panels = (Panel("forward", "Forward to layer {reached}", "layer (0: the inputs)",
                    "activation squared"),
              Panel("back", "Back to layer {returned}", "layer, from the last to the first",
                    "gradient squared"))  # fmt: skip
    forward_name = either("{starts}: × {factors} a layer", "{starts}")
    back_name = either("{starts}: × {back_factors} a layer", "{starts}")
    try_next = (Try("Uniform weights of the same variance do the same [level.he, dies.xavier].",
                    distribution="uniform"),)  # fmt: skip

    deeper = Predict(
        "The layers of {before.unit} go from {before.depth} to {depth}. Xavier's start had left "
        "{before.apart.measured} of the mean square that He's leaves; now it leaves …",
        Choice("half of that share", (0.3, 0.7), "Layers multiply; they are not added up."),
        Choice("as large a share", 1, "Each layer more halves it once more."),
        Choice("the square of that share", (0, 0.001)),
        of=Ratio("apart.measured"), before={"depth": 12}, depth=24,
        why="Xavier's variance is half of He's, so a layer keeps half as much, and L layers ½ to "
            "the power of L [apart].",
        variants=(Change(before={"depth": 25}, depth=50),))  # fmt: skip
    linear = Predict(
        "The units, {before.activation}, become {activation}. Xavier's start had left "
        "{before.ends.xavier} of the inputs' mean square; after {depth} layers it now leaves …",
        Choice("about as much as came in", (0.3, 3)),
        Choice("as little as before", (0, 1e-6), "ReLU had taken half at each layer, and linear "
               "units take nothing."),
        Choice("hundreds of millions of times as much", (1e7, 1e12), "So does He's start: it gives "
               "back what only ReLU takes."),
        of=Value("ends.xavier"), activation="linear",
        why="A layer of n linear units multiplies the mean square by n·Var(w), which is 1 for "
            "Xavier's start and 2 for He's [layer, apart].",
        variants=(Change(depth=50, activation="linear"),))  # fmt: skip
    bounded = Predict("The units, {before.activation}, become {activation}, whose outputs are "
                      "between −1 and 1. With twice He's variance the gradient's mean square at "
                      "layer 1, as a multiple of that at layer {depth}, is now …",
                      Choice("next to nothing: tanh is flat there", (0, 0.001),
                             "The weights stretch it by more than the slopes take."),
                      Choice("about as large: tanh bounds it, too", (0.1, 10),
                             "It is multiplied by weights and slopes alone, and has no bound."),
                      Choice("some thousands: it explodes more slowly", (1e3, 1e5)),
                      Choice("hundreds of millions, as before", (1e7, 1e11),
                             "tanh's slopes, less than 1, take a part of it."),
                      of=Value("back_ends.twice"), activation="tanh",
                      why="tanh bounds the signal, but not the gradient: each layer's weights "
                          "double its mean square, and the slopes take back only a part. With more "
                          "layers it grows on [explodes_back.twice].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        rng = np.random.default_rng(self.seed)
        inputs, targets = rng.standard_normal((2, EXAMPLES, self.units))
        sizes, kind = [self.units] * (self.depth + 2), f"xavier_{self.distribution}"
        seed, found = NETWORKS * self.seed, []
        network = Network(
            sizes, hidden=self.activation, loss="mse", initializer=kind, seed=seed, members=NETWORKS
        )
        drawn = network.parameters.copy()  # of the variance one over the units of a layer
        for scale in SCALES.tolist():  # from the same draws
            start = VarianceScaling(scale, "average")
            network.parameters = sqrt(self.units * start.variance(self.units, self.units)) * drawn
            found.append(self._sent(network, inputs, FAR * targets))
        arrays = {of: np.array([one[of] for one in found]) for of in found[0]}
        ends, returned = arrays["forward"][:, -1], arrays["back"][:, -1]
        bent = np.nan if self.activation == "tanh" else 1.0  # it has no factor of its own
        return {
            **arrays, "scatter": standard_error(_ratios(arrays["forward_runs"])),
            "back_scatter": standard_error(_ratios(arrays["back_runs"])), "ends": Members(ends),
            "factors": Members(bent * ends ** (1 / self.depth)), "back_ends": Members(returned),
            "back_factors": Members(bent * returned ** (1 / (self.depth - 1))),
            "forward_layers": np.arange(self.depth + 1),
            "back_layers": np.arange(self.depth, 0, -1),
            "heights": 10 ** ((BINS[1:] + BINS[:-1]) / 2),
            "starts": Members(["twice He's", "He's", "Xavier's"]), "unit": UNITS[self.activation],
            "reached": self.depth, "returned": 1, "networks": NETWORKS}  # fmt: skip

    def _sent(self, network: Network, inputs: Array, targets: Array) -> dict[str, Any]:
        """Return mean squares (layers, networks) there and back, and those of typical networks."""
        passed = network.inspect(inputs, targets)
        start = np.broadcast_to(inputs, passed.a[0].shape)
        values: dict[str, Any] = {"weights": network.layers[0].W[0].copy()}
        forward, back = (start, *passed.a[:-1]), passed.delta[-2::-1]
        for of, layers, first in (("forward", forward, 1), ("back", back, 0)):
            means = np.array([np.square(layer).mean(axis=(-2, -1)) for layer in layers])
            unit = means[0] if of == "back" else np.ones(NETWORKS)
            typical = int(np.argsort(means[-1] / unit)[NETWORKS // 2])
            at = np.arange(len(layers) - 1, first - 1, -ceil(self.depth / SHOWN))[::-1]
            values |= {
                of: means[:, typical] / unit[typical],
                f"{of}_runs": means / unit,
                f"{of}_shown": at,
                f"{of}_shapes": np.array([_shape(layers[i][typical], unit[typical]) for i in at]),
            }
        return values

    @claim("With {starts} variance a layer multiplies the mean square by {measured} on average "
           "over all layers and networks; in theory by {expected}.")  # fmt: skip
    def layer(self, result: Result) -> Measured | str:
        if self.activation not in KEPT:
            return BENT
        ratios, theory = _ratios(result["forward_runs"]), KEPT[self.activation] * SCALES
        return Measured(ratios.mean(axis=1), "=", theory, within=5 * result["scatter"])

    @claim("From the same draws Xavier's start leaves {measured} of what He's leaves: half, layer "
           "by layer.")  # fmt: skip
    def apart(self, result: Result) -> Measured | str:
        if self.activation not in KEPT:
            return BENT
        _, he, xavier = result["forward_runs"][:, -1, 0]
        share = 0.5**self.depth
        return Measured(xavier / he, "=", share, within=ROUNDING * share)

    @claim("The variance of {starts} weights is {measured}; wanted is {expected}.")
    def variance(self, result: Result) -> Measured:
        drawn, wanted = result["weights"], SCALES / self.units
        error = sqrt(2 / drawn[0].size)  # as a share, of normal numbers; of uniform ones it is less
        return Measured(drawn.var(axis=(1, 2)), "=", wanted, within=5 * error * wanted)

    @claim("No {starts} weight is beyond {expected}: the largest is {measured}.")
    def limit(self, result: Result) -> Measured | str:
        if self.distribution == "normal":
            return "normal numbers have no limit"
        largest = np.abs(result["weights"]).max(axis=(1, 2))
        return Measured(largest, "<=", np.sqrt(3 * SCALES / self.units))

    @finding("On the way back a layer multiplies the gradients' mean square by {measured} on "
             "average with {starts} variance, about {expected}.")  # fmt: skip
    def returns(self, result: Result) -> Measured | str:
        if self.activation not in KEPT:
            return BENT
        ratios, theory = _ratios(result["back_runs"]), KEPT[self.activation] * SCALES
        return Measured(ratios.mean(axis=1), "=", theory, within=3 * result["back_scatter"])

    @finding("On the way back the gradients' mean square grows to {measured} times: it explodes.")
    def explodes_back(self, result: Result) -> Measured:
        return Measured(result["back_ends"], ">", MANY)

    @finding("With {starts} variance {measured} of the mean square is left: it vanishes.")
    def dies(self, result: Result) -> Measured:
        return Measured(result["ends"], "<", FEW)

    @finding("With {starts} variance the mean square grows to {measured} times: it explodes.")
    def explodes(self, result: Result) -> Measured:
        return Measured(result["ends"], ">", MANY)

    @finding("With {starts} variance the mean square ends at {ends} times what it was, less than a "
             "factor of 10 off.")  # fmt: skip
    def level(self, result: Result) -> Measured:
        return Measured(np.abs(np.log(result["ends"])), "<", np.log(NEARLY))

    @finding("The mean square ends at {measured} times what it was from He's start, from Xavier's "
             "at {expected} times.")  # fmt: skip
    def more(self, result: Result) -> Measured:
        """No law: where units saturate, twice the variance need not leave more."""
        _, he, xavier = result["ends"]
        return Measured(he, ">", xavier, margin=he / 2)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words, (forward, back) = self.words(result), drawing.panels_of(self, result, figure)
        self._draw_fan(forward, result, "forward")
        self._draw_fan(back, result, "back")
        there, (one, other) = range(self.depth + 1), self.panels
        drawing.retitle(forward, (words.at(reached=i).say(one.title) for i in there), until=0.5)
        returned = [*[self.depth] * self.depth, *there[:0:-1]]  # waits, and comes back
        drawing.retitle(back, (words.at(returned=i).say(other.title) for i in returned))

    def _draw_fan(self, axes: drawing.Axes, result: Result, of: str) -> None:
        words, layers = self.words(result), result[f"{of}_layers"]
        later, last = (self.depth if of == "back" else 0), 2.0 * self.depth
        drawing.log_axis(axes, "y", ticks=8)
        shapes, clouds = [], []
        for i, member in enumerate(self.members):
            role, path, side = drawing.role(ROLES[member]), result[of][i], SIDES[member]
            clouds.append(drawing.pale_cloud(axes, layers, result[f"{of}_runs"][i].T, role, 0.6))
            widths = result[f"{of}_shapes"][i] * self.depth / 25
            look: Any = {"color": role.faded(0.55), "linewidth": 0, "zorder": 0.8}
            for at, width in zip(result[f"{of}_shown"][i], widths, strict=True):
                full = np.flatnonzero(width)
                inside = slice(full[0], full[-1] + 1) if len(full) else slice(0)
                half, heights = width[inside], result["heights"][inside]
                sides = layers[at] + np.append(-half, half[::-1]), np.append(heights, heights[::-1])
                outline = np.column_stack(sides)
                axes.update_datalim(outline)
                shape = axes.add_collection(PolyCollection([outline], **look), autolim=False)
                shapes.append((later + at, shape))
            (line,) = axes.plot(layers, path, **drawing.line_style(role), zorder=3)
            drawing.reveal(line, until=last, times=later + np.arange(len(layers)))
            name = words.say(self.back_name if later else self.forward_name, member)
            value = words.say("{back_ends}" if later else "{ends}", member)
            along = drawing.label(axes, name, layers, path, role, prefer="middle", side=side)
            end = drawing.label(axes, value, layers[-1:], path[-1:], role, side=side, bold=True)
            ring = drawing.end(axes, (layers[-1], path[-1]), role)
            drawing.accompany(line, [along, end, ring])
        aside, ticks = 0.03 * (layers[-1] - layers[0]), [*layers[0:-5:10], layers[-1]]
        axes.set(xlim=(layers[0] - aside, layers[-1] + aside), xticks=ticks)
        whole = [cloud.get_segments() for cloud in clouds]

        def update(share: float) -> None:
            now = last * share - later + ROUNDING
            for cloud, lines in zip(clouds, whole, strict=True):
                cloud.set_segments([line[: max(0, int(now) + 1)] for line in lines])

        drawing.play(drawing.figure_of(axes), clouds, update)
        drawing.appear(shapes, until=last)


def _shape(values: Array, unit: float) -> Array:
    """Return how often each logarithm of squares comes, as a share of the most frequent one."""
    squares = np.square(values) / unit
    counts, _ = np.histogram(np.log10(squares[squares > 0]), BINS)
    shares: Array = counts / counts.max()
    return np.where(shares > THIN, shares, 0)


def _ratios(runs: Array) -> Array:
    """Return each layer's mean square as a share of the one before, (starts, ratios)."""
    return np.asarray((runs[:, 1:] / runs[:, :-1]).reshape(len(runs), -1))
