"""Small images: thumbnails, and the frames of sliders, which share what does not change."""

import io
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels: TypeAlias = npt.NDArray[np.uint8]

THUMBNAIL_WIDTH = 560
"""Pixels: twice the width of a card on the index, for sharp screens."""

_COLOURS = 64
"""Of a frame, its background's among them. Chosen as the means of what they stand for, so few are
as near as 256 are by median cut, and take four fifths of the bytes.
"""

_WORTH = 0.3
"""The share of the ink that must stay for a frame to be a part: with less, parts were larger."""

_AROUND = ImageFilter.BoxBlur(3)
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
    that saves little, the frame is whole.
    """
    pixels = np.array(image.convert("RGB"))
    ink = (pixels != pixels[0, 0]).any(-1)
    if base is not None and base.size == image.size:
        differs = (pixels != np.asarray(base.convert("RGB"))).any(-1)
        drawn = np.asarray(Image.fromarray(differs).convert("L").filter(_AROUND)) > 0
        if np.count_nonzero(ink & ~drawn) > _WORTH * np.count_nonzero(ink):
            part = np.zeros((*ink.shape, 4), np.uint8)
            part[drawn] = *pixels[0, 0], 255
            part[ink & drawn, :3] = _in_few_colours(pixels[ink & drawn])
            return _encoded(part)
    pixels[ink] = _in_few_colours(pixels[ink])
    return _encoded(pixels)


def _in_few_colours(ink: Pixels) -> Pixels:
    """Return pixels (n, 3) in few colours.

    Colours are of one kind that differ in the two last bits of a channel alone, and the few are
    chosen by how many each kind has: by the square root, or a thin line's colour loses to a shade.
    """
    if not len(ink):
        return ink
    kind = (ink >> 2).astype(np.int32) @ (1 << 12, 1 << 6, 1)
    count = np.bincount(kind, minlength=1 << 18)
    known = np.zeros((1 << 18, 3), np.uint8)
    known[kind[::-1]] = ink[::-1]
    kinds = np.flatnonzero(count)
    weighed = np.repeat(known[kinds], np.sqrt(count[kinds]).astype(int), axis=0)
    few = Image.fromarray(weighed[np.newaxis]).quantize(
        _COLOURS - 1, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE
    )
    palette = np.array(few.getpalette("RGB"), np.int32).reshape(-1, 3)
    apart = ((known[kinds, np.newaxis].astype(np.int32) - palette) ** 2).sum(-1)
    known[kinds] = palette[apart.argmin(-1)]
    seen: Pixels = known[kind]
    return seen


def _encoded(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", lossless=True, quality=75, method=3)
    return buffer.getvalue()
