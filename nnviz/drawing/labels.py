"""Labels that stand beside the curves they name, placed once the figure's layout is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Transform

from nnviz.core.arrays import Array
from nnviz.drawing.canvas import axes_of, figure_of, in_pixels, renderer_of, settle_limits
from nnviz.drawing.ends import spread_end_labels
from nnviz.drawing.ink import inks_of
from nnviz.drawing.line_breaks import line_breaks
from nnviz.drawing.obstacles import CELL, Obstacles
from nnviz.drawing.placement import Place, Search, Wish
from nnviz.drawing.roles import RoleLike, paper, text_colour

Prefer: TypeAlias = Literal["start", "middle", "end"] | Sequence[float]
"""Where along its curve a label would best stand: a word, or data coordinates to stand near."""

Side: TypeAlias = Literal["right", "left", "above", "below"]
"""On which side of its curve a label would best stand."""


_GOOD = 25.0  # a place that costs less is taken at once
_BREAK = 8.0  # what breaking a label into one more line costs, in points of distance


class CurveLabel(Text):
    """A label that waits for its place beside a curve."""

    def __init__(
        self,
        text: str,
        curve: tuple[Any, Any],
        frame: Transform,
        prefer: Prefer,
        side: Side | None,
        **style: Any,
    ) -> None:
        super().__init__(0.5, 0.5, text, ha="center", va="center", **style)
        self.curve, self.frame, self.prefer, self.side = curve, frame, prefer, side
        self.leader: Line2D | None = None

    def set_visible(self, b: bool) -> None:
        """Show or hide it with its leader."""
        super().set_visible(b)
        if self.leader is not None:
            self.leader.set_visible(b)

    def anchor(self) -> Array:
        """Return what it is about, in pixels: a point, or where it stands beside its curve."""
        axes = cast(Axes, self.axes)
        if len(self.curve[0]) == 1:
            (place,) = in_pixels(axes, *self.curve, self.frame)
        else:
            place = self.get_transform().transform(self.get_position())
        return np.asarray(place)

    def wish(self, axes: Axes) -> Wish:
        """Return where it would stand, in pixels."""
        curve = in_pixels(axes, *self.curve, self.frame)
        prefer = self.prefer
        if not isinstance(prefer, str):
            prefer = tuple(in_pixels(axes, [prefer[0]], [prefer[1]])[0])
        return Wish(curve[np.isfinite(curve).all(axis=1)], prefer, self.side)


def label(
    axes: Axes,
    text: str,
    x: Any,
    y: Any,
    of: RoleLike = "ink",
    *,
    prefer: Prefer = "end",
    side: Side | None = None,
    bold: bool = False,
    transform: Transform | None = None,
    size: float | None = None,
) -> CurveLabel:
    """Name the curve through (x, y) in its own colour, where nothing is touched.

    `prefer` says whereabouts along the curve, `side` on which side of it; both give way to a
    free place. A thin line leads to a label that had to stand far off. A single point is a
    curve too. The place is chosen by `place_labels`, which rendering calls.
    """
    x, y = np.broadcast_arrays(np.atleast_1d(x), np.atleast_1d(y))
    words = CurveLabel(
        text,
        (x, y),
        axes.transData if transform is None else transform,
        prefer,
        side,
        color=text_colour(of),
        size=rcParams["font.size"] if size is None else size,
        weight="bold" if bold else "normal",
        linespacing=1.15,
        zorder=6,
    )
    words.set_in_layout(False)
    words.set_transform(axes.transAxes)
    axes.add_artist(words)
    words.set_clip_on(False)
    return words


@dataclass(frozen=True)
class Labelling:
    """The labels, what else is drawn softly, and the lines and the place found for each."""

    wanted: tuple[str, ...]
    soft: tuple[bool, ...]
    found: tuple[tuple[str, Place | None], ...]


def place_labels(figure: Figure) -> None:
    """Move every label of the figure to the best free place; call it when the layout is final.

    A label of one line may be broken into two or three where that makes it fit.
    """
    place_labels_like(figure, None)


def place_labels_like(figure: Figure, like: Labelling | None) -> Labelling | None:
    """Place every label, as in a figure in other colours alone where as much is in the way.

    What was found is returned, for the next figure.
    """
    settle_limits(figure)
    spread_end_labels(figure)
    waiting = _waiting(figure)
    if not waiting:
        return None
    labels = [words for _, words in waiting]
    wanted = tuple(words.get_text() for words in labels)
    inks = list(inks_of(figure, labels, CELL))
    soft = tuple(ink.soft for ink in inks)
    if like is None or (like.wanted, like.soft) != (wanted, soft):
        like = Labelling(wanted, soft, _found(Obstacles.of(figure, inks), waiting))
    for (axes, words), (lines, place) in zip(waiting, like.found, strict=True):
        words.set_text(lines)
        if place is not None:
            _move(figure, axes, words, place)
    return like


def leave_out_labels(figure: Figure) -> None:
    """Hide every label that `place_labels` would look for a place for, and move the others."""
    settle_limits(figure)
    spread_end_labels(figure)
    for _, words in _waiting(figure):
        words.set_visible(False)


def take_ground_away(figure: Figure) -> None:
    """Let what lies under a figure be seen through it: no ground, and no halos in its colour."""
    for ground in (figure.patch, *(axes.patch for axes in axes_of(figure))):
        ground.set_alpha(0)
    for text in figure.findobj(Text):
        text.set_path_effects([])


def _found(
    obstacles: Obstacles, waiting: Sequence[tuple[Axes, CurveLabel]]
) -> tuple[tuple[str, Place | None], ...]:
    """Return each label's lines and place, one after the other, the last among those before."""
    found = []
    for axes, words in waiting:
        place = _placed(obstacles, axes, words)
        if place is not None:
            obstacles.block(place.box, place.leader)
        found.append((words.get_text(), place))
    return tuple(found)


