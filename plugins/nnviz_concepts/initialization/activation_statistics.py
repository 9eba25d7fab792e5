"""Distributions of activations and gradients, layer by layer, for several starts."""

from collections.abc import Iterator
from math import log2, log10, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.initializers import INITIALIZERS, Initializer, Normal
from nnviz.core.network import Network
from nnviz.core.normal import normal_cdf
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEMBERS, EXAMPLES, SHOWN, SAMPLED = 4, 32, 10, 2000
SATURATED = 0.99
FAR = 1e3
LIMITS = {"tanh": (-1.05, 1.05), "relu": (0.0, 4.0)}
STRIPS = {
    "tanh_small": ("tanh", "small", "small"),
    "tanh_large": ("tanh", "large", "large"),
    "tanh_xavier": ("tanh", "Xavier", "good"),
    "relu_xavier": ("ReLU", "Xavier", "small"),
    "relu_he": ("ReLU", "He", "good"),
}


class ActivationStatistics(Concept):
    r"""The variance of the starting weights decides whether a signal survives a deep network.

    A unit sums $n$ products, so the variance of $z$ is $n\,\mathrm{Var}(w)\,E[a^2]$. For a signal
    to keep its size, $n\,\mathrm{Var}(w)$ has to make up for what the activation function takes.
    Around 0, tanh takes nothing: Xavier's variance $2/(n_{in}+n_{out})$ suits it. ReLU takes half,
    $E[\mathrm{ReLU}(z)^2] = \frac12 E[z^2]$: He's $2/n_{in}$ gives it back.

    Look at the strips from left to right, one upright histogram a layer. With small weights tanh
    dies within a few layers: every activation is 0, and so is every gradient. With large ones it
    saturates: nearly all activations are at −1 or 1, where the slope is 0. With Xavier's the
    distribution stays. The last panel counts on: with Xavier's variance ReLU loses half of the mean
    square at each layer, with He's nothing.

    In practice, choose the start by the activation function and forget about it; batch
    normalization makes the choice less delicate. Whether the weights are normal or uniform does not
    matter as long as the variance agrees: the limits are $\pm\sqrt{6/(n_{in}+n_{out})}$ and
    $\pm\sqrt{6/n_{in}}$. A misconception: small weights are not a safe choice.

    Try next:

    - `nnviz show activation-statistics --signal gradients`: the same for what comes back.
    - `nnviz show activation-statistics --depth 50`: Xavier's weights and ReLU, deeper.
    """

    title = "Activations and gradients, layer by layer"
    topic = "initialization"
    order = 4
    see_also = ("vanishing-gradients", "initialization", "batch-norm")
    references = (
        "Glorot & Bengio 2010, Understanding the difficulty of training deep networks, figs. 6, 7",
        "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, section 2.2 and fig. 2",
    )

    signal: str = parameter(
        "activations", "What the strips show.", choices=("activations", "gradients")
    )
    depth: int = parameter(30, "Number of layers.", ge=12, le=50, sweep=(15, 30, 50))
    width: int = parameter(128, "Units in each layer.", ge=64, le=160)
    small: float = parameter(
        0.01,
        "Standard deviation of the small weights.",
        ge=0.001,
        le=0.02,
        sweep=(0.005, 0.01, 0.02),
    )
    large: float = parameter(
        1.0, "Standard deviation of the large weights.", ge=0.5, le=3, sweep=(0.5, 1.0, 3.0)
    )
    seed: int = parameter(0, "Seed of the inputs and the weights.", ge=0)

    def compute(self) -> dict[str, object]:
        """Send random examples through four networks of each start, and gradients back."""
        starts: dict[str, tuple[str, Initializer]] = {
            "tanh_small": ("tanh", Normal(self.small)),
            "tanh_large": ("tanh", Normal(self.large)),
            "tanh_xavier": ("tanh", INITIALIZERS["xavier_normal"]),
            "relu_xavier": ("relu", INITIALIZERS["xavier_normal"]),
            "relu_he": ("relu", INITIALIZERS["he_normal"]),
            "relu_xavier_uniform": ("relu", INITIALIZERS["xavier_uniform"]),
            "relu_he_uniform": ("relu", INITIALIZERS["he_uniform"]),
        }
        values: dict[str, object] = {"layers": np.arange(1, self.depth + 1)}
        for name, (activation, initializer) in starts.items():
            values |= self._statistics(name, activation, initializer)
        return values

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what each start keeps of the mean square, forward and backward."""
        spread = 4 * sqrt(5 / (self.width * self.depth * MEMBERS)) + 2.5 / self.width
        for name, statement, kept in (
            ("relu_he", "ReLU keeps the mean square with He's weights: ×{measured} a layer.", 1.0),
            ("relu_xavier", "With Xavier's a layer of ReLU halves it: ×{measured}.", 0.5),
        ):
            yield Claim(
                statement, expected=kept, measured=result[f"{name}_factor"], tolerance=kept * spread
            )
        yield Claim(
            "After {depth} layers Xavier's weights leave ReLU 2^{measured:.1f} of it: "
            "about 2^{expected:.0f}.",
            expected=-self.depth,
            measured=log2(result["relu_xavier_left"]),
            tolerance=self.depth * log2(1 + spread),
        )
        yield Claim(
            "He's weights keep the gradient as well: ×{measured} a layer.",
            expected=1,
            measured=result["relu_he_back"],
            tolerance=spread,
        )
        yield Claim(
            "Uniform weights of He's variance do the same: ×{measured} against ×{expected}.",
            expected=result["relu_he_factor"],
            measured=result["relu_he_uniform_factor"],
            tolerance=spread * sqrt(2),
        )
        yield from self._tanh_claims(result)
        yield from self._limit_claims(result)

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw five strips of histograms, and the mean square of ReLU over all layers."""
        deviations = {"small": f"std {self.small:g}", "large": f"std {self.large:g}"}
        *strips, curves = drawing.panels(
            figure,
            *(f"{unit}, {deviations.get(start, start)}" for unit, start, _ in STRIPS.values()),
            "ReLU: factor a layer",
            mosaic="abc;def",
        )
        for axes, (name, (unit, _, role)) in zip(strips, STRIPS.items(), strict=True):
            limits = LIMITS[unit.lower()]
            if self.signal == "gradients":
                limits = (-3.0, 3.0)
            active = [layer[layer != 0] for layer in result[f"{name}_sample"]]
            drawing.histogram_strips(axes, active, role, limits=limits, bins=40)
            axes.set_xlabel("layer")
        strips[0].set_ylabel(self.signal)
        strips[3].set_ylabel(self.signal)
        _draw_curves(curves, result, self.signal)

    def headline(self, result: Result) -> str:
        """Return what a layer of ReLU keeps from two starts."""
        return (
            "He's start keeps ×{relu_he_factor} of ReLU's mean square at each layer, "
            "Xavier's ×{relu_xavier_factor}"
        )

    def setting(self, result: Result) -> str:
        """Return the networks and what the strips hold."""
        return (
            "Networks of {depth} layers of {width} units, inputs N(0, 1); histograms of the "
            "{signal} (zeros of ReLU left out) in the first 10"
        )

    def caption(self, result: Result) -> str:
        """Return what was sent through, what is seen, and what follows."""
        return (
            "Histograms of the {signal} in the first 10 of {depth} layers of {width} units (32 "
            "inputs from N(0, 1), seed {seed}; gradients are relative to the last layer's). Tanh "
            "dies with weights of standard deviation {small} and saturates with {large}: "
            "{tanh_large_share} of layer 10 is over 0.99. Last panel: the mean square of the "
            "activations of ReLU, by median and range of four networks: ×{relu_he_factor} a layer "
            "with He's variance, ×{relu_xavier_factor} with Xavier's."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Five strips of ten upright histograms each. Tanh with small weights collapses to a "
            "line at 0; with large weights it piles up at −1 and 1; with Xavier's it keeps a broad "
            "hump. ReLU shrinks towards 0 with Xavier's weights and keeps its shape with He's. "
            "Last, on a logarithmic axis: a level line for He and one that falls to "
            "{relu_xavier_left} for Xavier."
        )

    def _statistics(
        self, name: str, activation: str, initializer: Initializer
    ) -> dict[str, object]:
        """Return the mean squares (members, layers), a sample, and what sums them up."""
        rng = np.random.default_rng(self.seed)
        inputs, targets = rng.standard_normal((2, EXAMPLES, self.width))
        targets *= FAR  # or the error a − y would lean to the activations, which W favours
        network = Network(
            [self.width] * (self.depth + 1),
            hidden=activation,
            output=activation,
            loss="mse",
            initializer=initializer,
            seed=[int(seed) for seed in rng.integers(2**32, size=MEMBERS)],
        )
        passed = network.inspect(inputs, targets)
        squares, back = (_mean_squares(signal) for signal in (passed.a, passed.delta))
        if self.signal == "activations":
            sample = [np.ravel(a[0])[:SAMPLED] for a in passed.a[:SHOWN]]
        else:
            unit = np.sqrt(back[0, -1])
            sample = [np.ravel(delta[0])[:SAMPLED] / unit for delta in passed.delta[:SHOWN]]
        return {
            f"{name}_squares": squares,
            f"{name}_back_squares": back / back[:, -1:],
            f"{name}_sample": np.stack(sample),
            f"{name}_factor": np.exp(np.log(squares[:, -1]).mean() / self.depth),
            f"{name}_back": np.exp(np.log(back[:, 0] / back[:, -2]).mean() / (self.depth - 2)),
            f"{name}_left": np.exp(np.log(squares[:, -1]).mean()),
            f"{name}_share": float((np.abs(passed.a[SHOWN - 1]) > SATURATED).mean()),
            f"{name}_limit": max(float(np.abs(layer.W).max()) for layer in network.layers),
        }

    def _tanh_claims(self, result: Result) -> Iterator[Claim]:
        dies = (self.small * sqrt(self.width)) ** SHOWN
        yield Claim(
            "With std {small} tanh is dead by layer 10: activations of size 10^{measured:.1f}.",
            expected=log10(dies),
            measured=log10(result["tanh_small_squares"][:, SHOWN - 1].mean()) / 2,
            tolerance=0.1 + 4 * sqrt(SHOWN / (2 * self.width * MEMBERS)),
        )
        share = _saturated_share(self.large * sqrt(self.width))
        yield Claim(
            "With std {large} a share of {measured} of tanh units is saturated at layer 10.",
            expected=share,
            measured=result["tanh_large_share"],
            tolerance=4 * sqrt(share * (1 - share) / (self.width * MEMBERS)),
        )

    def _limit_claims(self, result: Result) -> Iterator[Claim]:
        rest = 30 / (self.width**2 * self.depth * MEMBERS)
        for name, statement, limit in (
            (
                "xavier",
                "Xavier's uniform weights end at √(6/(n+n)) = {measured}.",
                sqrt(3 / self.width),
            ),
            ("he", "He's uniform weights end at √(6/n) = {measured}.", sqrt(6 / self.width)),
        ):
            yield Claim(
                statement,
                expected=limit,
                measured=result[f"relu_{name}_uniform_limit"],
                tolerance=limit * rest,
            )


