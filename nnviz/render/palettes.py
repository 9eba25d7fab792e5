"""Few colours for many pictures: what small files are made of."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from PIL import Image

_COLOURS = 256


def in_common_colours(pictures: Iterable[Any], model: Any) -> Iterator[Image.Image]:
    """Yield pictures, (height, width, 4) bytes each, in the 256 colours that suit the model best.

    The background, which is the colour of the model's first corner, stays exactly what it is.
    Only what differs from the picture before is looked up in the palette again.
    """
    common = Image.fromarray(model).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    place, background = int(np.asarray(common)[0, 0]), _whole(model)[0, 0]
    colours = common.getpalette() or []
    colours[3 * place : 3 * place + 3] = model[0, 0, :3].tolist()
    before, numbers = np.empty(0), np.empty(0)
    for picture in map(_whole, pictures):
        if before.shape != picture.shape:
            changed, numbers = np.s_[:, :], np.empty(picture.shape, np.uint8)
        else:
            changed, numbers = before != picture, numbers.copy()
        numbers[changed] = _numbers(picture[changed], common, background, place)
        before = picture
        image = Image.fromarray(numbers, "P")
        image.putpalette(colours)
        yield image


def _whole(picture: Any) -> Any:
    """Return a picture with a number a pixel, (height, width): they are quicker to compare."""
    return picture.view("<u4")[..., 0]


def _numbers(pixels: Any, common: Image.Image, background: Any, place: int) -> Any:
    if not pixels.size:
        return np.empty(pixels.shape, np.uint8)
    row = np.ascontiguousarray(pixels).reshape(1, -1)
    image = Image.fromarray(row.view(np.uint8).reshape(*row.shape, 4)).convert("RGB")
    numbers = np.array(image.quantize(palette=common, dither=Image.Dither.NONE))
    numbers = numbers.reshape(pixels.shape)
    # The nearest entry is looked up roughly, and misses the background by a shade.
    numbers[pixels == background] = place
    return numbers
