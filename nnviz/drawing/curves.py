"""Curves: one with its name and its motion, bounds, many at once, and their spread."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from nnviz.core.arrays import Array
from nnviz.drawing import marks
from nnviz.drawing.companions import accompany
from nnviz.drawing.labels import Prefer, Side, label
from nnviz.drawing.motion import reveal, uncover
from nnviz.drawing.roles import RoleLike, line_style, role
from nnviz.drawing.ticks import log_axis


def curve(
    axes: Axes,
    values: Array,
    of: RoleLike,
    *,
    x: Array | None = None,
    text: str = "",
    prefer: Prefer = "end",
    side: Side | None = None,
    bold: bool = False,
    log: bool = False,
    ceiling: float | None = None,
    leaving: str = "diverges",
    until: float | None = None,
    times: Array | None = None,
    after: Sequence[Artist] = (),
    **more: Any,
) -> Line2D:
    """Draw values against x (from 0 where none is given), in a role's style, named by `text`.

    With `log` the axis of the values is logarithmic. What rises over `ceiling`, or is not finite,
    leaves the axes with an arrow that says `leaving`, or nothing where that is empty; with a
    ceiling the axis ends there, and begins below the lowest value unless limits are set.

    With `until` or `times` it grows in an animation, as `reveal` says: its points appear at
    `times`, by default at x, and what is in `after` when it is complete; its name appears when it
    has come there. `more` goes to matplotlib's plot.
    """
    values = np.asarray(values, float)
    at: Any = np.arange(len(values)) if x is None else np.asarray(x)
    if log and axes.get_yscale() != "log":
        log_axis(axes, "y")
    stay = len(values)
    if log or ceiling is not None:  # elsewhere what is not finite is a gap
        stay = _before_divergence(values, np.inf if ceiling is None else ceiling)
    (line,) = axes.plot(at[:stay], values[:stay], **line_style(of, **more))
    if ceiling is not None:
        _end_at(axes, line, ceiling)
    if 0 < stay < len(values):  # within the limits
        after = [*after, *_leave(axes, at, values, stay, of, leaving)]
    beside: Any = {"prefer": prefer, "side": side, "bold": bold}
    named = [label(axes, text, at[:stay], values[:stay], of, **beside)] if text and stay else []
    if stay and (until is not None or times is not None):
        _let_grow(line, named, until, (at if times is None else times)[:stay], after)
    return line


def pale_cloud(
    axes: Axes,
    x: Array,
    curves: Array,
    of: RoleLike = "data",
    fade: float = 0.4,
    *,
    until: float | None = None,
) -> LineCollection:
    """Draw many faint curves (runs, points) over one x, behind everything else.

    With `until` they grow in an animation that lasts until that x.
    """
    x = np.asarray(x)
    lines = [np.column_stack([x, curve]) for curve in np.asarray(curves)]
    cloud = LineCollection(
        lines,
        colors=[role(of).faded(fade)],
        linewidths=0.35 * rcParams["lines.linewidth"],
        zorder=0.6,
    )
    axes.add_collection(cloud, autolim=False)  # it would look for the limits of each line
    if lines:
        axes.update_datalim(np.concatenate(lines))
    axes.autoscale_view()
    if until is not None:
        uncover(axes, [cloud], x, until=until)
    return cloud


def band(
    axes: Axes,
    x: Array,
    runs: Array,
    of: RoleLike,
    *,
    quantiles: tuple[float, float] = (0.1, 0.9),
    text: str = "",
    prefer: Prefer = "end",
    side: Side | None = None,
    until: float | None = None,
    **more: Any,
) -> Line2D:
    """Draw runs (seeds, points) as their median, with a pale band between two quantiles.

    With `until` both grow in an animation that lasts until that x.
    """
    low, middle, high = np.quantile(runs, (quantiles[0], 0.5, quantiles[1]), axis=0)
    filled = axes.fill_between(x, low, high, color=role(of).fill, linewidth=0, zorder=0.7)
    if until is not None:
        uncover(axes, [filled], x, until=until)
    named: Any = {"text": text, "prefer": prefer, "side": side}
    return curve(axes, middle, of, x=x, until=until, **named, **more)


def threshold(
    axes: Axes,
    value: float,
    text: str = "",
    *,
    which: str = "y",
    of: RoleLike = "bound",
    prefer: Prefer = "end",
    side: Side | None = None,
    on: Line2D | None = None,
) -> Line2D:
    """Draw a thin guide across the axes at a value of `y` (or of `x`), named in muted text.

    A guide at a value of `x` appears in an animation when the line that it is `on` has come there.
    """
    line_at = axes.axhline if which == "y" else axes.axvline
    line = line_at(value, **line_style(of, linewidth=0.5 * rcParams["lines.linewidth"], zorder=1.5))
    guide: list[Artist] = [line]
    if text:
        along, across = np.linspace(0.0, 1.0, 60), np.full(60, value)
        x, y = (along, across) if which == "y" else (across, along)
        frame = axes.get_yaxis_transform() if which == "y" else axes.get_xaxis_transform()
        words = label(axes, text, x, y, of, prefer=prefer, side=side, transform=frame)
        guide.append(words)
    if on is not None:
        points = np.asarray(on.get_xydata(), float)
        accompany(on, guide, at=points[np.abs(points[:, 0] - value).argmin()])
    return line


def _let_grow(
    line: Line2D, named: Sequence[Artist], until: float | None, times: Any, after: Sequence[Artist]
) -> None:
    reveal(line, until=until, times=times, after=after)
    accompany(line, named)


def _end_at(axes: Axes, line: Line2D, ceiling: float) -> None:
    """End the axis of values at the ceiling, and leave its lower limit to all that is drawn.

    To set the upper limit alone would freeze the lower one where it is when the first curve comes.
    """
    if not axes.get_autoscaley_on():
        axes.set_ylim(top=ceiling)
        return
    axes.update_datalim([(0, ceiling)], updatex=False)
    line.sticky_edges.y.append(ceiling)
    axes.autoscale_view(scalex=False)


def _before_divergence(values: Array, ceiling: float) -> int:
    """Return how many values come before the first that is not finite or over the ceiling."""
    with np.errstate(invalid="ignore"):
        wild = ~(values <= ceiling) | ~np.isfinite(values)
    return int(np.argmax(wild)) if wild.any() else len(values)


def _leave(
    axes: Axes, steps: Any, values: Array, stay: int, of: RoleLike, text: str
) -> list[Artist]:
    """Draw how the curve leaves the axes after so many values; return what is drawn."""
    value = values[stay]
    top = float(np.nan_to_num(value, nan=np.inf, posinf=1e300))
    return marks.diverges(axes, (steps[stay - 1], values[stay - 1]), (steps[stay], top), of, text)
