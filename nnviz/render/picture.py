"""A finished figure, and the bytes it is written as."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from nnviz.drawing.canvas import canvas_of
from nnviz.drawing.guesses import Covered, covered
from nnviz.drawing.labels import Labelling
from nnviz.drawing.lean import LeanFigure
from nnviz.errors import UsageError
from nnviz.files import write_whole
from nnviz.names import FORMATS
from nnviz.render.origin import Origin
from nnviz.render.settings import settings
from nnviz.render.vector import compact
from nnviz.wording import enumeration

# Nothing of the day, the machine or matplotlib's version is written, so that bytes repeat.
_METADATA: Mapping[str, dict[str, str | None]] = MappingProxyType(
    {
        "svg": {"Date": None, "Creator": "nnviz"},
        "pdf": {"CreationDate": None, "Creator": "nnviz", "Producer": None},
    }
)

_QUALITY = 90
"""Of a JPEG: a WebP takes five times as long to pack."""
_HALF_THE_COLOURS = 2
"""Pillow's number for colours at half the resolution, which take half as long as all of them."""


@dataclass(frozen=True)
class Picture:
    """A figure laid out and labelled, the rcParams it was drawn under, letters no font has."""

    figure: LeanFigure
    rc: Mapping[str, Any]
    labelling: Labelling | None = None
    unknown: frozenset[str] = frozenset()

    @property
    def head(self) -> float:
        """The share of the height that headline and setting take at the top."""
        return self.figure.head / float(self.figure.get_figheight())

    @property
    def covered(self) -> Covered | None:
        """Where the curve lies that readers are to draw, if one is marked."""
        return covered(self.figure)

    def encode(self, format: str, dpi: float | None = None, origin: Origin | None = None) -> bytes:
        """Return the figure as `png`, `svg` or `pdf`, the same bytes in any process.

        `origin` is what the file tells of the figure. Raises `UsageError` for another format.
        """
        if format not in FORMATS:
            raise UsageError(f"a figure is saved as {_formats()}, not as {format!r}.")
        if format == "png":
            return as_png(self.pixels(dpi), origin)
        buffer = io.BytesIO()
        told = origin.in_pdf() if origin and format == "pdf" else {}
        with settings(self.rc):
            self.figure.savefig(
                buffer, format=format, dpi=dpi or "figure", metadata=_METADATA[format] | told
            )
        if format == "pdf":
            return buffer.getvalue()
        svg = compact(buffer.getvalue())
        return origin.into_svg(svg) if origin else svg

    def pixels(self, dpi: float | None = None) -> Image.Image:
        """Return the figure as an image, with a fourth channel only where one sees through it."""
        pixels = self._drawn(dpi)
        image = Image.fromarray(pixels).convert("RGBA" if pixels[..., 3].min() < 255 else "RGB")
        image.info["dpi"] = (dpi or self.figure.dpi,) * 2
        return image

    def as_jpeg(self) -> bytes:
        """Return the figure as a JPEG, which is packed soonest, without what one sees through."""
        pixels, buffer = self._drawn(), io.BytesIO()
        size = pixels.shape[1::-1]  # the fourth channel is skipped where it lies
        image = Image.frombuffer("RGBX", size, pixels, "raw", "RGBX", 0, 1)
        image.save(buffer, "JPEG", quality=_QUALITY, subsampling=_HALF_THE_COLOURS)
        return buffer.getvalue()

    def _drawn(self, dpi: float | None = None) -> npt.NDArray[np.uint8]:
        """Return the pixels (rows, columns, 4), which are these until the figure is drawn anew."""
        before = self.figure.dpi
        with settings(self.rc):
            self.figure.set_dpi(dpi or before)
            try:
                canvas = canvas_of(self.figure)
                canvas.draw()  # type: ignore[no-untyped-call]
                return np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
            finally:
                self.figure.set_dpi(before)

    def save(
        self, path: str | Path, dpi: float | None = None, origin: Origin | None = None
    ) -> None:
        """Write the figure to `path`, whole or not at all; its suffix says the format.

        Raises `UsageError` for another suffix and `NnvizError` when it cannot be written.
        """
        path = Path(path)
        format = path.suffix.lstrip(".").lower()
        if format not in FORMATS:
            raise UsageError(f"{path} must end in {_formats('.')}: the suffix says the format.")
        write_whole(path, self.encode(format, dpi, origin))


def as_png(pixels: Image.Image, origin: Origin | None = None) -> bytes:
    """Return a picture's pixels as a PNG: savefig would draw twice and write a fourth channel."""
    buffer = io.BytesIO()
    pixels.save(buffer, "PNG", dpi=pixels.info["dpi"], pnginfo=origin.in_png() if origin else None)
    return buffer.getvalue()


def _formats(dot: str = "") -> str:
    return enumeration([dot + name for name in FORMATS], "or")
