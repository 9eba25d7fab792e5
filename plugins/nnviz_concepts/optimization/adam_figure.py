"""The panels on Adam: two paths, its steps on a constant gradient, and costs by rate."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.core.surfaces import Ravine
from nnviz.wording import number
from nnviz_concepts.optimization.adam_steps import LONG, SCALES, TOO_LONG
from nnviz_concepts.optimization.adam_training import DECAYS, RATES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CEILING, HIGHEST_LABEL = 30.0, 40.0
DEEPEST = 1e-3  # of guessing: what is told apart without a doubt costs 0, which has no logarithm


def draw_paths(axes: "Axes", bowl: Ravine, result: Result) -> None:
    """Draw the paths with and without the correction over the contours of the bowl."""
    both = np.concatenate([result["path_with"], result["path_without"]])
    low, high = both.min(axis=0), both.max(axis=0)
    margin = 0.12 * (high - low).max()
    middle, half = (low + high) / 2, max((high - low)[0] / 2, 1.2 * (high - low)[1] / 2)
    drawing.contours(
        axes,
        bowl.value,
        (middle[0] - half - margin, middle[0] + half + margin),
        (middle[1] - 0.8 * half - margin, middle[1] + 0.8 * half + margin),
        equal=True,
    )
    until = len(result["path_with"]) - 1
    drawing.path(axes, result["path_without"], "without", text="uncorrected", until=until)
    drawing.path(axes, result["path_with"], "adam", text="corrected", prefer="middle", until=until)
    drawing.minimum(axes, (0, 0))
    axes.set_xlabel("along, w₁ (λ = 0.2; across, λ = 4)")
    axes.set_ylabel("across, w₂")


def draw_steps(axes: "Axes", result: Result) -> None:
    """Draw the steps against their number, corrected ones for every scale of the gradient."""
    drawing.log_axis(axes, "x")
    shown = np.unique(np.geomspace(1, LONG, 200).astype(int)) - 1
    steps, without = shown + 1, result["steps_without"][shown, 1]
    axes.plot(steps, without, **drawing.line_style("without"))
    axes.plot(steps, result["steps_with"][shown], **drawing.line_style("adam"))
    marked = {1: result["first"]}
    if result["longest"] > TOO_LONG:
        marked[result["longest_at"]] = result["longest"]
    for at, length in marked.items():
        text = f"{number(length)}\u00a0η"
        drawing.value_mark(axes, at, length, text, "without", side="above")
    drawing.label(axes, "uncorrected", steps, without, "without", prefer="middle")
    _label_scales(axes, steps, result["steps_with"][shown])
    axes.set_xlabel("step")
    axes.set_ylabel("length, in η")
    axes.set_ylim(0, 1.35 * max(1.0, result["longest"]))


def _label_scales(axes: "Axes", steps: Array, corrected: Array) -> None:
    """Label the corrected steps: once where the gradient's scale makes no difference."""
    if np.ptp(corrected) < 0.05:
        text = "corrected,\ng\u00a0=\u00a00.001 to 1,000"
        drawing.label(axes, text, steps, corrected[:, 1], "adam", prefer="middle")
        return
    for scale, length in zip(SCALES, corrected.T, strict=True):
        drawing.label(axes, f"g\u00a0=\u00a0{number(scale)}", steps, length, "adam")


def draw_costs(axes: "Axes", result: Result) -> None:
    """Draw the cost against the rate for each β₂, as the middle of the seeds and their spread."""
    drawing.log_axis(axes, "x")
    drawing.log_axis(axes, "y")
    guessing = result["guessing"]
    drawing.threshold(axes, guessing, "guessing", of="faint")
    for runs, decay in zip(result["costs_without"], DECAYS, strict=True):
        drawing.band(axes, RATES, runs, "without")
        middle = np.median(runs, axis=0)
        climb = (middle > 1.08 * guessing) & (middle < HIGHEST_LABEL)
        if not climb.any():
            continue
        text = f"β₂ = {decay:g}"
        drawing.label(axes, text, RATES[climb], middle[climb], "without", side="left")
    for runs in result["costs_with"]:
        drawing.band(axes, RATES, runs, "adam")
    middle = np.median(result["costs_with"][-1], axis=0)
    drawing.label(axes, "corrected, both", RATES, middle, "adam", prefer="start")
    lowest = min(result[f"costs_{name}"].min() for name in ("with", "without"))
    axes.set_ylim(max(0.8 * lowest, DEEPEST * guessing), CEILING)
    axes.set_xlabel("learning rate η")
    axes.set_ylabel("held-out cost")
