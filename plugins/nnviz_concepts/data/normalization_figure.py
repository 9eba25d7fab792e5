"""The panels on normalized inputs: both bowls with the way down, and the cost on the way."""

from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number
from nnviz_concepts.data.normalization_descent import BOWLS, CEILING, CLOSE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D


def draw_bowl(axes: "Axes", result: Result, name: str, *, narrow: bool) -> None:
    """Draw contours and path, w₁ stretched so that the bowl is a few times as long as wide."""
    hessian, minimum = result[f"{name}_hessian"], result[f"{name}_minimum"]
    stretch = result[f"{name}_stretch"]
    low, up, reach = _frame(result, name, narrow)

    def height(points: Array) -> Array:
        errors = points - minimum
        heights: Array = np.einsum("...i,ij,...j->...", errors, hessian, errors)
        return heights

    levels = np.linalg.eigvalsh(hessian)[0] * (reach * np.geomspace(0.15, 12, 12)) ** 2
    drawing.contours(axes, height, (low[0], up[0]), (low[1], up[1]), levels=levels)
    axes.set_aspect(1 / stretch)
    until, times = _clock(result, result[f"{name}_drawn_steps"])
    path = drawing.path(axes, result[f"{name}_path"], name, until=until, times=times)
    drawing.minimum(axes, minimum)
    _name_path(axes, result, name, path)
    stretched = f", stretched {number(stretch)} times" if stretch > 1 else ""
    axes.set_xlabel(f"weight $w_1${stretched}")
    axes.set_ylabel("weight $w_2$")


def _frame(result: Result, name: str, narrow: bool) -> tuple[Array, Array, float]:
    """Return the corners of what is drawn of the plane, and the half of its shorter side.

    All of a path that stays is in it, and of one that diverges the first steps.
    """
    scale, path = np.array([result[f"{name}_stretch"], 1.0]), result[f"{name}_path"]
    shape = np.array([1.35, 1.0] if narrow else [1.0, 1.5])
    seen = np.concatenate([path if result["stays"] else path[:4], [result[f"{name}_minimum"]]])
    low, up = seen.min(axis=0), seen.max(axis=0)
    reach = 0.95 * float(((up - low) * scale / shape).max())
    middle, half = (low + up) / 2, reach * shape / scale
    return middle - half, middle + half, reach


def _clock(result: Result, steps: Array) -> tuple[float, Array]:
    """Return how long an animation lasts and when these steps come in it.

    Each step that is drawn of the raw path takes as long as the next, however many it leaves out.
    """
    drawn = result["raw_drawn_steps"]
    return len(drawn) - 1, np.interp(steps, drawn, np.arange(len(drawn)))


def _name_path(axes: "Axes", result: Result, name: str, path: "Line2D") -> None:
    """Write beside the path how many steps it takes, and how many of them are drawn."""
    steps, drawn = result[f"{name}_steps"], result[f"{name}_drawn"]
    if not isfinite(steps):
        return
    count = result[f"{name}_count"]
    text = f"{count}\nsteps, {drawn} drawn" if drawn < steps else result[f"{name}_takes"]
    x, y = result[f"{name}_path"].T
    words = drawing.label(axes, text, x, y, name, prefer="middle", side="right", bold=True)
    drawing.accompany(path, [words], at=(x[-1], y[-1]))


def draw_costs(axes: "Axes", result: Result) -> None:
    """Draw the cost on the way down both bowls, with the steps that each takes."""
    drawing.log_axis(axes, "x")
    drawing.log_axis(axes, "y")
    if not all(isfinite(result[f"{name}_steps"]) for name in BOWLS):
        axes.set_ylim(CLOSE / 1.15, CEILING)
    drawing.threshold(axes, CLOSE, of="faint").set_zorder(0.5)
    for name in BOWLS:
        steps, costs = result[f"{name}_counted"], result[f"{name}_costs"]
        arrives = isfinite(result[f"{name}_steps"])
        until, times = _clock(result, steps)
        line = drawing.cost_curve(
            axes,
            costs,
            name,
            steps=steps,
            text=name,
            prefer="start",
            ceiling=None if arrives else CEILING,
            until=until,
            times=times,
        )
        if arrives:
            drawing.value_mark(axes, steps[-1], costs[-1], result[f"{name}_count"], name, on=line)
    axes.set_xlabel("step")
    axes.set_ylabel("cost, share of the first")
