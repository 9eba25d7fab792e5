"""Max-norm: a cap on the norm of each unit's incoming weights, enforced after every step."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.constraints import MaxNorm
from nnviz.core.data import Dataset
from nnviz.core.decisions import decided, limits_around, plane_grid
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.training import train
from nnviz.datasets import in_plane
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEMBERS, HIDDEN, STEPS = 5, 24, 300
EXAMPLES, NEW_EXAMPLES = 80, 1000
RESOLUTION, THINNING = 121, 3
MOMENTS = 15  # how many stages of a boundary an animation shows before the last
ROUNDING = 1e-12


class WeightConstraints(Concept):
    r"""A cap on the norm of each unit's weights is never passed, whatever the gradient asks for.

    A penalty pulls all weights all the time. A max-norm constraint does nothing until the weights
    that come into a unit are longer than a cap $c$; after each step they are then projected back
    onto the ball of radius $c$: $w \leftarrow w\,\min(1, \frac{c}{\lVert w\rVert})$. The direction
    stays, only the length is cut.

    Look at the upper panels: without the cap a few units grow and grow, because ever larger
    weights make the network ever surer of its training examples, the noisy ones among them. With
    the cap many units run along it. Below, long weights mean steep functions, and the boundary
    bends around single points; the capped network cannot turn so sharply.

    In practice max-norm goes with dropout and large learning rates, which it keeps from blowing
    up the weights; caps of 3 to 4 are usual in large networks. A misconception lies in the axis:
    the norm is that of the weights coming into one unit, a column of $W$ where inputs are rows,
    neither that of the whole matrix nor of what leaves the unit. Biases are free.

    Try next:

    - `nnviz show weight-constraints --cap 0.5`: too tight to bend at all.
    - `nnviz show weight-constraints --cap 10`: a cap that nothing reaches.
    - `nnviz show weight-constraints --dataset circles`: another shape to learn.
    """

    title = "Max-norm weight constraints"
    topic = "regularization"
    order = 5
    see_also = ("l2", "dropout", "learning-rate")
    references = (
        "Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, Dropout, section 5.1",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.2",
    )

    cap: float = parameter(
        1.5, "Largest norm c of a unit's incoming weights.", ge=0.2, le=10, sweep=(0.5, 1.0, 1.5, 3)
    )
    rate: float = parameter(0.03, "Learning rate of Adam.", ge=0.001, le=0.1)
    noise: float = parameter(0.3, "Standard deviation of the data set's noise.", ge=0, le=0.6)
    dataset: str = parameter("moons", "Data set in the plane to learn.", family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train the same networks with and without the cap, and project the free ones onto it."""
        learned = in_plane(self, self.dataset, EXAMPLES, self.noise, 2 * self.seed)
        new = in_plane(self, self.dataset, NEW_EXAMPLES, self.noise, 2 * self.seed + 1)
        limits = limits_around(learned.inputs)
        free, free_values = self._trained(learned, new, limits, None)
        _, capped_values = self._trained(learned, new, limits, MaxNorm(self.cap))
        values = {f"{name}_without": value for name, value in free_values.items()}
        values |= {f"{name}_with": value for name, value in capped_values.items()}
        return values | {
            "points": learned.inputs,
            "labels": learned.targets,
            "limits": limits,
            "steps": np.arange(STEPS + 1),
            "units": free_values["norms"].shape[1],
            "at_cap": int((capped_values["norms"][-1] > self.cap * (1 - 1e-9)).sum()),
            "examples": EXAMPLES,
            "networks": MEMBERS,
            **_projected(free, self.cap),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield that the cap holds, what the projection does, and what it is good for."""
        yield Claim(
            "With the cap no norm of {units} units in {networks} networks exceeds {cap} after any "
            "step: the largest is {measured}.",
            expected=self.cap,
            measured=result["longest_with"][1:].max(),
            tolerance=ROUNDING * self.cap,
            relation="<=",
        )
        yield Claim(
            "The projection keeps every unit's direction: the least cosine is {measured}.",
            expected=1,
            measured=result["cosines"].min(),
            tolerance=ROUNDING,
        )
        yield Claim(
            "It leaves min(‖w‖, c) of every norm: off by {measured}.",
            expected=0,
            measured=np.abs(
                result["projected_norms"] - np.minimum(result["free_norms"], self.cap)
            ).max(),
            tolerance=ROUNDING * self.cap,
        )
        if self.rate < 0.02 or self.noise < 0.2 or not 1 <= self.cap <= 2:
            return
        yield Claim(
            "Without the cap the longest grows to {measured}, past {cap}.",
            expected=self.cap,
            measured=result["longest_without"][-1].min(),
            relation=">",
        )
        if self.dataset == "moons":
            yield Claim(
                "With the cap, new examples cost {measured} on average, and {expected} without.",
                expected=result["cost_without"],
                measured=result["cost_with"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the units' norms over training and the boundaries, without and with the cap."""
        wrong = [f"{result[f'error_{which}']:.1f}\u00a0% wrong" for which in WHICH]
        panels = drawing.panels(
            figure,
            "Norms without a cap",
            f"With the cap: {result['at_cap']} of {result['units']} units on it",
            f"Boundary without: {wrong[0]}",
            f"Boundary with: {wrong[1]}",
            mosaic="ab;cd",
        )
        top = 1.12 * max(float(result["norms_without"].max()), self.cap)
        for axes, which in zip(panels[:2], WHICH, strict=True):
            _draw_norms(axes, result, which, self.cap)
            axes.set_ylim(0, top)
        drawing.retitle(panels[1], ["With the cap"])
        for axes, which in zip(panels[2:], WHICH, strict=True):
            _draw_boundary(axes, result, which)
            drawing.retitle(axes, [f"Boundary {which}"])

    def headline(self, result: Result) -> str:
        """Return the longest weights without, the cap, and both errors."""
        return (
            "Capped at {cap} instead of growing to {longest}, weights leave "
            "{error_with:.1f}\u00a0% error, not {error_without:.1f}\u00a0%"
        )

    def setting(self, result: Result) -> str:
        """Return the data, the network and the constraint."""
        return (
            "Two hidden layers of 24 ReLU units on {examples} points of {dataset}, noise {noise}; "
            "after each step, norms over {cap} are cut to it"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained, both norms and errors, and what follows."""
        return (
            "Networks with two hidden layers of 24 ReLU units learn {examples} points of {dataset} "
            "(noise {noise}) in 300 steps of Adam, η = {rate}. Each line is the norm of one "
            "unit's incoming weights: without a cap the longest reaches {longest}, with max-"
            "norm none passes {cap}, and {at_cap} of {units} units end on it. Over {networks} "
            "starts, {error_without:.1f} % of new points are wrong without and {error_with:.1f} % "
            "with it. Seed {seed}."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Upper left: {units} lines, norms that spread and grow, the longest to {longest}. "
            "Upper right: the same under a dashed line at {cap}, along which {at_cap} of them "
            "run. Lower left: a boundary that bends around single points. Lower right: a smoother "
            "boundary between the classes."
        )

    def _trained(
        self,
        learned: Dataset,
        new: Dataset,
        limits: tuple[tuple[float, float], tuple[float, float]],
        constraint: MaxNorm | None,
    ) -> tuple[Network, dict[str, Array]]:
        """Train networks, and return them with the first one's norms and what it decides."""
        network = Network(
            [2, HIDDEN, HIDDEN, len(learned.classes)],
            hidden="relu",
            loss="multiclass",
            seed=1000 * self.seed,
            members=MEMBERS,
        )
        history = train(
            network,
            learned.inputs,
            learned.targets,
            Adam(self.rate),
            steps=STEPS,
            constraint=constraint,
            callbacks=[
                Record("norms", _norms, every=1),
                Record("first", lambda each: each.member(0).parameters, every=STEPS // MOMENTS),
            ],
        )
        grid = plane_grid(*limits, RESOLUTION)
        moments = network.member(0).with_parameters(history["first"][:MOMENTS])
        norms = history["norms"]
        surface = network.outputs(grid)[0]
        return network, {
            "norms": norms[:, 0],
            "longest": norms.max(axis=-1),
            "surface": np.asarray(decided(surface)),
            "surface_earlier": np.float32(decided(moments.outputs(grid))),
            "error": 100 * np.mean(network.error_rate(new.inputs, new.targets)),
            "cost": np.mean(network.cost(new.inputs, new.targets)),
        }


WHICH = ("without", "with")


def _norms(network: Network) -> Array:
    """Return the norm of every unit's incoming weights, (members, units)."""
    each = [np.sqrt(np.square(layer.W).sum(axis=-2)) for layer in network.layers]
    return np.concatenate(each, axis=-1)


def _projected(network: Network, cap: float) -> dict[str, object]:
    """Return what the projection does to the units of networks that were trained without it."""
    projection = network.copy()
    for layer in projection.layers:
        MaxNorm(cap).apply(layer.W)
    products = [
        (before.W * after.W).sum(axis=-2)
        for before, after in zip(network.layers, projection.layers, strict=True)
    ]
    before, after = _norms(network), _norms(projection)
    return {
        "free_norms": before,
        "projected_norms": after,
        "cosines": np.concatenate(products, axis=-1) / (before * after),
        "longest": before[0].max(),
    }


def _draw_norms(axes: "Axes", result: Result, which: str, cap: float) -> None:
    """Draw every unit's norm in pale, the finally longest in full, and the cap."""
    steps, norms = result["steps"][::THINNING].astype(float), result[f"norms_{which}"]
    drawing.pale_cloud(axes, steps, norms[::THINNING].T, which, fade=0.45, until=steps[-1])
    name = f"cap c = {number(cap)}" if which == "with" else ""
    drawing.threshold(axes, cap, name, side="above", prefer="middle")
    if which == "without":
        longest = norms[:, int(np.argmax(norms[-1]))]
        (line,) = axes.plot(steps, longest[::THINNING], **drawing.line_style(which))
        drawing.reveal(line, times=steps)
        text = f"longest: {number(longest[-1])}"
        drawing.value_mark(axes, steps[-1], longest[-1], text, which, side="left", on=line)
    axes.set(xlabel="step", ylabel="norm ‖w‖")


def _draw_boundary(axes: "Axes", result: Result, which: str) -> None:
    xlim, ylim = result["limits"]
    surface = result[f"surface_{which}"]
    drawing.boundaries(
        axes,
        lambda _: surface,
        xlim,
        ylim,
        resolution=RESOLUTION,
        earlier=result[f"surface_earlier_{which}"],
    )
    drawing.class_points(axes, result["points"], result["labels"])
    axes.set(xlim=xlim, ylim=ylim, xlabel="x₁", ylabel="x₂")
