"""Bars with their values written on them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from nnviz.core.arrays import Array
from nnviz.drawing.roles import RoleLike, role, text_colour
from nnviz.drawing.ticks import plain_numbers
from nnviz.wording import number


def bars_with_values(
    axes: Axes,
    names: Sequence[str],
    values: Sequence[float] | Array,
    of: RoleLike | Sequence[RoleLike] = "first",
    *,
    texts: Sequence[str] | None = None,
    horizontal: bool = True,
) -> None:
    """Draw a bar for each name with its value at the end (or these `texts`), the first on top.

    The axis of values is left out, as every value is written.
    """
    roles = [of] * len(names) if isinstance(of, str) or not isinstance(of, Sequence) else list(of)
    at = np.arange(len(names))
    draw = axes.barh if horizontal else axes.bar
    drawn = draw(at, np.asarray(values, float), 0.62, color=[role(each).color for each in roles])
    words = list(texts) if texts is not None else [number(float(value)) for value in values]
    for text, each in zip(axes.bar_label(drawn, words, padding=4), roles, strict=True):
        text.set_color(text_colour(each))
    _name_bars(axes, names, horizontal)


def _name_bars(axes: Axes, names: Sequence[str], horizontal: bool) -> None:
    named, valued = (axes.yaxis, axes.xaxis) if horizontal else (axes.xaxis, axes.yaxis)
    named.set_ticks(range(len(names)), list(names))
    named.set_tick_params(length=0)
    valued.set_major_formatter(plain_numbers())
    valued.set_visible(False)
    axes.spines["bottom" if horizontal else "left"].set_visible(False)
    axes.margins(x=0.16 if horizontal else None, y=None if horizontal else 0.16)
    if horizontal:
        axes.set_ylim(len(names) - 0.5, -0.5)
