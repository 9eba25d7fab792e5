"""The panels on exponentially weighted averages: the series, the weights, and the start."""

from math import e
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

ROLES = ("first", "second", "third", "fourth", "fifth", "sixth")
DOTS = 2000
FEW = 20


def draw_series(figure: "Figure", axes: "Axes", result: Result) -> None:
    """Draw the values in pale and their averages, the longer the span the thicker."""
    values = result["values"]
    x = result["dates"] if "dates" in result else np.arange(1, len(values) + 1)
    _draw_values(axes, x, values)
    widths, named = np.linspace(1.3, 0.6, len(result["betas"]))[::-1], []
    for i, (role, average) in enumerate(zip(ROLES, result["averages"], strict=False)):
        marker = drawing.role(role).marker if len(values) <= FEW else ""
        style = drawing.line_style(role, linestyle="-", marker=marker)
        (line,) = axes.plot(*drawing.decimated(x, average), **style)
        line.set_linewidth(widths[i] * line.get_linewidth())
        named.append((f"β = {result[f'beta_{i}']}", line, role))
    for name, (_, line, _) in zip(drawing.label_ends(axes, named), named, strict=True):
        drawing.reveal(line, times=_moments(line), after=[name])
    if "dates" in result:
        drawing.date_axis(axes, ticks=4 if drawing.is_narrow(figure) else 7)
    else:
        _count_axis(axes, len(values))
        axes.set_xlabel("value")
    axes.set_ylabel(result["name"])


def draw_weights(axes: "Axes", result: Result) -> None:
    """Draw the weight of a value against its age, and mark the spans."""
    ages = result["ages"]
    drawing.log_axis(axes, "x")
    drawing.threshold(axes, 1 / e, of="faint")
    drawing.label(axes, "1/e", ages, np.full(len(ages), 1 / e), "muted", prefer="start")
    for i, (role, weights) in enumerate(zip(ROLES, result["weights"], strict=False)):
        span = result[f"span_{i}"]
        axes.plot(ages, weights, **drawing.line_style(role, linestyle="-"))
        drawing.value_mark(axes, span, result["weights_at_spans"][i], number(span), role)
    axes.set_xlabel(f"{result['unit']} ago")
    axes.set_ylabel("weight βᵏ")


def draw_start(axes: "Axes", result: Result) -> None:
    """Draw the first values and their average with and without the correction."""
    role = ROLES[len(result["betas"]) - 1]
    t = np.arange(1, len(result["start_values"]) + 1)
    _draw_values(axes, t, result["start_values"])
    for key, dash, text in (
        ("start_corrected", "-", "divided by 1 − βᵗ"),
        ("start_plain", "--", "as it stands"),
    ):
        x, y = drawing.decimated(t, result[key])
        (line,) = axes.plot(x, y, **drawing.line_style(role, linestyle=dash))
        drawing.start(axes, (1, y[0]), role)
        side: Literal["above", "below"] = "above" if dash == "-" else "below"
        words = f"{text},\nfrom {number(y[0])}"
        name = drawing.label(axes, words, x, y, role, prefer="middle", side=side)
        drawing.reveal(line, times=_moments(line))
        drawing.accompany(line, [name])
    _count_axis(axes, len(t))
    axes.margins(y=0.18)
    axes.set_xlabel(f"{result['unit']} since the start")
    axes.set_ylabel("average")


def _moments(line: "Line2D") -> Array:
    """Return when the points of a line come, the first at 0, with one clock for all lines."""
    x: Array = np.asarray(line.get_xdata(orig=False), float)
    since: Array = x - x[0]
    return since


def _count_axis(axes: "Axes", length: int) -> None:
    drawing.integer_axis(axes, ticks=6 if length < 10_000 else 3)
    axes.set_xlim(0, 1.02 * max(length, 2))


def _draw_values(axes: "Axes", x: npt.ArrayLike, values: Array) -> None:
    """Draw the values as pale dots, or as a pale line where dots would lie on one another."""
    many = len(values) > DOTS
    style = {"linewidth": 0.6} if many else {"linestyle": "none", "marker": "."}
    thin_x, thin_y = drawing.decimated(x, values)
    (line,) = axes.plot(thin_x, thin_y, **{**drawing.line_style("data", zorder=0.8), **style})
    line.set_markersize(0.7 * line.get_markersize())
