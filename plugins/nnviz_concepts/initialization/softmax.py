"""Softmax: the same logits at three temperatures, and the pull of its cross-entropy."""

from functools import partial
from typing import Any

import numpy as np
from matplotlib import rcParams

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core import activations, differences
from nnviz.core.arrays import Array
from nnviz.core.losses import CrossEntropy
from nnviz.errors import UsageError
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz.wording import precisely

UNIT = float(np.finfo(float).eps)
COLD, HOT = 0.2, 5.0
SHIFTS = 1000
ROUNDING = 1e-12
MOST = 15  # letters of a name that fit under a bar
FEW = 3  # classes of which each has its number on its bar
NEAREST, FARTHEST = 1e-6, 700  # apart two logits may be, over T: e⁻⁷⁰⁰ still is a float
LEAST = 0.005  # a smaller share is written as about 0
BAR, HEAD = 0.74, 0.03  # the width of a bar; a shorter arrow would be all head
Roles = tuple[str, ...]


class Softmax(Concept):
    r"""Softmax turns logits into probabilities in which only the differences of logits count.

    The last layer of a classifier gives one number for each class, the logits $z$.
    $p_i = e^{z_i/T} / \sum_j e^{z_j/T}$ makes them positive and lets them sum to 1. One more in a
    logit multiplies its odds by $e^{1/T}$; the same number added to all changes nothing. Two
    classes alone give the sigmoid of $z_1 - z_2$.

    The temperature $T$ divides all logits. A low one gives nearly all probability to the largest
    (an argmax that has a gradient), a high one makes the classes equal; networks are trained at
    $T = 1$. There the cross-entropy $-\ln p_y$ of the right class has the gradient
    $\partial J/\partial z = p - y$: descent pulls each logit by $y - p$, as far as the prediction
    is off, so that a confident mistake still learns fast.

    As the formula stands, it overflows: $e^{710}$ is larger than any double-precision number.
    Subtracting the largest logit first changes nothing, and never overflows. In practice, hand the
    logits to a loss that includes softmax. It is a misconception that softmax's output is the
    chance of being right: large networks are usually overconfident, and a temperature fitted on
    the dev set mends much of it.
    """

    title = "Softmax and cross-entropy"
    topic = "initialization"
    order = 2
    see_also = ("activations", "from-scratch", "gradient-check")
    builds_on = ("from-scratch",)
    keywords = (
        "cross-entropy", "log loss", "negative log-likelihood", "logits", "probabilities",
        "classification", "multiclass", "temperature", "log-sum-exp", "one-hot")  # fmt: skip
    symbols = (
        "z: logits: a number for each class, as softmax takes them",
        "T: temperature, by which logits are divided", "p: probability that is given to a class",
        "y: 1 for the right class, 0 for the others")  # fmt: skip
    references = (
        "Goodfellow, Bengio & Courville 2016, Deep Learning, sections 4.1 and 6.2.2",
        "Guo, Pleiss, Sun & Weinberger 2017, On calibration of modern neural networks")  # fmt: skip
    code = (activations.Softmax.value, CrossEntropy.per_example, CrossEntropy.gradient)
    members = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")

    logits: tuple[float, ...] = parameter(
        (2.0, 1.0, 0.0), "Logits of 2 to 8 classes, the right one first; one stands against 0.",
        ge=-50, le=50)  # fmt: skip
    temperature: float = parameter(1.0, "Temperature T of the middle bars.", ge=0.1, le=10,
                                   sweep=(0.1, 0.5, 1.0, 2.0, 10.0))  # fmt: skip

    headline = either(
        "At temperature {cold} the largest logit takes {sharper.measured} of the probability, at "
        "{hot} only {sharper.expected} [sharper, not tied]",
        "At temperature {cold} each of the {tied.measured} largest logits takes "
        "{sharper.measured} of the probability, at {hot} only {sharper.expected} [sharper, tied]",
        "Equal logits share the probability equally at every T: {equal.measured} each [equal]",
        plain("The largest logit takes {largest_cold} at T = {cold}, {largest_hot} at T = {hot}"),
    )
    setting = "Softmax of the logits {scores} over a temperature T; class 1 is the right one"
    heat = either("{equal}",
                  "As T rises the largest logit's share falls: from {sharper.measured} at {cold} "
                  "to {sharper.expected} at {hot} [falls, sharper].")  # fmt: skip
    pull = ("At T = 1 the loss is −ln p₁ = {costs.measured} [costs].",
            "Descent pulls each logit by y − p, the gap between target and bar [pulls, "
            "slope].")  # fmt: skip
    look = (plain("The bars are the same logits at three temperatures."), "{odds}", heat, pull,
            "At T = 1, without the largest logit subtracted first, softmax would overflow once "
            "{overflow.measured} were added to each [overflow, shift].")  # fmt: skip
    caption = (plain("Softmax of the logits {scores} at three temperatures T, and over a range of "
                     "them."), heat, pull,
               "The same number added to all logits changes nothing [shift].")  # fmt: skip
    alt = (
        plain("Above, three bar charts of the classes' probabilities; below, a curve a class."),
        heat,
        "Right, bars at T = 1 with arrows of the length y − p to the targets [pulls].")  # fmt: skip
    panels = (
        Panel("cold", "T = {cold}", "z + 1: odds × {cold_factor}", "probability"),
        Panel("warm", "T = {temperature}", "z + 1: odds × {warm_factor}"),
        Panel("hot", "T = {hot}", "z + 1: odds × {hot_factor}"),
        Panel("curves", either("Equal logits stay equal [equal]",
                               "The higher T, the less for the largest logit [falls, sharper]",
                               "Probability over temperature"), "temperature T", "probability"),
        Panel("pull", "The pull on z is y − p [pulls, slope]",
              "loss −ln p₁ = {costs.measured} [costs]", "probability, T = 1"))  # fmt: skip
    try_next = (
        Try("Two equal logits on top share alike at every temperature [tied].", logits="2,2,0"),
        Try("Equal logits stay equal at every temperature [equal].", logits="1,1,1"),
        Try("The same differences, the same probabilities [shift, formula].", logits="40,39,38"),
        Try("A confident mistake is pulled by all of its gap [pulls, slope].", logits="0,5,1"),
    )

    colder = Predict("T goes from {before.temperature} to {temperature}. One more in a logit "
                     "multiplied its odds by {before.warm_factor}; now it multiplies them by …",
                     Choice("as much", 1, "It is e at a T of 1 alone, whatever the logits."),
                     Choice("{near} times as much", 4, "T divides the logit in the exponent."),
                     Choice("{near} times as much", 20), of=Ratio("warm_factor"), temperature=0.25,
                     why="It is e to the power of 1/T [odds].",
                     variants=(Change(before={"temperature": 0.5}, temperature=0.2),))  # fmt: skip
    surer = Predict(
        "The logits go from {before.logits} to {logits}: surer of a wrong class. The loss "
        "becomes …",
        Choice("{near} times as large", 150, "So the probability of class 1 falls; the loss is its "
               "logarithm."),
        Choice("about twice as large", 2),
        Choice("about as large", 1, "p₁ is near 0 already, and −ln p₁ grows all the same."),
        of=Ratio("costs.measured"), before={"logits": (0.0, 5.0, 1.0)}, logits=(0.0, 10.0, 1.0),
        why="While another class is far ahead, −ln p₁ is nearly its logit less that of class 1 "
            "[costs, formula].",
        variants=(Change(before={"logits": (0.0, 4.0, 1.0)}, logits=(0.0, 8.0, 1.0)),))  # fmt: skip
    pulled = Predict(
        "The logits go from {before.logits} to {logits}: surer of a wrong class. The pull on the "
        "right one's logit becomes …",
        Choice("weaker", "fewer", "So it would be for a squared error, where the slope saturates."),
        Choice("about as strong", 1),
        Choice("about twice as strong", 2, "The loss doubles, but its slope is at most 1."),
        of=Ratio("pull.first"), before={"logits": (0.0, 5.0, 1.0)}, logits=(0.0, 10.0, 1.0),
        why="The pull is y − p, and p is near 0 both times [pulls, slope].",
        variants=(Change(before={"logits": (0.0, 4.0, 1.0)}, logits=(0.0, 8.0, 1.0)),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        if len(self.logits) > len(self.members):
            raise UsageError(f"logits must be up to {len(self.members)}; got {len(self.logits)}.")
        z = np.array(self.logits if len(self.logits) > 1 else (*self.logits, 0.0))
        softmax, right = activations.Softmax(), np.eye(len(z))[0]
        trained, gap = softmax.value(z), np.ptp(z)
        loss = partial(CrossEntropy().per_example, y=right)  # −ln p of the first class
        marked = np.array([COLD, self.temperature, HOT])
        bars = softmax.value(z / marked[:, np.newaxis])
        temperatures, shifts = np.geomspace(0.1, 10, 201), np.arange(SHIFTS + 1.0)
        with np.errstate(over="ignore", invalid="ignore"):
            powers = np.exp(z + shifts[:, np.newaxis])  # as the formula stands, which overflows
            naive = powers[:, 0] / powers.sum(axis=-1)
        pulled = -CrossEntropy().gradient(z[np.newaxis], trained, right, np.empty(len(z)))
        through = -right / trained  # ∂J/∂p, and from there back to z
        softmax.backward(through, z, trained, np.empty(len(z)))
        x, fewer = np.linspace(-4, 4, 401), (0, len(self.members) - len(z))
        score, pull = (np.pad(each, fewer, constant_values=np.nan) for each in (z, pulled))
        factors = np.full(3, np.nan)  # by which one more in a logit multiplies its odds
        if NEAREST < gap < FARTHEST * min(COLD, self.temperature):
            factors = (bars[:, z.argmax()] / bars[:, z.argmin()]) ** (1 / gap)
        return {
            "cold": COLD, "hot": HOT, "marked": marked, "bars": bars,
            "largest_cold": bars[0].max(), "largest_hot": bars[2].max(), "factors": factors,
            **dict(zip(("cold_factor", "warm_factor", "hot_factor"), factors, strict=True)),
            "temperatures": temperatures,
            "probabilities": softmax.value(z / temperatures[:, np.newaxis]),
            "trained": trained, "target": right, "loss": loss(z),
            "pulled": pulled, "pull": Members(pull), "scores": z, "score": Members(score),
            "through": through, "difference": differences.gradient(loss, z),
            "number": Members([str(i + 1) for i in range(len(self.members))]),
            "shifts": shifts, "naive": naive,
            "shifted": softmax.value(z + shifts[:, np.newaxis])[:, 0],
            "two_classes": softmax.value(np.stack([x, 0 * x], axis=-1))[:, 0],
            "logistic": activations.ACTIVATIONS["sigmoid"].value(x)}  # fmt: skip

    @claim("At each temperature the probabilities sum to 1.")
    def sums(self, result: Result) -> Measured:
        return Measured.same(result["probabilities"].sum(axis=-1), 1, within=8 * UNIT)

    @claim("The bars are eᶻᐟᵀ over the sum of all.")
    def formula(self, result: Result) -> Measured:
        z = result["scores"] / result["marked"][:, np.newaxis]
        # Of each class the others' powers relative to its own, so that nothing overflows.
        with np.errstate(over="ignore"):
            powers = np.exp(z[:, np.newaxis, :] - z[:, :, np.newaxis])
        return Measured.same(result["bars"], 1 / powers.sum(axis=-1), within=ROUNDING)

    @claim("At T = {cold}, {temperature} and {hot} one more in a logit multiplies its odds by "
           "{factors}: e to the power of 1/T.")  # fmt: skip
    def odds(self, result: Result) -> Measured | str:
        if np.isnan(result["factors"]).any():
            return "all logits are equal, or too near or far apart for a float to hold the odds"
        z, marked = result["scores"], result["marked"]
        rounded = 1 + np.abs(z).max() / marked  # as the powers are
        off = (result["factors"] * np.exp(-1 / marked) - 1) / rounded
        return Measured.same(off, 0, within=8 * UNIT / np.minimum(1, np.ptp(z)))

    @claim("As T rises the largest logit's share nowhere grows.")
    def falls(self, result: Result) -> Measured:
        z, share = result["scores"], result["probabilities"][:, result["scores"].argmax()]
        rounded = np.maximum(1, np.abs(z).max() / result["temperatures"][0])  # as z/T is, in units
        return Measured(np.diff(share).max(), "<=", 4 * UNIT * rounded)

    @claim("Adding up to 1,000 to every logit changes nothing.")
    def shift(self, result: Result) -> Measured:
        within = 2 * UNIT * (SHIFTS + np.abs(result["scores"]).max())
        return Measured.same(result["shifted"], result["trained"][0], within=within)

    @claim("At T = 1, without the largest logit subtracted, the sum overflows once {measured} is "
           "added to each, the first whole number over {expected:.2f}.")  # fmt: skip
    def overflow(self, result: Result) -> Measured:
        z = result["scores"]
        limit = np.log(np.finfo(float).max) - z.max() - np.log(np.exp(z - z.max()).sum())
        wrong = ~(np.abs(result["naive"] - result["shifted"]) <= 1e-9 * result["shifted"])
        return Measured(result["shifts"][wrong.argmax()], "=", limit, within=1)

    @claim("The loss is {measured}; −ln p₁ is {expected}.")
    def costs(self, result: Result) -> Measured:
        expected = -np.log(result["trained"][0])
        return Measured(result["loss"], "=", expected, within=ROUNDING * np.maximum(1, expected))

    @claim("The pull on each logit is y − p.")
    def pulls(self, result: Result) -> Measured:
        gap = result["target"] - result["trained"]
        return Measured.same(result["pulled"], gap, within=ROUNDING)

    @claim("The pull is the loss's slope, downwards: {measured}; differences give {expected}.")
    def slope(self, result: Result) -> Measured:
        step, z = differences.best_epsilon(), result["scores"]
        within = step**2 + 4 * UNIT * np.maximum(1, np.abs(z).max()) / step
        pull, slope = result["pulled"], -result["difference"]
        i = np.abs(pull - slope).argmax()
        return Measured(pull[i], "=", slope[i], within=within)

    @claim("Back through softmax, 1/p₁ becomes the pull.")
    def backward(self, result: Result) -> Measured:
        return Measured.same(result["through"], -result["pulled"], within=ROUNDING)

    @claim("Two classes alone are the sigmoid of their difference.")
    def sigmoid(self, result: Result) -> Measured:
        return Measured.same(result["two_classes"], result["logistic"], within=4 * UNIT)

    @finding("The largest logit has a share of {measured} at T = {cold}, and {expected} at {hot}.")
    def sharper(self, result: Result) -> Measured:
        cold, _, hot = result["bars"].max(axis=1)
        return Measured(cold, ">", hot, margin=0.01)

    @finding("{measured:# logit has|# logits share} the first place at every T.", at_defaults=False)
    def tied(self, result: Result) -> Measured:
        shares = result["probabilities"].T
        return Measured((shares > shares.max(axis=0) - ROUNDING).sum(axis=0).min(), ">", 1)

    @finding("All classes have the same share at every temperature: {measured}.", at_defaults=False)
    def equal(self, result: Result) -> Measured:
        shares = result["probabilities"]
        return Measured(shares.max(), "=", shares.min(), within=ROUNDING)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words, roles = self.words(result), self.members[: len(result["trained"])]
        where: Any = {"mosaic": "abce;ddde", "widths": (1, 1, 1, 1.35), "heights": (1.25, 1)}
        *bars, curves, pull = drawing.panels_of(self, result, figure, column="abc;ddd;eee", **where)
        few = len(roles) <= FEW and not drawing.is_narrow(figure)
        names = [words.say("class {number}\nz = {score}" if few else "{number}", r) for r in roles]
        if max(map(len, names)) > MOST:
            names = [words.say("class {number}", role) for role in roles]
        for axes, shares in zip(bars, result["bars"], strict=True):
            _draw_bars(axes, shares, roles, names[0], few=few)
        for axes in bars[1:]:
            axes.tick_params(left=False, labelleft=False)
            axes.spines["left"].set_visible(False)
        marks = self._draw_curves(curves, result, roles)
        self._draw_pull(pull, result, roles, few=few)
        for axes in (*bars, pull):
            axes.set_xticks(range(len(roles)), names)
            axes.tick_params(bottom=False)
        self._play(bars[1], marks, result)

    def _draw_curves(self, axes: drawing.Axes, result: Result, roles: Roles) -> list[Any]:
        """Draw each class's share over T, and dots at the bars; return what marks the middle."""
        words, marks, paper = self.words(result), [], drawing.colour("paper")
        size, colours = (0.9 * rcParams["lines.markersize"]) ** 2, [*map(drawing.colour, roles)]
        drawing.log_axis(axes, "x")
        for T, shares in zip(result["marked"], result["bars"], strict=True):
            guide = drawing.threshold(axes, T, which="x", of="faint")
            at = np.full(len(roles), T)
            dots = axes.scatter(at, shares, size, colours, edgecolors=paper, zorder=4)
            marks.append([guide, dots])
        named = np.argsort(-result["bars"][1], kind="stable")[:FEW]
        for i, (role, curve) in enumerate(zip(roles, result["probabilities"].T, strict=True)):
            name = words.say("class {number}", role) if i in named else ""
            drawing.curve(axes, curve, role, x=result["temperatures"], text=name, prefer="middle")
        axes.set(xlim=(0.1, 10), ylim=(-0.05, 1.08), yticks=(0, 0.5, 1))
        axes.set_xticks((0.1, 0.2, 0.5, 1, 2, 5, 10))
        return marks[1]

    def _draw_pull(self, axes: drawing.Axes, result: Result, roles: Roles, *, few: bool) -> None:
        """Draw the shares at T = 1, the targets, and arrows from one to the other."""
        words = self.words(result)
        pale = [drawing.role(role).faded(0.65) for role in roles]
        axes.bar(range(len(roles)), result["trained"], BAR, color=pale)
        ink = {"color": drawing.colour("ink"), "linewidth": 2 * rcParams["lines.linewidth"]}
        ways = zip(result["trained"], result["target"], roles, strict=True)
        for i, (share, wanted, role) in enumerate(ways):
            axes.plot([i - BAR / 2, i + BAR / 2], [wanted] * 2, solid_capstyle="butt", **ink)
            if abs(wanted - share) > HEAD:
                drawing.arrow(axes, (i, share), (i, wanted), role, width=1.4)
            if (few or i == 0) and abs(wanted - share) > LEAST:
                text = words.say("{pull:+.3f}", role)
                drawing.label(axes, text, i, max(wanted, share), role, side="above", bold=True)
        drawing.label(axes, words.say("target\xa0y"), BAR / 2, 1.0, side="right")
        axes.set(xlim=(-0.6, len(roles) - 0.4), ylim=(-0.02, 1.2), yticks=(0, 0.5, 1))

    def _play(self, axes: drawing.Axes, marks: list[Any], result: Result) -> None:
        """Let T run from 10 down to 0.1 and back to the middle's: its bars and dots follow."""
        words, temperatures, (guide, dots) = self.words(result), result["temperatures"], marks
        middle = int(np.abs(np.log(temperatures / self.temperature)).argmin())
        way = np.append(np.arange(len(temperatures))[::-1], np.arange(middle))
        passed = np.append(temperatures[way], self.temperature)
        shares = [*result["probabilities"][way], result["bars"][1]]

        def update(share: float) -> None:
            now = int(share * len(way))
            for bar, height in zip(axes.patches, shares[now], strict=True):
                bar.set(height=height)
            guide.set_xdata([passed[now]] * 2)
            dots.set_offsets([(passed[now], height) for height in shares[now]])

        drawing.play(drawing.figure_of(axes), [*axes.patches, *marks], update)
        drawing.appear([(1, text) for text in axes.texts])
        drawing.retitle(axes, (words.at(now=float(T)).say("T = {now:.2g}") for T in passed[:-1]))


def _draw_bars(axes: drawing.Axes, shares: Array, roles: Roles, name: str, *, few: bool) -> None:
    """Draw a bar a class with its share on it, the largest exactly, and what is named under it."""
    bars = axes.bar(range(len(roles)), shares, BAR, color=[drawing.colour(r) for r in roles])
    largest = np.flatnonzero(shares > shares.max() - ROUNDING).tolist()
    for i, text in enumerate(axes.bar_label(bars, fmt=_written, padding=3)):
        text.set_color(drawing.text_colour(roles[i]))
        if largest == [i]:
            text.set(text=_written(shares[i], ".3f"), weight="bold")
        elif not few and i != largest[0]:
            text.set_text("")
    left = -0.6 - (0 if few else 0.08 * len(roles))  # a narrow bar's number is wider than the bar
    axes.set(xlim=(left, len(roles) - 0.4), ylim=(0, 1.2), yticks=(0, 0.5, 1))
    # What the axis names, as a text, which can change in a film.
    named = axes.get_xlabel() if few else axes.get_xlabel().replace(": ", ":\n")
    below = 0, -(1.9 + 1.2 * name.count("\n")) * rcParams["font.size"]
    look: Any = {"ha": "center", "va": "top", "color": drawing.colour("muted")}
    axes.set_xlabel("")
    axes.annotate(named, (0.5, 0), below, "axes fraction", "offset points", **look)


def _written(share: float, spec: str = ".2f") -> str:
    """Return a share as it stands on its bar: what is nearly 0 or 1 has no room for its digits."""
    return "≈ 0" if share < LEAST else "≈ 1" if share > 1 - 0.1 * LEAST else precisely(share, spec)
