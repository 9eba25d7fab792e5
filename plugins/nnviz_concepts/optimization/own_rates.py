"""What AdaGrad and RMSProp share: own rates for each parameter, on one bowl, in one view."""

from math import radians
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.core.best_settings import best_descent
from nnviz.core.descent import descend, steps_along
from nnviz.core.optimizers import Optimizer
from nnviz.core.surfaces import Quadratic
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEEPEST = 4.0
START = (-4.0, 4.0)
LONG = 1000
LARGE = 100.0
ROUNDING = LONG * float(np.finfo(float).eps)
RATES, STEPS = (0.005, 100.0), (0.005, 8.0)


def bowl_of(condition: float, angle: float) -> Quadratic:
    """Return the bowl, turned by `angle` in degrees."""
    return Quadratic(condition, STEEPEST, radians(angle))


def descents(bowl: Quadratic, optimizer: Optimizer, steps: int) -> dict[str, object]:
    """Return plain descent's path at its best rate, the optimizer's, and its rates on the way.

    The start is as far along the flat direction as along the steep one. `rates`, (steps, 2), are
    what each parameter's gradient was multiplied by; NaN where it was 0. `ratio` is that of the
    first parameter's to the second's, in the middle of the path's steps.
    """
    start = bowl.eigenvectors @ np.array(START)
    path = descend(bowl, optimizer, start, steps)
    with np.errstate(all="ignore"):
        rates = -np.diff(path, axis=0) / bowl.gradient(path[:-1])
    rates = np.where(np.isfinite(rates) & (rates > 0), rates, np.nan)
    ratios = (rates[:, 0] / rates[:, 1])[: steps // 2 + 1]
    return {
        "plain": descend(bowl, best_descent(bowl), start, steps),
        "path": path,
        "rates": rates,
        "ratio": float(np.median(ratios[np.isfinite(ratios)])),
        "plain_rate": best_descent(bowl).rate,
        "distance": float(np.linalg.norm(path[-1])),
    }


def constant_steps(optimizer: Optimizer, first: float = 1.0) -> Array:
    """Return the steps along gradients of 1 after a `first` one, shape (LONG,)."""
    gradients = np.ones((LONG, 1))
    gradients[0] = first
    return steps_along(optimizer, gradients)[:, 0]


def draw_paths(axes: "Axes", bowl: Quadratic, result: Result, role: str, text: str) -> None:
    """Draw both paths over the contours, with limits that hold them."""
    both = np.concatenate([result["plain"], result["path"], [(0.0, 0.0)]])
    low, high = both.min(axis=0), both.max(axis=0)
    middle, half = (low + high) / 2, 0.58 * (high - low).max()
    xlim, ylim = np.stack([middle - half, middle + half], axis=1)
    drawing.contours(axes, bowl.value, tuple(xlim), tuple(ylim), equal=True)
    until = len(result["path"]) - 1
    drawing.path(axes, result["plain"], "plain", text="plain descent", until=until)
    drawing.path(axes, result["path"], role, text=text, prefer="middle", until=until)
    drawing.minimum(axes, (0, 0))
    axes.set_xlabel("w₁")
    axes.set_ylabel("w₂")


def draw_rates(axes: "Axes", result: Result, role: str, angle: float) -> None:
    """Draw the rate of each parameter against the step."""
    rates = result["rates"]
    drawing.log_axis(axes, "y")
    steps = np.arange(1, len(rates) + 1)
    names = ("w₁", "w₂") if angle else ("w₁, flat", "w₂, steep")
    for i, name in enumerate(names):
        style = drawing.line_style(role, linestyle="-" if i == 0 else "--")
        (line,) = axes.plot(steps, rates[:, i], **style)
        words = drawing.label(axes, name, steps, rates[:, i], role, prefer="middle")
        drawing.reveal(line, until=len(rates), times=steps)
        drawing.accompany(line, [words])
    least, greatest = np.nanmin(rates), np.nanmax(rates)
    axes.set_ylim(min(RATES[0], least / 2), max(RATES[1], 2 * greatest))
    axes.set_xlabel("step")
    axes.set_ylabel("rate")


def draw_steps(axes: "Axes", named: dict[str, tuple[str, str, Array]]) -> None:
    """Draw steps on gradients of 1: by label, the role, the dash and the steps, (LONG,)."""
    drawing.log_axis(axes, "x")
    drawing.log_axis(axes, "y")
    shown = np.unique(np.geomspace(1, LONG, 150).astype(int))
    drawing.threshold(axes, 1.0, of="faint")
    for text, (role, dash, steps) in named.items():
        axes.plot(shown, steps[shown - 1], **drawing.line_style(role, linestyle=dash))
        drawing.label(axes, text, shown, steps[shown - 1], role, prefer="middle")
    lengths = np.concatenate([steps for _, _, steps in named.values()])
    axes.set_ylim(min(STEPS[0], lengths.min() / 2), max(STEPS[1], 2 * lengths.max()))
    axes.set_xlabel("step")
    axes.set_ylabel("length, in η")


def mark_step(axes: "Axes", step: int, length: float, role: str) -> None:
    """Mark a step's length on its curve, and write it in multiples of η."""
    drawing.value_mark(axes, step, length, f"{number(length)}\u00a0η", role)
