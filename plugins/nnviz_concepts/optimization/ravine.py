"""The ravine down which momentum and Nesterov's method go, and what both their figures draw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from nnviz import Measured, Result, drawing
from nnviz.core.arrays import Array
from nnviz.core.surfaces import Quadratic
from nnviz_concepts.optimization.heavy_ball import beta_of, reach

START = (-10.0, 1.0)
FAR = ((-1e9, 1e9), (-1e9, 1e9))  # where a path that diverges ends, before it overflows
XLIM, YLIM = (-10.9, 2.0), (-1.06, 1.16)
ROUNDING, NEARLY = 1e-9, 0.02  # what differs by less than the second share is about as much


def less(
    one: float, other: float, *, without: str = "a path diverges beyond all numbers"
) -> Measured | str:
    """Return one of two numbers against the other, which must differ by more than nearly."""
    if not np.isfinite([one, other]).all():
        return without
    return Measured(one, "<", other, margin=NEARLY * max(one, other))


def same(found: Array, formula: Array, *, within: float = ROUNDING) -> Measured:
    """Return how far paths (…, steps, 2) are apart, as a share of their largest coordinate."""
    off, scale = (np.nanmax(np.abs(each), axis=(-2, -1)) for each in (found - formula, formula))
    return Measured(off / scale, "=", 0, within=within)


def draw_ravine(axes: drawing.Axes, concept: Any, result: Result) -> None:
    """Draw the ravine's contours and its minimum, wide enough for the paths that stay.

    In a film the title counts their steps.
    """
    proofs = concept.proofs(result)
    paths = [result[of] for of in concept.members if not proofs.holds("diverges", of)]
    view = drawing.room_for(XLIM, YLIM, *paths)
    equal = view[1] == YLIM and not drawing.is_narrow(drawing.figure_of(axes))
    drawing.contours(axes, Quadratic(concept.condition).value, *view, filled=True, equal=equal)
    drawing.minimum(axes, (0, 0))
    drawing.count_up(axes, concept.steps)


def is_seen(axes: drawing.Axes, x: float, y: float) -> bool:
    """Return whether a point lies within the limits of the axes."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    return bool(left <= x <= right and low <= y <= high)


def draw_step(axes: drawing.Axes, line: Line2D, at: Array, text: str) -> None:
    """Draw a ring at a step of a path, where it is seen, and name it."""
    if is_seen(axes, *at):
        ring = drawing.end(axes, at)
        ring.set(markerfacecolor="none", markersize=1.6 * ring.get_markersize())
        name: Any = drawing.label(axes, text, at[0], at[1], side="below")
        drawing.accompany(line, [ring, name])


def beta_axis(axes: drawing.Axes, betas: Array, named: Sequence[float]) -> None:
    """Let the axis of β be even in how far back it reaches, and name these values."""
    axes.set_xscale("function", functions=(reach, beta_of))
    axes.set(xlim=betas[[0, -1]], xticks=[beta for beta in named if beta <= betas[-1]])
    axes.xaxis.set_major_formatter(drawing.plain_numbers())
