"""L1, or the elastic net, against L2: where the ellipses of a cost touch what each allows."""

import numpy as np
from matplotlib import rcParams
from matplotlib.collections import LineCollection

from nnviz import Concept, Measured, Members, Result, Try, claim, drawing, finding, parameter
from nnviz.core.arrays import Array
from nnviz.core.penalties import L1, L2, ElasticNet, Penalty, shrink
from nnviz.questions import Change, Choice, Predict, Ratio, Value
from nnviz.texts import Panel, either, plain

BOWL = np.array([[1.0, -0.5], [-0.5, 1.0]])
LOWEST_2 = 2.0  # w₂ where the cost alone is lowest
COSTS, NEAR, FAR, STEEPEST = 300, 0.5, 2.5, 6.0
STRENGTHS = np.concatenate([np.linspace(0, 1.8, 37), np.geomspace(2, 200, 20)])
STEPS = 220  # of which each leaves at most 1 − 1/STEEPEST of the distance: 4·10⁻¹⁸ in all
ROUNDING, SIGMAS = 1e-9, 2.0
XLIM, YLIM, AROUND = (-1.75, 2.45), (-1.5, 3.0), (-2.6, 2.6)
ROLES = ("first", "second")
TOUCHED = 0.6  # share of the film after which the ellipses touch


