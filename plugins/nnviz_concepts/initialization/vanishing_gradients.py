"""Gradients that vanish or explode with depth, and the layers that do not learn for it."""

from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.colors import LinearSegmentedColormap

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.activations import Sigmoid
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, digits, split
from nnviz.core.initializers import Identity, Initializer, VarianceScaling
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train
from nnviz.questions import Change, Choice, Least, Predict, Ratio
from nnviz.texts import Panel, each, either, plain

NETWORKS, EXAMPLES, STEPS, RATE = 5, 50, 10, 0.1
TRAINED = ("sigmoid", "tanh", "relu")
CHAINS = (1, 3)  # the places among these before which the others stand
ROLES = {"sigmoid": "first", "shrinking": "fifth", "tanh": "second", "relu": "third",
         "growing": "fourth"}  # fmt: skip
LOST = 8  # decades under 1 at which a cell is as pale as the paper, and over 1 as dark as ink
FLOOR = 1e-14  # where 0 stands on an axis of powers
STRIP, GAP = 0.38, 0.05  # of a row: what a strip takes of it, and what is under it
ROUNDING = 1e-9
SLOPES: dict[str, Any] = {"sigmoid": lambda z: 1 / (2 * np.cosh(z / 2)) ** 2,
                          "tanh": lambda z: 1 / np.cosh(z) ** 2,
                          "relu": lambda z: z > 0}  # fmt: skip


