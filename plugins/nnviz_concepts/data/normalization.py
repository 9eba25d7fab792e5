"""Least squares with features of very different scales, raw and normalized."""

from collections.abc import Iterator
from math import ceil, isfinite, log, log10, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.data.standardization import Standardization
from nnviz.wording import number
from nnviz_concepts.data.normalization_descent import (
    CLOSE,
    SHARES,
    decay,
    descended,
    expected_condition,
    model_difference,
)
from nnviz_concepts.data.normalization_figure import draw_bowl, draw_costs

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STABILITY = {
    "raw": (
        "Raw, at 0.99 of 2/λmax, a step leaves {measured} of the error across: it converges.",
        "Raw, at 1.01 of 2/λmax, a step makes it {measured} times as large: it diverges.",
    ),
    "normalized": (
        "Normalized, at 0.99 of 2/λmax, a step leaves {measured} of it: it converges.",
        "Normalized, at 1.01 of 2/λmax, a step makes it {measured} times as large: it diverges.",
    ),
}
DRAWN = {
    "raw": "The raw costs drawn differ from a thousand steps taken one by one by {measured}.",
    "normalized": "The normalized ones differ from such steps by {measured}.",
}


class Normalization(Concept):
    r"""Normalized inputs make the cost round, and descent reaches its minimum in a few steps.

    In least squares the cost is a bowl whose shape is that of the matrix $X^\top X/n$: how many
    times as steep it is across as along is the condition number
    $\kappa = \lambda_{\max}/\lambda_{\min}$. A feature from 1 to 1000 beside one from 0 to 1 makes
    $\kappa$ a few million. Subtracting each feature's mean and dividing by its standard deviation,
    $z = (x-\mu)/\sigma$, brings it near 1.

    A learning rate over $2/\lambda_{\max}$ diverges, so the steep direction sets the pace. At the
    best rate, $2/(\lambda_{\max}+\lambda_{\min})$, a step leaves the share
    $\frac{\kappa-1}{\kappa+1}$ of the error. Look at the raw bowl: descent swings from wall to
    wall, and a swing takes it up the floor by a millionth of the way; a few of millions are drawn.
    The axis of $w_1$ is stretched there as its label says, for to one scale the bowl would be a
    line. In the round bowl the gradient points to the minimum.

    Take the mean and the deviation from the training set, and use the same for every later input.
    It is a misconception that normalizing changes what the model can fit: the same weights are
    found, in other units.

    Try next:

    - `nnviz show normalization --largest 10`: a mild difference of scales.
    - `nnviz show normalization --rate 1.01`: beyond the largest stable rate.
    - `nnviz show normalization --rate 0.9`: the swings die out, the way along the floor stays long.
    """

    title = "Normalizing the inputs"
    topic = "data"
    order = 1
    see_also = ("bias-variance", "initialization", "momentum", "learning-rate", "batch-norm")
    references = (
        "LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, sections 4.3 and 5.1",
        "Boyd & Vandenberghe 2004, Convex Optimization, section 9.3",
    )

    largest: float = parameter(
        1000.0,
        "Largest value of x₁, which starts at 1; x₂ lies between 0 and 1.",
        ge=2,
        le=100_000,
        sweep=(2.0, 10.0, 100.0, 1000.0, 10_000.0),
    )
    rate: float | None = parameter(
        None,
        "Learning rate as a share of the largest stable one, 2/λmax, of each bowl; without it "
        "the best, 2/(λmax + λmin).",
        gt=0,
        le=1.1,
        sweep=(0.1, 0.5, 0.9, 0.99, 1.01),
    )
    examples: int = parameter(500, "Number of examples.", ge=20, le=100_000)
    seed: int = parameter(0, "Seed of the examples.", ge=0)

    def compute(self) -> dict[str, object]:
        """Make the examples and both bowls, and descend each from weights of zero."""
        generator = np.random.default_rng(self.seed)
        raw = generator.uniform((1.0, 0.0), (self.largest, 1.0), (self.examples, 2))
        weights = np.array([1 / self.largest, 1.0])
        scaling = Standardization.fit(raw)
        normalized = scaling.apply(raw)
        deviations: Array = np.ravel(scaling.std)
        return {
            "deviations": deviations,
            "model_difference": model_difference(raw, normalized, raw @ weights, deviations),
            "stays": self.rate is None or self.rate <= 1,
            "correlation": np.mean(normalized[:, 0] * normalized[:, 1]),
            "expected_condition": expected_condition(self.largest),
            **descended("raw", raw, weights, self.rate),
            **descended("normalized", normalized, weights * deviations, self.rate),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield both condition numbers, what is stable, the steps, and that the model is one."""
        yield Claim(
            "Raw inputs make κ = {raw_condition}, within a factor of two of {expected_condition}, "
            "as follows from the features' ranges.",
            expected=log10(result["expected_condition"]),
            measured=log10(result["raw_condition"]),
            tolerance=log10(2),
        )
        r = abs(result["correlation"])
        yield Claim(
            "Normalized inputs make κ = {measured}: (1 + |r|)/(1 − |r|) for features that "
            "correlate by r = {correlation}.",
            expected=(1 + r) / (1 - r),
            measured=result["normalized_condition"],
            tolerance=1e-9,
        )
        yield from _stability(result)
        yield from self._steps(result)
        yield Claim(
            "Both find the same model: in the same units its weights differ by {measured}.",
            expected=0,
            measured=result["model_difference"],
            # Rounding grows with the condition number of the inputs, √κ.
            tolerance=1e-14 * sqrt(result["raw_condition"]),
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw both bowls with the way down each, and the cost on the way."""
        raw, normalized, cost = drawing.panels(
            figure,
            f"Raw: κ = {number(result['raw_condition'])}",
            f"Normalized: κ = {number(result['normalized_condition'])}",
            "The cost on the way",
            widths=(1, 1, 1.15),
        )
        narrow = drawing.is_narrow(figure)
        draw_bowl(raw, result, "raw", narrow=narrow)
        draw_bowl(normalized, result, "normalized", narrow=narrow)
        draw_costs(cost, result)

    def headline(self, result: Result) -> str:
        """Return the steps that both take, or that neither arrives."""
        if not isfinite(result["raw_steps"]):
            return "From 2/λmax on descent never arrives, normalized or raw"
        return "Normalized, descent takes {normalized_takes}; raw, {raw_count}"

    def setting(self, result: Result) -> str:
        """Return the features and the rate."""
        rate = "each bowl at its best rate" if self.rate is None else "at {rate} of 2/λmax"
        return "Least squares, {examples} examples, x₁ from 1 to {largest}, x₂ from 0 to 1; " + rate

    def caption(self, result: Result) -> str:
        """Return the data, the shapes of both bowls, and what they cost."""
        rate = "each at its best rate" if self.rate is None else "each at {rate} of 2/λmax"
        end = "to a millionth of the first cost they take {raw_takes} and {normalized_count}."
        if not isfinite(result["raw_steps"]):
            end = "at such a rate neither path comes to the minimum."
        if result["raw_stretch"] > 1:
            end += (
                " To one scale the raw bowl would be {raw_length} times as long as wide: its w₁ is "
                "drawn {raw_stretch} times as large."
            )
        return (
            "Least squares without noise on {examples} examples, x₁ uniform from 1 to {largest} "
            "and x₂ from 0 to 1 (seed {seed}), by gradient descent from zero, " + rate + ". The "
            "raw bowl has κ = {raw_condition}, the normalized one {normalized_condition}; " + end
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        bowls = (
            "Left: long and narrow contours around a star. Middle: nearly round ones. Right: cost "
            "against step on logarithmic axes. "
        )
        if not isfinite(result["raw_steps"]):
            return bowls + "On both bowls the path jumps across the star and never comes to it."
        return (
            bowls + "On the narrow bowl the path swings between the walls or creeps along the "
            "floor, and its cost falls to a millionth after {raw_takes}; on the round one it leads "
            "to the star in {normalized_takes}."
        )

    def _steps(self, result: Result) -> Iterator[Claim]:
        """Yield the steps to a millionth of the first cost, against what the factors promise."""
        rounding = np.finfo(float).eps
        for name, statement in (
            ("raw", "Raw inputs take {raw_takes} to a millionth of the first cost."),
            ("normalized", "Normalized inputs take {normalized_takes} to it."),
        ):
            condition = result[f"{name}_condition"]
            if not isfinite(result[f"{name}_steps"]):
                continue
            promised = ceil(-log(CLOSE) / (2 * decay(condition, self.rate)))
            yield Claim(
                statement,
                expected=promised,
                measured=result[f"{name}_steps"],
                # 1 − ηλ is rounded, by ε against 2/κ; and the first step below is a whole one.
                tolerance=1 + 4 * rounding * condition * promised,
                relation="=" if self.rate is None else "<=",
            )


def _stability(result: Result) -> Iterator[Claim]:
    """Yield that 2/λmax divides what converges from what diverges, in both bowls."""
    for name, statements in STABILITY.items():
        for i, (share, statement) in enumerate(zip(SHARES, statements, strict=True)):
            yield Claim(
                statement,
                expected=abs(1 - 2 * share),
                measured=result[f"{name}_growth"][i],
                tolerance=1e-6,
            )
        yield Claim(
            DRAWN[name],
            expected=0,
            measured=result[f"{name}_difference"],
            tolerance=1e-9,
        )
