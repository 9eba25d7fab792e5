"""Ensembles: an average of networks loses what their errors do not share, and nothing else."""

from itertools import combinations
from typing import Any

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import sine
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.remembering import remembering
from nnviz.core.sampling import half_width
from nnviz.core.training import train
from nnviz.questions import Change, Choice, Moved, Predict, Ratio, Value
from nnviz.texts import Panel, either, plain

SETS, HIDDEN, STEPS, RATE = 9, 12, 200, 0.04
MODELS, POINTS = 11, 101  # as many models as may be asked for
ROUNDING = 1e-12
ROLES = ("without", "with", "third")
YLIM = (-1.9, 2.1)
COLUMN = 8.3  # height of a narrow figure, in inches


class Ensembles(Concept):
    r"""Averaging models removes what their errors do not share, and nothing of what they share.

    The squared error of an average is the mean error of its $M$ members less their disagreement,
    the mean square of what they are off the average (Krogh & Vedelsby 1995). So an average is never
    worse than its members are on average, and the more they disagree, the more it gains.

    If each errs by $\sigma^2$, and any two errors have correlation $\rho$ (the mean of their
    product is $\rho\sigma^2$), their average errs by $\rho\sigma^2+\frac{(1-\rho)\sigma^2}{M}$.
    Independent errors average out; the shared part $\rho\sigma^2$ stays however many models there
    are. Networks that differ only in their random start share what the noise of their data taught
    them. Bagging lowers $\rho$ by giving each model another sample of the same data, and pays for
    it, since each learns from fewer different examples. Other data for each would lower it most;
    but who has them would rather learn from all of them at once.

    In practice ensembles win competitions with a few per cent less error, at $M$ times the cost.
    Dropout is akin to averaging many networks that share weights. It is a misconception that more
    models mend a bias that all share.
    """

    title = "Ensembles"
    topic = "regularization"
    order = 6
    see_also = ("bias-variance", "dropout", "symmetry-breaking")
    builds_on = ("bias-variance",)
    keywords = ("bagging", "bootstrap", "model averaging", "committee", "voting",
                "variance reduction", "stacking")  # fmt: skip
    symbols = ("σ: root of the mean squared error of one model",
               "ρ: correlation of two models' errors", "M: number of models")  # fmt: skip
    references = (
        "Krogh & Vedelsby 1995, Neural network ensembles, cross validation, and active learning",
        "Breiman 1996, Bagging predictors",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.11",
        "Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, section 15.2",
    )
    members = ("start", "resampled", "own")

    models: int = parameter(11, "Number of networks M that are averaged.", ge=1, le=11,
                            sweep=(1, 2, 5, 11))  # fmt: skip
    noise: float = parameter(0.3, "Standard deviation of the noise on the data.", ge=0, le=0.6,
                             sweep=(0.0, 0.3, 0.6))  # fmt: skip
    examples: int = parameter(25, "Points that each network learns from.", ge=10, le=100)
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    headline = either("One network has nothing to average [single]",
                      "Averaging {models} networks removes {gain.measured.start:.0f}\xa0% of their "
                      "error with other starts, {gain.measured.resampled:.0f}\xa0% resampled, "
                      "{gain.measured.own:.0f}\xa0% with other data [gain, bagging, other]",
                      "Averaging {models} networks with other data each removes "
                      "{gain.measured.own:.0f}\xa0% of their error [gain]",
                      plain("Averaged, {models} networks err by {together.start}"))  # fmt: skip
    setting = ("Two hidden layers of {units} tanh units, {examples} points of a sine with noise "
               "{noise}; squared error against the sine itself")  # fmt: skip
    look = ("Alone, networks of other starts err by {splits.measured.start}, resampled ones by "
            "{splits.measured.resampled}, and with other data by {splits.measured.own}: each bar "
            "is as long as error together and disagreement [splits].",
            "Of resampled networks averaging removes more, but from more: together they err by "
            "{averages.measured.resampled}, those of other starts by {averages.measured.start} "
            "[bagging, costs, averages].", "{bagging}", "{other}", "{costs}")  # fmt: skip
    caption = (
        plain("Ensembles of {models:# network|# networks} learn {examples} points of a sine (noise "
              "{noise}; two hidden layers of {units} tanh units, {steps} steps of Adam): from the "
              "same points and other starts, from samples of these with replacement, and each from "
              "points of its own (pale: each, strong: their average). Bars and curves: means over "
              "{sets} data sets; above, the set most like the means. Seed {seed}."),
        "The error alone is the error together and the disagreement [splits].",
        "With other starts two errors have the correlation ρ = {correlations.start}, resampled "
        "{correlations.resampled}, with other data {correlations.own}, and M averaged err by ρσ² + "
        "(1 − ρ)σ²/M [averages, everywhere].", "{costs}")  # fmt: skip
    alt = (
        plain("Above, three times a dashed sine with {models:# pale curve|# pale curves} and the "
              "average."),
        "Below, bars: the average removes {gain.measured.start:.0f}\xa0%, "
        "{gain.measured.resampled:.0f}\xa0% and {gain.measured.own:.0f}\xa0% of the error [gain].",
        "Beside them the error of M averaged against M, from {splits.measured} to "
        "{averages.measured} [splits, averages].")  # fmt: skip
    panels = (
        Panel("start",
              either("Other start: −{gain.measured:.0f}\xa0% [gain]", "Other start"),
              y="output", of="start"),
        Panel("resampled",
              either("Resampled: −{gain.measured:.0f}\xa0% [gain]", "Resampled"),
              of="resampled"),
        Panel("own",
              either("Other data: −{gain.measured:.0f}\xa0% [gain]", "Other data"),
              of="own"),
        Panel("bars", "Alone = together (strong) + disagreement [splits]", "mean squared error"),
        Panel("curves", "Error of M averaged; ρ: correlation", "networks averaged, M",
              "error"))  # fmt: skip
    try_next = (Try("One network has nothing to average [single].", models=1),
                Try("With more noise, too, other data removes most [bagging, other].",
                    noise=0.6))  # fmt: skip

    more_models = Predict(
        "The networks that are averaged go from {before.models} to {models}. The error of their "
        "average changes, by a fifth or more, with …",
        Choice("other starts", "together.start", "Their errors are nearly the same ones."),
        Choice("other data", "together.own"),
        Choice("both of them", ("together.start", "together.own"),
               "What all share stays, however many there are."),
        Choice("neither of them", (), "Errors that are not shared go on averaging out."),
        of=Moved("together.start", "together.own"), before={"models": 5}, models=11,
        why="M averaged err by ρσ² + (1 − ρ)σ²/M. With other starts ρ is {correlations.start}, so "
            "that nearly all is shared; with other data {correlations.own} [averages, everywhere].",
        variants=(Change(before={"models": 5, "noise": 0.6}, models=11),))  # fmt: skip
    noiseless = Predict(
        "The noise goes from {before.noise} to {noise}. Averaging networks that differ in their "
        "start removed {before.gain.measured.start:.0f}\xa0% of their error; now it removes …",
        Choice("a smaller share", "fewer",
               "So it is with other data, whose noise is averaged out [gain]."),
        Choice("about the same share", 1, "They share less of their error than before."),
        Choice("a larger share", "more"), of=Ratio("gain.measured.start"), noise=0.0,
        why="All had learned the noise of the same points, and averaging cannot remove what all "
            "share. Without it ρ falls from {before.correlations.start} to {correlations.start} "
            "[gain, averages].",
        variants=(Change(before={"noise": 0.6}, noise=0.0),))  # fmt: skip

    two = Predict(
        "The networks that are averaged go from {before.models} to {models}. With other data the "
        "average had removed {before.gain.measured.own:.0f}\xa0% of the error of one; now it "
        "removes …",
        Choice("next to nothing", (0, 8), "Two errors that are not shared cancel in part already."),
        Choice("about a fifth: two of eleven", (12, 26),
               "The first to join brings most, and each further one less."),
        Choice("nearly as much as before", (75, 100), "Each that joins adds to it, if less."),
        Choice("about a half of it", (33, 62)), of=Value("gain.measured.own"), models=2,
        why="Of what is not shared M networks leave 1/M, so that the second removes half, and nine "
            "more no more than the rest [gain, averages].",
        variants=(Change(before={"noise": 0.6}, models=2),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        x = np.linspace(0, 1, POINTS)
        truth = np.sin(2 * np.pi * x)
        answers, points = _answers(x, self.examples, self.noise, self.seed)
        answers = answers[:, :, : self.models]
        off = answers - truth
        products = off @ np.swapaxes(off, -1, -2) / POINTS  # (sets, kinds, models, models)
        alone = np.trace(products, axis1=-2, axis2=-1) / self.models
        average = answers.mean(axis=2, keepdims=True)
        together = np.square(average[:, :, 0] - truth).mean(axis=-1)
        disagreement = np.square(answers - average).mean(axis=(-2, -1))
        others = self.models * (self.models - 1)
        shared = (products.sum(axis=(-2, -1)) - self.models * alone) / max(others, 1)
        gains = 1 - together / alone
        whole = 1 - together.mean(axis=0) / alone.mean(axis=0)
        drawn = int(np.abs(gains - whole).sum(axis=-1).argmin())
        correlations = shared.mean(axis=0) / alone.mean(axis=0)
        return {
            "x": x, "truth": truth, "answers": answers[drawn], "average": average[drawn, :, 0],
            "points": points[drawn], "gains_of_sets": 100 * gains.T, "alone_of_sets": alone.T,
            "alone": Members(alone.mean(axis=0)), "together": Members(together.mean(axis=0)),
            "disagreement": Members(disagreement.mean(axis=0)),
            "correlations": Members(correlations if others else np.full(3, np.nan)),
            "curves": _of_all_subsets(off), "sets": SETS, "units": HIDDEN,
            "steps": STEPS}  # fmt: skip

    @claim("Alone they err by {measured}: together and disagreement make {expected}.")
    def splits(self, result: Result) -> Measured:
        parts = result["together"] + result["disagreement"]
        return Measured(result["alone"], "=", parts, within=ROUNDING * result["alone"])

    @claim("Averaging removes {measured:.1f}\xa0% of the error: (1 − ρ)(1 − 1/M) is "
           "{expected:.1f}\xa0%.")  # fmt: skip
    def gain(self, result: Result) -> Measured | str:
        if self.models == 1:
            return "one network has nothing to average"
        formula = (1 - result["correlations"]) * (1 - 1 / self.models)
        removed = 1 - result["together"] / result["alone"]
        return Measured(100 * removed, "=", 100 * formula, within=1e-9)

    @claim("At ρ = {correlations} the average of {models} errs by {measured}: ρσ² + (1 − ρ)σ²/M is "
           "{expected}.")  # fmt: skip
    def averages(self, result: Result) -> Measured | str:
        if self.models == 1:
            return "one network has nothing to average"
        formula = self._formula(result)[:, -1]
        return Measured(result["together"], "=", formula, within=ROUNDING)

    @claim("At every M the mean over all choices of M is ρσ² + (1 − ρ)σ²/M.")
    def everywhere(self, result: Result) -> Measured | str:
        if self.models == 1:
            return "one network has nothing to average"
        formula = self._formula(result)
        return Measured.same(result["curves"], formula, within=ROUNDING, members=True)

    def _formula(self, result: Result) -> Array:
        alone, rho = result["alone"][:, np.newaxis], result["correlations"][:, np.newaxis]
        return np.asarray(alone * (rho + (1 - rho) / np.arange(1, self.models + 1)))

    @finding("One network errs alone as together.", at_defaults=False)
    def single(self, result: Result) -> Measured:
        return Measured.same(result["alone"], result["together"], within=ROUNDING)

    @finding("Averaging resampled networks removes {measured:.0f}\xa0% of their error, networks "
             "of other starts {expected:.0f}\xa0%.")  # fmt: skip
    def bagging(self, result: Result) -> Measured | str:
        return self._more(result, 1, 0)

    @finding("Averaging networks with data of their own removes {measured:.0f}\xa0% of their "
             "error, resampled ones {expected:.0f}\xa0%.")  # fmt: skip
    def other(self, result: Result) -> Measured | str:
        return self._more(result, 2, 1)

    def _more(self, result: Result, one: int, less: int) -> Measured | str:
        if self.models == 1:
            return "one network has nothing to average"
        gains = 100 * (1 - result["together"] / result["alone"])
        margin = half_width(result["gains_of_sets"][one] - result["gains_of_sets"][less])
        return Measured(gains[one], ">", gains[less], margin=margin)

    @finding("Alone a resampled network errs more, by {measured}, than one that has all points, by "
             "{expected}.")  # fmt: skip
    def costs(self, result: Result) -> Measured:
        start, resampled = result["alone_of_sets"][:2]
        margin = half_width(resampled - start)
        return Measured(result["alone"][1], ">", result["alone"][0], margin=margin)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        *fits, bars, curves = drawing.panels_of(
            self, result, figure, mosaic="aabbcc;dddeee", column="a;b;c;d;e", column_height=COLUMN
        )
        for i, (axes, of) in enumerate(zip(fits, ROLES, strict=True)):
            drawing.colour_title(axes, of, weight="bold")
            self._draw_fits(axes, i, result)
        self._draw_bars(bars, result)
        self._draw_curves(curves, result)

    def _draw_fits(self, axes: drawing.Axes, i: int, result: Result) -> None:
        words, of, x = self.words(result), ROLES[i], result["x"]
        if i < 2:
            axes.plot(*result["points"].T, ".", color=drawing.colour("pale"), zorder=0.5)
        drawing.pale_cloud(axes, x, result["answers"][i], of, fade=0.45)
        axes.plot(x, result["average"][i], **drawing.line_style(of, linestyle="-"))
        axes.plot(x, result["truth"], **drawing.line_style("truth", linestyle="--"))
        if i == 0:
            drawing.label(axes, words.say("the sine"), x, result["truth"], "truth", prefer=(0.4, 1))
        elif i == 1:
            drawing.label(axes, words.say("average"), x, result["average"][i], of, prefer="end")
        axes.set(xlim=(0, 1), ylim=YLIM, xticks=[0, 0.5, 1], yticks=[-1, 0, 1])

    def _draw_bars(self, axes: drawing.Axes, result: Result) -> None:
        words, at = self.words(result), np.arange(3)
        pale = [drawing.role(of).faded(0.6) for of in ROLES]
        axes.barh(at, result["together"], color=[drawing.colour(of) for of in ROLES], height=0.6)
        axes.barh(at, result["disagreement"], left=result["together"], color=pale, height=0.6)
        beside: Any = {"xytext": (6, 0), "textcoords": "offset points", "va": "center"}
        for i, (member, of) in enumerate(zip(self.members, ROLES, strict=True)):
            text = words.say("{alone:.2g} → {together:.2g}", member)
            axes.annotate(text, (result["alone"][i], i), **beside, color=drawing.text_colour(of))
        names = words.say("other start"), words.say("resampled"), words.say("other data")
        axes.set_yticks(at, names)
        axes.set(ylim=(2.5, -0.5), xlim=(0, 1.8 * result["alone"].max()))
        axes.tick_params(axis="y", length=0)

    def _draw_curves(self, axes: drawing.Axes, result: Result) -> None:
        words, counts = self.words(result), np.arange(1, self.models + 1)
        drawing.log_axis(axes, "y")
        ends = []
        for member, of, errors in zip(self.members, ROLES, result["curves"], strict=True):
            style = drawing.line_style(of, linestyle="-", marker=drawing.role(of).marker)
            (line,) = axes.plot(counts, errors, **style)
            text = words.say(either("ρ = {correlations:.2f}", "{alone}"), member)
            ends.append((text, line, of))
        drawing.label_ends(axes, ends)
        drawing.integer_axis(axes)
        axes.set_xlim(0.5, 1 + 1.4 * max(self.models - 1, 1))


@remembering
def _answers(x: Array, examples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Return what networks answer, (sets, kinds, models, POINTS), and the shared points.

    Networks of a set have the same starts in each of the three kinds. There are as many models as
    a reader may ask for, of which each number takes the first. This takes 0.8 s: the gains are
    means over so many sets.
    """
    inputs: list[Any] = []
    targets: list[Any] = []
    for number in range(SETS):
        rng = np.random.default_rng([seed, number])
        own = [sine(examples, noise, rng) for _ in range(MODELS)]
        drawn = rng.integers(0, examples, (MODELS, examples))
        same = np.broadcast_to(np.arange(examples), drawn.shape)
        inputs.append([own[0].inputs[same], own[0].inputs[drawn], [one.inputs for one in own]])
        targets.append([own[0].targets[same], own[0].targets[drawn], [one.targets for one in own]])
    X, y = (np.reshape(each, (-1, examples, 1)) for each in (inputs, targets))
    network = Network([1, HIDDEN, HIDDEN, 1], loss="mse", seed=1000 * seed, members=len(X))
    starts = network.parameters.reshape(SETS, 3, MODELS, -1)
    network.parameters = np.repeat(starts[:, :1], 3, axis=1).reshape(network.parameters.shape)
    train(network, 4 * X - 2, y, Adam(RATE), steps=STEPS)  # inputs from 0 to 1 as from −2 to 2
    answers = network.outputs(4 * x[:, np.newaxis] - 2).reshape(SETS, 3, MODELS, POINTS)
    return answers, np.concatenate([X, y], axis=-1)[:: 3 * MODELS]


def _of_all_subsets(off: Array) -> Array:
    """Return the mean error of M averaged, over all choices of M and all sets, (kinds, M)."""
    models = off.shape[2]
    curves = []
    for m in range(1, models + 1):
        chosen = [np.isin(np.arange(models), each) for each in combinations(range(models), m)]
        averages = np.array(chosen, float) / m @ off
        curves.append(np.square(averages).mean(axis=(0, 2, 3)))
    return np.array(curves).T
