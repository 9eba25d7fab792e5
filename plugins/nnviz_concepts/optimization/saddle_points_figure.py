"""The panels on saddle points: paths and costs, how long leaving takes, and valleys."""

from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.core.surfaces import LocalMinima, Saddle
from nnviz.wording import number
from nnviz_concepts.optimization.saddle_points_leaving import steps_a_decade

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DRAWN = 400
LEVELS = (-0.22, -0.15, -0.08, 0.0, 0.1, 0.3, 0.6, 1.0, 1.5, 2.0)  # in units of c


def draw_saddle(axes: "Axes", surface: Saddle, result: Result) -> None:
    """Draw the paths from the ridge over the contours of the saddle."""
    reach = 2.4 * sqrt(surface.curvature)
    levels = surface.curvature * np.array(LEVELS)
    drawing.contours(axes, surface.value, (-reach, reach), (-0.45, 1.7), levels=list(levels))
    paths = {name: result[f"{name}_path"] for name in ("plain", "momentum")}
    _draw_paths(axes, paths, until=len(paths["plain"]))
    drawing.minimum(axes, (0, 1))
    axes.set(xlabel="weight w₁, curvature 1", ylabel="weight w₂")


def _draw_paths(axes: "Axes", paths: dict[str, Array], until: int) -> None:
    """Draw the paths by their methods, long ones thinned and without a mark at each step."""
    for name, path in paths.items():
        every = ceil(len(path) / MOST_DRAWN)
        drawing.path(
            axes,
            np.concatenate([path[:-1:every], path[-1:]]),
            name,
            steps=every == 1 and len(path) < 100,
            text="plain descent" if name == "plain" else "momentum",
            prefer="middle",
            until=until / every,
        )


def draw_costs(axes: "Axes", result: Result) -> None:
    """Draw the cost of each method against the step, and mark where it has left."""
    for name in ("plain", "momentum"):
        gap, left = result[f"{name}_gap"], result[f"{name}_steps"]
        every = ceil(len(gap) / MOST_DRAWN)
        steps = np.arange(len(gap))[::every]
        line = drawing.cost_curve(
            axes, gap[::every], name, steps=steps.astype(float), until=len(gap)
        )
        drawing.value_mark(axes, left, gap[left], f"{left} steps", name, on=line)
    axes.set_ylim(bottom=1e-3 * result["plain_gap"].max())
    axes.set(xlabel="step", ylabel="cost − lowest")


def draw_leaving(axes: "Axes", result: Result) -> None:
    """Draw how many steps leaving takes against the start's distance from the ridge."""
    drawing.log_axis(axes, "x")
    named = (("plain", "plain descent"), ("momentum", "momentum"))
    for name, text in named:
        steps = result[f"{name}_leaving"]
        style = drawing.line_style(name, marker=drawing.role(name).marker, markersize=4)
        axes.plot(result["offsets"], steps, **style)
        text += f": {number(steps_a_decade(steps))} a decade"
        drawing.label(axes, text, result["offsets"], steps, name, prefer="middle", side="above")
    axes.set_ylim(bottom=0)
    axes.set(xlabel="distance δ of the start from the ridge", ylabel="steps")


def draw_valleys(axes: "Axes", result: Result) -> None:
    """Draw two paths among several valleys, and from where momentum crosses to a deeper one."""
    surface = LocalMinima()
    drawing.contours(axes, surface.value, *surface.bounds)
    (left, right), (low, high) = surface.bounds
    crossing = result["crossing"]
    x, y = np.linspace(left, right, crossing.shape[1]), np.linspace(low, high, crossing.shape[0])
    if crossing.any():
        fill = drawing.role("momentum").fill
        axes.contourf(x, y, crossing, levels=[0.5, 1.5], colors=[fill], zorder=0.4)
    paths = {name: result[f"valley_{name}"][:150] for name in ("plain", "momentum")}
    _draw_paths(axes, paths, until=150)
    for point in surface.minima:
        drawing.minimum(axes, point)
    axes.set(xlabel="weight w₁", ylabel="weight w₂")
