"""The panels on optimizers: the race, the distances on the way, and who needs how many steps."""

from typing import TYPE_CHECKING

import numpy as np

from nnviz import Result, drawing
from nnviz.core.surfaces import Surface
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES = {
    "sgd": "plain descent",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "AdamW",
}
ROLES = {"sgd": "plain", **{name: name for name in (*NAMES, "momentum") if name != "sgd"}}
OTHERS = ("seventh", "ink", "muted")
FLOOR = 1e-6  # of the first distance; what is nearer is not drawn


def roles_of(names: list[str]) -> list[str]:
    """Return each method's role; those of plugins take what is left in turn."""
    others = [name for name in names if name not in ROLES]
    return [
        ROLES[name] if name in ROLES else OTHERS[others.index(name) % len(OTHERS)] for name in names
    ]


def draw_race(axes: "Axes", surface: Surface, result: Result, roles: list[str]) -> None:
    """Draw all paths over the contours of the surface."""
    xlim, ylim = _view(surface, result)
    drawing.contours(axes, surface.value, xlim, ylim)
    for path, role in zip(result["paths"], roles, strict=True):
        drawing.path(axes, path, role, steps=False, until=len(path) - 1)
    for goal in result["goals"]:
        if xlim[0] <= goal[0] <= xlim[1] and ylim[0] <= goal[1] <= ylim[1]:
            drawing.minimum(axes, goal)
    axes.set(xlabel="weight w₁", ylabel="weight w₂")


def _view(surface: Surface, result: Result) -> list[tuple[float, float]]:
    """Return limits that hold the paths, of which only those are whole that stay in the bounds."""
    least, greatest = np.array(surface.bounds).T
    paths = result["paths"]
    with np.errstate(invalid="ignore"):
        inside = ((paths[:, -1] >= least) & (paths[:, -1] <= greatest)).all(axis=1)
    points = np.concatenate([paths[0, :1], result["goals"][:1], *paths[inside]])
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.12 * (high - low).max()
    return [(float(a - room), float(b + room)) for a, b in zip(low, high, strict=True)]


def draw_distances(axes: "Axes", result: Result, roles: list[str], tolerance: float) -> None:
    """Draw each path's distance to the minimum against the step."""
    distances = result["distances"]
    lowest = FLOOR * distances[0, 0]
    drawing.log_axis(axes, "y")
    for distance, role in zip(distances, roles, strict=True):
        below = distance < lowest
        shown = distance[: int(np.argmax(below)) + 1] if below.any() else distance
        drawing.cost_curve(axes, np.maximum(shown, lowest), role, until=len(distance) - 1)
    drawing.threshold(axes, tolerance, f"{number(tolerance)} off")
    axes.set_ylim(lowest / 2, 5 * distances[0, 0])
    axes.set(xlabel="step", ylabel="distance")


def draw_table(axes: "Axes", result: Result, roles: list[str], steps: int, gap: str) -> None:
    """Draw a bar of steps for each method, its name in its colour, and its numbers beside it."""
    lengths = np.where(result["arrivals"] < 0, steps, result["arrivals"]).astype(float)
    entries = []
    for row, role in enumerate(roles):
        fill = drawing.role(role).fill if result["arrivals"][row] < 0 else drawing.colour(role)
        axes.barh(row, lengths[row], 0.3, color=fill)
        entries.append((_entry(result, row, gap), (lengths.max(keepdims=True), [row]), role))
    drawing.label_ends(axes, entries)
    names = [str(name) for name in result["names"]]
    axes.set_yticks(range(len(names)), names)
    for words, role in zip(axes.get_yticklabels(), roles, strict=True):
        words.set_color(drawing.text_colour(role))
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set(xlabel="steps", xlim=(0, 1.05 * lengths.max()))
    axes.set_xticks([0, int(lengths.max())])


def _entry(result: Result, row: int, gap: str) -> str:
    """Return the steps that a method needs, its rate, and how far off it ends."""
    at, off = int(result["arrivals"][row]), float(result["distances"][row, -1])
    steps = f"{at}" if at >= 0 else f"never: {number(off, 1)}"
    rate = number(float(result["rates"][row]), 2)
    return f"{steps}{gap}η = {rate}"
