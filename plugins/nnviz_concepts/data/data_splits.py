"""Held-out data: how surely a test set of so many examples measures an accuracy."""

import numpy as np

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import k_fold, split_indices
from nnviz.core.remembering import remembering
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain

SIZES = (100, 10_000, 1_000_000)
WIDE = 0.2  # share of dev and of test where train is 60 %
FOLDS = 5
SETS = 100_000  # test sets of each size
SHOWN = 300  # of them
SIGMAS = 5
HEIGHTS = np.array([0, 1, 2.35, 3.35, 4.7, 5.7])  # of the rows: both splits of a size are close
PARTS = ("train", "dev", "test")
NAMED = ("hundred_wide", "million_thin")  # of which the headline speaks


class DataSplits(Concept):
    r"""How many examples are held out, not what share of all, says how sure a score is.

    Learn from one part of the data, choose on a second (dev), and report on a third (test) that
    nothing was chosen by. An accuracy $p$ measured on $m$ examples has the standard error
    $\sqrt{p(1-p)/m}$: four times the examples halve it. So a million examples need not be split
    60/20/20. One percent tests them well, and the rest can be learned from. Of a hundred, even
    twenty say little.

    Where data is scarce, fold it: each of five models learns from four fifths and is tested on
    the fifth it has not seen, so that every example is tested on once, at five times the work.

    A dev set that many models were compared on flatters the best of them, which is partly the
    luckiest; a fresh test set does not know of the choice. It is a misconception that a test set
    is used up by its age. It is used up by choosing on it: then it has become a dev set. And both
    must come from the distribution that the model will meet.
    """

    title = "Training, dev and test sets"
    topic = "data"
    order = 2
    see_also = ("bias-variance", "augmentation", "early-stopping", "random-search")
    builds_on = ("from-scratch",)
    keywords = ("train/test split", "training set", "validation set", "dev set", "test set",
                "hold-out", "cross-validation", "k-fold", "generalization", "leakage")  # fmt: skip
    references = (
        "Hastie, Tibshirani & Friedman 2009, Elements of Statistical Learning, section 7.10",
        "Cawley & Talbot 2010, On over-fitting in model selection, section 4",
        "Ng 2017, Improving deep neural networks, week 1: train, dev and test sets")  # fmt: skip
    code = (split_indices, k_fold)
    members = ("hundred_wide", "hundred_thin", "thousands_wide", "thousands_thin", "million_wide",
               "million_thin")  # fmt: skip

    accuracy: float = parameter(0.9, "Accuracy p of the classifier.", ge=0.5, le=0.99,
                                sweep=(0.5, 0.7, 0.9, 0.99))  # fmt: skip
    held: int = parameter(1, "Percent of the examples that dev and test hold out each where little "
                          "is.", ge=1, le=10, sweep=(1, 2, 5, 10))  # fmt: skip
    seed: int = parameter(0, "Seed of the test sets.", ge=0)

    headline = either("{held}\xa0% of a million examples measures accuracy to "
                      "±{spreads.measured.million_thin:.2g} points, 20\xa0% of a hundred to "
                      "±{spreads.measured.hundred_wide:.2g} [surer, spreads]",
                      "Test sets of {test} examples measure accuracy to ±{spreads.measured:.2g} "
                      "points [spreads]")  # fmt: skip
    setting = ("A classifier that is right on {percent:.4g}\xa0% of all examples; {sets} test "
               "sets, of which {shown} are drawn; ± one standard deviation")  # fmt: skip
    look = ("{held}\xa0% of a million is surer than 20\xa0% of ten thousand: ±{share.measured:.2g} "
            "points against ±{share.expected:.2g} [share].",
            "A hundred times the examples, and the spread is {tenth.measured:.2g} of what it was "
            "[tenth].",
            either("A single test example says 0 or 100\xa0%: ±{spreads.measured.hundred_thin:.2g} "
                   "points [single.hundred_thin, spreads.hundred_thin].",
                   "{held}\xa0% of a hundred measure to ±{spreads.measured.hundred_thin:.2g} "
                   "points [spreads.hundred_thin]."),
            "In five folds of a hundred each example is tested on once, by a model that has not "
            "seen it [folds].")  # fmt: skip
    caption = (
        plain("Data sets of 100, 10,000 and 1,000,000 examples, of which dev and test hold out "
              "20\xa0% or {held}\xa0% each, and what {shown} of {sets} test sets of each size say "
              "of a classifier that is right on {percent:.4g}\xa0% of all examples (seed {seed})."),
        "Tested on {tests.measured} examples, its accuracy is measured to "
        "±{spreads.measured:.2g} points, one standard deviation; √(p(1 − p)/m) gives "
        "{spreads.expected:.2g} [tests, spreads].")  # fmt: skip
    alt = (plain("Left, six bars split into train, dev and test. Right, in the same rows, a cloud "
                 "of dots about {percent:.4g}\xa0% with a bar of ± one standard deviation."),
           "From the top, ±{spreads.measured:.2g} points, of {tests.measured} test examples "
           "[tests, spreads].")  # fmt: skip
    panels = (Panel("parts", "Two ways to split", "share of the examples (%)"),
              Panel("scores", "What test sets say: one dot, one set",
                    "accuracy measured (%)"))  # fmt: skip
    try_next = (
        Try("Where most is right, two thousand examples measure to under half a point "
            "[resolves.thousands_wide].", accuracy=0.97),
        Try("Even a tenth of a hundred says little [vague.hundred_thin].", held=10))  # fmt: skip

    better = Predict(
        "The accuracy of the model goes from {before.accuracy} to {accuracy}: it errs a tenth as "
        "often. The spread of what the same test measures becomes …",
        Choice("a tenth as large", 0.1, "So do the errors. Their spread goes with the root."),
        Choice("a third as large", 0.33),
        Choice("about as large", 1, "Not the number of examples alone counts."),
        of=Ratio("surer.measured"), accuracy=0.99,
        why="It is √(p(1 − p)/m): a tenth of the errors, 1 − p, and near a third of the spread. "
            "So the same test tells good models apart more finely [spreads].",
        variants=(Change(before={"accuracy": 0.8}, accuracy=0.98),))  # fmt: skip
    more = Predict("Of the million {held} % are held out for the test instead of {before.held} %. "
                   "The spread of what it measures becomes …", Choice("half as large", 0.5),
                   Choice("a quarter as large", 0.25, "So does its square, the variance."),
                   Choice("a sixteenth as large", 0.0625, "Even the variance falls only with m."),
                   of=Ratio("surer.measured"), held=4,
                   why="The spread falls with the root of the number of test examples: to halve it "
                       "takes four times as many [spreads].",
                   variants=(Change(before={"held": 2}, held=8),))  # fmt: skip
    coin = Predict(
        "The accuracy of the model goes from {before.accuracy} to {accuracy}: it might as well "
        "toss a coin. What the same test measures then spreads …",
        Choice("less", "fewer", "A coin is known to be right half the time; one test is not."),
        Choice("about as much", 1, "Not the number of examples alone counts."),
        Choice("more", "more"), of=Ratio("surer.measured"), accuracy=0.5,
        why="The variance of an answer, p(1 − p), is largest at one half: what is right as often "
            "as wrong is hardest to measure [spreads].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        rng = np.random.default_rng(self.seed)
        shares = WIDE, self.held / 100
        splits = [_split(size, share, self.seed) for size in SIZES for share in shares]
        counts = np.array([count for count, _ in splits])
        tested = counts[:, 2:]
        drawn = rng.binomial(tested, self.accuracy, (len(splits), SETS)) / tested
        scores, errors = 100 * drawn[:, :SHOWN], 100 * drawn.std(axis=1)
        low = max(0.0, 10 * np.floor(10 * self.accuracy - 0.44 * np.sort(errors)[-2]))
        folds = k_fold(100, FOLDS, rng)
        return {
            "shares": 100 * counts / counts.sum(axis=1, keepdims=True),
            "repeated": np.array([misplaced for _, misplaced in splits]),
            **{part: Members(counts[:, i]) for i, part in enumerate(PARTS)},
            "total": Members(counts.sum(axis=1)), "scores": scores,
            "heights": HEIGHTS[:, np.newaxis] + [_spread(each, rng) for each in scores],
            "errors": errors, "lower": Members((scores < low).sum(axis=1)), "low": low,
            "fold_learned": np.stack([np.bincount(train, minlength=100) for train, _ in folds]),
            "fold_tested": np.stack([np.bincount(held, minlength=100) for _, held in folds]),
            "percent": 100 * self.accuracy, "sets": SETS, "shown": SHOWN}  # fmt: skip

    @claim("Tested on {test:# example|# examples}, accuracy is measured to ±{measured} points; "
           "√(p(1 − p)/m) is {expected}.")  # fmt: skip
    def spreads(self, result: Result) -> Measured:
        p, m = self.accuracy, result["test"]
        expected = 100 * np.sqrt(p * (1 - p) / m)
        return Measured(result["errors"], "=", expected, within=SIGMAS * expected * doubt(p, m))

    @claim("Of {total} examples {measured:# is|# are} held out for the test: its share.")
    def tests(self, result: Result) -> Measured:
        expected = np.outer(SIZES, [WIDE, self.held / 100]).ravel()
        return Measured(result["test"], "=", expected, within=1e-9 * expected)

    @claim("Of {total} examples, {train} of them for training, {measured} are in no part, or in "
           "two.")  # fmt: skip
    def apart(self, result: Result) -> Measured:
        return Measured(result["repeated"], "=", 0)

    @claim("In five folds of a hundred {measured:# example is|# examples are} learned where "
           "tested, or not tested on once.")  # fmt: skip
    def folds(self, result: Result) -> Measured:
        tested, learned = result["fold_tested"], result["fold_learned"]
        wrong = (tested.sum(axis=0) != 1) | ((tested * learned).sum(axis=0) != 0)
        return Measured(wrong.sum(), "=", 0)

    @claim("{held}\xa0% of a million measure to ±{measured}, 20\xa0% of a hundred to ±{expected}.")
    def surer(self, result: Result) -> Measured:
        return Measured(result["errors"][5], "<", result["errors"][0])

    @claim("{held}\xa0% of a million measure to ±{measured}, 20\xa0% of 10,000 to ±{expected}.")
    def share(self, result: Result) -> Measured:
        return Measured(result["errors"][5], "<", result["errors"][2])

    @claim("With 2,000 test examples the spread is {measured} of that with 20: √(1/100).")
    def tenth(self, result: Result) -> Measured:
        (few, many), m = result["errors"][[0, 2]], result["test"][[0, 2]]
        expected = np.sqrt(m[0] / m[1])
        within = SIGMAS * expected * np.hypot(*doubt(self.accuracy, m))
        return Measured(many / few, "=", expected, within=within)

    @finding("On {test:# test example|# test examples} all are right or all are wrong.")
    def single(self, result: Result) -> Measured:
        between = (result["scores"] > 0) & (result["scores"] < 100)
        return Measured(between.sum(axis=1), "=", 0)

    @finding("{test:# test example says|# test examples say} little: ±{measured} points, over 5.")
    def vague(self, result: Result) -> Measured:
        return Measured(result["errors"], ">", 5)

    @finding("{test} test examples measure to ±{measured}, under half a point.")
    def resolves(self, result: Result) -> Measured:
        return Measured(result["errors"], "<", 0.5)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        parts, scores = drawing.panels_of(self, result, figure, widths=(1, 1.2), column_height=5.6)
        self._draw_parts(parts, result)
        self._draw_scores(scores, result)
        words = self.words(result)
        names = [words.say("100 examples"), words.say("10,000 examples"), words.say("a million")]
        for axes in (parts, scores):
            axes.set_ylim(HEIGHTS[-1] + 0.6, -0.6)
            axes.set_yticks(HEIGHTS.reshape(-1, 2).mean(axis=1), names)
            axes.tick_params(axis="y", length=0)
            axes.spines["left"].set_visible(False)
        scores.tick_params(labelleft=drawing.is_narrow(figure))

    def _draw_parts(self, axes: drawing.Axes, result: Result) -> None:
        """Draw each way to split as a bar, with what is learned from and what is tested on."""
        words = self.words(result)
        heads = words.say("train {train}", NAMED[0]), words.say("dev"), words.say("test")
        for row, of in enumerate(self.members):
            texts = heads if row == 0 else (words.say("{train}", of), "", "")
            left, at = 0.0, HEIGHTS[row]
            for part, share, text in zip(PARTS, result["shares"][row], texts, strict=True):
                colour = drawing.role(part).faded(0.4)
                axes.barh(at, share, 0.72, left, color=colour, edgecolor=drawing.colour("paper"))
                axes.text(left + share / 2, at, text, ha="center", va="center", size="small")
                left += share
            _beside(axes, 102, at, words.say("{test}", of), of in NAMED)
        axes.set(xlim=(0, 130), xticks=[0, 20, 40, 60, 80, 100])
        axes.spines["bottom"].set_bounds(0, 100)

    def _draw_scores(self, axes: drawing.Axes, result: Result) -> None:
        """Draw each test set's score as a dot, and the standard deviation of them all as a bar."""
        words, low, p = self.words(result), result["low"], result["percent"]
        pale, test = drawing.role("test").faded(0.55), drawing.colour("test")
        axes.axvline(p, color=drawing.colour("faint"), zorder=0.5)
        for row, of in enumerate(self.members):
            at, error, x = HEIGHTS[row], result["errors"][row], result["scores"][row]
            seen = np.where(x >= low, x, np.nan)
            (dots,) = axes.plot(seen, result["heights"][row], "o", color=pale, zorder=2)
            dots.set_markersize(0.4 * dots.get_markersize())
            ends = np.clip([p - error, p + error], low, 100)
            (bar,) = axes.plot(ends, [at + 0.52] * 2, color=test, solid_capstyle="butt")
            bar.set_linewidth(1.5 * bar.get_linewidth())
            _beside(axes, 101.5, at, words.say("±{spreads.measured:.2g}", of), of in NAMED)
            if result["lower"][row]:
                text = words.say("← {lower} of {shown} say less than {low:.0f}\xa0%", of)
                drawing.label(axes, text, low, at, "test", side="right")
        span = 100 - low
        axes.set(xlim=(low - 0.02 * span, 100 + 0.25 * span))
        axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= 100])
        axes.spines["bottom"].set_bounds(low, 100)


