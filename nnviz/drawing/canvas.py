"""The renderer that measures text before anything is saved."""

from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cbook import is_math_text
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.transforms import Transform

from nnviz.core.arrays import Array
from nnviz.drawing.raster import Canvas, Renderer
from nnviz.tex_limits import too_large


def figure_of(artist: Artist) -> Figure:
    """Return the figure that an artist was added to."""
    return cast(Figure, artist.get_figure(root=True))


def canvas_of(figure: Figure) -> Canvas:
    """Return the raster canvas of a figure, giving it one if it has another."""
    canvas = figure.canvas
    return canvas if isinstance(canvas, Canvas) else Canvas(figure)


def renderer_of(figure: Figure) -> Renderer:
    """Return the raster renderer of a figure."""
    return canvas_of(figure).get_renderer()


def axes_of(figure: Figure) -> list[Axes]:
    """Return a figure's axes, those inset in others after them."""
    inset = [child for axes in figure.axes for child in axes.child_axes]
    return [*figure.axes, *(child for child in inset if isinstance(child, Axes))]


def settle_limits(figure: Figure) -> None:
    """Let each axes find its limits and its shape, which matplotlib puts off until it draws."""
    renderer = renderer_of(figure)
    for axes in axes_of(figure):
        axes.get_xlim(), axes.get_ylim()
        locator = axes.get_axes_locator()
        axes.apply_aspect(locator(axes, renderer) if locator is not None else None)


def text_width(figure: Figure, text: str, font: FontProperties) -> float:
    """Return how many pixels wide one line of text is."""
    renderer: Any = renderer_of(figure)
    math = is_math_text(text) and not too_large(text)
    width, _, _ = renderer.get_text_width_height_descent(text, font, ismath=math)
    return float(width)


def write_out_large_formulas(figure: Figure) -> None:
    """Let texts whose mathematics no parser should see be shown as they were written."""
    for axes in (figure, *axes_of(figure)):
        named = [axis.label for axis in (axes.xaxis, axes.yaxis)] if isinstance(axes, Axes) else []
        for words in (*axes.get_children(), *named):
            if isinstance(words, Text) and too_large(words.get_text()):
                words.set_parse_math(False)


def in_pixels(axes: Axes, x: Any, y: Any, transform: Transform | None = None) -> Array:
    """Return data coordinates, dates too, as pixels (points, 2)."""
    units: Any = axes
    points = np.column_stack([units.convert_xunits(x), units.convert_yunits(y)])
    return np.asarray((transform or axes.transData).transform(points), float)
