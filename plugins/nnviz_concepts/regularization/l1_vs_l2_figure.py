"""The panels on L1 and L2: regions touched by ellipses, and weights against the strength."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number
from nnviz_concepts.regularization.l1_vs_l2_regions import LOWEST, edge_of, ellipse_of, height_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAMES = ("L1", "Elastic net", "L2")
ROLES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
YLIM = (-1.4, 3.1)


def regions_and_paths(
    figure: "Figure", touches: Sequence[Array], weights: Sequence[Array]
) -> tuple[list["Axes"], list["Axes"]]:
    """Return the panels of the regions and of the weights: above one another, or side by side.

    Their titles tell where the ellipses touch, and the weights found.
    """
    names = [f"{name}: {_named(touch[0])}" for name, touch in zip(NAMES, touches, strict=True)]
    left = [_listed(each) for each in weights]
    if drawing.is_narrow(figure):
        titles = [title for pair in zip(names, left, strict=True) for title in pair]
        every = drawing.small_multiples(figure, *titles, columns=2, share=False)
        return every[::2], every[1::2]
    every = drawing.panels(figure, *names, *left, mosaic="abc;def", heights=[1.6, 1])
    return every[:3], every[3:]


def draw_region(axes: "Axes", touch: Array, share: float, xlim: tuple[float, float]) -> None:
    """Draw the cost's contours, the region that the penalty allows, and where they touch."""
    drawing.contours(axes, height_of, xlim, YLIM, levels=5, equal=True)
    drawing.threshold(axes, 0, of="faint")
    drawing.threshold(axes, 0, which="x", of="faint")
    edge = edge_of(touch, share)
    axes.fill(edge[:, 0], edge[:, 1], color=drawing.role("with").fill, linewidth=0, zorder=0.7)
    axes.plot(edge[:, 0], edge[:, 1], **drawing.line_style("with"))
    ellipse = ellipse_of(float(height_of(touch)))
    axes.plot(ellipse[:, 0], ellipse[:, 1], **drawing.line_style("truth"))
    drawing.minimum(axes, LOWEST)
    drawing.end(axes, touch, "with")
    axes.set(yticks=(-1, 0, 1, 2), xlabel="weight w₁")


def draw_paths(axes: "Axes", result: Result, kind: str, strength: float) -> None:
    """Draw the weights against the strength, and mark those found at the chosen one."""
    strengths, paths, chosen = result["strengths"], result[f"{kind}_paths"], result[kind]
    drawing.threshold(axes, 0, of="faint")
    drawing.threshold(axes, strength, which="x", of="faint")
    for j, weight in enumerate(chosen):
        of = ROLES[j % len(ROLES)]
        axes.plot(strengths, paths[:, j], **drawing.line_style(of, linestyle="-"))
        if weight != 0:
            drawing.start(axes, (strength, weight), of)
    zeros = result[f"{kind}_zeros"]
    if zeros:
        drawing.value_mark(axes, strength, 0, f"{zeros} exactly 0", "ink", side="below")
    axes.set_xlim(0, strengths[-1])
    axes.set_xlabel("strength λ")


def name_weights(axes: "Axes", result: Result) -> None:
    """Name each weight where its line under L2 ends."""
    ends = [(result["strengths"], path) for path in result["l2_paths"].T]
    names = [f"w{str(j + 1).translate(SUBSCRIPTS)}" for j in range(len(ends))]
    roles = [ROLES[j % len(ROLES)] for j in range(len(ends))]
    drawing.label_ends(axes, list(zip(names, ends, roles, strict=True)))


def _named(weight: float) -> str:
    return f"w₁ = {number(weight, 2)}" if weight else "w₁ is exactly 0"


def _listed(weights: Array) -> str:
    return "w = " + ", ".join(number(weight, 2) for weight in weights)
