"""Activation functions, their slopes, and what each costs a deep network."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.activations import Activation, LeakyReLU
from nnviz.core.arrays import Array
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNIT = float(np.finfo(float).eps)
REACH = 4.0
CELL = 0.002
TAIL = 10.0
TITLES = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "elu": "ELU", "gelu": "GELU"}


class Activations(Concept):
    r"""The slope of its activation function decides how much of a gradient a layer lets through.

    Without a bend between them, many layers are no more than one linear layer. The activation
    function $a = g(z)$ is that bend. Back-propagation multiplies by its slope $g'(z)$ at each
    layer, so the slope matters as much as the function.

    Look at the filled curves. Sigmoid's slope $\sigma(1-\sigma)$ is at most ¼ and dies out on both
    sides: the unit saturates. $\tanh z = 2\sigma(2z) - 1$ is a sigmoid stretched around 0, with a
    slope up to 1, and saturates too. ReLU, $\max(z, 0)$, has slope 1 or 0. Each title says what a
    layer leaves of a gradient's size: $\sqrt{E[g'(z)^2] / E[g(z)^2]}$ for $z \sim N(0, 1)$ and
    weights that keep the variance of $z$ from layer to layer. For ReLU $E[g(z)^2] = \frac12$, which
    is why He's weights have twice the variance, and then nothing is lost.

    In practice: ReLU or a relative of it in hidden layers, sigmoid only where a probability goes
    out. A unit of ReLU that is negative for every example has gradient exactly 0 and stays dead;
    leaky ReLU, ELU and GELU leave it a way back. A misconception: ReLU's missing derivative at 0
    does no harm, since $z$ is almost never exactly 0.

    Try next:

    - `nnviz show activations --functions relu,leaky_relu --slope 0.3`: the way back of a dead unit.
    - `nnviz show activations --functions linear,softmax`: one function changes nothing, one
      depends on its neighbours, and with a single unit is constant.
    """

    title = "Activation functions"
    topic = "initialization"
    order = 5
    see_also = ("vanishing-gradients", "softmax", "activation-statistics", "initialization")
    references = (
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.3",
        "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, section 2.2",
        "Hendrycks & Gimpel 2016, Gaussian error linear units",
    )

    functions: tuple[str, ...] = parameter(
        ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu"),
        "Activation functions to draw, a plugin's among them.",
        family="activations",
    )
    slope: float = parameter(
        0.1,
        "Slope of leaky ReLU below 0; 0.01 is usual, and too little to see.",
        ge=0,
        le=1,
        sweep=(0.01, 0.1, 0.3),
    )

    def compute(self) -> dict[str, object]:
        """Evaluate each function, its slope, and what a layer of it leaves of a gradient."""
        members = self.choices("activations") | {"leaky_relu": LeakyReLU(self.slope)}
        z = np.linspace(-REACH, REACH, 801)
        drawn = [_evaluated(members[name], z) for name in self.functions]
        values: dict[str, object] = {
            "z": z,
            "values": np.stack([value for value, _ in drawn]),
            "slopes": np.stack([slope for _, slope in drawn]),
            "factors": np.array([_factor(members[name]) for name in self.functions]),
        }
        for name in ("sigmoid", "tanh", "relu", "leaky_relu"):
            values[f"{name}_value"], values[f"{name}_slope"] = _evaluated(members[name], z)
            values[f"{name}_factor"] = _factor(members[name])
        return values | {
            "sigmoid_peak": values["sigmoid_slope"].max(),  # type: ignore[attr-defined]
            "stretched_sigmoid": 2 * _evaluated(members["sigmoid"], 2 * z)[0] - 1,
            "relu_kept": _mean_squares(members["relu"])[0],
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield sigmoid's largest slope, tanh's identity, and what ReLU keeps, and does not."""
        z, sigmoid_slope = result["z"], result["sigmoid_slope"]
        yield Claim(
            "Sigmoid's slope is at most {measured}: ¼.",
            expected=1 / 4,
            measured=result["sigmoid_peak"],
            tolerance=UNIT,
        )
        yield Claim(
            "Sigmoid is steepest at z = {measured}.",
            expected=0,
            measured=z[np.argmax(sigmoid_slope)],
            tolerance=UNIT,
        )
        yield Claim(
            "tanh z and 2σ(2z) − 1 differ by rounding only: {measured}.",
            expected=0,
            measured=np.abs(result["tanh_value"] - result["stretched_sigmoid"]).max(),
            tolerance=4 * UNIT,
        )
        yield Claim(
            "For z ~ N(0, 1), ReLU keeps {measured} of the mean square: one half.",
            expected=1 / 2,
            measured=result["relu_kept"],
            tolerance=CELL**2,
        )
        yield Claim(
            "With weights scaled for it, a layer of ReLU leaves ×{measured} of the gradient.",
            expected=1,
            measured=result["relu_factor"],
            tolerance=CELL**2,
        )
        yield Claim(
            "A layer of sigmoid leaves ×{measured}: less than half.",
            expected=1 / 2,
            measured=result["sigmoid_factor"],
            relation="<",
        )
        yield Claim(
            "A dead ReLU, z < 0, has gradient exactly {measured}.",
            expected=0,
            measured=np.abs(result["relu_slope"][z < 0]).max(),
        )
        yield Claim(
            "There leaky ReLU has its slope: {measured}.",
            expected=self.slope,
            measured=result["leaky_relu_slope"][z < 0].min(),
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw a panel for each function with its slope filled, and its largest slope marked."""
        titles = [
            f"{TITLES.get(name, name)}: ×{number(factor)} a layer"
            for name, factor in zip(self.functions, result["factors"], strict=True)
        ]
        every = drawing.small_multiples(figure, *titles, columns=3)
        for axes, value, slope in zip(every, result["values"], result["slopes"], strict=True):
            _draw_function(axes, result["z"], value, slope)
        for axes in every:
            axes.set(xlim=(-REACH, REACH), xticks=(-REACH, 0, REACH))
            axes.set(ylim=(-1.35, 2.4), yticks=(-1, 0, 1, 2))
        every[-1].set_xlabel("weighted input z")

    def headline(self, result: Result) -> str:
        """Return what a layer of sigmoid and one of ReLU leave of a gradient."""
        return "Sigmoid leaves ×{sigmoid_factor} of a gradient at each layer, ReLU ×{relu_factor}"

    def setting(self, result: Result) -> str:
        """Return what the curves and the factors are."""
        return (
            "The function g and, filled, its slope with its largest value; ×: what a layer leaves "
            "of a gradient, for z ~ N(0, 1) and weights that keep it so"
        )

    def caption(self, result: Result) -> str:
        """Return what is drawn, what each costs, and what follows."""
        return (
            "Activation functions g and, filled, their slopes g′. In a wide network whose weights "
            "keep the weighted inputs at N(0, 1), a layer leaves √(E[g′²]/E[g²]) of a gradient's "
            "size: {sigmoid_factor} for sigmoid, whose slope is at most {sigmoid_peak}, "
            "{tanh_factor} for tanh and {relu_factor} for ReLU. So sigmoid is kept for outputs; "
            "hidden layers take ReLU or one of its relatives."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Small panels with the same axes, one for each of {functions}. Sigmoid is an S from 0 "
            "to 1 with a low hill as its slope, {sigmoid_peak} high; tanh an S from −1 to 1 whose "
            "slope is a hill of height 1. ReLU is flat at 0 and then a straight line, its slope a "
            "step from 0 to 1; its relatives differ from it below 0."
        )


def _evaluated(activation: Activation, z: Array) -> tuple[Array, Array]:
    """Return g(z) and g′(z) for a layer of one unit and one example for each z."""
    inputs = z[:, np.newaxis]
    value = activation.value(inputs)
    return value[:, 0], activation.derivative(inputs, value)[:, 0]


def _mean_squares(activation: Activation) -> tuple[float, float]:
    """Return E[g(z)²] and E[g′(z)²] for z ~ N(0, 1), by the midpoint rule.

    The bend of a rectifier lies between two cells, so the error is of the order of the cell's
    square.
    """
    z = np.arange(-TAIL + CELL / 2, TAIL, CELL)
    weights = np.exp(-(z**2) / 2)
    weights /= weights.sum()
    value, slope = _evaluated(activation, z)
    return float(weights @ value**2), float(weights @ slope**2)


def _factor(activation: Activation) -> float:
    """Return √(E[g′²]/E[g²]): weights of variance 1/(n E[g²]) keep z ~ N(0, 1) in every layer.

    The squared gradient is then multiplied by n Var(W) E[g′²] (He et al. 2015, section 2.2).
    """
    value, slope = _mean_squares(activation)
    return float(np.sqrt(slope / value)) if value else 0.0


def _draw_function(axes: "Axes", z: Array, value: Array, slope: Array) -> None:
    steepest = int(np.flatnonzero(slope >= slope.max() * (1 - 1e-9)).mean())
    drawing.threshold(axes, 0, of="faint")
    axes.fill_between(z, slope, color=drawing.role("first").fill, linewidth=0, zorder=0.7)
    axes.plot(z, slope, **drawing.line_style("first"))
    axes.plot(z, value, **drawing.line_style("truth"))
    drawing.label(axes, "g", z, value, "truth", prefer="end")
    top = slope[steepest]
    drawing.value_mark(axes, z[steepest], top, number(top), "first", side="above")