def _placed(obstacles: Obstacles, axes: Axes, words: CurveLabel) -> Place | None:
    """Return the best place and leave `words` broken into lines as it needs them there."""
    wish = words.wish(axes)
    if not len(wish.curve):
        return None
    search = Search.of(obstacles, axes.get_window_extent(), wish)
    places = []
    for breaks, lines in enumerate(line_breaks(words.get_text())):
        words.set_text(lines)
        place = search.place(_extent(words))
        places.append((place.cost + _BREAK * breaks, lines, place))
        if place.cost < _GOOD:
            break
    _, lines, place = min(places, key=lambda each: each[0])
    words.set_text(lines)
    return place


def _waiting(figure: Figure) -> list[tuple[Axes, CurveLabel]]:
    """Return the labels, the single points' first: they have the fewest places."""
    found = [
        (axes, words)
        for axes in axes_of(figure)
        for words in axes.get_children()
        if isinstance(words, CurveLabel)
    ]
    return sorted(found, key=lambda pair: len(pair[1].curve[0]) > 1)


def _extent(words: CurveLabel) -> tuple[float, float]:
    box = words.get_window_extent(renderer_of(figure_of(words)))
    return float(box.width), float(box.height)


def _move(figure: Figure, axes: Axes, words: CurveLabel, place: Place) -> None:
    to_figure = figure.transFigure.inverted()
    words.set_transform(figure.transFigure)
    words.set_position(tuple(to_figure.transform(place.centre)))
    if place.over_soft:
        halo = withStroke(
            linewidth=0.2 * float(words.get_fontsize()), foreground=paper(), alpha=0.85
        )
        words.set_path_effects([halo])
    if place.leader is not None:
        ends: Array = to_figure.transform(place.leader)
        words.leader = Line2D(
            ends[:, 0],
            ends[:, 1],
            transform=figure.transFigure,
            color=words.get_color(),
            linewidth=0.4 * rcParams["lines.linewidth"],
            zorder=3,
        )
        words.leader.set_in_layout(False)
        axes.add_artist(words.leader)
        words.leader.set_clip_on(False)
