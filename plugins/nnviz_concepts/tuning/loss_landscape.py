"""A network's loss, cut along raw and along filter-normalized steps, in two scales of it."""

from typing import Any

import numpy as np
from matplotlib import rcParams

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.remembering import remembering
from nnviz.core.training import train
from nnviz.datasets import labelled, standardized, told
from nnviz.questions import Change, Choice, Moved, Predict, Ratio
from nnviz.texts import Panel, either, plain
from nnviz.wording import phrase

UNITS, BATCH, EXAMPLES, PLANE_NOISE = 16, 32, 300, 0.2
ACROSS, CUTS = 47, 12  # points of a block
DIRECTIONS = 61  # of which the two most typical are drawn
FRAMES = 4  # of the film, on the way to the factor; the first is the network as trained
MARKED = 0.5
ASIDE, UP = 0.35, 0.9  # how far right, and how many decades up, the back of a block is drawn
LEVELS = np.outer(10.0 ** np.arange(-6, 4), [1, 2, 5]).ravel()
NEARLY = 0.02  # what differs by less than this share is about as much
ROUNDING = 1e-9


class LossLandscape(Concept):
    r"""A slice of the loss shows the weights' scale as much as its shape, unless it is normalized.

    A loss of a thousand weights $\theta$ can only be seen in slices
    $f(\alpha,\beta)=L(\theta+\alpha d+\beta e)$, with random directions $d$ and $e$. How sharp the
    valley looks depends on how large a step is beside the weights. With ReLU one may multiply a
    layer by any factor and divide the next one by it: the function stays the same, and its raw
    slices do not. So a minimum that looks sharp need not be one that generalizes badly (Dinh et al.
    2017).

    Filter normalization gives each unit's part of $d$ the length of that unit's weights,
    $d_j\leftarrow\frac{d_j}{\lVert d_j\rVert}\lVert w_j\rVert$ (Li et al. 2018). Both scales of the
    function then have the same slice. Compare networks by filter-normalized slices only, and leave
    biases alone.
    """

    title = "Loss landscapes"
    topic = "tuning"
    order = 4
    see_also = ("optimizers", "saddle-points", "batch-norm", "transfer-learning")
    builds_on = ("saddle-points",)
    keywords = ("loss surface", "sharp minima", "flat minima", "filter normalization",
                "local minimum", "visualization", "generalization")  # fmt: skip
    symbols = ("α: how far along the first direction", "β: how far along the second", "L: loss")
    references = ("Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the loss landscape of "
                  "neural nets, sections 3 and 4",
                  "Dinh, Pascanu, Bengio & Bengio 2017, Sharp minima can generalize for deep nets, "
                  "section 3")  # fmt: skip
    members = ("raw", "raw_rescaled", "normalized", "normalized_rescaled")

    factor: float = parameter(10.0, "Factor of the first layer, by which the second is divided.",
                              ge=0.1, le=30, sweep=(0.1, 1.0, 1.2, 3.0, 10.0, 30.0))  # fmt: skip
    rate: float = parameter(0.5, "Learning rate of gradient descent.", ge=0.01, le=1)
    steps: int = parameter(240, "Training steps, of 32 examples.", ge=40, le=1000)
    dataset: str = parameter("digits", "Data set to learn.", choices=("digits",), family="datasets")
    seed: int = parameter(0, "Seed of the network, the batches and the directions.", ge=0)

    headline = either(
        "Nothing is rescaled, and the raw blocks are the same, too [same, planes_agree]",
        "A raw step takes the cost to {sharper.expected:.2g}, or to {sharper.measured:.2g} if "
        "rescaled; filter-normalized, to {twins.measured:.2g} both times [sharper, twins]",
        "A raw step takes the cost to {sharper.expected:.2g}, or only to {sharper.measured:.2g} if "
        "rescaled; filter-normalized, to {twins.measured:.2g} both times [not sharper, twins]",
        "Filter-normalized, a step takes the cost to {twins.measured:.2g} both times [twins]",
    )
    setting = ("{units} hidden ReLU units, {examples} examples of {dataset}; rescaled: first layer "
               "× {factor}, second ÷ {factor}, with the same outputs")  # fmt: skip
    raw = either("Nothing is rescaled, and both raw blocks are the same [same].",
                 "{sharper}",
                 "Rescaled, the same raw step costs less: {sharper.measured} "
                 "instead of {sharper.expected} [not sharper].",
                 plain("A raw step takes the cost to {costs.raw}, rescaled to "
                       "{costs.raw_rescaled}."))  # fmt: skip
    look = (
        "Rescaling leaves every output as it is [function].", raw, "{twins}",
        plain("At α = 1 a raw step is as long as all weights of the trained network together."),
        "At α = 1 a filter-normalized step has the length of the weights in each unit [lengths].",
        "The blocks below are the same all over [planes_agree].")  # fmt: skip
    caption = (plain("A network with {units} hidden ReLU units learns {examples} examples of "
                     "{dataset} by gradient descent at η = {rate} in {steps} steps (seed {seed}); "
                     "rescaled, its first layer is multiplied by {factor} and the second divided "
                     "by it. Blocks of the cost along two typical ones of {directions} random "
                     "directions, cut open along the first."),
               "The outputs stay the same [function].", raw,
               "In all of {everywhere.expected} random directions the step costs the rescaled "
               "network more [everywhere].", "{twins}",
               "At α = 1 a filter-normalized step has the length of the weights in each unit "
               "[lengths].")  # fmt: skip
    alt = (plain("Four blocks of the cost, two raw above and two filter-normalized below."),
           raw, "{twins}")  # fmt: skip
    panels = (Panel("raw", "Raw step: as trained", "", "cost", of="raw"),
              Panel("raw-rescaled", "Raw step: rescaled × {factor}", of="raw_rescaled"),
              Panel("normalized", "Filter-normalized step: as trained", "step α", "cost",
                    of="normalized"),
              Panel("normalized-rescaled", "Filter-normalized step: rescaled", "step α",
                    of="normalized_rescaled"))  # fmt: skip
    sign = either("= [same]", "≠ [sharper]", "≠ [not sharper]", plain("≈"))
    try_next = (Try("Nothing is rescaled, and both raw blocks are the same [same].", factor=1.0),
                Try("On two moons, too, the rescaled one looks sharper [sharper].",
                    dataset="moons"))  # fmt: skip

    backwards = Predict(
        "The factor goes from {before.factor} to {factor}: the first layer is now made smaller, "
        "the next larger. The raw slice of the rescaled network looks, beside the trained one's, …",
        Choice("sharper", "more"),
        Choice("as sharp", 1, "Its outputs are as they were, its weights are not."),
        Choice("flatter", "fewer", "One layer is less sensitive now, but the other is more."),
        of=Ratio("sharper.measured", over="sharper.expected"), factor=0.1,
        why="A step of the same length is large beside the weights that became small, whichever "
            "they are [sharper, stretches].",
        variants=(Change(before={"factor": 5.0}, factor=0.2),))  # fmt: skip
    which = Predict(
        "The factor goes from {before.factor} to {factor}. The cost after a step in the rescaled "
        "network changes …",
        Choice("in neither slice", (), "Its outputs stay; but a raw step moves them farther now."),
        Choice("in the filter-normalized slice", "twins.measured", "There a step grows with the "
               "unit's own weights."),
        Choice("in both slices", ("sharper.measured", "twins.measured"),
               "A filter-normalized step is scaled as the weights are."),
        Choice("in the raw slice", "sharper.measured"),
        of=Moved("sharper.measured", "twins.measured"), factor=30.0,
        why="The function is the same. A raw step does not know how long the weights are; a "
            "filter-normalized one is as long as they are in each unit [function, twins, lengths].",
        variants=(Change(before={"factor": 3.0}, factor=20.0),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        whole = labelled(self, self.dataset, EXAMPLES, PLANE_NOISE, self.seed, at_least=BATCH)
        (data,) = standardized(self.dataset, whole.take(np.arange(len(whole))[:EXAMPLES]))
        network = _trained(data, self.rate, self.steps, self.seed)
        both = network, rescaled_layers(network, self.factor)
        rng, mask = np.random.default_rng(self.seed), network.weight_mask
        drawn = rng.standard_normal((DIRECTIONS, len(mask))) * mask
        length = np.linalg.norm(network.parameters * mask)
        raw = drawn * length / np.linalg.norm(drawn, axis=1, keepdims=True)
        normalized = [filter_normalized(each, drawn) for each in both]
        cuts = list(zip(2 * both, [raw, raw, *normalized], strict=True))
        marked = MARKED * np.eye(DIRECTIONS)
        ends = np.array([_spanned(net, data, marked, ways) for net, ways in cuts])
        trained = np.log(ends[::2])  # which the factor leaves alone
        apart = np.abs(trained - np.median(trained, axis=1, keepdims=True)).max(axis=0)
        pair = np.argsort(apart)[:2]
        line, back = np.linspace(-1, 1, ACROSS), np.linspace(0, 1, 2 * CUTS - 1) ** 1.5
        line *= np.sqrt(np.abs(line))  # closer in the middle, where a valley may be narrow
        square = np.stack(np.meshgrid(line, back[::2]), axis=-1).reshape(-1, 2)
        factors = self.factor ** (np.arange(FRAMES + 1) / FRAMES)
        *steeper, stretched = stretched_ways(network, raw[pair], factors[1:])
        blocks = [(net, ways[pair]) for net, ways in cuts] + [(network, ways) for ways in steeper]
        heights = np.array([_spanned(net, data, square, ways) for net, ways in blocks])
        heights = _smooth(heights.reshape(-1, CUTS, ACROSS))
        planes = heights[: len(cuts)]
        return {
            **told(data, self.dataset), "units": UNITS, "examples": len(data),
            "directions": DIRECTIONS, "line": line, "across": line + ASIDE * back[:, np.newaxis],
            "planes": planes, "pages": planes * 10 ** (UP * back[:, np.newaxis]),
            "earlier": np.array([planes[0], *heights[len(cuts) :]]),
            "earlier_factors": factors[:-1], "labels": data.targets,
            "stretched": _spanned(network, data, line[:, np.newaxis], stretched[:1]),
            "costs": Members(ends[:, pair[0]]), "ends": ends,
            "outputs": np.array([each.outputs(data.inputs) for each in both]),
            "unit_lengths": np.array([_lengths(each, each.parameters) for each in both]),
            "step_lengths": np.array(
                [_lengths(net, ways[pair[0]]) for net, ways in cuts[2:]])}  # fmt: skip

    @claim("Rescaling by {factor} leaves the outputs as they are.")
    def function(self, result: Result) -> Measured:
        return Measured.same(*result["outputs"])

    @claim("Unmoved, every block has the cost of those outputs, {expected}; measured: {measured}.")
    def passes(self, result: Result) -> Measured:
        outputs, labels = result["outputs"][0], result["labels"]
        expected = -np.log(outputs[np.arange(len(labels)), labels]).mean()
        middle = result["planes"][:, 0, ACROSS // 2]
        return Measured(middle, "=", expected, within=ROUNDING * max(1.0, expected))

    @claim("Filter-normalized, the step of half the weights' length takes the cost to {expected}, "
           "and rescaled to {measured}.")  # fmt: skip
    def twins(self, result: Result) -> Measured:
        *_, trained, rescaled = result["costs"]
        return Measured(rescaled, "=", trained, within=ROUNDING * trained)

    @claim("The filter-normalized blocks are the same.")
    def planes_agree(self, result: Result) -> Measured:
        return _alike(*result["planes"][2:])

    @claim("The raw slice of the rescaled network is the trained one's along a step stretched the "
           "other way.")  # fmt: skip
    def stretches(self, result: Result) -> Measured:
        return _alike(result["stretched"], result["planes"][1, 0])

    @claim("A filter-normalized step is as long as the weights in each unit.")
    def lengths(self, result: Result) -> Measured:
        return Measured.same(result["step_lengths"] / result["unit_lengths"], 1)

    @finding("A raw step of half the weights' length takes the cost to {expected}, and to "
             "{measured} in the rescaled network.")  # fmt: skip
    def sharper(self, result: Result) -> Measured:
        trained, rescaled = result["costs"][:2]
        return Measured(rescaled, ">", trained, margin=NEARLY * max(trained, rescaled))

    @finding("In {measured} of {expected} random directions the step costs the rescaled network "
             "more.")  # fmt: skip
    def everywhere(self, result: Result) -> Measured:
        trained, rescaled = result["ends"][:2]
        return Measured(np.sum(rescaled > trained), "=", len(trained))

    @finding("The raw blocks are the same.", at_defaults=False)
    def same(self, result: Result) -> Measured:
        return _alike(*result["planes"][:2])

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        places = drawing.panels_of(self, result, figure, mosaic="ab;cd", column="ab;cd")
        title, now = places[1].get_title("left"), phrase(self.factor)
        factors = [phrase(float(each)) for each in result["earlier_factors"]]
        drawing.retitle(places[1], [title.replace(now, each) for each in factors])
        for i, axes in enumerate(places):
            self._draw_block(axes, result, i)
        words, size = self.words(result), 1.8 * rcParams["font.size"]
        look: Any = {"ha": "center", "va": "center", "weight": "bold", "size": size}
        signs = [
            left.text(1.07, 0.3, sign, transform=left.transAxes, clip_on=False, **look)
            for left, sign in zip(places[::2], (words.say(self.sign), words.say("=")), strict=True)
        ]
        drawing.between_panels(*signs)
        drawing.appear([(1, signs[0])])

    def _draw_block(self, axes: drawing.Axes, result: Result, i: int) -> None:
        x, pages, planes = result["across"], result["pages"], result["planes"]
        role, top, floor = ("first", "second")[i % 2], planes[:, 0].max(), planes.min() / 1.6
        earlier = result["earlier"] if i == 1 else ()
        seen: Any = {"lowest": planes.min(), "highest": planes.max(), "earlier": earlier}
        drawing.log_axis(axes, "y")
        drawing.cut_block(axes, x, pages[i], planes[i], LEVELS, floor, role, **seen)
        decades = [each for each in LEVELS[::3] if floor <= each <= 1.5 * top]
        axes.set(xlim=(-1, 1 + ASIDE), ylim=(floor, pages.max()), yticks=decades)
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
        axes.tick_params(labelleft=i % 2 == 0, labelbottom=i > 1)
        axes.spines["left"].set_bounds(floor, top)
        axes.spines["bottom"].set_bounds(-1, 1)
        drawing.colour_title(axes, role)
        cost, text = result["costs"][i], self.words(result).say("{costs:.2g}", self.members[i])
        thin: Any = {"linestyle": "--", "linewidth": 0.5 * rcParams["lines.linewidth"]}
        (down,) = axes.plot([MARKED] * 2, [floor, cost], color=drawing.colour(role), **thin)
        mark = drawing.start(axes, (MARKED, cost), role)
        number = drawing.label(axes, text, MARKED, cost, role, side="right", bold=True)
        if i == 1:  # its block is another one until the film ends
            drawing.appear([(1, each) for each in (down, mark, number)])


@remembering
def _trained(data: Dataset, rate: float, steps: int, seed: int) -> Network:
    sizes = [data.inputs.shape[1], UNITS, len(data.classes)]
    network = Network(sizes, hidden="relu", loss="multiclass", seed=seed)
    train(network, data.inputs, data.targets, GradientDescent(rate), steps=steps, batch_size=BATCH)
    return network


def filter_normalized(network: Network, directions: Array) -> Array:
    """Return directions of which each unit's part is as long as its weights (Li et al. 2018, §4).

    A unit's part are its incoming weights; biases stay as they are.
    """
    changed = directions.copy()
    for part, layer in zip(network.views(changed), network.layers, strict=True):
        lengths = np.linalg.norm(part.W, axis=-2, keepdims=True)
        part.W[...] *= np.linalg.norm(layer.W, axis=-2, keepdims=True) / lengths
    return changed


def rescaled_layers(network: Network, factor: float) -> Network:
    """Return the network with its first layer times a factor and the next one's weights over it."""
    other = network.copy()
    other.layers[0].block[...] *= factor
    other.layers[1].W[...] /= factor
    return other


def stretched_ways(network: Network, directions: Array, factors: Array) -> Array:
    """Return directions, for each factor, divided by it in the first layer, times it after that.

    Moved along these the network costs what it does, rescaled, along the directions themselves.
    """
    changed = np.repeat(directions[np.newaxis], len(factors), axis=0)
    for part, factor in zip(changed, factors, strict=True):
        first, second = network.views(part)
        first.W[...] /= factor
        second.W[...] *= factor
    return changed


def _smooth(heights: Array) -> Array:
    """Return heights (..., cuts, points) with one between each two cuts.

    Its logarithm follows from those of four (Dubuc 1986); beyond an end goes a parabola.
    """
    z = np.moveaxis(np.log(heights), -2, 0)
    z = np.stack([3 * (z[0] - z[1]) + z[2], *z, 3 * (z[-1] - z[-2]) + z[-3]])
    smooth = np.repeat(z[1:-1], 2, axis=0)[:-1]
    smooth[1::2] = (9 * (z[1:-2] + z[2:-1]) - z[:-3] - z[3:]) / 16
    return np.asarray(np.exp(np.moveaxis(smooth, 0, -2)))


def _lengths(network: Network, parameters: Array) -> Array:
    """Return how long the incoming weights of each unit are."""
    return np.concatenate([np.sqrt((v.W**2).sum(axis=-2)) for v in network.views(parameters)])


@remembering
def _spanned(network: Network, data: Dataset, places: Array, ways: Array) -> Array:
    """Return the cost at places (points, k) of what k directions (k, P) span."""
    stack = network.with_parameters(network.parameters + places @ ways)
    return np.asarray(stack.cost(data.inputs, data.targets))


def _alike(one: Array, other: Array) -> Measured:
    """Measure how far costs are apart, as a share of the largest."""
    return Measured.same((one - other) / one.max(), 0)
