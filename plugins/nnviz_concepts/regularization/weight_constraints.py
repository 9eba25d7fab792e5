"""Max-norm: the weights that come into a unit may turn, but not leave the ball of radius c."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array, Labels
from nnviz.core.callbacks import Record
from nnviz.core.constraints import MaxNorm
from nnviz.core.data import Dataset
from nnviz.core.decisions import decided, limits_around, plane_grid
from nnviz.core.history import History
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam
from nnviz.core.remembering import remembering
from nnviz.core.training import train
from nnviz.datasets import parts_in_plane, told
from nnviz.questions import Change, Choice, Predict, Ratio
from nnviz.texts import Panel, either, plain

NETWORKS, HIDDEN, STEPS = 7, 24, 300
EXAMPLES = 80, 1000  # to learn from, and new ones
RESOLUTION, THINNING, ROUND = 101, 3, 181
MOMENTS = 15  # how many stages of a boundary an animation shows before the last
ROUNDING = 1e-12
TALL = 1.3  # so many times as high as wide are the planes of weights
COLUMN = 6.4  # height of a narrow figure, in inches


class WeightConstraints(Concept):
    r"""A cap on the norm of each unit's weights is never passed, whatever the gradient asks for.

    A penalty pulls all weights all the time. A max-norm constraint does nothing until the weights
    that come into a unit are longer than a cap $c$; after each step they are then projected back
    onto the ball of radius $c$: $w \leftarrow w\,\min(1, \frac{c}{\lVert w\rVert})$. The direction
    stays, only the length is cut. So a unit on the cap can still turn.

    Free weights may grow and grow, because ever longer weights make a network ever surer of its
    training examples, the noisy ones among them. Long weights mean steep functions, and steep
    functions can bend around single points; under a cap they cannot turn so sharply, and under too
    tight a cap hardly at all.

    In practice max-norm goes with dropout and large learning rates, which it keeps from blowing
    up the weights; caps of 3 to 4 are usual in large networks. A misconception lies in the axis:
    the norm is that of the weights coming into one unit, a column of $W$ where inputs are rows,
    neither that of the whole matrix nor of what leaves the unit. Biases are free.
    """

    title = "Max-norm weight constraints"
    topic = "regularization"
    order = 5
    see_also = ("l2", "dropout", "learning-rate")
    builds_on = ("l2",)
    keywords = ("max-norm", "norm constraint", "weight clipping", "projection", "regularization")
    symbols = ("c: cap: the largest norm that the weights of a unit may have",)
    references = (
        "Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov 2014, Dropout, section 5.1",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.2")  # fmt: skip
    code = (MaxNorm.apply,)
    members = ("without", "with")

    cap: float = parameter(1.5, "Largest norm c of a unit's incoming weights.", ge=0.2, le=10,
                           sweep=(0.2, 0.5, 1.0, 1.5, 3.0))  # fmt: skip
    rate: float = parameter(0.03, "Learning rate of Adam.", ge=0.001, le=0.1)
    noise: float = parameter(0.3, "Standard deviation of the data set's noise.", ge=0, le=0.6)
    dataset: str = parameter("moons", "Data set in the plane to learn.", family="datasets")
    seed: int = parameter(0, "Seed of everything random.", ge=0)

    headline = either(
        "No weights reach the cap of {cap}: it changes nothing [idle]",
        "Free weights grow to {grows.measured} and err on {fewer.expected:.1f}\xa0% of new points, "
        "kept within {cap} on {fewer.measured:.1f}\xa0% [grows, fewer]",
        "Free, no weights of the first layer pass c = {cap}: the longest grow to {grows.measured} "
        "[not grows]",
        "Weights kept within {cap} err on {fewer.measured:.1f}\xa0% of new points, free ones "
        "only on {fewer.expected:.1f}\xa0% [not fewer]",
        "Free, weights grow to {grows.measured}; kept within c = {cap}, {on.measured} of {units} "
        "units end on the circle [grows, on]",
        "Kept within {cap}, no weights are longer after any step [kept]")  # fmt: skip
    setting = either("{examples} points of {dataset}, noise {noise}; two hidden layers of {units} "
                     "ReLU units, the first one's weights drawn; {networks} networks",
                     "{examples} points of {dataset}; two hidden layers of {units} ReLU units, the "
                     "first one's weights drawn; {networks} networks")  # fmt: skip
    look = ("{grows}",
            "Kept within c = {cap}, {on.measured} of {units} units of the first layer end on the "
            "circle [on].",
            "What leaves the circle, start or step, is cut back to it along its direction [cut, "
            "direction].", "{fits}", "{fewer}",
            "Kept within {cap} they err on {fewer.measured:.1f}\xa0% of new points, free only on "
            "{fewer.expected:.1f}\xa0%: the cap is too tight [not fewer, fits].")  # fmt: skip
    caption = (
        plain("Networks with two hidden layers of {units} ReLU units learn {examples} points of "
              "{dataset} in {steps} steps of Adam, η = {rate}. Each path is the two weights of a "
              "unit of the first layer, from dot to ring. Errors are medians of {networks} starts; "
              "drawn is the network whose error is the free median. Seed {seed}."),
        "After each step weights longer than c = {cap} are cut to it, and keep their direction "
        "[kept, cut, direction].", "{fewer}", "{fits}")  # fmt: skip
    alt = (plain("Left, paths of {units} pairs of weights in the plane, around a circle of radius "
                 "{cap}; beside them the same paths where none may leave it."), "{grows}", "{on}",
           plain("Right, two boundaries between classes of points: free {error.without:.1f}\xa0% "
                 "of new points are wrong, with the cap {error.with:.1f}\xa0%."))  # fmt: skip
    wrong = "{error:.1f}\xa0% wrong"
    panels = (Panel("paths without", either("Free: up to {grows.measured} [grows]", "Free"),
                    "weight of x₁", "weight of x₂"),
              Panel("paths with",
                    either("{on.measured} of {units} on the circle [on]", "Within c = {cap}"),
                    "weight of x₁"),
              Panel("boundary without", ("Free:", wrong), of="without"),
              Panel("boundary with", ("Within {cap}:", wrong), of="with"))  # fmt: skip
    try_next = (
        Try("Too tight a cap: kept so short, weights err on more new points [not fewer].", cap=0.2),
        Try("On another shape, too, weights with a cap err less [fewer].", dataset="circles"),
    )

    wider = Predict(
        "c goes from {before.cap} to {cap}. Of the {before.units} units of the first layer, "
        "{before.on.measured} ended on the circle. On the new one end …",
        Choice("as many", 1, "So it would be if weights were pulled outwards; they just grow."),
        Choice("none", (-0.01, 0.02), "Some weights grow past it still, and are cut."),
        Choice("some", (0.02, 0.7)), of=Ratio("on.measured"), cap=3.0,
        why="A cap leaves a weight alone until it passes c, unlike a penalty, which pulls each of "
            "them at every step [cut, kept].",
        variants=(Change(before={"cap": 1.0}, cap=3.0),))  # fmt: skip
    tighter = Predict(
        "c goes from {before.cap} to {cap}. Of the points that they learned from, networks with "
        "the cap then get wrong …",
        Choice("fewer", "fewer", "A cap does not help to fit: it holds weights back."),
        Choice("about as many", 1, "Most weights were on the circle already; it is smaller now."),
        Choice("more", "more"), of=Ratio("fits.measured"), cap=0.5,
        why="Shorter weights bend the boundary less, so that it passes by single points, right or "
            "wrong. Whether new points gain hangs on how many are wrong [cut, fits].")  # fmt: skip

    def compute(self) -> dict[str, object]:
        learned, new = parts_in_plane(self, self.dataset, EXAMPLES, self.noise, self.seed)
        watched = Watched(self.cap)
        own = learned, new, self.rate, self.seed
        trained = [_free(*own), _trained(*own, watched)]
        on_learned, errors = np.stack([each for _, _, each in trained], axis=1)
        drawn = int(np.abs(errors[0] - np.median(errors[0])).argmin())  # at every cap the same
        limits = limits_around(learned.inputs)
        grid = plane_grid(*limits, RESOLUTION)
        surfaces = np.stack([
            _surfaces(network.member(drawn), history["parameters"][:, drawn], grid)
            for network, history, _ in trained
        ])  # fmt: skip
        paths = np.stack([history["first"][:, drawn] for _, history, _ in trained])
        angle = np.linspace(0, 2 * np.pi, ROUND)
        across, up = np.abs(paths).max(axis=(0, 1, 3))
        starts = np.linalg.norm(paths[1, 0], axis=0)
        outmost = paths[1, :2, :, starts.argmax()]  # start, and end of its first step
        return {
            "paths": paths,  # (without and with, STEPS + 1, 2, HIDDEN)
            "before_cut": np.stack(watched.first)[:, drawn],
            "longest_free": trained[0][1]["norms"].max(axis=(1, 2)),
            "longest_kept": trained[1][1]["norms"].max(axis=(1, 2)),
            "errors": errors, "error": Members(np.median(errors, axis=1)),
            "errors_learned": on_learned,
            "surfaces": surfaces[:, -1], "surfaces_earlier": surfaces[:, :-1],
            "points": learned.inputs, "labels": learned.targets, "limits": limits,
            "reach": 1.12 * max(self.cap, across, up / TALL),
            "circle": self.cap * np.stack([np.cos(angle), np.sin(angle)]),
            "first_cut": outmost if starts.max() > self.cap else np.full((2, 2), np.nan),
            **told(learned, self.dataset, "noise"), "examples": len(learned),
            "networks": NETWORKS, "units": HIDDEN, "steps": STEPS}  # fmt: skip

    @claim("After no step is a norm, of any layer or network, over c.")
    def kept(self, result: Result) -> Measured:
        longest = np.maximum(result["longest_kept"][1:], self.cap)
        return Measured.same(longest, self.cap, within=ROUNDING * self.cap)

    @claim("Each step leaves min(‖w‖, c) of a norm.")
    def cut(self, result: Result) -> Measured:
        before, after = result["before_cut"], result["paths"][1, 1:]
        wanted = np.minimum(np.linalg.norm(before, axis=1), self.cap)
        within = ROUNDING * max(1, self.cap)
        return Measured.same(np.linalg.norm(after, axis=1), wanted, within=within)

    @claim("Cutting keeps the direction: the least cosine is {measured}.")
    def direction(self, result: Result) -> Measured:
        before, after = result["before_cut"], result["paths"][1, 1:]
        lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
        return Measured(((before * after).sum(axis=1) / lengths).min(), "=", 1, within=ROUNDING)

    @finding("Free, the first layer's longest weights grow to {measured}, past c = {expected}.")
    def grows(self, result: Result) -> Measured:
        return Measured(np.linalg.norm(result["paths"][0, -1], axis=0).max(), ">", self.cap)

    @finding("With the cap {measured} of {units} units of the first layer end on the circle.")
    def on(self, result: Result) -> Measured:
        norms = np.linalg.norm(result["paths"][1, -1], axis=0)
        return Measured((norms > self.cap * (1 - 1e-9)).sum(), ">", 0)

    @finding("The longest free weights ever are {measured}, no longer than c = {expected}.",
             at_defaults=False)  # fmt: skip
    def idle(self, result: Result) -> Measured:
        return Measured(result["longest_free"].max(), "<=", self.cap)

    @finding("Kept within {cap} they err on {measured:.1f}\xa0% of new points, free on "
             "{expected:.1f}\xa0%.")  # fmt: skip
    def fewer(self, result: Result) -> Measured:
        free, kept = result["errors"]
        return Measured.paired(kept, "<", free)

    @finding("Of the points they learned from, networks with the cap get {measured:.1f}\xa0% "
             "wrong, free ones {expected:.1f}\xa0%: they fit them less closely.")  # fmt: skip
    def fits(self, result: Result) -> Measured:
        free, kept = result["errors_learned"]
        return Measured.paired(kept, ">", free)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(
            self, result, figure, mosaic="aaabbbcccc;aaabbbdddd", column="ab;cc;dd",
            column_height=COLUMN,
        )  # fmt: skip
        for i, axes in enumerate(panels):
            draw = self._draw_paths if i < 2 else self._draw_boundary
            draw(axes, i % 2, result)
            drawing.colour_title(axes, self.members[i % 2], weight="bold")

    def _draw_paths(self, axes: drawing.Axes, i: int, result: Result) -> None:
        of, paths, (x, y) = self.members[i], result["paths"][i], result["circle"]
        axes.fill(x, y, color=drawing.role("muted").faded(0.85), linewidth=0, zorder=0.4)
        ink, size = drawing.colour("ink"), rcParams["lines.markersize"]
        axes.plot(x, y, color=ink, linestyle=("--", "-")[i], zorder=1)
        times = np.arange(STEPS + 1)[::THINNING]
        pale = drawing.role(of).faded(0.35)
        for line in axes.plot(paths[::THINNING, 0], paths[::THINNING, 1], color=pale, zorder=2):
            drawing.reveal(line, times=times)
        axes.plot(*paths[0], "o", color=ink, markersize=0.5 * size, zorder=3)
        ring: Any = {"markerfacecolor": drawing.colour("paper"), "markersize": size, "zorder": 4}
        rings = axes.plot(*paths[-1], "o", markeredgecolor=drawing.colour(of), **ring)
        last: list[Artist] = [*rings]
        if i == 0:
            x, y = paths[-1][:, np.linalg.norm(paths[-1], axis=0).argmax()]
            text = self.words(result).say("{grows.measured} long [grows]")
            last.append(drawing.label(axes, text, x, y, of, bold=True))
        elif np.isfinite(result["first_cut"]).all():
            (tail, head), (x, y) = result["first_cut"], result["first_cut"].T
            drawing.arrow(axes, tail, head, of)
            text = self.words(result).say("first step: cut to {cap} [cut, direction]")
            drawing.label(axes, text, x, y, of, prefer="start", side="below")
        drawing.appear([(1, each) for each in last])
        reach = result["reach"]  # one scale for both
        axes.set(xlim=(-reach, reach), ylim=(-TALL * reach, TALL * reach), aspect="equal")

    def _draw_boundary(self, axes: drawing.Axes, i: int, result: Result) -> None:
        surface, earlier = result["surfaces"][i], result["surfaces_earlier"][i]
        drawing.boundaries(
            axes, lambda _: surface, *result["limits"], resolution=RESOLUTION, earlier=earlier
        )
        drawing.class_points(axes, result["points"], result["labels"])
        axes.set(xticks=[], yticks=[])


@dataclass(frozen=True)
class Watched(MaxNorm):
    """Max-norm that keeps the first layer's weights as they are before each cut."""

    first: list[Array] = field(default_factory=list)

    def apply(self, W: Array) -> None:
        """Keep weights of two inputs, and limit them."""
        if W.shape[-2] == 2:
            self.first.append(W.copy())
        super().apply(W)


