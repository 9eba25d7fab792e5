"""Gradient descent with momentum on an ill-conditioned bowl."""

from collections.abc import Iterator
from math import ceil, log, sqrt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import averages
from nnviz.core.arrays import Array
from nnviz.core.best_settings import (
    best_descent,
    best_heavy_ball,
    distance_left,
    modulus_of_double_root,
)
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent
from nnviz.core.optimizers import Momentum as HeavyBall
from nnviz.core.surfaces import Quadratic
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

START = (-10.0, 1.0)
CLOSE = 1e-6
XLIM, YLIM = (-11.0, 2.5), (-1.45, 1.45)
Limits: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


class Momentum(Concept):
    r"""Averaging past gradients cancels the zig-zag across a ravine and keeps the way along it.

    On a cost that is steep across and flat along, the steep direction limits the learning rate of
    plain gradient descent to $2/\lambda_{\max}$: it jumps from wall to wall and hardly moves along
    the floor. Momentum steps along a running average of the gradients instead:
    $v \leftarrow \beta v + (1-\beta)\nabla J(w)$, then $w \leftarrow w - \eta v$.

    Look at the lower left panel: across the ravine the gradient changes sign at each step, so its
    average nearly vanishes; along the ravine it keeps its sign, and the average keeps it. That is
    why momentum bears a rate $\frac{1+\beta}{1-\beta}$ times as large. In the path the rates were
    chosen so that the eye can follow; the lower right panel gives each method its best settings.
    There the error shrinks by $\frac{\kappa-1}{\kappa+1}$ a step without and by
    $\frac{\sqrt\kappa-1}{\sqrt\kappa+1}$ with momentum. The rate alone promises {promised} steps,
    and {momentum_steps} are needed, because at the best settings the two roots of the iteration
    meet and the error falls as $t\rho^t$.

    The other common form, $v \leftarrow \beta v + \nabla J$, is the same with a rate smaller by
    $1-\beta$ (PyTorch, Optax). A misconception: momentum does not only accelerate. Too much of it
    overshoots, and swings through the minimum.

    Try next:

    - `nnviz show momentum --beta 0.99`: it remembers too long, and swings.
    - `nnviz show momentum --beta 0`: plain descent, for which the rate is too large.
    - `nnviz show momentum --condition 1000`: the steeper the ravine, the more it gains.
    """

    title = "Gradient descent with momentum"
    topic = "optimization"
    order = 4
    see_also = ("ewma", "nesterov", "learning-rate", "adam")
    references = (
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
        "Sutskever, Martens, Dahl & Hinton 2013, On the importance of initialization and momentum",
        "Goh 2017, Why momentum really works, Distill",
    )
    code = (HeavyBall.rule,)

    beta: float = parameter(
        0.9, "Decay β of the average of gradients.", ge=0, lt=1, sweep=(0.0, 0.5, 0.9, 0.99)
    )
    rate: float = parameter(
        5.0, "Learning rate η of the path with momentum, for λmax = 1.", gt=0, le=100
    )
    plain_rate: float = parameter(
        1.9, "Learning rate of plain descent's path; over 2 it diverges.", gt=0, le=10
    )
    condition: float = parameter(
        100.0,
        "Condition number κ of the bowl.",
        ge=4,
        le=1000,
        sweep=(10.0, 100.0, 1000.0),
    )
    steps: int = parameter(40, "Steps of both paths.", ge=5, le=500)

    def compute(self) -> dict[str, object]:
        """Descend with the chosen settings, and with the best ones of each method."""
        bowl = Quadratic(condition=self.condition)
        flat, steep = bowl.eigenvalues
        averaged = HeavyBall(self.rate, self.beta, averaged=True)
        classical = HeavyBall(self.rate * (1 - self.beta), self.beta)
        plain = descend(bowl, GradientDescent(self.plain_rate), START, self.steps)
        # Down the bare gradient every step is the rule itself, which on a surface has a short cut.
        path = descend(bowl.gradient, averaged, START, self.steps)
        gradients = plain * (flat, steep) / (np.array(START) * (flat, steep))
        return {
            "plain": plain,
            "momentum": path,
            "classical": descend(bowl, classical, START, self.steps),
            "gradients": gradients,
            "averages": averages.ewma(gradients, self.beta, corrected=False, axis=0),
            "plain_travel": _travel(plain),
            "momentum_travel": _travel(path),
            "rate_limit": 2 * (1 + self.beta) / (1 - self.beta),
            **_best(bowl),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield both rates of contraction, the steps they take, and what the average cancels."""
        kappa = self.condition
        yield Claim(
            "At its best rate plain descent shrinks the error by (κ − 1)/(κ + 1) = {expected} "
            "a step.",
            expected=(kappa - 1) / (kappa + 1),
            measured=result["plain_distance"][-1] / result["plain_distance"][-2],
            tolerance=1e-9,
        )
        yield Claim(
            "Heavy ball at its best settings shrinks it by (√κ − 1)/(√κ + 1) = {expected} a step.",
            expected=(sqrt(kappa) - 1) / (sqrt(kappa) + 1),
            measured=modulus_of_double_root(result["best_momentum"][:, 0]),
            tolerance=1e-6,
        )
        yield Claim(
            "Momentum needs {momentum_steps} steps to a millionth of the distance, plain descent "
            "{plain_steps}: fewer.",
            expected=result["plain_steps"],
            measured=result["momentum_steps"],
            relation="<",
        )
        if self.rate < result["rate_limit"]:
            yield Claim(
                "The averaged form with (1 − β) is heavy ball with the rate η(1 − β): the paths "
                "differ by {measured}.",
                expected=0,
                measured=np.abs(result["momentum"] - result["classical"]).max(),
                tolerance=1e-12,
            )
        if self == type(self)(condition=kappa):
            yield Claim(
                "In {steps} steps momentum travels {momentum_travel} across the ravine, less than "
                "half of plain descent's {plain_travel}.",
                expected=result["plain_travel"] / 2,
                measured=result["momentum_travel"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw both paths, what the average does to the gradient, and the race at best settings."""
        ravine, gradient, race = drawing.panels(
            figure,
            f"Two paths of {self.steps} steps down a ravine",
            "Plain descent's gradient, and its average",
            "Distance left, each at its best settings",
            mosaic="aa;bc",
            heights=(1.15, 1),
        )
        stays = [("plain", self.plain_rate < 2), ("momentum", self.rate < result["rate_limit"])]
        staying = [result[name] for name, stable in stays if stable]
        limits = drawing.room_for(XLIM, YLIM, *staying)
        _draw_paths(ravine, result, self.condition, limits)
        _draw_gradients(gradient, result)
        _draw_race(race, result)

    def headline(self, result: Result) -> str:
        """Return the steps that both need at their best settings."""
        return "Momentum needs {momentum_steps} steps where plain descent needs {plain_steps}"

    def setting(self, result: Result) -> str:
        """Return the bowl and the settings of the paths."""
        return (
            "A bowl {condition} times as steep across as along; paths with η = {plain_rate} "
            "without and η = {rate}, β = {beta} with momentum"
        )

    def caption(self, result: Result) -> str:
        """Return the settings, both effects, and what follows."""
        if self.rate > result["rate_limit"]:
            return (
                "Gradient descent on a quadratic with condition number κ = {condition} from "
                "(−10, 1). With β = {beta} the rate {rate} is over the limit {rate_limit}, and "
                "momentum diverges. At the best settings of each, heavy ball comes within a "
                "millionth of the distance in {momentum_steps} steps, plain descent in "
                "{plain_steps}."
            )
        return (
            "Gradient descent on a quadratic with condition number κ = {condition} from (−10, 1). "
            "In {steps} steps plain descent at η = {plain_rate} travels {plain_travel} across the "
            "ravine, momentum at η = {rate}, β = {beta} travels {momentum_travel}, because the "
            "average cancels what changes sign. At the best settings of each, heavy ball comes "
            "within a millionth of the distance in {momentum_steps} steps, plain descent in "
            "{plain_steps}."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        if self.rate > result["rate_limit"]:
            paths = "momentum leaves the ravine at once and diverges."
        else:
            paths = "momentum swings in wide arcs and comes farther towards the minimum."
        return (
            "Top: pale elliptical contours of a ravine; plain descent zig-zags between its walls, "
            + paths
            + " Lower left: the gradient across the ravine alternates in sign and its average "
            "stays near zero; along the ravine both keep their sign. Lower right: distances on a "
            "logarithmic axis; momentum's falls to a millionth after {momentum_steps} steps, "
            "plain descent's after {plain_steps}."
        )


def _travel(path: Array) -> float:
    """Return the way that a path (steps + 1, 2) makes across the ravine, there and back."""
    with np.errstate(all="ignore"):
        return float(np.abs(np.diff(path[:, 1])).sum())


def _best(bowl: Quadratic) -> dict[str, object]:
    """Return distances and steps of both methods at the settings that are best for the bowl."""
    ball = best_heavy_ball(bowl)
    enough = ceil(-log(CLOSE) * bowl.condition / 2) + 20
    plain = descend(bowl, best_descent(bowl), START, enough)
    momentum = descend(bowl, ball, START, enough)
    plain_distance, momentum_distance = distance_left(plain), distance_left(momentum)
    plain_steps = int(np.argmax(plain_distance <= CLOSE))
    momentum_steps = int(np.argmax(momentum_distance <= CLOSE))
    return {
        "best_momentum": momentum[: momentum_steps + 1],
        "plain_distance": plain_distance[: plain_steps + 1],
        "momentum_distance": momentum_distance[: momentum_steps + 1],
        "plain_steps": plain_steps,
        "momentum_steps": momentum_steps,
        "promised": ceil(log(CLOSE) / log(sqrt(ball.beta))),
    }


def _draw_paths(axes: "Axes", result: Result, condition: float, limits: Limits) -> None:
    bowl = Quadratic(condition=condition)
    drawing.contours(axes, bowl.value, *limits)
    steps = len(result["plain"]) - 1
    drawing.path(axes, result["plain"], "plain", text="plain descent", prefer="start", until=steps)
    drawing.path(axes, result["momentum"], "momentum", text="with momentum", until=steps)
    drawing.minimum(axes, (0, 0))
    axes.set_xlabel(f"along the ravine, w₁ (λ = {number(bowl.eigenvalues[0])}; across, λ = 1)")
    axes.set_ylabel("across, w₂")


def _draw_gradients(axes: "Axes", result: Result) -> None:
    """Draw both components of the gradient, and of its average, as shares of their first value."""
    gradients, averaged = result["gradients"], result["averages"]
    steps = np.arange(len(gradients))
    drawing.threshold(axes, 0, of="faint")
    lines = [
        *axes.plot(steps, gradients[:, 1], **drawing.line_style("plain", marker=".", linewidth=1)),
        *axes.plot(steps, gradients[:, 0], **drawing.line_style("plain", linestyle="--")),
        *axes.plot(steps, averaged[:, 0], **drawing.line_style("momentum", linestyle="--")),
        *axes.plot(steps, averaged[:, 1], **drawing.line_style("momentum")),
    ]
    names = [
        drawing.label(axes, "across", steps, gradients[:, 1], "plain", prefer="middle"),
        drawing.label(axes, "along", steps, gradients[:, 0], "plain", prefer="start"),
        drawing.label(axes, "averaged", steps, averaged[:, 0], "momentum", prefer="middle"),
        drawing.label(axes, "averaged", steps, averaged[:, 1], "momentum", prefer="end"),
    ]
    for line, name in zip(lines, names, strict=True):
        drawing.reveal(line)
        drawing.accompany(line, [name])
    axes.set_xlabel("step")
    axes.set_ylabel("share of first")


def _draw_race(axes: "Axes", result: Result) -> None:
    drawing.log_axis(axes, "y")
    for role, text in (("plain", "plain descent"), ("momentum", "heavy ball")):
        distance, steps = result[f"{role}_distance"], result[f"{role}_steps"]
        line = drawing.cost_curve(axes, distance, role, until=result["plain_steps"])
        drawing.value_mark(axes, steps, distance[-1], f"{text}:\n{steps} steps", role, on=line)
    axes.set_xlabel("step")
    axes.set_ylabel("share of first")
