"""Adam's two averages: one takes the noise out of a path, the other evens out the weights."""

from math import ceil, log2, sqrt
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.descent import descend, steps_along
from nnviz.core.optimizers import Optimizer
from nnviz.core.remembering import remembering
from nnviz.core.sampling import standard_error
from nnviz.core.surfaces import Quadratic
from nnviz.questions import Change, Choice, Least, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.optimization import written_out

START = (-4.0, 2.0)
VIEW = (-4.7, 2.2), (-2.5, 2.5)  # mini-batch's bowl
RUNS, LAST = 201, 10  # the steps over which it is measured how far off a path ends
RATES = np.array([np.geomspace(0.1, 3.2, 11), np.geomspace(0.02, 0.64, 11)])  # undivided, divided
SCALES, LONG = np.array([1e-3, 1.0, 1e3]), 200  # of constant gradients, for so many steps
SIGMAS = 4.5 * 1.2533  # by which a median may be off, in standard errors of a mean
COLUMN = 6.6  # inches that the figure is high in a column


class Adam(Concept):
    r"""Adam steps by an average of the gradients, divided by the size that they usually have.

    Adam joins momentum and RMSProp. It averages the gradient,
    $m \leftarrow \beta_1 m + (1-\beta_1)g$, and its square,
    $v \leftarrow \beta_2 v + (1-\beta_2)g^2$, and steps by
    $\eta\,\hat m/(\sqrt{\hat v}+\epsilon)$. The first average takes noise and zig-zag out of the
    path. The second evens out the weights: a gradient a thousand times as large makes $m$ and
    $\sqrt v$ a thousand times as large, and the step stays. So $\eta$ is about a step's length, and
    one rate suits weights whose gradients differ in size.

    Both averages start at 0, and are too small at first. Dividing by the sums of their weights,
    $\hat m = m/(1-\beta_1^t)$ and $\hat v = v/(1-\beta_2^t)$, makes up for that. Without it the
    first step is $(1-\beta_1)/\sqrt{1-\beta_2}$ rates long: 3.2 with the usual 0.9 and 0.999.

    Adam is a usual first choice where gradients differ in scale from layer to layer. It is a
    misconception that it needs no tuning. Its rate matters as much as any other's, and so does a
    schedule: where gradients are noisy its steps do not die away by themselves.
    """

    title = "Adam"
    topic = "optimization"
    order = 8
    see_also = ("rmsprop", "momentum", "ewma", "optimizers")
    builds_on = ("momentum", "rmsprop")
    keywords = ("adaptive learning rate", "adaptive moments", "bias correction", "AdamW",
                "first and second moment", "optimizer")  # fmt: skip
    symbols = ("β: decay of an average: β₁ of the gradients', β₂ of their squares'",
               "m: running average of the gradients", "v: running average of their squares",
               "g: gradient by a weight")  # fmt: skip
    references = ("Kingma & Ba 2015, Adam: a method for stochastic optimization, sections 2 and 3",)
    code = (optimizers.Adam.prepare, optimizers.Adam.rule)
    members = ("plain", "rmsprop", "momentum", "adam")

    beta1: float = parameter(0.9, "Decay β₁ of the average of gradients.", ge=0, lt=1,
                             sweep=(0.0, 0.5, 0.9, 0.99))  # fmt: skip
    beta2: float = parameter(0.999, "Decay β₂ of the average of squares.", ge=0, lt=1,
                             sweep=(0.9, 0.99, 0.999))  # fmt: skip
    epsilon: float = parameter(1e-8, "What is added to the root, ε.", ge=1e-12, le=10,
                               sweep=(1e-8, 0.01, 0.1, 1.0))  # fmt: skip
    noise: float = parameter(1.2, "Noise of a gradient, as a distance.", ge=0, le=3,
                             sweep=(0.0, 0.5, 1.2, 2.0))  # fmt: skip
    condition: float = parameter(50.0, "Condition number κ of the bowl.", ge=1, le=1000,
                                 sweep=(1.0, 10.0, 50.0, 200.0))  # fmt: skip
    rate: float = parameter(0.1, "Learning rate η where it is divided by √v.", ge=0.01, le=0.6)
    plain_rate: float = parameter(0.5, "Learning rate of the other two.", ge=0.01, le=1.9)
    steps: int = parameter(60, "Steps of the paths.", ge=20, le=300)
    seed: int = parameter(0, "Seed of the noise.", ge=0)

    headline = either(
        "Adam walks {shorter.measured} and ends {nearer.measured} from the minimum; plain "
        "descent walks {shorter.expected} and ends {nearer.expected} away [shorter, nearer]",
        "Adam ends {nearer.measured} from the minimum, plain descent {nearer.expected} [nearer]",
        "Plain descent ends nearer to the minimum, {nearer.expected} away, Adam "
        "{nearer.measured} [not nearer]",
        plain("Adam ends {left.adam} from the minimum, plain descent {left.plain}"))  # fmt: skip
    setting = ("{steps} steps, noise {noise}, κ = {condition}; η = {plain_rate} undivided, {rate} "
               "divided; β₁ = {beta1}, β₂ = {beta2}; medians of {runs} runs")  # fmt: skip
    averaging = either(
        "Averaging shortens the way: from {calms.expected} to {calms.measured} undivided, "
        "from {averages.expected} to {averages.measured} divided [calms, averages].",
        "Averaging makes no way shorter [not calms, not averages].")  # fmt: skip
    dividing = either(
        "At these rates dividing brings nearer: from {evens.expected} to {evens.measured} without, "
        "from {divides.expected} to {divides.measured} with an average [evens, divides].",
        "Dividing brings no path nearer [not evens, not divides].")  # fmt: skip
    look = (averaging, dividing,
            "The last two panels are what Adam remembers, m and √v: it steps by η m/(√v + ε) "
            "[own.adam, remembered].", "{uneven}", "{scale_free}")  # fmt: skip
    caption = (plain("{runs} runs of {steps} steps with the same noise, on a bowl with condition "
                     "number {condition}: by the gradient g, by its average m, and both divided by "
                     "√v. The run drawn is the nearest to all medians, and the distance left is a "
                     "mean over the last {last} steps. RMSProp is Adam with β₁ = 0, and so "
                     "corrects its start as Adam does."), averaging, dividing,
               plain("At the best of {tried} rates plain descent would end {best_left.plain} away, "
                     "momentum {best_left.momentum}, RMSProp {best_left.rmsprop} after walking "
                     "{best_walked.rmsprop}, and Adam {best_left.adam} after {best_walked.adam}."),
               "{scale_free}")  # fmt: skip
    alt = (plain("Four paths in one ravine, from the left wall towards a star."),
           averaging, dividing,
           plain("Beside them the gradients of both weights as dots, their average and their "
                 "size."), "{uneven}")  # fmt: skip
    panels = (
        Panel("plain", "g: plain descent\nwalks {walked}, ends {left} away",
              "↓ averaged", "weight w₂", of="plain"),
        Panel("rmsprop", "g ÷ √v: RMSProp\nwalks {walked}, ends {left} away",
              "↓ averaged", "÷ √v\n→", of="rmsprop"),
        Panel("momentum", "m: momentum\nwalks {walked}, ends {left} away",
              "weight w₁", "weight w₂", of="momentum"),
        Panel("adam", "m ÷ √v: Adam\nwalks {walked}, ends {left} away",
              "weight w₁", "÷ √v\n→", of="adam"),
        Panel("steep", either("Steep w₂: √v = {usual_steep} [uneven]",
                              "Weight w₂: √v = {usual_steep}"), "", "gradient"),
        Panel("flat", either("Flat w₁: √v = {usual_flat} [uneven]",
                             "Weight w₁: √v = {usual_flat}"), "step", "gradient"))  # fmt: skip
    try_next = (Try("On a round bowl Adam takes the same path, and still ends nearer [scale_free, "
                    "nearer].", condition=1.0),
                Try("With so large an ε beside √v plain descent ends nearer than Adam [not "
                    "nearer].", epsilon=1.0),
                Try("Without noise Adam still ends nearer [nearer].", noise=0.0),
                Try("Without an average Adam's way is no shorter than RMSProp's [not averages].",
                    beta1=0.0))  # fmt: skip

    steeper = Predict(
        "κ goes from {before.condition} to {condition}. Adam then ends from the minimum …",
        Choice("as far", 1),
        Choice("twice as far", 2, "So do the rules that do not divide: for them κ counts."),
        Choice("four times as far", 4, "Dividing by √v takes the scale of each weight out."),
        of=Ratio("left.adam"), condition=200.0,
        why="But for ε Adam's path is the same whatever the scale of a weight [scale_free].",
        variants=(Change(condition=10.0),))  # fmt: skip
    first = Predict(
        "β₂ goes from {before.beta2} to {beta2}. Left uncorrected, the first step would be …",
        Choice("as long", 1, "β₁ corrects m; v is corrected by β₂."),
        Choice("{near} times as long", 3),
        Choice("{near} times as long", 10, "1 − β₂ is a tenth, and the step divides by its root."),
        of=Ratio("uncorrected_first.measured"), beta2=0.9999,
        why="It is (1 − β₁)/√(1 − β₂) rates long: v starts too small [uncorrected_first].",
    )  # fmt: skip
    epsilon_counts = Predict(
        "ε goes from {before.epsilon} to {epsilon}. On constant gradients every corrected step was "
        "as long as η. Shortest is now the step on the …",
        Choice("smallest gradient", "on_small"),
        Choice("middle gradient", "on_middle", "ε is less beside it than beside the smallest."),
        Choice("largest gradient", "on_large", "Beside so large a gradient ε is nothing."),
        of=Least("on_small", "on_middle", "on_large"), epsilon=0.1,
        why="A step is ηg/(g + ε): where g is far below ε, Adam is plain descent [constant_steps].",
    )  # fmt: skip

    def compute(self) -> dict[str, object]:
        bowl = Quadratic(condition=self.condition)
        noise = self.noise * np.random.default_rng(self.seed).standard_normal((self.steps, RUNS, 2))
        tried = np.column_stack([[self.plain_rate, self.rate], RATES])  # what is chosen, first
        followed = [_followed(bowl, rule, noise) for rule in self._rules(*tried[..., np.newaxis])]
        paths, walked, left = (np.stack(each) for each in zip(*followed, strict=True))
        middle = np.nan_to_num(np.median([walked, left], axis=-1), nan=np.inf)
        best = np.argmin(middle[1], axis=1)
        runs = np.stack([walked[:, 0], left[:, 0]])
        off = np.abs(runs - middle[..., :1]) / middle[..., :1]
        drawn = int(np.argmin(off.sum(axis=(0, 1))))  # the run nearest to all eight medians
        path, each = paths[:, :, drawn], np.arange(len(self.members))
        gradients = bowl.gradient(path[:, :-1] - noise[:, drawn])
        mean, size = _remembered(self._adam(self.rate), gradients[-1])
        return {
            "runs": RUNS, "last": LAST, "tried": tried.shape[1], "walked": Members(middle[0, :, 0]),
            "left": Members(middle[1, :, 0]), "walked_runs": runs[0], "left_runs": runs[1],
            "best_walked": Members(middle[0, each, best]),
            "best_left": Members(middle[1, each, best]), "paths": path, "moved": noise[:, drawn],
            "gradients": gradients, "counted": np.arange(1, self.steps + 1), "mean": mean,
            "size": size, "usual_flat": size[-1, 0], "usual_steep": size[-1, 1],
            **self._on_scales(noise[:, drawn])}  # fmt: skip

    def _on_scales(self, noise: Array) -> dict[str, object]:
        """Return paths on a bowl as it is and scaled, and steps along constant gradients."""
        power = max(2.0, 2.0 ** ceil(log2(self.condition)))  # not even rounding differs
        exact, both = self._adam(self.rate, epsilon=0.0), (Quadratic(1.0), Quadratic(power))
        constant = np.broadcast_to(SCALES[:, np.newaxis], (LONG, len(SCALES), 1))
        along = steps_along(self._adam(1.0), constant)[..., 0]
        first = steps_along(self._adam(1.0, bias_correction=False), np.ones((1, 1)))
        return {
            "power": power,
            "scaled": np.stack([_descended(bowl, exact, START, noise) for bowl in both]),
            "constant": along,
            "uncorrected": first[:, 0],
            **dict(zip(("on_small", "on_middle", "on_large"), along[-1].tolist(), strict=True)),
        }

    def _adam(self, rate: Array | float, **more: Any) -> optimizers.Adam:
        values = {"beta1": self.beta1, "beta2": self.beta2, "epsilon": self.epsilon}
        return optimizers.Adam(rate, **values | more)

    def _rules(self, plain: Array | float, divided: Array | float) -> tuple[Optimizer, ...]:
        """Return the four, in the members' order, at these rates."""
        descent = optimizers.GradientDescent(plain)
        momentum = optimizers.Momentum(plain, self.beta1, averaged=True)
        return descent, self._adam(divided, beta1=0.0), momentum, self._adam(divided)

    @claim("Each step is −η times g, g/(√v + ε), m or m/(√v + ε), averages written out as sums.")
    def own(self, result: Result) -> Measured:
        curvatures = np.array([1 / self.condition, 1])
        gradients = curvatures * (result["paths"][:, :-1] - result["moved"])
        rules, start = self._rules(self.plain_rate, self.rate), np.array(START)
        ways = [written_out.path(*each, start) for each in zip(rules, gradients, strict=True)]
        return Measured.same(ways, result["paths"][:, 1:], members=True)

    @claim("The m and √v drawn are those sums, divided by the sums of their weights.")
    def remembered(self, result: Result) -> Measured:
        g, found = result["gradients"][3], (result["mean"], result["size"])
        size = np.sqrt(written_out.corrected(g**2, self.beta2))
        return Measured.same(found, (written_out.corrected(g, self.beta1), size))

    @claim("But for ε Adam's path is the same in a round bowl and in one stretched, noise and all, "
           "to κ = {power}.")  # fmt: skip
    def scale_free(self, result: Result) -> Measured:
        return Measured.same(*result["scaled"])

    @claim("On a constant gradient g every step is η g/(g + ε), from g = 0.001 to 1,000.")
    def constant_steps(self, result: Result) -> Measured:
        return Measured.same(result["constant"], SCALES / (SCALES + self.epsilon))

    @claim("Uncorrected, the first step would be (1 − β₁)/(√(1 − β₂) + ε) = {expected} rates long.")
    def uncorrected_first(self, result: Result) -> Measured:
        expected = (1 - self.beta1) / (sqrt(1 - self.beta2) + self.epsilon)
        return Measured(result["uncorrected"][0], "=", expected, within=1e-9 * expected)

    @finding("Adam walks {measured}, plain descent {expected}.")
    def shorter(self, result: Result) -> Measured:
        return _less(result["walked_runs"], 3, 0)

    @finding("Adam ends {measured} from the minimum, plain descent {expected}.")
    def nearer(self, result: Result) -> Measured:
        return _less(result["left_runs"], 3, 0)

    @finding("Momentum walks {measured}, plain descent {expected}.")
    def calms(self, result: Result) -> Measured:
        return _less(result["walked_runs"], 2, 0)

    @finding("Adam walks {measured}, RMSProp {expected}.")
    def averages(self, result: Result) -> Measured:
        return _less(result["walked_runs"], 3, 1)

    @finding("RMSProp ends {measured} from the minimum, plain descent {expected}.")
    def evens(self, result: Result) -> Measured:
        return _less(result["left_runs"], 1, 0)

    @finding("Adam ends {measured} from the minimum, momentum {expected}.")
    def divides(self, result: Result) -> Measured:
        return _less(result["left_runs"], 3, 2)

    @finding("The steep weight's √v ends at {measured}, the flat one's at {expected}.")
    def uneven(self, result: Result) -> Measured:
        flat, steep = result["size"][-1]
        return Measured(steep, ">", flat, margin=0.1 * flat)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        places: Any = {"mosaic": "abe;cdf", "column": "ab;cd;ef", "column_height": COLUMN}
        panels = drawing.panels_of(self, result, figure, widths=(1.2, 1.2, 1), **places)
        for i, axes in enumerate(panels[:4]):
            self._draw_path(axes, i, result)
        self._draw_memory(panels[4], result, 1)
        self._draw_memory(panels[5], result, 0)
        words, axes, whole = self.words(result), panels[0], self.steps + 1e-9
        counts = [words.at(steps=at).say("{steps:# step|# steps}") for at in range(self.steps + 1)]
        look: Any = {"ha": "right", "color": drawing.colour("muted"), "transform": axes.transAxes}
        text = axes.text(0.97, 0.06, counts[-1], **look)
        drawing.play(figure, [text], lambda share: text.set_text(counts[int(share * whole)]))

    def _draw_path(self, axes: drawing.Axes, i: int, result: Result) -> None:
        paths, view = result["paths"], drawing.room_for(*VIEW, *result["paths"])
        if drawing.is_narrow(drawing.figure_of(axes)):
            axes.set_title(axes.get_title("left").replace(", ", "\n"), loc="left")
        drawing.colour_title(axes, self.members[i])
        drawing.contours(axes, Quadratic(condition=self.condition).value, *view, filled=True)
        drawing.minimum(axes, (0, 0))
        drawing.path(axes, paths[i], self.members[i], linewidth=1.2, until=self.steps)
        axes.tick_params(labelbottom=i > 1, labelleft=i % 2 == 0)
        if i % 2:
            axes.yaxis.label.set(rotation=0, va="center", ha="right")
            drawing.between_panels(axes.yaxis.label)
        if i < 2:
            drawing.between_panels(axes.xaxis.label)

    def _draw_memory(self, axes: drawing.Axes, result: Result, weight: int) -> None:
        words, at = self.words(result), result["counted"]
        g, mean, size = (result[key][..., weight] for key in ("gradients", "mean", "size"))
        band = axes.fill_between(at, -size, size, color=drawing.role("rmsprop").fill, linewidth=0)
        (dots,) = axes.plot(at, g[3], linestyle="none", marker=".", color=drawing.colour("pale"))
        (line,) = axes.plot(at, mean, **drawing.line_style("momentum"))
        drawing.uncover(axes, [band], at, until=self.steps)
        for each in (dots, line):
            drawing.reveal(each, until=self.steps, times=at)
        if weight == 1:
            drawing.label(axes, words.say("gradient g"), at, g[3], "muted")
        else:
            drawing.label(axes, words.say("usual size ±√v"), at, size, "rmsprop")
            drawing.label(axes, words.say("average m"), at, mean, "momentum")


