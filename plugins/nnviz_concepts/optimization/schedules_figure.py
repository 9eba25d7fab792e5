"""The panels on schedules: their shapes, where they end, and two trainings."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TALL = 0.74


def draw_shapes(axes: "Axes", result: Result) -> None:
    """Draw each schedule's rates in a row of its own."""
    steps = result["steps_drawn"][:-1]
    for row, rates in enumerate(result["rates"]):
        role, base = _role(result, row), row + TALL / 2
        heights = base - TALL * rates[:-1]
        axes.fill_between(
            steps, base, heights, color=drawing.role(role).fill, linewidth=0, zorder=0.7
        )
        (line,) = axes.plot(steps, heights, color=drawing.colour(role))
        drawing.reveal(line, until=steps[-1], times=steps)
    _name_rows(axes, result)
    axes.set_xlabel("step")


def draw_finals(axes: "Axes", result: Result) -> None:
    """Draw each schedule's median cost at the end, with four fifths of its runs."""
    low, middle, high = np.quantile(result["runs"][-1], (0.1, 0.5, 0.9), axis=-1)
    named = []
    for row, final in enumerate(middle):
        role = _role(result, row)
        axes.plot([low[row], high[row]], [row, row], color=drawing.role(role).faded(0.4))
        drawing.end(axes, (final, row), role)
        text = f"{number(final)}, η = {number(result['peaks'][row])}"
        named.append((text, (high[row : row + 1], [row]), role))
    drawing.label_ends(axes, named)
    _name_rows(axes, result)
    axes.set_xlabel("cost of all examples J")


def draw_costs(axes: "Axes", result: Result) -> None:
    """Draw the costs on the way under one schedule and under the constant rate."""
    at, runs = result["at"], result["runs"]
    medians = np.median(runs, axis=-1)
    drawing.log_axis(axes, "y")
    drawing.pale_cloud(axes, at, medians.T, fade=0.2, until=at[-1])
    for row in {result["shown"], result.get("constant", result["shown"])}:
        name = str(result["names"][row])
        drawing.band(axes, at, runs[:, row].T, _role(result, row), text=name, until=at[-1])
    axes.set(xlabel="step", ylabel="cost J")


def _name_rows(axes: "Axes", result: Result) -> None:
    names = [str(name) for name in result["names"]]
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.45, -0.55)


def _role(result: Result, row: int) -> str:
    """Return grey for the constant rate, and for the others the colour of a schedule."""
    return "without" if result["names"][row] == "constant" else "with"
