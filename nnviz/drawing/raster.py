"""A raster canvas that lays out, measures and draws each text once, however often it is seen."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib import rcParams
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

Look: TypeAlias = tuple[float, tuple[Any, ...]]
"""The dots an inch, and what rcParams say of text."""

_SAID = tuple(
    name
    for name in rcParams
    if name.startswith(("font.", "text.", "mathtext.")) and name != "text.color"
)

_MOST = 4096
"""Texts that are remembered; a figure has about 60."""


class Renderer(RendererAgg):
    """Agg's renderer, whose texts stand at whole pixels, so that each is drawn once and kept."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)  # type: ignore[no-untyped-call]
        said = tuple(str(rcParams[name]) for name in _SAID)
        self.look: Look = (dpi, said)
        self._text2path = _Outlines(said)

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """Return a text's measures in pixels."""
        return _measures(s, prop.copy(), ismath, self.look)

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        """Draw a text in the colour of `gc`, its baseline beginning at the whole pixel nearest."""
        ink, left, top = _ink(s, prop.copy(), angle, bool(ismath), self.look)
        picture = np.empty((*ink.shape, 4), np.uint8)
        picture[..., :3] = [round(255 * share) for share in gc.get_rgb()[:3]]
        picture[..., 3] = np.round(ink * gc.get_alpha())  # of an image, Agg leaves it out
        column, row = round(x) + left, round(y) + top
        self.draw_image(gc, column, self.height - row - len(ink), picture[::-1])


class _Outlines(TextToPath):
    """The outlines of texts with halos, found once: matplotlib joins them glyph by glyph."""

    def __init__(self, said: tuple[str, ...]) -> None:
        super().__init__()
        self._said = said

    def get_text_path(self, prop: FontProperties, s: str, ismath: Any = False, **how: Any) -> Any:
        """Return vertices and codes."""
        key = s, prop.copy(), ismath, str(how), self._said
        if key not in _outlines:
            if len(_outlines) >= _MOST:
                del _outlines[next(iter(_outlines))]
            vertices, codes = super().get_text_path(prop, s, ismath, **how)
            _outlines[key] = np.array(vertices), codes
        return _outlines[key]


class Canvas(FigureCanvasAgg):
    """A figure's canvas with such a renderer."""

    def get_renderer(self) -> Renderer:
        """Return the renderer of the figure's present size."""
        width, height = self.get_width_height(physical=True)
        key = (width, height, self.figure.dpi)
        if self._lastKey != key:
            self.renderer, self._lastKey = Renderer(*key), key
        renderer: Renderer = self.renderer
        return renderer


_lay_out: Any = Text._get_layout  # type: ignore[attr-defined]
_layouts: dict[Any, Any] = {}
_outlines: dict[Any, Any] = {}


@contextmanager
def kept_layouts() -> Iterator[None]:
    """Let texts that are shown by this module's renderer be laid out once within the `with`.

    Where its lines stand depends on a text's words and look alone, but matplotlib finds it anew
    each time that the text is measured or drawn, which a tick's label is five times.
    """
    kind: Any = Text
    kind._get_layout = _layout
    try:
        yield
    finally:
        kind._get_layout = _lay_out


def _layout(text: Any, renderer: Any) -> Any:
    if not isinstance(renderer, Renderer) or text.get_wrap():
        return _lay_out(text, renderer)
    key = (
        renderer.look, text.get_text(), text.get_fontproperties().copy(),
        text.get_rotation(), text.get_rotation_mode(), text.get_ha(), text.get_va(),
        text._multialignment, text._linespacing, text.get_usetex(), text.get_parse_math(),
        text.get_figure(root=True).dpi,
    )  # fmt: skip
    if key not in _layouts:
        if len(_layouts) >= _MOST:
            del _layouts[next(iter(_layouts))]
        _layouts[key] = _lay_out(text, renderer)
    return _layouts[key]


@lru_cache(_MOST)
def _measures(s: str, prop: FontProperties, ismath: Any, look: Look) -> tuple[float, float, float]:
    width, height, descent = _blank(1, 1, look).get_text_width_height_descent(s, prop, ismath)
    return width, height, descent


@lru_cache(_MOST)
def _ink(
    s: str, prop: FontProperties, angle: float, ismath: bool, look: Look
) -> tuple[npt.NDArray[np.uint8], int, int]:
    """Return how much of each pixel a text covers, and where from its beginning the first is."""
    width, height, descent = _measures(s, prop, ismath, look)
    pad = math.ceil(prop.get_size_in_points() * look[0] / 72)  # slanted letters lean out
    turned = np.exp(-1j * math.radians(angle))  # y is downwards
    corners = turned * np.array(
        [x + 1j * y for x in (0, width) for y in (descent - height, descent)]
    )
    low_x, low_y = (math.floor(part.min()) - pad for part in (corners.real, corners.imag))
    high_x, high_y = (math.ceil(part.max()) + pad for part in (corners.real, corners.imag))
    drawn = _blank(high_x - low_x, high_y - low_y, look)
    drawn.draw_text(drawn.new_gc(), -low_x, -low_y, s, prop, angle, ismath)
    ink = np.asarray(drawn.buffer_rgba())[..., 3]
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((1, 1), np.uint8), 0, 0
    kept = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
    return kept, low_x + int(columns[0]), low_y + int(rows[0])


def _blank(width: int, height: int, look: Look) -> Any:
    return RendererAgg(  # type: ignore[no-untyped-call]
        width, height, look[0]
    )
