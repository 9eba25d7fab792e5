"""Batch normalization: what a unit takes in stays put, and larger learning rates are borne."""

from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import split
from nnviz.core.layers import Normalization
from nnviz.core.sampling import half_width
from nnviz.datasets import labelled, standardized, told
from nnviz.questions import Change, Choice, Predict, Value
from nnviz.texts import Panel, either, plain
from nnviz_concepts.tuning.batch_norm_networks import RACE_STEPS, RATES, STARTS, UNITS, Training

PLANE_EXAMPLES, PLANE_NOISE = 1200, 0.2
ROUNDING = 1e-9
CEILING = 30.0  # of the costs that are drawn
COLUMN = 7.8  # inches that the figure is high in a column


class BatchNorm(Concept):
    r"""Batch normalization centres and scales what each unit takes in; larger steps are borne.

    A unit learns while the layers below it change, so that what it takes in, $u = W^Ta$, shifts
    and widens under it. Batch normalization takes each unit's mean $\mu$ and variance $\sigma^2$
    over the mini-batch and passes on
    $z = \gamma\frac{u-\mu}{\sqrt{\sigma^2+\varepsilon}}+\beta$, with $\gamma$ and $\beta$ learned.
    They take nothing away: $\gamma=\sqrt{\sigma^2+\varepsilon}$ and $\beta=\mu$ undo it. A bias
    before it has no effect and is left out.

    The gradient goes back through mean and variance, too. One reason given for the larger rates is
    that, but for ε, $W$ and $2W$ give the same output, and the gradient at $2W$ is half: weights
    that grow take smaller steps.

    At test time there may be no batch, so running averages of $\mu$ and $\sigma^2$ stand in. That
    it works because it stops the shift is seen as a misconception: Santurkar et al. (2018) add the
    shift back, and it still trains faster.

    For the curious:

    With $\delta=\partial J/\partial z$ and $\hat u$ for the fraction above, the gradient that goes
    back is $\frac{\partial J}{\partial u} = \frac{\gamma}{\sqrt{\sigma^2+\varepsilon}}\,(\delta -
    \mathrm{mean}(\delta) - \hat u\,\mathrm{mean}(\delta\hat u))$.
    """

    title = "Batch normalization"
    topic = "tuning"
    order = 2
    see_also = ("normalization", "activation-statistics", "learning-rate", "transfer-learning")
    builds_on = ("normalization", "activation-statistics")
    keywords = ("batchnorm", "BN", "normalization layer", "internal covariate shift",
                "running mean", "scale and shift")  # fmt: skip
    symbols = ("β: shift that is learned", "γ: scale that is learned", "u: what a unit takes in",
               "z: what is passed on", "δ: gradient that comes back, ∂J/∂z")  # fmt: skip
    references = (
        "Ioffe & Szegedy 2015, Batch normalization, algorithms 1 and 2, section 3.3 and fig. 1",
        "Santurkar, Tsipras, Ilyas & Madry 2018, How does batch normalization help optimization?",
    )
    code = (Normalization.forward, Normalization.backward, Normalization.follow)
    members = ("without", "with")

    hidden: str = parameter(
        "relu", "Activation function of the hidden layers.", choices=("relu", "tanh", "sigmoid"),
        sweep=("relu", "tanh", "sigmoid"))  # fmt: skip
    rate: float = parameter(0.1, "Learning rate of the upper panels.", ge=0.01, le=1)
    # Of 4, rounding alone decides whether the cost falls under half of guessing's; of 5, nearly.
    batch: int = parameter(64, "Examples in a mini-batch.", ge=6, le=256, sweep=(8, 64, 256))
    epsilon: float = parameter(1e-5, "The ε that is added to the variance.", ge=1e-8, le=1,
                               sweep=(1e-5, 0.01, 0.1))  # fmt: skip
    steps: int = parameter(200, "Training steps of the upper panels.", ge=40, le=1000)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of the split, of the first start and of the batches.", ge=0)

    headline = either(
        "With batch normalization a unit's median input wanders over {steadier.measured:.2g} "
        "instead of {steadier.expected:.2g}, and of {tried} rates the largest that learns is "
        "{bears.measured:.2g} instead of {bears.expected:.2g} [steadier, bears]",
        "With batch normalization a unit's median input wanders over {steadier.measured:.2g} "
        "instead of {steadier.expected:.2g} [steadier]",
        "With batch normalization {learns.measured.with} of {tried} rates bring the cost under "
        "half of guessing's, without it none [learns.with, not learns.without]",
        "Of {tried} rates the largest that learns is {bears.measured:.2g} with batch "
        "normalization, {bears.expected:.2g} without [bears]",
        "With batch normalization a unit's median input wanders over {steadier.measured:.2g}, "
        "without over {steadier.expected:.2g} [not steadier]",
        plain("A unit's median input wanders over {spans.with:.2g} with batch normalization, and "
              "over {spans.without:.2g} without"))  # fmt: skip
    setting = ("Data set: {dataset}; three hidden layers of {units} {called} units, batches of "
               "{batch}; η = {rate} in the upper panels")  # fmt: skip
    reached = (
        either("{bears}",
               "With batch normalization {learns.measured.with} of {tried} rates bring the cost "
               "under half of guessing's, without it none [learns.with, not learns.without].",
               "Neither with nor without does any rate bring the cost under half of guessing's "
               "[not learns]."),
        "{cheaper}")  # fmt: skip
    look = (either("{steadier}",
                   "The median input of unit {unit} wanders over {steadier.measured} with, and "
                   "over {steadier.expected} without batch normalization [not steadier]."),
            "Below, each of the layer's {units} units is centred and scaled over a batch, then "
            "moved by its own γ and β [normalizes].", "{short}", reached,
            "But for ε, W and 2W give the same, and the gradient at 2W is half of that at W [same, "
            "half].",
            "The gradient goes back through mean and variance, too [backward]; for the test, "
            "running averages move a tenth of the way to the batch's in each step [follows_mean, "
            "follows_variance].")  # fmt: skip
    caption = (plain("Networks with three hidden layers of {units} units ({called}) learn "
                     "{dataset} in batches of {batch} by gradient descent from the same start "
                     "(seed {seed}). Above, η = {rate} and unit {unit} of the last hidden layer, "
                     "which wanders about as far as the median unit. In the last panel, the cost "
                     "after {race_steps} steps from {starts} starts at each of {tried} rates "
                     "(line: median, band: all)."), "{steadier}", reached)  # fmt: skip
    alt = (plain("Above, the median and the 15 to 85\xa0% band of a unit's input over {last} "
                 "steps: its median ranges over {spans.without} without and {spans.with} with."),
           "Below, {units} bars thrice, one a unit: as they come in, centred and scaled, and moved "
           "by γ and β [normalizes].",
           plain("Beside them two valleys, the cost against the learning rate on logarithmic "
                 "axes."), reached)  # fmt: skip
    panels = (
        Panel("without", "Without: a unit's input to step {last}", "step", "input", of="without"),
        Panel("with", "With: the same input to step {last}", "step", of="with"),
        Panel("raw", "u = Wᵀa", "{units} units", "input"),
        Panel("even", "(u − μ) ÷ σ", "one batch"), Panel("moved", "× γ, + β"),
        Panel("costs", "Cost after {race_steps} steps", "learning rate η", "cost"))  # fmt: skip
    try_next = (Try("So large an ε leaves a unit's variance short of 1 [short].", epsilon=0.1),
                Try("At a small rate, too, it wanders less [steadier].", rate=0.01))  # fmt: skip

    sigmoid = Predict(
        "The units, {before.hidden}, become {hidden}. A unit's input now wanders less without "
        "batch normalization than with it. Of {before.tried} learning rates, those that bring the "
        "cost under half of a guess's without it are …",
        Choice("as many as with it", (7, 13.5), "A steady input is not yet a good one."),
        Choice("fewer, but some", (0.9, 6.5),
               "So few were there with ReLU, whose slopes do not shrink the gradient."),
        Choice("none at all", (-1, 0.5)), of=Value("learns.measured.without"), hidden="sigmoid",
        why="With batch normalization {learns.measured.with} rates do. So it is not that inputs "
            "hold still: without, they wander over {spans.without} only [learns.with].",
        variants=(Change(before={"batch": 256}, hidden="sigmoid"),))  # fmt: skip
    large_epsilon = Predict(
        "ε goes from {before.epsilon} to {epsilon}. Before γ and β, the smallest variance of a "
        "unit becomes …",
        Choice("less than a third", (0, 1 / 3)),
        Choice("a half: one of two", (0.4, 0.6), "So it would be if the unit's σ² were that of ε."),
        Choice("one, as it was", (0.8, 1.25), "ε guards against division by nothing, but is added "
               "to every variance."),
        of=Value("variance.measured"), epsilon=1.0,
        why="What is left is 1 − ε/(σ² + ε), so that ε is small only beside σ² [variance].",
        variants=(Change(before={"batch": 256}, epsilon=1.0),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        made = self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed
        whole = labelled(self, *made, at_least=2 * self.batch)
        (data,) = standardized(self.dataset, split(whole, (0.7, 0.3), self.seed)[0])
        training = Training(data, self.hidden, self.batch, self.epsilon, self.seed)
        network, seen = training.watched(self.rate, self.steps)
        percentiles, stages = seen["percentiles"], seen["stages"]
        wander = np.ptp(percentiles[:, :, 1], axis=1)  # of each unit's median: (members, units)
        off = np.abs(np.log(wander / np.median(wander, axis=1, keepdims=True))).sum(axis=0)
        drawn = int(off.argmin())  # the unit nearest to the middle one, with and without
        percentiles = percentiles[..., drawn]
        half, costs = np.log(len(data.classes)) / 2, training.costs()
        typical, reach = np.median(costs, axis=1), Training.last_under(costs, half)
        return {
            **told(data, self.dataset), "recorded": seen["recorded"], "last": seen["recorded"][-1],
            "percentiles": percentiles, "ends": np.quantile(percentiles[:, :, 1], (0, 1), axis=1).T,
            "wander": wander, "spans": Members(wander[:, drawn]), "unit": drawn + 1, "units": UNITS,
            "called": "ReLU" if self.hidden == "relu" else self.hidden,
            "stages": stages[..., np.argsort(stages[-1, 0, 1])], "rates": RATES,
            "tried": len(RATES), "starts": STARTS, "race_steps": RACE_STEPS,
            "costs": np.minimum(costs, CEILING), "half_of_guessing": half,
            "reach": Members([RATES[at] if at >= 0 else np.nan for at in reach]),
            "at_reach": Members(typical[[0, 1], reach]), **training.one_layer(network, self.rate),
            **training.doubled(network)}  # fmt: skip

    @claim("What is passed on is γ(u − μ)/√(σ² + ε) + β.")
    def normalizes(self, result: Result) -> Measured:
        formula = result["gamma"] * self._even(result["u"]) + result["beta"]
        return Measured.same(result["z"], formula)

    @claim("Before γ and β the unit of the smallest variance has {measured}: 1 − ε/(σ² + ε).")
    def variance(self, result: Result) -> Measured:
        variances = result["u"].var(axis=0)
        least = int(variances.argmin())
        even = ((result["z"] - result["beta"]) / result["gamma"])[:, least]
        expected = 1 - self.epsilon / (variances[least] + self.epsilon)
        return Measured(even.var(), "=", expected, within=ROUNDING)

    @claim("γ = √(σ² + ε) and β = μ give back what came in.")
    def undoes(self, result: Result) -> Measured:
        return Measured.same(result["undone"], result["u"])

    @claim("∂J/∂u is γ/√(σ² + ε) · (δ − mean δ − û · mean δû).")
    def backward(self, result: Result) -> Measured:
        delta, a = result["errors_above"] @ result["weights_above"].T, result["activations"]
        delta *= {"relu": a > 0, "tanh": 1 - a**2, "sigmoid": a * (1 - a)}[self.hidden]
        even = self._even(result["u"])
        through = delta - delta.mean(axis=0) - even * (delta * even).mean(axis=0)
        formula = through * result["gamma"] / np.sqrt(result["u"].var(axis=0) + self.epsilon)
        within = ROUNDING * np.abs(formula).max()
        return Measured.same(result["errors_below"], formula, within=within)

    @claim("W with ε and 2W with 4ε give the same.")
    def same(self, result: Result) -> Measured:
        return Measured.same(*result["doubled_z"])

    @claim("The gradient at 2W with 4ε is {measured} of that at W with ε.")
    def half(self, result: Result) -> Measured:
        once, twice = result["doubled_gradients"]
        return Measured(np.sum(once * twice) / np.sum(once**2), "=", 1 / 2, within=ROUNDING)

    @claim("A step moves the running mean by a tenth of the way to the batch's.")
    def follows_mean(self, result: Result) -> Measured:
        (before, _), (after, _) = result["running"]
        return Measured.same(after, 0.9 * before + 0.1 * result["u"].mean(axis=0))

    @claim("The running variance follows the batch's unbiased one in the same way.")
    def follows_variance(self, result: Result) -> Measured:
        (_, before), (_, after) = result["running"]
        return Measured.same(after, 0.9 * before + 0.1 * result["u"].var(axis=0, ddof=1))

    @finding("Over {last} steps the median input of unit {unit} wanders over {measured} with, over "
             "{expected} without batch normalization.")  # fmt: skip
    def steadier(self, result: Result) -> Measured:
        without, normalized = result["wander"]
        spans = result["spans"]
        return Measured(spans[1], "<", spans[0], margin=half_width(without - normalized))

    @finding("The largest rate that brings the cost under half of guessing's is {measured:.2g} "
             "with, {expected:.2g} without batch normalization.")  # fmt: skip
    def bears(self, result: Result) -> Measured:
        at = Training.last_under(result["costs"], result["half_of_guessing"])
        without, normalized = np.where(at < 0, np.nan, result["rates"][at])
        margin = 1.01 * without * (RATES[1] / RATES[0] - 1)  # neighbours are about the same
        return Measured(normalized, ">", without, margin=np.nan_to_num(margin))

    @finding("At {measured} of {tried} rates the cost falls under half of guessing's.")
    def learns(self, result: Result) -> Measured:
        under = np.median(result["costs"], axis=1) <= result["half_of_guessing"]
        return Measured(under.sum(axis=1), ">", 0)

    @finding("Each at its best rate, the cost falls to {measured} with, to {expected} without it.")
    def cheaper(self, result: Result) -> Measured:
        best = np.median(result["costs"], axis=1).argmin(axis=1)
        without, normalized = (c[:, at] for c, at in zip(result["costs"], best, strict=True))
        return Measured.paired(normalized, "<", without)

    @finding("With ε = {epsilon} the variance falls short of 1: of one unit it is {measured}.",
             at_defaults=False)  # fmt: skip
    def short(self, result: Result) -> Measured:
        even = (result["z"] - result["beta"]) / result["gamma"]
        return Measured(even.var(axis=0).min(), "<", 0.99)

    def _even(self, u: Array) -> Array:
        """Return û, what comes in centred and scaled over the batch."""
        return np.asarray((u - u.mean(axis=0)) / np.sqrt(u.var(axis=0) + self.epsilon))

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(
            self, result, figure, mosaic="aaabbb;cdefff", column="aaa;bbb;cde;fff",
            column_height=COLUMN,
        )  # fmt: skip
        self._draw_unit(panels[:2], result)
        self._draw_layer(panels[2:5], result)
        self._draw_costs(panels[5], result)

    def _draw_unit(self, panels: list[drawing.Axes], result: Result) -> None:
        words, steps, every = self.words(result), result["recorded"], result["percentiles"]
        at = 1.05 * result["last"]
        for i, (axes, which) in enumerate(zip(panels, self.members, strict=True)):
            (lower, middle, upper), ends = every[i].T, result["ends"][i]
            drawing.count_up(axes, result["last"])
            drawing.colour_title(axes, which)
            fill = drawing.role(which).fill
            filled = axes.fill_between(steps, lower, upper, color=fill, linewidth=0, zorder=0.6)
            drawing.uncover(axes, [filled], steps)
            (line,) = axes.plot(steps, middle, **drawing.line_style(which))
            drawing.reveal(line, times=steps)
            (bracket,) = axes.plot([at, at], ends, "_-", color=drawing.colour("ink"), zorder=5)
            text = words.say("{spans:.2g}", which)
            span = drawing.label(axes, text, [at], [ends.mean()], side="right", bold=True)
            axes.set(xlim=(0, 1.25 * steps[-1]), ylim=(every.min(), every.max()))
            axes.set_xticks([tick for tick in axes.get_xticks() if tick <= steps[-1]])
            name = drawing.label(axes, words.say("median"), steps, middle, which, side="below")
            drawing.accompany(line, [bracket, span, name])
            if which == "with":
                band = words.say("15 to 85\xa0% of its inputs")
                drawing.label(axes, band, steps, upper, which, prefer="middle", side="above")

    def _draw_layer(self, panels: list[drawing.Axes], result: Result) -> None:
        stages, at = result["stages"], np.arange(UNITS)
        bars: list[Any] = []
        for i, axes in enumerate(panels):
            of = "with" if i else "without"
            drawing.colour_title(axes, of)
            axes.axhline(0, color=drawing.colour("faint"), zorder=0)
            low, middle, high = stages[-1, i]
            bars.append(axes.vlines(at, low, high, color=drawing.role(of).faded(0.4)))
            bars += axes.plot(at, middle, "_", markersize=3, color=drawing.colour("ink"))
            axes.set(xticks=[], ylim=(stages[:, :, 0].min(), stages[:, :, 2].max()))
            axes.tick_params(labelleft=not i)

        def update(share: float) -> None:
            for i, (low, middle, high) in enumerate(stages[int(share * (len(stages) - 1))]):
                bars[2 * i].set_segments([[(x, low[x]), (x, high[x])] for x in range(UNITS)])
                bars[2 * i + 1].set_ydata(middle)

        drawing.play(drawing.figure_of(panels[0]), bars, update)

    def _draw_costs(self, axes: drawing.Axes, result: Result) -> None:
        words = self.words(result)
        names = words.say("without"), words.say("with")
        for which in "xy":
            drawing.log_axis(axes, which)
        for i, (which, costs) in enumerate(zip(self.members, result["costs"], strict=True)):
            place: Any = {"prefer": "start", "side": "below"} if i else {"side": "above"}
            style: Any = {"marker": drawing.role(which).marker, "quantiles": (0, 1), **place}
            drawing.band(axes, result["rates"], costs, which, text=names[i], **style)
            if text := words.say("η = {reach:.2g}", which):
                drawing.value_mark(axes, result["reach"][i], result["at_reach"][i], text, which)
        text, half = words.say("half of guessing's"), result["half_of_guessing"]
        drawing.threshold(axes, half, text, prefer="start", side="below")
        axes.set_ylim(top=3 * axes.get_ylim()[1])
        if self.proofs(result).holds("bears", None):
            tail, head = ((rate, half) for rate in result["reach"])
            drawing.arrow(axes, tail, head)
