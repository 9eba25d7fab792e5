"""What stands beside a line, and appears when the line that grows has come there."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from nnviz.core.arrays import Array
from nnviz.drawing.ends import EndLabel
from nnviz.drawing.labels import CurveLabel
from nnviz.drawing.motion import figure_that_plays, play
from nnviz.errors import ContractError


def accompany(
    line: Line2D, artists: Sequence[Artist], *, at: Sequence[float] | None = None
) -> None:
    """Let names and marks appear in an animation when a line has come to where they stand.

    That is the line's point nearest to them, or to the data coordinates `at`. Call it after
    `reveal`; beside a line that stands still they are always there. Raises `ContractError` for a
    line that is in no figure, or for an artist that is neither.
    """
    whole: Array = np.array(line.get_xydata(), float)

    def update(_: float) -> None:
        seen = len(np.asarray(line.get_xdata()))
        for artist in artists:
            place = _place(artist) if at is None else line.get_transform().transform(at)
            artist.set_visible(_nearest(line, whole, place) < seen)

    play(figure_that_plays(line), artists, update)


def _nearest(line: Line2D, points: Array, place: Array) -> int:
    """Return which of a line's points (n, 2) is nearest to a place in pixels."""
    apart = line.get_transform().transform(points) - place
    distances = np.hypot(apart[:, 0], apart[:, 1])
    return int(np.argmin(np.where(np.isfinite(distances), distances, np.inf)))


def _place(artist: Artist) -> Array:
    """Return where an artist stands, in pixels."""
    if isinstance(artist, CurveLabel | EndLabel):
        return artist.anchor()
    if isinstance(artist, Line2D):
        return np.asarray(artist.get_transform().transform(artist.get_xydata())[0], float)
    raise ContractError(f"only labels and marks accompany a line, not {type(artist).__name__}")
