"""Makes what a reader wishes for: what a worker does, in its own process."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from nnviz.core.remembering import Memory, keeping
from nnviz.demonstration import Demonstration, demonstrate
from nnviz.errors import NnvizError
from nnviz.explore import questions, takeaway, uploads, words
from nnviz.explore.wishes import (
    ASK,
    DRAW,
    FILM,
    MOVE,
    PAGE,
    PANEL,
    STATE,
    WIDGET,
    UnmetError,
    Wish,
)
from nnviz.host.catalog import Catalog
from nnviz.host.isolation import blame
from nnviz.language import Language, current, speaking
from nnviz.render.drawer import Drawer
from nnviz.result import Result
from nnviz.threads import hold_to_one_thread

_MOST_DRAWERS = 4
"""Each holds a figure, of some megabytes."""

_SLOW = 0.5
"""Seconds of computing beyond which a setting is asked for on release only."""


class Made(NamedTuple):
    """What a request is answered with."""

    content: bytes
    type: str
    status: int = 200


class Kitchen(NamedTuple):
    """Where wishes are made: the plugins that this run was told to use and to leave out."""

    files: tuple[Path, ...] = ()
    blocked: tuple[str, ...] = ()


class Order(NamedTuple):
    """A wish, where it is made, and in which language."""

    kitchen: Kitchen
    wish: Wish
    language: Language = Language()


def make(order: Order) -> Made:
    """Return what is wished for, or the sentence that says why there is none."""
    hold_to_one_thread()
    try:
        with speaking(order.language):
            made = _maker(order.kitchen).make(order.wish)
    except NnvizError as error:
        made = refusal(error)
    if made.type == JSON:  # where a reader's data lies here is nothing to tell
        for folder in uploads.folders(value for _, value in order.wish.values):
            made = made._replace(content=made.content.replace(folder.encode(), b""))
    return made


@cache
def _maker(kitchen: Kitchen) -> "Maker":
    return Maker(Catalog(kitchen.files, kitchen.blocked))


@dataclass
class Maker:
    """Makes wishes in this process, and keeps what draws the latest, and what they had alike."""

    catalog: Catalog
    drawers: dict[tuple[str, str, str, str], Drawer] = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)

    def make(self, wish: Wish) -> Made:
        """Return what is wished for; raises what `Demonstration` does."""
        with keeping(self.memory):
            return self._made(wish)

    def _made(self, wish: Wish) -> Made:
        card = self.catalog.card(wish.concept)
        if wish.what == DRAW:
            return Made(as_json(questions.to_draw(self.catalog, card, wish.theme)), JSON)
        if wish.what.startswith(ASK):
            name = wish.what.removeprefix(ASK)
            return Made(as_json(questions.asked(self.catalog, card, name, wish.theme)), JSON)
        shown = demonstrate(self.catalog, card, dict(wish.values), wish.theme, wish.size)
        if wish.what == PAGE:
            return Made(words.article(shown, takeaway.purposes(self.catalog)), HTML)
        if wish.what == WIDGET:
            return Made(words.widget(shown), HTML)
        if wish.what == PANEL:
            return Made(as_json(words.panel(shown)), JSON)
        if wish.what in (STATE, MOVE):
            return Made(as_json(self._state(shown, wish)), JSON)
        if wish.what == FILM:
            return Made(as_json(takeaway.film(shown)), JSON)
        return Made(takeaway.file(self.catalog, shown, wish.what), "application/octet-stream")

    def _state(self, shown: Demonstration, wish: Wish) -> dict[str, Any]:
        began = perf_counter()
        result = shown.result
        slow = perf_counter() - began > _SLOW
        picture = self._picture(shown, result, wish)
        return words.state(shown) | picture | {"slow": slow}

    def _picture(self, shown: Demonstration, result: Result, wish: Wish) -> dict[str, Any]:
        drawer = self._drawer(wish)
        with blame(shown.card.source, "in draw"):
            if wish.what == MOVE:
                kind, content = "jpeg", drawer.move(shown.concept, result)
            else:
                kind, content = "png", drawer.rest(shown.concept, result, shown.origin())
        picture = f"data:image/{kind};base64,{b64encode(content).decode()}"
        return {"pictures": [picture], "head": drawer.head, "moves": drawer.moves}

    def _drawer(self, wish: Wish) -> Drawer:
        """Return what draws a concept in a look; the few that were used last are kept."""
        key = wish.concept, wish.theme, wish.size, current().code
        drawer = self.drawers.pop(key, None) or Drawer(wish.theme, wish.size)
        self.drawers[key] = drawer
        for oldest in list(self.drawers)[:-_MOST_DRAWERS]:
            del self.drawers[oldest]
        return drawer


HTML, JSON = "text/html; charset=utf-8", "application/json"


def refusal(error: NnvizError) -> Made:
    """Return what is wrong, for each parameter where that can be told."""
    said: dict[str, object] = {"error": str(error)}
    if isinstance(error, UnmetError):
        said["sentences"] = error.sentences
    return Made(as_json(said), JSON, 422)


def as_json(content: Any) -> bytes:
    """Return a value as JSON on one line."""
    return json.dumps(content, ensure_ascii=False).encode()
