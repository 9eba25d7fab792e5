"""Exponentially weighted moving averages of a real series."""

from math import e, nan
from pathlib import Path
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Result, Try, UsageError, claim, drawing, finding, parameter
from nnviz.core import averages
from nnviz.core.arrays import Array
from nnviz.questions import Change, Choice, Predict, Ratio, Value
from nnviz.texts import Panel, either, plain
from nnviz.wording import exact, phrase
from nnviz_concepts.optimization.ewma_series import alone, beside, legible, series_of

ROUNDING = 1e-9


class Ewma(Concept):
    r"""Each β averages over about 1/(1 − β) values: the larger it is, the smoother and the later.

    An exponentially weighted moving average keeps one number and mixes each new value into it:
    $v_t = \beta v_{t-1} + (1-\beta)x_t$. Written out, a value $k$ steps old has the weight
    $(1-\beta)\beta^k$. All weights together are $1/(1-\beta)$ times the newest, and since
    $\beta^{1/(1-\beta)} \approx 1/e$ for $\beta$ near 1, the average is said to span $1/(1-\beta)$
    values, though older ones keep a small weight.

    Of independent noise it leaves $\frac{1-\beta}{1+\beta}$ of the variance; a steady rise it
    follows, once it has run for several spans, $\frac{\beta}{1-\beta}$ steps late, the mean age of
    what it weighs. Less noise costs more delay.

    From $v_0 = 0$ the weights sum to $1-\beta^t$ only, so the first averages are pulled towards 0;
    dividing by that sum corrects them, and matters for the first few spans alone. Momentum,
    RMSProp and Adam use such averages, of gradients and their squares. It is a misconception that
    the correction shifts or smooths what comes later: it fades.
    """

    title = "Exponentially weighted averages"
    topic = "optimization"
    order = 3
    see_also = ("momentum", "rmsprop", "adam", "batch-norm")
    keywords = ("moving average", "exponential moving average", "EMA", "EWMA",
                "exponential smoothing", "smoothing", "running mean", "bias correction",
                "low-pass filter", "time series")  # fmt: skip
    symbols = ("v: the average", "x: value that is averaged")
    references = (
        "Brown 1956, Exponential smoothing for predicting demand",
        "Kingma & Ba 2015, Adam: a method for stochastic optimization, section 3")  # fmt: skip
    code = (averages.ewma,)
    members = ("first", "second", "third", "fourth", "fifth", "sixth")

    betas: tuple[float, ...] = parameter(
        (0.5, 0.9, 0.98),
        "Decays β, up to six: each keeps the share β of the average at every new value.",
        ge=0, le=0.99999, sweep=((0.0, 0.5), (0.5, 0.9, 0.98), (0.9, 0.99), (0.999,)))  # fmt: skip
    data: Path | None = parameter(None, "Table (CSV) with a series of your own; without it, "
                                  "temperatures of Seattle.")  # fmt: skip
    encoding: str | None = parameter(None, "Encoding of your table, as cp949; without it, the one "
                                     "that makes words of it.")  # fmt: skip
    column: str | None = parameter(None, "Column to average, by name: of your table, or temp_max "
                                   "or temp_min of Seattle.")  # fmt: skip
    first: int | None = parameter(
        None, "How many values are averaged, from the first on; without it 366 temperatures (a "
        "year), or all of your table.", ge=1)  # fmt: skip
    by: str = parameter(
        "step", "What makes a value old: steps, or time, too, which then is drawn dashed.",
        choices=("step", "time"))  # fmt: skip
    moving: bool = parameter(False, "Draw the plain mean over the longest span, too, dotted.")

    headline = either("β = 0: every value stays as it is [untouched]",
                      "β = {longest} spans {outlasts.measured} {unit}, more than the series' "
                      "{count} {units} [outlasts]",
                      "β = {shown}: averages over {spans} {unit} [spanned]")  # fmt: skip
    setting = (
        either("{city}, {name}: {count} {units} from {begin} (NOAA).",
               "{count} {units} from {begin}, {missing} of them missing. {source}",
               "{count} {units} from {begin}. {source}",
               "{count} {units}, {missing} of them missing. {source}", "{count} {units}. {source}"),
        either(plain("Dashed: by time, in steps of {days:# day|# days}."),
               plain("Dashed: by time, in steps of {hours:# hour|# hours}."),
               plain("Dashed: by time, in steps of {minutes:# minute|# minutes}."),
               plain("Dashed: by time, in steps of {seconds} s.")),
        plain("Dotted: the mean of the last {window}."))  # fmt: skip
    effects = either("With β = 0 every value stays as it is [untouched].",
                     ("From one value to the next the averages with β = {shown} move by {moves} on "
                      "average: a longer span is smoother [smoother].",
                      "With β = {longest} the average peaks {turns.measured:# step|# steps} after "
                      "that with β = {shortest} [turns]."))  # fmt: skip
    begun = either(
        "At β = 0 there is nothing to correct [untouched].",
        "In the last panel the average with β = {longest} starts at {first_value}; dashed, without "
        "the correction by 1 − βᵗ, at {begins.measured} [begins, corrects].")  # fmt: skip
    look = (effects, "{fades}", "{quieter}", "{late}", "{apart}", "{levelled}", begun)
    caption = (
        plain("Exponentially weighted averages of {count} {units}, {name}, with β = {shown}."),
        "In {unit} they span 1/(1 − β): {spans} [spanned].",
        "The longer the span, the smoother the average [smoother] and the later a rise is followed "
        "[late].", begun,
        "Where a value is missing, an average stays as it is [waits].",
        "{apart}", plain("{source}"))  # fmt: skip
    alt = (plain("Left: the series in pale grey and its averages for β = {shown}."), effects,
           "Upper right: weights that fall exponentially from 1, and are {weights_at_spans} where "
           "the age is {spans} [weighs, spanned].", begun)  # fmt: skip
    compared = either("A longer span is smoother and later [smoother, late]",
                      "The values and their averages")  # fmt: skip
    panels = (Panel("series", compared, y="{name}"),
              Panel("weights", "How far back each looks", "{unit} ago", "weight βᵏ"),
              Panel("start", "The start, β = {longest}", "{unit} since the start",
                    "average"))  # fmt: skip
    to_draw = "Draw the average over the first values as it stands, begun at 0."
    try_next = (
        Try("Over four years, a span of a thousand days gives the smoothest average [smoother].",
            betas="0.9,0.99,0.999", first=1461),
        Try("No average at all: every value stays as it is [untouched].", betas="0"))  # fmt: skip

    span = Predict(
        "β goes from {before.betas} to {betas}. The weight of a past value has then fallen to 1/e "
        "after …",
        Choice("half as many {before.unit}", 0.5, "1 − β is halved, and the span is 1/(1 − β)."),
        Choice("as many {before.unit}", 1, "β is hardly larger, and 1 − β only half as large."),
        Choice("twice as many {before.unit}", 2),
        Choice("{near} times as many {before.unit}", 10, "1 − β is halved, not divided by ten."),
        of=Ratio("fades.measured"), before={"betas": (0.98,)}, betas=(0.99,),
        why="An average spans 1/(1 − β): what counts is how far β is from 1 [fades, spanned].",
        variants=(Change(before={"betas": (0.9,)}, betas=(0.95,)),
                  Change(before={"betas": (0.9,)}, betas=(0.99,))))  # fmt: skip
    long = Predict(
        "β goes from {before.betas} to {betas}, a span of a thousand days, with {before.count} "
        "{before.units} to average. On the last day of December the average stands near …",
        Choice("{near} °C: it has not filled up yet", 5, "Uncorrected it would stand so low."),
        Choice("{near} °C: as in December", 7, "So short a time is seen by a small β."),
        Choice("{near} °C: as over the year", 15),
        of=Value("last"), before={"betas": (0.98,)}, betas=(0.999,),
        why="Corrected weights sum to 1 however few the days, and over a year βᵏ is nearly level "
            "[corrects, mixes].")  # fmt: skip
    noise = Predict(
        "β goes from {before.betas} to {betas}. Of independent noise's variance the average then "
        "leaves …", Choice("a tenth as much", 0.1),
        Choice("a third as much", 1 / 3, "So it is for the standard deviation, the root of it."),
        Choice("as much", 1, "Over ten times as many values noise cancels more."),
        of=Ratio("squares"), before={"betas": (0.9,)}, betas=(0.99,),
        why="(1 − β)/(1 + β) of the variance is left: ten times the span, a tenth of it "
            "[quieter].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        betas = np.unique(self.betas)
        if len(betas) > len(self.members):
            raise UsageError(f"betas takes at most {len(self.members)} values; got {len(betas)}.")
        series = series_of(self.data, self.column, self.encoding, self.first)
        seen = ~np.isnan(series.values)
        averaged = np.stack([averages.ewma(series.values, beta) for beta in betas])
        top = np.nanmax(averaged, axis=1, keepdims=True)
        start = series.values[seen][: max(10, round(2 * averages.window(betas[-1])))]
        shown = [phrase(exact(beta)) for beta in betas.tolist()]
        return {
            "values": series.values, **({} if series.dates is None else {"dates": series.dates}),
            "averages": averaged, "decays": betas, **alone(betas),
            "moves": np.nansum(np.abs(np.diff(averaged)), axis=1) / max(1, seen.sum() - 1),
            "peaks": np.argmax(averaged >= top - ROUNDING * np.abs(top), axis=1),
            "start_values": start, "start_corrected": averages.ewma(start, betas[-1]),
            "start_plain": averages.ewma(start, betas[-1], corrected=False),
            "first_value": start[0], "last": averaged[-1, -1],
            "shown": shown, "shortest": shown[0], "longest": shown[-1],
            **beside(series, betas, self.by, self.moving),
            # What is not there is not said: NaN.
            "city": "Seattle" if self.data is None else nan,
            "begin": nan if series.dates is None else str(series.dates[0]).replace("T", " "),
            "missing": series.missing or nan, "name": legible(series.name, 60),
            "source": legible(series.source), "unit": series.unit, "count": len(series),
            "units": series.unit if len(series) > 1 else series.unit.removesuffix("s")}  # fmt: skip

    @claim("Each new value moves each average to β of what it was and 1 − β of the value.")
    def mixes(self, result: Result) -> Measured:
        seen = ~np.isnan(result["values"])
        beta, values = result["decays"][:, np.newaxis], result["values"][seen]
        sums = 1 - beta ** np.arange(len(values) + 1)
        mixed = np.pad(result["averages"][:, seen], ((0, 0), (1, 0))) * sums
        return _farthest(mixed[:, 1:], beta * mixed[:, :-1] + (1 - beta) * values)

    @claim("Where a value is missing, each average stays as it was.")
    def waits(self, result: Result) -> Measured | str:
        gaps = np.isnan(result["values"])
        gaps &= np.cumsum(~gaps) > 0  # before the first value there is no average
        if not gaps.any():
            return "no value is missing after the first"
        before, at = result["averages"][:, :-1], result["averages"][:, 1:]
        return _farthest(at[:, gaps[1:]], before[:, gaps[1:]])

    @claim("All weights together are {sums} times the newest value's: 1/(1 − β).")
    def spanned(self, result: Result) -> Measured:
        return _farthest(result["sums"], 1 / (1 - result["decays"]))

    @claim("A value as old as the span has the weight {weights_at_spans} of the newest: βᵏ.")
    def weighs(self, result: Result) -> Measured:
        return _farthest(result["weights_at_spans"], result["decays"] ** result["spans"])

    @claim("The weight of β = {longest} has fallen to 1/e at an age of −1/ln β: {measured}.")
    def fades(self, result: Result) -> Measured | str:
        if max(self.betas) < 0.5:
            return "with β under 0.5 the weight has fallen below 1/e within two steps"
        age = np.interp(1.0, -np.log(result["weights"][-1]), result["ages"])
        return _farthest(age, -1 / np.log(result["decays"][-1]))

    @claim("In the long run {squares} of independent noise's variance is left at β = {shown}: "
           "(1 − β)/(1 + β).")  # fmt: skip
    def quieter(self, result: Result) -> Measured:
        return _farthest(result["squares"], (1 - result["decays"]) / (1 + result["decays"]))

    @claim("In the end a steady rise is followed β/(1 − β) = {delays} steps late at β = {shown}.")
    def late(self, result: Result) -> Measured:
        return _farthest(result["delays"], result["decays"] / (1 - result["decays"]))

    @claim("With β = {longest} the first average is, uncorrected, {measured}: 1 − β of the value.")
    def begins(self, result: Result) -> Measured:
        expected = (1 - result["decays"][-1]) * result["first_value"]
        return _farthest(result["start_plain"][0], expected)

    @claim("Divided by 1 − βᵗ the uncorrected average is the corrected one, from the first on.")
    def corrects(self, result: Result) -> Measured:
        sums = 1 - result["decays"][-1] ** np.arange(1, len(result["start_plain"]) + 1)
        return _farthest(result["start_plain"] / sums, result["start_corrected"])

    @claim("By time, too, the averages follow the weights β to the power of the time since.")
    def timed(self, result: Result) -> Measured | str:
        if self.by == "step":
            return "age is counted in steps"
        ages, seen = result["times"][-1] - result["times"], ~np.isnan(result["values"])
        weights = np.power(result["decays"][:, np.newaxis], ages[seen])
        if not weights.sum(axis=1).all():
            return "no value is young enough to have a weight"
        means = (weights * result["values"][seen]).sum(axis=1) / weights.sum(axis=1)
        return _farthest(result["timed"][:, -1], means)

    @finding("By time the average with β = {longest} is up to {measured} away from that by steps.",
             at_defaults=False)  # fmt: skip
    def apart(self, result: Result) -> Measured | str:
        if self.by == "step":
            return "age is counted in steps"
        off = np.abs(result["timed"][-1] - result["averages"][-1])
        return Measured(np.nanmax(off), ">", ROUNDING * np.nanmax(np.abs(result["values"])))

    @claim("The plain mean ends at {measured}, the mean of the last {window} values.")
    def levelled(self, result: Result) -> Measured | str:
        if not self.moving:
            return "no plain mean is drawn"
        last = result["values"][-result["window"] :]
        if np.isnan(last).all():
            return "the last values are all missing"
        return _farthest(result["moving_mean"][-1], np.nanmean(last))

    @finding("Each β moves less from one value to the next than the one before: {moves}.")
    def smoother(self, result: Result) -> Measured | str:
        moves = result["moves"]
        if len(moves) < 2:
            return "there is one average, and nothing to compare"
        at = int(np.argmax(moves[1:] - moves[:-1]))
        return Measured(moves[at + 1], "<", moves[at], margin=0.01 * moves[0])

    @finding("The average with β = {longest} peaks after that with β = {shortest}.")
    def turns(self, result: Result) -> Measured | str:
        if len(result["peaks"]) < 2:
            return "there is one average, and nothing to compare"
        return Measured(result["peaks"][-1] - result["peaks"][0], ">", 0)

    @finding("β = {longest} spans {measured} {unit}, more than the series' {count} {units}.",
             at_defaults=False)  # fmt: skip
    def outlasts(self, result: Result) -> Measured:
        return Measured(result["spans"][-1], ">", len(result["values"]))

    @finding("With β = 0 every value stays as it is.", at_defaults=False)
    def untouched(self, result: Result) -> Measured | str:
        if result["decays"][-1] > 0:
            return "some β is above 0"
        return Measured(np.nanmax(np.abs(result["averages"] - result["values"])), "=", 0)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(self, result, figure, mosaic="ab;ac", widths=(1.55, 1))
        self._draw_series(panels[0], result)
        self._draw_weights(panels[1], result)
        self._draw_start(panels[2], result)

    def _draw_series(self, axes: drawing.Axes, result: Result) -> None:
        """Draw the values in pale and their averages, the longer the span the thicker."""
        words, x = self.words(result), _draw_values(axes, result["values"], result.get("dates"))
        if "dates" not in result:
            axes.set_xlabel("value")
        widths, named = np.linspace(1.3, 0.6, len(result["decays"]))[::-1], []
        of_each = zip(self.members, result["shown"], result["averages"], widths, strict=False)
        for role, beta, average, width in of_each:
            marker = drawing.role(role).marker if len(x) <= 20 else ""
            style = drawing.line_style(role, linestyle="-", marker=marker)
            (line,) = axes.plot(*drawing.decimated(x, average), **style)
            line.set_linewidth(width * line.get_linewidth())
            named.append((words.at(beta=beta).say("β = {beta}"), line, role))
        for role, average in zip(self.members, result.get("timed", ()), strict=False):
            axes.plot(*drawing.decimated(x, average), **drawing.line_style(role, linestyle="--"))
        if "moving_mean" in result:
            style = drawing.line_style(self.members[len(result["decays"]) - 1], linestyle=":")
            axes.plot(*drawing.decimated(x, result["moving_mean"]), **style)
        for name, (_, line, _) in zip(drawing.label_ends(axes, named), named, strict=True):
            moments = np.asarray(line.get_xdata(orig=False), float)  # of dates as well
            drawing.reveal(line, times=moments - moments[0], after=[name])

    def _draw_weights(self, axes: drawing.Axes, result: Result) -> None:
        """Draw the weight of a value against its age, and mark the spans."""
        words, ages = self.words(result), result["ages"]
        drawing.log_axis(axes, "x")
        drawing.threshold(axes, 1 / e, words.say("1/e"), of="faint", prefer="start")
        for i, (role, weights) in enumerate(zip(self.members, result["weights"], strict=False)):
            axes.plot(ages, weights, **drawing.line_style(role, linestyle="-"))
            span, weight = result["spans"][i], result["weights_at_spans"][i]
            drawing.value_mark(axes, span, weight, words.at(span=span).say("{span}"), role)

    def _draw_start(self, axes: drawing.Axes, result: Result) -> None:
        """Draw the first values and their average with and without the correction."""
        words, role = self.words(result), self.members[len(result["decays"]) - 1]
        t = _draw_values(axes, result["start_values"])
        for key, dash, side, name in (
            ("start_corrected", "-", "above", words.say("divided by 1 − βᵗ,\nfrom {first_value}")),
            ("start_plain", "--", "below", words.say("as it stands,\nfrom {begins.measured}")),
        ):
            x, y = drawing.decimated(t, result[key])
            named: Any = {"text": name, "prefer": "middle", "side": side}
            line = drawing.curve(axes, y, role, x=x, times=x - 1, linestyle=dash, **named)
            drawing.start(axes, (1, y[0]), role)
        drawing.to_draw(line)
        axes.margins(y=0.18)


def _farthest(measured: Array, expected: Array) -> Measured:
    """Return the comparison of those two that are farthest from one another."""
    measured, expected = np.atleast_1d(measured), np.atleast_1d(expected)
    at = np.unravel_index(np.argmax(np.abs(measured - expected)), measured.shape)
    within = ROUNDING * float(np.abs(expected).max())
    return Measured(measured[at], "=", expected[at], within=within)


def _draw_values(axes: drawing.Axes, values: Array, dates: Any = None) -> Any:
    """Draw values as pale dots, or a pale line where dots would touch, and return their x."""
    x, length = np.arange(1, len(values) + 1) if dates is None else dates, len(values)
    style: Any = {"linewidth": 0.6} if length > 2000 else {"linestyle": "none", "marker": "."}
    seen, y = drawing.decimated(x, values)
    line = drawing.curve(axes, y, "data", x=seen, zorder=0.8, **style)
    line.set_markersize(0.7 * line.get_markersize())
    if dates is None:
        drawing.integer_axis(axes, ticks=6 if length < 10_000 else 3)
        axes.set_xlim(0, 1.02 * max(length, 2))
    else:
        drawing.date_axis(axes, ticks=4 if drawing.is_narrow(drawing.figure_of(axes)) else 7)
    return x
