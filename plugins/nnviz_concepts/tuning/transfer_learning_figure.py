"""The panels on transfer learning: two tasks, the errors, and what is gained."""

from typing import TYPE_CHECKING, Literal

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number
from nnviz_concepts.tuning.transfer_learning_networks import METHODS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 3
NAMES = {"scratch": "from scratch", "frozen": "frozen features", "fine": "fine-tuned"}
SIDES: dict[str, Literal["above", "below"]] = {"scratch": "above", "frozen": "below"}


def draw_tasks(axes: "Axes", shown: Array, known: int) -> None:
    """Draw an image of each class of the first split: those of the source, then the target's."""
    rows: list[tuple[str, Array, str]] = []
    for name, role, images in (
        ("source", "ink", shown[:known]),
        ("target", "first", shown[known:]),
    ):
        for at in range(0, len(images), ROW):
            rows.append(("" if at else name, images[at : at + ROW], role))
    drawing.image_rows(axes, rows)


def draw_errors(axes: "Axes", result: Result) -> None:
    """Draw each method's mean error against the number of examples."""
    sizes = result["sizes"]
    _prepare(axes, sizes)
    for method, role in METHODS.items():
        mean = result[f"errors_{method}"].mean(axis=0)
        marker = drawing.role(role).marker
        (line,) = axes.plot(sizes, mean, **drawing.line_style(role, marker=marker))
        words = drawing.label(
            axes, NAMES[method], sizes, mean, role, prefer="start" if method == "scratch" else "end"
        )
        drawing.reveal(line)
        drawing.accompany(line, [words])
        if method != "fine":
            error, side = result[f"few_{method}"], SIDES[method]
            text = f"{error:.0f}\u00a0%"
            drawing.value_mark(axes, result["few"], error, text, role, side=side, on=line)
    axes.set_ylabel("test error (%)")
    axes.set_ylim(bottom=0)


def draw_gaps(axes: "Axes", result: Result) -> None:
    """Draw by how much scratch errs more than frozen features, in each split and in the mean."""
    sizes, gaps = result["sizes"], result["gaps"]
    _prepare(axes, sizes)
    drawing.threshold(axes, 0, of="muted")
    drawing.pale_cloud(axes, sizes, gaps, fade=0.1)
    drawing.label(axes, "each split", sizes, gaps.max(axis=0), "muted", prefer="start")
    mean = gaps.mean(axis=0)
    axes.plot(sizes, mean, **drawing.line_style("first", marker="o"))
    for at in dict.fromkeys((result["few_at"], len(sizes) - 1)):
        drawing.value_mark(axes, sizes[at], mean[at], number(mean[at], 2), "first", side="above")
    axes.set_ylabel("percentage points")


def _prepare(axes: "Axes", sizes: Array) -> None:
    drawing.log_axis(axes, "x")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.set_xlabel("examples a class")
