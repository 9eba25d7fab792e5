"""Nesterov's momentum: the gradient is taken where the velocity is about to lead."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz.core.surfaces import Quadratic
from nnviz.wording import number
from nnviz_concepts.optimization.nesterov_figure import draw_paths, draw_race, draw_step
from nnviz_concepts.optimization.nesterov_race import START, claims_of_race, raced

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    code = (optimizers.Nesterov.rule,)

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
            **raced(bowl),
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
        yield from claims_of_race(result, kappa)

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
        draw_paths(ravine, bowl, result, self.rate)
        draw_step(step, bowl, result)
        draw_race(race, result)

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
