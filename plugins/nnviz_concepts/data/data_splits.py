"""Held-out data: how much of it, how sure it makes an estimate, and what choosing by it costs."""

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.data import k_fold, split_indices
from nnviz_concepts.data.data_splits_estimates import (
    DISTANCE,
    SHARES,
    SINGLE,
    SIZES,
    SPLITS,
    best_of,
    doubt,
    held_out,
    standard_error,
)
from nnviz_concepts.data.data_splits_figure import (
    draw_choice,
    draw_errors,
    draw_estimates,
    draw_parts,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SETS = 400  # data sets, each split and learned from anew
FEATURES = 40
FOLDS = 5
TRIALS = 4000
CHOICES = 2000
STATEMENTS = (
    "Tested on 20 examples, 20 % of 100, an accuracy of {accuracy} is measured to ±{measured}: "
    "√(p(1 − p)/m) = {expected}.",
    "On 1 example, 1 % of 100, to ±{measured} against {expected}: no estimate at all.",
    "On 2000, 20 % of 10,000, to ±{measured} against {expected}.",
    "On 100, 1 % of 10,000, to ±{measured} against {expected}.",
    "On 200,000, 20 % of a million, to ±{measured} against {expected}.",
    "On 10,000, 1 % of a million, to ±{measured} against {expected}: enough.",
)


class DataSplits(Concept):
    r"""How many examples are held out, not what share of all, says how sure a score is.

    Learn from one part of the data, choose on a second (dev), and report on a third (test) that
    nothing was chosen by. An accuracy $p$ measured on $m$ examples has the standard error
    $\sqrt{p(1-p)/m}$. So a million examples need not be split 60/20/20: one percent tests them
    well, and the rest can be learned from. Of a hundred, even twenty say little.

    Look at the first panel. Held out too little, the estimate scatters; held out too much, the
    model learns from too little and is worse than the one that will be used. Five folds hold out
    every example once, so their mean scatters less than a single split's, at five times the work.

    The second panel is about choosing. All of {models} models are equally good, but the best of
    them on the dev set is the luckiest, and its dev score flatters. A fresh test set does not
    know of the choice. With a larger dev set the gap closes.

    A misconception: a test set is not used up by its age but by choosing on it; then it has become
    a dev set. And both must come from the distribution that the model will meet.

    Try next:

    - `nnviz show data-splits --dev 1000`: the luckiest is hardly lucky.
    - `nnviz show data-splits --models 500`: the more are tried, the more the best flatters.
    - `nnviz show data-splits --accuracy 0.99`: to tell 99 % from 98 % takes many examples.
    """

    title = "Training, dev and test sets"
    topic = "data"
    order = 3
    see_also = ("bias-variance", "augmentation", "early-stopping", "random-search")
    references = (
        "Hastie, Tibshirani & Friedman 2009, Elements of Statistical Learning, section 7.10",
        "Cawley & Talbot 2010, On over-fitting in model selection, section 4",
        "Ng 2017, Improving deep neural networks, week 1: train, dev and test sets",
    )

    examples: int = parameter(
        200, "Examples of the data sets that are learned from.", ge=40, le=500, sweep=(60, 200, 500)
    )
    accuracy: float = parameter(
        0.9, "Accuracy p of every model that is tested.", ge=0.55, le=0.99, sweep=(0.6, 0.9, 0.99)
    )
    models: int = parameter(50, "Models k to choose from.", ge=2, le=500, sweep=(5, 50, 500))
    dev: int = parameter(
        100,
        "Examples of the dev set they are chosen on, and of the test set.",
        ge=10,
        le=10_000,
        sweep=(20, 100, 1000, 10_000),
    )
    seed: int = parameter(0, "Seed of everything drawn at random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Split, learn and test many times; measure one accuracy often; choose among equals."""
        rng = np.random.default_rng(self.seed)
        tested = np.array([round(part[-1] * size) for size in SIZES for part in SPLITS])
        scores = rng.binomial(tested, self.accuracy, (TRIALS, len(tested))) / tested
        errors = scores.std(axis=0)
        few, alone, *_, many = 100 * errors
        return {
            "tested": tested,
            "errors": errors,
            "few": few,
            "alone": alone,
            "many": many,
            **self._estimated(rng),
            **self._chosen(rng),
        }

    def _estimated(self, rng: np.random.Generator) -> dict[str, object]:
        """Estimate the error of a nearest-mean classifier by single splits, and by five folds."""
        labels = np.arange(self.examples) % 2
        inputs = rng.standard_normal((SETS, self.examples, FEATURES))
        inputs[..., 0] += DISTANCE * (labels - 0.5)
        singles = [
            held_out(inputs, *split_indices(self.examples, (1 - share, share), rng, labels))
            for share in SHARES
        ]
        folds = [held_out(inputs, *fold) for fold in k_fold(self.examples, FOLDS, rng, labels)]
        estimates = np.stack([estimate for estimate, _, _ in singles], axis=-1)
        true = np.stack([error for _, error, _ in singles], axis=-1)
        held = np.array([count for _, _, count in singles])
        folded = sum(estimate * count for estimate, _, count in folds) / self.examples
        everything = np.arange(self.examples)
        return {
            "held": held,
            "estimate": estimates.mean(axis=0),
            "spread": estimates.std(axis=0),
            "true": true.mean(axis=0),
            "standard_error": standard_error(true, held),
            "folded": np.mean(folded),
            "folded_spread": np.std(folded),
            "single_points": 100 * estimates[:, SINGLE].std(),
            "folded_points": 100 * np.std(folded),
            "sets": SETS,
            "best_error": held_out(inputs, everything, everything)[1].mean(),
        }

    def _chosen(self, rng: np.random.Generator) -> dict[str, object]:
        """Choose, many times, the best of up to k equally good models by their dev scores."""
        counts = np.unique(np.geomspace(1, self.models, 16).round().astype(int))
        shape = (CHOICES, self.models)
        dev = rng.binomial(self.dev, self.accuracy, shape) / self.dev
        test = rng.binomial(self.dev, self.accuracy, shape) / self.dev
        winners = np.stack([dev[:, :k].argmax(axis=1) for k in counts], axis=-1)
        scores = np.take_along_axis(dev, winners, axis=1)
        return {
            "counts": counts,
            "dev_scores": scores.mean(axis=0),
            "test_scores": np.take_along_axis(test, winners, axis=1).mean(axis=0),
            "flattery": 100 * (scores[:, -1].mean() - self.accuracy),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the standard errors, what a split and five folds estimate, and what choice does."""
        p = self.accuracy
        for statement, m, measured in zip(
            STATEMENTS, result["tested"], result["errors"], strict=True
        ):
            yield Claim(
                statement,
                expected=sqrt(p * (1 - p) / m),
                measured=measured,
                tolerance=4 * sqrt(p * (1 - p) / m) * doubt(p, float(m), TRIALS),
            )
        yield from self._claims_of_estimates(result)
        best, deviation = best_of(p, self.dev, self.models)
        yield Claim(
            "The best of {models} equals scores {measured} on the dev set it was chosen by; for "
            "the largest of {models} binomials {expected} is expected, though p = {accuracy}.",
            expected=best,
            measured=result["dev_scores"][-1],
            tolerance=4 * deviation / sqrt(CHOICES),
        )
        yield Claim(
            "On the test set it scores {measured}: p = {expected}.",
            expected=p,
            measured=result["test_scores"][-1],
            tolerance=4 * sqrt(p * (1 - p) / self.dev / CHOICES),
        )

    def _claims_of_estimates(self, result: Result) -> Iterator[Claim]:
        error, formula = result["true"][SINGLE], result["standard_error"][SINGLE]
        yield Claim(
            "Over {sets} data sets of {examples}, of which 20 % are held out, the estimate has a "
            "standard deviation of {measured}; the formula, with what the models differ, says "
            "{expected}.",
            expected=formula,
            measured=result["spread"][SINGLE],
            tolerance=4 * formula * doubt(error, result["held"][SINGLE], SETS),
        )
        yield Claim(
            "It is right in the mean, {measured} against {expected}, about the model it tests.",
            expected=error,
            measured=result["estimate"][SINGLE],
            tolerance=4 * formula / sqrt(SETS),
        )
        yield Claim(
            "Held out 80 %, the model errs by {measured}, more than the {expected} of one that "
            "learns from all.",
            expected=result["best_error"],
            measured=result["true"][-1],
            relation=">",
        )
        yield Claim(
            "The estimate of five folds has a standard deviation of {measured}, less than a single "
            "split's {expected}.",
            expected=result["spread"][SINGLE],
            measured=result["folded_spread"],
            relation="<",
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the estimate against what is held out, the luckiest's scores, and three sizes."""
        estimate, choice, parts, errors = drawing.panels(
            figure,
            f"The error estimated from {self.examples} examples",
            "The best of many equally good models",
            "Two ways to split",
            "How sure the test score is, ± points",
            mosaic="ab;cd",
            heights=(1.15, 1),
        )
        draw_estimates(estimate, result)
        draw_choice(choice, result, self.accuracy)
        draw_parts(parts)
        draw_errors(errors, result)

    def headline(self, result: Result) -> str:
        """Return how sure a score is on few examples and on many."""
        return (
            "1 % of a million examples measures accuracy to ±{many:.2g} points, "
            "20 % of a hundred to ±{few:.2g}"
        )

    def setting(self, result: Result) -> str:
        """Return what was simulated."""
        return (
            "Classifiers of two Gaussian clouds, {sets} data sets of {examples}; models of "
            "accuracy {accuracy}, {models} to choose from on {dev} dev examples"
        )

    def caption(self, result: Result) -> str:
        """Return the simulations, what is seen, and what follows."""
        return (
            "Nearest-mean classifiers in 40 dimensions learned from what is not held out of "
            "{examples} examples, {sets} times (seed {seed}); the band is one standard deviation. "
            "A split of 20 % estimates the error to ±{single_points:.2g} points, five folds to "
            "±{folded_points:.2g}. The best of {models} models of accuracy {accuracy} scores "
            "{flattery:.2g} points too much on the {dev} examples it was chosen by, and not on "
            "fresh ones. How sure a score is depends on how many examples are tested, so of a "
            "million one percent is enough."
        )

    def alt(self, result: Result) -> str:
        """Return the four panels in words."""
        return (
            "Top left: the estimated error against the share held out, a band wide at 5 %, "
            "narrower and rising towards 80 %; at 20 % a shorter bar for five folds. Top right: "
            "the dev score of the best of k models rises {flattery:.2g} points over the true "
            "accuracy at k = {models}, its test score stays. Bottom left: bars of 100, 10,000 and "
            "a million examples, split 60/20/20 and 98/1/1. Bottom right: the standard errors of "
            "their tests, from {alone:.2g} points on one example to {many:.2g} on 10,000."
        )
