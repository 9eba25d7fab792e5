"""A finished figure, and the bytes it is written as."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from nnviz.errors import UsageError
from nnviz.files import write_whole
from nnviz.render.settings import settings
from nnviz.render.vector import compact
from nnviz.wording import enumeration

# Nothing of the day, the machine or matplotlib's version is written, so that bytes repeat.
METADATA: Mapping[str, dict[str, str | None]] = MappingProxyType(
    {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": "nnviz"},
        "pdf": {"CreationDate": None, "Creator": "nnviz", "Producer": None},
    }
)


@dataclass(frozen=True)
class Picture:
    """A figure laid out and labelled, with the rcParams that it was drawn under."""

    figure: Figure
    rc: Mapping[str, Any]

    def encode(self, format: str, dpi: float | None = None) -> bytes:
        """Return the figure as `png`, `svg` or `pdf`, the same bytes in any process.

        Raises `UsageError` for another format.
        """
        if format not in METADATA:
            raise UsageError(f"a figure is saved as {_formats()}, not as {format!r}.")
        buffer = io.BytesIO()
        with settings(self.rc):
            self.figure.savefig(
                buffer, format=format, dpi=dpi or "figure", metadata=METADATA[format]
            )
        shorten = _SHORTER.get(format)
        return shorten(buffer.getvalue()) if shorten else buffer.getvalue()

    def save(self, path: str | Path, dpi: float | None = None) -> None:
        """Write the figure to `path`, whole or not at all; its suffix says the format.

        Raises `UsageError` for another suffix and `NnvizError` when it cannot be written.
        """
        path = Path(path)
        format = path.suffix.lstrip(".").lower()
        if format not in METADATA:
            raise UsageError(f"{path} must end in {_formats('.')}: the suffix says the format.")
        write_whole(path, self.encode(format, dpi))


def _without_alpha(png: bytes) -> bytes:
    """Return a PNG without its fourth channel where that says nothing: a tenth fewer bytes."""
    with Image.open(io.BytesIO(png)) as image:
        if image.mode != "RGBA" or image.getchannel("A").getextrema() != (255, 255):
            return png
        buffer = io.BytesIO()
        image.convert("RGB").save(buffer, "PNG", dpi=image.info["dpi"])
        return buffer.getvalue()


_SHORTER = {"svg": compact, "png": _without_alpha}


def _formats(dot: str = "") -> str:
    return enumeration([dot + name for name in METADATA], "or")