def _trained(
    learned: Dataset, new: Dataset, rate: float, seed: int, constraint: MaxNorm | None = None
) -> tuple[Network, History, Array]:
    """Return networks, what was recorded as they learned, and their errors on learned and new."""
    sizes = [2, HIDDEN, HIDDEN, len(learned.classes)]
    network = Network(sizes, hidden="relu", loss="multiclass", seed=1000 * seed, members=NETWORKS)
    records = (
        Record("first", lambda each: each.layers[0].W, every=1),
        Record("norms", _norms, every=1),
        Record("parameters", lambda each: each.parameters, every=STEPS // MOMENTS),
    )
    history = train(
        network, learned.inputs, learned.targets, Adam(rate), steps=STEPS, constraint=constraint,
        callbacks=records,
    )  # fmt: skip
    errors = [100 * network.error_rate(part.inputs, part.targets) for part in (learned, new)]
    return network, history, np.stack(errors)


@remembering
def _free(learned: Dataset, new: Dataset, rate: float, seed: int) -> tuple[Network, History, Array]:
    return _trained(learned, new, rate, seed)


@remembering
def _surfaces(network: Network, moments: Array, grid: Array) -> Array | Labels:
    """Return what the network decided over the plane at each moment, (moments, points)."""
    return decided(network.with_parameters(moments).outputs(grid))


def _norms(network: Network) -> Array:
    """Return the norm of every unit's incoming weights, (networks, units)."""
    return np.concatenate([np.linalg.norm(layer.W, axis=-2) for layer in network.layers], axis=-1)
