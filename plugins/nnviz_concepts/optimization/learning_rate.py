"""The learning rate of gradient descent on a bowl: too small, good, too large."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROLES = ("small", "good", "large")
START = 1.0
VIEW = 1.75


class LearningRate(Concept):
    r"""A learning rate below 2/λ converges, above it diverges, and between lies the best one.

    Gradient descent steps by $w \leftarrow w - \eta J'(w)$. On the bowl
    $J(w) = \frac{\lambda}{2}w^2$ the gradient is $\lambda w$, so each step multiplies the distance
    to the minimum by the same factor: $w_{t+1} = (1-\eta\lambda)\,w_t$. The curvature $\lambda$
    alone decides which rates are small and which are large.

    Look at the three bowls. A small rate creeps down one wall. A good one is down in a few steps.
    A rate over $2/\lambda$ jumps to the other wall, and lands higher than it started. Below, the
    same three as costs; and beside them the factor $|1-\eta\lambda|$ for every rate, which is a V:
    at $1/\lambda$ one step suffices, at $2/\lambda$ it is 1.

    A real network has many curvatures at once. The largest sets the limit, and the rate that it
    allows is a small one for all other directions: this is why ravines are slow, and why momentum
    and normalization help. A misconception: a cost that goes up does not mean that the gradient
    is wrong. Lower the rate first.

    Try next:

    - `nnviz show learning-rate --large 1.95`: just under the limit it swings, and arrives.
    - `nnviz show learning-rate --large 2`: at the limit it swings for ever.
    - `nnviz show learning-rate --curvature 2`: twice as steep, and the good rate is no longer.
    """

    title = "The learning rate"
    topic = "optimization"
    order = 1
    see_also = ("minibatch", "momentum", "schedules", "normalization")
    references = (
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.3",
        "Goh 2017, Why momentum really works, Distill",
    )
    code = (GradientDescent.rule,)

    small: float = parameter(0.1, "Learning rate that is too small.", gt=0, le=4)
    good: float = parameter(0.7, "Learning rate that is good.", gt=0, le=4)
    large: float = parameter(
        2.1,
        "Learning rate that is too large.",
        gt=0,
        le=4,
        sweep=(1.5, 1.95, 2.0, 2.1, 2.5),
    )
    curvature: float = parameter(1.0, "Curvature λ of the bowl.", ge=0.25, le=2)
    steps: int = parameter(20, "Steps of gradient descent.", ge=3, le=200)

    def compute(self) -> dict[str, object]:
        """Descend at the three rates, and at a grid of rates for the factor of each."""
        rates = np.array([self.small, self.good, self.large])
        grid = np.linspace(0, 2.5 / self.curvature, 251)
        paths = self._paths(rates, self.steps)
        first = self._paths(grid, 1)
        with np.errstate(all="ignore"):
            costs = 0.5 * self.curvature * paths**2
        return {
            "rates": rates,
            "paths": paths,
            "costs": costs,
            "grid": grid,
            "factors": np.abs(first[1] / first[0]),
            "limit": 2 / self.curvature,
            **{f"{role}_left": abs(float(paths[-1, i])) / START for i, role in enumerate(ROLES)},
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the factor a step at each rate, who converges, and where the limit is."""
        curvature, limit = self.curvature, result["limit"]
        for i, rate in enumerate(result["rates"]):
            factor = abs(1 - rate * curvature)
            if factor > 1e-6:
                yield Claim(
                    "Each step multiplies the error by |1 − ηλ| = {expected} "
                    "(measured over the first ten: {measured}).",
                    expected=factor,
                    measured=_factor(result["paths"][:11, i]),
                    tolerance=1e-9,
                )
            yield Claim(
                "Descent comes nearer to the minimum exactly when η < 2/λ = {limit}; "
                "with 1 for nearer: {measured}.",
                expected=float(rate < limit),
                measured=float(abs(result["paths"][-1, i]) < START * (1 - 1e-9)),
            )
        falls = result["grid"][result["factors"] < 1 - 1e-9]
        yield Claim(
            "Over a grid of rates the error falls up to η = {measured}, one grid step below 2/λ.",
            expected=limit,
            measured=falls.max(),
            tolerance=1.01 * (result["grid"][1] - result["grid"][0]),
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the iterates on the bowl at each rate, their costs, and the factor of every rate."""
        rates = result["rates"]
        *bowls, costs, factors = drawing.panels(
            figure,
            *(f"η = {number(rate)}: {_words(rate * self.curvature)}" for rate in rates),
            "Cost against step",
            "Factor of the error a step",
            mosaic="aabbcc;dddeee",
        )
        for axes, role, path in zip(bowls, ROLES, result["paths"].T, strict=True):
            _draw_bowl(axes, role, path, self.curvature)
        _draw_costs(costs, result)
        _draw_factors(factors, result)

    def headline(self, result: Result) -> str:
        """Return the limit, and what is left at the good and the large rate."""
        if max(self.small, self.good, self.large) > result["limit"]:
            return "Below η = {limit} descent converges, above it diverges"
        return "All three rates are below η = {limit}, and converge"

    def setting(self, result: Result) -> str:
        """Return the bowl, the start and the rates."""
        return (
            "Gradient descent on J = ½λw² with λ = {curvature} from w = 1, {steps} steps at "
            "η = {small}, {good} and {large}"
        )

    def caption(self, result: Result) -> str:
        """Return the settings, what is left of the error at each rate, and the limit."""
        return (
            "Gradient descent on the bowl J(w) = ½λw², λ = {curvature}, from w = 1. After {steps} "
            "steps the distance to the minimum is {small_left} of the first at η = {small}, "
            "{good_left} at η = {good} and {large_left} at η = {large}. Each step multiplies it "
            "by |1 − ηλ|, so descent converges below η = 2/λ = {limit} and diverges above."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Three parabolas with the iterates on them: at η = {small} they creep down one wall, "
            "at η = {good} they are at the bottom soon, at η = {large} they jump from wall to "
            "wall. Below, the three costs on a logarithmic axis, and the factor of the error "
            "against the learning rate: a V from 1 at zero down to 0 and up to 1 at {limit}."
        )

    def _paths(self, rates: Array, steps: int) -> Array:
        """Return the iterates at each rate, shape (steps + 1, rates)."""
        optimizer = GradientDescent(rates)
        paths = descend(lambda w: self.curvature * w, optimizer, np.array([START]), steps)
        return paths[..., 0]


def _words(rate: float) -> str:
    """Return what a rate does, given in units of 1/λ."""
    if rate > 2:
        return "diverges"
    if rate == 2:
        return "swings for ever"
    if rate < 0.3:
        return "creeps"
    return "swings down" if rate > 1 else "goes down"


def _factor(path: Array) -> float:
    """Return the mean factor by which the distance to 0 changes in a step."""
    return float((abs(path[-1]) / abs(path[0])) ** (1 / (len(path) - 1)))


def _draw_bowl(axes: "Axes", role: str, path: Array, curvature: float) -> None:
    x = np.linspace(-VIEW, VIEW, 121)
    top = 0.5 * curvature * VIEW**2
    axes.plot(x, 0.5 * curvature * x**2, color=drawing.colour("faint"))
    axes.set_xlim(-VIEW, VIEW)
    axes.set_ylim(-0.08 * top, top)
    points = np.column_stack([path, 0.5 * curvature * path**2])
    drawing.minimum(axes, (0, 0))
    drawing.path(axes, points, role, until=len(path) - 1)
    axes.set_xlabel("weight w")
    axes.set_yticks([])


def _draw_costs(axes: "Axes", result: Result) -> None:
    rates = result["rates"]
    with np.errstate(divide="ignore"):
        floor = result["costs"] > 1e-12
    for i, role in enumerate(ROLES):
        cost = np.where(floor[:, i], result["costs"][:, i], np.nan)
        seen = int(np.argmin(floor[:, i])) if not floor[:, i].all() else len(cost)
        drawing.cost_curve(
            axes,
            cost[: max(seen, 2)],
            role,
            text=f"η = {number(rates[i])}",
            ceiling=1e3,
            until=len(cost) - 1,
        )
    axes.set_xlabel("step")
    axes.set_ylabel("cost J")
    axes.set_ylim(bottom=1e-12 if not floor.all() else None)


def _draw_factors(axes: "Axes", result: Result) -> None:
    grid, factors = result["grid"], result["factors"]
    drawing.threshold(axes, 1, "the error stays", prefer="start")
    axes.plot(grid, factors, **drawing.line_style("truth"))
    drawing.value_mark(axes, result["limit"], 1.0, f"2/λ = {number(result['limit'])}", "ink")
    for rate, role in zip(result["rates"], ROLES, strict=True):
        if rate <= grid[-1]:
            height = float(np.interp(rate, grid, factors))
            drawing.value_mark(axes, rate, height, f"η = {number(rate)}", role, bold=False)
    axes.set_xlabel("learning rate η")
    axes.set_ylabel("|1 − ηλ|")
    axes.set_ylim(0, 1.6)
