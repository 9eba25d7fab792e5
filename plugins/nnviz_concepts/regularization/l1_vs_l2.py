"""L1, L2 and the elastic net between them: which weights they leave, and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.arrays import Array
from nnviz.core.penalties import shrink
from nnviz_concepts.regularization.l1_vs_l2_figure import (
    draw_paths,
    draw_region,
    name_weights,
    regions_and_paths,
)
from nnviz_concepts.regularization.l1_vs_l2_regions import BOWL, LOWEST

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EXAMPLES = 16
ITERATIONS = 150
ROUNDING = 1e-12
KINDS = ("l1", "net", "l2")


class L1VsL2(Concept):
    r"""L1 takes as much from every weight and stops at zero; L2 takes a share and never arrives.

    Both penalties pull weights towards zero. L1 adds $\lambda\sum_j|w_j|$ to the cost, L2 adds
    $\frac{\lambda}{2}\sum_j w_j^2$, and the elastic net mixes them with a share $\rho$ of L1. If
    the inputs are orthonormal, each weight can be solved by itself: L1 gives
    $\operatorname{sign}(w)\max(|w|-\lambda, 0)$ and L2 gives $\frac{w}{1+\lambda}$.

    Look at the shapes: a penalty allows the weights a region around zero, and the solution lies
    where the smallest ellipse of the cost touches it. The diamond has corners on the axes, and
    there a weight is exactly zero. The disc has no corners. Beside them the same is seen for
    more weights: straight lines that end at zero, against curves that only come near.

    In practice L1 is chosen to find the few inputs that matter, L2 (weight decay) to keep all
    weights small, and the elastic net where inputs come in groups that resemble one another. A
    misconception: adding $\lambda\operatorname{sign}(w)$ to the gradient does not give zeros,
    because such steps jump back and forth over them. A proximal step does: after the gradient's
    step each weight moves by $\eta\lambda$ towards zero and stops there.

    Try next:

    - `nnviz show l1-vs-l2 --strength 1`: another weight vanishes under L1.
    - `nnviz show l1-vs-l2 --l1-ratio 0.9`: the elastic net gets its corners back.
    """

    title = "L1 against L2"
    topic = "regularization"
    order = 2
    see_also = ("l2", "dropout", "early-stopping")
    references = (
        "Tibshirani 1996, Regression shrinkage and selection via the lasso, section 2",
        "Zou & Hastie 2005, Regularization and variable selection via the elastic net",
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 7.1",
        "Parikh & Boyd 2014, Proximal algorithms, section 4.2",
    )

    strength: float = parameter(
        0.5, "Strength λ of each penalty.", ge=0, le=5, sweep=(0.1, 0.5, 1.0, 2.0)
    )
    l1_ratio: float = parameter(
        0.5, "Share ρ of L1 in the elastic net.", ge=0, le=1, sweep=(0.1, 0.5, 0.9)
    )
    weights: tuple[float, ...] = parameter(
        (3.0, 0.8, 0.4, -0.2, -1.5), "Weights without a penalty, up to eight.", ge=-10, le=10
    )

    def compute(self) -> dict[str, object]:
        """Solve an orthonormal design over many λ, and a bowl of two weights at the chosen one."""
        wanted = np.array(self.weights)
        X = _orthonormal(len(wanted))
        reach = max(1.1 * np.abs(wanted).max(), 1.2 * self.strength, 1.0)
        strengths = np.linspace(0, reach, 201)
        values: dict[str, object] = {"strengths": strengths, "wanted": wanted}
        for kind, share in zip(KINDS, (1.0, self.l1_ratio, 0.0), strict=True):
            values[f"{kind}_paths"] = _solved(X.T @ X, X.T @ (X @ wanted), strengths, share)
            values[kind] = _solved(X.T @ X, X.T @ (X @ wanted), self.strength, share)
            values[f"{kind}_zeros"] = int((values[kind] == 0).sum())  # type: ignore[attr-defined]
            values[f"{kind}_touch"] = _solved(BOWL, BOWL @ LOWEST, self.strength, share)
        return values | {"count": len(wanted)}

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield each method's weights, the exact zeros, and what holds where ellipses touch."""
        wanted, strength, ratio = result["wanted"], self.strength, self.l1_ratio
        yield Claim(
            "L1 moves each weight by λ = {strength} towards 0, and stops there: off by {measured}.",
            expected=0,
            measured=np.abs(result["l1"] - _soft(wanted, strength)).max(),
            tolerance=ROUNDING,
        )
        yield Claim(
            "L2 divides each weight by 1 + λ: off by {measured}.",
            expected=0,
            measured=np.abs(result["l2"] - wanted / (1 + strength)).max(),
            tolerance=ROUNDING,
        )
        yield Claim(
            "The elastic net moves by ρλ and divides by 1 + (1 − ρ)λ: off by {measured}.",
            expected=0,
            measured=np.abs(
                result["net"] - _soft(wanted, ratio * strength) / (1 + (1 - ratio) * strength)
            ).max(),
            tolerance=ROUNDING,
        )
        yield Claim(
            "L1 makes {measured} of {count} weights exactly 0: those of at most λ.",
            expected=(np.abs(wanted) <= strength).sum(),
            measured=result["l1_zeros"],
        )
        yield Claim(
            "L2 makes {measured} weights exactly 0 that were not.",
            expected=(wanted == 0).sum(),
            measured=result["l2_zeros"],
        )
        yield Claim(
            "Over the whole range of λ, the lines of L1 and their formula differ by {measured}.",
            expected=0,
            measured=np.abs(
                result["l1_paths"] - _soft(wanted, result["strengths"][:, np.newaxis])
            ).max(),
            tolerance=ROUNDING,
        )
        yield from self._touching(result)

    def _touching(self, result: Result) -> Iterator[Claim]:
        """Yield the conditions of a solution (Karush, Kuhn & Tucker) where the ellipses touch."""
        corner, round_one = result["l1_touch"], result["l2_touch"]
        if corner[0] == 0:
            yield Claim(
                "At the diamond's corner the cost pulls w₁ by {measured}, not over λ = {strength}.",
                expected=self.strength,
                measured=np.abs(BOWL @ (corner - LOWEST))[0],
                tolerance=ROUNDING,
                relation="<=",
            )
        yield Claim(
            "On the disc the cost's gradient is −λw: it points straight at the middle, off by "
            "{measured}.",
            expected=0,
            measured=np.abs(BOWL @ (round_one - LOWEST) + self.strength * round_one).max(),
            tolerance=ROUNDING,
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw for each method the region with the ellipse that touches it, and all weights."""
        touches = [result[f"{kind}_touch"] for kind in KINDS]
        regions, paths = regions_and_paths(figure, touches, [result[kind] for kind in KINDS])
        xlim = (-1.4, 2.4) if drawing.is_narrow(figure) else (-2.4, 3.8)
        shares = (1.0, self.l1_ratio, 0.0)
        for axes, touch, share in zip(regions, touches, shares, strict=True):
            draw_region(axes, touch, share, xlim)
        top = 1.15 * max(float(np.abs(result["wanted"]).max()), 0.1)
        for axes, kind in zip(paths, KINDS, strict=True):
            draw_paths(axes, result, kind, self.strength)
            axes.set_ylim(-top, top)
        name_weights(paths[-1], result)
        regions[0].set_ylabel("weight w₂")
        paths[0].set_ylabel("weights")

    def headline(self, result: Result) -> str:
        """Return how many zeros each of both gives."""
        if result["l2_zeros"] == 0:
            return "L1 sets {l1_zeros} of {count} weights to exactly zero, L2 none"
        return "L1 sets {l1_zeros} of {count} weights to exactly zero, L2 {l2_zeros}"

    def setting(self, result: Result) -> str:
        """Return what was solved."""
        return (
            "Shaded: what the penalty allows, touched by an ellipse of the cost; lines: "
            "the weights of least squares on orthonormal inputs; marked at λ = {strength}"
        )

    def caption(self, result: Result) -> str:
        """Return the design, what each does to its weights, and what follows."""
        return (
            "Least squares with orthonormal inputs, whose weights without a penalty are {weights}. "
            "At λ = {strength} L1 has moved each by λ towards zero and {l1_zeros} of {count} are "
            "exactly zero; L2 has divided each by 1 + λ, with {l2_zeros} at zero. The shapes show "
            "it for two weights: the diamond is touched at a corner, where a weight is zero, the "
            "disc is not. So L1 selects and L2 only shrinks."
        )

    def alt(self, result: Result) -> str:
        """Return both rows in words."""
        return (
            "A diamond, a rounded diamond and a disc around the origin, each touched by an ellipse "
            "from the upper right. With each, {count} weights against the strength "
            "of the penalty. Under L1 they run straight to zero and stay there, {l1_zeros} of "
            "them before λ = {strength}; under L2 they bend towards zero without reaching it; "
            "the elastic net lies between."
        )


def _orthonormal(features: int) -> Array:
    """Return (examples, features) with XᵀX = I: cosines of rising frequency."""
    examples = max(EXAMPLES, features + 1)
    middle = np.arange(examples)[:, np.newaxis] + 0.5
    waves: Array = np.cos(np.pi * middle * np.arange(1, features + 1) / examples)
    waves *= np.sqrt(2 / examples)
    return waves


def _solved(hessian: Array, pull: Array, strength: float | Array, share: float) -> Array:
    """Return the w (…, features) that minimizes ½wᵀHw − pullᵀw + λ(ρ|w| + (1 − ρ)/2 w²).

    Each proximal step follows the gradient of what is smooth, and then moves every weight
    towards 0 by rate times ρλ.
    """
    strengths = np.asarray(strength, float)[..., np.newaxis]
    round_part = (1 - share) * strengths
    rate = 1 / (np.linalg.eigvalsh(hessian)[-1] + round_part)
    w = np.zeros(np.broadcast_shapes(strengths.shape, pull.shape))
    for _ in range(ITERATIONS):
        w -= rate * (w @ hessian - pull + round_part * w)
        shrink(w, rate * share * strengths)
    w += 0.0  # which turns −0 into 0
    return w


def _soft(w: Array, threshold: float | Array) -> Array:
    soft: Array = np.sign(w) * np.maximum(np.abs(w) - threshold, 0)
    return soft
