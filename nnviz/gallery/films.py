"""A figure's animation: as files to take away, and as a player's frames, of few bytes.

The player has the first frame whole. For each frame after it there are the small squares, tiles,
in which it differs from the one before, and equal tiles are there once.
"""

import base64
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

from nnviz.gallery.record import Film, Strip
from nnviz.render.film import encode, in_one_palette

if TYPE_CHECKING:
    from nnviz.render import Picture

SECONDS = 5.0
COUNT = 60
DPI = 96.0
"""A slide's animation has 1280 × 720 pixels."""

TILE = 16
"""Pixels: a tile's side. Of 16, 32 and 64, 16 made the smallest files."""
ACROSS = 64
"""Tiles in a row of the image that holds them all."""
_MOST_TILES = 20_000
"""Beyond, a browser would hold 20 MB of tiles: there is no player then, but there are files."""

Pixels = npt.NDArray[np.uint8]


def draw_film(light: "Picture", dark: "Picture") -> tuple[Film | None, dict[str, bytes]]:
    """Return a player's film and all files of an animation: of the player, GIF and WebP.

    The film is None where too much changes for a player.
    """
    shown = in_one_palette(light, COUNT, DPI)
    files = {
        f"animation{suffix}": encode(shown, SECONDS / COUNT, suffix) for suffix in (".gif", ".webp")
    }
    strips = []
    for images, theme in ((shown, ""), (in_one_palette(dark, COUNT, DPI), "-dark")):
        strip, parts = strip_of(images, f"player{theme}.webp", f"player-tiles{theme}.webp")
        if strip is None:
            return None, files
        strips.append(strip)
        files |= parts
    film = Film(
        count=COUNT,
        seconds=SECONDS,
        width=shown[0].width,
        height=shown[0].height,
        tile=TILE,
        across=ACROSS,
        light=strips[0],
        dark=strips[1],
    )
    return film, files


def strip_of(
    images: list[Image.Image], first: str, tiles: str
) -> tuple[Strip | None, dict[str, bytes]]:
    """Return a film's pictures, and its files under these names; None where too much changes."""
    palette = images[0].getpalette() or []
    found: dict[bytes, int] = {}
    changes = [list(_changes(one, next, found)) for one, next in _pairs(images)]
    if len(found) > _MOST_TILES:
        return None, {}
    words = [word for change in changes for word in (len(change) // 2, *change)]
    told = base64.b64encode(np.array(words, "<u2").tobytes()).decode()
    files = {first: _webp(np.asarray(images[0]), palette)}
    if found:
        files[tiles] = _webp(_atlas(found), palette)
    return Strip(first=first, tiles=tiles if found else "", changes=told), files


def _pairs(images: list[Image.Image]) -> Iterator[tuple[Pixels, Pixels]]:
    """Yield each image and the next, extended to whole tiles."""
    whole = (_whole_tiles(np.asarray(image)) for image in images)
    before = next(whole)
    for after in whole:
        yield before, after
        before = after


def _changes(before: Pixels, after: Pixels, found: dict[bytes, int]) -> Iterator[int]:
    """Yield place and number of each tile that changes; what is new is added to those found."""
    down, across = (side // TILE for side in after.shape)
    differs = (before != after).reshape(down, TILE, across, TILE).any(axis=(1, 3))
    for row, column in np.argwhere(differs).tolist():
        tile = after[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]
        yield row * across + column
        yield found.setdefault(tile.tobytes(), len(found))


def _whole_tiles(pixels: Pixels) -> Pixels:
    height, width = pixels.shape
    return np.pad(pixels, ((0, -height % TILE), (0, -width % TILE)), mode="edge")


def _atlas(found: dict[bytes, int]) -> Pixels:
    """Return all tiles as one image, `ACROSS` in a row."""
    rows = -(-len(found) // ACROSS)
    tiles = np.zeros((rows * ACROSS, TILE, TILE), np.uint8)
    tiles[: len(found)] = np.frombuffer(b"".join(found), np.uint8).reshape(-1, TILE, TILE)
    laid = tiles.reshape(rows, ACROSS, TILE, TILE).swapaxes(1, 2)
    return np.ascontiguousarray(laid.reshape(rows * TILE, ACROSS * TILE))


def _webp(numbers: Pixels, palette: list[int]) -> bytes:
    image = Image.fromarray(numbers, "P")
    image.putpalette(palette)
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "WEBP", lossless=True, quality=75, method=4)
    return buffer.getvalue()
