"""L2 regularization: boundaries, losses and the norm of the weights against its strength."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core import penalties
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset
from nnviz.core.decisions import decided, limits_around, plane_grid
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, GradientDescent
from nnviz.core.training import train
from nnviz.datasets import in_plane
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STRENGTHS = (0.0, 0.01, 0.1, 1.0, 10.0)
MEMBERS, HIDDEN, STEPS = 5, 16, 250
EXAMPLES, DEV_EXAMPLES = 60, 1000
RATE, DIFFERENCE = 0.5, 1e-3
RESOLUTION = 101
ZERO_AT = 1e-3
"""Where λ = 0 stands on the logarithmic axis."""


class L2(Concept):
    r"""A penalty on squared weights keeps them small, and a network of small weights is smooth.

    L2 regularization adds $\frac{\lambda}{2m}\sum_l\lVert W^{[l]}\rVert_F^2$ to the mean loss over
    $m$ examples. Its gradient is $\frac{\lambda}{m}W$, so a step of plain gradient descent is
    $W \leftarrow \left(1-\frac{\eta\lambda}{m}\right)W - \eta\,dW$: every weight shrinks by the
    same factor beside what the data ask for. Hence the name weight decay.

    Look at the boundaries: without a penalty the network bends around single points; a moderate
    one follows the shape of the data; too strong a one can hardly bend at all. The curves say the
    same: with $\lambda$ the training loss rises and the weights become shorter, while the dev
    loss falls first and then rises. The $\lambda$ at its lowest point is the one to take.

    In practice $\lambda$ is searched for on a logarithmic scale, on the dev set; biases are left
    alone. Mind the scale: here, as in Ng's course, $\lambda$ is of the summed loss; libraries put
    it beside the mean, which is this $\lambda$ over $m$. A misconception: L2 and weight decay are
    the same for plain gradient descent, but not for Adam (see AdamW).

    Try next:

    - `nnviz show l2 --strength 10`: too much of it.
    - `nnviz show l2 --noise 0`: with nothing to learn by heart there is less to gain.
    - `nnviz show l2 --dataset circles`: another shape to learn.
    """

    title = "L2 regularization"
    topic = "regularization"
    order = 1
    see_also = ("bias-variance", "l1-vs-l2", "dropout", "early-stopping")
    references = (
        "Krogh & Hertz 1992, A simple weight decay can improve generalization",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.1.1",
        "Loshchilov & Hutter 2019, Decoupled weight decay regularization, section 2",
    )

    strength: float = parameter(
        0.3, "Strength λ, of the summed loss.", ge=0, le=30, sweep=(0.0, 0.01, 0.1, 0.3, 1.0, 10.0)
    )
    noise: float = parameter(0.25, "Standard deviation of the data set's noise.", ge=0, le=0.6)
    dataset: str = parameter("moons", "Data set in the plane to learn.", family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train the same networks at several strengths, and take a plain step with the penalty."""
        learned = in_plane(self, self.dataset, EXAMPLES, self.noise, 2 * self.seed)
        dev = in_plane(self, self.dataset, DEV_EXAMPLES, self.noise, 2 * self.seed + 1)
        strengths = self._strengths()
        networks = [self._trained(learned, strength) for strength in strengths]
        limits = limits_around(learned.inputs)
        shown = [0, int(np.searchsorted(strengths, self.strength)), len(strengths) - 1]
        grid = plane_grid(*limits, RESOLUTION)
        dev_losses = np.stack([n.cost(dev.inputs, dev.targets) for n in networks])
        errors = np.stack([n.error_rate(dev.inputs, dev.targets) for n in networks])
        names = ("without", "with", "most")
        values = {
            f"error_{name}": 100 * np.median(errors[i])
            for name, i in zip(names, shown, strict=True)
        }
        values |= {
            f"dev_{name}": np.median(dev_losses[i]) for name, i in zip(names, shown, strict=True)
        }
        return values | {
            "strengths": strengths,
            "surfaces": np.stack([decided(networks[i].outputs(grid)[0]) for i in shown]),
            "train_losses": np.stack([n.cost(learned.inputs, learned.targets) for n in networks]),
            "dev_losses": dev_losses,
            "norms": np.stack([_norm(n) for n in networks]),
            "points": learned.inputs,
            "labels": learned.targets,
            "limits": limits,
            "examples": EXAMPLES,
            "networks": MEMBERS,
            "rate": RATE,
            **_one_step(networks[0], learned, self.strength),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what a step does to weights, the penalty's gradient, and what rises and falls."""
        yield Claim(
            "A plain step of η = {rate} multiplies the weights by {measured:.6f} beside the data "
            "term: 1 − ηλ/m = {expected:.6f}.",
            expected=1 - RATE * self.strength / EXAMPLES,
            measured=result["factor"],
            tolerance=1e-12,
        )
        yield Claim(
            "It is the same factor for every weight: off by {measured}.",
            expected=0,
            measured=result["factor_off"],
            tolerance=1e-12,
        )
        if self.strength > 0:
            yield Claim(
                "The penalty's gradient is (λ/m)W: relative to two-sided differences, off by "
                "{measured}.",
                expected=0,
                measured=result["gradient_off"],
                tolerance=1e-7,
            )
        decades = np.isin(self._strengths(), STRENGTHS[1:])
        norms = np.median(result["norms"], axis=-1)[decades]
        yield Claim(
            "From λ = 0.01 to 10, each ten times as strong a penalty leaves at most {measured} of "
            "the norm: less than all.",
            expected=1,
            measured=(norms[1:] / np.maximum(norms[:-1], 1e-300)).max(),
            relation="<",
        )
        if self.noise >= 0.1:
            losses = np.median(result["train_losses"], axis=-1)[decades]
            yield Claim(
                "From λ = 0.01 to 10 the training loss rises each time, by {measured} or more.",
                expected=0,
                measured=np.diff(losses).min(),
                relation=">",
            )
        if self.dataset == "moons" and 0.2 <= self.noise <= 0.4 and 0.1 <= self.strength <= 0.5:
            yield Claim(
                "At λ = {strength} the dev loss is {measured}, and {expected} without a penalty.",
                expected=result["dev_without"],
                measured=result["dev_with"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw three boundaries, and below them losses and norm against the strength."""
        strongest = number(float(result["strengths"][-1]))
        *boundaries, losses, norms = drawing.panels(
            figure,
            f"No penalty: {_wrong(result['error_without'])}",
            f"λ = {number(self.strength)}: {_wrong(result['error_with'])}",
            f"λ = {strongest}: {_wrong(result['error_most'])}",
            "Loss against strength",
            "Norm of the weights",
            mosaic="aabbcc;dddeee",
        )
        for axes, surface in zip(boundaries, result["surfaces"], strict=True):
            _draw_boundary(axes, result, surface)
        places = np.where(result["strengths"] == 0, ZERO_AT, result["strengths"])
        _draw_losses(losses, result, places)
        _draw_norms(norms, result, places)
        chosen = max(self.strength, ZERO_AT)
        for axes in (losses, norms):
            drawing.threshold(axes, chosen, which="x", of="faint")
        drawing.value_mark(losses, chosen, result["dev_with"], number(result["dev_with"]), "dev")

    def headline(self, result: Result) -> str:
        """Return the dev loss with and without."""
        if self.strength == 0:
            return "Without a penalty the dev loss is {dev_without}"
        return "L2 with λ = {strength} takes the dev loss from {dev_without} to {dev_with}"

    def setting(self, result: Result) -> str:
        """Return the data and the network."""
        return (
            "Two hidden layers of 16 tanh units on {examples} points of {dataset}, noise {noise}; "
            "{networks} starts, the same for each λ"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, what is seen, and what follows."""
        return (
            "Networks with two hidden layers of 16 tanh units learn {examples} points of {dataset} "
            "(noise {noise}, 250 steps of Adam) with penalties of several strengths λ, from "
            "{networks} starts each (line: median, band: all). With λ the training loss rises and "
            "the weights shrink; the dev loss is {dev_without} without a penalty, {dev_with} at "
            "λ = {strength}, and {dev_most} at the strongest. So λ is chosen on the dev set. Seed "
            "{seed}."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Top: three boundaries between two classes, a tangled one with {error_without:.1f} % "
            "errors, a smooth one with {error_with:.1f} %, and a nearly straight one with "
            "{error_most:.1f} %. Lower left: the training loss rises with the strength of the "
            "penalty, the dev loss falls from {dev_without} and rises again to {dev_most}. Lower "
            "right: the norm of the weights falls."
        )

    def _strengths(self) -> Array:
        """Return the strengths that networks are trained with, rising from 0."""
        return np.unique([*STRENGTHS, self.strength])

    def _trained(self, data: Dataset, strength: float) -> Network:
        network = Network(
            [2, HIDDEN, HIDDEN, len(data.classes)],
            loss="multiclass",
            seed=1000 * self.seed,
            members=MEMBERS,
        )
        penalty = penalties.L2(float(strength))
        train(network, data.inputs, data.targets, Adam(0.03), steps=STEPS, penalty=penalty)
        return network


def _norm(network: Network) -> Array:
    """Return the norm of all weights together, (members,)."""
    norms: Array = np.linalg.norm(network.parameters * network.weight_mask, axis=-1)
    return norms


def _one_step(network: Network, data: Dataset, strength: float) -> dict[str, object]:
    """Return by what a plain step multiplies weights, and how far the penalty's gradient is off.

    What is left of a step when the data term is added again is the factor times W.
    """
    one, penalty = network.member(0), penalties.L2(strength)
    before, weights = one.parameters.copy(), one.weight_mask > 0
    data_term = RATE * one.gradient(data.inputs, data.targets)
    train(one, data.inputs, data.targets, GradientDescent(RATE), steps=1, penalty=penalty)
    W, left = before[weights], (one.parameters + data_term)[weights]
    factor = (left @ W) / (W @ W)
    gradient = strength / EXAMPLES * W
    differences = _differences(penalty, before, one.weight_mask)[weights]
    sizes = np.linalg.norm(gradient) + np.linalg.norm(differences)
    return {
        "factor": factor,
        "factor_off": np.abs(left - factor * W).max(),
        "gradient_off": np.linalg.norm(gradient - differences) / sizes if sizes else 0.0,
    }


def _differences(penalty: penalties.L2, parameters: Array, weights: Array) -> Array:
    """Return the two-sided difference of the penalty's cost along each parameter, (P,)."""
    moves = DIFFERENCE * np.eye(len(parameters))
    after = penalty.cost(parameters + moves, weights, EXAMPLES)
    before = penalty.cost(parameters - moves, weights, EXAMPLES)
    slopes: Array = (after - before) / (2 * DIFFERENCE)
    return slopes


def _wrong(error: float) -> str:
    return f"{error:.1f}\u00a0% wrong"


def _draw_boundary(axes: "Axes", result: Result, surface: Array) -> None:
    xlim, ylim = result["limits"]
    drawing.boundaries(axes, lambda _: surface, xlim, ylim, resolution=RESOLUTION)
    drawing.class_points(axes, result["points"], result["labels"])
    axes.set(xticks=[], yticks=[])


def _draw_losses(axes: "Axes", result: Result, places: Array) -> None:
    drawing.log_axis(axes, "y")
    for of, name in (("train", "training loss"), ("dev", "dev loss")):
        losses = result[f"{of}_losses"].T
        marker = drawing.role(of).marker
        drawing.band(
            axes, places, losses, of, quantiles=(0, 1), text=name, prefer="start", marker=marker
        )
    _strength_axis(axes)
    axes.set_ylabel("loss")


def _draw_norms(axes: "Axes", result: Result, places: Array) -> None:
    drawing.band(axes, places, result["norms"].T, "first", quantiles=(0, 1), marker="o")
    _strength_axis(axes)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("norm ‖W‖")


def _strength_axis(axes: "Axes") -> None:
    drawing.log_axis(axes, "x")
    axes.set_xticks([ZERO_AT, 0.01, 0.1, 1, 10], ["0", "0.01", "0.1", "1", "10"])
    axes.set_xlabel("strength λ")
