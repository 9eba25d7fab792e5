"""The one curve of a figure that readers draw before they see it, and where it lies."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import BboxBase

from nnviz.core.arrays import Array
from nnviz.drawing.motion import figure_that_plays
from nnviz.errors import ContractError

POINTS = 17
"""So many of a curve's points are drawn by hand: enough for a bend, few enough for a keyboard."""

_KEY = "nnviz_to_draw"
_MARGIN = 0.01
"""Around a panel that is cut out of its figure, as a share of the figure's height."""

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, width and height, as shares of a figure."""


class Covered(NamedTuple):
    """A panel, what of it is covered, and the curve beneath as shares of that, from below left."""

    panel: Box
    inside: Box
    points: tuple[tuple[float, float], ...]


def to_draw(*parts: Line2D) -> None:
    """Let readers of a page draw this curve before they see it; it may be drawn in several parts.

    A concept's `to_draw` says what they are asked. Raises `ContractError` for a line that is in no
    figure.
    """
    vars(figure_that_plays(parts[0]))[_KEY] = parts


def covered(figure: Figure) -> Covered | None:
    """Return where the curve to be drawn lies in a figure that is laid out, or None without one.

    Raises `ContractError` for a curve that goes back.
    """
    parts: tuple[Line2D, ...] = vars(figure).get(_KEY, ())
    if not parts:
        return None
    axes = parts[0].axes
    if axes is None or (panel := axes.get_tightbbox()) is None:
        raise ContractError("to_draw needs a curve in a panel")
    inside = axes.get_window_extent()
    around = panel.padded(_MARGIN * figure.bbox.height)
    points = _points(parts, inside)
    return Covered(_shares(around, figure), _shares(inside, figure), points) if points else None


def _points(parts: Iterable[Line2D], inside: BboxBase) -> tuple[tuple[float, float], ...]:
    places = [
        line.get_transform().transform(np.asarray(line.get_xydata(), float)) for line in parts
    ]
    shares: Array = (np.concatenate(places) - inside.min) / inside.size
    shares = shares[np.isfinite(shares).all(axis=1)]
    x, y = shares[(shares[:, 0] >= -1e-9) & (shares[:, 0] <= 1 + 1e-9)].T
    if len(x) < 2:
        return ()
    if x[0] > x[-1]:
        x, y = x[::-1], y[::-1]
    if (np.diff(x) < 0).any():
        raise ContractError("to_draw needs a curve that goes from one side to the other")
    at = np.linspace(x[0], x[-1], POINTS)
    heights = np.clip(np.interp(at, x, y), 0, 1)
    return tuple((round(float(a), 4), round(float(b), 4)) for a, b in zip(at, heights, strict=True))


def _shares(box: BboxBase, figure: Figure) -> Box:
    width, height = figure.bbox.size
    left, top = max(box.x0 / width, 0.0), max(1 - box.y1 / height, 0.0)
    return (
        round(left, 4),
        round(top, 4),
        round(min(box.x1 / width, 1) - left, 4),
        round(min(1 - box.y0 / height, 1) - top, 4),
    )
