"""Polynomials of every degree fitted to a noisy sine, many times over."""

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.sampling import standard_error
from nnviz.questions import Change, Choice, Least, Predict, Ratio
from nnviz.texts import Panel, each, either, plain
from nnviz.wording import phrase
from nnviz_concepts.data import bias_variance_fits as model

LOW, MIDDLE = 1, 3
DEGREES = np.arange(1, 11)
SHOWN = 60  # fits that are drawn
SIGMAS = 5
MOMENTS = 20  # of a film, between the first training set and the last
ROLES = ("muted", "fifth", "fourth")  # of noise, bias² and variance


class BiasVariance(Concept):
    r"""Too stiff a model misses the truth however much it sees, too flexible a one follows noise.

    Fit a model to many training sets of the same kind. What their mean misses of the truth is the
    bias; how far single fits stray from that mean is the variance. The expected squared error on
    new data is a sum of three: $\text{bias}^2 + \text{variance} + \sigma^2$, of which the last is
    noise that nobody can predict.

    In practice there is one training set and no truth, and what can be seen is two errors. A
    training error well above the noise says bias: take a bigger network, train longer, or take off
    a penalty that is too strong. A gap between training and test error says variance: take more
    data, regularize. First find out which, for the cure of one is useless against the other. It
    is a misconception that a training error near zero is a success: the more weights, the lower
    it gets, whatever becomes of new data.

    For the curious:

    For least squares with a polynomial of degree $d$ the variance is $(d+1)\sigma^2/n$ in the mean
    over the $n$ examples: each weight that is fitted costs as much. The sine here is odd around its
    middle, so that an even degree fits it no better than the odd one below, and only adds that
    cost.
    """

    title = "Bias and variance"
    topic = "data"
    order = 3
    see_also = ("data-splits", "learning-curves", "augmentation", "l2", "early-stopping")
    builds_on = ("data-splits",)
    keywords = ("overfitting", "underfitting", "generalization", "bias-variance tradeoff",
                "model complexity", "capacity", "memorize", "polynomial", "degree",
                "good training accuracy, bad on test")  # fmt: skip
    symbols = ("σ: standard deviation of the noise", "d: degree of the polynomial",
               "n: number of examples")  # fmt: skip
    references = (
        "Bishop 2006, Pattern Recognition and Machine Learning, section 3.2, figure 3.5",
        "Hastie, Tibshirani & Friedman 2009, Elements of Statistical Learning, sections 7.3, 7.4",
        "Ng 2017, Improving deep neural networks, week 1: basic recipe for machine learning",
    )
    members = ("low", "middle", "high")

    degree: int = parameter(9, "Degree of the most flexible polynomial of the three.", ge=5, le=10,
                            sweep=(5, 7, 9, 10))  # fmt: skip
    examples: int = parameter(
        12, "Examples in each training set.", ge=12, le=1000, sweep=(12, 25, 100))  # fmt: skip
    noise: float = parameter(0.3, "Standard deviation σ of the noise.", ge=0.05, le=1,
                             sweep=(0.1, 0.3, 0.6))  # fmt: skip
    penalty: float = parameter(
        0.0, "Ridge penalty λ on the squares of the weights, the constant's apart.", ge=0, le=100,
        sweep=(0.0, 0.1, 0.4, 2.0, 100.0))  # fmt: skip
    fits: int = parameter(1000, "Training sets, a fit each.", ge=100, le=2000)
    seed: int = parameter(0, "Seed of the noise.", ge=0)

    headline = either(
        "On new data degree\xa01 errs by {adds.measured.low:.2g}, mostly bias; degree\xa0{degree} "
        "by {adds.measured.high:.2g}, mostly variance; degree\xa03 by only "
        "{adds.measured.middle:.2g} [adds, biased.low, varies.high, lowest]",
        "On new data degree\xa01 errs by {adds.measured.low:.2g}, mostly bias; degrees 3 and "
        "{degree} by {adds.measured.middle:.2g} and {adds.measured.high:.2g}, mostly noise [adds, "
        "biased.low, noisy.middle, noisy.high]",
        "With so strong a penalty all three err mostly by bias, by {adds.measured:.2g} "
        "[adds, biased, stiffens]",
        each(members,
             either("Degree\xa0{degrees} errs by {adds.measured:.2g}, mostly bias [adds, biased].",
                    "Degree\xa0{degrees} errs by {adds.measured:.2g}, mostly variance [adds, "
                    "varies].",
                    "Degree\xa0{degrees} errs by {adds.measured:.2g}, mostly noise [adds, noisy].",
                    "Degree\xa0{degrees} errs by {adds.measured:.2g} [adds].")))  # fmt: skip
    setting = (
        "Polynomials fitted to {examples} noisy values of sin 2πx (σ = {noise}), errors squared,",
        either("for {fits} training sets; ridge penalty λ = {ridge}",
               "for {fits} training sets"))  # fmt: skip
    kind = either(
        "Degree {degrees}: mostly bias [biased]", "Degree {degrees}: mostly variance [varies]",
        "Degree {degrees}: mostly noise [noisy]", "Degree {degrees}")  # fmt: skip
    made_of = either(
        "Degrees {degrees} err by {adds.measured:.2g}; {biased.measured:.0f}\xa0% of that is "
        "bias², by which the mean of their fits misses the truth [adds, biased].",
        each(members,
             either("Degree {degrees} errs by {adds.measured:.2g}; {biased.measured:.0f}\xa0% of "
                    "it is bias², by which the mean of its fits misses the truth [adds, biased].",
                    "Degree {degrees} errs by {adds.measured:.2g}; {varies.measured:.0f}\xa0% of "
                    "it is variance, by which its fits stray from their mean [adds, varies].",
                    "Degree {degrees} errs by {adds.measured:.2g}; {noisy.measured:.0f}\xa0% of it "
                    "is noise, which no model can predict [adds, noisy].",
                    "Degree {degrees} errs by {adds.measured:.2g}, and no part is half of it "
                    "[adds].")))  # fmt: skip
    cause = (
        "The penalty makes the bias: without it degree {degree} would have a bias² of "
        "{stiffens.expected.high}, with it {stiffens.measured.high} [stiffens.high].")  # fmt: skip
    look = (made_of, "Of all ten, degree 3 errs least [lowest].",
            "A low training error is no success: degree {degree} has one of "
            "{misleads.measured:.2g}, degree 3 of {misleads.expected:.2g} [misleads, lowest].",
            cause,
            "At its examples alone a fit of degree {degree} has the mean variance (d + 1)σ²/n = "
            "{costs.measured.high:.2g} [costs.high].")  # fmt: skip
    caption = (
        plain("Least squares on {fits} training sets of {examples} values of sin 2πx, x evenly "
              "spaced, noise of variance {floor} (seed {seed}); {shown} fits are drawn, and strong "
              "the one whose test error is the median at degree {degree}."),
        plain("The ridge penalty is λ = {ridge}."), made_of, cause)  # fmt: skip
    alt = (plain("Above, {shown} pale fits each of degree 1, 3 and {degree}, with their mean, the "
                 "sine, and one training set with its fit."),
           "Below, a bar for each degree from 1 to 10, stacked of noise, bias² and variance, under "
           "a mark for the error on new data: {adds.measured:.2g} at degrees 1, 3 and {degree} "
           "[adds].", made_of)  # fmt: skip
    panels = (
        Panel("low", kind, "input x", "target t", of="low"),
        Panel("middle", kind, "input x", of="middle"), Panel("high", kind, "input x", of="high"),
        Panel("errors", "What the error on new data is made of", "degree of the polynomial",
              "squared error"))  # fmt: skip
    to_draw = "Draw the test error against the degree of the polynomial."
    try_next = (
        Try("With more data degree {degree} errs mostly by noise [noisy.middle, noisy.high].",
            examples=250),
        Try("With a small penalty degree {degree} errs mostly by noise [noisy.high].", penalty=0.4),
        Try("Too strong a penalty makes all three err by bias [biased, stiffens].",
            penalty=100.0))  # fmt: skip

    training = Predict(
        "The examples go from {before.examples} to {examples}. The training error of degree "
        "{degree} …",
        Choice("rises", "more"),
        Choice("stays about the same", 1, "More examples are harder to follow."),
        Choice("falls", "fewer", "So does the error on new data; the two meet near the noise."),
        of=Ratio("misleads.measured"), examples=100,
        why="So many weights can follow {before.examples} noisy points, but not {examples}; on new "
            "data it errs by {adds.measured.high}, before by {before.adds.measured.high} [adds, "
            "fits_best].", variants=(Change(examples=60),))  # fmt: skip
    noise_gone = Predict(
        "The noise goes from {before.noise} to {noise}. The least error on new data has now …",
        Choice("the line", "adds.measured.low", "Less noise lets a richer model be told apart."),
        Choice("the cubic", "adds.measured.middle", "A cubic is no sine, which noise had hidden."),
        Choice("degree {degree}", "adds.measured.high"),
        of=Least("adds.measured.low", "adds.measured.middle", "adds.measured.high"), noise=0.05,
        why="Variance shrinks with σ², bias does not: degree {degree} had erred by variance, and "
            "degree 3 errs by its bias now [adds, costs].")  # fmt: skip
    more_data = Predict(
        "The examples go from {before.examples} to {examples}. The error of degree 1 on new data "
        "becomes …", Choice("about as large", 1),
        Choice("about half as large", 0.5, "So much it gains only where variance is the trouble."),
        Choice("about a tenth as large", 0.1, "A straight line stays one, however many examples."),
        of=Ratio("adds.measured.low"), examples=100, variants=(Change(examples=60),),
        why="Most of it is bias, which no data take away [biased.low].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        rng, inputs = np.random.default_rng(self.seed), np.linspace(0, 1, self.examples)
        three, places, x = np.array([LOW, MIDDLE, self.degree]), model.PLACES, model.DRAWN_AT
        targets = model.sine(inputs) + self.noise * rng.standard_normal((self.fits, self.examples))
        new = model.sine(places) + self.noise * rng.standard_normal((self.fits, len(places)))
        counts = np.unique(np.geomspace(1, self.fits, MOMENTS).astype(int))
        found = model.errors_of_each(DEGREES, self.penalty, inputs, targets, new, counts)
        noises, errors = np.full(len(DEGREES), self.noise**2), found["tests"].mean(axis=1)
        parts = np.stack([noises, found["biases"][:, -1], found["variances"][:, -1]])
        one = int(np.argsort(found["tests"][self.degree - 1])[self.fits // 2])
        fitted = [model.smoother(inputs, inputs, d, self.penalty) @ targets[one] for d in three]
        drawn = np.stack([targets @ model.smoother(inputs, x, d, self.penalty).T for d in three])
        return {
            **found, "errors": errors, "trainings": found["trains"].mean(axis=1), "parts": parts,
            "percents": (100 * parts / errors)[:, three - 1], "degrees": Members(three),
            "inputs": inputs, "targets": targets[one], "fitted": np.stack(fitted), "drawn_at": x,
            "truth": model.sine(x), "ones": drawn[:, one], "many": drawn[:, :SHOWN],
            "means": np.stack([model.running(fits, counts)[0] for fits in drawn]), "counts": counts,
            "shown": SHOWN, "floor": self.noise**2, "ridge": self.penalty or np.nan}  # fmt: skip

    @claim("On new data degree {degrees} errs by {measured}; bias² + variance + noise is "
           "{expected}.")  # fmt: skip
    def adds(self, result: Result) -> Measured:
        noise, total = self.noise**2, result["parts"].sum(axis=0)[result["degrees"] - 1]
        # Of a squared deviation with noise ε about a miss e: 2σ⁴ + 4σ²e² is its variance.
        spread = 2 * noise**2 + 4 * noise * (total - noise)
        within = SIGMAS * np.sqrt(spread / (self.fits * len(model.PLACES)))
        return Measured(result["errors"][result["degrees"] - 1], "=", total, within=within)

    @claim("At its examples a fit of degree {degrees} has the mean variance {measured}: (d + "
           "1)σ²/n.")  # fmt: skip
    def costs(self, result: Result) -> Measured | str:
        if self.penalty:
            return "under a penalty a fit has fewer free weights than d + 1"
        share, degrees = self.noise**2 / self.examples, result["degrees"]
        measured, expected = share * result["weights"][degrees - 1], share * (degrees + 1)
        return Measured(measured, "=", expected, within=1e-6 * expected)

    @claim("What the one fit of degree {degrees} leaves has no part along a power.")
    def fits_best(self, result: Result) -> Measured | str:
        if self.penalty:
            return "under a penalty a fit is not that of least squares"
        left, powers = result["targets"] - result["fitted"], np.arange(self.degree + 1)
        along = left @ result["inputs"][:, np.newaxis] ** powers / self.examples
        own = np.where(powers <= result["degrees"][:, np.newaxis], along, 0)
        return Measured.same(own, 0, members=True)

    @finding("Of what degree {degrees} errs by on new data {measured:.0f}\xa0% is bias².")
    def biased(self, result: Result) -> Measured:
        return Measured(result["percents"][1], ">", 50)

    @finding("Of what degree {degrees} errs by on new data {measured:.0f}\xa0% is variance.")
    def varies(self, result: Result) -> Measured:
        return Measured(result["percents"][2], ">", 50)

    @finding("Of what degree {degrees} errs by on new data {measured:.0f}\xa0% is noise.")
    def noisy(self, result: Result) -> Measured:
        return Measured(result["percents"][0], ">", 50)

    @finding("Degree 3 errs by {measured} on new data, the best of the nine others by {expected}.")
    def lowest(self, result: Result) -> Measured:
        others = np.delete(result["tests"], MIDDLE - 1, axis=0)
        best, cubic = others[others.mean(axis=1).argmin()], result["tests"][MIDDLE - 1]
        margin = SIGMAS * standard_error(best - cubic)
        return Measured(cubic.mean(), "<", best.mean(), margin=margin)

    @finding("Degree {degree} errs by {measured} on its training sets, degree 3 by {expected}.")
    def misleads(self, result: Result) -> Measured:
        """No law: with a penalty the higher degree need not fit its own points better."""
        high, cubic = result["trains"][[self.degree - 1, MIDDLE - 1]]
        margin = SIGMAS * standard_error(high - cubic)
        return Measured(high.mean(), "<", cubic.mean(), margin=margin)

    @finding("With the penalty degree {degrees} has a bias² of {measured}, without it {expected}.",
             at_defaults=False)  # fmt: skip
    def stiffens(self, result: Result) -> Measured | str:
        if not self.penalty:
            return "there is no penalty"
        three = result["degrees"] - 1
        penalized, free = result["biases"][three, -1], result["unpenalized"][three]
        return Measured(penalized, ">", free, margin=self.noise**2)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        *fits, errors = drawing.panels_of(
            self, result, figure, mosaic="abc;ddd", heights=(1, 1.15), column_height=7.5
        )
        for at, axes in enumerate(fits):
            self._draw_fits(axes, at, result)
        self._draw_errors(errors, result)

    def _draw_fits(self, axes: drawing.Axes, at: int, result: Result) -> None:
        """Draw fits of one degree as they arrive, their mean, the truth, and one fit in full."""
        x, truth, means = result["drawn_at"], result["truth"], result["means"][at]
        reach, counts, fifth = 1.1 + 3.2 * self.noise, result["counts"], drawing.role("fifth")
        axes.set(xlim=(0, 1), ylim=(-1.2 * reach, reach), xticks=[0, 0.5, 1])
        cloud = drawing.pale_cloud(axes, x, result["many"][at], "fourth", 0.45)
        cloud.set(zorder=0.8, linewidth=0.7)  # above the gap
        fits, shade = cloud.get_segments(), fifth.faded(0.45)
        gap = axes.fill_between(x, truth, means[-1], color=shade, linewidth=0, zorder=0.7)
        axes.plot(x, truth, **drawing.line_style("truth"))
        (mean,) = axes.plot(x, means[-1], **drawing.line_style(fifth, linestyle="--", zorder=3))
        (one,) = axes.plot(x, result["ones"][at], color=drawing.text_colour("fourth"))
        few = slice(None, None, 1 + len(result["inputs"]) // 100)
        examples = result["inputs"][few], result["targets"][few]
        (dots,) = axes.plot(*examples, "o", color=drawing.colour("ink"), zorder=4)
        dots.set_markersize(0.5 * dots.get_markersize())
        self._name_fits(axes, at, result)

        def update(share: float) -> None:
            turn = min(int(share * len(counts)), len(counts) - 1)
            mean.set_ydata(means[turn])
            gap.set_data(x, truth, means[turn])
            cloud.set_segments(fits[: counts[turn]])

        drawing.play(drawing.figure_of(axes), [gap, cloud, mean], update)
        drawing.appear([(1, each) for each in (one, dots)])

    def _name_fits(self, axes: drawing.Axes, at: int, result: Result) -> None:
        words, of, green = self.words(result), self.members[at], drawing.text_colour("test")
        x, mean = result["drawn_at"], result["means"][at, -1]
        text = words.say("errs by {adds.measured:.2g}", of)
        axes.text(0.03, 0.06, text, transform=axes.transAxes, weight="bold", color=green)
        if of == "low":
            drawing.label(axes, words.say("truth"), x, result["truth"], "truth", prefer=(0.3, 1.2))
            drawing.label(axes, words.say("mean of the fits"), x, mean, "fifth", side="above")
        elif of == "middle":
            text, points = words.say("one training set"), (result["inputs"], result["targets"])
            drawing.label(axes, text, *points, prefer=(0.7, 1.2))
        else:
            text = words.say("single fits")
            drawing.label(axes, text, x, mean + 0.3, "fourth", prefer=(0.8, 1.2), side="above")

    def _draw_errors(self, axes: drawing.Axes, result: Result) -> None:
        """Draw the error of each degree as a bar of its parts, which settle as fits arrive."""
        words, counts, errors = self.words(result), result["counts"], result["errors"]
        names = words.say("noise"), words.say("bias²"), words.say("variance")
        low, bars = np.zeros(len(DEGREES)), []
        for part, role, name, at in zip(result["parts"], ROLES, names, (0, 0, -1), strict=True):
            colour = drawing.role(role).faded(0.5)
            bars.append(axes.bar(DEGREES, part, 0.8, bottom=low, color=colour))
            place = DEGREES[at] + (0.45 if at else -0.45), low[at] + part[at] / 2
            drawing.label(axes, name, *place, role, side="right" if at else "left")
            low = low + part
        top = 1.25 * max(errors.max(), result["trainings"].max())
        for key, of in (("errors", "test"), ("trainings", "train")):
            style = drawing.line_style(of, linestyle="", marker=drawing.role(of).marker)
            axes.plot(DEGREES, result[key], markeredgecolor=drawing.colour("paper"), **style)
        drawing.to_draw(axes.lines[0])
        x, y = DEGREES[-1] + 0.45, max(result["trainings"][-1], 0.05 * top)  # over the axis
        marks, text = [*axes.lines], words.say("test error")
        above = drawing.label(axes, text, DEGREES, errors, "test", prefer="middle", side="above")
        beside = drawing.label(axes, words.say("training error"), x, y, "train", side="right")
        for of, degree in zip(self.members, result["degrees"], strict=True):
            text = words.say("{adds.measured:.2g}", of)
            drawing.value_mark(axes, degree, errors[degree - 1], text, "test", side="above")
        room = (-2.4, 14) if drawing.is_narrow(drawing.figure_of(axes)) else (-0.8, 12.2)
        axes.set(xlim=room, ylim=(0, top), xticks=DEGREES)

        def update(share: float) -> None:
            turn = min(int(share * len(counts)), len(counts) - 1)
            biases, variances = result["biases"][:, turn], result["variances"][:, turn]
            for below, above, bias, variance in zip(*bars[1:], biases, variances, strict=True):
                below.set_height(bias)
                above.set(y=self.noise**2 + bias, height=variance)

        drawing.play(drawing.figure_of(axes), [bar for stack in bars for bar in stack], update)
        drawing.appear([(1, mark) for mark in (*marks, above, beside)])
        drawing.retitle(axes, (words.say("training sets: ") + phrase(int(n)) for n in counts))
