"""Gradients that vanish or explode with depth, and the layers that do not learn for it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.colors import LinearSegmentedColormap, Normalize

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.activations import Sigmoid
from nnviz.core.arrays import Array
from nnviz.drawing import Axes, Figure
from nnviz.questions import Change, Choice, Least, Predict, Ratio
from nnviz.texts import Panel, each, either, plain
from nnviz_concepts.initialization.vanishing_gradients_networks import (
    EXAMPLES,
    NETWORKS,
    RATE,
    STEPS,
    TRAINED,
    Deep,
)

ROLES = {
    "sigmoid": "first", "shrinking": "fifth", "tanh": "second", "relu": "third",
    "growing": "fourth",
}  # fmt: skip
LOST = 8  # decades under 1 at which a cell is as pale as the paper, and over 1 as dark as ink
FLOOR = 1e-14  # where 0 stands on an axis of powers
FEW, MANY = 1e-6, 1e6
STRIP, GAP = 0.38, 0.05  # of a row: what a strip takes of it, and what is under it
ROUNDING = 1e-9
SLOPES: dict[str, Callable[[Array], Any]] = {
    "sigmoid": lambda z: 1 / (2 * np.cosh(z / 2)) ** 2,
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "relu": lambda z: z > 0,
}


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
    keywords = (
        "exploding gradients", "vanishing gradient problem", "deep networks", "gradient flow",
        "saturation", "long-term dependencies",
    )  # fmt: skip
    symbols = ("I: the matrix that changes nothing", "L: number of layers")
    references = (
        "Hochreiter 1991, Untersuchungen zu dynamischen neuronalen Netzen, chapter 4",
        "Bengio, Simard & Frasconi 1994, Learning long-term dependencies is difficult",
        "Glorot & Bengio 2010, Understanding the difficulty of training deep networks, section 4",
    )
    code = (Sigmoid.derivative, Sigmoid.backward)
    members = ("sigmoid", "shrinking", "tanh", "relu", "growing")

    depth: int = parameter(50, "Number L of layers.", ge=5, le=100, sweep=(5, 10, 25, 50, 100))
    growing: float = parameter(
        1.5, "Weight w of the chain that grows.", gt=1, le=3, sweep=(1.1, 1.5, 2.0)
    )
    shrinking: float = parameter(
        0.5, "Weight w of the chain that shrinks.", ge=0.1, lt=1, sweep=(0.1, 0.5, 0.9)
    )
    gain: float = parameter(
        1.0, "Factor on the random weights, whose variance is Xavier's, and He's for ReLU.",
        ge=0.25, le=3, sweep=(0.5, 1.0, 1.5, 2.0, 3.0),
    )  # fmt: skip
    units: int = parameter(32, "Units in each hidden layer.", ge=16, le=48, formerly="width")
    seed: int = parameter(0, "Seed of the random weights.", ge=0)

    headline = either(
        "In {still.measured} of {depth} sigmoid layers training changes no bit of any weight "
        "[still]",
        "At the first of {depth} layers sigmoid leaves {less.measured} of the gradient, tanh "
        "{less.expected} [less]",
        plain("At the first of {depth} layers sigmoid leaves {left.sigmoid} of the gradient, tanh "
              "{left.tanh}"),
    )  # fmt: skip
    setting = (
        "{networks} networks of each kind, {units} units a layer; start: {gain} × Xavier's (ReLU: "
        "He's); {examples} digits, trained in 32 bits"
    )
    fate = either(
        "{vanishes}",
        "{explodes}",
        plain("Through {names} the gradient at layer 1 is {left} times that at the output."),
    )
    look = (
        plain("The gradient comes in at the output, on the right, and goes back layer by layer."),
        "A sigmoid layer multiplies it by {quarter.measured} on average, less than a quarter of "
        "the weights' own factor, {gain} [quarter].",
        "In the chains a layer multiplies it by w: at layer 1 {chain.measured.shrinking} of it is "
        "left for w = {shrinking}, {chain.measured.growing} for w = {growing} [chain.shrinking, "
        "chain.growing].",
        "{still}", "{lost}",
        either(
            "With tanh and ReLU some weights change in every layer [moves.tanh, moves.relu].",
            "With tanh some weights change in every layer [moves.tanh].",
        ),
        "With ReLU the weights leave the range of 32 bits [overflows.relu].",
    )  # fmt: skip
    caption = (
        plain("Below, the gradient ∂J/∂z at each of {depth} layers as a share of that at the "
              "output, in chains of layers w·I and in networks that are to learn {examples} digits "
              "(medians of {networks}, seed {seed}). Above, how far the networks' weights move in "
              "{steps} steps of descent with η = {rate}."),
        "Sigmoid leaves {vanishes.measured.sigmoid} of it at layer 1 [vanishes.sigmoid].",
        "{still}", "{lost}",
    )  # fmt: skip
    alt = (
        plain("Above, how far each layer's weights move in {steps} steps, on a logarithmic axis."),
        "For sigmoid {still.measured} of {depth} layers stand at 0 [still].",
        plain("Below, five strips of {depth} cells, a cell a layer, fainter where less is left."),
        each(members, fate),
    )
    panels = (
        Panel(
            "moves",
            either(
                "How far weights move in {steps} steps; ReLU's overflow [overflows.relu]",
                "How far each layer's weights move in {steps} steps",
            ),
            y="‖ΔW‖ / ‖W‖",
        ),
        Panel(
            "strips",
            "The gradient on its way back, as a share of the output's: fainter is less",
            "layer (1: the first, {depth}: the output)",
        ),
    )
    strip = (either("W = {weights}·I:", "{names}:"), "{left} at layer {layer}")
    short_strip = (either("W = {weights}·I:", "{names}:"), "× {factors} per layer, {left}")
    to_draw = "Draw how far a step moves the weights of each layer in the network of sigmoids."
    try_next = (
        Try("With few layers no weight stands still, but little arrives [not still, less].",
            depth=10),
        Try("With half the weights tanh's vanishes too [vanishes.tanh].", gain=0.5),
    )  # fmt: skip

    half_depth = Predict(
        "The depth goes from {before.depth} to {depth}. What is left of the gradient at layer 1 of "
        "the chain with W = {shrinking}·I becomes …",
        Choice("{near} times as much", 3e7),
        Choice("{near} times as much", 25, "Each layer less multiplies it; nothing is added."),
        Choice("{near} times as much", 2, "It doubles once for each layer less, not once in all."),
        of=Ratio("left.shrinking"), depth=25,
        why="A layer halves the gradient, so each one taken away doubles it: depth is an exponent "
            "[chain.shrinking].",
        variants=(Change(before={"depth": 45}, depth=20),),
    )  # fmt: skip
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
            "vanishes.sigmoid, less].",
    )  # fmt: skip
    deeper = Predict(
        "The depth goes from {before.depth} to {depth}. The sigmoid layers in which training "
        "changes some weight are then …",
        Choice("half as many", 0.5, "The upper layers do not feel how many lie below."),
        Choice("about as many", 1),
        Choice("twice as many", 2, "The layers that are added lie where too little arrives."),
        of=Ratio("moves.measured.sigmoid"), depth=100,
        why="The gradient fades from the output down: only the upper layers get enough, however "
            "many lie below [still, vanishes.sigmoid].",
    )  # fmt: skip

    def compute(self) -> dict[str, object]:
        chains = {"shrinking": self.shrinking, "growing": self.growing}
        deep = Deep(self.depth, self.units, self.gain, chains, self.seed)
        found = {member: deep.sent_back(member) for member in self.members}
        with np.errstate(over="ignore", invalid="ignore"):  # what 32 bits cannot hold is said so
            trained = [deep.trained(member) for member in TRAINED]
        shares = np.array([np.median(found[member]["norms"], axis=1) for member in self.members])
        moved = np.median([one["moves"] for one in trained], axis=-1)
        hops = ("below", "above", "through", "inputs", "starts", "off")
        return {
            # Layers from the output back to the first, which is the way of the gradient.
            "layers": np.arange(self.depth, 0, -1),
            "shares": shares,
            "decades": np.log10(shares),
            "left": Members(shares[:, -1]),
            "decades_off": Members(np.abs(np.log10(shares[:, -1]))),
            "factors": Members(shares[:, -1] ** (1 / (self.depth - 1))),
            "names": Members(["sigmoid", "the shrinking chain", "tanh", "ReLU",
                              "the growing chain"]),
            "weights": Members([np.nan, self.shrinking, np.nan, np.nan, self.growing]),
            **{of: np.array([found[member][of] for member in self.members]) for of in hops},
            "moved": np.where(moved == 0, FLOOR, np.maximum(moved, 10 * FLOOR)),
            "unchanged": np.array([one["unchanged"] for one in trained]),
            "asked": trained[0]["asked"],
            "layer": 1, "networks": NETWORKS, "examples": EXAMPLES, "steps": STEPS, "rate": RATE,
        }  # fmt: skip

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
        each = np.where(np.isfinite(result["weights"]), 2 / self.units, 1) / EXAMPLES
        formula = each * result["off"]
        return Measured(result["starts"], "=", formula, within=ROUNDING * formula)

    @claim("At w = {weights} the gradient at layer 1 is {measured} times the output's: wᴸ⁻¹.")
    def chain(self, result: Result) -> Measured:
        chains = np.isfinite(result["weights"])
        power = np.where(chains, result["weights"], 1) ** (self.depth - 1)
        return Measured(
            result["left"], "=", power, within=ROUNDING * power,
            where=chains, otherwise="its weights are random",
        )  # fmt: skip

    @finding("In {measured} of {depth} sigmoid layers training changes no bit of any weight.")
    def still(self, result: Result) -> Measured:
        return Measured(_unchanged(result)[0].sum(), ">=", 1)

    @finding("There a weight's first step is at most {measured} of half its last binary digit, and "
             "is rounded away.")  # fmt: skip
    def lost(self, result: Result) -> Measured:
        unchanged = result["unchanged"][0]
        asked = result["asked"][unchanged].max() if unchanged.any() else np.nan
        return Measured(asked, "<", 1)

    @finding("With {names} some weights change in {measured} of {depth} layers.")
    def moves(self, result: Result) -> Measured:
        found = np.full(len(self.members), np.nan)
        for i, member in enumerate(TRAINED):
            if np.isfinite(result["moved"][i]).all():
                found[self.members.index(member)] = (~_unchanged(result)[i]).sum()
        return Measured(found, "=", self.depth)

    @finding("With {names} weights leave the range of 32 bits in {measured} layers.",
             at_defaults=False)  # fmt: skip
    def overflows(self, result: Result) -> Measured:
        found = np.full(len(self.members), np.nan)
        at = [self.members.index(member) for member in TRAINED]
        found[at] = (~np.isfinite(result["moved"])).sum(axis=1)
        return Measured(found, ">=", 1)

    @finding("Through {names} {measured} of the gradient is left at layer 1: it vanishes.")
    def vanishes(self, result: Result) -> Measured:
        return Measured(result["left"], "<", FEW)

    @finding("Through {names} the gradient is {measured} times as large at layer 1: it explodes.")
    def explodes(self, result: Result) -> Measured:
        return Measured(result["left"], ">", MANY)

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

    def draw(self, result: Result, figure: Figure) -> None:
        moves, strips = drawing.panels_of(self, result, figure, mosaic="a;b", heights=(1, 1.35))
        self._draw_moves(moves, result)
        self._draw_strips(strips, result)
        middle = [at for at in range(0, self.depth, 10) if 5 <= at <= self.depth - 5]
        for axes in (moves, strips):
            axes.set(xlim=(0.4, self.depth + 0.6), xticks=[1, *middle, self.depth])
        moves.tick_params(labelbottom=False)

    def _draw_moves(self, axes: Axes, result: Result) -> None:
        words, layers = self.words(result), result["layers"]
        drawing.log_axis(axes, "y")
        axes.set_ylim(FLOOR / 4, max(9, 3 * np.nanmax(result["moved"])))
        axes.set_yticks([FLOOR, 1e-8, 1e-4, 1], ["0", "10⁻⁸", "10⁻⁴", "1"])
        for i, (member, moved) in enumerate(zip(TRAINED, result["moved"], strict=True)):
            of, moving = drawing.role(ROLES[member]), moved > FLOOR
            size = 0.6 * rcParams["lines.markersize"]
            (line,) = axes.plot(
                layers, moved, color=of.color, marker=of.marker, markersize=size, linewidth=1,
                zorder=3 - i / 9,
            )  # fmt: skip
            drawing.reveal(line)
            if member == "sigmoid":
                drawing.to_draw(line)
            if moving.any():
                seen, name = (layers[moving], moved[moving]), words.say("{names}", member)
                drawing.accompany(line, [drawing.label(axes, name, *seen, of, prefer="middle")])
            if member == "sigmoid" and self.proofs(result).holds("still", None):
                text = words.say("{still.measured:# layer|# layers}: no weight changes")
                still = layers[~moving]
                at = [still[len(still) // 2]], [FLOOR]
                beside = drawing.label(axes, text, *at, of, side="above", bold=True)
                drawing.accompany(line, [beside], at=(still[-1], FLOOR))

    def _draw_strips(self, axes: Axes, result: Result) -> None:
        words = self.words(result)
        edges, across = np.arange(self.depth, -1, -1) + 0.5, self.depth
        narrow = drawing.is_narrow(drawing.figure_of(axes))
        strip = self.short_strip if narrow else self.strip
        meshes, names = [], []
        for row, member in enumerate(self.members):
            of = drawing.role(ROLES[member])
            ramp = LinearSegmentedColormap.from_list(
                member, [drawing.colour("paper"), of.color, drawing.colour("ink")]
            )
            mesh = axes.pcolormesh(
                edges, [row, row + STRIP], result["decades"][[row]], cmap=ramp,
                norm=Normalize(-LOST, LOST), edgecolor=of.faded(0.6), linewidth=0.5,
            )  # fmt: skip
            place: dict[str, Any] = {"va": "bottom", "color": drawing.text_colour(of)}
            name = axes.text(0.5, row - GAP, words.say(strip, member), ha="left", **place)
            if not narrow:
                factor = words.say("× {factors} per layer", member)
                axes.text(across + 0.5, row - GAP, factor, ha="right", **place)
            meshes.append(mesh)
            names.append(name)
        axes.set(ylim=(len(self.members) - 1 + STRIP, STRIP - 1), yticks=[])
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(axis="x", length=0)

        def update(share: float) -> None:
            seen = 1 + int(share * (across - 1) + ROUNDING)
            layer = int(result["layers"][seen - 1])
            then = words.at(left=result["shares"][:, seen - 1], layer=layer)
            for row, (mesh, name) in enumerate(zip(meshes, names, strict=True)):
                mesh.set_array(np.where(np.arange(across) < seen, result["decades"][[row]], np.nan))
                name.set_text(then.say(strip, self.members[row]))

        drawing.play(drawing.figure_of(axes), [*meshes, *names], update)


def _size(arrays: Array) -> Array:
    """Return the norm of each of several matrices."""
    return np.asarray(np.linalg.norm(arrays, axis=(-2, -1)))


def _unchanged(result: Result) -> Array:
    """Return in which layers most networks' weights keep every bit, (activations, layers)."""
    return np.asarray(result["unchanged"].mean(axis=-1) > 0.5)