class VanishingGradients(Concept):
    r"""Each layer multiplies the gradient, so over many layers it vanishes or explodes.

    Back-propagation is a long product. A layer turns the gradient $\delta$ of the layer above it
    into $(\delta\,W^\top) \circ g'(z)$: it multiplies by its weights and by the slope of its
    activation function. Let every weight matrix be $w\,I$ and $g$ the identity: then $L$ layers
    multiply by $w^{L-1}$, which is huge for $w = 1.5$ and next to nothing for $w = 0.5$. Only a
    factor of 1 survives depth. Xavier's and He's starting weights are made to give it. But the
    slope of the sigmoid is at most $\frac14$, and whatever the weights keep, it takes three
    quarters of that away, or more, a layer.

    Starting weights of the right size, ReLU, batch normalization and skip connections all keep the
    factor near 1. It is a misconception that the gradient vanishes because training is nearly done:
    it has vanished before the first step.

    For the curious:

    A gradient of $10^{-30}$ is worse than slow. A number in 32 bits has 24 binary digits, so a step
    that is under half of a weight's last digit is rounded away. Such a weight stays as it was
    drawn, as long as its gradient stays so small.
    """

    title = "Vanishing and exploding gradients"
    topic = "initialization"
    order = 7
    see_also = ("activations", "activation-statistics", "initialization", "batch-norm")
    builds_on = ("activations", "initialization")
    keywords = ("exploding gradients", "vanishing gradient problem", "deep networks",
                "gradient flow", "saturation", "long-term dependencies")  # fmt: skip
    symbols = ("I: the matrix that changes nothing", "L: number of layers")
    references = ("Hochreiter 1991, Untersuchungen zu dynamischen neuronalen Netzen, chapter 4",
                  "Bengio, Simard & Frasconi 1994, Learning long-term dependencies is difficult",
                  "Glorot & Bengio 2010, Understanding the difficulty of training deep networks, "
                  "section 4")  # fmt: skip
    code = (Sigmoid.derivative, Sigmoid.backward)
    members = ("sigmoid", "shrinking", "tanh", "relu", "growing")

    depth: int = parameter(50, "Number L of layers.", ge=5, le=100, sweep=(5, 10, 25, 50, 100))
    growing: float = parameter(
        1.5, "Weight w of the chain that grows.", gt=1, le=3, sweep=(1.1, 1.5, 2.0))  # fmt: skip
    shrinking: float = parameter(0.5, "Weight w of the chain that shrinks.", ge=0.1, lt=1,
                                 sweep=(0.1, 0.5, 0.9))  # fmt: skip
    gain: float = parameter(
        1.0, "Factor on the random weights, whose variance is Xavier's, and He's for ReLU.",
        ge=0.25, le=3, sweep=(0.5, 1.0, 1.5, 2.0, 3.0))  # fmt: skip
    units: int = parameter(32, "Units in each hidden layer.", ge=16, le=48, formerly="width")
    seed: int = parameter(0, "Seed of the random weights.", ge=0)

    headline = either("In {still.measured} of {depth} sigmoid layers {steps} steps change no bit "
                      "of any weight, in most networks [still]",
                      "At the first of {depth} layers sigmoid leaves {less.measured} of the "
                      "gradient, tanh {less.expected} [less]",
                      plain("At the first of {depth} layers sigmoid leaves {left.sigmoid} of the "
                            "gradient, tanh {left.tanh}"))  # fmt: skip
    setting = ("{networks} networks of each kind, {units} units a layer; start: {gain} × Xavier's "
               "(ReLU: He's); {examples} digits, trained in 32 bits")  # fmt: skip
    fate = either("{vanishes}", "{explodes}",
                  plain("Through {names} the gradient at layer 1 is {left} times that at the "
                        "output."))  # fmt: skip
    look = (
        plain("The gradient comes in at the output, on the right, and goes back layer by layer."),
        "A sigmoid layer multiplies the gradient by {quarter.measured} on average, less than a "
        "quarter of the weights' own factor, {gain} [quarter].",
        "In the chains a layer multiplies it by w: at layer 1 {chain.measured.shrinking} of it is "
        "left for w = {shrinking}, {chain.measured.growing} for w = {growing} [chain.shrinking, "
        "chain.growing].", "{still}", "{lost}",
        either("With tanh and ReLU some weights change in every layer [moves.tanh, moves.relu].",
               "With tanh some weights change in every layer [moves.tanh]."),
        "With ReLU the weights leave the range of 32 bits [overflows.relu].")  # fmt: skip
    caption = (plain("Below, the gradient ∂J/∂z at each of {depth} layers as a share of that at "
                     "the output, in chains of layers w·I and in networks that are to learn "
                     "{examples} digits (medians of {networks}, seed {seed}). Above, how far the "
                     "networks' weights move in {steps} steps of descent with η = {rate}."),
               "Sigmoid leaves {vanishes.measured.sigmoid} of the gradient at layer 1 "
               "[vanishes.sigmoid].", "{still}", "{lost}")  # fmt: skip
    alt = (
        plain("Above, how far each layer's weights move in {steps} steps, on a logarithmic axis."),
        "For sigmoid {still.measured} of {depth} layers stand at 0 [still].",
        plain("Below, five strips of {depth} cells, a cell a layer, fainter where less is left."),
        each(members, fate))  # fmt: skip
    panels = (
        Panel("moves",
              either("How far weights move in {steps} steps; ReLU's overflow [overflows.relu]",
                     "How far each layer's weights move in {steps} steps"),
              y="‖ΔW‖ / ‖W‖"),
        Panel("strips",
              "The gradient on its way back, as a share of the output's: fainter is less",
              "layer (1: the first, {depth}: the output)"))  # fmt: skip
    strip = (either("W = {weights}·I:", "{names}:"), "{left} at layer {layer}")
    short_strip = (either("W = {weights}·I:", "{names}:"), "× {factors} per layer, {left}")
    to_draw = "Draw how far a step moves the weights of each layer in the network of sigmoids."
    try_next = (
        Try("With few layers no layer stands still, but little arrives [not still, less].",
            depth=10),
        Try("With half the weights tanh's vanishes too [vanishes.tanh].", gain=0.5))  # fmt: skip

    half_depth = Predict(
        "The depth goes from {before.depth} to {depth}. What is left of the gradient at layer 1 of "
        "the chain with W = {shrinking}·I becomes …",
        Choice("{near} times as much", 3e7),
        Choice("{near} times as much", 25, "Each layer less multiplies it; nothing is added."),
        Choice("{near} times as much", 2, "It doubles once for each layer less, not once in all."),
        of=Ratio("left.shrinking"), depth=25,
        why="A layer halves the gradient, so each one taken away doubles it: depth is an exponent "
            "[chain.shrinking].",
        variants=(Change(before={"depth": 45}, depth=20),))  # fmt: skip
    twice = Predict(
        "The gain goes from {before.gain} to {gain}: random weights twice as large. The fewest "
        "powers of ten from its first size the gradient is at layer 1 with …",
        Choice("sigmoid", "decades_off.sigmoid", "Its slope is at most a quarter: twice the "
               "weights still shrink it."),
        Choice("tanh", "decades_off.tanh"),
        Choice("ReLU", "decades_off.relu", "It passes the doubling on, layer after layer."),
        of=Least("decades_off.sigmoid", "decades_off.tanh", "decades_off.relu"), gain=2.0,
        why="Larger weights saturate tanh, and its smaller slopes take most of the doubling back; "
            "a layer multiplies by {factors.tanh}, ReLU's by {factors.relu} [passes_on, "
            "vanishes.sigmoid, less].")  # fmt: skip
    deeper = Predict(
        "The depth goes from {before.depth} to {depth}. The sigmoid layers in which training "
        "changes some weight are then …",
        Choice("half as many", 0.5, "The upper layers do not feel how many lie below."),
        Choice("about as many", 1),
        Choice("twice as many", 2, "The layers that are added lie where too little arrives."),
        of=Ratio("moves.measured.sigmoid"), depth=100,
        why="The gradient fades from the output down: only the upper layers get enough, however "
            "many lie below [still, vanishes.sigmoid].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        whole = digits()
        data, _ = split(whole, (EXAMPLES / len(whole), 1 - EXAMPLES / len(whole)), 0)
        sent = zip(*[self._sent_back(member, data) for member in self.members], strict=True)
        shares, below, above, through, inputs, starts, off = map(np.array, sent)
        with np.errstate(over="ignore", invalid="ignore"):  # what 32 bits cannot hold is said so
            trained = zip(*[self._trained(member, data) for member in TRAINED], strict=True)
        moves, unchanged, asked = map(np.array, trained)
        moved = np.median(moves, axis=-1)
        return {
            "layers": np.arange(self.depth, 0, -1),  # on the gradient's way, from the output back
            "shares": shares, "decades": np.log10(shares), "left": Members(shares[:, -1]),
            "decades_off": Members(np.abs(np.log10(shares[:, -1]))),
            "factors": Members(shares[:, -1] ** (1 / (self.depth - 1))),
            "names": Members(["sigmoid", "the shrinking chain", "tanh", "ReLU",
                              "the growing chain"]),
            "weights": Members([np.nan, self.shrinking, np.nan, np.nan, self.growing]),
            "below": below, "above": above, "through": through, "inputs": inputs, "starts": starts,
            "off": off, "moved": np.where(moved == 0, FLOOR, np.maximum(moved, 10 * FLOOR)),
            "layer": 1, "unchanged": unchanged, "asked": asked[0],
            "kept": unchanged.mean(axis=-1) > 0.5,  # of most networks
            "networks": NETWORKS, "examples": EXAMPLES, "steps": STEPS, "rate": RATE}  # fmt: skip

    def _network(self, member: str, **more: Any) -> Network:
        """Return networks of random weights, a stack, or the one chain."""
        if member in TRAINED:
            scale = self.gain**2 * (2 if member == "relu" else 1)
            start: Initializer = VarianceScaling(scale, "in" if member == "relu" else "average")
            sizes = [64, *[self.units] * (self.depth - 1), 10]
            more |= {"loss": "multiclass", "seed": NETWORKS * self.seed, "members": NETWORKS}
            return Network(sizes, hidden=member, initializer=start, **more)
        start = Identity(self.growing if member == "growing" else self.shrinking)
        sizes = [self.units] * (self.depth + 1)
        return Network(sizes, hidden="linear", loss="mse", initializer=start, seed=[0])

    def _sent_back(self, member: str, data: Dataset) -> tuple[Array, ...]:
        """Return what of ∂J/∂z comes back to each layer, and one network's last hop and start."""
        network = self._network(member)
        inputs, targets = data.inputs, np.eye(10)[data.targets]
        if member not in TRAINED:
            inputs, targets = inputs[:, : self.units], np.ones((EXAMPLES, self.units))
        passed = network.inspect(inputs, targets)
        sizes = np.array([_size(delta) for delta in passed.delta[::-1]])
        hop = passed.delta[0][0], passed.delta[1][0], network.layers[1].W[0], passed.z[0][0]
        off = np.asarray(np.linalg.norm(passed.a[-1][0] - targets))
        return np.median(sizes / sizes[0], axis=1), *hop, sizes[0, 0], off

    def _trained(self, member: str, data: Dataset) -> tuple[Array, ...]:
        """Return how far each layer's weights move, which keep every bit, and what is asked."""
        network, X, y = self._network(member, dtype=np.float32), data.inputs, data.targets
        starts = [layer.W.copy() for layer in network.layers]
        gradients = network.views(network.gradient(X, y))
        train(network, X, y, GradientDescent(RATE), steps=STEPS, on_divergence="record")
        found = []
        for layer, W, slope in zip(network.layers, starts, gradients, strict=True):
            unchanged = (layer.W == W).all(axis=(-2, -1))
            half = np.spacing(np.abs(W)) / 2  # of the last digit
            asked = (RATE * np.abs(slope.W) / half).max(axis=(-2, -1))
            found.append((_size(layer.W - W) / _size(W), unchanged, asked))
        return tuple(np.array(each[::-1]) for each in zip(*found, strict=True))

    @claim("From layer 2 to layer 1 {names} multiplies the gradient by {measured}; by its weights "
           "and the slope g′ it is {expected}.")  # fmt: skip
    def passes_on(self, result: Result) -> Measured:
        above, through, z = result["above"], result["through"], result["inputs"]
        slopes = [SLOPES.get(of, np.ones_like)(z[i]) for i, of in enumerate(self.members)]
        before = _size(above)
        formula = _size(above @ through.swapaxes(1, 2) * slopes) / before
        return Measured(_size(result["below"]) / before, "=", formula, within=ROUNDING * formula)

    @claim("The gradient of {names} starts at the output with the size {measured}; by how far the "
           "outputs are off it is {expected}.")  # fmt: skip
    def begins(self, result: Result) -> Measured:
        # (a − y)/m of the cross-entropy, 2(a − y)/(mk) of the chains' squared error
        one = np.where(np.isfinite(result["weights"]), 2 / self.units, 1) / EXAMPLES
        formula = one * result["off"]
        return Measured(result["starts"], "=", formula, within=ROUNDING * formula)

    @claim("At w = {weights} the gradient at layer 1 is {measured} times the output's: wᴸ⁻¹.")
    def chain(self, result: Result) -> Measured:
        chains = np.isfinite(result["weights"])
        power = np.where(chains, result["weights"], 1) ** (self.depth - 1)
        return Measured(
            result["left"], "=", power, within=ROUNDING * power,
            where=chains, otherwise="its weights are random",
        )  # fmt: skip

    @finding("In {measured} of {depth} sigmoid layers {steps} steps change no bit of any weight, "
             "in most networks.")  # fmt: skip
    def still(self, result: Result) -> Measured:
        return Measured(result["kept"][0].sum(), ">=", 1)

    @finding("There a weight's first step is at most {measured} of what would change its last bit, "
             "and is rounded away.")  # fmt: skip
    def lost(self, result: Result) -> Measured:
        asked = result["asked"][result["unchanged"][0]]
        return Measured(asked.max() if asked.size else np.nan, "<", 1)

    @finding("With {names} some weights change in {measured} of {depth} layers.")
    def moves(self, result: Result) -> Measured:
        finite = np.isfinite(result["moved"]).all(axis=1)
        changed = np.where(finite, (~result["kept"]).sum(axis=1), np.nan)
        return Measured(np.insert(changed, CHAINS, np.nan), "=", self.depth)

    @finding("With {names} weights leave the range of 32 bits in {measured} layers.",
             at_defaults=False)  # fmt: skip
    def overflows(self, result: Result) -> Measured:
        layers = (~np.isfinite(result["moved"])).sum(axis=1, dtype=float)
        return Measured(np.insert(layers, CHAINS, np.nan), ">=", 1)

    @finding("Through {names} {measured} of the gradient is left at layer 1: it vanishes.")
    def vanishes(self, result: Result) -> Measured:
        return Measured(result["left"], "<", 1e-6)

    @finding("Through {names} the gradient is {measured} times as large at layer 1: it explodes.")
    def explodes(self, result: Result) -> Measured:
        return Measured(result["left"], ">", 1e6)

    @finding("A sigmoid layer multiplies the gradient by {measured} on average, less than "
             "{expected}, a quarter of the weights' own factor, {gain}.")  # fmt: skip
    def quarter(self, result: Result) -> Measured:
        """No law: σ′ is at most ¼, but a narrow layer's weights scatter about their gain."""
        return Measured(result["factors"][0], "<", self.gain / 4)

    @finding("Sigmoid leaves {measured} of the gradient at layer 1, tanh {expected}.")
    def less(self, result: Result) -> Measured:
        """No law: under large enough weights tanh saturates sooner than the sigmoid."""
        sigmoid, tanh = result["left"][[0, 2]]
        return Measured(sigmoid, "<", tanh, margin=tanh / 2)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        moves, strips = drawing.panels_of(self, result, figure, mosaic="a;b", heights=(1, 1.35))
        self._draw_moves(moves, result)
        self._draw_strips(strips, result)
        ticks = [1, *range(10, self.depth - 4, 10), self.depth]
        for axes in (moves, strips):
            axes.set(xlim=(0.4, self.depth + 0.6), xticks=ticks)
        moves.tick_params(labelbottom=False)

    def _draw_moves(self, axes: drawing.Axes, result: Result) -> None:
        words, layers = self.words(result), result["layers"]
        drawing.log_axis(axes, "y")
        axes.set_ylim(FLOOR / 4, max(9, 3 * np.nanmax(result["moved"])))
        axes.set_yticks([FLOOR, 1e-8, 1e-4, 1], ["0", "10⁻⁸", "10⁻⁴", "1"])
        for i, (member, moved) in enumerate(zip(TRAINED, result["moved"], strict=True)):
            of, moving = drawing.role(ROLES[member]), moved > FLOOR
            line = drawing.curve(
                axes, moved, of, x=layers, times=self.depth - layers, linestyle="-", linewidth=1,
                marker=of.marker, markersize=0.6 * rcParams["lines.markersize"], zorder=3 - i / 9,
            )  # fmt: skip
            if member == "sigmoid":
                drawing.to_draw(line)
            if moving.any():
                seen, name = (layers[moving], moved[moving]), words.say("{names}", member)
                drawing.accompany(line, [drawing.label(axes, name, *seen, of, prefer="middle")])
            if member == "sigmoid" and self.proofs(result).holds("still", None):
                text = words.say("{still.measured:# layer|# layers}: no weight changes")
                still = layers[moved <= FLOOR]
                middle = still[len(still) // 2]
                beside = drawing.label(axes, text, middle, FLOOR, of, side="above", bold=True)
                drawing.accompany(line, [beside], at=(still[-1], FLOOR))

    def _draw_strips(self, axes: drawing.Axes, result: Result) -> None:
        words, edges = self.words(result), np.arange(self.depth, -1, -1) + 0.5
        narrow = drawing.is_narrow(drawing.figure_of(axes))
        strip = self.short_strip if narrow else self.strip
        drawn = []
        for row, member in enumerate(self.members):
            of = drawing.role(ROLES[member])
            shades = [drawing.colour("paper"), of.color, drawing.colour("ink")]
            ramp = LinearSegmentedColormap.from_list(member, shades)
            ruled: Any = {"edgecolor": of.faded(0.6), "linewidth": 0.5, "vmin": -LOST, "vmax": LOST}
            heights, decades = [row, row + STRIP], result["decades"][[row]]
            mesh = axes.pcolormesh(edges, heights, decades, cmap=ramp, **ruled)
            place: Any = {"va": "bottom", "color": drawing.text_colour(of)}
            name = axes.text(0.5, row - GAP, words.say(strip, member), ha="left", **place)
            if not narrow:
                factor = words.say("× {factors} per layer", member)
                axes.text(self.depth + 0.5, row - GAP, factor, ha="right", **place)
            drawn.append((mesh, name))
        axes.set(ylim=(len(self.members) - 1 + STRIP, STRIP - 1), yticks=[])
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(axis="x", length=0)

        def update(share: float) -> None:
            layer = self.depth - int(share * (self.depth - 1) + ROUNDING)
            then = words.at(left=result["shares"][:, self.depth - layer], layer=layer)
            passed = result["layers"] >= layer
            for row, (mesh, name) in enumerate(drawn):
                mesh.set_array(np.where(passed, result["decades"][[row]], np.nan))
                name.set_text(then.say(strip, self.members[row]))

        drawing.play(drawing.figure_of(axes), [part for pair in drawn for part in pair], update)


def _size(arrays: Array) -> Array:
    """Return the norm of each of several matrices."""
    return np.asarray(np.linalg.norm(arrays, axis=(-2, -1)))
