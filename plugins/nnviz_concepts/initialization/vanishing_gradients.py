"""Signals and gradients that vanish or explode with depth."""

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.wording import number
from nnviz_concepts.initialization.vanishing_gradients_networks import (
    MEMBERS,
    through_chain,
    through_random_networks,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Side: TypeAlias = Literal["above", "below", "right"]

UNIT = float(np.finfo(float).eps)
CHAINS = ("growing", "kept", "shrinking")
CHAIN_ROLES = {"growing": "large", "kept": "good", "shrinking": "small"}
NETWORKS = {"sigmoid": ("sigmoid", "first"), "tanh": ("tanh", "second"), "relu": ("ReLU", "third")}


class VanishingGradients(Concept):
    r"""Each layer multiplies the signal, so over many layers it explodes or vanishes exponentially.

    A deep network is a long product. Without biases and with the identity as activation function,
    its output is $W^{[L]} \cdots W^{[2]} W^{[1]} x$. Let every weight matrix be $1.5\,I$: then
    layer $l$ holds $1.5^l x$. With $0.5\,I$ it holds $0.5^l x$. Back-propagation multiplies by the
    same matrices, transposed, so the gradient has shrunk or grown as much when it reaches the first
    layer.

    Look at the left panels: straight lines on a logarithmic axis, upwards or downwards with depth
    for signals, and the same lines mirrored for gradients. Only a factor of exactly 1 survives. The
    right panel sends a gradient back through networks with random weights. An activation function
    adds a factor of its own: $\sigma'(z) \le \frac14$, so a sigmoid network loses at least three
    quarters a layer even when its weights neither shrink nor grow anything.

    In practice the first layers of such a network hardly learn, or the cost becomes infinite at
    once. Starting weights of the right size (`initialization`), ReLU, batch normalization and skip
    connections all keep the factor near 1. A misconception: the gradient does not vanish because
    training is nearly done. It vanishes before the first step.

    Try next:

    - `nnviz show vanishing-gradients --growing 1.1 --shrinking 0.9`: a tenth is enough.
    - `nnviz show vanishing-gradients --gain 2`: larger weights rescue tanh, and ReLU explodes.
    """

    title = "Vanishing and exploding gradients"
    topic = "initialization"
    order = 1
    see_also = ("activations", "activation-statistics", "initialization", "batch-norm")
    references = (
        "Hochreiter 1991, Untersuchungen zu dynamischen neuronalen Netzen, chapter 4",
        "Bengio, Simard & Frasconi 1994, Learning long-term dependencies is difficult",
        "Glorot & Bengio 2010, Understanding the difficulty of training deep networks, section 4",
    )

    depth: int = parameter(50, "Number L of layers.", ge=5, le=100, sweep=(5, 10, 25, 50, 100))
    growing: float = parameter(
        1.5, "Weight of the chain that grows.", gt=1, le=3, sweep=(1.1, 1.5, 2.0)
    )
    shrinking: float = parameter(
        0.5, "Weight of the chain that shrinks.", ge=0.1, lt=1, sweep=(0.1, 0.5, 0.9)
    )
    gain: float = parameter(
        1.0,
        "Factor on the random weights, whose variance is Xavier's, and He's for ReLU.",
        ge=0.25,
        le=3,
        sweep=(0.5, 1.0, 1.5, 2.0, 3.0),
    )
    width: int = parameter(100, "Units in each layer of the random networks.", ge=32, le=128)
    seed: int = parameter(0, "Seed of the random weights.", ge=0)

    def compute(self) -> dict[str, object]:
        """Send a signal up and a gradient down through every chain and every network."""
        values: dict[str, object] = {"layers": np.arange(self.depth + 1)}
        for name, weight in zip(CHAINS, (self.growing, 1.0, self.shrinking), strict=True):
            values |= through_chain(name, weight, self.depth)
        for name in NETWORKS:
            values |= through_random_networks(name, self.gain, self.width, self.depth, self.seed)
        return values

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the chains' exact products, the sigmoid's bound, and what ReLU keeps."""
        yield from self._chain_claims(result)
        yield Claim(
            "The sigmoid networks' gradients stay under their bounds, ¼‖W‖ a layer: the largest "
            "ratio of the two is {measured}.",
            expected=1,
            measured=(result["sigmoid_gradients"] / result["sigmoid_bounds"])[:, :-1].max(),
            tolerance=self.depth * UNIT,
            relation="<=",
        )
        spread = 4 / sqrt(self.depth * MEMBERS)
        yield Claim(
            "With weights that alone would keep it at ×{gain}, sigmoid multiplies the gradient by "
            "{measured} a layer: at most gain/4 = {expected}.",
            expected=self.gain / 4,
            measured=result["sigmoid_factor"],
            tolerance=self.gain / 4 * spread * sqrt(2 / self.width) / 2,
            relation="<=",
        )
        yield Claim(
            "With He's weights ReLU multiplies it by the gain, {expected}, a layer ({measured}).",
            expected=self.gain,
            measured=result["relu_factor"],
            tolerance=self.gain * (2.5 / self.width + spread * sqrt(5 / self.width) / 2),
        )
        yield Claim(
            "More of the gradient reaches the inputs through tanh, {measured}, than through "
            "sigmoid, {expected}.",
            expected=result["sigmoid_left"],
            measured=result["tanh_left"],
            relation=">",
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw signals and gradients of the chains, and the gradients of the random networks."""
        signals, gradients, networks = drawing.panels(
            figure,
            "Forward: signal",
            "Backward: gradient",
            "Gradient in random networks",
            widths=(1, 1, 1.5),
        )
        weights = dict(zip(CHAINS, (self.growing, 1.0, self.shrinking), strict=True))
        _draw_chains(signals, result, "signal", weights)
        _draw_chains(gradients, result, "gradient", weights)
        _draw_networks(networks, result)

    def headline(self, result: Result) -> str:
        """Return what the depth makes of the signal in both chains."""
        return (
            "{depth} layers of {growing}·I multiply a signal by {growing_product}, "
            "of {shrinking}·I by {shrinking_product}"
        )

    def setting(self, result: Result) -> str:
        """Return the chains and the networks."""
        return (
            "Linear layers with W = w·I; random networks of the same depth, 5 seeds each, "
            "weights from Xavier's variance (ReLU: He's)"
        )

    def caption(self, result: Result) -> str:
        """Return what was sent through what, what arrived, and what follows."""
        return (
            "A signal forward and a gradient backward through {depth} linear layers with weights "
            "w·I: after the last one {growing_product} of it is there for w = {growing}, "
            "{shrinking_product} for w = {shrinking}. Right: the gradient in random networks of "
            "{width} units a layer (median and range of 5 seeds from {seed}, gain {gain}); "
            "{sigmoid_left} of it reaches the inputs through sigmoid, {tanh_left} through tanh, "
            "{relu_left} through ReLU. Depth turns any factor other than 1 into a power."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: on a logarithmic axis three straight lines start at 1; the signal rises "
            "to {growing_product} at layer {depth} for weights {growing}, stays for weights 1, and "
            "falls to {shrinking_product} for weights {shrinking}. Middle: the gradient, the same "
            "lines mirrored, 1 at the last layer. Right: from the last layer to the first the "
            "gradient of a sigmoid network falls by {sigmoid_factor} a layer to {sigmoid_left}, "
            "under a dashed bound; tanh ends at {tanh_left}, ReLU at {relu_left}."
        )

    def _chain_claims(self, result: Result) -> Iterator[Claim]:
        rounding = self.depth * UNIT
        grown, shrunk = self.growing**self.depth, self.shrinking**self.depth
        yield Claim(
            "{growing}·I makes the signal {growing}^{depth} = {measured} times as large.",
            expected=grown,
            measured=result["growing_signal"][-1],
            tolerance=rounding * grown,
        )
        yield Claim(
            "{shrinking}·I leaves {shrinking}^{depth} = {measured} of the signal.",
            expected=shrunk,
            measured=result["shrinking_signal"][-1],
            tolerance=rounding * shrunk,
        )
        signals = np.stack([result[f"{name}_signal"] for name in CHAINS])
        gradients = np.stack([result[f"{name}_gradient"] for name in CHAINS])
        yield Claim(
            "The gradient changes by the same factors on its way back: they differ by {measured}.",
            expected=0,
            measured=np.abs(gradients[:, ::-1] / signals - 1).max(),
            tolerance=rounding,
        )
        yield Claim(
            "Weights of exactly 1 keep the signal: it changes by {measured}.",
            expected=0,
            measured=np.abs(result["kept_signal"] - 1).max(),
            tolerance=UNIT,
        )


def _draw_chains(axes: "Axes", result: Result, what: str, weights: dict[str, float]) -> None:
    """Draw the three chains, and mark what arrives at the far end."""
    drawing.log_axis(axes, "y")
    layers = result["layers"]
    arrives = layers[-1] if what == "signal" else 0
    for name in CHAINS:
        norms, role = result[f"{name}_{what}"], CHAIN_ROLES[name]
        side: Side = "below" if name == "shrinking" else "above"
        axes.plot(layers, norms, **drawing.line_style(role, linestyle="-"))
        text = f"w = {number(weights[name])}"
        drawing.label(axes, text, layers, norms, role, prefer="middle", side=side)
        if name != "kept":
            value = norms[arrives]
            drawing.value_mark(axes, arrives, value, number(value), role, side=side)
    axes.margins(y=0.2)
    drawing.integer_axis(axes, "x")
    axes.set_xlabel("layer (0: the inputs)")
    axes.set_ylabel("size of signal" if what == "signal" else "size of gradient")


def _draw_networks(axes: "Axes", result: Result) -> None:
    """Draw the gradients of the random networks, and the bound of the sigmoid ones."""
    drawing.log_axis(axes, "y")
    layers = result["layers"]
    bound = np.exp(np.log(result["sigmoid_bounds"]).mean(axis=0))
    axes.plot(layers, bound, **drawing.line_style("bound"))
    sides: dict[str, Side] = {"sigmoid": "right", "tanh": "below", "relu": "above"}
    for name, (text, role) in NETWORKS.items():
        runs = result[f"{name}_gradients"]
        drawing.band(axes, layers, runs, role, quantiles=(0, 1))
        label = f"{text}: ×{number(result[f'{name}_factor'])} a layer"
        middle = np.median(runs, axis=0)
        drawing.label(axes, label, layers, middle, role, prefer="start", side=sides[name])
    text = "sigmoid's bound,\n¼‖W‖ a layer"
    drawing.label(axes, text, layers, bound, "bound", prefer="middle", side="right")
    left = result["sigmoid_left"]
    drawing.value_mark(axes, 0, left, number(left), NETWORKS["sigmoid"][1], side="below")
    axes.margins(y=0.2)
    drawing.integer_axis(axes, "x")
    axes.set_xlabel("layer (0: the inputs)")
    axes.set_ylabel("size of gradient")
