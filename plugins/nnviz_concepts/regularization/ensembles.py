"""Ensembles: what averaging models gains, and what it cannot."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset
from nnviz.core.decisions import limits_around, plane_grid
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train
from nnviz.datasets import in_plane
from nnviz_concepts.regularization.ensembles_figure import (
    RESOLUTION,
    draw_average,
    draw_members,
    draw_variances,
    draw_votes,
)
from nnviz_concepts.regularization.ensembles_trials import (
    SHARES,
    TRIALS,
    majorities,
    majority,
    variances_of_averages,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CORRELATIONS = (0.0, 1.0)
HIDDEN, STEPS = 16, 150
EXAMPLES, NEW_EXAMPLES = 100, 1000
TINY = 1e-12


class Ensembles(Concept):
    r"""Averaging models removes what their errors do not share, and nothing of what they share.

    If each of $M$ models errs with variance $\sigma^2$, and any two errors have correlation
    $\rho$, their average errs with variance $\rho\sigma^2+\frac{(1-\rho)\sigma^2}{M}$. Independent
    errors average out; the shared part $\rho\sigma^2$ stays however many models there are.

    Look at the first panel: each curve falls to its own floor. The second is about votes: if each
    of 11 voters is right with probability 0.7, their majority is right in 92 % of all cases, but
    if each is right with probability 0.4, the majority makes it worse, 25 %. Below are networks
    that differ only in their random start and in the examples they drew: each bends its boundary
    around the noise in a way of its own, and the average of their probabilities is smoother than
    all of them.

    In practice ensembles win competitions with a few per cent less error, at $M$ times the cost.
    Bagging lowers $\rho$ by giving each model another sample; dropout is akin to averaging many
    networks that share weights. A misconception: more models do not mend a bias that all share.

    Try next:

    - `nnviz show ensembles --correlation 0.9`: models too much alike.
    - `nnviz show ensembles --models 1`: nothing to average.
    - `nnviz show ensembles --dataset circles`: another shape to learn.
    """

    title = "Ensembles"
    topic = "regularization"
    order = 6
    see_also = ("bias-variance", "dropout", "symmetry-breaking")
    references = (
        "Breiman 1996, Bagging predictors",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.11",
        "Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, section 15.2",
    )

    correlation: float = parameter(
        0.3, "Correlation ρ of any two models' errors.", ge=0, le=1, sweep=(0.0, 0.1, 0.3, 0.9)
    )
    models: int = parameter(11, "Number of models M, odd so that votes do not tie.", ge=1, le=31)
    noise: float = parameter(0.3, "Standard deviation of the data set's noise.", ge=0, le=0.6)
    dataset: str = parameter("moons", "Data set in the plane to learn.", family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Draw correlated errors and votes, and train networks on samples of a data set."""
        rng = np.random.default_rng(self.seed)
        counts = np.arange(1, max(self.models, 11) + 1)
        correlations = np.unique([*CORRELATIONS, self.correlation])
        variances = np.stack([variances_of_averages(rng, rho, len(counts)) for rho in correlations])
        chosen = variances[np.searchsorted(correlations, self.correlation), self.models - 1]
        odd = counts[::2]
        right = {name: majorities(rng, p, odd) for name, p in SHARES.items()}
        return {
            "counts": counts,
            "correlations": correlations,
            "variances": variances,
            "average_variance": chosen,
            "odd_counts": odd,
            "trials": TRIALS,
            "examples": EXAMPLES,
            **{f"{name}_votes": votes for name, votes in right.items()},
            "better_exact": majority(SHARES["better"], 11),
            "worse_exact": majority(SHARES["worse"], 11),
            "better_eleven": right["better"][5],
            "worse_eleven": right["worse"][5],
            **self._networks(rng),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield both formulas against what was drawn, and what averaging does to networks."""
        rho, m = self.correlation, self.models
        variance = rho + (1 - rho) / m
        yield Claim(
            "The average of {models} errors has variance {measured}; ρσ² + (1 − ρ)σ²/M = "
            "{expected}.",
            expected=variance,
            measured=result["average_variance"],
            tolerance=5 * variance * np.sqrt(2 / TRIALS),
        )
        grid = result["correlations"][:, np.newaxis]
        formula = grid + (1 - grid) / result["counts"]
        yield Claim(
            "Over all the points drawn, variance and formula differ by at most {measured:.1%}.",
            expected=0,
            measured=np.abs(result["variances"] / formula - 1).max(),
            tolerance=5.5 * np.sqrt(2 / TRIALS),
        )
        for name, statement in _VOTES.items():
            exact = result[f"{name}_exact"]
            yield Claim(
                statement,
                expected=exact,
                measured=result[f"{name}_eleven"],
                tolerance=5 * np.sqrt(exact * (1 - exact) / TRIALS),
            )
        yield Claim(
            "The average of the probabilities costs {measured}, no more than its members do on "
            "average, {expected} (Jensen's inequality).",
            expected=result["member_cost"],
            measured=result["average_cost"],
            tolerance=1e-9,
            relation="<=",
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw variance and votes against the number of models, and the boundaries."""
        variance, votes, single, average = drawing.panels(
            figure,
            "Variance of an average",
            "Majority of independent votes",
            f"Each network alone: {result['member_error']:.1f}\u00a0% wrong",
            f"Their average: {result['average_error']:.1f}\u00a0% wrong",
            mosaic="ab;cd",
        )
        draw_variances(variance, result, self.correlation, self.models)
        draw_votes(votes, result)
        draw_members(single, result)
        draw_average(average, result)

    def headline(self, result: Result) -> str:
        """Return what is left of the variance."""
        if self.models == 1:
            return "A single model keeps all of its variance"
        return (
            "Averaging {models} models leaves {average_variance:.2f} of the variance, and "
            "{average_error:.1f}\u00a0% instead of {member_error:.1f}\u00a0% error"
        )

    def setting(self, result: Result) -> str:
        """Return what was drawn and trained."""
        return (
            "Errors with correlation ρ = {correlation}; below, {models} networks on samples of "
            "{examples} points of {dataset}, noise {noise}"
        )

    def caption(self, result: Result) -> str:
        """Return what was drawn and trained, what averaging gained, and what follows."""
        return (
            "Points: {trials} random draws; lines: the formulas. With correlation ρ = "
            "{correlation} the average of {models} errors keeps {average_variance:.3f} of their "
            "variance; a majority of 11 is right in {better_exact:.4f} of the cases if each is in "
            "70 %, in {worse_exact:.4f} if each is in 40 %. Networks trained on samples of "
            "{examples} points of {dataset} err on {member_error:.1f} % of new points by "
            "themselves and on {average_error:.1f} % together. Seed {seed}."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Upper left: the variance of an average falls with the number of models, to zero for "
            "independent errors, to a floor of {correlation} for correlated ones, and not at all "
            "for equal ones. Upper right: the majority's share of right answers rises to "
            "{better_exact:.4f} with 11 good voters and falls to {worse_exact:.4f} with bad "
            "ones. Below: the tangled boundaries of {models} networks, and the smoother one of "
            "their average."
        )

    def _networks(self, rng: np.random.Generator) -> dict[str, object]:
        """Train networks that each drew its examples with replacement, and average them."""
        learned = in_plane(self, self.dataset, EXAMPLES, self.noise, 2 * self.seed)
        new = in_plane(self, self.dataset, NEW_EXAMPLES, self.noise, 2 * self.seed + 1)
        drawn = rng.integers(0, EXAMPLES, (self.models, EXAMPLES))
        network = Network(
            [2, HIDDEN, HIDDEN, len(learned.classes)],
            loss="multiclass",
            seed=1000 * self.seed,
            members=self.models,
        )
        train(network, learned.inputs[drawn], learned.targets[drawn], Adam(0.03), steps=STEPS)
        each = network.outputs(new.inputs)
        limits = limits_around(learned.inputs)
        return {
            "points": learned.inputs,
            "labels": learned.targets,
            "limits": limits,
            "surfaces": network.outputs(plane_grid(*limits, RESOLUTION)),
            "member_error": 100 * _error(each, new),
            "average_error": 100 * _error(each.mean(axis=0), new),
            "member_cost": _cost(each, new),
            "average_cost": _cost(each.mean(axis=0), new),
        }


_VOTES = {
    "better": "The majority of 11 that are each right with p = 0.7 is right in {measured:.4f} of "
    "the cases; the binomial sum is {expected:.4f}.",
    "worse": "With p = 0.4 it is right in {measured:.4f}; the binomial sum is {expected:.4f}.",
}


def _error(probabilities: Array, data: Dataset) -> float:
    """Return the share of examples got wrong, a mean over any members."""
    return float((probabilities.argmax(axis=-1) != data.targets).mean())


def _cost(probabilities: Array, data: Dataset) -> float:
    """Return the mean cross-entropy, a mean over any members too."""
    of_right = probabilities[..., np.arange(len(data)), data.targets]
    return float(-np.log(np.maximum(of_right, TINY)).mean())
