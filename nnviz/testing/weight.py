"""A figure that can be looked at: not so many points that its file is too heavy to open."""

from collections.abc import Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnviz.concept import Concept
from nnviz.testing.problem import Problem

MOST_BYTES = 5_000_000
"""How large the SVG of a figure may be: browsers take seconds to show a larger one."""

_MANY_POINTS = 20_000
"""With fewer no SVG is as large as that, so that it need not be made to know."""


def weight_problems(
    concept: type[Concept], theme: str = "slides", size: str = "slide"
) -> Iterator[Problem]:
    """Yield a problem where the figure at the defaults has too many points for an SVG."""
    from nnviz.render import render

    made = concept()
    picture = render(made, made.run(), theme=theme, size=size)
    points = drawn_points(picture.figure)
    if points <= _MANY_POINTS:
        return
    weight = len(picture.encode("svg"))
    if weight > MOST_BYTES:
        yield Problem(
            "figure",
            f"it draws {points:,} points, and takes {weight / 1e6:.0f} MB as SVG",
            "Draw a histogram, an image or every nth point; or pass rasterized=True.",
        )


def drawn_points(figure: Figure) -> int:
    """Return how many points the lines and collections of a figure have."""
    drawn = (artist for axes in figure.axes for artist in (*axes.lines, *axes.collections))
    return sum(_points_of(artist) for artist in drawn)


def _points_of(artist: Artist) -> int:
    if isinstance(artist, Line2D):
        return np.asarray(artist.get_xdata(orig=False)).size
    if isinstance(artist, Collection):
        vertices = [np.shape(path.vertices)[0] for path in artist.get_paths()]
        return int(max(sum(vertices), len(np.asarray(artist.get_offsets()))))
    return 0
