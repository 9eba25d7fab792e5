"""Checking a network's gradient against differences, right and with three faults."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, drawing, parameter
from nnviz.core.data import Dataset, moons
from nnviz.core.gradient_checking import check_gradient
from nnviz.core.gradient_report import RIGHT, SUSPECT, WRONG
from nnviz.core.gradient_report import GradientCheck as Report
from nnviz.core.network import Network
from nnviz.core.penalties import L2
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZES = (2, 8, 6, 1)
KEEP = 0.8
CASES = {
    "right": ("right", "good"),
    "doubled": ("dW doubled", "large"),
    "forgotten": ("penalty forgotten", "fourth"),
    "dropout": ("dropout left on", "fifth"),
}


class GradientCheck(Concept):
    r"""A right gradient agrees with differences to seven digits, a wrong one not even to three.

    Back-propagation is easy to get almost right: a network with a wrong gradient often still
    learns, only worse. So compare it once with what needs no calculus. For each parameter take
    the two-sided difference $\hat g_i = \frac{J(w_i+\varepsilon)-J(w_i-\varepsilon)}{2\varepsilon}$
    and look at the relative difference
    $\frac{\lVert g-\hat g\rVert_2}{\lVert g\rVert_2+\lVert\hat g\rVert_2}$.

    Look at the left panel: each dot is a network from another seed. The right gradients are far
    below the band of {right_band}, rounding is all that is left; every fault is far above
    {wrong_band}. Nothing falls between, which is why the check decides so well. The right panel
    shows the network whose dW was doubled: the difference sits in one layer, and names the line
    of code to look at.

    Two faults are in the checking rather than in the calculus. If the cost has a penalty, the
    gradient needs its term too. And dropout must be off: with a new mask at every call, the two
    costs of a difference belong to two different networks, and the check means nothing. A
    misconception: the check is no part of training. It costs two forward passes a parameter; run
    it on a small network, then switch it off.

    Try next:

    - `nnviz show gradient-check --layer 1`: the fault moves, and is found.
    - `nnviz show gradient-check --penalty 0.1`: a weak penalty is still missed.
    """

    title = "Gradient checking"
    topic = "gradient-checking"
    order = 2
    see_also = ("difference-error", "from-scratch", "l2", "dropout")
    references = (
        "Goodfellow, Bengio & Courville 2016, Deep Learning, section 11.5",
        "Ng 2017, Improving deep neural networks, week 1: gradient checking",
    )

    layer: int = parameter(
        2, "Layer whose weights' gradient is doubled.", ge=1, le=3, sweep=(1, 2, 3)
    )
    penalty: float = parameter(1.0, "Strength λ of the L2 penalty, as λ/2m.", ge=0.1, le=10)
    examples: int = parameter(60, "Examples m that the cost is taken over.", ge=10, le=500)
    networks: int = parameter(12, "Networks, each from a seed of its own.", ge=2, le=50)
    seed: int = parameter(0, "Seed of the data, and of the first network.", ge=0)

    def compute(self) -> dict[str, object]:
        """Check the gradient of every network: right, with each fault, and once more."""
        data = moons(self.examples, 0.1, self.seed)
        reports = [self._reports(data, self.seed + i) for i in range(self.networks)]
        differences = {
            case: np.array([report[case].relative_difference for report in reports])
            for case in CASES
        }
        first = reports[0]
        part = f"layer {self.layer}, W"
        return {
            **differences,
            "dropout_again": first["dropout_again"].relative_difference,
            "found": float(np.mean([report["doubled"].culprit == part for report in reports])),
            "parts": np.array(list(first["doubled"].by_part)),
            "by_part": np.array(list(first["doubled"].by_part.values())),
            "biases": max(
                value for name, value in first["forgotten"].by_part.items() if name.endswith("b")
            ),
            "parameters": len(first["right"].gradient),
            "culprit": part,
            "worst_name": first["doubled"].worst(1)[0].name,
            "worst_right": float(differences["right"].max()),
            "least_wrong": float(min(differences[case].min() for case in CASES if case != "right")),
            "right_band": RIGHT,
            "wrong_band": WRONG,
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield that the bands separate right from wrong, and that the fault is located."""
        yield Claim(
            "The right gradient agrees with differences to {measured}, under 10⁻⁷, in each of "
            "{networks} networks.",
            expected=RIGHT,
            measured=result["right"].max(),
            relation="<",
        )
        yield Claim(
            "A doubled dW differs by {measured} or more, over 10⁻³.",
            expected=WRONG,
            measured=result["doubled"].min(),
            relation=">",
        )
        yield Claim(
            "A gradient without the penalty's term differs by {measured} or more, over 10⁻³.",
            expected=WRONG,
            measured=result["forgotten"].min(),
            relation=">",
        )
        yield Claim(
            "With dropout left on the difference is {measured} or more, over 10⁻³.",
            expected=WRONG,
            measured=result["dropout"].min(),
            relation=">",
        )
        yield Claim(
            "With dropout left on, the same check of the same network gives another number each "
            "time: they are {measured} apart.",
            expected=0,
            measured=abs(result["dropout_again"] - result["dropout"][0]),
            relation=">",
        )
        yield Claim(
            "The part in which the gradients are furthest apart is {culprit}, in all networks.",
            expected=1,
            measured=result["found"],
        )
        yield Claim(
            "Without the penalty's term the biases are still right, to {measured}: only weights "
            "are penalized.",
            expected=RIGHT,
            measured=result["biases"],
            relation="<",
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw the relative difference of every network, and where the doubled one's lies."""
        bands, parts = drawing.panels(
            figure,
            "Relative difference, a dot a network",
            "The doubled gradient, part by part",
            widths=(1.5, 1),
        )
        _draw_bands(bands, result)
        _draw_parts(parts, result)

    def headline(self, result: Result) -> str:
        """Return how far right and wrong lie apart."""
        return "Right gradients err by {worst_right} at most, wrong ones by {least_wrong} at least"

    def setting(self, result: Result) -> str:
        """Return the networks, the data and the faults."""
        return (
            "{networks} networks of {parameters} parameters on {examples} points of two moons, "
            "L2 penalty λ = {penalty}; two-sided differences"
        )

    def caption(self, result: Result) -> str:
        """Return what was checked, what came out, and what follows."""
        return (
            "The gradients of {networks} networks (2-8-6-1, tanh, seeds from {seed}) on "
            "{examples} points of two moons, checked against two-sided differences. Right "
            "gradients differ by {worst_right} at most; a doubled dW in layer {layer}, a "
            "forgotten penalty and dropout left on differ by {least_wrong} or more. The parts of "
            "the difference name {culprit} as the culprit."
        )

    def alt(self, result: Result) -> str:
        """Return the two panels in words."""
        return (
            "Left: four rows of dots on a logarithmic axis of relative differences; the right "
            "gradients lie left of 10⁻⁷ at {worst_right} or less, the three faults right of 10⁻³ "
            "at {least_wrong} or more. Right: bars for the weights and biases of each layer; only "
            "that of {culprit} is long."
        )

    def _reports(self, data: Dataset, seed: int) -> dict[str, Report]:
        """Return the check of one network for every case, that with dropout twice."""
        network = Network(SIZES, hidden="tanh", loss="binary", seed=seed)
        dropping = Network(SIZES, hidden="tanh", loss="binary", seed=seed, keep=KEEP)
        X, y, penalty = data.inputs, data.targets, L2(self.penalty)
        right = check_gradient(network, X, y, penalty=penalty)
        doubled = right.gradient.copy()
        network.views(doubled)[self.layer - 1].W[...] *= 2
        with_dropout = [
            check_gradient(dropping, X, y, penalty=penalty, training=True, dropout="fresh")
            for _ in range(2)
        ]
        return {
            "right": right,
            "doubled": replace(right, gradient=doubled),
            "forgotten": replace(right, gradient=network.gradient(X, y).copy()),
            "dropout": with_dropout[0],
            "dropout_again": with_dropout[1],
        }


def _draw_bands(axes: "Axes", result: Result) -> None:
    drawing.log_axis(axes, "x")
    for row, (case, (_, role)) in enumerate(CASES.items()):
        values = result[case]
        spread = row + np.linspace(-0.16, 0.16, len(values))
        axes.plot(values, spread, drawing.role(role).marker, color=drawing.colour(role))
    drawing.threshold(axes, RIGHT, "below 10⁻⁷\nright", which="x", prefer="start", side="left")
    drawing.threshold(axes, SUSPECT, which="x")
    drawing.threshold(axes, WRONG, "above 10⁻³\nwrong", which="x", prefer="end", side="right")
    axes.set_yticks(range(len(CASES)), [name for name, _ in CASES.values()])
    axes.set_ylim(len(CASES) - 0.4, -0.6)
    axes.set_xlim(1e-12, 10)
    axes.set_xlabel("‖g − ĝ‖ / (‖g‖ + ‖ĝ‖)")


def _draw_parts(axes: "Axes", result: Result) -> None:
    roles = ["large" if name == result["culprit"] else "pale" for name in result["parts"]]
    shares = result["by_part"]
    texts = [number(float(value), 2) for value in shares]
    drawing.bars_with_values(axes, list(result["parts"]), shares, roles, texts=texts)