class L1VsL2(Concept):
    r"""L1 takes as much from every weight and stops at zero; L2 takes a share and stops nowhere.

    Both penalties pull weights towards zero. L1 adds $\lambda\sum_j|w_j|$ to the cost and pulls
    each weight by $\lambda$, however small it is; L2 adds $\frac{\lambda}{2}\sum_j w_j^2$ and pulls
    by $\lambda w_j$, which vanishes with the weight. So a weight stays at zero under L1 wherever
    the cost pulls it by less than $\lambda$. The elastic net mixes both, with a share $\rho$ of L1.

    All weights whose penalty is no larger than the solution's make up a region around zero, which
    the smallest ellipse of the cost touches at the solution. L1's diamond has corners on the axes,
    where a weight is zero; the disc of L2 has none. If the inputs are orthonormal, each weight can
    be solved by itself: of a weight $w$ without a penalty L1 makes
    $\operatorname{sign}(w)\max(|w|-\lambda, 0)$ and L2 $\frac{w}{1+\lambda}$.

    In practice L1 is chosen to find the few inputs that matter, L2 (weight decay) to keep all
    weights small, and the elastic net where inputs come in groups that resemble one another. It is
    a misconception that adding $\lambda\operatorname{sign}(w)$ to the gradient gives zeros: such
    steps jump back and forth over them. A proximal step does: after the gradient's
    step each weight moves by $\eta\lambda$ towards zero and stops there.
    """

    title = "L1 against L2"
    topic = "regularization"
    order = 2
    see_also = ("l2", "dropout", "early-stopping")
    builds_on = ("l2",)
    keywords = ("lasso", "L1", "regularization", "sparsity", "sparse weights", "elastic net",
                "feature selection", "soft thresholding", "ridge")  # fmt: skip
    symbols = ("λ: strength of the penalty", "ρ: share of L1 in the penalty")
    references = (
        "Tibshirani 1996, Regression shrinkage and selection via the lasso, section 2",
        "Zou & Hastie 2005, Regularization and variable selection via the elastic net",
        "Hastie, Tibshirani & Friedman 2009, The elements of statistical learning, figure 3.11",
        "Parikh & Boyd 2014, Proximal algorithms, section 4.2")  # fmt: skip
    code = (Penalty.add_gradient, Penalty.after_step, shrink)
    members = ("l1", "l2")

    strength: float = parameter(
        0.5, "Strength λ of each penalty.", ge=0, le=1, sweep=(0.1, 0.3, 0.5, 1.0))  # fmt: skip
    l1_ratio: float = parameter(1.0, "Share ρ of L1 on the left: below 1 it is the elastic net.",
                                ge=0.05, le=1, sweep=(0.1, 0.5, 1.0))  # fmt: skip
    minimum: float = parameter(0.8, "Weight w₁ where the cost alone is lowest.", ge=0, le=1.6)
    seed: int = parameter(0, "Seed of the many costs.", ge=0)

    headline = either(
        "Without a penalty both stay where the cost is lowest [free]",
        "{left} leaves w₁ at exactly 0, L2 at {zero.measured.l2} [zero.l1, not zero.l2]",
        "Both leave w₁ at exactly 0 here; of {costs} costs {left} sets a weight to 0 in "
        "{more.measured}, L2 in {more.expected} [zero, more]",
        "{left} leaves w₁ at {zero.measured.l1} here; of {costs} costs it sets a weight to exactly "
        "0 in {more.measured}, L2 in {more.expected} [not zero.l1, more]",
        plain("{left} leaves w₁ at {weights.l1}, L2 at {weights.l2}"))  # fmt: skip
    setting = ("Shaded: all weights of no larger penalty than the solution's at λ = {strength}, "
               "which an ellipse of the cost touches; small panels: {costs} other "
               "costs")  # fmt: skip
    look = ("{left}'s region is touched at a corner: w₁ is exactly 0 there, for the cost pulls it "
            "by {held.measured}, less than ρλ = {held.expected} [zero.l1, held].",
            "{left}'s region is touched beside its corners, at w₁ = {zero.measured.l1} [not "
            "zero.l1, not free].",
            "The disc of L2 is touched where w₁ = {zero.measured.l2} [not zero.l2, not free].",
            "{left}'s dotted path, on which λ grows, runs into an axis and along it [arrives.l1].",
            "L2's dotted path runs along no axis [not arrives.l2].", "{more}")  # fmt: skip
    caption = (
        plain("A cost of two weights, lowest at the star, with a penalty of strength λ = "
              "{strength}; ρ = {l1_ratio} of the left one is L1. Small, {costs} random costs with "
              "the same penalties (minima at random {near} to {far} from 0, curvatures up to "
              "{steepest} to 1, turned at random; seed {seed}): a line from each minimum to the "
              "weights found, in another colour where one of these is 0."),
        "{left} leaves w₁ at exactly 0, L2 at {zero.measured.l2} [zero.l1, not zero.l2].",
        "{left} sets a weight to exactly 0 in {counted.measured.l1} of {costs} costs, L2 in "
        "{counted.measured.l2} [counted].",
        "L1 pulls each weight by λ, whatever its size, and L2 by λw [pulls, diamond].")  # fmt: skip
    alt = (
        plain("Left, a region with corners on the axes; middle, a disc; each is touched by an "
              "ellipse around a star at the upper right, at w₁ = {weights.l1} and {weights.l2}."),
        "Right, lines from many points to the weights of least cost: {counted.measured.l1} of "
        "{costs} end on an axis above, and {counted.measured.l2} below, under L2 [counted].",
    )  # fmt: skip
    panels = (
        Panel("l1", either("L1 allows |w₁| + |w₂| ≤ {diamond.measured} [diamond]",
                           "Elastic net, ρ = {l1_ratio} of L1"),
              "weight w₁", "weight w₂", of="l1"),
        Panel("l2", "L2 allows w₁² + w₂² ≤ {disc.measured} [disc]", "weight w₁", of="l2"),
        Panel("costs of l1", "{counted.measured} of {costs} on an axis", of="l1"),
        Panel("costs of l2", "{counted.measured} of {costs} on an axis", of="l2"))  # fmt: skip
    try_next = (Try("With so weak a penalty w₁ is not 0 here, but a weight is in other costs [not "
                    "zero.l1, more].", strength=0.1),
                Try("Where the cost is lowest farther from the axis, w₁ is not 0 [not zero.l1].",
                    minimum=1.5),
                Try("The elastic net's corners are blunter, and w₁ is not 0 [not zero.l1].",
                    l1_ratio=0.5),
                Try("Here L2, too, leaves w₁ at 0: it passes through [zero, not arrives.l2].",
                    minimum=0.5, strength=0.75))  # fmt: skip

    stronger = Predict(
        "λ goes from {before.strength} to {strength}. Under L2 w₁, {before.weights.l2} before, "
        "ends …",
        Choice("as large as before", 1, "A stronger penalty leaves a smaller weight."),
        Choice("smaller, not zero", (0.05, 0.7)),
        Choice("at exactly zero", (-0.01, 0.01), "So does L1, whose pull does not fade near 0."),
        of=Ratio("weights.l2"), strength=1.0,
        why="L2's pull, λw, fades with the weight, so that the cost always wins before 0. Its disc "
            "has no corner that could hold it [rests, disc].")  # fmt: skip
    weaker = Predict("λ goes from {before.strength} to {strength}. The costs in which L1 sets a "
                     "weight to exactly 0, {before.more.measured} of {before.costs}, become …",
                     Choice("about as many", 1,
                            "The corners stay; but a weak penalty holds fewer weights there."),
                     Choice("about half as many", (0.3, 0.75)),
                     Choice("none or nearly none", (-0.01, 0.1),
                            "However weak, it holds a weight that the cost hardly pulls."),
                     of=Ratio("more.measured"), strength=0.25,
                     why="L1 holds a weight at 0 where the cost pulls it by no more than λ. Half "
                         "the λ holds about half of them [counted].",
                     variants=(Change(before={"strength": 1.0}, strength=0.5),))  # fmt: skip
    elastic = Predict(
        "ρ goes from {before.l1_ratio} to {l1_ratio}: a part of the penalty is now L2's. In the "
        "left panel w₁, {before.weights.l1} before, ends …",
        Choice("at exactly zero", (-1e-9, 1e-9)),
        Choice("a little above zero", (0.001, 0.1), "The edges are round now, but the corner "
               "is still one."),
        Choice("where the right one does", (0.2, 0.3), "L2 has no corner; a sum of both has L1's."),
        of=Value("weights.l1"), l1_ratio=0.9,
        why="A sum of both pulls by ρλ even at 0, {held.expected} here, and the cost by no more "
            "than {held.measured} [rests, held].",
        variants=(Change(l1_ratio=0.75),))  # fmt: skip

    def compute(self) -> dict[str, object]:
        both, lowest = self._penalties(self.strength), np.array([self.minimum, LOWEST_2])
        touches = np.stack([_solved(each, BOWL, lowest) for each in both])
        touches[np.abs(touches) < ROUNDING] = 0  # L2's too, where it passes through
        paths = [_solved(each, BOWL, lowest, STRENGTHS) for each in self._penalties(1.0)]
        hessians, minima = _random_costs(self.seed)
        found = np.stack([_solved(each, hessians, minima) for each in both])
        slopes = np.zeros(found.shape)
        for penalty, slope in zip(both, slopes, strict=True):
            penalty.add_gradient(minima, np.ones(2), 1, slope, np.empty(minima.shape))
        angle = np.linspace(0, 2 * np.pi, 361)
        circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        radii = np.sqrt(2 * _height(touches, lowest))
        shapes = circle @ np.linalg.inv(np.linalg.cholesky(BOWL))
        shares = np.reshape([self.l1_ratio, 0.0], (2, 1, 1))  # ρ of each penalty
        return {
            "left": "L1" if self.l1_ratio == 1 else "The elastic net", "shares": shares,
            "lowest": lowest, "touches": touches, "weights": Members(touches[:, 0]),
            "paths": np.stack(paths),
            "ellipses": lowest + radii[:, np.newaxis, np.newaxis] * shapes,
            "regions": _edges(touches[:, np.newaxis], shares, circle), "hessians": hessians,
            "minima": minima, "slopes": slopes, "found": found,
            "on_axis": (found == 0).any(axis=-1), "costs": COSTS, "near": NEAR, "far": FAR,
            "steepest": STEEPEST}  # fmt: skip

    def _penalties(self, strength: float) -> tuple[Penalty, Penalty]:
        net = ElasticNet(strength, per_example=False, l1_ratio=self.l1_ratio)
        left = L1(strength, per_example=False) if self.l1_ratio == 1 else net
        return left, L2(strength, per_example=False)

    @claim("Where an ellipse touches, cost and penalty pull alike, or the weight is 0 and the cost "
           "pulls it by no more than ρλ.")  # fmt: skip
    def rests(self, result: Result) -> Measured:
        hessians = np.concatenate([[BOWL], result["hessians"]])
        minima = np.concatenate([[result["lowest"]], result["minima"]])
        w = np.concatenate([result["touches"][:, np.newaxis], result["found"]], axis=1)
        smooth = (1 - result["shares"]) * self.strength * w
        pull, threshold = np.matvec(hessians, w - minima) + smooth, result["shares"] * self.strength
        # No pull is left, by the conditions of Karush, Kuhn & Tucker.
        unrest = np.abs(pull + threshold * np.sign(w)) - threshold * (w == 0)
        return Measured.same(np.maximum(unrest, 0), 0, members=True)

    @claim("On {costs} minima the penalty's slope is ρλ sign w + (1 − ρ)λw.")
    def pulls(self, result: Result) -> Measured:
        w, shares = result["minima"], result["shares"]
        formula = self.strength * (shares * np.sign(w) + (1 - shares) * w)
        return Measured.same(result["slopes"], formula, members=True)

    @claim("Of {costs} costs {measured} end with a weight at exactly 0; {expected} pull a weight "
           "that is 0 by at most ρλ.")  # fmt: skip
    def counted(self, result: Result) -> Measured:
        hessians, shares = result["hessians"], result["shares"]
        pulls, threshold = np.matvec(hessians, result["minima"]), shares * self.strength
        curvatures = np.diagonal(hessians, axis1=1, axis2=2) + (1 - shares) * self.strength
        # Where each weight rests while the other is 0; this one must then hold the other at 0.
        alone = np.sign(pulls) * np.maximum(np.abs(pulls) - threshold, 0) / curvatures
        held = np.abs(pulls - hessians[:, 0, 1:] * alone[..., ::-1]) <= threshold
        return Measured(result["on_axis"].sum(axis=-1), "=", held.any(axis=-1).sum(axis=-1))

    @claim("The region of L2 is a disc: w₁² + w₂² is {measured} all along its edge.")
    def disc(self, result: Result) -> Measured:
        squares = (result["regions"][1] ** 2).sum(axis=-1)
        return Measured(squares.max(), "=", squares.min(), within=ROUNDING)

    @finding("The left region is a diamond: |w₁| + |w₂| is {measured} all along its edge.")
    def diamond(self, result: Result) -> Measured:
        sizes = np.abs(result["regions"][0]).sum(axis=-1)
        return Measured(sizes.max(), "=", sizes.min(), within=ROUNDING)

    @finding("Without a penalty both stay where the cost is lowest.", at_defaults=False)
    def free(self, result: Result) -> Measured:
        return Measured.same(np.linalg.norm(result["touches"] - result["lowest"], axis=-1), 0)

    @finding("w₁ ends at {measured}.")
    def zero(self, result: Result) -> Measured:
        return Measured(result["weights"], "=", 0)

    @finding("There the cost pulls w₁ by {measured}, less than ρλ = {expected}.")
    def held(self, result: Result) -> Measured:
        pull = BOWL @ (result["touches"][0] - result["lowest"])
        return Measured(abs(pull[0]), "<", self.l1_ratio * self.strength, margin=ROUNDING)

    @finding("{left} sets a weight to exactly 0 in {measured} of {costs} costs, L2 in {expected}.")
    def more(self, result: Result) -> Measured:
        left, right = result["on_axis"].sum(axis=-1)
        error = np.sqrt(left * (1 - left / COSTS) + right * (1 - right / COSTS))
        return Measured(left, ">", right, margin=SIGMAS * error)

    @finding("As λ grows from 0, one weight alone is exactly 0 at {measured} of the points drawn.")
    def arrives(self, result: Result) -> Measured:
        zeros = (result["paths"][:, 1:] == 0).sum(axis=-1)
        return Measured((zeros == 1).sum(axis=-1), ">", 0)

    def draw(self, result: Result, figure: drawing.Figure) -> None:
        panels = drawing.panels_of(
            self, result, figure, mosaic="aaaabbbbccc;aaaabbbbddd", column="ab;cd"
        )
        for i, axes in enumerate(panels):
            draw = self._draw_region if i < 2 else self._draw_costs
            draw(axes, i % 2, result)
            drawing.colour_title(axes, ROLES[i % 2], weight="bold")

    def _draw_region(self, axes: drawing.Axes, i: int, result: Result) -> None:
        words, of, touch = self.words(result), ROLES[i], result["touches"][i]
        lowest, region, way = result["lowest"], result["regions"][i], result["paths"][i]
        drawing.contours(
            axes, lambda w: _height(w, lowest), XLIM, YLIM, levels=8, equal=True, filled=True
        )
        _cross(axes)
        axes.fill(*region.T, color=drawing.role(of).faded(0.65), linewidth=0, zorder=0.7)
        axes.plot(*region.T, **drawing.line_style(of, linestyle="-"))
        (ellipse,) = axes.plot(*result["ellipses"][i].T, **drawing.line_style("truth"))
        drawing.minimum(axes, lowest)
        style = drawing.line_style(of, linestyle=":", zorder=3)
        (path,) = axes.plot(*way.T, **style, linewidth=1.3 * rcParams["lines.linewidth"])
        after = [path, drawing.arrow(axes, way[3], way[6], of)]
        if i == 0:
            x, y = way[3:7].T
            after.append(drawing.label(axes, words.say("λ grows"), x, y, of, side="right"))
        text = words.say(either("w₁ = 0 [zero]", "w₁ = {weights}"), self.members[i])
        after.append(drawing.end(axes, touch, of))
        after.append(drawing.label(axes, text, touch[0], touch[1], of, side="left", bold=True))
        axes.set(xticks=[-1, 0, 1, 2], yticks=[-1, 0, 1, 2])

        def grow(share: float) -> None:
            part = min(share / TOUCHED, 1)
            ellipse.set_data(*(lowest + part * (result["ellipses"][i] - lowest)).T)

        drawing.play(drawing.figure_of(axes), [ellipse], grow)
        drawing.appear([(TOUCHED, each) for each in after])

    def _draw_costs(self, axes: drawing.Axes, i: int, result: Result) -> None:
        minima, found, of = result["minima"], result["found"][i], ROLES[i]
        axes.set(xlim=AROUND, ylim=AROUND, aspect="equal", xticks=[], yticks=[])
        axes.spines[["left", "bottom"]].set_visible(False)
        _cross(axes)
        rays, on_axis = np.stack([minima, found], axis=1), result["on_axis"][i]
        pale = drawing.role(of).faded(0.5)
        lines = LineCollection(list(rays), colors=[pale], linewidths=0.7, zorder=1.2)
        axes.add_collection(lines)
        dots = []
        for chosen, colour, order in ((~on_axis, of, 2), (on_axis, "ink", 3)):
            which = np.flatnonzero(chosen)
            (line,) = axes.plot(*found[which].T, ".", color=drawing.colour(colour), zorder=order)
            dots.append((line, which))

        def update(share: float) -> None:
            fallen = round(share * COSTS)
            lines.set_segments(list(rays[:fallen]))
            for line, which in dots:
                line.set_data(*found[which[which < fallen]].T)

        drawing.play(drawing.figure_of(axes), [lines, *(line for line, _ in dots)], update)


