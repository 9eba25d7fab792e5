"""Small images: thumbnails and the frames of sliders, at the fewest bytes that look the same."""

import io

from PIL import Image

THUMBNAIL_WIDTH = 560
"""Pixels: twice the width of a card on the index, for sharp screens."""

_COLOURS = 256


def thumbnail(png: bytes) -> bytes:
    """Return a small PNG of at most 256 colours."""
    image = _opened(png)
    height = round(image.height * THUMBNAIL_WIDTH / image.width)
    small = image.resize((THUMBNAIL_WIDTH, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    _reduced(small).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def frame(png: bytes) -> bytes:
    """Return a WebP of at most 256 colours, its pixels kept as they are."""
    buffer = io.BytesIO()
    _reduced(_opened(png)).convert("RGB").save(buffer, "WEBP", lossless=True, quality=60, method=4)
    return buffer.getvalue()


def measure(png: bytes) -> tuple[int, int]:
    """Return an image's width and height in pixels."""
    with Image.open(io.BytesIO(png)) as image:
        return image.size


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _reduced(image: Image.Image) -> Image.Image:
    return image.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
