"""The panels on early stopping: losses, two paths, and shares of the way."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.wording import number
from nnviz_concepts.regularization.early_stopping_quadratic import (
    CURVATURES,
    LOWEST,
    QUADRATIC_STEPS,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_losses(axes: "Axes", result: Result, epochs: int, patience: int) -> None:
    """Draw one network's losses with the lowest so far and the stop, and the others' in pale."""
    at = np.arange(epochs + 1.0)
    best, stop = result["best_epoch"], result["stop_epoch"]
    drawing.log_axis(axes, "y")
    others = result["dev"][:, 1:].T
    drawing.pale_cloud(axes, at, others, "dev", fade=0.6, until=epochs)
    _, dev = (
        drawing.cost_curve(axes, result[of][:, 0], of, text=name, prefer="end", until=epochs)
        for of, name in (("train", "training loss"), ("dev", "dev loss"))
    )
    drawing.threshold(axes, best, which="x", of="faint", on=dev)
    lowest = "lowest so far" if stop >= 0 else "lowest"
    drawing.value_mark(axes, best, result["best_loss"], f"{lowest}: epoch {best}", "dev", on=dev)
    if stop >= 0:
        words = f"stop: epoch {stop}, after {patience} without a new low"
        drawing.threshold(axes, stop, words, which="x", prefer="end", on=dev)
    axes.set(xlabel="epoch", ylabel="loss (cross-entropy)")


def draw_paths(axes: "Axes", result: Result) -> None:
    """Draw the path of descent beside the solutions of L2, from the origin to the lowest cost."""
    path, ridge = result["path"], result["ridge"]
    drawing.contours(
        axes,
        lambda w: 0.5 * (CURVATURES * (w - LOWEST) ** 2).sum(axis=-1),
        (-0.1, 1.45),
        (-0.1, 1.25),
        levels=7,
    )
    drawing.path(
        axes,
        path,
        "plain",
        steps=False,
        ends=False,
        text="descent",
        prefer="middle",
        until=QUADRATIC_STEPS,
    )
    (line,) = axes.plot(*ridge.T, **drawing.line_style("fourth", linestyle="--"))
    x, y = ridge.T
    words = drawing.label(axes, "L2", x, y, "fourth", prefer="middle", side="left")
    drawing.reveal(line)
    drawing.accompany(line, [words])
    drawing.start(axes, (0, 0))
    drawing.minimum(axes, LOWEST)
    axes.set_xlabel("steep direction, λ = 1")
    axes.set_ylabel("flat, λ = 0.1")


def draw_shares(axes: "Axes", result: Result) -> None:
    """Draw the shares of the steep direction against ηλt, where both are functions of it alone."""
    ways = result["ways"][1:] * CURVATURES[0]
    descent, ridge = result["path"][1:, 0] / LOWEST[0], result["ridge"][1:, 0] / LOWEST[0]
    drawing.log_axis(axes, "x")
    axes.plot(ways, descent, **drawing.line_style("plain"))
    axes.plot(ways, ridge, **drawing.line_style("fourth", linestyle="--"))
    widest = int(np.argmax(np.abs(descent - ridge)))
    axes.plot([ways[widest]] * 2, [ridge[widest], descent[widest]], **drawing.line_style("ink"))
    middle = (ridge[widest] + descent[widest]) / 2
    gap = number(float(descent[widest] - ridge[widest]))
    drawing.label(axes, f"at most {gap} apart", ways[widest], middle, "ink", side="left", bold=True)
    drawing.label(axes, "descent", ways, descent, "plain", prefer="start", side="above")
    drawing.label(axes, "L2, α = 1/(ηt)", ways, ridge, "fourth", prefer="middle", side="below")
    axes.set(xlabel="ηλt", ylabel="share of w*")
