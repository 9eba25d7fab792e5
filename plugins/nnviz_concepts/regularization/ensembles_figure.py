"""The panels on ensembles: variance, votes, each network's boundary, and their average's."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.core.decisions import decided
from nnviz.wording import number
from nnviz_concepts.regularization.ensembles_trials import SHARES, majority

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RESOLUTION = 91


def draw_variances(axes: "Axes", result: Result, correlation: float, models: int) -> None:
    """Draw the formula as lines and the draws as points, for no, some and full correlation."""
    counts = result["counts"]
    fine = np.linspace(1, counts[-1], 200)
    for rho, measured in zip(result["correlations"], result["variances"], strict=True):
        of = "with" if rho == correlation else "without"
        line = rho + (1 - rho) / fine
        axes.plot(fine, line, **drawing.line_style(of))
        axes.plot(counts, measured, **drawing.line_style(of, linestyle="", marker="."))
        drawing.label(axes, f"ρ = {number(rho)}", fine, line, of, prefer="middle", side="above")
    value = result["average_variance"]
    drawing.value_mark(axes, models, value, f"{value:.2f}", "with", side="below")
    drawing.integer_axis(axes, "x")
    axes.set(xlabel="number of models M", ylabel="share of σ²", ylim=(0, 1.2))


def draw_votes(axes: "Axes", result: Result) -> None:
    """Draw the binomial sums as lines and the trials as points, for good and for bad voters."""
    counts = result["odd_counts"]
    for of, name in (("good", "better"), ("large", "worse")):
        exact = [majority(SHARES[name], int(count)) for count in counts]
        role = drawing.role(of)
        axes.plot(counts, exact, **drawing.line_style(of))
        axes.plot(
            counts, result[f"{name}_votes"], **drawing.line_style(of, linestyle="", marker=".")
        )
        drawing.label(
            axes, f"each right with p = {SHARES[name]}", counts, exact, of, prefer="middle"
        )
        drawing.value_mark(axes, 11, exact[5], f"{exact[5]:.4f}", role)
    drawing.integer_axis(axes, "x")
    axes.set(xlabel="number of voters", ylabel="share right", ylim=(0, 1.08))


def draw_members(axes: "Axes", result: Result) -> None:
    """Draw the boundaries of every network by itself, as thin lines."""
    (x0, x1), (y0, y1) = result["limits"]
    x, y = np.linspace(x0, x1, RESOLUTION), np.linspace(y0, y1, RESOLUTION)
    for surface in result["surfaces"]:
        for margin in _margins(surface):
            axes.contour(
                x, y, margin, levels=[0.0], colors=[drawing.colour("muted")], linewidths=0.7
            )
    _draw_points(axes, result)


def _margins(surface: Array) -> Iterator[Array]:
    """Yield for each class but the last how much more probable it is than any other one."""
    classes = surface.shape[-1]
    for one in range(classes - 1):
        others = np.delete(surface, one, axis=-1).max(axis=-1)
        yield (surface[:, one] - others).reshape(RESOLUTION, RESOLUTION)


def draw_average(axes: "Axes", result: Result) -> None:
    """Draw the regions that the average of all networks decides for."""
    average = decided(result["surfaces"].mean(axis=0))
    xlim, ylim = result["limits"]
    drawing.boundaries(axes, lambda _: average, xlim, ylim, resolution=RESOLUTION)
    _draw_points(axes, result)


def _draw_points(axes: "Axes", result: Result) -> None:
    drawing.class_points(axes, result["points"], result["labels"])
    axes.set(xlim=result["limits"][0], ylim=result["limits"][1], xlabel="x₁", ylabel="x₂")
