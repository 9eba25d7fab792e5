"""Adam, and what its correction of the averages' start is for."""

from collections.abc import Iterator
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, split
from nnviz.core.descent import descend
from nnviz.core.surfaces import Ravine
from nnviz.datasets import labelled
from nnviz_concepts.optimization.adam_figure import draw_costs, draw_paths, draw_steps
from nnviz_concepts.optimization.adam_steps import (
    LONG,
    SCALES,
    TOO_LONG,
    steps_on_constants,
    uncorrected_steps,
)
from nnviz_concepts.optimization.adam_training import (
    BATCH,
    RATES,
    TRAINING_STEPS,
    held_out_costs,
    layers_for,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BOWL, START = Ravine(), (-4.0, 2.0)
ROUNDING = LONG * float(np.finfo(float).eps)
TRAINED = 1000
PLANE_EXAMPLES, PLANE_NOISE = 1800, 0.2


class Adam(Concept):
    r"""Adam steps by about its rate whatever the gradient's scale, if both averages are corrected.

    Adam joins momentum and RMSProp. It averages the gradient,
    $m \leftarrow \beta_1 m + (1-\beta_1)g$, and its square,
    $v \leftarrow \beta_2 v + (1-\beta_2)g^2$, and steps by
    $\eta\,\hat m/(\sqrt{\hat v}+\epsilon)$. A gradient a thousand times as large makes $m$ and
    $\sqrt v$ a thousand times as large: the step stays, and $\eta$ is a length.

    Both averages start at 0, and are too small at first. Dividing by the sums of their weights,
    $\hat m = m/(1-\beta_1^t)$ and $\hat v = v/(1-\beta_2^t)$, makes up for that. Leave it off, and
    the panel on the constant gradient shows what happens: $v$ is slower than $m$, the divisor is
    too small, and the first step is $(1-\beta_1)/\sqrt{1-\beta_2}$ rates long. The path is flung
    across the bowl. In a network it matters at every rate: corrected, the cost hardly depends on
    $\beta_2$; uncorrected, the nearer $\beta_2$ is to 1, the smaller must $\eta$ be.

    Adam is the first choice where gradients differ in scale from layer to layer. A misconception:
    that it needs no tuning. Its rate matters as much as any other's, as the V of the costs shows.

    Try next:

    - `nnviz show adam --beta2 0.9999`: the slower the average of squares, the farther the fling.
    - `nnviz show adam --beta1 0`: without momentum, the first step is the longest.
    - `nnviz show adam --epsilon 1`: small gradients now take small steps.
    """

    title = "Adam"
    topic = "optimization"
    order = 8
    see_also = ("rmsprop", "momentum", "ewma", "optimizers")
    references = (
        "Kingma & Ba 2015, Adam: a method for stochastic optimization, sections 2, 3 and 6.4",
    )
    code = (optimizers.Adam.prepare, optimizers.Adam.rule)

    beta1: float = parameter(
        0.9, "Decay β₁ of the average of gradients.", ge=0, lt=1, sweep=(0.0, 0.5, 0.9, 0.99)
    )
    beta2: float = parameter(
        0.999,
        "Decay β₂ of the average of squared gradients.",
        ge=0,
        lt=1,
        sweep=(0.9, 0.99, 0.999, 0.9999),
    )
    epsilon: float = parameter(
        1e-8,
        "What is added to the root, ε.",
        ge=1e-12,
        le=10,
        sweep=(1e-8, 1e-3, 0.1, 1.0),
    )
    rate: float = parameter(0.2, "Learning rate η of the paths.", ge=0.01, le=1)
    steps: int = parameter(60, "Steps of the paths.", ge=5, le=500)
    dataset: str = parameter(
        "digits", "Data set that the networks learn.", choices=("digits",), family="datasets"
    )
    seed: int = parameter(0, "Seed of the networks' weights and batches.", ge=0)

    def compute(self) -> dict[str, object]:
        """Descend, step along constant gradients, and train at a grid of rates: both ways each."""
        rules = {name: self._optimizer(1.0, name == "with") for name in ("with", "without")}
        steps = {name: steps_on_constants(rule) for name, rule in rules.items()}
        parts = self._parts()
        costs = {name: held_out_costs(rule, *parts, self.seed) for name, rule in rules.items()}
        medians = {name: np.median(runs, axis=1) for name, runs in costs.items()}
        best = int(np.argmin(medians["with"][-1]))
        return {
            "path_with": descend(BOWL, self._optimizer(self.rate, True), START, self.steps),
            "path_without": descend(BOWL, self._optimizer(self.rate, False), START, self.steps),
            "steps_with": steps["with"],
            "steps_without": steps["without"],
            "costs_with": costs["with"],
            "costs_without": costs["without"],
            "first": steps["without"][0, 1],
            "longest": steps["without"][:, 1].max(),
            "longest_at": int(np.argmax(steps["without"][:, 1])) + 1,
            "best_rates": np.argmin(medians["with"], axis=1),
            "best": best,
            "best_rate": RATES[best],
            "cost_with": medians["with"][-1, best],
            "cost_without": medians["without"][-1, best],
            "guessing": log(len(parts[0].classes)),
            "layers": "-".join(map(str, layers_for(parts[0]))),
            "trained": len(parts[0]),
            "held_out": len(parts[1]),
            "batch": min(BATCH, len(parts[0])),
            "source": parts[0].source.removesuffix("."),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the steps on a constant gradient, and what the correction does to a network."""
        scaled = SCALES / (SCALES + self.epsilon)
        yield Claim(
            "On a constant gradient g every corrected step is η g/(g + ε), from g = 0.001 to "
            "1,000; the largest difference is {measured} η.",
            expected=0,
            measured=np.abs(result["steps_with"] - scaled).max(),
            tolerance=ROUNDING,
        )
        if self.epsilon <= 1e-2 * SCALES[0]:
            yield Claim(
                "That is η whatever the gradient's scale: the shortest step is {measured} η.",
                expected=1,
                measured=result["steps_with"].min(),
                tolerance=self.epsilon / SCALES[0] + ROUNDING,
            )
        root = sqrt(1 - self.beta2)
        yield Claim(
            "Uncorrected, the first step is (1 − β₁)/(√(1 − β₂) + ε) = {expected} η.",
            expected=(1 - self.beta1) / (root + self.epsilon),
            measured=result["first"],
            tolerance=1e-12 / root,
        )
        yield Claim(
            "Uncorrected, the longest step is {expected} η, the largest of "
            "(1 − β₁ᵗ)/(√(1 − β₂ᵗ) + ε).",
            expected=uncorrected_steps(self.beta1, self.beta2, self.epsilon).max(),
            measured=result["longest"],
            tolerance=ROUNDING / root,
        )
        yield from self._claims_of_training(result)

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw both paths, both steps on a constant gradient, and the costs after training."""
        paths, steps, costs = drawing.panels(
            figure,
            f"The first {self.steps} steps down a bowl",
            "Step on a constant gradient g",
            f"A network's cost after {TRAINING_STEPS} steps",
            mosaic="ab;ac",
            widths=(1, 1.15),
            heights=(1, 1.15),
        )
        draw_paths(paths, BOWL, result)
        draw_steps(steps, result)
        draw_costs(costs, result)

    def headline(self, result: Result) -> str:
        """Return the longest step without correction, or the first where that is not too long."""
        if result["longest"] < TOO_LONG:
            return "Without correction Adam's first step is {first} times its rate"
        return "Without correction Adam's steps reach {longest} times its rate"

    def setting(self, result: Result) -> str:
        """Return the settings of the paths, and the network."""
        return (
            "β₁ = {beta1}, β₂ = {beta2}, ε = {epsilon}; paths at η = {rate} on a bowl of κ = 20; "
            "data set of the networks: {dataset}"
        )

    def caption(self, result: Result) -> str:
        """Return what was done, the steps, and the costs."""
        return (
            "Adam with β₁ = {beta1}, β₂ = {beta2} and ε = {epsilon}, with and without bias "
            "correction: {steps} steps at η = {rate} down a quadratic of condition number 20, and "
            "steps on constant gradients. Corrected steps keep their length at every scale of the "
            "gradient that is well above ε; without correction, the first is {first} and the "
            "longest {longest} times η. Networks of {layers} units "
            "(tanh, batches of {batch} of {trained} examples of {dataset}, 50 steps, {held_out} "
            "held out, median of five seeds from {seed}) at η = {best_rate} reach a held-out cost "
            "of {cost_with} with and {cost_without} without it at β₂ = 0.9999. {source}."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: on pale elliptical contours the corrected path moves in short equal steps to "
            "the minimum; the uncorrected one takes far longer steps. Upper right: the "
            "corrected step is a level line; the uncorrected one starts at {first} times the "
            "learning rate, is {longest} times it at its longest, and comes back to it over "
            "thousands of steps. Lower right: held-out cost on {dataset} against learning rate. "
            "Corrected, the curves of both β₂ lie together, the lowest point is {cost_with} at "
            "{best_rate}; uncorrected, those of the β₂ nearer to 1 rise at smaller rates, and it "
            "is {cost_without} there."
        )

    def _optimizer(self, rate: "float | Array", corrected: bool) -> optimizers.Adam:
        return optimizers.Adam(rate, self.beta1, self.beta2, self.epsilon, corrected)

    def _parts(self) -> tuple[Dataset, Dataset]:
        """Return what the networks learn, at most three quarters of the set, and the rest."""
        whole = labelled(self, self.dataset, PLANE_EXAMPLES, PLANE_NOISE, self.seed)
        share = min(TRAINED / len(whole), 0.75)
        learned, held_out = split(whole, (share, 1 - share), self.seed)
        return learned, held_out

    def _claims_of_training(self, result: Result) -> Iterator[Claim]:
        """Yield what figure 4 of Kingma & Ba shows; for their β₁, a small ε and the digits."""
        if self.beta1 > 0.9 or self.epsilon > 1e-6 or self.dataset != "digits":
            return
        yield Claim(
            "Corrected, the best rate for a network on digits is the same for β₂ = 0.99 and "
            "0.9999: they lie {measured} places of the grid apart, at most 1.",
            expected=1,
            measured=np.ptp(result["best_rates"]),
            relation="<=",
        )
        yield Claim(
            "At that rate, {best_rate}, an uncorrected network with β₂ = 0.9999 ends at a cost of "
            "{measured}, more than twice the corrected one's {cost_with}.",
            expected=2 * result["cost_with"],
            measured=result["cost_without"],
            relation=">",
        )
