"""What moves when a figure is played: curves that grow, and whatever else changes with time."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox, TransformedBbox

from nnviz.core.arrays import Array
from nnviz.errors import ContractError
from nnviz.wording import phrase

_KEY = "nnviz_motions"


@dataclass(frozen=True)
class Motion:
    """Artists that change with time, and how: `update(share)` for shares of time from 0 to 1.

    `update(1.0)` must leave the artists as the figure without motion shows them.
    """

    artists: tuple[Artist, ...]
    update: Callable[[float], None]


def play(figure: Figure, artists: Sequence[Artist], update: Callable[[float], None]) -> None:
    """Let `update(share)` change these artists when the figure is animated.

    Only these are drawn again for each frame. The figure itself shows the end, share 1.
    """
    vars(figure).setdefault(_KEY, []).append(Motion(tuple(artists), update))


def reveal(
    line: Line2D,
    *,
    until: float | None = None,
    times: npt.ArrayLike | None = None,
    after: Sequence[Artist] = (),
) -> None:
    """Let a line grow from its first point when the figure is animated.

    Its points appear at `times`, one a step unless given; the animation lasts `until` the given
    time, by default the line's last one, so that lines of different lengths keep step with one
    another. Artists in `after` appear when the line is complete: a mark at its end, a number.
    Raises `ContractError` for a line that is in no figure.
    """
    figure = figure_that_plays(line)
    x, y = (np.asarray(values) for values in line.get_data(orig=True))
    moments = np.arange(len(x), dtype=float) if times is None else np.asarray(times, float)
    horizon = float(moments[-1]) if until is None else float(until)

    def update(share: float) -> None:
        seen = _seen(moments, share * horizon)
        line.set_data(x[:seen], y[:seen])
        for artist in after:
            artist.set_visible(seen == len(x))

    play(figure, [line, *after], update)


def appear(artists: Sequence[tuple[float, Artist]], *, until: float = 1.0) -> None:
    """Let each artist appear at its moment when the figure is animated, which lasts `until`."""

    def update(share: float) -> None:
        for moment, artist in artists:
            artist.set_visible(_seen(np.array([moment]), share * until) == 1)

    if shown := [artist for _, artist in artists]:
        play(figure_that_plays(shown[0]), shown, update)


def uncover(
    axes: Axes,
    artists: Sequence[Artist],
    times: npt.ArrayLike,
    *,
    until: float | None = None,
) -> None:
    """Let artists appear from the left up to the time reached, where x is time.

    For what is no line: a band, a cloud of curves. Like `reveal` it goes by `times` and lasts
    `until` the given one, by default the last.
    """
    moments = np.asarray(times, float)
    horizon = float(moments[-1]) if until is None else float(until)
    whole = [artist.get_clip_box() for artist in artists]

    def update(share: float) -> None:
        seen = _seen(moments, share * horizon)
        right = moments[max(seen, 1) - 1]
        part = Bbox.from_extents(min(axes.get_xlim()), 0, right, 1)
        box = TransformedBbox(part, axes.get_xaxis_transform())
        for artist, all_of_it in zip(artists, whole, strict=True):
            artist.set_clip_box(all_of_it if seen == len(moments) else box)

    play(figure_that_plays(axes), artists, update)


def exchange(
    figure: Figure,
    last: Sequence[Artist],
    earlier: Sequence[Callable[[], Sequence[Artist]]],
    *,
    until: float = 1.0,
) -> None:
    """Let what was there `earlier` be drawn in place of the `last`, one after another.

    Each of `earlier` draws and returns artists, which are removed when their time, an even part
    of the share `until` of the whole, is over.
    """
    shown: list[Artist] = []

    def update(share: float) -> None:
        while shown:
            shown.pop().remove()
        turn = _turn(share, len(earlier), until)
        for artist in last:
            artist.set_visible(turn >= len(earlier))
        if turn < len(earlier):
            shown.extend(earlier[turn]())

    play(figure, last, update)


def retitle(axes: Axes, earlier: Iterable[str], *, until: float = 1.0) -> None:
    """Let a panel's title be what it was `earlier`, oldest first, as `exchange` does.

    A generator is asked when the figure is animated, so that a still figure says none of them.
    """
    title = axes.set_title(axes.get_title("left"), loc="left")
    titles: list[str] = []

    def update(share: float) -> None:
        if not titles:  # rendering may have broken the last into lines
            titles.extend([*earlier, title.get_text()])
        title.set_text(titles[_turn(share, len(titles) - 1, until)])

    play(figure_that_plays(axes), [title], update)


def count_up(axes: Axes, last: int, *, until: float = 1.0) -> None:
    """Let the number `last` in a panel's title count up to it, one a step, in an animation.

    It is there at the share `until` of the time.
    """
    title = axes.get_title("left")
    earlier = [title.replace(phrase(last), phrase(step)) for step in range(last)]
    retitle(axes, earlier, until=until)


def figure_that_plays(artist: Artist) -> Figure:
    """Return the figure of an artist, or raise `ContractError` if it has none."""
    figure = artist.get_figure(root=True)
    if figure is None:
        raise ContractError("an animation needs what is drawn in a figure")
    return figure


def motions(figure: Figure) -> list[Motion]:
    """Return what moves in a figure, in the order in which it was drawn."""
    found: list[Any] = vars(figure).get(_KEY, [])
    return list(found)


def forget_motions(figure: Figure, kept: Collection[Artist]) -> None:
    """Let nothing move but what is in these panels."""
    found = motions(figure)
    moving = [tuple(a for a in motion.artists if a.axes in kept) for motion in found]
    pairs = zip(moving, found, strict=True)
    vars(figure)[_KEY] = [Motion(artists, one.update) for artists, one in pairs if artists]


def _turn(share: float, count: int, until: float) -> int:
    """Return whose turn it is of `count` that share the time `until` a share of it, or `count`."""
    return count if share >= until else int(count * share / until + 1e-9)


def _seen(moments: Array, now: float) -> int:
    """Return how many of the moments have come."""
    return int(np.searchsorted(moments, now + 1e-9 * max(1.0, now), side="right"))
