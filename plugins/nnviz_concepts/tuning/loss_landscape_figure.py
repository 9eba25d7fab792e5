"""The panels on loss landscapes: the way of descent, a plane, and slices."""

from typing import TYPE_CHECKING

from nnviz import Result, drawing
from nnviz.wording import number
from nnviz_concepts.tuning.loss_landscape_slices import GRID

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_way(axes: "Axes", result: Result) -> None:
    """Draw the way of descent over the loss in its principal plane."""
    (left, low), (right, high) = result["limits"]
    drawing.contours(
        axes, lambda _: result["valley"], (left, right), (low, high), points=GRID, levels=12
    )
    path = result["path"]
    way = drawing.path(axes, path, "plain", steps=False, until=len(path) - 1)
    drawing.label(axes, f"cost {number(result['first'], 2)}", *path[0], side="right")
    end = number(result["final"], 2)
    words = drawing.label(axes, end, *path[-1], side="below", bold=True)
    drawing.accompany(way, [words], at=path[-1])
    axes.set(xlabel="first principal axis", ylabel="second")


def draw_plane(axes: "Axes", result: Result) -> None:
    """Draw the loss around the end of descent in a plane of two random directions."""
    drawing.contours(axes, lambda _: result["plane"], (-1, 1), (-1, 1), points=GRID, levels=12)
    drawing.end(axes, (0, 0), "plain")
    axes.set(xlabel="α", ylabel="β")


def draw_slices(axes: "Axes", result: Result, names: tuple[str, str]) -> None:
    """Draw two slices of the loss, of the network as trained and rescaled."""
    drawing.log_axis(axes, "y")
    for name, text, role in zip(
        names, ("as trained", "rescaled"), ("first", "second"), strict=True
    ):
        axes.plot(result["line"], result[name], **drawing.line_style(role))
        drawing.label(axes, text, result["line"], result[name], role, prefer="start")
    axes.set(xlabel="α", ylabel="cost")
