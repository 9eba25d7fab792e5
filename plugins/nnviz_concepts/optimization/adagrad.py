"""AdaGrad: a rate of its own for each parameter, which can only fall."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import optimizers
from nnviz.core.arrays import Array
from nnviz.core.descent import descend
from nnviz_concepts.optimization import own_rates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MARKED = 100


class Adagrad(Concept):
    r"""AdaGrad divides each parameter's rate by the size of its past gradients, and never forgets.

    One learning rate for all parameters suits none where the cost is steep in one and flat in
    another. AdaGrad keeps the sum of squared gradients of each, $s \leftarrow s + g^2$, and steps
    by $\eta\,g/(\sqrt s + \epsilon)$. Where gradients are large the rate becomes small, and the
    other way round.

    Look at the path. Plain descent, even at its best rate, jumps across the steep direction and
    creeps along the flat one. For AdaGrad the bowl might as well be round: multiply a parameter's
    gradient by 20, and $\sqrt s$ grows by 20 as well. The panel of rates shows them a factor κ
    apart.

    The sum only grows, so the rates only fall: on a constant gradient step $t$ is $\eta/\sqrt t$
    long. That is right for convex costs and for rare features, whose rates stay large; in long
    training of a deep network the steps become too small too soon, and a large gradient early on
    is held against the parameter for ever. RMSProp was made to forget it.

    A misconception: that AdaGrad knows the curvature. It sees gradients, one parameter at a time;
    turn the bowl, and the advantage is gone.

    Try next:

    - `nnviz show adagrad --angle 45`: the same bowl, turned.
    - `nnviz show adagrad --rate 1`: the rate that it starts from still matters.
    - `nnviz show adagrad --condition 100`: steeper, and the path is the same.
    """

    title = "AdaGrad"
    topic = "optimization"
    order = 6
    see_also = ("nesterov", "rmsprop", "adam", "normalization")
    references = (
        "Duchi, Hazan & Singer 2011, Adaptive subgradient methods for online learning and "
        "stochastic optimization, section 1.1",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.5.1",
    )
    code = (optimizers.AdaGrad.rule,)

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
        """Descend on the bowl and on a round one, and step along gradients of 1."""
        bowl = own_rates.bowl_of(self.condition, self.angle)
        adagrad = optimizers.AdaGrad(self.rate)
        unit = optimizers.AdaGrad(1.0, epsilon=0.0)
        found = own_rates.descents(bowl, adagrad, self.steps)
        steps = own_rates.constant_steps(unit)
        spiked = own_rates.constant_steps(unit, own_rates.LARGE)
        start = np.array(own_rates.START)
        return {
            **found,
            "round": descend(own_rates.bowl_of(1.0, 0.0), adagrad, start, self.steps),
            "steps_constant": steps,
            "steps_spiked": spiked,
            "marked": steps[MARKED - 1],
            "longest_after": spiked[1:].max(),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the steps on a constant gradient, and what the rates of the parameters are."""
        t = np.arange(1, own_rates.LONG + 1)
        yield Claim(
            "On a constant gradient step t is exactly η/√t: over a thousand steps the largest "
            "difference is {measured} of it.",
            expected=0,
            measured=np.abs(result["steps_constant"] * np.sqrt(t) - 1).max(),
            tolerance=own_rates.ROUNDING,
        )
        yield Claim(
            "After a first gradient of 100 no later step on gradients of 1 is longer than "
            "η/√10,001 = {expected} η.",
            expected=1 / np.sqrt(own_rates.LARGE**2 + 1),
            measured=result["longest_after"],
            tolerance=own_rates.ROUNDING,
        )
        yield Claim(
            "No rate ever rises: the largest ratio of a rate to the one before is {measured}.",
            expected=1,
            measured=_largest_growth(result["rates"]),
            relation="<=",
            tolerance=1e-6,
        )
        if self.angle == 0:
            yield Claim(
                "The flat direction's rate is κ = {expected} times the steep one's.",
                expected=self.condition,
                measured=result["ratio"],
                tolerance=1e-6 * self.condition,
            )
            yield Claim(
                "The path is that on a round bowl: they differ by {measured}.",
                expected=0,
                measured=np.abs(result["path"] - result["round"]).max(),
                tolerance=1e-6,
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
        own_rates.draw_paths(paths, bowl, result, "adagrad", "AdaGrad")
        own_rates.draw_rates(rates, result, "adagrad", self.angle)
        own_rates.draw_steps(
            steps,
            {
                "η/√t": ("adagrad", "-", result["steps_constant"]),
                "first gradient 100": ("adagrad", ":", result["steps_spiked"]),
            },
        )
        own_rates.mark_step(steps, MARKED, result["marked"], "adagrad")

    def headline(self, result: Result) -> str:
        """Return the ratio of the rates, where the bowl lies along the axes."""
        if self.angle:
            return "Turned by {angle}°, the bowl is no rounder for AdaGrad"
        if self.condition == 1:
            return "On a round bowl AdaGrad has one rate for both parameters"
        return "AdaGrad's rate is {ratio} times as large where it is flat"

    def setting(self, result: Result) -> str:
        """Return the bowl and the rates."""
        turned = ", turned by {angle}°" if self.angle else ""
        return (
            "A bowl with κ = {condition}" + turned + "; AdaGrad with η = {rate}, plain descent at "
            "its best rate, {plain_rate}"
        )

    def caption(self, result: Result) -> str:
        """Return what was done, what is seen, and what follows."""
        effect = (
            "Turned by {angle}°, the directions of the bowl are no longer the parameters, whose "
            "rates now differ by a factor of {ratio}, and AdaGrad creeps along the floor. "
            if self.angle
            else "The rates of the two parameters stay a factor of {ratio} apart, which makes "
            "the bowl round: AdaGrad walks straight at the minimum. "
        )
        return (
            "AdaGrad with η = {rate} and plain descent at its best rate, {plain_rate}, {steps} "
            "steps on a quadratic with condition number κ = {condition}. " + effect + "But the "
            "rates only fall: it is still {distance} away, on a constant gradient step 100 is "
            "{marked} η long, and after a first gradient of 100 no later step is longer than "
            "{longest_after} η."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        way = "a curve along the floor" if self.angle else "a straight line towards the minimum"
        return (
            "Left: on pale elliptical contours plain descent zig-zags; AdaGrad's path is "
            + way
            + ". Upper right: the rates of both parameters fall on a logarithmic axis, a factor "
            "of {ratio} apart. Lower right, both axes logarithmic: steps on gradients of 1 "
            "fall along a straight line to {marked} at step 100; with a first gradient of 100 they "
            "start at {longest_after} and stay below."
        )


def _largest_growth(rates: Array) -> float:
    return float(np.nanmax(rates[1:] / rates[:-1]))
