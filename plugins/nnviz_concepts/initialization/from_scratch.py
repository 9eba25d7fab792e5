"""The whole of training: initialize, forward, cost, backward, update."""

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.gradient_checking import check_gradient
from nnviz.core.initializers import Normal
from nnviz.core.layers import Layer, Pass, initialize
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train
from nnviz.datasets import in_plane
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EXAMPLES, RESOLUTION, RIGHT = 300, 81, 1e-7
SMALL = 0.01
CHECKED = 60
MOMENTS = 24  # how many stages of the boundary an animation shows before the last
STAGES = ("initialize", "forward", "cost", "backward", "update")


class FromScratch(Concept):
    r"""Five steps, four of them repeated, are all there is to training a neural network.

    **Initialize** the weights at small random numbers. Then, over and over: **forward**, layer by
    layer, $z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$ and $a^{[l]} = g(z^{[l]})$; the **cost** $J$, one
    number for how wrong the outputs are; **backward**, layer by layer from the top by the chain
    rule, the gradient of $J$ by every weight; and the **update**
    $w \leftarrow w - \eta\,\partial J/\partial w$. An epoch is one pass over all examples, here in
    batches of 30, each of them one round of the loop.

    Look at the cost: it starts near $\ln 2$, what a coin toss costs when there are two classes,
    since a small last layer gives every class about the same probability. The panels beside it
    show what the network answers in the plane: nearly a straight line at first, bent where that
    lowers the cost as the epochs go by.

    A cost that does not start near $\ln k$ for $k$ classes is the first sign of a fault. The second
    is a back-propagated gradient that differs from the two-sided difference quotient; here they
    agree to {difference}. A misconception: that back-propagation learns. It only computes a
    gradient; learning is the update.

    Try next:

    - `nnviz show from-scratch --dataset spirals --epochs 300`: arms that are wound up.
    - `nnviz show from-scratch --dataset blobs`: three classes, and a start near $\ln 3$.
    - `nnviz show from-scratch --rate 20`: updates that are far too large.
    """

    title = "A neural network from scratch"
    topic = "initialization"
    order = 7
    see_also = ("gradient-check", "initialization", "learning-rate", "minibatch")
    references = (
        "Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.5",
    )
    code = (
        initialize,
        Layer.forward,
        Layer.weigh,
        Pass.backward,
        Layer.weigh_backward,
        Layer.backward_to,
        Layer.backward,
        GradientDescent.rule,
    )

    dataset: str = parameter(
        "moons", "Data set in the plane, a plugin's among them.", family="datasets"
    )
    noise: float = parameter(0.1, "Standard deviation of the data's noise.", ge=0, le=0.5)
    units: int = parameter(
        8, "Units in each of the two hidden layers.", ge=2, le=16, sweep=(2, 4, 8, 16)
    )
    rate: float = parameter(1.0, "Learning rate.", gt=0, le=50, sweep=(0.1, 1.0, 10.0))
    epochs: int = parameter(100, "Passes over the examples.", ge=10, le=500)
    seed: int = parameter(0, "Seed of the data, the weights and the batches.", ge=0)

    def compute(self) -> dict[str, object]:
        """Check the gradient at the start, train, and keep what the network answers on the way."""
        points = in_plane(self, self.dataset, EXAMPLES, self.noise, self.seed)
        X, y, classes = points.inputs, points.targets, len(points.classes)
        network = Network(
            [2, self.units, self.units, 1 if classes == 2 else classes],
            loss="binary" if classes == 2 else "multiclass",
            initializer=["xavier", "xavier", Normal(SMALL)],
            seed=self.seed,
        )
        checked = check_gradient(network, X[:CHECKED], y[:CHECKED])
        recorded = train(
            network,
            X,
            y,
            GradientDescent(self.rate),
            epochs=self.epochs,
            batch_size=EXAMPLES // 10,
            callbacks=[
                Record("cost", lambda network: network.cost(X, y)),
                Record("parameters", lambda network: network.parameters),
            ],
            on_divergence="record",
        )
        limits = np.stack([X.min(axis=0), X.max(axis=0)], axis=-1) * 1.15
        seen = np.array([0, 2 * self.epochs // 3, self.epochs])
        passed = np.linspace(0, self.epochs, MOMENTS, endpoint=False).astype(int)
        moments = network.with_parameters(recorded["parameters"][[*seen, *passed]])
        answers = moments.predict(_grid(limits)).astype(np.int8)
        costs = recorded["cost"]
        return {
            "inputs": X,
            "labels": y,
            "classes": classes,
            "coin": np.log(classes),
            "difference": checked.relative_difference,
            "costs": costs,
            "first_cost": costs[0],
            "last_cost": costs[-1],
            "limits": limits,
            "epochs_seen": seen,
            "decided": answers[: len(seen)],
            "epochs_passed": passed,
            "decided_earlier": answers[len(seen) :],
            "accuracy": float(network.accuracy(X, y)),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield that the gradient is right, and where the cost starts and the accuracy ends."""
        yield Claim(
            "Back-propagated gradient and two-sided differences differ by a share of {measured}.",
            expected=RIGHT,
            measured=result["difference"],
            relation="<",
        )
        yield Claim(
            "The cost starts near the logarithm of the number of classes, {expected:.4f}: at "
            "{measured:.4f}.",
            expected=result["coin"],
            measured=result["first_cost"],
            tolerance=3 * SMALL * sqrt(self.units),  # of the logits, sums of units within ±1
        )
        if self == type(self)(seed=self.seed):
            yield Claim(
                "At the end a share of {measured} of the training examples is right: over 0.95.",
                expected=0.95,
                measured=result["accuracy"],
                relation=">",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the loop, the cost against epoch, and the boundary at three epochs."""
        loop, costs, *planes = drawing.panels(
            figure,
            "",
            "Cost against epoch",
            *(f"Epoch {epoch}" for epoch in result["epochs_seen"]),
            mosaic="aaaa;bcde",
            heights=(0.28, 1),
            widths=(1.5, 1, 1, 1),
        )
        _draw_loop(loop, upright=drawing.is_narrow(figure))
        _draw_costs(costs, result)
        for place, axes in enumerate(planes):
            _draw_plane(axes, result, place)

    def headline(self, result: Result) -> str:
        """Return the first and the last cost, and the accuracy."""
        return (
            "{epochs} epochs of the loop take the cost from {first_cost} to {last_cost}, "
            "{accuracy:.0%} right"
        )

    def setting(self, result: Result) -> str:
        """Return the data and the network."""
        return (
            "300 points ({dataset}), two hidden layers of {units} tanh units, gradient descent in "
            "batches of 30 with η = {rate}"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, what is seen, and what follows."""
        return (
            "A network with two hidden layers of {units} tanh units learns 300 points ({dataset}, "
            "noise {noise}, seed {seed}) in batches of 30 at η = {rate}. The cost starts at "
            "{first_cost}, near {coin}, that of guessing among {classes} classes, and ends after "
            "{epochs} epochs at {last_cost}, with {accuracy:.0%} of the points right. The "
            "back-propagated gradient agrees with two-sided differences to {difference}."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Above: the words initialize, forward, cost, backward and update in boxes joined by "
            "arrows, with an arrow from update back to forward. Below, left: cost against epoch, "
            "from {first_cost} down to {last_cost}. Right: the points in the plane at three "
            "epochs, with the boundary between the classes, nearly straight at first and bent "
            "around the points at the end."
        )


def _grid(limits: Array) -> Array:
    """Return the points (n, 2) at which boundaries are drawn, row by row."""
    x, y = np.linspace(limits[:, 0], limits[:, 1], RESOLUTION).T
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def _draw_loop(axes: "Axes", *, upright: bool) -> None:
    """Draw the stages in boxes, arrows between them, and one from the last back to the second."""
    axes.set_axis_off()
    ends = (-0.55, len(STAGES) - 0.45)
    axes.set(xlim=(-1, 1.3) if upright else ends, ylim=ends[::-1] if upright else (-1, 0.6))

    def place(along: float, across: float = 0.0) -> tuple[float, float]:
        return (across, along) if upright else (along, -across)

    arrow = {"arrowstyle": "-|>", "color": drawing.colour("muted"), "shrinkA": 0, "shrinkB": 0}
    for at, stage in enumerate(STAGES):
        fill = drawing.role("plain" if at == 0 else "first").fill
        box = {"boxstyle": "round,pad=0.35", "fc": fill, "ec": "none"}
        axes.text(*place(at), stage, ha="center", va="center", bbox=box)
        if at:
            axes.annotate("", place(at - 0.36), place(at - 0.64), arrowprops=arrow)
    last, side = len(STAGES) - 1, 0.32 if upright else 0.35
    path = [place(last, side), place(last, 2 * side), place(1, 2 * side)]
    axes.plot(*zip(*path, strict=True), color=drawing.colour("muted"), linewidth=1)
    axes.annotate("", place(1, side), place(1, 2 * side), arrowprops=arrow)


def _draw_costs(axes: "Axes", result: Result) -> None:
    costs = result["costs"]
    drawing.threshold(axes, result["coin"], f"ln {result['classes']}", prefer="end")
    last = len(costs) - 1
    line = drawing.cost_curve(axes, costs, "train", until=last)
    drawing.value_mark(axes, 0, costs[0], number(costs[0]), "train", on=line)
    if np.isfinite(costs[-1]):
        text = number(costs[-1])
        drawing.value_mark(axes, last, costs[-1], text, "train", side="above", on=line)
    axes.margins(y=0.15)
    axes.set_xlabel("epoch")
    axes.set_ylabel("cost $J$")


def _draw_plane(axes: "Axes", result: Result, place: int) -> None:
    """Draw the boundary at one of the epochs seen, and in an animation how it came there."""
    epoch, passed = result["epochs_seen"][place], result["epochs_passed"]
    before, until = passed < epoch, epoch / result["epochs_seen"][-1]
    xlim, ylim = (tuple(ends) for ends in result["limits"])
    drawing.boundaries(
        axes,
        lambda _: result["decided"][place],
        xlim,
        ylim,
        resolution=RESOLUTION,
        earlier=result["decided_earlier"][before],
        until=until,
    )
    drawing.retitle(axes, [f"Epoch {each}" for each in passed[before]], until=until)
    drawing.class_points(axes, result["inputs"], result["labels"], size=0.5)
    axes.set(xticks=[], yticks=[])
