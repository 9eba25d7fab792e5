"""Names at the right ends of curves, spread so that none covers another."""

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from nnviz.core.arrays import Array
from nnviz.drawing.canvas import axes_of, figure_of, in_pixels, renderer_of
from nnviz.drawing.roles import RoleLike, text_colour

Curve: TypeAlias = Line2D | tuple[Any, Any]
"""A drawn line, or its x and y."""

_GAP = 0.45  # between a curve's end and its name, in font sizes
_LINE = 1.2  # the height of a line, in font sizes


class EndLabel(Annotation):
    """A name at a curve's right end."""

    def anchor(self) -> Array:
        """Return the end that it names, in pixels."""
        (end,) = in_pixels(cast(Axes, self.axes), [self.xy[0]], [self.xy[1]])
        return np.asarray(end)

    def get_tightbbox(self, renderer: RendererBase | None = None) -> Bbox | None:
        """Return the box of the name, for which the layout makes room.

        Until an annotation has been placed, its offset of 0 counts as data, and a logarithmic axis
        leaves it out of the layout.
        """
        self.update_positions(renderer or renderer_of(figure_of(self)))
        return super().get_tightbbox(renderer)


def label_ends(axes: Axes, named: Sequence[tuple[str, Curve, RoleLike]]) -> list[EndLabel]:
    """Write each curve's name right of its end, outside the data: (text, line or (x, y), role).

    Names that would cover one another are moved apart when the figure is rendered.
    """
    ends = [_end(curve) for _, curve, _ in named]
    return [
        _add(axes, text, end, max(ends, key=lambda each: each[0])[0], of)
        for (text, _, of), end in zip(named, ends, strict=True)
    ]


def spread_end_labels(figure: Figure) -> None:
    """Move the names at curves' ends apart; call it when the layout is final."""
    for axes in axes_of(figure):
        names = [child for child in axes.get_children() if isinstance(child, EndLabel)]
        if names:
            _spread(figure, axes, names)


def separated(wanted: Array, heights: Array) -> Array:
    """Return positions nearest to the `wanted` ones (in squares) whose intervals do not overlap.

    Intervals have these `heights` and keep their order; this is isotonic regression by pooling
    adjacent violators (Barlow et al. 1972).
    """
    order = np.argsort(wanted, kind="stable")
    offsets = np.concatenate([[0.0], np.cumsum((heights[order][1:] + heights[order][:-1]) / 2)])
    blocks: list[tuple[float, int]] = []
    for target in wanted[order] - offsets:
        mean, count = float(target), 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    placed = np.empty(len(wanted))
    placed[order] = np.concatenate([np.full(count, mean) for mean, count in blocks]) + offsets
    return placed


def _end(curve: Curve) -> tuple[Any, Any]:
    if isinstance(curve, Line2D):
        x, y = curve.get_data(orig=True)
    else:
        x, y = curve
    x, y = np.asarray(x), np.asarray(y, float)
    last = int(np.flatnonzero(np.isfinite(y))[-1])
    return x[last], y[last]


def _add(axes: Axes, text: str, end: tuple[Any, Any], right: Any, of: RoleLike) -> EndLabel:
    name = EndLabel(
        text,
        xy=(right, end[1]),
        xytext=(_GAP * rcParams["font.size"], 0),
        textcoords="offset points",
        va="center",
        ha="left",
        color=text_colour(of),
        annotation_clip=False,
        linespacing=1.1,
        zorder=6,
    )
    axes.add_artist(name)
    name.set_clip_on(False)
    return name


def _spread(figure: Figure, axes: Axes, names: list[EndLabel]) -> None:
    lines = np.array([name.get_text().count("\n") + 1 for name in names])
    sizes = np.array([float(name.get_fontsize()) for name in names])
    heights = _LINE * lines * sizes * figure.dpi / 72
    box = axes.get_window_extent()
    wanted = in_pixels(axes, [name.xy[0] for name in names], [name.xy[1] for name in names])[:, 1]
    inside = np.clip(wanted, box.y0 + heights / 2, box.y1 - heights / 2)
    placed = separated(inside + 1e-6 * wanted, heights)  # what lies outside keeps its order
    for name, shift in zip(names, placed - wanted, strict=True):
        name.xyann = (name.xyann[0], float(shift) * 72 / figure.dpi)
