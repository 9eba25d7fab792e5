"""The panels on Nesterov's momentum: two paths, one step, and the race."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from nnviz import Result, drawing
from nnviz.core.surfaces import Quadratic
from nnviz.wording import number
from nnviz_concepts.optimization.nesterov_race import CLOSE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

XLIM, YLIM = (-11.0, 2.5), (-1.45, 1.45)
NAMES = {"momentum": "momentum", "nesterov": "Nesterov"}
RACERS = {"plain": "plain", "nesterov": "Nesterov", "momentum": "heavy ball"}


def draw_paths(axes: "Axes", bowl: Quadratic, result: Result, rate: float) -> None:
    """Draw both paths over the contours of the ravine."""
    limits = {"momentum": result["momentum_limit"], "nesterov": result["limit"]}
    settling = [result[name] for name, limit in limits.items() if rate < limit]
    drawing.contours(axes, bowl.value, *drawing.room_for(XLIM, YLIM, *settling))
    until = len(result["momentum"]) - 1
    for name, text in NAMES.items():
        drawing.path(axes, result[name], name, text=text, prefer="middle", until=until)
    drawing.minimum(axes, (0, 0))
    axes.set_xlabel(f"along the ravine, w₁ (λ = {number(bowl.eigenvalues[0])}; across, λ = 1)")
    axes.set_ylabel("across, w₂")


def draw_step(axes: "Axes", bowl: Quadratic, result: Result) -> None:
    """Draw how one state is carried on, and the gradient step that each method adds to that."""
    stands, carried = result["stands"], result["carried"]
    lands = {name: result[f"{name}_lands"] for name in NAMES}
    points = np.array([stands, carried, *lands.values()])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.25 * np.maximum(high - low, 0.05)
    xlim, ylim = np.array([low - 2 * margin, high + 2 * margin]).T
    drawing.contours(axes, bowl.value, tuple(xlim), tuple(ylim), levels=5, log=False)
    both = np.array([stands, carried])
    axes.plot(both[:, 0], both[:, 1], **drawing.line_style("bound"))
    drawing.start(axes, stands)
    drawing.end(axes, carried, "ink")
    drawing.label(axes, "on by βv", both[:, 0], both[:, 1], "bound", prefer="middle")
    drawing.label(axes, "momentum looks here", stands[0], stands[1], "momentum", side="right")
    drawing.label(axes, "Nesterov looks here", carried[0], carried[1], "nesterov", side="below")
    for name, point in lands.items():
        drawing.path(axes, np.array([carried, point]), name, steps=False, ends=False)
        drawing.value_mark(axes, point[0], point[1], f"{NAMES[name]} lands", name)
    axes.set_xlabel("along, w₁")
    axes.set_ylabel("across, w₂")


def draw_race(axes: "Axes", result: Result) -> None:
    """Draw the distance left of each method against the step."""
    drawing.log_axis(axes, "y")
    drawing.threshold(axes, CLOSE, of="faint")
    for role, text in RACERS.items():
        distance, steps = result[f"{role}_distance"], result[f"{role}_steps"]
        side: Literal["below", "right"] = "below" if role == "momentum" else "right"
        line = drawing.cost_curve(axes, distance, role, until=result["plain_steps"])
        words = f"{text}: {steps}"
        drawing.value_mark(axes, steps, distance[-1], words, role, side=side, on=line)
    axes.set_ylim(bottom=CLOSE / 300)
    axes.set_xlabel("step")
    axes.set_ylabel("share of first")
