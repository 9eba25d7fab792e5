"""The panels on batch normalization: percentiles, costs by rate, and one unit in parts."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number
from nnviz_concepts.tuning.batch_norm_effects import RATES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CEILING = 30.0


def draw_percentiles(without: "Axes", with_it: "Axes", result: Result) -> None:
    """Draw a unit's percentiles without and with, on axes of the same height."""
    unit = result["unit"]
    drawn = [result[f"percentiles_{which}"][:, :, unit] for which in ("without", "with")]
    low, high = min(each.min() for each in drawn), max(each.max() for each in drawn)
    room = 0.12 * (high - low)
    for axes, which, curves in zip((without, with_it), ("without", "with"), drawn, strict=True):
        _draw_curves(axes, result["recorded"], curves, which)
        axes.set_ylim(low - room, high + room)


def _draw_curves(axes: "Axes", steps: Array, curves: Array, which: str) -> None:
    """Draw a unit's percentiles, (steps, 3), as lines with a band between the outer two."""
    role = drawing.role(which)
    filled = axes.fill_between(
        steps, curves[:, 0], curves[:, 2], color=role.fill, linewidth=0, zorder=0.6
    )
    drawing.uncover(axes, [filled], steps)
    drawing.threshold(axes, 0, of="faint")
    named = []
    for curve, name in zip(curves.T, ("15\u00a0%", "median", "85\u00a0%"), strict=True):
        (line,) = axes.plot(steps, curve, **drawing.line_style(which, linestyle="-"))
        named.append((name, line, which))
    for name_at_end, (_, line, _) in zip(drawing.label_ends(axes, named), named, strict=True):
        drawing.reveal(line, times=steps, after=[name_at_end])
    axes.set(xlabel="step", ylabel="input z")


def draw_costs(axes: "Axes", result: Result) -> None:
    """Draw cost against learning rate, and mark the largest rate that halves that of guessing."""
    drawing.log_axis(axes, "x")
    drawing.log_axis(axes, "y")
    for which in ("without", "with"):
        costs = np.minimum(result[f"costs_{which}"], 10 * CEILING)
        role = drawing.role(which)
        axes.fill_between(RATES, costs.min(axis=0), costs.max(axis=0), color=role.fill, zorder=0.6)
        drawing.cost_curve(
            axes,
            np.median(costs, axis=0),
            which,
            steps=RATES,
            marker=role.marker,
            ceiling=CEILING,
            leaving="",  # the largest rate that works is written beside its point
            text=which,
            prefer="start",
        )
        reach = result[f"reach_{which}"]
        if reach:
            cost = float(np.median(costs, axis=0)[reach == RATES][0])
            drawing.value_mark(axes, reach, cost, f"up to {number(reach, 2)}", which)
    drawing.threshold(axes, result["half"], "half of guessing", prefer="end", side="below")
    axes.set(xlabel="learning rate η", ylabel="cost")
    low = min(result["best_without"], result["best_with"])
    axes.set_ylim(low / 4, CEILING)


def draw_parts(axes: "Axes", result: Result) -> None:
    """Draw histograms of one unit: as it comes in, normalized, moved, and put back."""
    parts = [result[name] for name in ("raw", "normalized", "moved", "undone")]
    low, high = min(part.min() for part in parts), max(part.max() for part in parts)
    drawing.threshold(axes, 0, of="faint")
    drawing.histogram_strips(
        axes,
        parts,
        "with",
        limits=(float(low), float(high)),
        bins=40,
        names=["z", "(z − μ)/σ", "γ, β\nlearned", "γ = σ\nβ = μ"],
    )
    axes.set_ylabel("value")
