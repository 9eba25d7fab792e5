"""The learning rate of gradient descent on a bowl: too small, good, nearly too large, too large."""

from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent
from nnviz.questions import Change, Choice, Least, Predict, Ratio
from nnviz.texts import Panel, each, either, plain

START = 1.0
VIEW = 1.75  # how far of the bowl is seen, on both sides
HIGHEST = 1.6  # of the factors that are seen, above and below 0
COSTS = (1e-5, 100)  # that are seen
ROUNDING = 1e-9
SMALLEST = 1e-300  # under it floats lose digits


class LearningRate(Concept):
    r"""A learning rate below 2/λ converges, one above it diverges, and half of it, 1/λ, is best.

    Gradient descent steps by $w \leftarrow w - \eta J'(w)$. On the bowl
    $J(w) = \frac{\lambda}{2}w^2$ the gradient is $\lambda w$, so each step multiplies the distance
    to the minimum by the same factor: $w_{t+1} = (1-\eta\lambda)\,w_t$. While that is positive,
    $w$ stays on its wall; at $1/\lambda$ it is 0, and one step suffices; below 0 each step jumps to
    the other wall; and at $-1$ or less, from $2/\lambda$ on, it comes no nearer.

    A real network has many curvatures at once. The largest sets the limit, and the rate that it
    allows is a small one for the flatter directions: this is why ravines are slow, and why momentum
    and normalization help. It is a misconception that a cost that goes up means a wrong gradient.
    Lower the rate first.
    """

    title = "The learning rate"
    topic = "optimization"
    order = 1
    see_also = ("minibatch", "momentum", "schedules", "normalization")
    builds_on = ("from-scratch",)
    keywords = ("step size", "gradient descent", "convergence", "divergence", "loss explodes",
                "loss is NaN", "too large", "too small", "choosing a learning rate", "LR",
                "oscillation")  # fmt: skip
    references = ("Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.3",
                  "Goh 2017, Why momentum really works, Distill")  # fmt: skip
    code = (GradientDescent.rule,)
    members = ("small", "good", "high", "large")

    small: float = parameter(0.1, "Learning rate that is too small.", gt=0, le=4)
    good: float = parameter(0.7, "Learning rate that is good.", gt=0, le=4)
    high: float = parameter(1.8, "Learning rate just under the limit.", gt=0, le=4)
    large: float = parameter(2.1, "Learning rate that is too large.", gt=0, le=4,
                             sweep=(1.5, 1.95, 2.0, 2.1, 2.5))  # fmt: skip
    curvature: float = parameter(
        1.0, "Curvature λ of the bowl.", ge=0.25, le=2, sweep=(0.5, 1.0, 1.5, 2.0))  # fmt: skip
    steps: int = parameter(20, "Steps of gradient descent.", ge=3, le=200)

    headline = "Below η = {splits.measured} descent converges, above it diverges [splits]"
    setting = "J = ½λw² with λ = {curvature} from w = {start}; {steps:# step|# steps} at each rate"
    bowl = either("η = {rates}: diverges [diverges]", "η = {rates}: jumps for ever [stays]",
                  "η = {rates}: there at once [at_once]", "η = {rates}: jumps across [jumps]",
                  "η = {rates}: creeps [creeps]", "η = {rates}: goes down [falls]",
                  "η = {rates}")  # fmt: skip
    reached = "ends at w = {ends}"
    fate = each(members, either("{diverges}", "{stays}", "{at_once}", "{jumps}", "{creeps}",
                                "{falls}"))  # fmt: skip
    look = (fate,
            "Below, the factor 1 − ηλ of every rate is a straight line: it leaves the band from −1 "
            "to 1 at 2/λ = {splits.measured}, and is 0 at 1/λ = {newton.measured} [factor, splits, "
            "newton].")  # fmt: skip
    caption = ("Gradient descent on the bowl J(w) = ½λw², λ = {curvature}, from w = {start}: after "
               "{steps:# step|# steps} at η = {rates} it is at w = {lands.measured} [lands].",
               "Each step multiplies w by 1 − ηλ, so descent converges below η = 2/λ = "
               "{splits.measured} and diverges above [factor, splits].")  # fmt: skip
    alt = (plain("Four parabolas with the iterates on them."), fate,
           "Below, a falling line, the factor of a step against the learning rate, which leaves "
           "the band from −1 to 1 at {splits.measured} [splits]; and the four costs against the "
           "step.")  # fmt: skip
    panels = (Panel("small", bowl, reached, of="small"), Panel("good", bowl, reached, of="good"),
              Panel("high", bowl, reached, of="high"), Panel("large", bowl, reached, of="large"),
              Panel("factor", "A step multiplies w by 1 − ηλ", "learning rate η", "1 − ηλ"),
              Panel("costs", "Cost against step", "step", "cost J"))  # fmt: skip
    to_draw = "Draw the cost, step by step, at η = {rates.high}."
    try_next = (
        Try("Under the limit it jumps across, and comes nearer [jumps].", of="large", large=1.95),
        Try("At the limit it jumps from wall to wall for ever [stays].", of="large", large=2.0),
        Try("At 1/λ it is there in one step [at_once].", of="good", good=1.0),
        Try("On a steeper bowl this rate diverges [diverges].", of="good", good=1.1, curvature=2.0),
    )  # fmt: skip

    mirrored = Predict(
        "The third rate goes from {before.high} to {high}; the first stays {small}. After {steps} "
        "steps the third is from the minimum, beside the first, …",
        Choice("farther", "more", "Jumping from wall to wall wastes nothing."),
        Choice("as far", 1),
        Choice("less far", "fewer", "Larger steps arrive sooner only up to 1/λ, which is "
               "{newton.measured} [newton]."),
        of=Ratio("ends.high", over="ends.small"), high=1.9,
        why="A step multiplies w by {factors_of_rates.small} at η = {small} and by "
            "{factors_of_rates.high} at η = {high}: what counts is how far η is from 1/λ, not on "
            "which side [factor, newton].")  # fmt: skip
    flatter = Predict(
        "λ goes from {before.curvature} to {curvature}, and the bowl is half as steep. At "
        "λ = {before.curvature} the rate {large} diverged. Nearest to the minimum ends now …",
        Choice("η = {small}", "ends.small", "A small rate is safe, and slow."),
        Choice("η = {good}", "ends.good", "No rate is good by itself: 1/λ is {newton.measured} now "
               "[newton]."),
        Choice("η = {high}", "ends.high", "It is on the way, and {large} is nearer to "
               "1/λ, which is {newton.measured} [newton]."),
        Choice("η = {large}", "ends.large"),
        of=Least("ends.small", "ends.good", "ends.high", "ends.large"), curvature=0.5,
        why="A step leaves |1 − ηλ| of the distance, and of the four {large} is nearest to "
            "1/λ = {newton.measured} [factor, newton].")  # fmt: skip
    limit = Predict("λ goes from {before.curvature} to {curvature}, and the bowl is twice as "
                    "steep. The rate above which descent diverges becomes …",
                    Choice("a quarter as large", 0.25, "It goes with 1/λ, not with its square."),
                    Choice("half as large", 0.5),
                    Choice("as large", 1, "No rate is too large by itself: what counts is ηλ."),
                    of=Ratio("splits.measured"), curvature=2.0,
                    why="At 2/λ a step multiplies w by −1, and above it by more [splits].",
                    variants=(Change(before={"curvature": 0.5}, curvature=1.0),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        rates = np.array([self.small, self.good, self.high, self.large])
        grid, x = np.linspace(0, 10, 501), np.linspace(-VIEW, VIEW, 121)
        descent = GradientDescent(np.append(rates, grid))
        every = descend(lambda w: self.curvature * w, descent, [START], self.steps)[..., 0]
        paths, along = np.split(every, [len(rates)], axis=1)
        with np.errstate(over="ignore"):  # a path that diverges for long leaves the numbers
            heights = 0.5 * self.curvature * paths**2
        return {
            "start": START, "wall": np.stack([x, 0.5 * self.curvature * x**2], axis=-1),
            "rates": Members(rates), "iterates": np.stack([paths, heights], axis=-1),
            "costs": heights, "factors_of_rates": Members(paths[1] / paths[0]),
            "ends": Members(paths[-1]), "grid": grid, "factors": along[1] / along[0]}  # fmt: skip

    @claim("At η = {rates} each step multiplies w by 1 − ηλ = {expected}; measured: {measured}.")
    def factor(self, result: Result) -> Measured:
        w = result["iterates"][:11, :, 0]
        mean = np.sign(w[1]) * np.abs(w[-1] / START) ** (1 / (len(w) - 1))
        return Measured(mean, "=", 1 - self.curvature * result["rates"], within=ROUNDING)

    @claim("After {steps:# step|# steps} from w = {start} at η = {rates} it is at w = {measured}; "
           "(1 − ηλ)ᵗ is {expected}.")  # fmt: skip
    def lands(self, result: Result) -> Measured:
        gain = self.curvature * result["rates"]
        factor, rounding = np.abs(1 - gain), 1e-15 * (1 + gain)  # of each step
        within = (factor + rounding) ** self.steps - factor**self.steps + SMALLEST
        return Measured(result["ends"], "=", START * (1 - gain) ** self.steps, within=within)

    @claim("The factor is −1 at η = {measured}, which is 2/λ: below it converges, above it "
           "diverges.")  # fmt: skip
    def splits(self, result: Result) -> Measured:
        limit = np.interp(1.0, -result["factors"], result["grid"])
        return Measured(limit, "=", 2 / self.curvature, within=ROUNDING)

    @claim("The factor is 0 at η = {measured}, which is 1/λ: there one step is enough.")
    def newton(self, result: Result) -> Measured:
        best = np.interp(0.0, -result["factors"], result["grid"])
        return Measured(best, "=", 1 / self.curvature, within=ROUNDING)

    @finding("At η = {rates} each step jumps to the other wall and lands higher: it diverges.")
    def diverges(self, result: Result) -> Measured:
        return Measured(result["factors_of_rates"], "<", -1 - ROUNDING)

    @finding("At η = {rates} it jumps from wall to wall for ever.", at_defaults=False)
    def stays(self, result: Result) -> Measured:
        return Measured(result["factors_of_rates"], "=", -1, within=ROUNDING)

    @finding("At η = {rates} it is there in one step.", at_defaults=False)
    def at_once(self, result: Result) -> Measured:
        return Measured(np.abs(result["factors_of_rates"]), "<", ROUNDING)

    @finding("At η = {rates} it jumps from wall to wall, and comes nearer: to w = {ends}.")
    def jumps(self, result: Result) -> Measured:
        return Measured(np.abs(result["factors_of_rates"] + 0.5), "<", 0.5 - ROUNDING)

    @finding("At η = {rates} it creeps down a wall: each step leaves {measured} of the distance.")
    def creeps(self, result: Result) -> Measured:
        return Measured(result["factors_of_rates"], ">", 0.75)

    @finding("At η = {rates} it goes down a wall, to w = {ends}.")
    def falls(self, result: Result) -> Measured:
        return Measured(result["factors_of_rates"], ">=", ROUNDING)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        words = self.words(result)
        places = drawing.panels_of(self, result, figure, mosaic="abcd;eeff", column="ab;cd;ee;ff")
        *bowls, factors, costs = places
        x, wall = result["wall"].T
        grows: Any = {"until": self.steps, "leaving": ""}
        for i, (axes, role) in enumerate(zip(bowls, self.members, strict=True)):
            axes.plot(x, wall, color=drawing.colour("faint"))
            axes.set(xlim=(-VIEW, VIEW), ylim=(-0.08 * wall[0], wall[0]), xticks=[], yticks=[])
            axes.spines[["left", "bottom"]].set_visible(False)
            axes.xaxis.label.set_color(drawing.text_colour(role))
            drawing.minimum(axes, (0, 0))
            drawing.path(axes, result["iterates"][:, i], role, linewidth=1.2, **grows)
            text, cost = words.say("η = {rates}", role), result["costs"][:, i]
            line = drawing.curve(costs, cost, role, text=text, log=True, ceiling=COSTS[1], **grows)
            if role == "high":
                drawing.to_draw(line)
        costs.set_ylim(COSTS)
        counted = (words.at(taken=each).say("Cost at step {taken}") for each in range(self.steps))
        drawing.retitle(costs, counted)
        self._draw_factors(factors, result)

    def _draw_factors(self, axes: drawing.Axes, result: Result) -> None:
        words, limit, best = self.words(result), 2 / self.curvature, 1 / self.curvature
        axes.axhspan(-1, 1, color=drawing.role("good").faded(0.85), linewidth=0, zorder=0)
        axes.axhline(0, color=drawing.colour("faint"), zorder=0.5)
        axes.axvline(limit, **drawing.line_style("ink", linestyle="--"))
        axes.plot(result["grid"], result["factors"], **drawing.line_style("truth"))
        axes.set(xlim=(0, 1.25 * limit), ylim=(-HIGHEST, HIGHEST))
        text = words.say("limit 2/λ = {splits.measured}")
        drawing.label(axes, text, limit, 1.3, bold=True, side="left")
        drawing.minimum(axes, (best, 0))
        drawing.label(axes, words.say("1/λ: there in one step"), best, 0, side="above")
        rates, factors = result["rates"], result["factors_of_rates"]
        for role, rate, factor in zip(self.members, rates, factors, strict=True):
            if rate <= 1.25 * limit and abs(factor) <= HIGHEST:
                drawing.value_mark(axes, rate, factor, words.say("{factors_of_rates}", role), role)