@remembering
def _followed(bowl: Quadratic, rule: Optimizer, noise: Array) -> tuple[Array, Array, Array]:
    """Return paths at a rule's first rate, how far they walk at each, and how far off they end."""
    paths = _descended(bowl, rule, np.tile(START, (RUNS, 1)), noise)
    with np.errstate(all="ignore"):  # the largest rates may diverge
        walked = np.linalg.norm(np.diff(paths, axis=0), axis=-1).sum(axis=0)
        left = np.linalg.norm(paths[-LAST:], axis=-1).mean(axis=0)
    return paths[:, 0], walked, left


def _descended(bowl: Quadratic, rule: Optimizer, start: Any, noise: Array) -> Array:
    """Return paths on which each gradient is that of a bowl which the noise has moved."""
    moved = iter(noise)
    return descend(lambda w: bowl.gradient(w - next(moved)), rule, start, len(noise))


def _remembered(adam: optimizers.Adam, gradients: Array) -> tuple[Array, Array]:
    """Return the corrected m and √v as they are read off Adam's steps, (steps, 2)."""
    sizes, steps, state = [], steps_along(adam, gradients), adam.init(np.zeros(2))
    for gradient in gradients:
        adam.update(np.zeros(2), gradient, state)
        sizes.append(state.rate / adam.effective_rate(state))
    return steps * np.array(sizes) / np.asarray(adam.rate), np.array(sizes) - adam.epsilon


def _less(runs: Array, first: int, second: int) -> Measured:
    """Return the median of one method's runs against another's, by a margin of its error."""
    a, b = runs[first], runs[second]
    return Measured(np.median(a), "<", np.median(b), margin=SIGMAS * standard_error(a - b))
