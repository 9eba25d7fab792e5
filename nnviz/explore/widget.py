"""A notebook's widget, which needs the extra `notebook`: the live page's panel in a cell.

What it shows is made beside the kernel, by a process with the limits that the live page has.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import anywidget
import traitlets

from nnviz.errors import NnvizError
from nnviz.explore.making import JSON, Kitchen, Made, as_json, refusal
from nnviz.explore.uploads import Uploads
from nnviz.explore.wishes import FILM, MOVE, STATE, WIDGET, Wish, read_wish
from nnviz.explore.words import TEMPLATES
from nnviz.explore.workers import Worker
from nnviz.gallery.assets import joined
from nnviz.host.cards import Card
from nnviz.language import Language, speaking

_DATA = "data"
"""What is asked where a reader's file comes."""


def _module(language: Language) -> str:
    """Return what runs in the notebook's page, as one module with its style in it."""
    own = {suffix: (TEMPLATES / f"widget.{suffix}").read_text() for suffix in ("css", "js")}
    shared = joined("css", "site", "article", "symbols", "page", "player").decode()
    style = shared + (TEMPLATES / "live.css").read_text() + own["css"]
    parts = "words", "article", "symbols", "messages", "panel", "player"
    with speaking(language):
        scripts = joined("js", *parts).decode()
    return f"const STYLE = {json.dumps(style)};\n{scripts}\n{own['js']}"


class Explorer(anywidget.AnyWidget):  # type: ignore[misc]
    """A concept whose parameters are moved in a notebook.

    `setting` has what was changed as an address has it, `beta=0.95&rate=8`: it follows the
    controls, and the controls follow it.
    """

    page = traitlets.Unicode().tag(sync=True)
    setting = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, card: Card, setting: str, files: Mapping[str, Any], language: Language
    ) -> None:
        """Take a concept, where its parameters begin, its data by keys, and how it speaks.

        Raises `NnvizError` where the concept cannot be shown.
        """
        self._card, self._given, self._sent = card, files, Uploads()
        self._language = language
        page = made(Wish(card.name, what=WIDGET), language)
        if page.type == JSON:
            raise NnvizError(json.loads(page.content)["error"])
        self._esm = _module(language)
        super().__init__(page=page.content.decode(), setting=setting)
        self.on_msg(self._hear)

    def _hear(self, _: object, message: Mapping[str, Any], buffers: Sequence[bytes]) -> None:
        try:
            answer = self._answer(message, buffers)
        except NnvizError as error:
            answer = refusal(error)
        self.send({"id": message["id"], "status": answer.status}, [answer.content])

    def _answer(self, message: Mapping[str, Any], buffers: Sequence[bytes]) -> Made:
        what = message["what"]
        if what == _DATA:
            return Made(as_json({"key": self._sent.add(bytes(buffers[0]))}), JSON)
        if what not in (STATE, MOVE, FILM):
            raise NnvizError(f"a widget is not asked for {what!r}.")
        wish = read_wish(self._card, what, message["asked"], {**self._given, **self._sent})
        return made(wish, self._language)


def made(wish: Wish, language: Language) -> Made:
    """Return what is made of a wish beside the kernel, or the sentence that says why nothing is."""
    worker = _worker()
    try:
        return worker.ask(wish, language)
    except NnvizError as error:
        return refusal(error)
    except BaseException:  # the kernel was interrupted
        worker.cancel()
        raise


@cache
def _worker() -> Worker:
    """Return the process that makes what all widgets of this kernel show, one after another."""
    return Worker(Kitchen())
