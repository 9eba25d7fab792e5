"""What makes a figure again, exactly: a command for a shell, and a call in Python."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.authored import NOTHING, Authored
from nnviz.language import current
from nnviz.look import USUAL, Look
from nnviz.render.themes import default_size
from nnviz.setting import Setting, quoted

if TYPE_CHECKING:
    from nnviz.concept import Concept
    from nnviz.host.cards import Card
    from nnviz.parameters import Parameter

USUAL_THEME = "slides"
"""The theme of `nnviz show` where none is named."""


def chosen(concept: "Concept") -> dict[str, Any]:
    """Return the parameters of a concept that are not at their defaults."""
    declared = concept.parameters
    return {n: value for n, value in concept.values.items() if value != declared[n].default}


def command(
    card: "Card",
    given: Mapping[str, Any],
    parameters: "Mapping[str, Parameter]",
    theme: str = USUAL_THEME,
    size: str = "",
    authored: Authored = NOTHING,
    look: Look = USUAL,
) -> str:
    """Return the command that shows a concept so, with the file that it comes from by hand."""
    path = card.source.path if card.source.by_hand else None
    words = ["nnviz show", quoted(card.name)]
    words += [f"--plugin {quoted(path.name)}"] if path else []
    words += Setting(**given).options(parameters)
    words += [*authored.options(), *look.options()]
    spoken = current().code
    words += [f"--lang {spoken}"] if spoken != "en" else []
    words += [f"--theme {quoted(theme)}"] if theme != USUAL_THEME else []
    words += [f"--size {quoted(size)}"] if size not in ("", default_size(theme)) else []
    return " ".join(words)


def call(
    name: str,
    given: Mapping[str, Any],
    theme: str,
    size: str,
    authored: Authored = NOTHING,
    look: Look = USUAL,
) -> str:
    """Return the expression that shows a concept so in Python."""
    wished = authored.arguments() | look.arguments()
    values = {n: _in_python(v) for n, v in given.items()} | wished
    values |= {"theme": theme, "size": size}
    values |= {"lang": current().code} if current().code != "en" else {}
    words = [f"{n}={value!r}" for n, value in values.items()]
    return f"nnviz.show({', '.join([repr(name), *words])})"


def _in_python(value: object) -> object:
    """Return a value whose repr is Python: a file as its name."""
    if isinstance(value, tuple):
        return tuple(_in_python(one) for one in value)
    return str(value) if isinstance(value, Path) else value
