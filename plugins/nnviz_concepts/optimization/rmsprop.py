"""RMSProp: a rate of its own for each parameter, from gradients of late only."""

from collections.abc import Iterator
from math import ceil, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import optimizers
from nnviz_concepts.optimization import own_rates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RECOVERED = 0.9


class Rmsprop(Concept):
    r"""RMSProp divides each parameter's rate by the size of its recent gradients, and forgets.

    AdaGrad's rates can only fall, for its sum of squared gradients only grows. RMSProp keeps a
    running average of them instead, $s \leftarrow \gamma s + (1-\gamma)g^2$, and steps by
    $\eta\,g/(\sqrt s + \epsilon)$. The average looks back over about $1/(1-\gamma)$ steps, and
    half of what it knew is gone after $\ln\frac12/\ln\gamma$.

    Look at the steps on gradients of 1 whose first was 100. AdaGrad, in green, remembers it for
    ever. RMSProp comes back to its rate as $\gamma^t$ fades. On a constant gradient its first
    step is $\eta/\sqrt{1-\gamma}$ long, because the average starts at 0, and the steps then tend
    to $\eta$: Adam corrects that start. The other panels are those of `adagrad`, on the same bowl
    and axes: again the rates are a factor κ apart, but as the gradients shrink they rise.

    It suits networks whose gradients change in scale during training, and small batches. A
    misconception: that such a method settles by itself. Its steps stay about $\eta$ long however
    near the minimum is, and it ends by jumping to and fro; let the rate fall by a schedule.

    Try next:

    - `nnviz show rmsprop --steps 300`: it has arrived, and begins to jump.
    - `nnviz show rmsprop --gamma 0.99`: it forgets more slowly, and starts with a leap.
    - `nnviz show rmsprop --angle 45`: turned, the bowl is no longer round for it.
    """

    title = "RMSProp"
    topic = "optimization"
    order = 7
    see_also = ("adagrad", "adam", "ewma", "schedules")
    references = (
        "Hinton, Srivastava & Swersky 2012, Neural networks for machine learning, lecture 6e",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.5.2",
    )
    code = (optimizers.RMSProp.rule,)

    gamma: float = parameter(
        0.9,
        "Decay γ of the average of squared gradients.",
        ge=0,
        le=0.999,
        sweep=(0.0, 0.5, 0.9, 0.99, 0.999),
    )
    condition: float = parameter(
        20.0, "Condition number κ of the bowl.", ge=1, le=1000, sweep=(1.0, 20.0, 100.0)
    )
    angle: float = parameter(
        0.0,
        "Angle in degrees by which the bowl is turned from the axes.",
        ge=0,
        le=45,
        sweep=(0.0, 5.0, 15.0, 45.0),
    )
    rate: float = parameter(0.4, "Learning rate η.", ge=0.01, le=2, sweep=(0.1, 0.4, 1.0, 2.0))
    steps: int = parameter(60, "Steps of the paths.", ge=5, le=500)

    def compute(self) -> dict[str, object]:
        """Descend on the bowl, and step along gradients of 1, with RMSProp and with AdaGrad."""
        bowl = own_rates.bowl_of(self.condition, self.angle)
        unit = optimizers.RMSProp(1.0, self.gamma, epsilon=0.0)
        adagrad = optimizers.AdaGrad(1.0, epsilon=0.0)
        constant = own_rates.constant_steps(unit)
        spiked = own_rates.constant_steps(unit, own_rates.LARGE)
        kept = own_rates.constant_steps(adagrad, own_rates.LARGE)
        recovered = 1 + int(np.argmax(spiked[1:] >= RECOVERED))
        return {
            **own_rates.descents(bowl, optimizers.RMSProp(self.rate, self.gamma), self.steps),
            "steps_constant": constant,
            "steps_spiked": spiked,
            "steps_adagrad": kept,
            "first": constant[0],
            "last": constant[-1],
            "recovers": bool(spiked[recovered] >= RECOVERED),
            "recovered_at": recovered + 1,
            "adagrad_then": kept[recovered],
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the steps on a constant gradient, what is forgotten, and the ratio of the rates."""
        t = np.arange(1, own_rates.LONG + 1)
        yield Claim(
            "On a constant gradient the first step is η/√(1 − γ) = {expected} η.",
            expected=1 / sqrt(1 - self.gamma),
            measured=result["first"],
            tolerance=own_rates.ROUNDING * result["first"],
        )
        yield Claim(
            "The steps tend to η: step 1,000 is {measured} η.",
            expected=1,
            measured=result["last"],
            tolerance=1 / sqrt(1 - self.gamma**own_rates.LONG) - 1 + own_rates.ROUNDING,
        )
        yield Claim(
            "Each step t is η/√(1 − γᵗ): the largest difference is {measured} of it.",
            expected=0,
            measured=np.abs(result["steps_constant"] * np.sqrt(1 - self.gamma**t) - 1).max(),
            tolerance=own_rates.ROUNDING,
        )
        if result["recovers"] and self.gamma > 0:
            yield Claim(
                "After a first gradient of 100 the steps are back at 0.9 η at step {expected}, "
                "when γᵗ⁻¹(10⁴(1 − γ) − 1) has fallen to 1/0.9² − 1.",
                expected=_recovery(self.gamma),
                measured=result["recovered_at"],
            )
            yield Claim(
                "AdaGrad's step is then η/√(9,999 + t) = {expected} η.",
                expected=1 / sqrt(own_rates.LARGE**2 - 1 + result["recovered_at"]),
                measured=result["adagrad_then"],
                tolerance=own_rates.ROUNDING,
            )
        if self.angle == 0 and self.gamma > 0:
            yield Claim(
                "The flat direction's rate is κ = {expected} times the steep one's.",
                expected=self.condition,
                measured=result["ratio"],
                tolerance=1e-3 * self.condition,
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the paths, the rate of each parameter, and the steps on gradients of 1."""
        paths, rates, steps = drawing.panels(
            figure,
            f"{self.steps} steps down a bowl",
            "The rate of each parameter",
            "Step on gradients of 1",
            mosaic="ab;ac",
            widths=(1, 1.15),
        )
        bowl = own_rates.bowl_of(self.condition, self.angle)
        own_rates.draw_paths(paths, bowl, result, "rmsprop", "RMSProp")
        own_rates.draw_rates(rates, result, "rmsprop", self.angle)
        own_rates.draw_steps(
            steps,
            {
                "constant": ("rmsprop", "-", result["steps_constant"]),
                "first gradient 100": ("rmsprop", ":", result["steps_spiked"]),
                "AdaGrad": ("adagrad", ":", result["steps_adagrad"]),
            },
        )
        own_rates.mark_step(steps, 1, result["first"], "rmsprop")
        if result["recovers"]:
            at = result["recovered_at"]
            length = result["steps_spiked"][at - 1]
            drawing.value_mark(steps, at, length, f"{at} steps", "rmsprop")

    def headline(self, result: Result) -> str:
        """Return how long a large gradient is remembered."""
        if not result["recovers"]:
            return "RMSProp still remembers a large gradient after 1,000 steps"
        return "RMSProp forgets a large gradient in {recovered_at} steps, AdaGrad never"

    def setting(self, result: Result) -> str:
        """Return the bowl and the rates."""
        turned = ", turned by {angle}°" if self.angle else ""
        return (
            "A bowl with κ = {condition}" + turned + "; RMSProp with η = {rate}, γ = {gamma}, "
            "plain descent at its best rate, {plain_rate}"
        )

    def caption(self, result: Result) -> str:
        """Return what was done, what is seen, and what follows."""
        memory = (
            "After a first gradient of 100, step {recovered_at} is back at 0.9 η, where AdaGrad's "
            "is {adagrad_then} η."
            if result["recovers"]
            else "After a first gradient of 100 a thousand steps are too few to be back at 0.9 η."
        )
        return (
            "RMSProp with η = {rate} and γ = {gamma} and plain descent at its best rate, "
            "{plain_rate}, {steps} steps on a quadratic with condition number κ = {condition}; "
            "the rates of the two parameters are a factor of {ratio} apart. On a constant "
            "gradient the first step is {first} η long and the thousandth {last} η. " + memory
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: on pale elliptical contours plain descent zig-zags; RMSProp takes long steps to "
            "the minimum. Upper right: the rates of both parameters on a logarithmic axis, a "
            "factor of {ratio} apart. Lower right, both axes logarithmic: steps on gradients "
            "of 1 start at {first} and level off at 1; with a first gradient of 100 they drop, and "
            "rise back to 1, while AdaGrad's stay near a hundredth and fall."
        )


def _recovery(gamma: float) -> int:
    """Return the first step t > 1 whose average, 1 + γᵗ⁻¹(10⁴(1 − γ) − 1), is at most 1/0.9².

    The first gradient has the weight (1 − γ)γᵗ⁻¹ in it, those of 1 together 1 − γᵗ⁻¹.
    """
    excess = own_rates.LARGE**2 * (1 - gamma) - 1
    allowed = 1 / RECOVERED**2 - 1
    return max(2, 1 + ceil(log(allowed / excess) / log(gamma))) if excess > 0 else 2
