"""Hidden units that start alike and stay alike, and units that do not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.data import Dataset, circles
from nnviz.core.initializers import Constant, Initializer, Normal
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

UNIT = float(np.finfo(float).eps)
RESOLUTION = 1e-8  # half the digits of a double: below it a singular value counts as zero
EXAMPLES = 200
MEMBERS = 5
LONG_ENOUGH = 500
RECORDED = 10
STARTS = {"zeros": "without", "constant": "large", "random": "with"}


class SymmetryBreaking(Concept):
    r"""Units that start alike get the same gradient, and so remain copies of one unit for ever.

    Let every weight start at the same number. Then all hidden units compute the same activation,
    send it on through the same weight, and get the same gradient back:
    $\partial J/\partial w_j$ is equal for every unit $j$. One step later they are still equal.
    The layer has many units, but its weight matrix $W^{[1]}$ has rank 1, as if it had one.
    From zeros it is worse: $\partial J/\partial W^{[1]}$ contains the factor $W^{[2]} = 0$, and
    $\partial J/\partial W^{[2]}$ the activations $g(0) = 0$, so nothing moves, and the cost stays
    at $\ln 2$, that of a coin toss.

    Look at the upper panels: each arrow is one unit's two incoming weights at the end, the thin
    line its way there. Small random numbers are enough to send the units different ways; together
    they can enclose the inner circle, which one unit cannot.

    In practice every library starts weights at random; the biases may be zero, since weights
    already tell the units apart. A misconception: that equal weights are merely a slow start. In
    exact arithmetic no training gets away. (In floating point, rounding errors of 1e-16 are a
    random start too: with tanh they grow, and may break the symmetry after thousands of steps;
    with ReLU they do not.)

    Try next:

    - `nnviz show symmetry-breaking --units 16`: sixteen units, and still one arrow.
    - `nnviz show symmetry-breaking --hidden tanh --units 13 --constant 1 --rate 2`: rounding.
    - `nnviz show symmetry-breaking --scale 0.01`: less random leaves later.
    """

    title = "Breaking the symmetry of hidden units"
    topic = "initialization"
    order = 3
    see_also = ("initialization", "activation-statistics", "from-scratch", "saddle-points")
    references = ("Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4",)

    units: int = parameter(4, "Hidden units.", ge=3, le=16, sweep=(3, 4, 8, 16))
    constant: float = parameter(0.3, "Weight of the constant start.", ge=0.01, le=1)
    scale: float = parameter(
        0.1,
        "Standard deviation of the random start.",
        ge=0.001,
        le=1,
        sweep=(0.001, 0.01, 0.1, 1.0),
    )
    hidden: str = parameter("relu", "Activation of the hidden units.", choices=("relu", "tanh"))
    rate: float = parameter(0.5, "Learning rate.", ge=0.1, le=3)
    steps: int = parameter(1000, "Steps of gradient descent.", ge=500, le=3000)
    seed: int = parameter(0, "Seed of the data and of the random starts.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train the same network from zeros, from a constant, and from five random starts."""
        points = circles(EXAMPLES, seed=self.seed)
        return {
            **self._run("zeros", Constant(0.0), points),
            **self._run("constant", Constant(self.constant), points),
            **self._run("random", Normal(self.scale), points),
            "steps_recorded": np.arange(0, self.steps + 1, RECORDED),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield the rank of the first weights from each start, and what it does to the cost."""
        yield Claim(
            "From zeros the rank of the first weights stays {measured}.",
            expected=0,
            measured=result["zeros_ranks"].max(),
        )
        yield Claim(
            "From zeros the cost stays at ln 2 = {expected:.4f}: the last one is {measured:.4f}.",
            expected=np.log(2),
            measured=result["zeros_cost"],
            tolerance=EXAMPLES * UNIT,
        )
        if self.hidden == "relu":  # with tanh rounding errors grow, and random starts are slower
            yield from self._constant_claims(result)
        yield Claim(
            "From random numbers the rank is full, {measured}: the number of inputs.",
            expected=2,
            measured=result["random_ranks"][..., -1].min(),
        )

    def _constant_claims(self, result: Result) -> Iterator[Claim]:
        yield Claim(
            "From a constant the rank stays {measured}, whatever the number of units.",
            expected=1,
            measured=result["constant_ranks"].max(),
        )
        yield Claim(
            "From a constant all {units} units stay copies: their weights differ by {measured}.",
            expected=0,
            measured=np.ptp(result["constant_weights"], axis=-1).max(),
            tolerance=RESOLUTION,
        )
        if self.rate * self.steps >= LONG_ENOUGH:  # the start is near a saddle, slow to leave
            yield Claim(
                "The median of five random starts ends at a cost of {measured}, under the "
                "constant start's {expected}.",
                expected=result["constant_cost"],
                measured=result["random_cost"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw each start's weight vectors on their way, and the three costs."""
        starts = ("From zeros", f"From {self.constant:g} everywhere", "From random numbers")
        ranks = [int(result[f"{name}_ranks"][0, -1]) for name in STARTS]
        *vectors, costs = drawing.panels(
            figure,
            *(f"{start}: rank {rank}" for start, rank in zip(starts, ranks, strict=True)),
            "The cost",
            mosaic="abc;ddd",
            heights=(1.4, 1),
        )
        limit = 1.25 * max(np.abs(result[f"{name}_weights"]).max() for name in STARTS)
        alike = "{} units, one arrow" if ranks[1] == 1 else "{} units, parted by rounding"
        texts = ("{} units, all at 0", alike, "{} units go separate ways")
        for axes, (name, role), text in zip(vectors, STARTS.items(), texts, strict=True):
            weights = result[f"{name}_weights"]
            ways = _draw_vectors(figure, axes, weights, role)
            axes.set(xlim=(-limit, limit), ylim=(-limit, limit))
            axes.set_xlabel("weight of $x_1$")
            x, y = weights[-1, :, 0]
            words = drawing.label(axes, text.format(self.units), x, y, role, side="below")
            drawing.accompany(ways[0], [words])
        vectors[0].set_ylabel("weight of $x_2$")
        _draw_costs(costs, result)

    def headline(self, result: Result) -> str:
        """Return the ranks from a constant and from random numbers, with their costs."""
        return (
            "{units} equal units stay one unit and end at cost {constant_cost}; "
            "random ones end at {random_cost}"
        )

    def setting(self, result: Result) -> str:
        """Return the data and the network."""
        return (
            "A circle in a circle, 200 points; {units} hidden units ({hidden}), "
            "{steps} steps of gradient descent with η = {rate}"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, what is seen, and what follows."""
        return (
            "A network of {units} hidden units ({hidden}) learns to tell a circle of 200 points "
            "from one around it, from three starts (seed {seed}). From zeros its first weights "
            "never move and the cost stays at {zeros_cost}; from {constant} everywhere all units "
            "remain copies, of rank 1, and the cost ends at {constant_cost}; from normal numbers "
            "with standard deviation {scale} it ends at {random_cost} (median of five). The "
            "weights must differ at the start."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Upper row: weight vectors in the plane; from zeros a single dot at the origin, from a "
            "constant a single arrow for all {units} units, from random numbers arrows in "
            "different directions. Below: cost against step; a flat line at {zeros_cost}, a curve "
            "that stops at {constant_cost}, and a band that falls to {random_cost}."
        )

    def _run(self, name: str, initializer: Initializer, points: Dataset) -> dict[str, object]:
        """Return weights (records, 2, units), ranks and costs of the runs from one start."""
        members = MEMBERS if name == "random" else 1
        network = Network(
            [2, self.units, 1],
            hidden=self.hidden,
            initializer=initializer,
            seed=self.seed,
            members=members,
        )
        X, y = points.inputs, points.targets
        recorded = train(
            network,
            X,
            y,
            GradientDescent(self.rate),
            steps=self.steps,
            callbacks=[
                Record("weights", lambda network: network.layers[0].W, every=RECORDED),
                Record("cost", lambda network: network.cost(X, y), every=RECORDED),
            ],
            on_divergence="record",
        )
        weights, costs = recorded["weights"], recorded["cost"].T
        return {
            f"{name}_weights": weights[:, 0],
            f"{name}_ranks": np.linalg.matrix_rank(weights, rtol=RESOLUTION).T,
            f"{name}_costs": costs,
            f"{name}_cost": float(np.median(costs[:, -1])),
        }


def _draw_vectors(figure: "Figure", axes: "Axes", weights: Array, role: str) -> list["Line2D"]:
    """Draw the way (records, 2, units) of every unit's weights, and an arrow to its end."""
    drawing.threshold(axes, 0, of="faint")
    drawing.threshold(axes, 0, which="x", of="faint")
    style = drawing.line_style(role, linestyle="-", linewidth=1)
    lines = []
    for way in np.moveaxis(weights, -1, 0):
        lines += axes.plot(way[:, 0], way[:, 1], **style)
        drawing.reveal(lines[-1])
        drawing.start(axes, way[0], role)
        if np.abs(way[-1]).max() > 0:
            _draw_arrow(figure, axes, way, role)
    return lines


def _draw_arrow(figure: "Figure", axes: "Axes", way: Array, role: str) -> None:
    """Draw an arrow to the end of a way (records, 2), that in an animation follows it there."""
    arrow = axes.annotate(
        "",
        xy=way[-1],
        xytext=(0, 0),
        arrowprops={
            "arrowstyle": "-|>",
            "color": drawing.colour(role),
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )

    def follow(share: float) -> None:
        arrow.xy = way[int(share * (len(way) - 1) + 1e-9)]

    drawing.play(figure, [arrow], follow)


def _draw_costs(axes: "Axes", result: Result) -> None:
    steps = result["steps_recorded"]
    text = {"zeros": "zeros: ln 2", "constant": "constant", "random": "random (range of 5 seeds)"}
    for name, role in STARTS.items():
        costs = result[f"{name}_costs"]
        line = drawing.band(
            axes,
            steps,
            costs,
            role,
            quantiles=(0, 1),
            text=text[name],
            prefer="middle",
            until=steps[-1],
        )
        if name != "zeros":
            words = f"{result[f'{name}_cost']:.3g}"
            last = np.median(costs[:, -1])
            drawing.value_mark(axes, steps[-1], last, words, role, side="above", on=line)
    axes.set_ylim(-0.05, 0.95)
    axes.set_xlabel("step")
    axes.set_ylabel("cost $J$")
