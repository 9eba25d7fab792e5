"""Polynomials of three degrees fitted to a noisy sine, many times over."""

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz_concepts.data.bias_variance_figure import draw_bars, draw_fits
from nnviz_concepts.data.bias_variance_fits import (
    DRAWN_AT,
    NAMES,
    PLACES,
    bias_and_variance,
    smoother,
    verdict,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOW, MIDDLE = 1, 3
DRAWN = 100
SUMS = (
    "Degree 1: bias² + variance + noise = {expected}; the measured test error is {measured}.",
    "Degree 3: bias² + variance + noise = {expected}; the measured test error is {measured}.",
    "Degree {degree}: bias² + variance + noise = {expected}; the measured test error is "
    "{measured}.",
)
SPREADS = (
    "Degree 1: at the training points the variance is {measured}; 2σ²/{examples} = {expected}.",
    "Degree 3: there it is {measured}; 4σ²/{examples} = {expected}.",
    "Degree {degree}: there it is {measured}; {weights}σ²/{examples} = {expected}.",
)


class BiasVariance(Concept):
    r"""Too stiff a model misses the truth however much it sees, too flexible a one follows noise.

    Fit a model to many training sets of the same kind. What their mean misses of the truth is the
    bias; how far single fits stray from that mean is the variance. The expected squared error on
    new data is a sum of three: $\text{bias}^2 + \text{variance} + \sigma^2$, of which the last is
    noise that nobody can predict.

    Look at the top row. Straight lines agree with each other and are all wrong: the shaded gap
    stays. Degree {degree} is right in the mean, but hardly a single fit is. With $n$ examples
    the variance at them is $(d+1)\sigma^2/n$ for degree $d$: each weight that is fitted costs as
    much.

    In practice there is one training set and no truth, and what can be seen are the two marks on
    each bar. A training error well above the noise says bias: take a bigger network, train longer.
    A gap between training and test error says variance: take more data, regularize. First find
    out which, for the cure of one is useless against the other. A misconception: a training error
    near zero is no success: degree {degree} has the lowest training error, {high_train}, and a
    test error of {high_test}.

    Try next:

    - `nnviz show bias-variance --examples 100`: more data cures variance, not bias.
    - `nnviz show bias-variance --penalty 0.4`: so does a penalty, for a little bias.
    """

    title = "Bias and variance"
    topic = "data"
    order = 2
    see_also = ("data-splits", "augmentation", "l2", "early-stopping")
    references = (
        "Bishop 2006, Pattern Recognition and Machine Learning, section 3.2, figure 3.5",
        "Hastie, Tibshirani & Friedman 2009, Elements of Statistical Learning, section 7.3",
        "Ng 2017, Improving deep neural networks, week 1: basic recipe for machine learning",
    )

    degree: int = parameter(
        9, "Degree of the most flexible polynomial.", ge=5, le=11, sweep=(5, 7, 9, 11)
    )
    examples: int = parameter(
        12, "Examples in each training set.", ge=12, le=1000, sweep=(12, 25, 100)
    )
    noise: float = parameter(
        0.3, "Standard deviation σ of the noise.", ge=0.05, le=1, sweep=(0.1, 0.3, 0.6)
    )
    penalty: float = parameter(
        0.0,
        "Ridge penalty λ on the squares of the weights, the constant's apart.",
        ge=0,
        le=100,
        sweep=(0.0, 0.1, 0.4, 2.0),
    )
    fits: int = parameter(100, "Training sets, a fit each.", ge=20, le=1000)
    seed: int = parameter(0, "Seed of the noise.", ge=0)

    def compute(self) -> dict[str, object]:
        """Fit each degree to every training set, and test each fit on values of its own."""
        rng = np.random.default_rng(self.seed)
        inputs = np.linspace(0, 1, self.examples)
        signal, truth = np.sin(2 * np.pi * inputs), np.sin(2 * np.pi * PLACES)
        targets = signal + self.noise * rng.standard_normal((self.fits, self.examples))
        tested = truth + self.noise * rng.standard_normal((self.fits, len(truth)))
        values: dict[str, Array] = {}
        for name, degree in zip(NAMES, (LOW, MIDDLE, self.degree), strict=True):
            on = [smoother(inputs, x, degree, self.penalty) for x in (PLACES, inputs, DRAWN_AT)]
            fits, fitted = targets @ on[0].T, targets @ on[1].T
            values |= bias_and_variance(name, fits, truth, on[0] @ signal)
            values[f"{name}_drawn"] = targets[:DRAWN] @ on[2].T
            values[f"{name}_spread"] = fitted.var(axis=0, ddof=1).mean()
            values[f"{name}_train"] = np.square(fitted - targets).mean().round(15)
            values[f"{name}_test"] = np.square(fits - tested).mean()
        best = min(NAMES, key=lambda name: float(values[f"{name}_test"]))
        return {
            "inputs": inputs,
            "targets": targets[0],
            "truth": truth,
            "floor": self.noise**2,
            "weights": self.degree + 1,
            "best_degree": dict(zip(NAMES, (LOW, MIDDLE, self.degree), strict=True))[best],
            "best_test": values[f"{best}_test"],
            **values,
            **{f"{name}_verdict": verdict(values, name, self.noise**2) for name in NAMES},
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield that the parts make the measured error, what the variance is, and who has which."""
        for name, statement in zip(NAMES, SUMS, strict=True):
            excess = result[f"{name}_bias"] + result[f"{name}_variance"]
            noise, count = result["floor"], self.fits * len(PLACES)
            yield Claim(
                statement,
                expected=excess + noise,
                measured=result[f"{name}_test"],
                # Of a squared deviation with noise ε about a miss e: 2σ⁴ + 4σ²e² is its variance.
                tolerance=4 * sqrt((2 * noise**2 + 4 * noise * excess) / count),
            )
        if self.penalty == 0:
            yield from self._without_penalty(result)

    def _without_penalty(self, result: Result) -> Iterator[Claim]:
        degrees = (LOW, MIDDLE, self.degree)
        for name, degree, statement in zip(NAMES, degrees, SPREADS, strict=True):
            expected = (degree + 1) * result["floor"] / self.examples
            yield Claim(
                statement,
                expected=expected,
                measured=result[f"{name}_spread"],
                # A χ² of (d + 1)(fits − 1) degrees of freedom, whose share of error is √(2/ν).
                tolerance=4 * expected * sqrt(2 / ((degree + 1) * (self.fits - 1))),
            )
        for measured, expected, statement in (
            ("middle", "low", "From degree 1 to 3 the bias², without noise, falls to {measured}."),
            ("high", "middle", "From degree 3 to {degree} it falls to {measured}."),
        ):
            yield Claim(
                statement,
                expected=result[f"{expected}_exact_bias"],
                measured=result[f"{measured}_exact_bias"],
                relation="<",
            )
        for measured, expected, statement in (
            ("middle", "low", "From degree 1 to 3 the variance rises to {measured}."),
            ("high", "middle", "From degree 3 to {degree} it rises to {measured}."),
        ):
            yield Claim(
                statement,
                expected=result[f"{expected}_variance"],
                measured=result[f"{measured}_variance"],
                relation=">",
            )
        strayed = result["high_variance"] / self.fits
        yield Claim(
            "The mean of {fits} fits of degree {degree} is off the fit without noise by {measured} "
            "in square: variance/{fits} = {expected}.",
            expected=strayed,
            measured=result["high_strayed"],
            tolerance=4 * sqrt(2) * strayed,
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the fits of each degree, and what their error is made of."""
        degrees = (LOW, MIDDLE, self.degree)
        titles = [
            f"Degree {degree}: {result[f'{name}_verdict']}"
            for name, degree in zip(NAMES, degrees, strict=True)
        ]
        *fits, bars = drawing.panels(
            figure,
            *titles,
            "What the squared error on new data is made of",
            mosaic="abc;ddd",
            heights=(1, 1.1),
        )
        for axes, name in zip(fits, NAMES, strict=True):
            draw_fits(axes, result, name)
        fits[0].set_ylabel("target t")
        draw_bars(bars, result, degrees, letter=0.026 if drawing.is_narrow(figure) else 0.0145)

    def headline(self, result: Result) -> str:
        """Return which degree errs least, and what the others suffer from."""
        return (
            "Degree {best_degree} errs least, by {best_test:.2g}: degree 1 has {low_bias:.2g} of "
            "bias², degree {degree} {high_variance:.2g} of variance"
        )

    def setting(self, result: Result) -> str:
        """Return the data and the fits."""
        ridge = ", ridge penalty λ = {penalty}" if self.penalty else ""
        return (
            "Polynomials fitted to {examples} values of sin 2πx with noise σ = {noise}, for each "
            "of {fits} training sets" + ridge
        )

    def caption(self, result: Result) -> str:
        """Return the data, the three sums, and the recipe."""
        ridge = " with a ridge penalty of {penalty}" if self.penalty else ""
        return (
            "Least squares" + ridge + " on {fits} training sets of {examples} values of sin 2πx, x "
            "evenly spaced, noise of variance {floor} (seed {seed}). Bias² and variance are "
            "{low_bias} and {low_variance} for degree 1, {middle_bias} and {middle_variance} for "
            "degree 3, {high_bias} and {high_variance} for degree {degree}; with the noise they "
            "make the errors measured on new values, {low_test}, {middle_test} and {high_test}. "
            "What bias costs, a bigger model cures; what variance costs, more data or a penalty."
        )

    def alt(self, result: Result) -> str:
        """Return the four panels in words."""
        return (
            "Top: {fits} pale fits with their mean and the true sine. The straight lines lie close "
            "together and far from the sine; the cubics are close to it; the curves of degree "
            "{degree} scatter about it, most at the ends. Bottom: stacked bars of bias², variance "
            "and noise with marks for training and test error; tests {low_test}, {middle_test} and "
            "{high_test}, training {low_train}, {middle_train} and {high_train}."
        )
