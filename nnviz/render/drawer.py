"""Draws a concept again and again, as a reader moves its parameters."""

from collections.abc import Mapping
from typing import Any

from nnviz.concept import Concept
from nnviz.render.compose import render
from nnviz.render.film import moves
from nnviz.render.origin import Origin
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
        self._laid_out: Picture | None = None
        self.head = 0.0
        """The share of the height that headline and setting take at the top."""
        self.moves = False
        """Whether anything in the figure moves by itself."""

    def move(self, concept: Concept, result: Result) -> bytes:
        """Return the picture while a parameter moves, as a JPEG of the pixels' size at rest.

        It is quick to make: panels stand where they stood at rest, the strip of headline and
        setting is empty, and labels that wait for a place beside their curve are left out. Every
        other number, word and curve is of this result.
        """
        picture = self._drawn(concept, result, after=self._laid_out)
        self._laid_out = self._laid_out or picture
        for text in picture.figure.texts:
            text.set_visible(False)
        return picture.as_jpeg()

    def rest(self, concept: Concept, result: Result, origin: Origin | None = None) -> bytes:
        """Return the picture once a parameter rests: the PNG that `nnviz show --save` writes."""
        self._laid_out = self._drawn(concept, result)
        return self._laid_out.encode("png", origin=origin)

    def _drawn(self, concept: Concept, result: Result, after: Picture | None = None) -> Picture:
        picture = render(concept, result, **self._look, after=after)
        self.head, self.moves = picture.head, moves(picture)
        return picture
