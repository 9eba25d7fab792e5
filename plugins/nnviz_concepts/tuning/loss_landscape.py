"""Slices of a network's loss, and what makes two of them comparable."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.data import Dataset
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train
from nnviz.datasets import labelled
from nnviz.wording import number
from nnviz_concepts.tuning.loss_landscape_figure import draw_plane, draw_slices, draw_way
from nnviz_concepts.tuning.loss_landscape_slices import (
    GRID,
    filter_normalized,
    in_principal_plane,
    length_of_weights,
    losses_at,
    pairs_on,
    principal_shares,
    rescaled_layers,
    stretched_directions,
    walk_error,
    walk_share,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNITS, BATCH, EXAMPLES = 16, 32, 300
EVERY = 4
FINE = 81
MARKED = 0.5
PLANE_NOISE = 0.2


class LossLandscape(Concept):
    r"""A slice of the loss shows the weights' scale as much as its shape, unless it is normalized.

    A loss of a thousand weights $\theta$ can only be seen in slices
    $f(\alpha,\beta)=L(\theta+\alpha d+\beta e)$, with random directions $d$ and $e$. How sharp the
    valley looks depends on how large a step is beside the weights. With ReLU one may multiply
    the first layer by {factor} and divide the second by it: the function is the same, and the raw
    slices in the lower left differ. Filter normalization gives each unit's part of $d$ the
    length of that unit's weights, $d_j\leftarrow\frac{d_j}{\lVert d_j\rVert}\lVert w_j\rVert$.
    Then both are the same curve.

    The upper left panel is cut along the plane in which most of the way of gradient descent
    lies, found by principal component analysis. It shows a descent where random
    directions show hardly any motion: in a thousand dimensions they are nearly perpendicular to
    the way.

    In practice, compare networks by filter-normalized slices only, and with biases left alone. A
    misconception: that {share:.0%} of the way lies in one plane does not make it simple. Of a
    random walk of as many steps, two axes hold {walk_expected:.0%}.

    Try next:

    - `nnviz show loss-landscape --factor 1`: nothing is rescaled, and all slices agree.
    - `nnviz show loss-landscape --factor 30`: the same function looks sharper still.
    - `nnviz show loss-landscape --rate 1`: larger steps, a rougher way.
    """

    title = "Loss landscapes"
    topic = "tuning"
    order = 4
    see_also = ("optimizers", "saddle-points", "batch-norm", "transfer-learning")
    references = (
        "Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the loss landscape of neural nets, "
        "sections 3, 4 and 7",
        "Dinh, Pascanu, Bengio & Bengio 2017, Sharp minima can generalize for deep nets, section 3",
        "Antognini & Sohl-Dickstein 2018, PCA of high dimensional random walks with comparison to "
        "neural network training",
    )

    factor: float = parameter(
        10.0,
        "Factor of the first layer, by which the second is divided.",
        ge=0.1,
        le=30,
        sweep=(0.1, 1.0, 3.0, 10.0, 30.0),
    )
    rate: float = parameter(0.5, "Learning rate of gradient descent.", ge=0.01, le=1)
    steps: int = parameter(240, "Training steps, of 32 examples.", ge=40, le=1000)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of the network, the batches and the directions.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train, then cut the loss along the way and along random directions, with both scales."""
        data = self._data()
        network, way = self._trained(data)
        rescaled = rescaled_layers(network, self.factor)
        directions = np.random.default_rng(self.seed).standard_normal((2, way.shape[1]))
        directions *= network.weight_mask
        raw = (
            directions
            * length_of_weights(network)
            / np.linalg.norm(directions, axis=1, keepdims=True)
        )
        own, other = (filter_normalized(each, directions) for each in (network, rescaled))
        line, square = np.linspace(-1, 1, FINE), pairs_on(np.linspace(-1, 1, GRID))
        stretched = stretched_directions(network, raw[:1], self.factor)
        slices = {
            "raw": losses_at(network, data, line[:, None] @ raw[:1]),
            "raw_rescaled": losses_at(rescaled, data, line[:, None] @ raw[:1]),
            "raw_stretched": losses_at(network, data, line[:, None] @ stretched),
            "normalized": losses_at(network, data, line[:, None] @ own[:1]),
            "normalized_rescaled": losses_at(rescaled, data, line[:, None] @ other[:1]),
            "plane": losses_at(network, data, square @ own).reshape(GRID, GRID),
            "plane_rescaled": losses_at(rescaled, data, square @ other).reshape(GRID, GRID),
        }
        rises = [
            np.interp([-MARKED, MARKED], line, slices[name]).mean() - slices[name][FINE // 2]
            for name in ("raw", "raw_rescaled")
        ]
        outputs = [each.outputs(data.inputs) for each in (network, rescaled)]
        walk = np.random.default_rng(self.seed).standard_normal(way.shape)
        walk[0] = 0
        return {
            **slices,
            **in_principal_plane(network, data, way),
            "line": line,
            "marked": MARKED,
            "marked_raw": np.interp(MARKED, line, slices["raw"]),
            "marked_rescaled": np.interp(MARKED, line, slices["raw_rescaled"]),
            "steeper": max(rises) / min(rises),
            "first": losses_at(network, data, way[:1] - way[-1])[0],
            "final": slices["raw"][FINE // 2],
            "output_change": np.abs(outputs[0] - outputs[1]).max(),
            "walk_share": principal_shares(np.cumsum(walk, axis=0))[:2].sum(),
            "walk_expected": walk_share(len(way) - 1),
            "weights": way.shape[1],
            "examples": len(data),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield that rescaling changes no output, all raw slices, and no normalized one."""
        yield Claim(
            "Rescaling by {factor} leaves the outputs unchanged, to {measured}.",
            expected=0,
            measured=result["output_change"],
            tolerance=1e-10,
        )
        yield Claim(
            "The filter-normalized slices of both are the same, to {measured} of their height.",
            expected=0,
            measured=_difference(result["normalized"], result["normalized_rescaled"]),
            tolerance=1e-9,
        )
        yield Claim(
            "So are the planes, to {measured}.",
            expected=0,
            measured=_difference(result["plane"], result["plane_rescaled"]),
            tolerance=1e-9,
        )
        yield Claim(
            "The raw slice of the rescaled network is the first network's along a direction "
            "stretched the other way, to {measured}.",
            expected=0,
            measured=_difference(result["raw_rescaled"], result["raw_stretched"]),
            tolerance=1e-9,
        )
        if not 0.4 < self.factor < 2.5 and result["final"] < result["first"] / 2:
            yield Claim(
                "The raw slices differ: {marked} to either side one rises {measured} times as "
                "high as the other.",
                expected=2,
                measured=result["steeper"],
                relation=">",
            )
        yield from _claims_of_way(result)

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the way in its principal plane, a normalized plane, and both kinds of slices."""
        way, plane, raw, normalized = drawing.panels(
            figure,
            "The way of descent, in its plane",
            "Around its end: random directions",
            "Raw slices of one function",
            "Filter-normalized: the same",
            mosaic="ab;cd",
            heights=(1.25, 1),
        )
        draw_way(way, result)
        draw_plane(plane, result)
        draw_slices(raw, result, ("raw", "raw_rescaled"))
        draw_slices(normalized, result, ("normalized", "normalized_rescaled"))
        limits = [axes.get_ylim() for axes in (raw, normalized)]
        for axes in (raw, normalized):
            axes.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))
        for name, role in (("raw", "first"), ("rescaled", "second")):
            height = result[f"marked_{name}"]
            drawing.value_mark(raw, MARKED, height, number(height, 2), role, side="right")

    def headline(self, result: Result) -> str:
        """Return the cost of both, the same step away."""
        if self.factor == 1:
            return "Nothing is rescaled, and raw slices agree as filter-normalized ones do"
        return (
            "The same function costs {marked_raw:.2g} a raw step away, or {marked_rescaled:.2g} "
            "once rescaled; filter-normalized, the same"
        )

    def setting(self, result: Result) -> str:
        """Return the network and what was rescaled."""
        return (
            "A ReLU network of {weights} parameters on {dataset}; rescaled: first layer "
            "× {factor}, second ÷ {factor}"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained and cut, what is seen, and what follows."""
        return (
            "A network with 16 hidden ReLU units learns {examples} examples of {dataset} by "
            "gradient descent at η = {rate} in {steps} steps, to a cost of {final} (seed {seed}). "
            "Upper left: the plane of the way's two principal axes, which hold {percent:.0f}"
            "\u00a0% of it; upper right: along two filter-normalized random directions. With the "
            "first layer times {factor} and the second divided by it the function is the same, yet "
            "along one raw direction the cost at α = {marked} is {marked_rescaled} instead of "
            "{marked_raw}; filter-normalized the curves coincide."
        )

    def alt(self, result: Result) -> str:
        """Return the four panels in words."""
        return (
            "Upper left: pale contours with a path that comes down to a minimum. Upper right: a "
            "bowl of nearly round contours. Lower left: two curves with their lowest points at 0; "
            "at {marked} one is at {marked_raw}, that of the rescaled network at "
            "{marked_rescaled}. Lower right: two curves, one exactly on the other."
        )

    def _data(self) -> Dataset:
        """Return the examples that are learned, and over which the loss is taken."""
        whole = labelled(self, self.dataset, EXAMPLES, PLANE_NOISE, self.seed, at_least=BATCH)
        return whole.take(np.arange(min(EXAMPLES, len(whole))))

    def _trained(self, data: Dataset) -> tuple[Network, Array]:
        """Return the trained network, and its parameters on the way (records, P)."""
        network = Network(
            [data.inputs.shape[1], UNITS, len(data.classes)],
            hidden="relu",
            loss="multiclass",
            seed=self.seed,
        )
        record = Record("parameters", lambda each: each.parameters, every=EVERY)
        history = train(
            network,
            data.inputs,
            data.targets,
            GradientDescent(self.rate),
            steps=self.steps,
            batch_size=BATCH,
            callbacks=[record],
        )
        return network, np.asarray(history["parameters"])


def _difference(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max() / np.abs(one).max())


def _claims_of_way(result: Result) -> Iterator[Claim]:
    """Yield what two axes hold of a random walk, and of the way of descent."""
    yield Claim(
        "Two axes hold {measured} of a random walk's squared length, {expected} in "
        "infinitely many dimensions.",
        expected=result["walk_expected"],
        measured=result["walk_share"],
        tolerance=5 * walk_error(result["walk_expected"], result["weights"]),
    )
    yield Claim(
        "Two axes hold {measured} of the way's, more than half.",
        expected=1 / 2,
        measured=result["share"],
        relation=">",
    )
