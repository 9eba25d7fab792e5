"""Small images: thumbnails, and the frames of sliders, which share what does not change."""

import io

import numpy as np
from PIL import Image, ImageChops, ImageFilter

THUMBNAIL_WIDTH = 560
"""Pixels: twice the width of a card on the index, for sharp screens."""

_COLOURS = 64
"""Of a frame, its background's among them. Chosen as the means of what they stand for, so few are
as near as 256 are by median cut, and take four fifths of the bytes.
"""

_MARGIN = 3
"""Pixels around what differs from the base that are drawn too: a browser that scales both mixes
neighbours, and at a bare edge what is covered would shine through.
"""


def thumbnail(image: Image.Image) -> bytes:
    """Return a small WebP.

    With Lanczos's filter and WebP's sixth method it looks the same and takes twice the time.
    """
    height = round(image.height * THUMBNAIL_WIDTH / image.width)
    small = image.resize((THUMBNAIL_WIDTH, height), Image.Resampling.HAMMING)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=75, method=4)
    return buffer.getvalue()


def frame(image: Image.Image, base: Image.Image | None = None) -> bytes:
    """Return a WebP of at most 64 colours; over a base, only what differs from it.

    What stays the same is transparent, so that the frame is seen over the base's own frame. Where
    that saves nothing, the frame is whole.
    """
    image = image.convert("RGB")
    reduced = _in_few_colours(image)
    whole = _encoded(reduced)
    if base is None or base.size != image.size:
        return whole
    red, green, blue = ImageChops.difference(image, base.convert("RGB")).split()
    differs = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(_opaque)
    drawn = differs.filter(ImageFilter.BoxBlur(_MARGIN)).point(_opaque)
    nothing = Image.new("RGBA", image.size)
    part = _encoded(Image.composite(reduced.convert("RGBA"), nothing, drawn))
    return min(part, whole, key=len)


def _in_few_colours(image: Image.Image) -> Image.Image:
    """Return an image in few colours, that of its first corner, the background, as it was."""
    pixels = np.array(image)
    red, green, blue = np.moveaxis(pixels != pixels[0, 0], -1, 0)
    ink = red | green | blue
    if ink.any():
        drawn = Image.fromarray(pixels[ink][np.newaxis])
        few = drawn.quantize(
            _COLOURS - 1, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE
        )
        pixels[ink] = np.asarray(few.convert("RGB"))[0]
    return Image.fromarray(pixels)


def _opaque(level: int) -> int:
    return 255 if level else 0


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=True, quality=75, method=3)
    return buffer.getvalue()
