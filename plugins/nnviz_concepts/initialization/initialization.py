"""The same network trained from several starts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.callbacks import Record
from nnviz.core.data import Dataset, circles
from nnviz.core.initializers import Normal, VarianceScaling
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNIT = float(np.finfo(float).eps)
LN2 = float(np.log(2))
EXAMPLES, NOISE, MEMBERS = 100, 0.1, 7
EVERY = 5
MOMENTS = 20  # how many stages of a boundary an animation shows before the last
COSTS_SHOWN = (0.004, 20.0)
LIMITS, RESOLUTION = (-1.5, 1.5), 81
SIZES = [2, 16, 16, 16, 1]
ROLES = {"zeros": "plain", "large": "large", "other": "small", "he": "good"}


class Initialization(Concept):
    r"""Where the weights start decides how fast a network learns, and whether it learns at all.

    Gradient descent can only go on from where it begins. From **zeros** all units of a layer are
    equal and get the same gradient, which is zero as well: the cost stays at $\ln 2$. From
    **too large** weights the logits are in the hundreds, many answers are confidently wrong, and
    the cost starts far above $\ln 2$; the first steps throw the weights about. **Xavier** chooses
    the variance $2/(n_{in}+n_{out})$, which keeps a signal's size through tanh. **He** chooses
    $2/n_{in}$, because ReLU takes half of the mean square away at each layer.

    Look at the left panel: cost against step for seven seeds of each start, their median and
    range. The small panels show where one network of each draws its boundary at the end.

    In practice: He's start for ReLU and its relatives, Xavier's for tanh and sigmoid, and zeros for
    the biases. The difference grows with depth; with three hidden layers it costs steps, with
    thirty the network does not train at all. A misconception: a good start is not near the
    solution. It is a place from which signals and gradients pass through all layers.

    Try next:

    - `nnviz show initialization --large 1`: three layers forgive much, and it learns.
    - `nnviz show initialization --start lecun`: half of He's variance at every layer.
    - `nnviz show initialization --start constant`: equal weights, as good as one unit a layer.
    """

    title = "Starting weights: zeros, too large, Xavier, He"
    topic = "initialization"
    order = 2
    see_also = ("symmetry-breaking", "activation-statistics", "vanishing-gradients", "batch-norm")
    references = (
        "Glorot & Bengio 2010, Understanding the difficulty of training deep networks",
        "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, section 2.2",
    )
    code = (VarianceScaling.variance, VarianceScaling.__call__)

    start: str = parameter(
        "xavier", "A further start, a plugin's among them.", family="initializers"
    )
    large: float = parameter(
        3.0,
        "Standard deviation of the too large weights.",
        ge=0.5,
        le=5,
        sweep=(1.0, 2.0, 3.0, 5.0),
    )
    rate: float = parameter(0.1, "Learning rate.", ge=0.05, le=0.3, sweep=(0.05, 0.1, 0.2))
    steps: int = parameter(400, "Steps of gradient descent.", ge=300, le=1000)
    target: float = parameter(0.2, "Cost to which steps are counted.", ge=0.1, le=0.5)
    seed: int = parameter(0, "First of the seven seeds.", ge=0)

    def compute(self) -> dict[str, object]:
        """Train the network from each start, with seven seeds where chance has a hand."""
        points = circles(EXAMPLES, NOISE, self.seed)
        known = self.choices("initializers")
        values: dict[str, object] = {
            "inputs": points.inputs,
            "labels": points.targets,
            "start_name": self.start.replace("_", " ").capitalize(),
            "recorded": np.arange(0, self.steps + 1, EVERY),
        }
        starts = {
            "zeros": known["zeros"],
            "large": Normal(self.large),
            "other": known[self.start],
            "he": known["he"],
        }
        for name, initializer in starts.items():
            values |= self._run(name, initializer, points)
        return values

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what zeros and large weights do, and how much sooner He's start arrives."""
        yield Claim(
            "From zeros the cost stays at ln 2 = {expected:.4f}: at the end {measured:.4f}.",
            expected=LN2,
            measured=result["zeros_costs"][:, -1].max(),
            tolerance=EXAMPLES * UNIT,
        )
        yield Claim(
            "From zeros all units of a layer stay identical: their weights differ by {measured}.",
            expected=0,
            measured=result["zeros_spread"],
        )
        if self.large >= 2:
            yield Claim(
                "Too large weights start at a cost of {measured} (median), over ten times ln 2.",
                expected=10 * LN2,
                measured=result["large_first"],
                relation=">",
            )
        if self.start in ("xavier", "xavier_normal"):
            yield Claim(
                "He's start reaches a cost of {target} in {measured} steps (median of seven), "
                "Xavier's in {expected}.",
                expected=result["other_steps"],
                measured=result["he_steps"],
                relation="<",
            )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the costs of all starts, and one boundary of each."""
        names = {
            "zeros": "Zeros",
            "large": f"Std {self.large:g}",
            "other": result["start_name"],
            "he": "He",
        }
        titles = (f"{name}: {result[f'{key}_accuracy']:.0%} right" for key, name in names.items())
        costs, *planes = drawing.panels(
            figure,
            "Cost against step",
            *titles,
            mosaic="abc;ade",
            widths=(1.7, 1, 1),
        )
        _draw_costs(costs, result, names, self.target)
        for axes, name in zip(planes, names, strict=True):
            _draw_plane(axes, result, name)
            drawing.retitle(axes, [names[name]])

    def headline(self, result: Result) -> str:
        """Return the steps that He's and the other start need."""
        return (
            "He's start needs {he_steps} steps to a cost of {target}, {start_name}'s {other_steps}"
        )

    def setting(self, result: Result) -> str:
        """Return the network, the data and the training."""
        return (
            "2-16-16-16-1 network with ReLU, two circles of 100 points, gradient descent with "
            "η = {rate}; median and range of 7 seeds"
        )

    def caption(self, result: Result) -> str:
        """Return what was trained from where, what is seen, and what follows."""
        return (
            "A network with three hidden layers of 16 ReLU units learns two circles of 100 points "
            "by gradient descent (η = {rate}, {steps} steps, seven seeds from {seed}). From zeros "
            "the cost stays at ln 2; from weights of standard deviation {large} it starts at "
            "{large_first}; to {target} it takes {other_steps} steps from {start_name} and "
            "{he_steps} from He's start (medians). ReLU wants He's variance."
        )

    def alt(self, result: Result) -> str:
        """Return the panels in words."""
        return (
            "Left: cost against step on a logarithmic axis. Zeros is a level line at ln 2; too "
            "large weights start at {large_first} and drop steeply; He's start falls to {target} "
            "in {he_steps} steps, {start_name} in {other_steps}. Right: four small panels with "
            "the points of two circles and the boundary that one network from each start has "
            "drawn; for zeros there is none."
        )

    def _run(self, name: str, initializer: Any, points: Dataset) -> dict[str, object]:
        """Return the costs (members, records) from one start, and what the first network drew."""
        X, y, every = points.inputs, points.targets, self.steps // MOMENTS
        network = Network(
            SIZES,
            hidden="relu",
            initializer=initializer,
            seed=self.seed,
            members=1 if name == "zeros" else MEMBERS,
        )
        recorded = train(
            network,
            X,
            y,
            GradientDescent(self.rate),
            steps=self.steps,
            callbacks=[
                Record("cost", lambda network: network.cost(X, y), every=EVERY),
                Record("first", lambda each: each.member(0).parameters, every=every),
            ],
            on_divergence="record",
        )
        costs = recorded["cost"].T
        first = network.member(0)
        moments = first.with_parameters(recorded["first"][:MOMENTS])
        return {
            f"{name}_costs": costs,
            f"{name}_first": np.median(costs[:, 0]),
            f"{name}_steps": _steps_to(costs, self.target),
            f"{name}_spread": max(float(np.ptp(layer.W, axis=-1).max()) for layer in first.layers),
            f"{name}_decided": first.predict(_grid()),
            f"{name}_decided_earlier": moments.predict(_grid()).astype(np.int8),
            f"{name}_accuracy": float(first.accuracy(X, y)),
        }


