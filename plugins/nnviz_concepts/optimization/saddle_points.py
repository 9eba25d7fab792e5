"""Saddle points: how long each method is held, and what it costs to start nearer to one."""

from math import ceil, log, log1p

import numpy as np
from matplotlib import rcParams

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent, Momentum, Optimizer
from nnviz.core.remembering import remembering
from nnviz.core.surfaces import Saddle
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain

AWAY = -0.6  # where paths start on the slope down to the saddle
LEFT = 0.1  # so far off the ridge a path has left the saddle; the minima are 1 off
OFFSETS = np.geomspace(1e-10, 1e-2, 9)
WIDE = 1.3  # how far of the block is seen on both sides of the ridge
ASIDE, UP = 0.9, 0.35  # how far right and up a cut is drawn that lies 1 farther back
NEARLY = 0.02  # what differs by less than this share is about as much
MOST_DRAWN = 400


class SaddlePoints(Concept):
    r"""Every ten times nearer to a saddle costs descent the same number of steps more to leave.

    At a saddle the gradient vanishes, but it is a minimum along some directions only; along others
    the cost falls. With curvature $-c$ along such a direction each step of gradient descent
    multiplies the distance from the ridge by $1 + \eta c$. A start $\delta$ off it is a distance
    $d$ off after $\ln(d/\delta)/\ln(1 + \eta c)$ steps. Momentum adds up the small gradients there,
    and multiplies by more. On the ridge itself nothing ever leaves.

    In large networks nearly all points with a vanishing gradient are thought to be saddles (Dauphin
    et al. 2014). The cost then waits on a plateau that looks like the end of training. It is a
    misconception that a gradient near zero means a minimum: it may only mean that descent has
    to wait.

    For the curious:

    Momentum's factor is the larger root of $x^2 - (1 + \beta + \eta c)x + \beta$ (Polyak 1964).
    """

    title = "Saddle points"
    topic = "optimization"
    order = 10
    see_also = ("momentum", "optimizers", "schedules", "loss-landscape")
    builds_on = ("momentum",)
    keywords = ("local minimum", "stuck", "plateau", "flat region", "escape", "non-convex",
                "critical point", "Hessian")  # fmt: skip
    symbols = ("δ: how far off the ridge the path starts",
               "c: curvature down which the path leaves")  # fmt: skip
    references = ("Dauphin et al. 2014, Identifying and attacking the saddle point problem",
                  "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.2.3",
                  "Polyak 1964, Some methods of speeding up the convergence of iteration "
                  "methods")  # fmt: skip
    code = (GradientDescent.rule,)
    members = ("plain", "momentum")

    offset: float = parameter(1e-3, "How far δ off the ridge the paths start.", ge=1e-10, le=1e-2,
                              sweep=(1e-2, 1e-3, 1e-6, 1e-9))  # fmt: skip
    curvature: float = parameter(0.5, "Curvature c with which the cost falls; the other is 1.",
                                 ge=0.1, le=1, sweep=(0.1, 0.25, 0.5, 1.0))  # fmt: skip
    rate: float = parameter(0.05, "Learning rate η of both.", ge=0.02, le=0.5)
    beta: float = parameter(0.9, "Momentum's β.", ge=0, le=0.99, sweep=(0.0, 0.5, 0.9, 0.99))

    headline = either("A saddle holds plain descent for {sooner.expected} steps, momentum for "
                      "{sooner.measured} [sooner]",
                      "A saddle holds both methods for {same.measured} steps [same]",
                      plain("The saddle holds plain descent for {steps.plain} steps, momentum "
                            "{steps.momentum}"))  # fmt: skip
    setting = ("Curvatures 1 and −{curvature}; both start {offset} off the ridge, with η = {rate}; "
               "β = {beta}")  # fmt: skip
    moment = either("After step {now} plain descent is still {waits.measured} off the ridge, "
                    "momentum {waits.expected} [waits].",
                    "Both leave the saddle after {same.measured} steps [same].",
                    plain("Step {now}: plain descent is {off.plain} off the ridge, momentum "
                          "{off.momentum}."))  # fmt: skip
    nearer = (
        "Ten times nearer to the ridge costs plain descent {tenfold.measured.plain} steps more, "
        "momentum {tenfold.measured.momentum} [tenfold.plain, tenfold.momentum].")  # fmt: skip
    look = (moment, "The plateau lies {plateau.measured} above the lowest cost, as high as the "
            "saddle itself [plateau].",
            nearer, "Started on the ridge itself, both stay on it [stays].")  # fmt: skip
    caption = (plain("Gradient descent with η = {rate}, without and with momentum (β = {beta}), on "
                     "a saddle with curvatures 1 and −{curvature}, from {offset} off its ridge: a "
                     "block cut along w₂, seen from the front and above, and the cost. What is "
                     "{left} off the ridge has left the saddle."), moment, nearer)  # fmt: skip
    alt = (plain("Left, a saddle between two hollows, as a block cut open in front, and two "
                 "paths."), moment,
           plain("Upper right, both costs against the step; lower right, steps to leave the "
                 "saddle."), nearer)  # fmt: skip
    held = either("plain descent, held until step {sooner.expected} [sooner]",
                  plain("both leave after {steps.plain} steps"))  # fmt: skip
    gone = either("momentum, gone since step {sooner.measured} [sooner]", plain(""))
    panels = (Panel("saddle", "The saddle, and where both are after step {now}", "weight w₂"),
              Panel("cost", "The cost waits on a plateau", "step", "cost − lowest"),
              Panel("leaving", "Ten times nearer the ridge costs", "distance from the ridge",
                    "steps"))  # fmt: skip
    try_next = (
        Try("Each further factor of ten costs as many steps again [tenfold].", offset=1e-9),
        Try("With less memory momentum still leaves before plain descent [sooner].", beta=0.5),
        Try("Without memory both leave together [same].", beta=0.0))  # fmt: skip

    closer = Predict(
        "The start goes from {before.offset} off the ridge to {offset}, a thousand times nearer. "
        "Plain descent stays near the saddle for …",
        Choice("a thousand times as many steps", 1000,
               "What is off grows by a factor in each step, not by a length."),
        Choice("thirty times as many steps", 30,
               "Nothing here takes a root: each step multiplies."),
        Choice("{near} times as many steps", 2.5),
        Choice("about as many steps", 1, "A smaller start must grow through three more decades."),
        of=Ratio("steps.plain"), offset=1e-6,
        why="What it is off grows by 1 + ηc a step. So each factor of ten costs as many steps "
            "again: {tenfold.measured.plain} [tenfold, leaves].")  # fmt: skip
    higher = Predict(
        "Its curvature c goes from {before.curvature} to {curvature}, and the saddle is twice as "
        "high above the lowest cost. Plain descent stays near it for …",
        Choice("half as many steps", 0.5),
        Choice("as many steps", 1, "It is steeper beside the ridge, which costs fewer steps."),
        Choice("twice as many steps", 2, "The height is what it gains, not what holds it."),
        of=Ratio("steps.plain"), curvature=1.0,
        why="A step takes it 1 + ηc times as far off: what holds it is how flat the saddle is, "
            "not how high [leaves, plateau].",
        variants=(Change(before={"curvature": 0.25}, curvature=0.5),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        methods = GradientDescent(self.rate), Momentum(self.rate, self.beta)
        waits = np.stack([self._leaving(each, OFFSETS) for each in methods])
        mine = [float(self._leaving(each, np.array([self.offset]))[0]) for each in methods]
        steps = [ceil(each) for each in mine]
        fast, slow = sorted(steps)
        now = fast + int(min(0.4 * fast, (slow - fast) / 2))
        paths, ridges = (
            np.stack([descend(self._surface, o, (AWAY, off), int(1.7 * slow)) for o in methods])
            for off in (self.offset, 0.0)
        )
        lowest = float(self._surface.value(self._surface.minima).min())
        return {
            "called": Members(["Plain descent", "Momentum"]), "left": LEFT, "steps": Members(steps),
            "crossings": Members(mine), "now": now, "off": Members(np.abs(paths[:, now, 1])),
            "offsets": OFFSETS, "delays": waits, "gaps": self._surface.value(paths) - lowest,
            "gap_on_ridge": self._surface.value(ridges[0]) - lowest,
            "off_on_ridge": Members(np.abs(ridges[..., 1]).max(axis=1)),
            **self._block(paths[:, : now + 1])}  # fmt: skip

    @property
    def _surface(self) -> Saddle:
        return Saddle(curvature=self.curvature, wall=self.curvature)

    def _leaving(self, optimizer: Optimizer, offsets: Array) -> Array:
        """Return after how many steps, and parts of one, a path from each offset has left."""
        starts = np.column_stack([np.full(offsets.shape, AWAY), offsets])
        return _crossing(_offs(self._surface, optimizer, starts, self._enough(offsets.min())))

    def _enough(self, offset: float) -> int:
        return ceil(1.2 * log(LEFT / offset) / log1p(self.rate * self.curvature)) + 20

    def _block(self, paths: Array) -> dict[str, object]:
        """Return the surface as it is seen from above, cut in front of the paths, and the paths."""
        front = max(0.3, 1.1 * float(paths[..., 0].max()))
        wide = max(WIDE, 1.05 * float(np.abs(paths[..., 1]).max()))
        up = max(UP, 1.2 * front)  # so that nothing hides behind the slope in front
        across, behind = np.linspace(-wide, wide, 161), np.linspace(front, 1.1 * AWAY, 81)[:, None]

        def seen(w1: Array, w2: Array, height: Array) -> Array:
            return np.stack([w2 + ASIDE * (front - w1), height + up * (front - w1)], axis=-1)

        heights, star = self._surface.height(behind, across), self._surface.minima[0]
        return {
            "heights": heights,
            "block": seen(behind, across, heights),
            "levels": np.linspace(-0.25, 0.75, 17)[1:] * self.curvature,
            "seen": seen(paths[..., 0], paths[..., 1], self._surface.value(paths)),
            "star": seen(star[0], star[1], self._surface.value(star)),
        }

    @claim("{called} is {left} off the ridge after {measured} steps; the factor of a step alone "
           "says {expected}.")  # fmt: skip
    def leaves(self, result: Result) -> Measured:
        large, small = self._roots()
        share = (1 + self.rate * self.curvature - small) / (large - small)
        times = np.arange(self._enough(self.offset) + 1)[:, np.newaxis]
        off = self.offset * (share * large**times + (1 - share) * small**times)  # from rest
        return Measured(result["crossings"], "=", _crossing(off), within=self._late())

    @claim("{called} takes {measured} steps more from ten times nearer: ln 10 over ln z.")
    def tenfold(self, result: Result) -> Measured:
        far = 6  # of 9 offsets, a decade apart: what is nearer has forgotten how it started
        measured = (result["delays"][:, 0] - result["delays"][:, far]) / far
        expected = log(10) / np.log(self._roots()[0])
        return Measured(measured, "=", expected, within=self._late() / far)

    def _roots(self) -> Array:
        """Return both roots of z² − (1 + β + ηc)z + β, (2, members); plain descent has β = 0."""
        beta = np.array([0.0, self.beta])
        middle = (1 + beta + self.rate * self.curvature) / 2
        apart = np.sqrt(middle**2 - beta)
        return np.array([middle + apart, middle - apart])

    def _late(self) -> Array:
        """Return by how many steps at most the wall −ηcy³ holds each back, to first order in it."""
        large, small = self._roots()
        push = self.rate * self.curvature * LEFT**2
        return np.asarray(1.1 * push / ((large - small) * (large**2 - 1) * np.log(large)))

    @claim("{called}, started on the ridge itself, comes {measured} off it.")
    def stays(self, result: Result) -> Measured:
        return Measured(result["off_on_ridge"], "=", 0)

    @claim("Held on the ridge, plain descent ends {measured} above the lowest cost: c/4.")
    def plateau(self, result: Result) -> Measured:
        gaps = result["gap_on_ridge"]
        slope = (AWAY * (1 - self.rate) ** (len(gaps) - 1)) ** 2 / 2  # what is left of the way down
        return Measured(gaps[-1], "=", self.curvature / 4 + slope, within=1e-12)

    @finding("Momentum leaves the saddle after {measured} steps, plain descent after {expected}.")
    def sooner(self, result: Result) -> Measured:
        without, with_momentum = result["steps"]
        return Measured(with_momentum, "<", without, margin=NEARLY * without)

    @finding("Both leave the saddle after {measured} steps.", at_defaults=False)
    def same(self, result: Result) -> Measured:
        without, with_momentum = result["steps"]
        return Measured(with_momentum, "=", without)

    @finding("After step {now} plain descent is {measured} off the ridge, momentum {expected}.")
    def waits(self, result: Result) -> Measured:
        without, with_momentum = result["off"]
        return Measured(without, "<", with_momentum, margin=LEFT / 2)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(self, result, figure, mosaic="ab;ac", widths=(1.45, 1))
        saddle, costs, leaving = panels
        horizon = result["gaps"].shape[1] - 1
        drawing.count_up(saddle, result["now"], until=result["now"] / horizon)
        self._draw_block(saddle, result, horizon)
        self._draw_costs(costs, result, horizon)
        self._draw_leaving(leaving, result)

    def _draw_block(self, axes: drawing.Axes, result: Result, horizon: int) -> None:
        words, (x, y) = self.words(result), np.moveaxis(result["block"], -1, 0)
        floor = float(y[0].min() - 0.3 * np.ptp(y[0]))
        drawing.cut_block(axes, x, y, result["heights"], result["levels"], floor)
        axes.set(xlim=(x.min(), x.max()), ylim=(floor, y.max()), yticks=[], xticks=[-1, 0, 1])
        axes.spines[["left", "bottom"]].set_visible(False)
        texts = words.say(self.held), words.say(self.gone)
        for i, of in enumerate(self.members):
            path = result["seen"][i]
            line = drawing.path(axes, path, of, steps=False, ends=False, until=horizon)
            line.set_linewidth((3, 1)[i] * line.get_linewidth())  # both are seen where they are one
            drawing.value_mark(axes, path[-1, 0], path[-1, 1], texts[i], of, on=line)
        drawing.start(axes, result["seen"][0, 0])
        drawing.label(axes, words.say("start"), *result["seen"][0, 0], side="right")
        drawing.minimum(axes, result["star"])

    def _draw_costs(self, axes: drawing.Axes, result: Result, horizon: int) -> None:
        words, every = self.words(result), ceil((horizon + 1) / MOST_DRAWN)
        at = np.arange(0.0, horizon + 1, every)
        for i, of in enumerate(self.members):
            gaps, left = result["gaps"][i], int(result["steps"][i])
            side: drawing.Side = "below" if i else "above"
            line = drawing.curve(axes, gaps[::every], of, x=at, until=horizon, linestyle="-")
            text = words.say("{steps:# step|# steps}", of)
            drawing.value_mark(axes, left, gaps[left], text, of, on=line, side=side)
        drawing.threshold(axes, result["now"], words.say("step {now}"), which="x", side="right")
        axes.set(xlim=(0, horizon), ylim=(0, 1.08 * result["gaps"].max()))

    def _draw_leaving(self, axes: drawing.Axes, result: Result) -> None:
        words = self.words(result)
        drawing.log_axis(axes, "x")
        for i, of in enumerate(self.members):
            curve, marker = (result["offsets"], result["delays"][i]), drawing.role(of).marker
            size = 0.6 * rcParams["lines.markersize"]
            axes.plot(*curve, color=drawing.colour(of), marker=marker, markersize=size)
            text = words.say("{tenfold.measured:.0f} steps more", of)
            drawing.label(axes, text, *curve, of, prefer="middle", side="above", bold=True)
            drawing.value_mark(axes, self.offset, result["crossings"][i], "", of)
        axes.set(xlim=(2e-2, 5e-11), ylim=(0, 1.1 * result["delays"].max()))


@remembering
def _offs(surface: Saddle, optimizer: Optimizer, starts: Array, steps: int) -> Array:
    """Return how far off the ridge each path is after each step."""
    return descend(surface, optimizer, starts, steps)[..., 1]


def _crossing(off: Array) -> Array:
    """Return when each path, (steps, paths), is first so far off the ridge, between two steps.

    It grows evenly in its logarithm there.
    """
    off = np.abs(off)
    after = (off >= LEFT).argmax(axis=0)
    paths = np.arange(off.shape[1])
    before, reached = np.log(off[after - 1, paths]), np.log(off[after, paths])
    return np.asarray(after - (reached - log(LEFT)) / (reached - before))
