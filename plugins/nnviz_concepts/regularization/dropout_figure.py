"""The panels on dropout: a network without some units and with all, errors, and weights."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.wording import number
from nnviz_concepts.regularization.dropout_linear import COPIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRAWN = (4, 6, 3)


def draw_networks(training: "Axes", test: "Axes", result: Result) -> None:
    """Draw a small network as one mask leaves it while training, and as it is at test time."""
    kept = result["masks"][: sum(DRAWN[1:-1]), 0] > 0
    drawing.network_diagram(
        training, DRAWN, "with", kept=[np.ones(DRAWN[0]), kept, np.ones(DRAWN[-1])]
    )
    drawing.network_diagram(test, DRAWN, "with")


def draw_errors(axes: "Axes", result: Result, keep: float) -> None:
    """Draw training and test error against the keep probability, and mark those compared."""
    probabilities = result["probabilities"]
    for of, name in (("test", "test error"), ("train", "training error")):
        errors = 100 * result[f"{of}_errors"]
        role = drawing.role(of)
        axes.fill_between(
            probabilities, errors.min(axis=1), errors.max(axis=1), color=role.fill, zorder=0.7
        )
        mean = errors.mean(axis=1)
        axes.plot(probabilities, mean, **drawing.line_style(of, marker=role.marker))
        drawing.label(axes, name, probabilities, mean, of, prefer="middle", side="above")
    drawing.threshold(axes, keep, which="x", of="faint")
    for place, which in ((keep, "with"), (1.0, "without")):
        if which == "without" or keep < 1:
            value = result[f"test_{which}"]
            drawing.value_mark(axes, place, value, f"{number(value)}\u00a0%", "test", side="above")
    axes.set(xlim=(0.05, 1.08), xlabel="keep probability p (drop rate 1 − p)", ylabel="error (%)")
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))


def draw_weights(axes: "Axes", result: Result, keep: float) -> None:
    """Draw each copy's weight without dropout, and with it."""
    places = np.arange(1, COPIES + 1)
    drawing.threshold(axes, 0, of="faint")
    for which, text in (("without", "without dropout"), ("with", f"p = {number(keep)}")):
        weights, role = result[f"weights_{which}"], drawing.role(which)
        axes.plot(places, weights, **drawing.line_style(which, linestyle="", marker=role.marker))
        drawing.label(axes, text, places, weights, which, prefer="middle")
    axes.set(xlabel="copy of the input", ylabel="weight")
    axes.set_xlim(0.7, COPIES + 0.3)
    drawing.integer_axis(axes, "x")
