"""Saddle points and shallow minima: how long descent is held, and what gets out."""

from collections.abc import Iterator
from math import ceil, log, log1p, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent, Momentum, Optimizer
from nnviz.core.surfaces import Saddle
from nnviz_concepts.optimization.saddle_points_figure import (
    draw_costs,
    draw_leaving,
    draw_saddle,
    draw_valleys,
)
from nnviz_concepts.optimization.saddle_points_leaving import (
    OFFSETS,
    descents_among_valleys,
    steps_a_decade,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AWAY = -1.8  # start on the slope down to the saddle, in units of √c
LEFT = 0.1  # so far off the ridge a start has left the saddle; the minima are 1 off
FEW = 20  # in fewer steps momentum has hardly begun to add up


class SaddlePoints(Concept):
    r"""Every ten times nearer to a saddle costs descent the same number of steps more to leave.

    At a saddle the gradient vanishes, but it is a minimum along some directions only; along
    others the cost falls. With curvature $-c$ along such a direction each step of gradient
    descent multiplies the distance from the ridge by $1 + \eta c$. A start δ off it has left,
    and is {left} off, after about $\ln({left}/\delta)/\ln(1 + \eta c)$ steps. Momentum adds up
    the small gradients there: its factor is the larger root of
    $z^2 - (1 + \beta + \eta c)z + \beta$.

    Look at the upper row: both paths run down to the saddle, and the cost waits on a plateau
    that looks like the end of training. Lower left, ten times nearer costs the same number of
    steps each time. Lower right, a shallow minimum: plain descent at a small rate never leaves
    its valley. Momentum crosses from the shaded starts, all of which lie higher than the pass,
    and from some of them it leaves the deeper valley for the shallow one.

    In large networks nearly all points with a vanishing gradient are saddles. A misconception:
    momentum is no way out of a minimum in which it has come to rest; only speed that it brings
    along carries it over.

    Try next:

    - `nnviz show saddle-points --offset 1e-9`: nearer, and held longer.
    - `nnviz show saddle-points --beta 0.5`: less memory helps less.
    - `nnviz show saddle-points --curvature 0.02`: a flatter saddle.
    """

    title = "Saddle points and shallow minima"
    topic = "optimization"
    order = 10
    see_also = ("momentum", "optimizers", "schedules", "loss-landscape")
    references = (
        "Dauphin et al. 2014, Identifying and attacking the saddle point problem",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.2.3",
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
    )

    offset: float = parameter(
        1e-3,
        "How far δ off the ridge the paths start.",
        ge=1e-10,
        le=1e-2,
        sweep=(1e-2, 1e-3, 1e-6, 1e-9),
    )
    curvature: float = parameter(
        0.05, "Curvature c with which the cost falls; the other is 1.", ge=0.02, le=0.5
    )
    rate: float = parameter(0.5, "Learning rate η at the saddle, of both.", ge=0.1, le=1.5)
    beta: float = parameter(0.9, "Momentum's β.", ge=0, le=0.99, sweep=(0.0, 0.5, 0.9, 0.99))

    def compute(self) -> dict[str, object]:
        """Leave the saddle from many starts, and a shallow valley from a grid of them."""
        surface = self._surface
        methods = {
            "plain": GradientDescent(self.rate),
            "momentum": Momentum(self.rate, self.beta),
        }
        values: dict[str, object] = {"offsets": OFFSETS, "left": LEFT}
        for name, optimizer in methods.items():
            values[f"{name}_leaving"] = self._leaving(optimizer, OFFSETS)
            values[f"{name}_steps"] = int(self._leaving(optimizer, np.array([self.offset]))[0])
        slowest = max(self._leaving(o, np.array([self.offset]))[0] for o in methods.values())
        horizon = int(1.3 * slowest) + 20
        lowest = float(surface.value(surface.minima[0]))
        for name, optimizer in methods.items():
            path = descend(surface, optimizer, (self._away, self.offset), horizon)
            on_ridge = descend(surface, optimizer, (self._away, 0.0), horizon)
            values[f"{name}_path"] = path
            with np.errstate(all="ignore"):  # a path may diverge
                values[f"{name}_gap"] = surface.value(path) - lowest
            values[f"{name}_on_ridge"] = float(np.abs(on_ridge[:, 1]).max())
        return values | descents_among_valleys(self.beta)

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the steps to leave, both factors, the ridge itself, and who crosses the pass."""
        growth = log1p(self.rate * self.curvature)
        late = 1.1 * LEFT**2 / (2 * self.rate * self.curvature)  # the wall's brake, to first order
        yield Claim(
            "From δ = {offset} plain descent leaves in {measured} steps: ln({left}/δ)/ln(1 + ηc) = "
            "{expected}.",
            expected=log(LEFT / self.offset) / growth,
            measured=result["plain_steps"],
            tolerance=1 + late,
        )
        for name, text, factor in (
            ("plain", "Plain descent", growth),
            ("momentum", "Momentum", log(self._momentum_factor)),
        ):
            yield Claim(
                text + " takes {measured} steps more for every ten times nearer: ln 10 over the "
                "logarithm of its factor.",
                expected=log(10) / factor,
                measured=steps_a_decade(result[f"{name}_leaving"]),
                tolerance=1 / log(OFFSETS[-1] / OFFSETS[0], 10),  # both ends are whole steps
            )
        yield from self._claims_of_momentum(result)
        yield Claim(
            "Started on the ridge itself, both stay on it: they come {measured} off.",
            expected=0,
            measured=max(result["plain_on_ridge"], result["momentum_on_ridge"]),
        )
        yield from _claims_of_valleys(result)

    def _claims_of_momentum(self, result: Result) -> Iterator[Claim]:
        """Yield that momentum leaves sooner, where it has the steps to add up or the factor."""
        if self.beta >= 0.5 and result["plain_steps"] > FEW:
            yield Claim(
                "Momentum leaves in {measured} steps, plain descent in {plain_steps}: fewer.",
                expected=result["plain_steps"],
                measured=result["momentum_steps"],
                relation="<",
            )
        limit = 1 + 2 * self.curvature
        if self._momentum_factor > limit:
            yield Claim(
                "Momentum's factor a step, {measured}, is over {expected}, which plain descent "
                "would have at its limit η = 2.",
                expected=limit,
                measured=10 ** (1 / steps_a_decade(result["momentum_leaving"])),
                relation=">",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the paths at the saddle, their costs, the steps to leave, and the two valleys."""
        saddle, costs, leaving, valleys = drawing.panels(
            figure,
            "Two paths over a saddle",
            "The cost waits on a plateau",
            "Steps to leave, from how near",
            "Momentum crosses from shaded starts",
            mosaic="ab;cd",
        )
        draw_saddle(saddle, self._surface, result)
        draw_costs(costs, result)
        draw_leaving(leaving, result)
        draw_valleys(valleys, result)

    def headline(self, result: Result) -> str:
        """Return the steps in which both leave."""
        if self.beta == 0:
            return "Started {offset} off its ridge, a saddle holds descent for {plain_steps} steps"
        return "A saddle holds plain descent for {plain_steps} steps, momentum for {momentum_steps}"

    def setting(self, result: Result) -> str:
        """Return the saddle, the start and the rates."""
        return (
            "Curvatures 1 and −{curvature}, start {offset} off the ridge, η = {rate}, β = {beta}; "
            "in the valleys η = {valley_rate}"
        )

    def caption(self, result: Result) -> str:
        """Return both experiments and what follows."""
        return (
            "Gradient descent with η = {rate}, without and with momentum (β = {beta}), on a saddle "
            "with curvatures 1 and −{curvature}, from {offset} off its ridge: it is {left} off "
            "after {plain_steps} steps without and {momentum_steps} with momentum, and every ten "
            "times nearer costs the same number more. Below, two valleys: plain descent with "
            "η = {valley_rate} never changes them, while momentum crosses from {momentum_out} of "
            "the shallow valley's starts, and back from {momentum_in} of the deep one's."
        )

    def alt(self, result: Result) -> str:
        """Return the four panels in words."""
        return (
            "Upper left: contours of a saddle between two minima; both paths run down to the "
            "saddle and turn off to one minimum. Upper right: both costs fall to a plateau, from "
            "which momentum's drops after {momentum_steps} steps, plain descent's after "
            "{plain_steps}. Lower left: steps to leave against the start's distance, two straight "
            "lines on a logarithmic axis. Lower right: two valleys, a shallow and a deep one; "
            "plain descent ends in the shallow one, and the starts from which momentum crosses "
            "are shaded."
        )

    @property
    def _surface(self) -> Saddle:
        return Saddle(curvature=self.curvature, wall=self.curvature)

    @property
    def _away(self) -> float:
        return AWAY * sqrt(self.curvature)

    @property
    def _momentum_factor(self) -> float:
        """The larger root of z² − (1 + β + ηc) z + β: heavy ball at curvature −c (Polyak 1964)."""
        middle = (1 + self.beta + self.rate * self.curvature) / 2
        return middle + sqrt(middle**2 - self.beta)

    def _leaving(self, optimizer: Optimizer, offsets: Array) -> Array:
        """Return in how many steps each start so far off the ridge has left."""
        starts = np.column_stack([np.full(offsets.shape, self._away), offsets])
        enough = ceil(1.2 * log(LEFT / offsets[0]) / log1p(self.rate * self.curvature)) + 20
        path = descend(self._surface, optimizer, starts, enough)
        steps: Array = (np.abs(path[..., 1]) >= LEFT).argmax(axis=0)
        return steps


def _claims_of_valleys(result: Result) -> Iterator[Claim]:
    """Yield that plain descent stays in its valley, and from how high momentum leaves one."""
    yield Claim(
        "Plain descent ends in the valley where it starts, from all but {measured} of "
        "{starts} starts.",
        expected=0,
        measured=result["plain_changes"],
    )
    if result["momentum_changes"]:
        yield Claim(
            "Every start from which momentum changes valleys lies higher than the pass at "
            "{expected}: the lowest of them at {measured}.",
            expected=result["pass_height"],
            measured=result["lowest_change"],
            relation=">",
        )
