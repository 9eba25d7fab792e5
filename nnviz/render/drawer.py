"""Draws a concept again and again, as a reader moves its parameters."""

import io
from collections.abc import Mapping
from typing import Any

from nnviz.concept import Concept
from nnviz.render.compose import render
from nnviz.render.film import moves
from nnviz.render.frame import head
from nnviz.render.picture import Picture
from nnviz.render.sizes import Size
from nnviz.render.themes import Theme
from nnviz.result import Result


class Drawer:
    """The pictures of one concept in one theme and size, for one reader, one after another.

    Theme, size and themes are those of `render`, and so is what is raised.
    """

    def __init__(
        self,
        theme: str = "slides",
        size: str | Size | None = None,
        themes: Mapping[str, Theme] | None = None,
    ) -> None:
        self._look: dict[str, Any] = {"theme": theme, "size": size, "themes": themes}
        self.head = 0.0
        """The share of the height that headline and setting take at the top."""
        self.moves = False
        """Whether anything in the figure moves by itself."""

    def move(self, concept: Concept, result: Result) -> bytes:
        """Return the picture while a parameter moves, as a WebP of the pixels' size at rest.

        It is quick to make. Every number, word and curve in it is of this result; what takes long
        to place may be left out.
        """
        buffer = io.BytesIO()
        pixels = self._drawn(concept, result).pixels()
        pixels.save(buffer, "WEBP", quality=80, method=0)
        return buffer.getvalue()

    def rest(self, concept: Concept, result: Result) -> bytes:
        """Return the picture once a parameter rests: the PNG that `nnviz show --save` writes."""
        return self._drawn(concept, result).encode("png")

    def _drawn(self, concept: Concept, result: Result) -> Picture:
        picture = render(concept, result, **self._look)
        self.head, self.moves = head(picture.figure), moves(picture)
        return picture
