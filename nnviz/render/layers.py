"""What of a figure is drawn again for each frame of an animation."""

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from nnviz.drawing.motion import Motion


class Foreground:
    """What moves in a figure, with all that stands above it, in the order of drawing.

    A text that stands still outside its panel, such as a title, is left to the background: nothing
    moves there, and texts take longest to draw.
    """

    def __init__(self, moving: Sequence[Motion], renderer: RendererBase) -> None:
        moved = {artist for motion in moving for artist in motion.artists}
        self._lowest = _lowest(moved)
        self._aside = {
            child
            for axes in self._lowest
            for child in axes.get_children()
            if child not in moved and _outside(child, axes, renderer)
        }

    def artists(self) -> list[Artist]:
        """Return what is drawn now: a motion may have exchanged some of it."""
        panels = sorted(self._lowest, key=Artist.get_zorder)
        return [artist for axes in panels for artist in self._of(axes)]

    def set_animated(self, animated: bool) -> None:
        """Say whether all this is left out when the figure is drawn."""
        for artist in self.artists():
            artist.set_animated(animated)

    def _of(self, axes: Axes) -> list[Artist]:
        """Return the panel's part: its frame too, while it has one."""
        hidden: set[Artist] = {axes.patch, *self._aside}
        if not axes.axison:
            hidden |= {*axes.spines.values(), axes.xaxis, axes.yaxis}
        shown = [child for child in axes.get_children() if child not in hidden]
        above = [child for child in shown if child.get_zorder() >= self._lowest[axes]]
        return sorted(above, key=Artist.get_zorder)


def _lowest(moved: set[Artist]) -> dict[Axes, float]:
    """Return the panels in which something moves, and the order of the lowest that does."""
    lowest: dict[Axes, float] = {}
    for artist in moved:
        axes, order = artist.axes, artist.get_zorder()
        if isinstance(axes, Axes):
            lowest[axes] = min(order, lowest.get(axes, order))
    return lowest


def _outside(artist: Artist, axes: Axes, renderer: RendererBase) -> bool:
    return isinstance(artist, Text) and not axes.bbox.overlaps(artist.get_window_extent(renderer))
