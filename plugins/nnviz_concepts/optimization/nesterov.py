"""Nesterov's momentum: the gradient is taken where the velocity is about to lead."""

from collections.abc import Iterator
from math import ceil, log, sqrt
from typing import TYPE_CHECKING, Literal

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.best_settings import (
    best_descent,
    best_heavy_ball,
    best_nesterov,
    distance_left,
    modulus_of_double_root,
)
from nnviz.core.descent import descend
from nnviz.core.surfaces import Quadratic
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

START = (-10.0, 1.0)
CLOSE = 1e-6
XLIM, YLIM = (-11.0, 2.5), (-1.45, 1.45)
NAMES = {"momentum": "momentum", "nesterov": "Nesterov"}
RACERS = {"plain": "plain", "nesterov": "Nesterov", "momentum": "heavy ball"}


class Nesterov(Concept):
    r"""Nesterov's momentum looks ahead before it corrects, and so swings less than momentum.

    Momentum adds two moves: on by the velocity, and down the gradient. It measures that gradient
    where it stands. Nesterov's method first goes on by $\beta v$ and measures it there:
    $v \leftarrow \beta v - \eta\nabla J(\theta + \beta v)$, then $\theta \leftarrow \theta + v$.

    Look at the single step. From the same point and velocity both are carried up the wall; only
    the gradient from the look-ahead point knows how steep it is there, and pulls back harder. On a
    bowl this can be written down: in a direction of curvature $\lambda$ Nesterov's method is
    momentum with $\beta(1-\eta\lambda)$ instead of $\beta$. It brakes where the cost is steep and
    keeps its memory where it is flat.

    At the best settings of each, on a quadratic of condition number $\kappa$, the error shrinks by
    $1-2/\sqrt{3\kappa+1}$ a step, heavy ball's by $(\sqrt\kappa-1)/(\sqrt\kappa+1)$. So it is a
    misconception that Nesterov is always faster: on a quadratic heavy ball wins. Its merit is that
    it swings less, and is proven to accelerate on every smooth convex cost, where heavy ball with
    its best settings may circle for ever. But it bears a smaller rate: less than
    $2(1+\beta)/((1+2\beta)\lambda)$.

    Try next:

    - `nnviz show nesterov --rate 1`: across the ravine it arrives in one step.
    - `nnviz show nesterov --rate 1.5`: over its limit, which momentum is not.
    - `nnviz show nesterov --beta 0.99`: the longer the memory, the more looking ahead helps.
    """

    title = "Nesterov's momentum"
    topic = "optimization"
    order = 5
    see_also = ("momentum", "learning-rate", "adagrad", "optimizers")
    references = (
        "Nesterov 1983, A method of solving a convex programming problem with rate O(1/k²)",
        "Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and "
        "momentum in deep learning, section 2.1 and theorem 2.1",
        "Lessard, Recht & Packard 2016, Analysis and design of optimization algorithms, table 1",
    )

    beta: float = parameter(
        0.9, "Decay β of the velocity.", ge=0, lt=1, sweep=(0.0, 0.5, 0.9, 0.99)
    )
    rate: float = parameter(
        0.5,
        "Learning rate η of both paths, for λmax = 1.",
        gt=0,
        le=4,
        sweep=(0.1, 0.5, 1.0, 1.5),
    )
    condition: float = parameter(
        100.0, "Condition number κ of the bowl.", ge=4, le=1000, sweep=(10.0, 100.0, 1000.0)
    )
    steps: int = parameter(40, "Steps of both paths.", ge=5, le=500)

    def compute(self) -> dict[str, object]:
        """Descend both ways, take one step both ways, and race at the best settings."""
        bowl = Quadratic(condition=self.condition)
        momentum = descend(bowl, optimizers.Momentum(self.rate, self.beta), START, self.steps)
        ahead = descend(bowl, optimizers.Nesterov(self.rate, self.beta), START, self.steps)
        path = self._without_look_ahead(ahead)
        return {
            "momentum": momentum,
            "nesterov": path,
            "mode_by_mode": self._momentum_mode_by_mode(),
            "momentum_travel": _travel(momentum),
            "nesterov_travel": _travel(path),
            "limit": 2 * (1 + self.beta) / (1 + 2 * self.beta),
            "momentum_limit": 2 * (1 + self.beta),
            **self._one_step(momentum),
            **_race(bowl),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what the look-ahead amounts to, how each swings, and the best contractions."""
        kappa = self.condition
        if np.isfinite(result["nesterov"]).all():
            yield Claim(
                "In each eigendirection the path is that of momentum with β(1 − ηλ): they differ "
                "by {measured} of the longest way.",
                expected=0,
                measured=_relative(result["nesterov"], result["mode_by_mode"]),
                tolerance=1e-10,
            )
        if result["carried"][1] != 0:
            yield Claim(
                "Across the ravine the gradient from the look-ahead point leaves 1 − ηλ = "
                "{expected} of where the velocity leads: {measured}.",
                expected=1 - self.rate,
                measured=result["nesterov_lands"][1] / result["carried"][1],
                tolerance=1e-9,
            )
        if self == type(self)(condition=kappa):
            yield Claim(
                "In {steps} steps Nesterov's method travels {nesterov_travel} across the ravine, "
                "less than half of momentum's {momentum_travel}.",
                expected=result["momentum_travel"] / 2,
                measured=result["nesterov_travel"],
                relation="<",
            )
        yield from _claims_of_race(result, kappa)

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw both paths, a single step of each from one state, and the race."""
        ravine, step, race = drawing.panels(
            figure,
            f"Two paths of {self.steps} steps with η = {number(self.rate)}, "
            f"β = {number(self.beta)}",
            "One step from the same state",
            "Distance left, each at its best settings",
            mosaic="aa;bc",
            heights=(1.1, 1),
        )
        bowl = Quadratic(condition=self.condition)
        _draw_paths(ravine, bowl, result, self.rate)
        _draw_step(step, bowl, result)
        _draw_race(race, result)

    def headline(self, result: Result) -> str:
        """Return how far each swings, or that the rate is too large."""
        if self.rate > result["limit"]:
            return "At η = {rate} Nesterov's method diverges: its limit is {limit}"
        if self.beta == 0:
            return "Without memory there is nothing to look ahead along"
        return "Nesterov swings {nesterov_travel} across the ravine, momentum {momentum_travel}"

    def setting(self, result: Result) -> str:
        """Return the bowl and the settings of the paths."""
        return (
            "A bowl {condition} times as steep across as along; both methods with η = {rate}, "
            "β = {beta} from the same start"
        )

    def caption(self, result: Result) -> str:
        """Return the settings, what is seen, and what follows."""
        paths = (
            "Over the limit 2(1 + β)/(1 + 2β) = {limit} Nesterov's method diverges; momentum's "
            "limit is {momentum_limit}. "
            if self.rate > result["limit"]
            else "In {steps} steps momentum travels {momentum_travel} across the ravine, "
            "Nesterov's method {nesterov_travel}, because its gradient is taken where the "
            "velocity leads. "
        )
        return (
            "Momentum and Nesterov's method with η = {rate} and β = {beta} on a quadratic with "
            "condition number κ = {condition} from (−10, 1). " + paths + "At the best settings of "
            "each, plain descent comes within a millionth of the distance in {plain_steps} steps, "
            "Nesterov's method in {nesterov_steps}, heavy ball in {momentum_steps}."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        path = "leaves the axes" if self.rate > result["limit"] else "swings little"
        return (
            "Top: pale contours of a ravine; momentum swings from wall to wall on its way to "
            "the minimum; the path of Nesterov's method " + path + ". Lower left: a dashed line "
            "from a point leads on along the velocity; from its end a short arrow is momentum's "
            "gradient step, another Nesterov's. Lower right: distances on a logarithmic "
            "axis fall to a millionth in {momentum_steps} steps for heavy ball, {nesterov_steps} "
            "for Nesterov's method and {plain_steps} for plain descent."
        )

    def _without_look_ahead(self, ahead: Array) -> Array:
        """Return the points θ whose look-ahead points θ + βv are `ahead`: θ ← ahead − η∇J."""
        gradients = Quadratic(condition=self.condition).gradient(ahead[:-1])
        with np.errstate(all="ignore"):
            return np.concatenate([[START], ahead[:-1] - self.rate * gradients])

    def _momentum_mode_by_mode(self) -> Array:
        """Return the path of classical momentum with β(1 − ηλ) along each axis."""
        eigenvalues = np.array(Quadratic(condition=self.condition).eigenvalues)
        point, velocity = np.array(START), np.zeros(2)
        path = [point]
        with np.errstate(all="ignore"):
            for _ in range(self.steps):
                velocity = self.beta * (1 - self.rate * eigenvalues) * velocity
                velocity = velocity - self.rate * eigenvalues * point
                point = point + velocity
                path.append(point)
        return np.array(path)

    def _one_step(self, path: Array) -> dict[str, object]:
        """Return both next points from where momentum is fastest across the ravine."""
        gradient = Quadratic(condition=self.condition).gradient
        moves = np.diff(path[:6], axis=0)
        k = int(np.argmax(np.abs(moves[:-1, 1]))) + 1
        carried = path[k] + self.beta * moves[k - 1]
        return {
            "stands": path[k],
            "carried": carried,
            "momentum_lands": carried - self.rate * gradient(path[k]),
            "nesterov_lands": carried - self.rate * gradient(carried),
        }


def _travel(path: Array) -> float:
    """Return the way that a path (steps + 1, 2) makes across the ravine, there and back."""
    with np.errstate(all="ignore"):
        return float(np.abs(np.diff(path[:, 1])).sum())


def _relative(path: Array, other: Array) -> float:
    return float(np.abs(path - other).max() / np.abs(path).max())


def _race(bowl: Quadratic) -> dict[str, object]:
    """Return the distances left, and the steps to `CLOSE`, of each method at its best settings."""
    methods = {
        "plain": best_descent(bowl),
        "nesterov": best_nesterov(bowl),
        "momentum": best_heavy_ball(bowl),
    }
    enough = ceil(-log(CLOSE) * bowl.condition / 2) + 20
    results: dict[str, object] = {}
    for name, method in methods.items():
        path = descend(bowl, method, START, enough)
        distance = distance_left(path)
        steps = int(np.argmax(distance <= CLOSE))
        results[f"{name}_steps"] = steps
        results[f"{name}_distance"] = distance[: steps + 1]
        results[f"{name}_along"] = path[: steps + 1, 0]
    return results


def _claims_of_race(result: Result, kappa: float) -> Iterator[Claim]:
    yield Claim(
        "At its best settings Nesterov's method contracts by 1 − 2/√(3κ + 1) = {expected} a step.",
        expected=1 - 2 / sqrt(3 * kappa + 1),
        measured=modulus_of_double_root(result["nesterov_along"]),
        tolerance=1e-6,
    )
    yield Claim(
        "Heavy ball contracts by (√κ − 1)/(√κ + 1) = {expected} a step.",
        expected=(sqrt(kappa) - 1) / (sqrt(kappa) + 1),
        measured=modulus_of_double_root(result["momentum_along"]),
        tolerance=1e-6,
    )
    yield Claim(
        "Plain descent contracts by (κ − 1)/(κ + 1) = {expected} a step.",
        expected=(kappa - 1) / (kappa + 1),
        measured=result["plain_distance"][-1] / result["plain_distance"][-2],
        tolerance=1e-9,
    )
    yield Claim(
        "Nesterov's method needs {nesterov_steps} steps to a millionth of the distance, fewer "
        "than plain descent's {plain_steps}.",
        expected=result["plain_steps"],
        measured=result["nesterov_steps"],
        relation="<",
    )
    yield Claim(
        "On a quadratic heavy ball needs {momentum_steps}, fewer still.",
        expected=result["nesterov_steps"],
        measured=result["momentum_steps"],
        relation="<",
    )


def _draw_paths(axes: "Axes", bowl: Quadratic, result: Result, rate: float) -> None:
    limits = {"momentum": result["momentum_limit"], "nesterov": result["limit"]}
    settling = [result[name] for name, limit in limits.items() if rate < limit]
    drawing.contours(axes, bowl.value, *drawing.room_for(XLIM, YLIM, *settling))
    until = len(result["momentum"]) - 1
    for name, text in NAMES.items():
        drawing.path(axes, result[name], name, text=text, prefer="middle", until=until)
    drawing.minimum(axes, (0, 0))
    axes.set_xlabel(f"along the ravine, w₁ (λ = {number(bowl.eigenvalues[0])}; across, λ = 1)")
    axes.set_ylabel("across, w₂")


def _draw_step(axes: "Axes", bowl: Quadratic, result: Result) -> None:
    """Draw how one state is carried on, and the gradient step that each method adds to that."""
    stands, carried = result["stands"], result["carried"]
    lands = {name: result[f"{name}_lands"] for name in NAMES}
    points = np.array([stands, carried, *lands.values()])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.25 * np.maximum(high - low, 0.05)
    xlim, ylim = np.array([low - 2 * margin, high + 2 * margin]).T
    drawing.contours(axes, bowl.value, tuple(xlim), tuple(ylim), levels=5, log=False)
    both = np.array([stands, carried])
    axes.plot(both[:, 0], both[:, 1], **drawing.line_style("bound"))
    drawing.start(axes, stands)
    drawing.end(axes, carried, "ink")
    drawing.label(axes, "on by βv", both[:, 0], both[:, 1], "bound", prefer="middle")
    drawing.label(axes, "momentum looks here", stands[0], stands[1], "momentum", side="right")
    drawing.label(axes, "Nesterov looks here", carried[0], carried[1], "nesterov", side="below")
    for name, point in lands.items():
        drawing.path(axes, np.array([carried, point]), name, steps=False, ends=False)
        drawing.value_mark(axes, point[0], point[1], f"{NAMES[name]} lands", name)
    axes.set_xlabel("along, w₁")
    axes.set_ylabel("across, w₂")


def _draw_race(axes: "Axes", result: Result) -> None:
    drawing.log_axis(axes, "y")
    drawing.threshold(axes, CLOSE, of="faint")
    for role, text in RACERS.items():
        distance, steps = result[f"{role}_distance"], result[f"{role}_steps"]
        side: Literal["below", "right"] = "below" if role == "momentum" else "right"
        line = drawing.cost_curve(axes, distance, role, until=result["plain_steps"])
        words = f"{text}: {steps}"
        drawing.value_mark(axes, steps, distance[-1], words, role, side=side, on=line)
    axes.set_ylim(bottom=CLOSE / 300)
    axes.set_xlabel("step")
    axes.set_ylabel("share of first")
