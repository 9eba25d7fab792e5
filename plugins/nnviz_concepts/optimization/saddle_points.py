"""Saddle points and shallow minima: how long descent is held, and what gets out."""

from collections.abc import Iterator
from math import ceil, log, log1p, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent, Momentum, Optimizer
from nnviz.core.surfaces import LocalMinima, Saddle
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AWAY = -1.8  # start on the slope down to the saddle, in units of √c
LEFT = 0.1  # so far off the ridge a start has left the saddle; the minima are 1 off
OFFSETS = np.geomspace(1e-10, 1e-2, 25)
MOST_DRAWN = 400
FEW = 20  # in fewer steps momentum has hardly begun to add up
LEVELS = (-0.22, -0.15, -0.08, 0.0, 0.1, 0.3, 0.6, 1.0, 1.5, 2.0)  # in units of c
VALLEY_RATE = 0.05
VALLEY_STEPS = 600
VALLEY_START = (1.7, 1.0)


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
        return values | _valleys(self.beta)

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
                measured=_steps_a_decade(result[f"{name}_leaving"]),
                tolerance=1 / log(OFFSETS[-1] / OFFSETS[0], 10),  # both ends are whole steps
            )
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
                measured=10 ** (1 / _steps_a_decade(result["momentum_leaving"])),
                relation=">",
            )
        yield Claim(
            "Started on the ridge itself, both stay on it: they come {measured} off.",
            expected=0,
            measured=max(result["plain_on_ridge"], result["momentum_on_ridge"]),
        )
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
        _draw_saddle(saddle, self._surface, result)
        _draw_costs(costs, result)
        _draw_leaving(leaving, result)
        _draw_valleys(valleys, result)

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


def _steps_a_decade(leaving: Array) -> float:
    """Return how many steps more a start ten times nearer takes, over all the starts."""
    return float((leaving[0] - leaving[-1]) / log(OFFSETS[-1] / OFFSETS[0], 10))


def _valleys(beta: float) -> dict[str, object]:
    """Return where a grid of starts ends up in two valleys, and two paths from one start."""
    surface = LocalMinima()
    (left, right), (low, high) = surface.bounds
    starts = np.stack(np.meshgrid(np.linspace(left, right, 121), np.linspace(low, high, 21)), -1)
    shallow = starts[..., 0] > surface.barrier[0]
    changes, paths = {}, {}
    for name, optimizer in (
        ("plain", GradientDescent(VALLEY_RATE)),
        ("momentum", Momentum(VALLEY_RATE, beta)),
    ):
        ends = descend(surface, optimizer, starts, VALLEY_STEPS)[-1, ..., 0]
        changes[name] = (ends > surface.barrier[0]) != shallow
        paths[f"valley_{name}"] = descend(surface, optimizer, VALLEY_START, VALLEY_STEPS)
    crossing = changes["momentum"]
    heights = surface.value(starts[crossing])
    return {
        **paths,
        "valley_rate": VALLEY_RATE,
        "starts": shallow.size,
        "crossing": crossing.astype(float),
        "plain_changes": int(changes["plain"].sum()),
        "momentum_changes": int(crossing.sum()),
        "momentum_out": _share(crossing[shallow]),
        "momentum_in": _share(crossing[~shallow]),
        "pass_height": float(surface.value(surface.barrier)),
        "lowest_change": float(heights.min()) if len(heights) else float("inf"),
    }


def _share(which: Array) -> str:
    return f"{100 * which.mean():.0f} %"


def _draw_saddle(axes: "Axes", surface: Saddle, result: Result) -> None:
    reach = 2.4 * sqrt(surface.curvature)
    levels = surface.curvature * np.array(LEVELS)
    drawing.contours(axes, surface.value, (-reach, reach), (-0.45, 1.7), levels=list(levels))
    paths = {name: result[f"{name}_path"] for name in ("plain", "momentum")}
    _draw_paths(axes, paths, until=len(paths["plain"]))
    drawing.minimum(axes, (0, 1))
    axes.set(xlabel="weight w₁, curvature 1", ylabel="weight w₂")


def _draw_paths(axes: "Axes", paths: dict[str, Array], until: int) -> None:
    """Draw the paths by their methods, long ones thinned and without a mark at each step."""
    for name, path in paths.items():
        every = ceil(len(path) / MOST_DRAWN)
        drawing.path(
            axes,
            np.concatenate([path[:-1:every], path[-1:]]),
            name,
            steps=every == 1 and len(path) < 100,
            text="plain descent" if name == "plain" else "momentum",
            prefer="middle",
            until=until / every,
        )


def _draw_costs(axes: "Axes", result: Result) -> None:
    for name in ("plain", "momentum"):
        gap, left = result[f"{name}_gap"], result[f"{name}_steps"]
        every = ceil(len(gap) / MOST_DRAWN)
        steps = np.arange(len(gap))[::every]
        line = drawing.cost_curve(
            axes, gap[::every], name, steps=steps.astype(float), until=len(gap)
        )
        drawing.value_mark(axes, left, gap[left], f"{left} steps", name, on=line)
    axes.set_ylim(bottom=1e-3 * result["plain_gap"].max())
    axes.set(xlabel="step", ylabel="cost − lowest")


def _draw_leaving(axes: "Axes", result: Result) -> None:
    drawing.log_axis(axes, "x")
    named = (("plain", "plain descent"), ("momentum", "momentum"))
    for name, text in named:
        steps = result[f"{name}_leaving"]
        style = drawing.line_style(name, marker=drawing.role(name).marker, markersize=4)
        axes.plot(result["offsets"], steps, **style)
        text += f": {number(_steps_a_decade(steps))} a decade"
        drawing.label(axes, text, result["offsets"], steps, name, prefer="middle", side="above")
    axes.set_ylim(bottom=0)
    axes.set(xlabel="distance δ of the start from the ridge", ylabel="steps")


def _draw_valleys(axes: "Axes", result: Result) -> None:
    surface = LocalMinima()
    drawing.contours(axes, surface.value, *surface.bounds)
    (left, right), (low, high) = surface.bounds
    crossing = result["crossing"]
    x, y = np.linspace(left, right, crossing.shape[1]), np.linspace(low, high, crossing.shape[0])
    if crossing.any():
        fill = drawing.role("momentum").fill
        axes.contourf(x, y, crossing, levels=[0.5, 1.5], colors=[fill], zorder=0.4)
    paths = {name: result[f"valley_{name}"][:150] for name in ("plain", "momentum")}
    _draw_paths(axes, paths, until=150)
    for point in surface.minima:
        drawing.minimum(axes, point)
    axes.set(xlabel="weight w₁", ylabel="weight w₂")
