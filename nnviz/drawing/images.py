"""Small images, a row of them for each name."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from nnviz.core.arrays import Array
from nnviz.drawing.roles import RoleLike, role

_GAP = 0.15  # between two images, in widths of one


def image_rows(
    axes: Axes,
    rows: Sequence[tuple[str, Array, RoleLike]],
    *,
    limits: tuple[float, float] = (0.0, 1.0),
) -> None:
    """Draw rows of images from the top: (name, images (count, height, width), role).

    A pixel is the pale colour of the role at the lower of the `limits` and its full colour at the
    upper one. The names stand left of the rows, and the axes lose their spines and other ticks.
    """
    longest = 0
    for place, (_, images, of) in enumerate(rows):
        chosen = role(of)
        colours = LinearSegmentedColormap.from_list("ink", [chosen.faded(0.88), chosen.text_color])
        longest = max(longest, len(images))
        for column, image in enumerate(np.asarray(images)):
            left, top = column * (1 + _GAP), place * (1 + _GAP)
            extent = (left, left + 1, top + 1, top)
            axes.imshow(image, cmap=colours, vmin=limits[0], vmax=limits[1], extent=extent)
    axes.set_xlim(0, longest * (1 + _GAP) - _GAP)
    axes.set_ylim(len(rows) * (1 + _GAP) - _GAP, 0)
    axes.set_aspect("equal", anchor="NW")
    axes.set_xticks([])
    named = [(place * (1 + _GAP) + 0.5, name) for place, (name, *_) in enumerate(rows) if name]
    axes.set_yticks([at for at, _ in named], [name for _, name in named])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
