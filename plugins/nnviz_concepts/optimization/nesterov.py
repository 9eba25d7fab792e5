"""Nesterov's momentum: the gradient is taken where the velocity is about to lead."""

import numpy as np
from matplotlib.artist import Artist

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.best_settings import best_heavy_ball, best_nesterov
from nnviz.core.descent import descend
from nnviz.core.remembering import remembering
from nnviz.core.surfaces import Quadratic
from nnviz.questions import Change, Choice, Moved, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.optimization import heavy_ball, ravine
from nnviz_concepts.optimization.ravine import FAR, NEARLY, ROUNDING, START

BETAS = (0.0, 0.5, 0.8, 0.9, 0.99, 0.999)  # that the axis of β names


class Nesterov(Concept):
    r"""Nesterov's momentum looks ahead before it corrects, and mostly swings less than momentum.

    Momentum adds two moves: on by the velocity, and down the gradient. It measures that gradient
    where it stands. Nesterov's method first goes on by $\beta v$ and measures it there:
    $v \leftarrow \beta v - \eta\nabla J(w + \beta v)$, then $w \leftarrow w + v$.
    Carried up a wall, only the gradient from the point ahead knows how steep it is there, and
    pushes back harder.

    On a bowl Nesterov's method is momentum with a shorter memory where the cost is steep: it brakes
    there, and keeps its memory where it is flat. The price is a smaller limit of the rate.

    It is a misconception that Nesterov is always faster. On a bowl, at the best settings of each,
    momentum is. Nesterov's merit is that at usual rates it swings less, and that it is proven to
    accelerate on every smooth convex cost, where momentum with its best settings for a bowl may
    circle for ever.

    For the curious:

    In a direction of curvature $\lambda$ Nesterov's method is momentum with $\beta(1-\eta\lambda)$
    instead of $\beta$ (Sutskever et al. 2013, theorem 2.1). Its limit of the rate is
    $2(1+\beta)/((1+2\beta)\lambda)$, momentum's is $2(1+\beta)/\lambda$.

    At the best settings of each, on a quadratic of condition number $\kappa$, a step leaves
    $1-2/\sqrt{3\kappa+1}$ of the distance, momentum's $(\sqrt\kappa-1)/(\sqrt\kappa+1)$, which is
    less.
    """

    title = "Nesterov's momentum"
    topic = "optimization"
    order = 5
    see_also = ("momentum", "learning-rate", "adagrad", "optimizers")
    builds_on = ("momentum",)
    keywords = ("Nesterov accelerated gradient", "NAG", "look-ahead",
                "accelerated gradient descent")  # fmt: skip
    symbols = ("v: velocity: the last step",)
    references = (
        "Nesterov 1983, A method of solving a convex programming problem with rate O(1/k²)",
        "Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and "
        "momentum in deep learning, section 2.1 and theorem 2.1",
        "Lessard, Recht & Packard 2016, Analysis and design of optimization algorithms, table 1",
    )
    code = (optimizers.Nesterov.rule,)
    members = ("momentum", "nesterov")

    beta: float = parameter(0.9, "Decay β of the velocity.", ge=0, lt=1, sweep=(0, 0.5, 0.9, 0.99))
    rate: float = parameter(0.5, "Learning rate η of both paths, for λmax = 1.", gt=0, le=3.5,
                            sweep=(0.1, 0.5, 1, 1.5))  # fmt: skip
    condition: float = parameter(100.0, "Condition number κ of the bowl.", ge=4, le=1000,
                                 sweep=(10.0, 100.0, 1000.0))  # fmt: skip
    steps: int = parameter(40, "Steps of both paths.", ge=5, le=500)

    headline = either(
        "Both diverge: momentum above η = {limit.expected.momentum}, Nesterov above "
        "{limit.expected.nesterov} [diverges, limit]",
        "Nesterov diverges above η = {limit.expected.nesterov}, momentum only above "
        "{limit.expected.momentum} [diverges.nesterov, limit]",
        "Without memory there is nothing to look ahead along: both paths are one [same]",
        "Nesterov is across the ravine in one step, momentum swings {calmer.expected} "
        "[at_once, calmer]",
        "Nesterov swings {calmer.measured} across the ravine, momentum {calmer.expected} [calmer]",
        "Nesterov swings more: {calmer.measured} across the ravine, momentum {calmer.expected} "
        "[not calmer]",
        plain("Nesterov swings {travel.nesterov} across the ravine, momentum {travel.momentum}"),
    )
    setting = ("A bowl {condition} times as steep across as along; both with η = {rate}, β = "
               "{beta} from the same start")  # fmt: skip
    journey = either(
        "Both paths diverge [diverges.momentum, diverges.nesterov].",
        "Nesterov's path diverges [diverges.nesterov].",
        "Both take the same path: without memory there is nothing to look ahead along [same].",
        "Nesterov's method is across in one step, and stays on the floor [at_once].",
        "{calmer}",
        "Nesterov travels more across the ravine: {calmer.measured}, momentum {calmer.expected} "
        "[not calmer].",
        plain("Momentum travels {travel.momentum} across the ravine, Nesterov {travel.nesterov}."),
    )
    mechanism = either("{harder} [brakes.nesterov]",
                       "From momentum's place after step {at} the slope there moves by "
                       "{pushed.measured.momentum}, the slope ahead by {pushed.measured.nesterov} "
                       "[pushed.momentum, pushed.nesterov].")  # fmt: skip
    arrival = either("Momentum ends nearer to the minimum all the same: {nearer.measured} away, "
                     "Nesterov's method {nearer.expected} [nearer, calmer].",
                     "Nesterov's method ends nearer to the minimum: {nearer.expected} away, "
                     "momentum {nearer.measured} [not nearer].")  # fmt: skip
    over_beta = "Where it converges Nesterov's way across is that of momentum with β(1 − η) [ways]."
    name_beside = either("{called}: {travels.measured} across [travels]", "{called}")
    look = (journey, mechanism, over_beta, arrival)
    caption = (
        plain("Momentum and Nesterov's method with η = {rate} and β = {beta}, {steps} steps on a "
              "quadratic with condition number κ = {condition} from (−10, 1)."), journey, mechanism,
        either("Both diverge above η = {limit.expected.momentum} [limit, same].",
               "Momentum diverges above η = {limit.expected.momentum}, Nesterov's method above "
               "{limit.expected.nesterov} [limit]."),
        "At the best settings of each a step leaves in the long run {best.measured.momentum} of "
        "the distance with momentum, {best.measured.nesterov} with Nesterov's method: on a bowl "
        "momentum is the faster [best, faster].")  # fmt: skip
    alt = (plain("Above, two paths over the shaded heights of a long ravine."),
           journey,
           plain("Below, two cross-sections of it, and where each method measures the slope."),
           mechanism, plain("Beside them, the way across of both against β."),
           over_beta)  # fmt: skip
    panels = (
        Panel("path", "Down a ravine, to step {steps}",
              "along the ravine, w₁ (curvature {flattest}; across, 1)", "across, w₂"),
        Panel("here", "Momentum looks here"),
        Panel("ahead", either("Nesterov looks here, too [same]", "Nesterov looks ahead [ahead]")),
        Panel("ways", "Way across, over β", "momentum β"))  # fmt: skip
    try_next = (Try("Without memory both paths are the same [same].", beta=0),
                Try("Just under its limit Nesterov's method swings more [not calmer].", rate=1.35),
                Try("In a rounder bowl Nesterov's method ends nearer [not nearer].",
                    condition=10))  # fmt: skip

    bears = Predict(
        "η goes from {before.rate} to {rate}, which plain descent still bears. To and fro across "
        "the ravine Nesterov's method travels …",
        Choice("far more than momentum", "more"),
        Choice("about as far as momentum", 1, "Momentum bears this rate, but a look ahead is not "
               "always a brake."),
        Choice("less than momentum", "fewer", "As before, so long as the slope ahead brakes; at "
               "this rate it throws back too far."),
        of=Ratio("travel.nesterov", over="travel.momentum"), rate=1.6,
        why="Above its limit of {limit.measured.nesterov} it diverges, momentum above "
            "{limit.measured.momentum}: it looks ahead by β times its last step, where the slope "
            "across is steeper, and is thrown back over the floor [ahead, limit].",
        variants=(Change(before={"beta": 0.8}, rate=1.6),))  # fmt: skip
    arrives = Predict(
        "η goes from {before.rate} to {rate}, which is 1/λ across the ravine. Nesterov's way to "
        "and fro across it, {before.travel.nesterov}, becomes …",
        Choice("twice as long", 2, "Its steps start longer, but then it forgets."),
        Choice("about as long", 1, "What it remembers hangs on η, too: β(1 − ηλ) of a step."),
        Choice("a third shorter", 0.66), of=Ratio("travel.nesterov"), rate=1.0,
        why="It keeps β(1 − ηλ) of a step, which is nothing at η = 1/λ: one step takes it to the "
            "floor, where it stays. Momentum keeps β, and swings [rule, travels].")  # fmt: skip
    remembers = Predict(
        "β goes from {before.beta} to {beta}. Whose way to and fro across the ravine becomes "
        "longer?",
        Choice("nobody's", (), "Momentum keeps β of a step even across, where it swings."),
        Choice("momentum's alone", "travel.momentum"),
        Choice("Nesterov's alone", "travel.nesterov", "It keeps less of a step than β."),
        Choice("momentum's and Nesterov's", ("travel.momentum", "travel.nesterov"),
               "Across, Nesterov's keeps half of β here."),
        of=Moved("travel.momentum", "travel.nesterov"), beta=0.99,
        why="Across the ravine momentum keeps β of a step, nearly all of it, and Nesterov's method "
            "β(1 − ηλ): no more than half at η = {rate} [rule, travels].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        bowl = Quadratic(condition=self.condition)
        ball = optimizers.Momentum(self.rate, self.beta)
        method = optimizers.Nesterov(self.rate, self.beta)
        momentum, path, looks = _paths(self.rate, self.beta, self.steps, bowl)
        betas = 1 - 1 / np.geomspace(1, max(130.0, 1.3 / (1 - self.beta)), 61)
        best = best_heavy_ball(bowl), best_nesterov(bowl)
        return {
            "momentum": momentum, "nesterov": path, "looks": looks,
            "called": Members(["Momentum", "Nesterov"]), "kept": Members(["β", "β(1 − ηλ)"]),
            "flattest": bowl.eigenvalues[0], "travel": Members(heavy_ball.ways(momentum, path)),
            "left": Members(np.linalg.norm([momentum[-1], path[-1]], axis=-1)),
            **heavy_ball.looked_ahead(momentum, method, bowl),
            "betas": betas, "ways": _ways_over(betas, self.rate, self.steps, bowl),
            "limits": Members([heavy_ball.limit(each, bowl) for each in (ball, method)]),
            "factors": Members([heavy_ball.factor(each, bowl) for each in (ball, method)]),
            "best_factors": Members([heavy_ball.factor(each, bowl) for each in best])}  # fmt: skip

    @claim("{called}: with curvature λ each step is {kept} of the last one and −ηλ of the weight.")
    def rule(self, result: Result) -> Measured:
        curvatures = np.array([1 / self.condition, 1.0])
        slowed = 1 - np.multiply.outer([0, self.rate], curvatures)[:, np.newaxis]
        paths = np.stack([result["momentum"], result["nesterov"]])
        steps = np.diff(paths, axis=1, prepend=paths[:, :1])  # the first has none before it
        rule = self.beta * slowed * steps[:, :-1] - self.rate * curvatures * paths[:, :-1]
        return ravine.same(paths[:, 1:], paths[:, :-1] + rule, within=1e-12)

    @claim("Nesterov looks from β times its last step ahead of where it is.")
    def ahead(self, result: Result) -> Measured:
        path = result["nesterov"]
        ahead = path + self.beta * np.diff(path, axis=0, prepend=path[:1])
        return ravine.same(result["looks"], ahead, within=1e-12)

    @claim("{called}: from momentum's place after step {at} the slope where it looks, {slopes}, "
           "moves across by {measured}, −η times the slope.")  # fmt: skip
    def pushed(self, result: Result) -> Measured:
        moved, seen = result["lands"] - result["carried"], result["seen"]
        return Measured(moved, "=", -self.rate * seen, within=1e-12 * max(1.0, np.abs(seen).max()))

    @claim("{called}: it travels {measured} across the ravine, as its recurrence says.")
    def travels(self, result: Result) -> Measured:
        expected = self._ways_by_recurrence(np.array([self.beta]))[:, 0]
        stays = self.rate < self._limits(self.beta)
        return Measured(result["travel"], "=", expected, within=ROUNDING * expected, where=stays,
                        otherwise="over its limit it diverges")  # fmt: skip

    @claim("Under the limit both ways are those of recurrences with β and β(1 − η).")
    def ways(self, result: Result) -> Measured:
        shares = result["ways"] / self._ways_by_recurrence(result["betas"])
        return Measured.same(shares[self.rate < self._limits(result["betas"])], 1)

    def _limits(self, beta: float | Array) -> Array:
        return np.array([2 * (1 + beta), 2 * (1 + beta) / (1 + 2 * beta)])

    def _ways_by_recurrence(self, betas: Array) -> Array:
        """Return both ways, (2, β): a step is β or β(1 − η) of the last, less η of the weight."""
        memory = np.array([betas, betas * (1 - self.rate)])
        weight, step, way = np.full(memory.shape, START[1]), 0 * memory, 0 * memory
        with np.errstate(all="ignore"):  # over a limit they diverge
            for _ in range(self.steps):
                step = memory * step - self.rate * weight
                weight, way = weight + step, way + np.abs(step)
        return way

    @claim("{called}: with β = {beta} it diverges above η = {measured}.")
    def limit(self, result: Result) -> Measured:
        expected = self._limits(self.beta)
        return Measured(result["limits"], "=", expected, within=ROUNDING * expected)

    @claim("{called}: at its best settings a step leaves {measured} of the distance at last.")
    def best(self, result: Result) -> Measured:
        root, other = np.sqrt([self.condition, 3 * self.condition + 1])
        expected = [(root - 1) / (root + 1), 1 - 2 / other]
        return Measured(result["best_factors"], "=", expected, within=3e-7)

    @claim("At the best settings of each momentum's step leaves {measured}, less than {expected}.")
    def faster(self, result: Result) -> Measured:
        return Measured(result["best_factors"][0], "<", result["best_factors"][1])

    @finding("{called}: at last a step multiplies the distance by {measured}.", at_defaults=False)
    def diverges(self, result: Result) -> Measured:
        return Measured(result["factors"], ">", 1 + ROUNDING)

    @finding("Both paths are the same.", at_defaults=False)
    def same(self, result: Result) -> Measured:
        return ravine.same(result["nesterov"], result["momentum"])

    @finding("After one step Nesterov's method stays {measured} off the floor.", at_defaults=False)
    def at_once(self, result: Result) -> Measured:
        return Measured(np.abs(result["nesterov"][1:, 1]).max(), "=", 0, within=ROUNDING)

    @finding("Nesterov travels less across the ravine: {measured}, momentum {expected}.")
    def calmer(self, result: Result) -> Measured | str:
        return ravine.less(*result["travel"][::-1])

    @finding("Momentum ends nearer to the minimum: {measured} away, Nesterov's method {expected}.")
    def nearer(self, result: Result) -> Measured | str:
        return ravine.less(*result["left"])

    @finding("{called}: from momentum's place after step {at} the slope where it looks pushes back "
             "by {measured}.")  # fmt: skip
    def brakes(self, result: Result) -> Measured:
        return Measured(result["pushed_back"], ">", 0)

    @finding("From momentum's place after step {at} the slope ahead pushes back by {measured}, the "
             "slope there by {expected}.")  # fmt: skip
    def harder(self, result: Result) -> Measured:
        momentum, nesterov = result["pushed_back"]
        return Measured(nesterov, ">", momentum, margin=NEARLY * max(abs(momentum), abs(nesterov)))

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(self, result, figure, mosaic="aaa;bcd", column="aa;bc;dd")
        self._draw_section(panels[1], result, "momentum")
        self._draw_section(panels[2], result, "nesterov")
        self._draw_ways(panels[3], result)
        words, axes = self.words(result), panels[0]
        ravine.draw_ravine(axes, self, result)
        for of in reversed(self.members):
            leaving = words.say(either("diverges [diverges]", ""), of)
            line = drawing.path(axes, result[of], of, until=self.steps, leaving=leaving)
            name = words.say(self.name_beside, of)
            beside = drawing.label(axes, name, *line.get_data(), of, prefer="middle", bold=True)
            drawing.accompany(line, [beside])
        ravine.draw_step(axes, line, result["momentum"][result["at"]], words.say("step {at}"))

    def _draw_section(self, axes: drawing.Axes, result: Result, of: str) -> None:
        """Draw where a method looks in the cross-section, and below it both moves of its step."""
        words, of_member = self.words(result), self.members.index(of)
        x, wall = result["wall"].T
        here, carried, lands = result["seen"][0], result["carried"], result["lands"][of_member]
        top = float(wall.max())
        axes.plot(x, wall, color=drawing.colour("pale"))
        axes.set(xlim=(x[0], x[-1]), ylim=(-1.05 * top, 1.1 * top), xticks=[], yticks=[])
        axes.spines[["left", "bottom"]].set_visible(False)
        drawing.colour_title(axes, of)
        run = result["tangents"][of_member]
        (tangent,) = axes.plot(*run.T, color=drawing.colour("ink"))
        dot = drawing.start(axes, result["tangents"][0].mean(axis=0), of)
        shown: list[tuple[float, Artist]] = [(0, dot), (1, tangent)]
        if of == "nesterov":
            shown.append((1, drawing.end(axes, run.mean(axis=0), of)))
        text = words.say("slope {slopes}", of)
        shown.append((1, drawing.label(axes, text, *run.T, prefer="middle", side="above")))
        moved = words.say(either("back by {pushes} [brakes]", "on by {pushes}"), of)
        onward = words.say("on by {carried_on}")
        moves = (here, carried, "muted", onward), (carried, lands, of, moved)
        for i, (tail, head, role, told) in enumerate(moves):
            moment, level = 0.5 + i, -(0.4 + 0.45 * i) * top
            if tail != head:
                shown.append((moment, drawing.arrow(axes, (tail, level), (head, level), role)))
            end = max(tail, head) + 0.05 * (x[-1] - x[0]), level  # clear of the head
            shown.append((moment, drawing.label(axes, told, *end, role, side="right", bold=i > 0)))
        drawing.appear([(result["at"] + after, each) for after, each in shown], until=self.steps)

    def _draw_ways(self, axes: drawing.Axes, result: Result) -> None:
        words, betas = self.words(result), result["betas"]
        top = 1.2 * float(result["ways"][self.rate < self._limits(betas)].max())
        ravine.beta_axis(axes, betas, BETAS)
        axes.set_ylim(0, top)
        for of, way, own in zip(self.members, result["ways"], result["travel"], strict=True):
            axes.plot(betas, way, **drawing.line_style(of))
            if own <= top:
                text = words.say("{travel}", of)
                drawing.value_mark(axes, self.beta, own, text, of, side="above")


def _paths(rate: float, beta: float, steps: int, bowl: Quadratic) -> tuple[Array, Array, Array]:
    """Return momentum's path, that of Nesterov's w, and the points from which that looks."""
    methods = optimizers.Momentum(rate, beta), optimizers.Nesterov(rate, beta)
    momentum, looks = (descend(bowl.gradient, each, START, steps, bounds=FAR) for each in methods)
    path = np.concatenate([[START], looks[:-1] - rate * bowl.gradient(looks[:-1])])
    return momentum, path, looks


@remembering
def _ways_over(betas: Array, rate: float, steps: int, bowl: Quadratic) -> Array:
    """Return the ways of both across the ravine, (2, betas)."""
    paths = [_paths(rate, beta, steps, bowl)[:2] for beta in betas]
    return np.stack([heavy_ball.ways(*both) for both in paths], axis=-1)
