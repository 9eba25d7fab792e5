"""The panels on mini-batches: paths, costs by step and by example, noise, and times."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number
from nnviz_concepts.optimization.minibatch_noise import EXAMPLES, promised_variance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = {"batch": "plain", "mini": "first", "single": "second"}


def draw_paths(
    axes: "Axes",
    result: Result,
    names: dict[str, str],
    cost: Callable[[Array], Array],
    condition: float,
) -> None:
    """Draw the path of each batch size over the contours of the cost."""
    until = len(result["single_path"]) - 1
    drawing.contours(axes, cost, (-4.7, 1.4), (-1.3, 2.4))
    for kind in ("single", "mini", "batch"):
        drawing.path(
            axes,
            result[f"{kind}_path"],
            KINDS[kind],
            steps=False,
            text=names[kind],
            prefer="middle" if kind == "single" else "start",
            until=until,
            linewidth=1,
        )
    drawing.minimum(axes, (0, 0))
    axes.set(xlabel=f"w₁, λ = {number(1 / condition)}", ylabel="w₂, λ = 1")


def draw_steps(axes: "Axes", result: Result, names: dict[str, str]) -> None:
    """Draw the cost of each batch size against the step, with the floors where they settle."""
    until = len(result["single_path"]) - 1
    lowest = min(result["mini_floor"], result["mini_cost"].min()) / 30
    for kind in ("single", "mini", "batch"):
        costs = result[f"{kind}_cost"]
        costs = costs[: int(np.argmax(costs < lowest)) or len(costs)]
        drawing.cost_curve(axes, costs, KINDS[kind], text=names[kind], linewidth=1, until=until)
        if kind != "batch":
            drawing.threshold(
                axes, result[f"{kind}_floor"], "floor", of=KINDS[kind], prefer="start"
            )
    axes.set(xlabel="step", ylabel="cost − lowest")


def draw_examples(axes: "Axes", result: Result, names: dict[str, str], batch_size: int) -> None:
    """Draw the cost of each batch size, at its best rate, against the examples seen."""
    for kind, size in (("single", 1), ("mini", batch_size), ("batch", EXAMPLES)):
        costs = result[f"{kind}_tuned"]
        every = max(1, len(costs) // 400)
        seen = size * np.arange(len(costs), dtype=float)[::every]
        marker = "o" if kind == "batch" else ""
        drawing.cost_curve(
            axes,
            costs[::every],
            KINDS[kind],
            steps=seen,
            text=names[kind],
            until=result["epochs"] * EXAMPLES,
            marker=marker,
        )
    drawing.threshold(axes, EXAMPLES, "one epoch", which="x", prefer="start")
    axes.set(xlabel="examples seen", ylabel="cost − lowest")


def draw_noise(axes: "Axes", result: Result, batch_size: int) -> None:
    """Draw the variance of a batch's gradient against the batch size, measured and promised."""
    every = np.unique(np.geomspace(1, EXAMPLES - 1, 200).astype(int))
    for which in ("x", "y"):
        drawing.log_axis(axes, which)
    axes.plot(every, promised_variance(every), **drawing.line_style("bound"))
    drawing.label(
        axes, "(σ²/B)(N − B)/(N − 1)", every, promised_variance(every), "bound", prefer="start"
    )
    axes.plot(result["batches"], result["variances"], "o", color=drawing.colour("truth"))
    for kind, size in (("single", 1), ("mini", batch_size)):
        value = result["variances"][np.searchsorted(result["batches"], size)]
        drawing.value_mark(axes, size, value, number(value), KINDS[kind], side="below")
    axes.set(xlabel="batch size B", ylabel="variance")


def draw_times(axes: "Axes", result: Result) -> None:
    """Draw how long an epoch takes against the batch size."""
    for which in ("x", "y"):
        drawing.log_axis(axes, which)
    axes.plot(result["timed"], result["times"], **drawing.line_style("truth", marker="o"))
    axes.set(xlabel="batch size, of 1797 digits", ylabel="milliseconds")
