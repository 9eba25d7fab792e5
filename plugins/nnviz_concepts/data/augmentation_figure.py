"""The panels on augmentation: images with their copies, errors, and noise beside ridge."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.arrays import Array
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = {"shifts": "Shifted", "flips": "Flipped", "turns": "Turned", "noise": "Noisy"}


def draw_images(axes: "Axes", result: Result, kind: str) -> None:
    """Draw the images and a row of copies of each kind, in ink on paper."""
    rows = ["originals", "shifts", "flips", "turns", "noise_copies"]
    side = result["originals"].shape[-1] + 1
    ink = np.zeros((len(rows) * side, len(result["originals"]) * side))
    for i, name in enumerate(rows):
        for j, image in enumerate(result[name]):
            ink[i * side : (i + 1) * side - 1, j * side : (j + 1) * side - 1] = image
    paper, black = (_rgb(drawing.colour(name)) for name in ("paper", "ink"))
    axes.imshow(paper + np.clip(ink, 0, 1)[..., np.newaxis] * (black - paper), zorder=0.5)
    names = [result["things"], *KINDS]
    axes.set_yticks((np.arange(len(rows)) + 0.5) * side - 1, names)
    axes.get_yticklabels()[names.index(kind)].set(color=drawing.text_colour("with"), weight="bold")
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _rgb(colour: str) -> Array:
    return np.array(list(bytes.fromhex(colour[1:]))) / 255


def draw_errors(axes: "Axes", result: Result, kind: str) -> None:
    """Draw the test errors with copies and without against the number of examples."""
    drawing.log_axis(axes, "x")
    sizes, named = result["sizes"], result["named"]
    for name, role, text in (
        ("without", "without", "without copies"),
        ("augmented", "with", f"with {kind}"),
    ):
        runs = 100 * result[name]
        drawing.band(
            axes, sizes, runs, role, quantiles=(0, 1), text=text, prefer="middle", marker="o"
        )
        at, error = sizes[named], float(np.median(runs[:, named]))
        drawing.value_mark(axes, at, error, f"{number(error, 2)}\u00a0%", role, side="left")
    axes.set(xlabel=f"training {result['things']}", ylabel="test error (%)")
    axes.set_ylim(bottom=0)


def draw_weights(axes: "Axes", result: Result) -> None:
    """Draw each weight fitted to noisy copies, and without noise, against that of ridge."""
    ridge = result["ridge"]
    reach = 1.3 * np.abs(ridge).max() or 1.0  # images without ink have no weights
    line = np.linspace(-reach, reach, 50)
    axes.plot(line, line, **drawing.line_style("bound", linewidth=1, zorder=1.5))
    for name, role, text in (
        ("plain", "without", "without noise"),
        ("fitted", "with", "with noise"),
    ):
        shape = drawing.role(role)
        axes.plot(
            ridge,
            result[name],
            linestyle="none",
            marker=shape.marker,
            color=shape.color,
            markersize=4,
            zorder=2 if name == "plain" else 3,
        )
        drawing.label(axes, text, ridge, result[name], role, prefer=(0, -2 * reach))
    axes.set(xlim=(-reach, reach), ylim=(-2.5 * reach, 2.5 * reach))
    axes.set(xlabel="weight by ridge", ylabel="weight by least squares")