def _grid() -> Array:
    """Return the points (n, 2) at which boundaries are drawn, row by row."""
    line = np.linspace(*LIMITS, RESOLUTION)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def _steps_to(costs: Array, target: float) -> float:
    """Return the median over members of the first step at which the cost is at the target."""
    with np.errstate(invalid="ignore"):
        below = costs <= target
    steps = np.where(below.any(axis=-1), below.argmax(axis=-1) * EVERY, np.inf)
    return float(np.median(steps))


def _draw_costs(axes: "Axes", result: Result, names: dict[str, str], target: float) -> None:
    drawing.log_axis(axes, "y")
    axes.set_ylim(*COSTS_SHOWN)
    steps = result["recorded"]
    drawing.threshold(axes, target, of="faint")
    lines = {}
    for name, role in ROLES.items():
        runs = np.where(np.isfinite(result[f"{name}_costs"]), result[f"{name}_costs"], np.nan)
        lines[name] = drawing.band(axes, steps, runs, role, quantiles=(0, 1), until=steps[-1])
        middle = np.median(runs, axis=0)
        side: Literal["above", "below"] = "above" if name == "zeros" else "below"
        if name == "large":
            first = f"{names[name]}: from {number(result['large_first'])}"
            words = drawing.label(axes, first, steps, middle, role, prefer="start", side="right")
        else:
            text = "Zeros: ln 2" if name == "zeros" else names[name]
            words = drawing.label(axes, text, steps, middle, role, prefer="end", side=side)
        drawing.accompany(lines[name], [words])
    for name in ("other", "he"):
        if np.isfinite(result[f"{name}_steps"]):
            at, line = result[f"{name}_steps"], lines[name]
            drawing.value_mark(axes, at, target, number(at), ROLES[name], side="below", on=line)
    axes.set_xlabel("step")
    axes.set_ylabel("cost $J$")


def _draw_plane(axes: "Axes", result: Result, name: str) -> None:
    drawing.boundaries(
        axes,
        lambda _: result[f"{name}_decided"],
        LIMITS,
        LIMITS,
        resolution=RESOLUTION,
        earlier=result[f"{name}_decided_earlier"],
    )
    drawing.class_points(axes, result["inputs"], result["labels"], size=0.7)
    axes.set(xticks=[], yticks=[])
