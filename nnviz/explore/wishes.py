"""What a reader may wish for: a concept at a setting, as words and picture, or as a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.errors import ParameterError, UsageError
from nnviz.host.cards import Card
from nnviz.parameters import Parameter, is_file_name, nearest_parameter

THEMES = {"light": "slides", "dark": "dark"}
SIZES = {"wide": "slide", "narrow": "column"}
"""What a page asks for, and what `nnviz show` calls it."""

ASK = "ask/"
"""Before the name of a question, which is wished for with its answer and both figures."""
DRAW = f"{ASK}draw"
"""The curve that a reader draws first; a method of every concept, so the name of no question."""

PAGE, WIDGET, PANEL = "page", "widget", "panel"
STATE, MOVE, FILM = "state", "move", "film"

FILES = (
    *("figure.svg", "figure.png", "figure.pdf"),
    *("data.csv", "data.json", "data.npz"),
    "notebook.ipynb",
)
"""What can be taken away of a setting; and a ZIP for each exporter."""


class Wish(NamedTuple):
    """A concept at a setting, and what of it is wished for.

    `what` is `page`, `widget`, `panel`, `state` (at rest), `move` (while a parameter moves),
    `film`, `ask/` before a question's name, or the name of a file to take away.
    `values` are of the types that the concept declares; two wishes that are equal are one.
    """

    concept: str
    values: tuple[tuple[str, Any], ...] = ()
    what: str = STATE
    theme: str = "slides"
    size: str = "slide"


class UnmetError(UsageError):
    """Values that cannot be: `sentences` has one for each parameter, as the command line says."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = dict(sentences)


def read_wish(card: Card, what: str, asked: Mapping[str, str], files: Mapping[str, Path]) -> Wish:
    """Return what a request asks for; `files` are those that readers have sent, by their keys.

    Raises `UnmetError` for a parameter that the concept does not have, or a value out of its range,
    and `UsageError` for a look that there is not.
    """
    given = dict(asked)
    theme = _chosen(THEMES, "theme", given.pop("theme", "light"))
    size = _chosen(SIZES, "size", given.pop("size", "wide"))
    values, sentences = {}, {}
    for name, word in given.items():
        try:
            values[name] = _value(card, name, word, files)
        except ParameterError as error:
            sentences[name] = str(error)
    if sentences:
        raise UnmetError(sentences)
    ordered = tuple((name, values[name]) for name in card.parameters if name in values)
    return Wish(card.name, ordered, what, theme, size)


def _value(card: Card, name: str, word: str, files: Mapping[str, Path]) -> Any:
    declared = card.parameters.get(name)
    if declared is None:
        hint = nearest_parameter(name, card.parameters)
        raise ParameterError(f"{card.name} has no parameter {name}.{hint}")
    if declared.is_file or (declared.files and (word in files or is_file_name(word))):
        return _sent(declared, word, files)
    # Plugins add words to a family, which the concept itself will know.
    return word if declared.family else declared.convert(word)


def _sent(declared: Parameter, word: str, files: Mapping[str, Path]) -> Any:
    """Return the files that a request has sent before; it names no file of this machine."""
    keys = [key for key in word.split(",") if key]
    if not all(key in files for key in keys) or (len(keys) > 1 and not declared.many):
        raise ParameterError(f"{declared.name} must be a file that you send; got {word!r}.")
    paths = tuple(files[key] for key in keys)
    if not paths:
        return declared.default
    if declared.many:
        return paths
    return paths[0] if declared.is_file else str(paths[0])


def _chosen(known: Mapping[str, str], what: str, name: str) -> str:
    if name not in known:
        raise UsageError(f"{what} must be {' or '.join(known)}; got {name!r}.")
    return known[name]
