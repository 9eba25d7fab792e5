"""The renderer that measures text before anything is saved."""

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure


def renderer_of(figure: Figure) -> RendererAgg:
    """Return the raster renderer of a figure, giving it a raster canvas if it has another."""
    canvas = figure.canvas
    if not isinstance(canvas, FigureCanvasAgg):
        canvas = FigureCanvasAgg(figure)
    return canvas.get_renderer()
