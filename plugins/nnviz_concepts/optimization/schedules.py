"""Learning-rate schedules, and a training run under each."""

from dataclasses import fields
from math import ceil, log, sqrt
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Result, Try, claim, drawing, finding, parameter
from nnviz.core import schedules
from nnviz.core.arrays import Array, Labels
from nnviz.core.schedules import Schedule
from nnviz.datasets import in_plane, told
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz_concepts.optimization.schedules_training import PEAKS, RUNS, trained_costs

ROUNDING = 1e-12
POWER = 0.9  # of the polynomial, as Chen et al. 2017
FALL = 9.0  # the k of inverse time, which so ends at a tenth
TALL = 0.74  # of a row


class Schedules(Concept):
    r"""With noisy gradients a rate that falls may start high and yet end at a low cost.

    The gradient of a mini-batch is noisy. At a constant rate $\eta$ the weights then do not settle:
    they hover around the minimum, the farther the larger $\eta$ is. At a small rate they come
    closer, but take longer. A schedule has both: large steps first, small ones at the end.

    Step decay goes down a staircase, exponential decay down a slope. A cosine lingers at both ends.
    Restarts (SGDR) run through a cosine again and again, each twice as long as the last. Warm-up,
    here before a cosine, and one cycle rise first, for networks that diverge at a large rate near
    their random start.

    In practice cosine or a linear fall, after a short warm-up, is the usual choice, and the length
    of training must be known beforehand. It is a misconception that a sudden drop of the cost when
    the rate falls is a better direction found: it is mostly noise that is no longer added. Where
    all examples can be fitted, that noise dies away by itself, and a falling rate need not help.

    For the curious:

    Exponential decay $\eta r^{t/P}$ halves every $P \ln 2 / {-\ln r}$ steps. The cosine
    $\frac{\eta}{2}(1 + \cos \pi t/T)$ over $T$ steps of training is $\eta/2$ on average. Restarts
    begin with a cosine of $T_0$ steps, and so jump back at $T_0(2^i - 1)$.
    """

    title = "Learning-rate schedules"
    topic = "optimization"
    order = 11
    see_also = ("learning-rate", "minibatch", "optimizers", "random-search")
    builds_on = ("learning-rate", "minibatch")
    keywords = ("learning rate decay", "learning rate schedule", "annealing", "cosine annealing",
                "warm-up", "step decay", "exponential decay", "one cycle", "scheduler",
                "reduce LR on plateau")  # fmt: skip
    symbols = ("r: factor by which exponential decay falls", "P: steps in which it falls by that",
               "T: steps of the training")  # fmt: skip
    references = (
        "Robbins & Monro 1951, A stochastic approximation method",
        "Loshchilov & Hutter 2017, SGDR: stochastic gradient descent with warm restarts, eq. 5",
        "Goyal et al. 2017, Accurate, large minibatch SGD, section 2.2",
        "Chen et al. 2017, DeepLab, section 4.1: the polynomial of power 0.9",
        "Smith & Topin 2018, Super-convergence")  # fmt: skip
    code = (schedules.Cosine.at,)

    schedules: tuple[str, ...] | None = parameter(
        None, "Schedules to draw and train under; all of them when not given.", family="schedules"
    )
    factor: float = parameter(0.3, "Factor r of step and exponential decay in every quarter of the "
                              "training.", ge=0.05, le=0.8, sweep=(0.1, 0.3, 0.7))  # fmt: skip
    dataset: str = parameter("moons", "Set in the plane to train on.", family="datasets")
    noise: float = parameter(0.3, "Noise of the data set.", ge=0, le=1)
    batch_size: int = parameter(
        8, "Examples in a mini-batch, of 200.", ge=1, le=64, sweep=(2, 8, 16))  # fmt: skip
    steps: int = parameter(350, "Steps of training.", ge=70, le=1050)
    seed: int = parameter(0, "Seed of the data and the networks.", ge=0)

    headline = either("Training ends at a cost of {lower.measured} under {shown_name}, "
                      "{lower.expected} at the best constant rate [lower]",
                      "A constant rate ends lower: at a cost of {lower.expected}, under "
                      "{shown_name} at {lower.measured} [not lower]",
                      plain("No difference can be told: training ends at a cost of {shown_final} "
                            "under {shown_name}, {constant_final} at the best constant rate"),
                      plain("With the {shown_name} schedule training ends at a cost of "
                            "{shown_final}"))  # fmt: skip
    setting = either(
        "Data set: {dataset}, noise {noise}; 8 hidden units, {steps} steps with batches of "
        "{batch_size}, each schedule at the best of the peaks 0.1, 0.3, 1, 3 and 10",
        "Data set: {dataset}; 8 hidden units, {steps} steps with batches of {batch_size}, each "
        "schedule at the best of the peaks 0.1, 0.3, 1, 3 and 10")  # fmt: skip
    race = either("{lower}",
                  "The constant rate ends lower: at a cost of {lower.expected}, {shown_name} at "
                  "{lower.measured} [not lower].",
                  plain("No difference can be told: training ends at a cost of {shown_final} "
                        "under {shown_name}, at {constant_final} at a constant rate."),
                  plain("With the {shown_name} schedule training ends at a cost of "
                        "{shown_final}."))  # fmt: skip
    look = (race, "{bolder}", "Each rate follows the formula of its source [shapes].",
            "Restarts jump back to the peak, for the second time at step {restarts.measured} "
            "[restarts].",
            "The cosine is half of its peak on average [half].",
            "Exponential decay halves in {halves.measured} steps [halves].")  # fmt: skip
    caption = (plain("Networks with 8 hidden units, trained by gradient descent on batches of "
                     "{batch_size} for {steps} steps under learning-rate schedules. {data_source} "
                     "Each has the peak η, of 0.1, 0.3, 1, 3 and 10, that ended lowest on other "
                     "seeds; rings and lines are medians of {runs_each} runs, bars and bands hold "
                     "the middle 80\xa0%. What stands out is {shown_name}, chosen before training, "
                     "not as the lowest."), race, "{bolder}")  # fmt: skip
    alt = (plain("Left, one row for each schedule with its rate over {steps} steps, as a share of "
                 "its peak, as a filled shape; in the middle, in the same rows, the costs that "
                 "training ends at; right, the cost against the step."),
           race, "{bolder}")  # fmt: skip
    panels = (Panel("shapes", "Rate ÷ its peak", "training step"),
              Panel("finals", "Cost at the end, best peak η", "cost J"),
              Panel("costs", "Cost, to step {steps}", "training step", "cost J"))  # fmt: skip
    to_draw = "Draw the cost with the schedule {shown_name}."
    try_next = (Try("In three times as many steps the constant rate does not catch up [lower].",
                    steps=1050),
                Try("On two spirals the constant rate ends higher, too [lower].", dataset="spirals",
                    noise=0.1))  # fmt: skip

    squared = Predict(
        "r goes from {before.factor} to {factor}. Exponential decay halves the rate in …",
        Choice("as many steps", 1, "It falls faster, but not by as much as r."),
        Choice("half as many steps", 0.5),
        Choice("a third as many steps", 0.3,
               "So much less is left after a quarter of the training; its logarithm counts."),
        of=Ratio("halves.measured"), factor=0.09,
        why="{before.factor}² is {factor}: what took two quarters of the training now takes one. "
            "The steps go with 1/−ln r [halves].",
        variants=(Change(before={"factor": 0.5}, factor=0.25),))  # fmt: skip
    clean = Predict(
        "The noise of the points goes from {before.noise} to {noise}. Each at its own best peak, "
        "training under cosine ends, beside a constant rate, …", Choice("higher", "more"),
        Choice("about as low", 1, "Nothing is left that must be averaged, but cosine pays still."),
        Choice("lower, as before", "fewer", "A rate falls to even out noise, which is gone here."),
        of=Ratio("lower.measured", over="lower.expected"), noise=0.0,
        why="Where all points can be fitted the noise of the batches dies away by itself. A rate "
            "that falls then only takes smaller steps: the cosine half of its peak on average "
            "[half].")  # fmt: skip
    peak = Predict(
        "The noise of the points goes from {before.noise} to {noise}. The best peak of cosine was "
        "η = {before.bolder.measured}, the best constant rate {before.bolder.expected}. Now the "
        "best peak of cosine is, beside the best constant rate, …",
        Choice("several times as low", (0.01, 0.8), "It need not start low: it ends at nothing."),
        Choice("about as high", 1,
               "A constant rate has to be small enough for the end of training."),
        Choice("several times as high", (2, 50)),
        of=Ratio("bolder.measured", over="bolder.expected"), before={"noise": 0.0}, noise=0.3,
        why="With noise a constant rate must be small to end low. A rate that falls to nothing "
            "ends low however high it starts [shapes].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        t, sources, known = np.arange(self.steps + 1), self._sources(), self.choices("schedules")
        chosen = dict.fromkeys(self.schedules or known)
        drawn = [sources[n][0](t) if n in sources else _of_a_plugin(known[n], t) for n in chosen]
        names, rates = [name.replace("_", " ") for name in chosen], np.stack(drawn)
        data = in_plane(self, self.dataset, 200, self.noise, self.seed)
        by_factor = np.isin(names, ("step", "exponential"))
        peaks, runs, at = trained_costs(data, rates, by_factor, self.batch_size, self.seed)
        # Not the best of all, which chance would choose among several nearly as good.
        others = [name for name in ("cosine", *names) if name in names and name != "constant"]
        shown, medians = names.index([*others, *names][0]), np.median(runs, axis=-1)
        constant = names.index("constant") if "constant" in names else -1
        bases = np.arange(len(names)) + TALL / 2
        return {
            "names": np.array(names), "rows": np.arange(len(names)), "steps_drawn": t,
            "rates": rates, "bases": bases, "outlines": bases[:, np.newaxis] - TALL * rates,
            "peaks": peaks, "runs": runs, "at": at, "medians": medians,
            "ends": np.quantile(runs[-1], (0.1, 0.5, 0.9), axis=-1), "shown": shown,
            "shown_name": names[shown], "shown_final": float(medians[-1, shown]),
            "constant": constant,
            "constant_final": np.nan if constant in (-1, shown) else float(medians[-1, constant]),
            "data_source": data.source, **told(data, self.dataset, "noise"),
            "runs_each": RUNS}  # fmt: skip

    def _sources(self) -> dict[str, tuple[Schedule, Array]]:
        """Return schedules by name, of the peak 1, each with its rates as its source has them."""
        t, steps, factor = np.arange(self.steps + 1.0), self.steps, self.factor
        period, first, rise = ceil(steps / 4), ceil(steps / 7), ceil(steps / 10)  # 7 = 1 + 2 + 4
        top, last = 0.3 * steps - 1, steps - 1
        cycle = np.floor(np.log2(t / first + 1))  # restarts at T₀(2^i − 1)
        restarts = schedules.CosineRestarts(1.0, 0.0, first)
        since = t - first * (2**cycle - 1)
        warm_up = schedules.WarmUp(schedules.Cosine(1.0, 0.0, steps - rise), rise)
        fall = 4e-6 + (1 - 4e-6) * _wave((t - top) / (last - top))
        rise_and_fall = np.where(t <= top, 1 - 24 / 25 * _wave(t / top), fall)
        return {
            "constant": (schedules.Constant(1.0), np.ones(steps + 1)),
            "inverse_time": (schedules.InverseTime(1.0, FALL, steps), 1 / (1 + FALL * t / steps)),
            "step": (schedules.Step(1.0, factor, period), factor ** (t // period)),
            "exponential": (schedules.Exponential(1.0, factor, period), factor ** (t / period)),
            "polynomial": (schedules.Polynomial(1.0, 0.0, steps, POWER), (1 - t / steps) ** POWER),
            "cosine": (schedules.Cosine(1.0, 0.0, steps), _wave(t / steps)),
            "cosine_restarts": (restarts, _wave(since / (first * 2**cycle))),
            "warm_up": (warm_up, np.where(t < rise, t / rise, _wave((t - rise) / (steps - rise)))),
            "one_cycle": (schedules.OneCycle(1.0, steps), rise_and_fall),
        }

    @claim("Each rate is that of the formula of its source.")
    def shapes(self, result: Result) -> Measured | str:
        written = {name.replace("_", " "): rates for name, (_, rates) in self._sources().items()}
        rows = [row for row, name in enumerate(result["names"]) if name in written]
        if not rows:
            return "the formulas of plugins are not known"
        formulas = [written[name] for name in result["names"][rows].tolist()]
        return Measured.same(result["rates"][rows], formulas, within=ROUNDING)

    @claim("With restarts the rate is back at its peak a second time at step {measured}, 3 T₀.")
    def restarts(self, result: Result) -> Measured | str:
        rates = _rates_of("cosine restarts", result)
        if rates is None:
            return "restarts are not drawn"
        first = ceil(self.steps / 7)  # of three cycles, each twice as long as the last: 1 + 2 + 4
        return Measured(first + 1 + int(rates[first + 1 :].argmax()), "=", 3 * first)

    @claim("Exponential decay halves in {measured} steps: ln 2 / −ln r quarters of the training.")
    def halves(self, result: Result) -> Measured | str:
        rates = _rates_of("exponential", result)
        if rates is None:
            return "exponential decay is not drawn"
        steps = np.interp(1, -np.log2(rates), result["steps_drawn"])
        expected = ceil(self.steps / 4) * log(2) / -log(self.factor)
        return Measured(steps, "=", expected, within=1e-9 * expected)

    @claim("The mean of the cosine is {measured} of its peak.")
    def half(self, result: Result) -> Measured | str:
        rates = _rates_of("cosine", result)
        if rates is None:
            return "the cosine is not drawn"
        return Measured(rates.mean(), "=", 1 / 2, within=ROUNDING)

    @finding("Each at its own best peak, training ends at a cost of {measured} under {shown_name}, "
             "at {expected} at a constant rate.")  # fmt: skip
    def lower(self, result: Result) -> Measured | str:
        shown, constant = result["shown"], result["constant"]
        if constant < 0 or shown == constant:
            return "there are no two to compare"
        one, other = result["runs"][-1, [shown, constant]]
        with np.errstate(invalid="ignore"):  # where runs diverge
            low, high = np.quantile(one - other, (0.25, 0.75))  # of runs from the same seeds
            error = np.nan_to_num(0.93 * (high - low) / sqrt(len(one)))  # of a median, normally
        return Measured(np.median(one), "<", np.median(other), margin=2 * error)

    @finding("The best peak of {shown_name} is η = {measured}, the best constant rate {expected}.")
    def bolder(self, result: Result) -> Measured | str:
        shown, constant = result["shown"], result["constant"]
        if constant < 0 or shown == constant:
            return "there are no two to compare"
        one, other = result["peaks"][[shown, constant]]
        return Measured(one, ">", other, margin=PEAKS[0])  # what two peaks differ by at least

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        shapes, finals, costs = drawing.panels_of(self, result, figure, widths=(1.15, 1, 1.15))
        drawing.count_up(costs, self.steps)
        self._draw_shapes(shapes, result)
        self._draw_finals(finals, result)
        self._draw_costs(costs, result)
        names = [self.words(result).at(name=n).say("{name}") for n in result["names"].tolist()]
        for axes in (shapes, finals):
            axes.set(yticks=result["rows"], yticklabels=names, ylim=(len(names) - 0.45, -0.55))
            axes.tick_params(axis="y", length=0)
        finals.tick_params(labelleft=drawing.is_narrow(figure))

    def _draw_shapes(self, axes: drawing.Axes, result: Result) -> None:
        steps = result["steps_drawn"][:-1]
        for row, base in enumerate(result["bases"]):
            role, outline = drawing.role(_role(result, row)), result["outlines"][row, :-1]
            axes.fill_between(steps, base, outline, color=role.fill, linewidth=0, zorder=0.7)
            (line,) = axes.plot(steps, outline, color=drawing.colour(role))
            drawing.reveal(line, until=self.steps, times=steps)

    def _draw_finals(self, axes: drawing.Axes, result: Result) -> None:
        """Draw each schedule's median cost at the end, with four fifths of its runs."""
        named: list[tuple[str, Any, str]] = []
        for row, (low, middle, high) in enumerate(result["ends"].T):
            role, told = _role(result, row), {"final": middle, "peak": result["peaks"][row]}
            text = self.words(result).at(**told).say("{final}, η = {peak}")
            axes.plot([low, high], [row, row], color=drawing.role(role).faded(0.4))
            drawing.end(axes, (middle, row), role)
            named.append((text, ([high], [row]), role))
        for row, label in enumerate(drawing.label_ends(axes, named)):
            if row in (result["shown"], result["constant"]):  # that the headline names
                label.set(weight="bold")

    def _draw_costs(self, axes: drawing.Axes, result: Result) -> None:
        at = result["at"]
        drawing.log_axis(axes, "y")
        for row in sorted({int(result["shown"]), int(result["constant"])} - {-1}):
            told, runs = {"name": str(result["names"][row])}, result["runs"][:, row].T
            name = self.words(result).at(**told).say("{name}")
            line = drawing.band(axes, at, runs, _role(result, row), text=name, until=at[-1])
            if row == result["shown"]:
                drawing.to_draw(line)


def _of_a_plugin(kind: Any, t: Labels) -> Array:
    """Return its rates over their peak, told how many steps there are if it has that field."""
    asks = any(each.name == "steps" for each in fields(kind))
    rates = (kind(steps=int(t[-1])) if asks else kind())(t)
    return np.asarray(rates / rates.max())


def _wave(x: Array) -> Array:
    """Return half a cosine, from 1 at x = 0 to 0 at x = 1 and beyond."""
    return np.asarray((1 + np.cos(np.pi * np.clip(x, 0, 1))) / 2)


def _rates_of(name: str, result: Result) -> Array | None:
    """Return the rates that are drawn of a schedule, or nothing where it is not chosen."""
    drawn = zip(result["names"].tolist(), result["rates"], strict=True)
    return next((rates for each, rates in drawn if each == name), None)


def _role(result: Result, row: int) -> str:
    """Return grey for the constant rate, a colour for what is set against it, or a pale one."""
    return {result["shown"]: "with", result["constant"]: "without"}.get(row, "data")
