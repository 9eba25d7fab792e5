"""What moves when a figure is played: curves that grow, and whatever else changes with time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnviz.errors import ContractError

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
    figure = line.get_figure(root=True)
    if figure is None:
        raise ContractError("reveal needs a line that is drawn in a figure")
    x, y = (np.asarray(values) for values in line.get_data(orig=True))
    moments = np.arange(len(x), dtype=float) if times is None else np.asarray(times, float)
    horizon = float(moments[-1]) if until is None else float(until)

    def update(share: float) -> None:
        seen = int(np.searchsorted(moments, share * horizon + 1e-9, side="right"))
        line.set_data(x[:seen], y[:seen])
        for artist in after:
            artist.set_visible(seen == len(x))

    play(figure, [line, *after], update)


def motions(figure: Figure) -> list[Motion]:
    """Return what moves in a figure, in the order in which it was drawn."""
    found: list[Any] = vars(figure).get(_KEY, [])
    return list(found)
