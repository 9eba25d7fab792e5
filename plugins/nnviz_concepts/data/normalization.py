"""Least squares with inputs of different scales: raw, centred, and divided by their deviation."""

from math import inf, log
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data.standardization import Standardization
from nnviz.core.descent import descend
from nnviz.core.exact_descent import ExactDescent
from nnviz.core.optimizers import GradientDescent
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz.wording import phrase

CLOSE = 1e-6  # share of the first cost at which descent has arrived
TAKEN = 60  # steps taken one by one
DOTS = 150  # of a path with more steps than that
MOST = 2000  # inputs that are drawn
JOINED = 8  # steps whose dots are joined by lines
FEW = 400  # steps of which all are drawn
MOMENTS = 24  # at which a film counts the steps
ROUNDING = 1e-9
OWN = ("inputs", "drawn", "path")  # of each stage, beside what there is one of for each
ROLES = {"raw": "raw", "centred": "third", "normalized": "normalized"}
VIEW = (-0.4, 2.75), (-0.25, 1.45)  # of the weights, as they are drawn
GRID = 161  # points of a side, at which a bowl's height is known
ROOM = (-2.3, 5.1), (-1.85, 1.85)  # of the inputs, as they are drawn
LEVELS = np.geomspace(1e-3, 4, 9)  # of the cost, as shares of the first