def _mean_squares(layers: tuple[Array, ...]) -> Array:
    """Return the mean over examples and units, (members, layers)."""
    return np.stack([np.square(layer).mean(axis=(-2, -1)) for layer in layers], axis=-1)


def _saturated_share(gain: float) -> float:
    """Return P(|tanh z| > 0.99) in a wide network, where Var z = gain² E[tanh(z)²].

    The fixed point is found by iteration (Poole et al. 2016, eq. 3), the mean by midpoints.
    """
    x = np.arange(-8, 8, 0.01) + 0.005
    density = np.exp(-(x**2) / 2)
    density /= density.sum()
    deviation = gain
    for _ in range(100):
        deviation = gain * sqrt(density @ np.tanh(deviation * x) ** 2)
    edge = np.array(-np.arctanh(SATURATED) / deviation)
    return 2 * float(normal_cdf(edge))


def _draw_curves(axes: "Axes", result: Result, signal: str) -> None:
    """Draw the mean square of ReLU over the layers, from both starts."""
    drawing.log_axis(axes, "y")
    key = "squares" if signal == "activations" else "back_squares"
    for name, text in (("relu_he", "He"), ("relu_xavier", "Xavier")):
        runs, role = result[f"{name}_{key}"], STRIPS[name][2]
        factor = number(result[f"{name}_{'factor' if key == 'squares' else 'back'}"])
        label = f"{text}: ×{factor}"
        drawing.band(
            axes, result["layers"], runs, role, quantiles=(0, 1), text=label, prefer="middle"
        )
    axes.margins(y=0.2)
    drawing.integer_axis(axes, "x")
    axes.set_xlabel("layer")
    axes.set_ylabel("mean square")
