"""Batch, mini-batch and single-example gradient descent."""

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.wording import number
from nnviz_concepts.optimization.minibatch_figure import (
    draw_examples,
    draw_noise,
    draw_paths,
    draw_steps,
    draw_times,
)
from nnviz_concepts.optimization.minibatch_noise import (
    DRAWS,
    EXAMPLES,
    RUNS,
    batch_means,
    floor_variance,
    gradient_variances,
    promised_variance,
    standardized,
)
from nnviz_concepts.optimization.minibatch_times import times_of_an_epoch

if TYPE_CHECKING:
    from matplotlib.figure import Figure

START = (-4.0, 2.0)
EPOCHS = 4
SIGMAS = 4.5  # standard errors that a measured variance may be off


class Minibatch(Concept):
    r"""Small batches step more often and in noisier directions, and are nearly there first.

    Batch gradient descent looks at all $N$ examples for every step. A mini-batch of $B$ gives the
    same gradient on average, with the variance $\frac{\sigma^2}{B}\cdot\frac{N-B}{N-1}$: a
    quarter of the examples, twice the noise at most, and four steps for the price of one.

    Here each example is a point, and the cost is the mean squared distance to them, steeper
    across than along, so that theory is exact. Look at the three paths: all have the same rate.
    Noise keeps the small batches from settling: with curvature λ the weight ends with
    the variance $\frac{\eta\,\sigma^2}{\lambda(2-\eta\lambda)}$ around the minimum, which is the
    floor in the cost. In the third panel each has the rate that suits it best, and the
    axis counts examples: after one epoch batch descent has taken a single step.

    In practice a batch is as large as runs efficiently, often 32 to 512; with 5,000,000 examples
    and batches of 1000, an epoch is 5000 steps. A misconception: a jagged cost is no fault. To
    get below the floor, lower the rate, or enlarge the batch.

    Try next:

    - `nnviz show minibatch --batch-size 4`: more steps, more noise.
    - `nnviz show minibatch --rate 0.02`: a lower floor, later.
    - `nnviz show minibatch --timing yes`: what an epoch costs on your machine.
    """

    title = "Mini-batch gradient descent"
    topic = "optimization"
    order = 2
    see_also = ("learning-rate", "schedules", "ewma", "momentum")
    references = (
        "Robbins & Monro 1951, A stochastic approximation method",
        "Cochran 1977, Sampling techniques, section 2.5",
        "Bottou, Curtis & Nocedal 2018, Optimization methods for large-scale machine learning",
    )

    batch_size: int = parameter(
        32, "Examples B in a mini-batch, of 512.", ge=4, le=256, sweep=(4, 32, 128)
    )
    rate: float = parameter(
        0.2, "Learning rate η of all three paths.", ge=0.01, le=1.5, sweep=(0.02, 0.2, 1.0)
    )
    condition: float = parameter(10.0, "Condition number κ of the bowl.", ge=1, le=50)
    steps: int = parameter(300, "Steps of the paths.", ge=50, le=1000)
    timing: bool = parameter(
        False,
        "Whether an epoch's time is measured, on real digits, and drawn instead of the paths.",
    )
    seed: int = parameter(0, "Seed of the examples and the batches.", ge=0)

    def compute(self) -> dict[str, object]:
        """Descend with each batch size at one rate, then at the best of each; measure the noise."""
        rng = np.random.default_rng(self.seed)
        points = standardized(rng.standard_normal((EXAMPLES, 2)))
        sizes = {"batch": EXAMPLES, "mini": self.batch_size, "single": 1}
        batches = np.unique([*(2 ** np.arange(9)), self.batch_size, 384, 448, 480, 496, 511])
        values: dict[str, object] = {"examples": EXAMPLES, "epochs": EPOCHS, "batches": batches}
        for kind, size in sizes.items():
            path = self._paths(points, size, self.rate, self.steps, rng)
            best = self._best_rate(size)
            tuned = self._paths(points, size, best, EPOCHS * EXAMPLES // size, rng)
            costs = np.median(self._cost(tuned), axis=1)
            values |= {
                f"{kind}_path": path[:, 0],
                f"{kind}_cost": self._cost(path[:, 0]),
                f"{kind}_spread": float(path[min(self._burn_in, self.steps // 2) :, :, 1].var()),
                f"{kind}_floor": self._floor(size, self.rate),
                f"{kind}_tuned": costs,
                f"{kind}_rate": best,
                f"{kind}_epoch_cost": float(costs[EXAMPLES // size]),
            }
        whole, parts = gradient_variances(points[:, 1], batches, rng)
        values |= {"variances": parts, "whole_variance": whole}
        return values | (times_of_an_epoch(self.seed) if self.timing else {})

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the noise of a batch, the floors that it makes, and who is ahead an epoch later."""
        promised = promised_variance(result["batches"])
        yield Claim(
            "The variance of a batch's gradient is (σ²/B)(N − B)/(N − 1): over all batch sizes it "
            "is off by a factor of {measured} at most.",
            expected=1,
            measured=_farthest(result["variances"] / promised),
            tolerance=SIGMAS * sqrt(2 / DRAWS),
        )
        yield Claim(
            "A batch of all examples has no noise: its variance is {measured}.",
            expected=0,
            measured=result["whole_variance"],
            tolerance=1e-25,
        )
        for kind, size in (("single", 1), ("mini", self.batch_size)):
            if self._burn_in > self.steps // 2:
                break  # the paths are too short to settle
            settled = floor_variance(self.rate, 1.0, size)
            yield Claim(
                ("Single examples" if kind == "single" else "Mini-batches of {batch_size}")
                + " leave the steep weight with the variance {measured}: ησ²/(λ(2 − ηλ)) = "
                "{expected}.",
                expected=settled,
                measured=result[f"{kind}_spread"],
                tolerance=settled * (SIGMAS * self._error_of_variance + self._left(settled)),
            )
        if self.condition >= 4:  # on a rounder bowl a single good step of batch descent arrives
            yield Claim(
                "After one epoch, each at its best rate, mini-batches are at {measured}, batch "
                "descent at {expected}: higher.",
                expected=result["batch_epoch_cost"],
                measured=result["mini_epoch_cost"],
                relation="<",
            )
        yield Claim(
            "5,000,000 examples in batches of 1000 are {measured} steps an epoch.",
            expected=5000,
            measured=len(range(0, 5_000_000, 1000)),
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the paths, the costs by step and by examples, the noise, and the time if asked."""
        paths, steps, seen, noise = drawing.panels(
            figure,
            "Time of an epoch, here" if self.timing else f"Three paths at η = {number(self.rate)}",
            f"Cost against step, at η = {number(self.rate)}",
            "Against examples, each at its best η",
            "Noise of a batch's gradient",
            mosaic="ab;cd",
        )
        if self.timing:
            draw_times(paths, result)
        else:
            draw_paths(paths, result, self._names, self._cost, self.condition)
        draw_steps(steps, result, self._names)
        draw_examples(seen, result, self._names, self.batch_size)
        draw_noise(noise, result, self.batch_size)

    def headline(self, result: Result) -> str:
        """Return the costs after an epoch."""
        return (
            "After one epoch mini-batches of {batch_size} are at a cost of {mini_epoch_cost}, "
            "batch descent at {batch_epoch_cost}"
        )

    def setting(self, result: Result) -> str:
        """Return the bowl, the examples, and the rates."""
        return (
            "A bowl of {examples} examples, κ = {condition}; paths at η = {rate}, costs over the "
            "lowest; best η: {batch_rate} batch, {mini_rate} mini, {single_rate} single"
        )

    def caption(self, result: Result) -> str:
        """Return the problem, the settings, and what follows."""
        return (
            "Gradient descent on a bowl (κ = {condition}) that is the mean over {examples} "
            "examples, with batches of all of them, of {batch_size} and of one. At η = {rate} the "
            "cost settles at {mini_floor} with mini-batches and at {single_floor} with single "
            "examples, as theory has it. With the rate that is best for each over {epochs} "
            "epochs, the medians of 64 runs after one epoch are {batch_epoch_cost} for batch, "
            "{mini_epoch_cost} for mini-batch and {single_epoch_cost} for single-example descent."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        first = (
            "Time of an epoch against the batch size, falling. "
            if self.timing
            else "Contours of a bowl with three paths: batch descent is smooth, mini-batches "
            "waver, single examples wander around the minimum. "
        )
        return first + (
            "Cost against step: batch falls for ever, "
            "the others level off at {mini_floor} and {single_floor}. Cost against examples "
            "seen: small batches fall at once, batch descent in {epochs} single steps. Variance "
            "against batch size: a straight line down that drops to nothing at {examples}."
        )

    @property
    def _curvatures(self) -> Array:
        return np.array([1 / self.condition, 1.0])

    @property
    def _burn_in(self) -> int:
        """The steps in which the steep weight's start shrinks to e⁻⁸ of itself."""
        return int(8 / min(self.rate, 2 - self.rate))

    @property
    def _error_of_variance(self) -> float:
        """The standard error of the settled variance, as a share of it.

        The squares of an autoregression with the factor ρ are correlated by ρ² a step.
        """
        kept = (1 - self.rate) ** 2
        independent = RUNS * (self.steps - self._burn_in) * (1 - kept) / (1 + kept)
        return sqrt(2 / independent)

    def _left(self, settled: float) -> float:
        """Return how much the start adds to the settled variance at most, as a share of it."""
        return float((1 - self.rate) ** (2 * self._burn_in) * START[1] ** 2 / settled)

    def _cost(self, points: Array) -> Array:
        """Return the cost over the lowest, ½ Σ λ w², at points (..., 2)."""
        costs: Array = 0.5 * (points**2 @ self._curvatures)
        return costs

    def _floor(self, size: int, rate: float) -> float:
        """Return the mean cost at which descent with such batches settles."""
        floors = [
            0.5 * each * floor_variance(rate, each, size) for each in self._curvatures.tolist()
        ]
        return float(sum(floors))

    def _paths(
        self, points: Array, size: int, rate: float, steps: int, rng: np.random.Generator
    ) -> Array:
        """Return paths (steps + 1, runs, 2); each step's batch is drawn anew."""
        path = np.empty((steps + 1, RUNS, 2))
        path[0] = START
        factor = rate * self._curvatures
        for step in range(steps):
            path[step + 1] = path[step] - factor * (path[step] - batch_means(points, size, rng))
        return path

    def _best_rate(self, size: int) -> float:
        """Return the rate, of a logarithmic grid, of the lowest expected cost after the epochs.

        Mean and variance of a step are known: E w shrinks by 1 − ηλ, and the variance by its
        square, with that of the batch's gradient added.
        """
        rates = np.geomspace(1e-3, 1.9, 100)[:, np.newaxis]
        curvatures, steps = self._curvatures, EPOCHS * EXAMPLES // size
        shrunk = (1 - rates * curvatures) ** (2 * steps)
        settled = rates * curvatures * promised_variance(size) / (2 - rates * curvatures)
        costs = 0.5 * (shrunk * np.square(START) + (1 - shrunk) * settled) @ curvatures
        return float(rates[np.argmin(costs), 0])

    @property
    def _names(self) -> dict[str, str]:
        """What the curves are called."""
        return {
            "batch": f"all {EXAMPLES} a step",
            "mini": f"{self.batch_size} a step",
            "single": "1 a step",
        }


def _farthest(ratios: Array) -> float:
    """Return the ratio that is farthest from 1."""
    return float(ratios[np.argmax(np.abs(ratios - 1))])
