"""Small multiples: rendered figures beside each other, each under the values that it has."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties, findfont
from PIL import Image, ImageDraw, ImageFont

from nnviz.commands import chosen, command
from nnviz.demonstration import Demonstration
from nnviz.export.variation import Variation, words_of
from nnviz.render import Picture
from nnviz.render.origin import Origin
from nnviz.setting import quoted

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

_GAP = 0.02
"""Between figures, as a share of a figure's width; other measures are multiples of it."""


def compose(
    labelled: Iterable[tuple[str, Picture]],
    columns: int,
    dpi: float | None = None,
    origin: Origin | None = None,
) -> bytes:
    """Return a PNG of the pictures in rows of so many, each with its label above it.

    `origin` is what the file tells of them. The pictures are taken one at a time; the looks are the
    first one's.
    """
    tiles: list[Image.Image] = []
    rc: Mapping[str, Any] = {}
    for label, picture in labelled:
        rc = rc or picture.rc
        with Image.open(io.BytesIO(picture.encode("png", dpi))) as image:
            tiles.append(_tile(label, image.convert("RGB"), rc))
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    return _encoded(_stacked(rows, _colour(rc, "figure.facecolor")), origin)


def origin_of(
    shown: Mapping[str, Demonstration], varied: Sequence[Variation], dpi: float
) -> Origin:
    """Return what such a PNG tells of itself: the command, and the values beside each other.

    `shown` are the demonstrations by their labels, and `varied` is what differs among them.
    """
    first, names = next(iter(shown.values())), {each.parameter.name for each in varied}
    values = {n: value for n, value in chosen(first.concept).items() if n not in names}
    look = first.theme, first.size or "", first.authored, first.look
    line = command(first.card, values, first.card.parameters, *look)
    words = [line.replace("nnviz show", "nnviz sweep", 1)]
    words += [f"--vary {quoted(words_of(each))}" for each in varied]
    told = first.origin()
    return replace(
        told,
        alt=f"{told.title}, for {'; '.join(shown)}.",
        command=" ".join([*words, f"--dpi {dpi:g}"]),
    )


def _tile(label: str, image: Image.Image, rc: Mapping[str, Any]) -> Image.Image:
    """Return a picture with its label above it, a gap on the left and one above."""
    gap = max(2, round(_GAP * image.width))
    font = _fitting(label, rc, 1.7 * gap, image.width)
    head = 3 * gap
    tile = Image.new(
        "RGB", (image.width + gap, image.height + head), _colour(rc, "figure.facecolor")
    )
    pen = ImageDraw.Draw(tile)
    colour = _colour(rc, "text.color")
    pen.text((gap + image.width / 2, head / 2), label, fill=colour, font=font, anchor="mm")
    tile.paste(image, (gap, head))
    return tile


def _fitting(label: str, rc: Mapping[str, Any], size: float, room: float) -> Font:
    """Return the theme's font, smaller where the label would not fit."""
    path = findfont(FontProperties(family=rc["font.family"], weight="bold"))
    font = ImageFont.truetype(path, size)
    wide = font.getlength(label)
    return font if wide <= room else ImageFont.truetype(path, max(6, size * room / wide))


def _stacked(rows: list[list[Image.Image]], colour: tuple[int, int, int]) -> Image.Image:
    width = max(sum(tile.width for tile in row) for row in rows)
    heights = [max(tile.height for tile in row) for row in rows]
    gap = max(2, round(_GAP * rows[0][0].width))
    whole = Image.new("RGB", (width + gap, sum(heights) + gap), colour)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        left = 0
        for tile in row:
            whole.paste(tile, (left, top))
            left += tile.width
        top += height
    return whole


def _colour(rc: Mapping[str, Any], name: str) -> tuple[int, int, int]:
    red, green, blue = (round(255 * share) for share in to_rgb(rc[name]))
    return red, green, blue


def _encoded(image: Image.Image, origin: Origin | None) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=origin.in_png() if origin else None)
    return buffer.getvalue()
