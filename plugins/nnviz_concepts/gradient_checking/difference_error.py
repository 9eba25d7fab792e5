"""The error of one-sided and two-sided differences against the step."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import differences
from nnviz.core.arrays import Array
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNIT = float(np.finfo(float).eps)
DRAWN_STEP = 0.45
SMOOTHED = 9


class DifferenceError(Concept):
    r"""Looking to both sides makes the error of a numerical slope fall with the square of the step.

    A slope can be estimated from two values of a function. The one-sided difference
    $\frac{f(\theta+\varepsilon)-f(\theta)}{\varepsilon}$ leans to the side it looks to: by
    Taylor's theorem its error is $\frac{\varepsilon}{2}f''(\theta)+\dots$. In the two-sided
    difference $\frac{f(\theta+\varepsilon)-f(\theta-\varepsilon)}{2\varepsilon}$ that term cancels,
    and $\frac{\varepsilon^2}{6}f'''(\theta)$ is left. Ten times smaller a step makes the first
    ten times better, and the second a hundred times.

    Look at the right panel from right to left: both errors fall along straight lines, one twice
    as steep as the other, until they turn. From there on rounding rules: the two values of $f$
    agree in ever more digits, and what is left after subtracting them is noise of the order of
    $u/\varepsilon$, with $u$ the unit of rounding. The turn comes near $\theta\sqrt u$ for one side
    and near $\theta\sqrt[3]{u}$ for two.

    This is why a gradient check looks to both sides, with a step near 1e-5 and in double
    precision. It is a misconception that a smaller step is always more exact: at 1e-12 both
    estimates have lost most of their digits.

    Try next:

    - `nnviz show difference-error --epsilon 0.0001`: both dots slide down their lines.
    - `nnviz show difference-error --theta 10`: larger values round more coarsely.
    """

    title = "One-sided and two-sided differences"
    topic = "gradient-checking"
    order = 1
    see_also = ("gradient-check", "from-scratch")
    references = (
        "Nocedal & Wright 2006, Numerical Optimization, section 8.1",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 11.5",
    )
    code = (differences.one_sided, differences.two_sided)

    theta: float = parameter(1.0, "Point θ at which the slope is taken.", ge=0.1, le=10)
    epsilon: float = parameter(
        0.01,
        "Step ε at which the errors are marked.",
        ge=1e-11,
        le=0.1,
        sweep=(0.1, 0.01, 0.001, 1e-4, 1e-6, 1e-9),
    )

    def compute(self) -> dict[str, object]:
        """Estimate the slope of θ³ with steps of 1e-12 to 1e-1, and with ε itself."""
        steps = np.geomspace(1e-12, 1e-1, 221)
        chosen = np.array([self.epsilon])
        slope = 3 * self.theta**2
        one, two = _errors(self.theta, steps, slope)
        one_chosen, two_chosen = _errors(self.theta, chosen, slope)
        return {
            "steps": steps,
            "one_sided": one,
            "two_sided": two,
            "slope": slope,
            "one_sided_estimate": differences.one_sided(_cube, self.theta, chosen)[0],
            "two_sided_estimate": differences.two_sided(_cube, self.theta, chosen)[0],
            "one_sided_error": one_chosen[0],
            "two_sided_error": two_chosen[0],
            "one_sided_turn": self.theta * UNIT**0.5,
            "two_sided_turn": self.theta * UNIT ** (1 / 3),
            "one_sided_best": _best_step(steps, one),
            "two_sided_best": _best_step(steps, two),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the errors at ε, their powers of the step, and where rounding takes over."""
        epsilon, theta = self.epsilon, self.theta
        rounding = 4 * UNIT * (theta + epsilon) ** 3 / epsilon
        yield Claim(
            "One-sided, ε = {epsilon} gives {measured:.8g}, off by 3θε + ε² = {one_sided_error}.",
            expected=result["slope"] + 3 * theta * epsilon + epsilon**2,
            measured=result["one_sided_estimate"],
            tolerance=rounding,
        )
        yield Claim(
            "Two-sided, ε = {epsilon} gives {measured:.8g}, off by ε² = {two_sided_error}.",
            expected=result["slope"] + epsilon**2,
            measured=result["two_sided_estimate"],
            tolerance=rounding,
        )
        yield Claim(
            "The one-sided error falls as the power {expected} of the step (measured {measured}).",
            expected=1,
            measured=_power(result["steps"] / theta, result["one_sided"]),
            tolerance=0.05,
        )
        yield Claim(
            "The two-sided error falls as the power {expected} of the step (measured {measured}).",
            expected=2,
            measured=_power(result["steps"] / theta, result["two_sided"]),
            tolerance=0.05,
        )
        yield Claim(
            "The one-sided error turns near θ√u = {one_sided_turn}: it is least at "
            "{one_sided_best}, within a factor of ten.",
            expected=np.log10(result["one_sided_turn"]),
            measured=np.log10(result["one_sided_best"]),
            tolerance=1.0,
        )
        yield Claim(
            "The two-sided error turns near θ∛u = {two_sided_turn}: it is least at "
            "{two_sided_best}, within a factor of ten.",
            expected=np.log10(result["two_sided_turn"]),
            measured=np.log10(result["two_sided_best"]),
            tolerance=1.0,
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the two secants, with a step large enough to see, and both errors."""
        secants, errors = drawing.panels(
            figure,
            "The two secants",
            "Smaller steps help, until rounding takes over",
            widths=(1, 1.35),
        )
        _draw_secants(secants, self.theta)
        _draw_errors(errors, result, self.epsilon)

    def headline(self, result: Result) -> str:
        """Return both errors at ε."""
        return "Two-sided differences err by {two_sided_error}, one-sided by {one_sided_error}"

    def setting(self, result: Result) -> str:
        """Return the function, the point and the step."""
        return "Slope of f(θ) = θ³ at θ = {theta}, which is {slope}, estimated with ε = {epsilon}"

    def caption(self, result: Result) -> str:
        """Return what was estimated, the errors, and what follows."""
        return (
            "The slope of f(θ) = θ³ at θ = {theta} is {slope}. With a step of ε = {epsilon} the "
            "two-sided difference errs by {two_sided_error}, the one-sided by {one_sided_error}. "
            "The first error falls with ε², the second with ε, until rounding takes over near "
            "{two_sided_turn} and {one_sided_turn}: so a gradient check looks to both sides."
        )

    def alt(self, result: Result) -> str:
        """Return the two panels in words."""
        return (
            "Left: the curve θ³ with its tangent, the one-sided secant steeper than the tangent "
            "and the two-sided secant nearly parallel to it. Right: errors against the step on "
            "logarithmic axes, two straight lines that fall towards smaller steps, the two-sided "
            "twice as steep, then rise again as noise; at ε = {epsilon} they stand at "
            "{two_sided_error} and {one_sided_error}."
        )


def _cube(theta: Array) -> Array:
    return theta**3


def _errors(theta: float, steps: Array, slope: float) -> tuple[Array, Array]:
    """Return the absolute errors of the one-sided and the two-sided estimate at each step."""
    one = differences.one_sided(_cube, theta, steps)
    two = differences.two_sided(_cube, theta, steps)
    return np.abs(one - slope), np.abs(two - slope)


def _power(relative: Array, errors: Array) -> float:
    """Return the slope of log error against log ε/θ, where truncation rules."""
    truncated = (relative >= 1e-3) & (relative <= 1e-2)
    return float(np.polyfit(np.log(relative[truncated]), np.log(errors[truncated]), 1)[0])


def _best_step(steps: Array, errors: Array) -> float:
    """Return the step of the least error, its median over neighbours so that no luck counts."""
    windows = np.lib.stride_tricks.sliding_window_view(errors, SMOOTHED)
    return float(steps[np.argmin(np.median(windows, axis=-1)) + SMOOTHED // 2])


def _draw_secants(axes: "Axes", theta: float) -> None:
    """Draw θ³, its tangent, and both secants with a step that can be seen."""
    step = DRAWN_STEP * theta
    x = np.linspace(theta - 1.35 * step, theta + 1.35 * step, 200)
    left, right = theta - step, theta + step
    tangent = theta**3 + 3 * theta**2 * (x - theta)
    axes.plot(x, tangent, **drawing.line_style("bound"))
    axes.plot(x, x**3, **drawing.line_style("truth"))
    for role, start in (("two-sided", left), ("one-sided", theta)):
        ends = np.array([start, right])
        axes.plot(ends, ends**3, **drawing.line_style(role, marker=drawing.role(role).marker))
        drawing.label(axes, f"{role}\nsecant", ends, ends**3, role, prefer="middle", side="above")
    drawing.label(axes, "tangent", x, tangent, "bound", prefer="start", side="below")
    drawing.label(axes, "f(θ) = θ³", x, x**3, "truth", prefer="end", side="left")
    axes.set_xticks([left, theta, right], ["θ − ε", "θ", "θ + ε"])
    axes.set_yticks([])
    axes.set_xlabel("θ, with ε drawn large")


def _draw_errors(axes: "Axes", result: Result, epsilon: float) -> None:
    """Draw both errors against the step, and mark them at ε."""
    steps = result["steps"]
    drawing.log_axis(axes, "x")
    drawing.log_axis(axes, "y")
    for role, key in (("one-sided", "one_sided"), ("two-sided", "two_sided")):
        seen = result[key] > 0
        axes.plot(steps[seen], result[key][seen], **drawing.line_style(role, linestyle="-"))
    drawing.threshold(axes, epsilon, which="x", of="faint")
    drawing.label(
        axes,
        "one-sided: in step with ε",
        steps[100:],
        result["one_sided"][100:],
        "one-sided",
        prefer="middle",
        side="above",
    )
    drawing.label(
        axes,
        "two-sided:\nwith ε²",
        steps[150:],
        result["two_sided"][150:],
        "two-sided",
        prefer="middle",
        side="right",
    )
    for role, key in (("one-sided", "one_sided_error"), ("two-sided", "two_sided_error")):
        drawing.value_mark(axes, epsilon, result[key], number(result[key]), role, side="right")
    axes.set_xlabel("step ε")
    axes.set_ylabel("error of the slope")
