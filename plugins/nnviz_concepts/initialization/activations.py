"""Activation functions, and what their slopes let through of a gradient."""

from math import erf, exp, nan, pi, sqrt

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core import differences
from nnviz.core.activations import Activation, LeakyReLU
from nnviz.core.arrays import Array
from nnviz.errors import UsageError
from nnviz.questions import Change, Choice, Predict, Ratio, Value
from nnviz.texts import each, either, plain

UNIT = float(np.finfo(float).eps)
REACH = 4.0
GRID = 801  # points at which each function is drawn
LEFT = 200  # of them, z = −2: where what a rectifier lets through below 0 is marked
CELL, TAIL = 0.002, 10.0
TITLES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "gelu": "GELU",
          "softmax": "softmax of one unit"}  # fmt: skip
TOP_OF_GELU = (1 + erf(1)) / 2 + exp(-1) / sqrt(pi)  # Φ(√2) + √2 φ(√2), where g″ is 0
BETWEEN = 5.2e-6  # that GELU's top may lie over the grid: g‴(√2)/2 times half a step squared
TOPS = {"linear": 1.0, "sigmoid": 0.25, "tanh": 1.0, "relu": 1.0, "elu": 1.0, "softmax": 0.0}


class Activations(Concept):
    r"""The slope of its activation function decides how much of a gradient a unit lets through.

    Without a bend between them, many layers are no more than one linear layer. The activation
    function $a = g(z)$ is that bend. Back-propagation multiplies the gradient by its slope $g'(z)$
    at each unit, so the slope matters as much as the function.

    Sigmoid's slope $\sigma(1-\sigma)$ is at most ¼, at 0, and dies out on both sides: the unit
    saturates. Ten layers of it leave less than a millionth, unless the weights make up for it.
    $\tanh z = 2\sigma(2z) - 1$ is a sigmoid stretched around 0, with a slope up to 1, and saturates
    too. ReLU, $\max(z, 0)$, has slope 1 or 0.

    In practice: ReLU or a relative of it in hidden layers, sigmoid only where a probability goes
    out. A unit of ReLU whose $z$ is negative for every example gets a gradient of exactly 0 and is
    dead: its own weights cannot bring it back. Leaky ReLU, ELU and GELU leave it a way. It is a
    misconception that ReLU's missing derivative at 0 harms: $z$ is almost never exactly 0.

    For the curious:

    For $z \sim N(0, 1)$ ReLU keeps half of the mean square, $E[g(z)^2] = \frac12$, and lets half of
    the squared gradient through: He's weights have twice Xavier's variance, and so make up for
    both.
    """

    title = "Activation functions"
    topic = "initialization"
    order = 3
    see_also = ("vanishing-gradients", "softmax", "activation-statistics", "initialization")
    builds_on = ("from-scratch",)
    keywords = (
        "activation function", "ReLU", "leaky ReLU", "sigmoid", "logistic", "tanh", "ELU", "GELU",
        "SELU", "swish", "nonlinearity", "saturation", "dying ReLU", "dead neurons")  # fmt: skip
    symbols = ("σ: the sigmoid function, 1/(1 + e⁻ᶻ)",)
    references = ("Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.3",
                  "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, section 2.2",
                  "Hendrycks & Gimpel 2016, Gaussian error linear units")  # fmt: skip
    members = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")

    functions: tuple[str, ...] = parameter(("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu"),
                                           "Activation functions to draw, up to eight, a plugin's "
                                           "among them.", family="activations")  # fmt: skip
    slope: float = parameter(
        0.1, "Slope of leaky ReLU below 0; 0.01 is usual, and too little to see.", ge=0, le=1,
        sweep=(0.01, 0.1, 0.3))  # fmt: skip

    headline = either(
        "Sigmoid lets at most {quarter.measured} of a gradient through, an active ReLU all of it "
        "[quarter, active]",
        "An inactive ReLU lets nothing of a gradient through, leaky ReLU {leaks.measured} of it "
        "[dead, leaks]",
        "Sigmoid lets at most {quarter.measured} of a gradient through [quarter]",
        "An active ReLU lets all of a gradient through, an inactive one nothing [active, dead]",
        "Of these {weakest} lets the least of a gradient through: {least.measured} at most [least]",
        plain("The slope of {shown} is what a unit lets through of a gradient"))  # fmt: skip
    setting = "The function g and, filled, its slope g′, by which a unit multiplies a gradient"
    rectified = (
        "{active}",
        either("{dead} {leaks} [dead, leaks]", "{dead} [dead]", "{leaks} [leaks]"))  # fmt: skip
    look = (plain("The curve marked g is the function, the filled one its slope g′."),
            each(members, "{saturates}"), rectified)  # fmt: skip
    caption = (plain("Activation functions g and, filled, their slopes g′. A gradient that goes "
                     "back through a unit is multiplied by the slope."),
               "{quarter}", each(members, "{saturates}"), rectified)  # fmt: skip
    alt = (plain("Small panels with the same axes, one for each of {shown}."),
           each(members, "{top}"), each(members, "{saturates}"), rectified)  # fmt: skip
    try_next = (Try("Where ReLU lets nothing through, leaky ReLU lets {slope} through [dead, "
                    "leaks].", functions="relu,leaky_relu", slope=0.3),
                Try("A single unit of softmax, which is constant, lets nothing of a gradient "
                    "through [least].", functions="linear,softmax"))  # fmt: skip

    steeper = Predict(
        "g goes from {before.functions} to {functions}. The most that a unit lets through of a "
        "gradient becomes …",
        Choice("{near} times as much", 4),
        Choice("{near} times as much", 2, "So much higher is tanh; it is narrower as well."),
        Choice("as much", 1, "Both are bent like an S, but not equally steep."),
        of=Ratio("tops.first"), before={"functions": ("sigmoid",)}, functions=("tanh",),
        why="tanh z is 2σ(2z) − 1: twice as high and half as wide, so its slope is 2 · 2 times "
            "sigmoid's [top.first].")  # fmt: skip
    sooner = Predict(
        "g goes from {before.functions} to {functions}. Of a gradient a unit whose z is 4 then "
        "lets through …",
        Choice("less", "fewer", "At 0 it does. tanh is steeper there, and flat sooner."),
        Choice("as much", 1, "Both have left their slope behind, but not equally far."),
        Choice("more", "more"), of=Ratio("saturates.measured.first"),
        before={"functions": ("tanh",)}, functions=("sigmoid",),
        why="tanh z is 2σ(2z) − 1: at 4 it is as flat as sigmoid is at 8, but for a factor of 4. A "
            "small z favours tanh, a large one sigmoid [saturates.first].")  # fmt: skip
    smooth = Predict(
        "g goes from {before.functions} to {functions}, which bends smoothly and then follows z. "
        "Beside 1, the slope of z, its largest slope is …",
        Choice("smaller", (0, 0.99), "It would be if GELU were above ReLU. It is below."),
        Choice("equal", (0.99, 1.01), "Far to the right it is, but it has to get there."),
        Choice("larger", (1.01, 2)),
        of=Value("tops.first"), before={"functions": ("relu",)}, functions=("gelu",),
        why="GELU, z Φ(z), lies below z and comes back to it, so on the way it must be steeper "
            "than z [top.first].",
        variants=(Change(before={"functions": ("leaky_relu",)}, functions=("gelu",)),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        most, count = len(self.members), len(self.functions)
        if count > most:
            raise UsageError(f"functions takes at most {most} names; got {count}.")
        known = self.choices("activations") | {"leaky_relu": LeakyReLU(self.slope)}
        z = np.linspace(-REACH, REACH, GRID)
        drawn = [known[name] for name in self.functions]
        values, slopes = np.stack([_evaluated(each, z) for each in drawn], axis=1)
        names, tops = [TITLES.get(name, name) for name in self.functions], slopes.max(axis=1)
        largest = [z[slope >= slope.max() - 1e-9] for slope in slopes]
        return {
            "z": z, "values": values, "slopes": slopes,
            # From the left and from the right: at a bend they differ.
            "sides": np.array([_differences(each, z) for each in drawn]),
            "names": Members([*names, *[""] * (most - count)]),
            "tops": Members(np.append(tops, [nan] * (most - count))),
            "top_at": np.array([places[len(places) // 2] for places in largest]),
            "shown": names, "weakest": names[tops.argmin()],
            "stretched": 2 * _evaluated(known["sigmoid"], 2 * z)[0] - 1,
            "relu_kept": _mean_squares(known["relu"])}  # fmt: skip

    def _row(self, name: str) -> int | None:
        """Return at which place a function is drawn, or None."""
        return self.functions.index(name) if name in self.functions else None

    @claim("The slope of {names} is at most {measured}.")
    def top(self, result: Result) -> Measured:
        formulas = TOPS | {"gelu": TOP_OF_GELU, "leaky_relu": max(1.0, self.slope)}
        named = [*self.functions, *[""] * (len(self.members) - len(self.functions))]
        within = [BETWEEN if name == "gelu" else UNIT for name in named]
        return Measured(
            result["tops"], "=", [formulas.get(name, nan) for name in named], within=within,
            where=[name in formulas for name in named],
            otherwise="it is a plugin's function, or fewer are drawn",
        )  # fmt: skip

    @claim("What is filled is the slope of {names}, as differences to both sides say.")
    def filled(self, result: Result) -> Measured:
        slopes, sides = result["slopes"], np.sort(result["sides"], axis=1)
        beside = np.maximum(slopes - sides[:, 1], sides[:, 0] - slopes).max(axis=1).clip(0)
        # √u is the step: half of g″ times it, and the rounding of g over it.
        within = 4 * REACH * UNIT**0.5 * np.maximum(1, np.abs(slopes).max())
        drawn = result["names"] != ""
        beside = np.pad(beside, (0, len(drawn) - len(beside)))
        return Measured(
            beside, "=", 0, within=within, where=drawn, otherwise="fewer functions are drawn"
        )

    @claim("Sigmoid's slope is at most {measured}.")
    def quarter(self, result: Result) -> Measured | str:
        if (row := self._row("sigmoid")) is None:
            return "sigmoid is not drawn"
        return Measured(result["slopes"][row].max(), "=", 1 / 4, within=UNIT)

    @claim("tanh z is 2σ(2z) − 1.")
    def stretched_sigmoid(self, result: Result) -> Measured | str:
        if (row := self._row("tanh")) is None:
            return "tanh is not drawn"
        return Measured.same(result["values"][row], result["stretched"], within=4 * UNIT)

    @claim("An active unit of ReLU, z > 0, multiplies a gradient by {measured}.")
    def active(self, result: Result) -> Measured | str:
        if (row := self._row("relu")) is None:
            return "ReLU is not drawn"
        return Measured(result["slopes"][row, result["z"] > 0].min(), "=", 1)

    @claim("An inactive unit of ReLU, z < 0, multiplies a gradient by {measured}.")
    def dead(self, result: Result) -> Measured | str:
        if (row := self._row("relu")) is None:
            return "ReLU is not drawn"
        return Measured(np.abs(result["slopes"][row, result["z"] < 0]).max(), "=", 0)

    @claim("Below 0 leaky ReLU multiplies a gradient by {measured}, its own slope.")
    def leaks(self, result: Result) -> Measured | str:
        if (row := self._row("leaky_relu")) is None:
            return "leaky ReLU is not drawn"
        return Measured(result["slopes"][row, result["z"] < 0].min(), "=", self.slope)

    @claim("For z ~ N(0, 1) ReLU keeps {measured} of the mean square, and of the squared gradient.")
    def half(self, result: Result) -> Measured | str:
        if "relu" not in self.functions:
            return "ReLU is not drawn"
        kept = result["relu_kept"]
        return Measured(kept[np.abs(kept - 0.5).argmax()], "=", 1 / 2, within=CELL**2)

    @finding("On both sides {names} saturates: at z = ±4 its slope has fallen to {measured}.")
    def saturates(self, result: Result) -> Measured:
        ends, drawn = np.abs(result["slopes"][:, [0, -1]]).max(axis=1), result["names"] != ""
        ends, tops = np.pad(ends, (0, len(drawn) - len(ends))), np.where(drawn, result["tops"], 0.0)
        return Measured(
            ends, "<", 0.1 * tops, margin=0.01 * tops,
            where=drawn, otherwise="fewer functions are drawn",
        )  # fmt: skip

    @finding("Of these {weakest} lets the least through, {measured} at most; the next lets "
             "{expected} through.")  # fmt: skip
    def least(self, result: Result) -> Measured | str:
        if len(self.functions) < 2:
            return "one function is drawn, and nothing to compare"
        first, second = np.sort(result["tops"])[:2]
        return Measured(first, "<", second, margin=0.01)

    def panel_names(self) -> tuple[str, ...]:
        return self.functions

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words, z, shown = self.words(result), result["z"], self.members[: len(self.functions)]
        titles = [words.say("{names}: g′ ≤ {tops}", member) for member in shown]
        panels = drawing.small_multiples(figure, *titles, columns=3)
        below = {"relu": words.say("{dead.measured}"), "leaky_relu": words.say("{leaks.measured}")}
        parts = zip(panels, shown, self.functions, strict=True)
        for i, (axes, member, name) in enumerate(parts):
            value, slope = result["values"][i], result["slopes"][i]
            drawing.threshold(axes, 0, of="faint")
            axes.fill_between(z, slope, color=drawing.role("first").fill, linewidth=0, zorder=0.7)
            axes.plot(z, slope, **drawing.line_style("first"))
            drawing.curve(axes, value, "truth", x=z, text=words.say("g"))
            text, at = words.say("{tops}", member), (result["top_at"][i], result["tops"][i])
            drawing.value_mark(axes, *at, text, "first", side="above")
            if name in below:
                drawing.value_mark(axes, z[LEFT], slope[LEFT], below[name], "first", side="above")
            if end := words.say("{saturates.measured} [saturates]", member):
                drawing.value_mark(axes, REACH, slope[-1], end, "first", side="above")
            axes.set(xlim=(-REACH, REACH), xticks=(-REACH, 0, REACH))
            axes.set(ylim=(-1.35, 2.4), yticks=(-1, 0, 1, 2))
        panels[-1].set_xlabel(words.say("weighted input z"))


def _evaluated(activation: Activation, z: Array) -> tuple[Array, Array]:
    """Return g(z) and g′(z) for a layer of one unit and one example for each z."""
    inputs = z[:, np.newaxis]
    value = activation.value(inputs)
    return value[:, 0], activation.derivative(inputs, value)[:, 0]


def _differences(activation: Activation, z: Array) -> Array:
    """Return the slopes to the left and to the right of each z, by one-sided differences."""
    step = differences.best_epsilon(sides=1)
    places = z - step, z
    return np.array(
        [differences.one_sided(lambda x: _evaluated(activation, x)[0], at, step) for at in places]
    )


def _mean_squares(activation: Activation) -> Array:
    """Return E[g(z)²] and E[g′(z)²] for z ~ N(0, 1), by the midpoint rule."""
    # A rectifier's bend lies between two cells: the error is of the order of a cell's square.
    z = np.arange(-TAIL + CELL / 2, TAIL, CELL)
    weights = np.exp(-(z**2) / 2)
    weights /= weights.sum()
    return np.asarray(np.square(_evaluated(activation, z)) @ weights)
