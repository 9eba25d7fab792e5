"""Animations: the frames of a figure in which something moves, and the files they become.

What lies under all that moves is drawn once; for each frame what moves is drawn over it, with
what stands still above it.
"""

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from nnviz.drawing.motion import motions
from nnviz.drawing.raster import Canvas
from nnviz.errors import NnvizError, UsageError
from nnviz.files import write_whole
from nnviz.render.layers import Foreground
from nnviz.render.origin import Origin
from nnviz.render.palettes import in_common_colours
from nnviz.render.picture import Picture
from nnviz.render.settings import settings
from nnviz.wording import enumeration

Frame: TypeAlias = npt.NDArray[np.uint8]
"""A picture as (height, width, 3) bytes."""

FORMATS = (".gif", ".webp", ".png", ".mp4")
HOLD_SECONDS = 2.0
"""How long the last frame, which is the whole figure, stays before an animation begins anew."""


def moves(picture: Picture) -> bool:
    """Return whether anything in the figure moves."""
    return bool(motions(picture.figure))


def frames(picture: Picture, count: int, dpi: float | None = None) -> Iterator[Frame]:
    """Yield `count` frames of a figure, from the beginning to the whole figure.

    The figure is left as it was. Raises `UsageError` for a figure in which nothing moves.
    """
    for pixels in _drawn(picture, count, dpi):
        yield pixels[..., :3].copy()


def _drawn(picture: Picture, count: int, dpi: float | None) -> Iterator[Frame]:
    """Yield the frames as they lie in the renderer, (height, width, 4): quicker to copy."""
    figure, moving = picture.figure, motions(picture.figure)
    if not moving:
        raise UsageError("nothing moves in this figure; save it with nnviz show --save.")
    before = figure.dpi
    with settings(picture.rc):
        figure.set_dpi(dpi or before)
        canvas = Canvas(figure)
        renderer = canvas.get_renderer()
        foreground = Foreground(moving, renderer)
        try:
            foreground.set_animated(True)
            canvas.draw()  # type: ignore[no-untyped-call]
            still: Any = canvas.copy_from_bbox(figure.bbox)  # type: ignore[no-untyped-call]
            for share in np.linspace(0, 1, count):
                canvas.restore_region(still)  # type: ignore[no-untyped-call]
                for motion in moving:
                    motion.update(float(share))
                for artist in foreground.artists():
                    artist.draw(renderer)
                yield np.array(renderer.buffer_rgba())  # type: ignore[no-untyped-call]
        finally:
            for motion in moving:
                motion.update(1.0)
            foreground.set_animated(False)
            figure.set_dpi(before)


def in_one_palette(picture: Picture, count: int, dpi: float | None = None) -> list[Image.Image]:
    """Return the frames of a figure as images of at most 256 colours in common.

    Raises `UsageError` for a figure in which nothing moves.
    """
    *_, whole = _drawn(picture, 2, dpi)
    return list(in_common_colours(_drawn(picture, count, dpi), whole))


def save_film(
    picture: Picture,
    path: str | Path,
    *,
    count: int,
    seconds: float,
    dpi: float | None = None,
    origin: Origin | None = None,
) -> None:
    """Write the animation to `path`, whole: `.gif`, `.webp`, `.png` (APNG) or `.mp4`.

    `origin` is what the file tells of the figure.
    Raises `UsageError` for another suffix, a figure in which nothing moves, or an MP4 without the
    extra that brings its encoder, and `NnvizError` when the file cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"{path} must end in {enumeration(list(FORMATS), 'or')}.")
    each = seconds / count
    if suffix == ".mp4":
        content = _mp4(list(frames(picture, count, dpi)), each, origin)
    elif suffix == ".png":
        images = [Image.fromarray(f) for f in frames(picture, count, dpi)]
        content = encode(images, each, suffix, origin)
    else:
        content = encode(in_one_palette(picture, count, dpi), each, suffix, origin)
    write_whole(path, content)


def encode(
    images: list[Image.Image], each: float, suffix: str, origin: Origin | None = None
) -> bytes:
    """Return images as an animated `.gif`, `.webp` or `.png`, `each` seconds an image."""
    tick = 10 if suffix == ".gif" else 1  # milliseconds: a GIF counts hundredths of a second
    begins = [tick * round(1000 * each * number / tick) for number in range(len(images))]
    durations = [later - earlier for earlier, later in pairwise(begins)]
    durations.append(round(1000 * HOLD_SECONDS))
    kinds: dict[str, dict[str, Any]] = {
        ".gif": {"format": "GIF", "disposal": 1},
        # Each image has what differs from the one before: a film is played from its beginning.
        ".webp": {"format": "WEBP", "lossless": True, "method": 3, "kmax": 0},
        ".png": {"format": "PNG"},
    }
    told = origin.in_film(suffix) if origin else {}
    buffer = io.BytesIO()
    images[0].save(
        buffer,
        save_all=True,
        append_images=images[1:],
        duration=durations,
        loop=0,
        **kinds[suffix],
        **told,
    )
    return buffer.getvalue()


def _mp4(pictures: list[Frame], each: float, origin: Origin | None) -> bytes:
    import subprocess
    import tempfile

    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError:
        raise UsageError("an MP4 needs: python -m pip install imageio-ffmpeg") from None
    height, width = (side - side % 2 for side in pictures[0].shape[:2])
    raw = b"".join(picture[:height, :width].tobytes() for picture in pictures)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "film.mp4"
        made = subprocess.run(
            [
                get_ffmpeg_exe(),
                "-loglevel",
                "error",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "rgb24",
                "-s",
                f"{width}x{height}",
                "-r",
                f"{1 / each:.6g}",
                "-i",
                "-",
                "-pix_fmt",
                "yuv420p",
                "-movflags",
                "+faststart",
                "-bitexact",
                *(origin.in_mp4() if origin else ()),
                str(target),
            ],
            input=raw,
            capture_output=True,
            check=False,
        )
        if made.returncode:
            raise NnvizError(f"the MP4 encoder failed: {made.stderr.decode().strip()}")
        return target.read_bytes()