class Normalization(Concept):
    r"""Normalized inputs make the cost rounder, and descent reaches its minimum in fewer steps.

    In least squares the cost is a bowl. Its condition number $\kappa =
    \lambda_{\max}/\lambda_{\min}$ says how many times as sharply it bends across as along. A
    learning rate over $2/\lambda_{\max}$ diverges, so the steep direction limits the rate, and at
    that rate descent along the flat one is slow.

    The recipe has two halves. Subtracting the mean, $x-\mu$, moves the inputs to the origin; far
    from it they all point the same way, and the bowl is steep in that direction. Dividing by the
    standard deviation, $z = (x-\mu)/\sigma$, gives all inputs one scale; both together are also
    called standardizing. What is left is correlation: $\kappa = \frac{1+|r|}{1-|r|}$ for two
    inputs. Without normalization an input from 1 to 1000 beside one from 0 to 1 makes $\kappa$
    over two million.

    Take the mean and the deviation from the training set, and use the same for every later input.
    It is a misconception that normalizing changes what a model with a bias weight can fit: the
    same function is found, its weights in other units.

    For the curious:

    The bowl's shape is that of the matrix $X^\top X/n$, and the curvatures are its eigenvalues. At
    the best rate, $2/(\lambda_{\max}+\lambda_{\min})$, each step leaves $\frac{\kappa-1}{\kappa+1}$
    of the error: for $\kappa = 100$ that is 98 %.
    """

    title = "Normalizing the inputs"
    topic = "data"
    order = 1
    see_also = ("bias-variance", "initialization", "momentum", "learning-rate", "batch-norm")
    builds_on = ("learning-rate",)
    keywords = ("feature scaling", "standardization", "standardize", "zero mean", "z-score",
                "whitening", "unit variance", "min-max scaling", "preprocessing",
                "condition number", "ill-conditioned")  # fmt: skip
    symbols = ("x: input", "z: normalized input", "r: correlation of two inputs")
    references = ("LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, sections 4.3 and 5.1",
                  "Boyd & Vandenberghe 2004, Convex Optimization, section 9.3")  # fmt: skip
    code = (Standardization.apply, GradientDescent.rule)
    members = ("raw", "centred", "normalized")

    largest: float = parameter(
        5.0, "Largest value of x₁, which starts at 1; x₂ lies between 0 and 1.",
        ge=2, le=10_000, sweep=(2.0, 3.0, 5.0, 10.0, 100.0, 1000.0))  # fmt: skip
    rate: float | None = parameter(
        None, "Learning rate as a share of the largest stable one, 2/λmax, of each bowl; without "
        "it the best, 2/(λmax + λmin).", gt=0, le=1.1, sweep=(0.1, 0.5, 0.9, 1.0, 1.01),
    )  # fmt: skip
    examples: int = parameter(500, "Number of examples.", ge=20, le=100_000)
    seed: int = parameter(0, "Seed of the examples.", ge=0)

    headline = either(
        "Normalized, descent takes {fewer.measured.normalized:# step|# steps}; centred "
        "{fewer.measured.centred}; raw {fewer.expected.centred} [fewer.centred, fewer.normalized]",
        "Centred, descent takes {fewer.measured.centred:# step|# steps}, and divided by σ, too, "
        "{arrives.measured.normalized}; raw {fewer.expected.centred} [fewer.centred, arrives]",
        "Above 2/λmax descent diverges, normalized or not [diverges]",
        "At 2/λmax descent jumps from wall to wall for ever [stays]",
        "Descent takes {arrives.measured} steps on raw, centred and normalized inputs [arrives]",
    )
    setting = ("Least squares, {examples} inputs, x₁ from 1 to {largest}, x₂ from 0 to 1;",
               either("steps at {rate} × 2/λmax",
                      "steps at the best rate to a millionth of the cost"))  # fmt: skip
    bowl = either("Diverges [diverges]", "Never arrives [stays]",
                  "{arrives.measured:# step|# steps} [arrives]")  # fmt: skip
    halves = (
        "Subtracting the mean takes the condition number κ from {shape.measured.raw} to "
        "{shape.measured.centred}, and {fewer.expected.centred} steps to {fewer.measured.centred} "
        "[shape, fewer.centred].",
        "Dividing by σ takes κ to {shape.measured.normalized}, and {fewer.expected.normalized} "
        "steps to {fewer.measured.normalized} [shape, fewer.normalized].")  # fmt: skip
    fate = either(
        "At this rate every step lands farther out on the other wall: descent diverges [diverges].",
        "At this rate every step lands on the other wall, as far from the floor as before [stays].",
        "Each step jumps to the other wall [swings].",
        "No step reaches the other wall [not swings].")  # fmt: skip
    look = (halves, fate,
            "Along the floor a step multiplies the error by {along.measured.raw} on raw inputs, "
            "and by {along.measured.normalized} on normalized ones [along].",
            plain("Every dot is a step; lines join the first {joined}."),
            plain("Of the raw path's steps {left_in} are drawn."))  # fmt: skip
    caption = (plain("Least squares without noise on {examples} examples (seed {seed}), by "
                     "gradient descent from zero; targets are centred with the inputs, and there "
                     "is no bias weight."), halves,
               "All three have the same minimum, in units of their own [same].",
               plain("To be seen at all, x₁ is drawn divided by {stretch}, and w₁ multiplied by "
                     "it."))  # fmt: skip
    alt = (plain("Above, three clouds of inputs: a block right of the origin, the same block "
                 "around the origin, and a square around it."),
           "Below them, three bowls with κ = {shape.measured} and the way down each [shape].",
           halves, fate)  # fmt: skip
    x1 = either("input x₁, drawn ÷ {stretch}", "input x₁")
    w1 = either("weight w₁, drawn × {stretch}", "weight w₁")
    panels = (
        Panel("raw_inputs", "Raw: x", x1, "input x₂", of="raw"),
        Panel("centred_inputs", "Centred: x − μ", x1, of="centred"),
        Panel("normalized_inputs", "Normalized: (x − μ) ÷ σ", "input x₁", of="normalized"),
        Panel("raw", bowl, w1, "weight w₂", of="raw"), Panel("centred", bowl, w1, of="centred"),
        Panel("normalized", bowl, "weight w₁", of="normalized"))  # fmt: skip
    try_next = (Try("With x₁ up to 10 each half of the recipe still saves steps [fewer.centred, "
                    "fewer.normalized].", largest=10.0),
                Try("Above 2/λmax normalized inputs diverge as well [diverges].", rate=1.01),
                Try("At a tenth of 2/λmax no step reaches the other wall [not swings].",
                    rate=0.1))  # fmt: skip

    scale = Predict(
        "x₁ is up to {before.largest}, then up to {largest}. The steps on raw inputs become …",
        Choice("as many", 1, "The best rate adapts, and still has to serve both directions."),
        Choice("{near} times as many", 10, "Curvature goes with the square of an input."),
        Choice("{near} times as many", 100),
        of=Ratio("steps.raw"), before={"largest": 100.0}, largest=1000.0,
        why="Steps go with κ, and κ with the mean square of x₁ [shape, arrives].",
        variants=(Change(before={"largest": 200.0}, largest=2000.0),))  # fmt: skip
    more_data = Predict(
        "The examples go from {before.examples} to {examples}. The steps on raw inputs become …",
        Choice("a fortieth as many", 1 / 40, "More examples make the bowl no rounder."),
        Choice("about as many", (0.5, 2)),
        Choice("{near} times as many", 40, "The cost is a mean over the examples, not their sum."),
        of=Ratio("steps.raw"), examples=20000,
        why="More examples measure the same bowl more exactly: κ is that of the inputs' mean "
            "squares [shape, arrives].",
        variants=(Change(before={"examples": 250}, examples=10000),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        low, high = (1.0, 0.0), (self.largest, 1.0)
        raw = np.random.default_rng(self.seed).uniform(low, high, (self.examples, 2))
        targets = raw @ self._true
        scaling = Standardization.fit(raw)
        centred = targets - targets.mean()
        inputs = raw, raw - scaling.mean, scaling.apply(raw)
        ways = map(self._descended, inputs, (targets, centred, centred))
        found = dict(zip(self.members, ways, strict=True))
        return {
            **{f"{of}_{key}": way[key] for of, way in found.items() for key in OWN},
            **{key: Members([way[key] for way in found.values()])
               for key in found["raw"] if key not in OWN},
            "deviations": np.stack([np.ones(2), np.ones(2), scaling.std[0]]),
            "inputs_are": Members(self.members), "joined": JOINED,
            "left_in": len(found["raw"]["drawn"]) if FEW < found["raw"]["steps"] < inf else np.nan,
            "stretch": self._stretch() if self._stretch() > 1 else np.nan}  # fmt: skip

    @property
    def _true(self) -> Array:
        """The weights that made the targets: over 5, x₁ matters as much as at 5."""
        return np.array([min(1.0, 5 / self.largest), 1.0])

    def _stretch(self, of: str = "raw") -> float:
        """By what x₁ is divided, and w₁ multiplied, where they are drawn: 1 if x₁ is up to 10."""
        evenly = self.largest <= 10 or of == "normalized"
        return 1.0 if evenly else float(f"{self.largest / 5:.1g}")

    def _descended(self, inputs: Array, targets: Array) -> dict[str, Any]:
        """Return the bowl of least squares on these inputs, and the way down from zero."""
        count, start = len(inputs), np.zeros(2)
        hessian, minimum = inputs.T @ inputs / count, np.linalg.lstsq(inputs, targets)[0]
        flat, steep = np.linalg.eigvalsh(hessian)
        rate = 2 / (steep + flat) if self.rate is None else 2 * self.rate / steep
        way = ExactDescent(hessian, minimum, start, rate)
        drawn = _drawn_steps(way)
        descent = GradientDescent(rate)
        taken = descend(lambda w: inputs.T @ (inputs @ w - targets) / count, descent, start, TAKEN)
        errors = (taken - minimum) @ way.eigenvectors
        along, across = errors[1] / errors[0]
        return {
            "inputs": inputs, "hessians": hessian, "minima": minimum, "taken": taken,
            "drawn": drawn, "path": way.points(drawn), "left_cost": way.costs(drawn[-1:])[0],
            "condition": way.condition, "steps": way.steps_to(CLOSE),
            "left_along": along, "left_across": across}  # fmt: skip

    def _left(self, conditions: Array) -> tuple[Array, Array]:
        """Return the factors 1 − ηλ of a step, along and across, as κ and the rate promise them."""
        best = (conditions - 1) / (conditions + 1)  # Boyd & Vandenberghe 2004, section 9.3
        if self.rate is None:
            return best, -best
        return 1 - 2 * self.rate / conditions, 1 - 2 * self.rate + 0 * conditions

    @claim("On {inputs_are} inputs κ is {measured}; their mean squares promise {expected}.")
    def shape(self, result: Result) -> Measured:
        raw = result["raw_inputs"]
        r = abs(np.corrcoef(raw.T)[0, 1])
        (a, b), (_, c) = np.stack([raw.T @ raw / len(raw), np.cov(raw.T, bias=True)], axis=-1)
        trace, det = a + c, a * c - b**2  # of both matrices, whose κ is the eigenvalues' ratio
        ratios = (trace + np.sqrt(trace**2 - 4 * det)) ** 2 / (4 * det)
        expected = np.append(ratios, (1 + r) / (1 - r))
        return Measured(result["condition"], "=", expected, within=1e-6 * expected)

    @claim("Along the floor a step on {inputs_are} inputs multiplies the error by {measured}.")
    def along(self, result: Result) -> Measured:
        promised, _ = self._left(result["condition"])
        return Measured(result["left_along"], "=", promised, within=ROUNDING)

    @claim("Across it a step on {inputs_are} inputs multiplies the error by {measured}.")
    def across(self, result: Result) -> Measured:
        _, promised = self._left(result["condition"])
        return Measured(result["left_across"], "=", promised, within=ROUNDING)

    @claim("On {inputs_are} inputs the path drawn is that of steps taken one by one.")
    def drawn(self, result: Result) -> Measured:
        off = []
        for of, taken in zip(self.members, result["taken"], strict=True):
            early = result[f"{of}_drawn"][result[f"{of}_drawn"] <= TAKEN].astype(int)
            off.append(np.abs(result[f"{of}_path"][: len(early)] - taken[early]).max())
        return Measured(off, "=", 0, within=ROUNDING * np.abs(result["taken"]).max())

    @claim("On {inputs_are} inputs the path drawn ends at {measured} of the first cost.")
    def ends(self, result: Result) -> Measured:
        ends = np.stack([result[f"{of}_path"][[0, -1]] for of in self.members], axis=1)
        errors = ends - result["minima"]
        first, last = np.einsum("smi,mij,smj->sm", errors, result["hessians"], errors)
        return Measured(result["left_cost"], "=", last / first, within=1e-6 * last / first)

    @claim("On {inputs_are} inputs descent takes {measured:# step|# steps}; the factors of a step "
           "promise {expected} or fewer.")  # fmt: skip
    def arrives(self, result: Result) -> Measured | str:
        if (self.rate or 0) >= 1:
            return "from 2/λmax on no number of steps is enough"
        k = result["condition"]
        decay = -np.log(np.abs(self._left(k)).max(axis=0)) if self.rate else 2 * np.arctanh(1 / k)
        promised = np.maximum(np.ceil(-log(CLOSE) / (2 * decay)), 1)
        if self.rate:
            return Measured(result["steps"], "<=", promised)
        rounding = 4 * np.finfo(float).eps * k * promised
        return Measured(result["steps"], "=", promised, within=rounding)

    @claim("In one unit the weights found on {inputs_are} inputs are the model's.")
    def same(self, result: Result) -> Measured:
        found = result["minima"] / result["deviations"]
        return Measured.same(found / self._true, 1, members=True)

    @finding("On {inputs_are} inputs descent takes {measured} steps, a stage before {expected}.")
    def fewer(self, result: Result) -> Measured | str:
        if (self.rate or 0) >= 1:
            return "from 2/λmax on no number of steps is enough"
        steps, later = result["steps"], np.arange(3) > 0
        before = np.append(np.nan, steps[:-1])
        return Measured(
            steps, "<", before, margin=0.5, where=later, otherwise="raw inputs are the first stage"
        )

    @finding("On {inputs_are} inputs each step lands on the other wall: {measured} of the error.")
    def swings(self, result: Result) -> Measured:
        return Measured(result["left_across"], "<", 0, margin=ROUNDING)

    @finding("On {inputs_are} inputs a step lands farther out, × {measured}.", at_defaults=False)
    def diverges(self, result: Result) -> Measured:
        return Measured(np.abs(result["left_across"]), ">", 1 + ROUNDING)

    @finding("On {inputs_are} inputs a step lands as far out, × {measured}.", at_defaults=False)
    def stays(self, result: Result) -> Measured:
        return Measured(result["left_across"], "=", -1, within=ROUNDING)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        rows: Any = {"mosaic": "abc;def", "column": "ad;be;cf", "heights": (1, 1.1)}
        panels = drawing.panels_of(self, result, figure, column_height=4.9, **rows)
        for inputs, bowl, of in zip(panels[:3], panels[3:], self.members, strict=True):
            self._draw_inputs(inputs, of, result)
            self._draw_bowl(bowl, of, result)
            for axes in (inputs, bowl):
                drawing.colour_title(axes, ROLES[of])

    def _draw_inputs(self, axes: drawing.Axes, of: str, result: Result) -> None:
        """Draw a cloud of inputs and the axes through the origin, all three to one scale."""
        scales = {name: np.array([self._stretch(name), 1.0]) for name in self.members}
        clouds = np.concatenate([result[f"{name}_inputs"] / by for name, by in scales.items()])
        low, high = np.transpose(ROOM)
        low = np.minimum(low, clouds.min(axis=0) - 0.1)
        high = np.maximum(high, clouds.max(axis=0) + 0.1)
        axes.axhline(0, color=drawing.colour("faint"), zorder=0)
        axes.axvline(0, color=drawing.colour("faint"), zorder=0)
        seen, colour = result[f"{of}_inputs"][:MOST], drawing.colour(ROLES[of])
        (dots,) = axes.plot(*seen.T, "o", color=colour, alpha=0.7)
        dots.set_markersize(0.3 * dots.get_markersize())
        xlim, ylim = np.transpose([low, high] * scales[of])
        axes.set(xlim=xlim, ylim=ylim, aspect=self._stretch(of))
        axes.locator_params(nbins=4)
        if drawing.is_narrow(drawing.figure_of(axes)):  # where a panel is flat
            axes.set_yticks((-1, 1))

    def _draw_bowl(self, axes: drawing.Axes, of: str, result: Result) -> None:
        """Draw the bowl and the way down it, all three to one scale."""
        scale = self._stretch(of)
        seen = slice(None if (self.rate or 0) <= 1 else 2)
        paths = [result[f"{each}_path"][seen] * [self._stretch(each), 1] for each in self.members]
        (left, right), ylim = drawing.room_for(*VIEW, *paths)
        xlim, at = (left / scale, right / scale), self.members.index(of)
        hessian, minimum = result["hessians"][at], result["minima"][at]

        def height(points: Array) -> Array:
            errors = points - minimum
            return np.asarray(((errors @ hessian) * errors).sum(axis=-1))

        corners = np.stack(np.meshgrid(xlim, ylim), axis=-1)
        nearest = minimum + (corners[1, 1] - corners[0, 0]) * [[1, 1], [1, -1]] / GRID
        low, high = height(nearest).max(), height(corners).max()
        levels = LEVELS * height(np.zeros(2))
        levels = levels[(levels > low) & (levels < high)]
        drawing.contours(axes, height, xlim, ylim, filled=True, levels=levels, points=GRID)
        axes.set_aspect(1 / scale)
        text = self.words(result).say("κ = {shape.measured}", of)
        axes.text(0.97, 0.95, text, transform=axes.transAxes, ha="right", va="top")
        axes.locator_params(nbins=3)
        self._draw_path(axes, of, result)
        drawing.start(axes, (0, 0))
        drawing.minimum(axes, minimum)

    def _draw_path(self, axes: drawing.Axes, of: str, result: Result) -> None:
        """Draw every step as a dot, the first ones joined, and let the title count them."""
        role, steps, path = ROLES[of], result[f"{of}_drawn"], result[f"{of}_path"]
        until = max(np.log1p(result[f"{name}_drawn"][-1]) for name in self.members)
        film: Any = {"until": until, "times": np.log1p(steps)}
        first = path[: JOINED + 1]
        joined = drawing.path(axes, first, role, ends=False, steps=False, leaving="", **film)
        joined.set_linewidth(0.6 * joined.get_linewidth())
        (dots,) = axes.plot(*path.T, "o", color=drawing.colour(role))
        dots.set_markersize(0.4 * dots.get_markersize())
        drawing.reveal(dots, **film)
        counting, last = self.words(result).say("step "), axes.get_title("left")
        now = np.expm1(until * np.arange(MOMENTS) / MOMENTS) + ROUNDING
        drawing.retitle(axes, (counting + phrase(int(n)) if n < steps[-1] else last for n in now))


def _drawn_steps(way: ExactDescent) -> Array:
    """Return the steps that are drawn: of many the first, then some that climb evenly, by turns."""
    steps = way.steps_to(CLOSE)
    if steps <= FEW or steps == inf:
        return np.arange(min(steps, FEW) + 1)
    slow = np.log(np.abs(way.factors).max())
    climbing = 2 * np.round(np.log(np.linspace(1, 0.01, DOTS)) / slow / 2) + np.arange(DOTS) % 2
    return np.unique([*range(JOINED + 1), *climbing[climbing < steps], steps])
