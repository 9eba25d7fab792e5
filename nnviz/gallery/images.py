"""Small images: thumbnails, and the frames of sliders, which share what does not change."""

import io
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels: TypeAlias = npt.NDArray[np.uint32]

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
    pixels = _packed(image)
    ink = pixels != pixels[0, 0]
    if base is not None and base.size == image.size:
        differs = Image.fromarray(pixels != _packed(base)).convert("L")
        drawn = np.asarray(differs.filter(_AROUND)) > 0
        if np.count_nonzero(ink & ~drawn) > _WORTH * np.count_nonzero(ink):
            part = np.where(drawn, pixels, 0)
            part[ink & drawn] = _in_few_colours(pixels[ink & drawn])
            return _encoded(_unpacked(part))
    pixels[ink] = _in_few_colours(pixels[ink])
    return _encoded(_unpacked(pixels).convert("RGB"))


def _packed(image: Image.Image) -> Pixels:
    """Return an image with a number a pixel, (height, width): red has the lowest eight bits."""
    return np.array(image.convert("RGB").convert("RGBA")).view("<u4")[..., 0]


def _unpacked(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels.view(np.uint8).reshape(*pixels.shape, 4))


def _in_few_colours(ink: Pixels) -> Pixels:
    """Return pixels (n,) in few colours.

    Colours are of one kind that differ in the two last bits of a channel alone, and the few are
    chosen by how many each kind has: by the square root, or a thin line's colour loses to a shade.
    """
    if not len(ink):
        return ink
    kind = ink >> 2 & 0x3F | ink >> 4 & 0xFC0 | ink >> 6 & 0x3F000
    count = np.bincount(kind, minlength=1 << 18)
    kinds = np.flatnonzero(count)
    known: Pixels = np.zeros(1 << 18, "<u4")
    known[kind[::-1]] = ink[::-1]
    colours = known[kinds].view(np.uint8).reshape(-1, 4)[:, :3]
    weighed = np.repeat(colours, np.sqrt(count[kinds]).astype(int), axis=0)
    few = Image.fromarray(weighed[np.newaxis]).quantize(
        _COLOURS - 1, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE
    )
    palette = np.array(few.getpalette("RGB"), np.int32).reshape(-1, 3)
    apart = ((colours[:, np.newaxis].astype(np.int32) - palette) ** 2).sum(-1)
    nearest = palette[apart.argmin(-1)].astype("<u4")
    known[kinds] = nearest @ np.array([1, 1 << 8, 1 << 16], "<u4") | 0xFF << 24
    seen: Pixels = known[kind]
    return seen


def _encoded(image: Image.Image) -> bytes:
    """Return a lossless WebP; a quality of 25 takes twice the time and saves a seventh."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=True, quality=20, method=2)
    return buffer.getvalue()