def _beside(axes: drawing.Axes, x: float, y: float, text: str, bold: bool) -> None:
    """Write a number of a test set at the right of its row."""
    colour, weight = drawing.text_colour("test"), "bold" if bold else "normal"
    axes.text(x, y, text, va="center", color=colour, weight=weight)


def doubt(p: float, m: Array) -> Array:
    """Return the relative error of a standard deviation measured on SETS scores of m examples.

    It is √((κ − 1)/4n) for n draws of kurtosis κ; that of a binomial is 3 + (1 − 6pq)/(mpq). For
    a coin κ is 1, and what is left is of the second order: 1/2n, of a mean as far off as here.
    """
    pq = p * (1 - p)
    share = np.sqrt((2 + (1 - 6 * pq) / (m * pq)) / (4 * SETS))
    return np.asarray(share + SIGMAS / (2 * SETS))


@remembering
def _split(size: int, share: float, seed: int) -> tuple[list[int], int]:
    """Return how many examples each part has, and how many are in none, or in more than one."""
    parts = split_indices(size, (1 - 2 * share, share, share), seed)
    often = np.bincount(np.concatenate(parts), minlength=size)
    return [len(part) for part in parts], int(np.sum(often != 1))


def _spread(scores: Array, rng: np.random.Generator) -> Array:
    """Return heights for dots at these scores: a cloud is as thick as its score is frequent."""
    _, place = np.unique(scores.round(1), return_inverse=True)
    often = np.bincount(place)
    return np.asarray(rng.uniform(-0.4, 0.4, len(scores)) * often[place] / often.max())
