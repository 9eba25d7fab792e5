"""Batch, mini-batch and single-example gradient descent."""

from collections.abc import Iterator
from math import sqrt
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.data import Dataset, digits
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EXAMPLES = 512
START = (-4.0, 2.0)
RUNS, DRAWS = 64, 4000
EPOCHS = 4
SIGMAS = 4.5  # standard errors that a measured variance may be off
KINDS = {"batch": "plain", "mini": "first", "single": "second"}
TIMED = (1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 512, 1797)


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
        points = _standardized(rng.standard_normal((EXAMPLES, 2)))
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
        whole, parts = _gradient_variances(points[:, 1], batches, rng)
        values |= {"variances": parts, "whole_variance": whole}
        return values | (_times(self.seed) if self.timing else {})

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the noise of a batch, the floors that it makes, and who is ahead an epoch later."""
        promised = _promised(result["batches"])
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
            settled = _floor_variance(self.rate, 1.0, size)
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
            _draw_times(paths, result)
        else:
            self._draw_paths(paths, result)
        self._draw_steps(steps, result)
        self._draw_examples(seen, result)
        self._draw_noise(noise, result)

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
            0.5 * each * _floor_variance(rate, each, size) for each in self._curvatures.tolist()
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
            path[step + 1] = path[step] - factor * (path[step] - _batch_means(points, size, rng))
        return path

    def _best_rate(self, size: int) -> float:
        """Return the rate, of a logarithmic grid, of the lowest expected cost after the epochs.

        Mean and variance of a step are known: E w shrinks by 1 − ηλ, and the variance by its
        square, with that of the batch's gradient added.
        """
        rates = np.geomspace(1e-3, 1.9, 100)[:, np.newaxis]
        curvatures, steps = self._curvatures, EPOCHS * EXAMPLES // size
        shrunk = (1 - rates * curvatures) ** (2 * steps)
        settled = rates * curvatures * _promised(size) / (2 - rates * curvatures)
        costs = 0.5 * (shrunk * np.square(START) + (1 - shrunk) * settled) @ curvatures
        return float(rates[np.argmin(costs), 0])

    def _draw_paths(self, axes: "Axes", result: Result) -> None:
        drawing.contours(axes, self._cost, (-4.7, 1.4), (-1.3, 2.4))
        for kind in ("single", "mini", "batch"):
            drawing.path(
                axes,
                result[f"{kind}_path"],
                KINDS[kind],
                steps=False,
                text=self._name(kind),
                prefer="middle" if kind == "single" else "start",
                until=self.steps,
                linewidth=1,
            )
        drawing.minimum(axes, (0, 0))
        axes.set(xlabel=f"w₁, λ = {number(1 / self.condition)}", ylabel="w₂, λ = 1")

    def _draw_steps(self, axes: "Axes", result: Result) -> None:
        lowest = min(result["mini_floor"], result["mini_cost"].min()) / 30
        for kind in ("single", "mini", "batch"):
            costs = result[f"{kind}_cost"]
            costs = costs[: int(np.argmax(costs < lowest)) or len(costs)]
            name = self._name(kind)
            drawing.cost_curve(axes, costs, KINDS[kind], text=name, linewidth=1, until=self.steps)
            if kind != "batch":
                drawing.threshold(
                    axes, result[f"{kind}_floor"], "floor", of=KINDS[kind], prefer="start"
                )
        axes.set(xlabel="step", ylabel="cost − lowest")

    def _draw_examples(self, axes: "Axes", result: Result) -> None:
        for kind, size in (("single", 1), ("mini", self.batch_size), ("batch", EXAMPLES)):
            costs = result[f"{kind}_tuned"]
            every = max(1, len(costs) // 400)
            seen = size * np.arange(len(costs), dtype=float)[::every]
            marker = "o" if kind == "batch" else ""
            drawing.cost_curve(
                axes,
                costs[::every],
                KINDS[kind],
                steps=seen,
                text=self._name(kind),
                until=EPOCHS * EXAMPLES,
                marker=marker,
            )
        drawing.threshold(axes, EXAMPLES, "one epoch", which="x", prefer="start")
        axes.set(xlabel="examples seen", ylabel="cost − lowest")

    def _draw_noise(self, axes: "Axes", result: Result) -> None:
        every = np.unique(np.geomspace(1, EXAMPLES - 1, 200).astype(int))
        for which in ("x", "y"):
            drawing.log_axis(axes, which)
        axes.plot(every, _promised(every), **drawing.line_style("bound"))
        drawing.label(
            axes, "(σ²/B)(N − B)/(N − 1)", every, _promised(every), "bound", prefer="start"
        )
        axes.plot(result["batches"], result["variances"], "o", color=drawing.colour("truth"))
        for kind, size in (("single", 1), ("mini", self.batch_size)):
            value = result["variances"][np.searchsorted(result["batches"], size)]
            drawing.value_mark(axes, size, value, number(value), KINDS[kind], side="below")
        axes.set(xlabel="batch size B", ylabel="variance")

    def _name(self, kind: str) -> str:
        """Return what a curve is called."""
        sizes = {"batch": f"all {EXAMPLES}", "mini": str(self.batch_size), "single": "1"}
        return sizes[kind] + " a step"


def _standardized(points: Array) -> Array:
    """Return points with mean 0 and variance 1 in each coordinate."""
    centred = points - points.mean(axis=0)
    standardized: Array = centred / centred.std(axis=0)
    return standardized


def _promised(sizes: Labels | int) -> Array:
    """Return (σ²/B)(N − B)/(N − 1) for σ² = 1 (Cochran 1977, theorem 2.2)."""
    sizes = np.asarray(sizes)
    promised: Array = (EXAMPLES - sizes) / (sizes * (EXAMPLES - 1))
    return promised


def _floor_variance(rate: float, curvature: float, size: int) -> float:
    """Return the variance ησ²/(λ(2 − ηλ)) at which a weight settles.

    The gradient λ(w − x̄) of a batch has the variance σ² = λ² Var(x̄).
    """
    noise = curvature**2 * float(_promised(size))
    return rate * noise / (curvature * (2 - rate * curvature))


def _batch_means(points: Array, size: int, rng: np.random.Generator) -> Array:
    """Return the means (runs, 2) of one batch for each run, drawn without replacement."""
    if size == len(points):
        return np.zeros((RUNS, 2))
    if size == 1:
        singles: Array = points[rng.integers(len(points), size=RUNS)]
        return singles
    chosen = rng.random((RUNS, len(points)), np.float32).argpartition(size)[:, :size]
    means: Array = points[chosen].mean(axis=1)
    return means


def _gradient_variances(
    values: Array, sizes: Labels, rng: np.random.Generator
) -> tuple[float, Array]:
    """Return the variance over many batches of all examples, and of each of the sizes.

    The first B of a random order are a batch without replacement, for every B.
    """
    orders = rng.random((DRAWS, EXAMPLES), np.float32).argsort(axis=1)
    sums = np.cumsum(values[orders], axis=1)
    means = sums[:, sizes - 1] / sizes
    return float((sums[:, -1] / EXAMPLES).var()), (means**2).mean(axis=0)


def _farthest(ratios: Array) -> float:
    """Return the ratio that is farthest from 1."""
    return float(ratios[np.argmax(np.abs(ratios - 1))])


def _times(seed: int) -> dict[str, object]:
    """Measure an epoch of the digits at every batch size, in milliseconds."""
    data = digits()
    network = Network([64, 32, 10], hidden="relu", loss="multiclass", seed=seed)
    times = []
    for size in TIMED:
        steps = -(-len(data) // size)
        few = min(steps, 100)
        best = min(_seconds(network, data, size, few) for _ in range(3))
        times.append(1000 * best * steps / few)
    return {"timed": np.array(TIMED), "times": np.array(times)}


def _seconds(network: Network, data: Dataset, size: int, steps: int) -> float:
    """Return how long so many steps of so large batches take."""
    begun = perf_counter()
    train(network, data.inputs, data.targets, GradientDescent(0.01), steps=steps, batch_size=size)
    return perf_counter() - begun


def _draw_times(axes: "Axes", result: Result) -> None:
    for which in ("x", "y"):
        drawing.log_axis(axes, which)
    axes.plot(result["timed"], result["times"], **drawing.line_style("truth", marker="o"))
    axes.set(xlabel="batch size, of 1797 digits", ylabel="milliseconds")