def _cross(axes: drawing.Axes) -> None:
    """Draw both axes through 0."""
    for which in ("x", "y"):
        drawing.threshold(axes, 0, which=which, of="muted").set_linestyle("-")


def _solved(penalty: Penalty, hessians: Array, minima: Array, times: Array | float = 1.0) -> Array:
    """Return the w (…, n) of least ½(w − minimum)ᵀH(w − minimum) plus so many times the penalty.

    Each step follows the gradient of what is smooth; then the penalty takes its proximal step.
    """
    weights = np.asarray(times)[..., np.newaxis]
    rate = 1 / (np.linalg.eigvalsh(hessians).max() + weights * penalty.shares(1)[1])
    w, work = (np.zeros(np.broadcast_shapes(minima.shape, weights.shape)) for _ in range(2))
    for _ in range(STEPS):
        gradient = np.matvec(hessians, w - minima)
        penalty.add_gradient(w, weights, 1, gradient, work, smooth=True)
        w -= rate * gradient
        penalty.after_step(w, weights, 1, rate)
    return w


def _height(w: Array, lowest: Array) -> Array:
    """Return the cost of weights (…, 2)."""
    return np.asarray(0.5 * (np.matvec(BOWL, w - lowest) * (w - lowest)).sum(axis=-1))


def _edges(touches: Array, shares: Array, directions: Array) -> Array:
    """Return the closed lines (2, points, 2) on which each penalty is what it is at its touch.

    In the direction (c, s) the penalty at radius r is ρ(|c| + |s|) r + (1 − ρ)/2 r².
    """
    sizes, squares = (each.sum(axis=-1, keepdims=True) for each in (np.abs(touches), touches**2))
    allowed = shares * sizes + (1 - shares) / 2 * squares
    linear = shares * np.abs(directions).sum(axis=-1, keepdims=True)
    radius = 2 * allowed / (linear + np.sqrt(linear**2 + 2 * (1 - shares) * allowed))
    return np.asarray(radius * directions)


def _random_costs(seed: int) -> tuple[Array, Array]:
    """Return the Hessians (costs, 2, 2) and the minima (costs, 2) of random costs."""
    rng = np.random.default_rng(seed)
    angles = rng.uniform(0, 2 * np.pi, (2, COSTS))
    at, along = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    minima = rng.uniform(NEAR, FAR, (COSTS, 1)) * at
    more = rng.uniform(1, STEEPEST, (COSTS, 1, 1)) - 1
    return np.eye(2) + more * (along[:, :, np.newaxis] * along[:, np.newaxis]), minima
