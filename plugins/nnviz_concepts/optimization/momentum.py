"""Gradient descent with momentum in a ravine: its path, one step taken apart, and its settings."""

from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, LogNorm

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core import optimizers
from nnviz.core.descent import descend
from nnviz.core.surfaces import Quadratic
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.optimization import heavy_ball, ravine
from nnviz_concepts.optimization.ravine import FAR, ROUNDING, START

BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)  # that the map names
SCALE = (2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


class Momentum(Concept):
    r"""A step that remembers the last ones bears a larger rate, and can follow a ravine faster.

    On a cost that is steep across and flat along, the steep direction limits the learning rate of
    plain gradient descent to $2/\lambda_{\max}$: it jumps from wall to wall and hardly moves along
    the floor. Momentum steps along a running average of the gradients instead:
    $v \leftarrow \beta v + (1-\beta)\nabla J(w)$, then $w \leftarrow w - \eta v$. So each step is
    $\beta$ times the last one, and $-\eta(1-\beta)\nabla J(w)$, which is new. A gradient that keeps
    its sign adds up; one that changes sign at every step is damped to $\frac{1-\beta}{1+\beta}$ of
    itself. That is why momentum bears a rate $\frac{1+\beta}{1-\beta}$ times as large.

    It is a misconception that momentum only accelerates. Too much of it swings through the minimum
    and back.

    For the curious:

    In the direction of curvature $\lambda$ a step shrinks the distance, in the long run, to $\rho$
    of itself, the larger absolute value of the roots of
    $x^2 - (1 + \beta - \eta(1-\beta)\lambda)\,x + \beta$; where they are complex it is
    $\sqrt\beta$, and the path swings. At the best settings of each $\rho$ is
    $\frac{\kappa-1}{\kappa+1}$ without, and $\frac{\sqrt\kappa-1}{\sqrt\kappa+1}$ with momentum
    (Polyak 1964); there both roots are equal, so that the distance falls as $t\rho^t$, and at first
    more slowly.

    The other common form, $v \leftarrow \beta v + \nabla J$, is the same with a rate smaller by
    $1-\beta$ (PyTorch, Optax).
    """

    title = "Gradient descent with momentum"
    topic = "optimization"
    order = 4
    see_also = ("ewma", "nesterov", "learning-rate", "adam")
    builds_on = ("learning-rate", "ewma")
    keywords = ("heavy ball", "SGD with momentum", "Polyak", "velocity", "zig-zag", "oscillation",
                "ravine", "ill-conditioned", "condition number", "acceleration")  # fmt: skip
    symbols = ("ρ: what a step leaves of the distance at last", "v: running average of gradients")
    references = (
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
        "Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and momentum",
        "Goh 2017, Why momentum really works, Distill")  # fmt: skip
    code = (optimizers.Momentum.rule,)
    members = ("plain", "momentum")

    beta: float = parameter(0.8, "Decay β of the average of gradients.", ge=0, lt=1,
                            sweep=(0.0, 0.5, 0.8, 0.9, 0.99))  # fmt: skip
    rate: float = parameter(5.0, "Rate η of the path with momentum, for λmax = 1.", gt=0, le=100)
    plain_rate: float = parameter(1.9, "Rate η of plain descent's path.", gt=0, le=10)
    condition: float = parameter(100.0, "Condition number κ of the bowl.", ge=4, le=1000,
                                 sweep=(10.0, 100.0, 1000.0))  # fmt: skip
    steps: int = parameter(40, "Steps of both paths.", ge=5, le=500)

    headline = either(
        "Both diverge: above η = {limit.expected.plain} without and {limit.expected.momentum} with "
        "momentum [diverges, limit]",
        "Momentum diverges: at β = {beta} its limit is η = {limit.expected.momentum} "
        "[diverges.momentum, limit]",
        "Plain descent diverges above η = {limit.expected.plain}, momentum comes within "
        "{closer.measured.momentum} of the minimum [diverges.plain, limit, closer.momentum]",
        "At its limit, η = {limit.expected.plain}, plain descent jumps from wall to wall for ever; "
        "momentum comes within {closer.measured.momentum} of the minimum "
        "[stays.plain, limit, closer.momentum]",
        "At its limit, η = {limit.expected.momentum}, momentum jumps from wall to wall for ever "
        "[stays.momentum, limit]",
        "After {steps} steps plain descent is {nearer.expected} from the minimum, momentum "
        "{nearer.measured} [nearer]",
        "After {steps} steps plain descent is nearer, {nearer.expected} away, momentum "
        "{nearer.measured}; in the long run momentum is faster [not nearer, faster]",
        "After {steps} steps plain descent is nearer: {nearer.expected} away, momentum "
        "{nearer.measured} [not nearer]",
        plain("After {steps} steps plain descent is {left.plain} from the minimum, momentum "
              "{left.momentum}"))  # fmt: skip
    setting = ("A bowl {condition} times as steep across as along; plain descent with "
               "η = {plain_rate}, momentum with η = {rate} and β = {beta}")  # fmt: skip
    journey = (
        either("Plain descent diverges [diverges.plain].",
               "At its limit plain descent jumps from wall to wall for ever [stays.plain].",
               "Plain descent jumps to the other wall at each step [zigzags].",
               "Plain descent comes within {closer.measured.plain} of the minimum [closer.plain]."),
        either("Momentum diverges [diverges.momentum].",
               "At its limit momentum jumps from wall to wall for ever [stays.momentum].",
               "{calmer} [not diverges]",
               "Momentum travels more across the ravine: {calmer.measured} in all, plain descent "
               "{calmer.expected} [not calmer, not diverges].",
               "Momentum comes within {closer.measured.momentum} of the minimum "
               "[closer.momentum]."),
        "{overshoots} [not diverges.momentum]")  # fmt: skip
    arrival = either("{nearer} [not diverges]", "Plain descent ends nearer to the minimum: "
        "{nearer.expected} away, momentum {nearer.measured} [not nearer, not diverges].",
    )  # fmt: skip
    mechanism = either(
        "{forgets}",
        "In step {at} the remembered and the new add along the ravine, and oppose each other "
        "across it [agrees, opposes].",
        "Step {at} is the sum of what is remembered and what is new [adds].")  # fmt: skip
    speed = either("In the long run momentum is faster nevertheless: ten times nearer takes it "
                   "{faster.measured} steps, plain descent {faster.expected} [faster, not nearer].",
                   ("In the long run plain descent comes ten times nearer in "
                    "{tenfold.measured.plain} steps [tenfold.plain].",
                    "In the long run momentum comes ten times nearer in "
                    "{tenfold.measured.momentum} steps [tenfold.momentum]."))  # fmt: skip
    look = (journey, mechanism, speed,
            "The stronger the map's colour, the fewer the steps, down to {fewer.measured} at best; "
            "above the line momentum diverges [mapped, fewer, line].",
            plain("The best settings follow from the curvatures, which nobody knows of a "
                  "network."))  # fmt: skip
    caption = (plain("Gradient descent on a bowl, κ = {condition}, from (−10, 1): {steps:# step|# "
                     "steps} at η = {plain_rate} without and at η = {rate}, β = {beta} with "
                     "momentum."), journey, arrival, speed,
               "At the best settings of each, ten times nearer takes {fewer.expected} steps "
               "without and {fewer.measured} with momentum [fewer].")  # fmt: skip
    alt = (plain("Above, two paths over the pale contours of a long ravine."),
           journey,
           plain("Below, step {at} of momentum as a sum of two arrows."),
           mechanism,
           plain("Beside it, a map over β and η of the steps that bring it ten times "
                 "nearer."))  # fmt: skip
    panels = (
        Panel("path", "Down a ravine to step {steps}",
              "along the ravine, w₁ (curvature {flattest}; across, 1)", "across, w₂"),
        Panel("step", either("Step {at} is all new [forgets]", "Step {at} taken apart [adds]"), (
            plain("along: {remembered_along} and {new_along}"),
            either("add to [agrees]", "oppose: [not agrees]", plain("make")),
            plain("{step_along}\nacross: {remembered_across} and {new_across}"),
            either("oppose: [opposes]", "add to [not opposes]", plain("make")),
            plain("{step_across}"))),
        Panel("map", "Steps that bring it ten times nearer", "decay β", "rate η"))  # fmt: skip
    to_draw = "Draw the rate above which momentum diverges, against its decay β."
    try_next = (Try("With so long a memory plain descent ends nearer [not nearer].", beta=0.99),
                Try("Without memory momentum diverges at this rate [diverges.momentum].", beta=0),
                Try("In a rounder bowl plain descent ends nearer, though momentum is faster in the "
                    "long run [not nearer, faster].", condition=10),
                Try("At its limit plain descent jumps for ever [stays.plain].", plain_rate=2),
                Try("At its own limit momentum does [stays.momentum].", rate=18),
                Try("It travels more across, and ends nearer [not calmer, nearer].",
                    beta=0.67, rate=10))  # fmt: skip

    longer = Predict(
        "κ goes from {before.condition} to {condition}. At its best settings momentum comes ten "
        "times nearer in {before.fewer.measured} steps; now it takes about …",
        Choice("as many", 1, "Momentum does not do away with the ravine."),
        Choice("{near} times as many", 3),
        Choice("{near} times as many", 10, "So it is for plain descent: {fewer.expected} steps "
               "[fewer]."),
        Choice("{near} times as many", 100, "Even plain descent's steps grow with κ, not κ²."),
        of=Ratio("fewer.measured"), condition=1000,
        why="At its best settings momentum's steps grow with √κ, plain descent's with κ [fewer].",
        variants=(Change(before={"condition": 10.0}, condition=100),))  # fmt: skip

    same_rate = Predict(
        "Momentum's η goes from {before.rate} to {rate}, which is plain descent's. After {steps} "
        "steps momentum is, beside plain descent, …",
        Choice("about twice as far away", (1.6, 3),
               "1 − β makes the new part smaller, and what is remembered makes up for it."),
        Choice("about as far away", 1),
        Choice("less than half as far away", (0, 0.5),
               "Past gradients pile up in v ← βv + ∇J; the weights of an average sum to 1."),
        of=Ratio("left.momentum", over="left.plain"), rate=1.9,
        why="The weights of an average sum to 1: along the ravine it steps as far as plain "
            "descent, a few steps late. What it gains is a limit of {limit.expected.momentum}, "
            "not {limit.expected.plain} [adds, limit].")  # fmt: skip
    bears = Predict(
        "β goes from {before.beta} to {beta}. The largest rate that momentum bears becomes …",
        Choice("about half as large", 0.5, "Only where past gradients pile up, as in v ← βv + ∇J."),
        Choice("as large", 1, "That is plain descent's limit, 2/λ."),
        Choice("about twice as large", 2), of=Ratio("limit.measured.momentum"), beta=0.9,
        why="It diverges above 2(1 + β)/(1 − β), and 1 − β is halved [limit, line].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        bowl = Quadratic(condition=self.condition)
        descent = optimizers.GradientDescent(self.plain_rate)
        ball = optimizers.Momentum(self.rate, self.beta, averaged=True)
        rules = descent, ball, optimizers.Momentum(self.rate * (1 - self.beta), self.beta)
        # Down the bare gradient every step is the rule itself, which on a surface has a short cut.
        paths = [descend(bowl.gradient, each, START, self.steps, bounds=FAR) for each in rules]
        plain, path, classical = paths
        return {
            "plain": plain, "momentum": path, "classical": classical,
            "flattest": bowl.eigenvalues[0], "best_setting": heavy_ball.best_setting(bowl),
            "etas": Members([self.plain_rate, self.rate]), "memories": Members([0.0, self.beta]),
            "left": Members(np.linalg.norm([plain[-1], path[-1]], axis=-1)),
            "travel": Members(heavy_ball.ways(plain, path)),
            **heavy_ball.taken_apart(path, ball, bowl), **heavy_ball.speeds(descent, ball, bowl),
            **heavy_ball.settings_map(self.beta, (self.plain_rate, self.rate), bowl)}  # fmt: skip

    @claim("As step {at} each is β times the last and −η(1 − β) the gradient.")
    def adds(self, result: Result) -> Measured:
        path, curvatures = result["momentum"], np.array([1 / self.condition, 1.0])
        steps = np.diff(path, axis=0, prepend=path[:1])  # the first has none before it
        rule = self.beta * steps[:-1] - self.rate * (1 - self.beta) * curvatures * path[:-1]
        return ravine.same(path[1:], path[:-1] + rule, within=1e-12)

    @claim("The form without (1 − β) takes the same path at the rate η(1 − β).")
    def same_path(self, result: Result) -> Measured:
        return ravine.same(result["classical"], result["momentum"])

    @claim("As drawn, and all over β and η, a step leaves what the larger root promises.")
    def mapped(self, result: Result) -> Measured:
        bowl, rates = Quadratic(self.condition), result["rates"][:, np.newaxis]
        drawn = heavy_ball.larger_root(result["memories"], result["etas"], bowl)
        roots = np.append(drawn, heavy_ball.larger_root(result["betas"], rates, bowl))
        factors = np.append(result["drawn_factors"], result["factors"])
        return Measured.same(factors / roots, 1, within=1e-7)

    @claim("With β = {memories} it diverges above η = {measured}, which is 2(1 + β)/(1 − β).")
    def limit(self, result: Result) -> Measured:
        expected = 2 * (1 + result["memories"]) / (1 - result["memories"])
        return Measured(result["limits"], "=", expected, within=ROUNDING * expected)

    @claim("At every β the line over which it diverges is 2(1 + β)/(1 − β).")
    def line(self, result: Result) -> Measured:
        expected = 2 * (1 + result["betas"]) / (1 - result["betas"])
        return Measured.same(result["limit_line"] / expected, 1)

    @claim("At the best settings a step leaves {measured} of the distance in the long run.")
    def best(self, result: Result) -> Measured:
        roots = np.array([self.condition, np.sqrt(self.condition)])
        return Measured(result["best_factors"], "=", (roots - 1) / (roots + 1), within=5e-7)

    @claim("At best momentum is ten times nearer in {measured} steps, plain descent in {expected}.")
    def fewer(self, result: Result) -> Measured:
        return Measured(result["best_tens"][1], "<", result["best_tens"][0])

    @finding("At η = {etas}, β = {memories} it comes ten times nearer in {measured} steps at last.")
    def tenfold(self, result: Result) -> Measured:
        return Measured(result["drawn_tens"], "<", 1e9)

    @finding("In the long run ten times nearer takes momentum {measured} steps, plain {expected}.")
    def faster(self, result: Result) -> Measured | str:
        return ravine.less(*result["drawn_tens"][::-1], without="one never comes ten times nearer")

    @finding("At η = {etas}, β = {memories} a step leaves in the end all of the distance, for "
             "ever.", at_defaults=False)  # fmt: skip
    def stays(self, result: Result) -> Measured:
        return Measured(result["drawn_factors"], "=", 1, within=ROUNDING)

    @finding("At η = {etas}, β = {memories} a step multiplies the distance by {measured}.",
             at_defaults=False)  # fmt: skip
    def diverges(self, result: Result) -> Measured:
        return Measured(result["drawn_factors"], ">", 1 + ROUNDING)

    @finding("At η = {etas}, β = {memories} it comes from {expected} to {measured} away.")
    def closer(self, result: Result) -> Measured:
        return Measured(result["left"], "<", np.linalg.norm(START))

    @finding("Momentum ends nearer to the minimum: {measured} away, plain descent {expected}.")
    def nearer(self, result: Result) -> Measured | str:
        return ravine.less(*result["left"][::-1])

    @finding("Momentum travels less across the ravine: {measured} in all, plain {expected}.")
    def calmer(self, result: Result) -> Measured | str:
        return ravine.less(*result["travel"][::-1])

    @finding("Plain descent jumps to the other wall at each step: {measured} times.")
    def zigzags(self, result: Result) -> Measured:
        walls = np.sign(result["plain"][:, 1])
        return Measured(np.sum(walls[1:] * walls[:-1] < 0), "=", self.steps)

    @finding("Momentum swings past the minimum, {measured} beyond it.", at_defaults=False)
    def overshoots(self, result: Result) -> Measured:
        return Measured(np.nanmax(result["momentum"][:, 0]), ">", 1e-3)

    @finding("In step {at} the remembered and the new have the same sign along the ravine.")
    def agrees(self, result: Result) -> Measured:
        return Measured(np.prod(np.sign(result["parts"][:, 0])), ">", 0, margin=0.5)

    @finding("In step {at} the remembered and the new have opposite signs across the ravine.")
    def opposes(self, result: Result) -> Measured:
        return Measured(np.prod(np.sign(result["parts"][:, 1])), "<", 0, margin=0.5)

    @finding("With β = {beta} nothing is remembered: each step is all new, as step {at}.",
             at_defaults=False)  # fmt: skip
    def forgets(self, result: Result) -> Measured:
        return Measured(np.abs(result["parts"][0]).max(), "=", 0)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        axes, step, tens = drawing.panels_of(self, result, figure, mosaic="aa;bc", heights=(1.1, 1))
        self._draw_step(step, result)
        self._draw_map(tens, result)
        ravine.draw_ravine(axes, self, result)
        words = self.words(result)
        for of, name in ("plain", words.say("plain descent")), ("momentum", words.say("momentum")):
            fate = words.say(either("diverges [diverges]", "{left} away"), of)
            look: Any = {"text": name, "prefer": "start", "until": self.steps, "leaving": fate}
            line = drawing.path(axes, result[of], of, **look)
            x, y = result[of][-1]
            if ravine.is_seen(axes, x, y):
                away = drawing.label(axes, fate, x, y, of, side="above", bold=True)
                drawing.accompany(line, [away])
        ravine.draw_step(axes, line, result["parallelogram"][0], words.say("step {at}"))

    def _draw_step(self, axes: drawing.Axes, result: Result) -> None:
        """Draw the step as the diagonal of what is remembered and what is new, one by one."""
        words, at, corners = self.words(result), result["at"], result["parallelogram"]
        low, high = corners.min(axis=0), corners.max(axis=0)
        (x, y), tall = (low + high) / 2, 1.3 * max(high[1] - low[1], 0.8 * (high[0] - low[0]))
        axes.set(xlim=(x - 0.9 * tall, x + 1.5 * tall), ylim=(y - tall / 2, y + tall / 2))
        axes.set(xticks=[], yticks=[], aspect="equal", anchor="W")  # its names stand on the right
        axes.set_xlabel(axes.get_xlabel(), loc="left", multialignment="left")
        axes.spines[["left", "bottom"]].set_visible(False)
        (sides,) = axes.plot(*corners[1:].T, linestyle=":", color=drawing.colour("muted"))
        tail, *heads = corners[[0, 1, 3, 2]]
        parts = words.say("remembered: β × last step"), words.say("new: down the slope")
        names = *parts, words.say("the step")
        roles = drawing.role("momentum").faded(0.4), "plain", "momentum"
        shown: Any = [(at - 1, drawing.start(axes, tail, "momentum")), (at, sides)]
        for i, (head, of, text) in enumerate(zip(heads, roles, names, strict=True)):
            if not np.array_equal(head, tail):
                arrow = drawing.arrow(axes, tail, head, of, width=1.7 if i == 2 else 1)
                beside = drawing.label(axes, text, head[0], head[1], of, side="right")
                shown += [(at - 1 + i / 2, each) for each in (arrow, beside)]
        drawing.appear(shown, until=self.steps)

    def _draw_map(self, axes: drawing.Axes, result: Result) -> None:
        words, betas, rates = self.words(result), result["betas"], result["rates"]
        most, least = result["best_tens"]
        ends = [drawing.colour("momentum"), drawing.colour("paper")]
        ramp = LinearSegmentedColormap.from_list("fewer is stronger", ends)
        levels, shades = np.geomspace(0.99 * least, 4 * most, 25), LogNorm(least, 4 * most)
        tens = axes.contourf(betas, rates, result["tens"], levels, norm=shades, cmap=ramp, zorder=0)
        ravine.beta_axis(axes, betas, BETAS)
        drawing.log_axis(axes, "y")
        axes.set_ylim(rates[[0, -1]])
        drawing.to_draw(*axes.plot(betas, result["limit_line"], color=drawing.colour("ink")))
        ticks = [each for each in SCALE if least <= each <= 4 * most]
        look: Any = {"ticks": ticks, "format": drawing.plain_numbers(), "label": words.say("steps")}
        side = axes.inset_axes((1.04, 0, 0.04, 1))
        scale = drawing.figure_of(axes).colorbar(tens, cax=side, **look)
        scale.ax.minorticks_off()
        scale.outline.set_visible(False)
        corner = betas[22], rates[72]  # over the line, before all other names
        drawing.label(axes, words.say("diverges"), *corner, side="right")
        plain = words.say(either("plain: {drawn_tens}", "plain: never [stays]", "plain"), "plain")
        own = words.say(either("drawn: {drawn_tens}", "drawn: never [stays]", "drawn"), "momentum")
        drawing.value_mark(axes, 0, self.plain_rate, plain, "plain")
        drawing.value_mark(axes, self.beta, self.rate, own, "momentum")
        (beta, rate), best = result["best_setting"], words.say("best: {best_tens}", "momentum")
        drawing.value_mark(axes, beta, rate, best, side="above")
