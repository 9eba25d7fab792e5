"""The commands that make a figure again, exactly, as they are typed into a shell."""

import shlex
from collections.abc import Iterable
from typing import Any

from nnviz.concept import Concept
from nnviz.gallery.settings import DEFAULTS, Settings
from nnviz.host.cards import Card
from nnviz.parameters import Parameter


def invocation(card: Card) -> str:
    """Return how a concept is shown: `nnviz show momentum`, or with the file it comes from."""
    path = card.source.path if card.source.by_hand else None
    plugin = f" --plugin {shlex.quote(path.name)}" if path else ""
    return f"nnviz show {shlex.quote(card.name)}{plugin}"


def command(
    shown: str, chosen: Iterable[tuple[Parameter, Any]], settings: Settings, usual_size: str
) -> str:
    """Return the whole command for parameters that are not at their defaults.

    `usual_size` is the size that the theme has where none is asked for.
    """
    words = [shown, *(_option(parameter, value) for parameter, value in chosen)]
    if settings.theme != DEFAULTS.theme:
        words.append(f"--theme {shlex.quote(settings.theme)}")
    if settings.size != usual_size:
        words.append(f"--size {shlex.quote(settings.size)}")
    return " ".join(words)


def chosen(concept: Concept) -> dict[str, Any]:
    """Return the parameters of a concept that are not at their defaults."""
    declared = concept.parameters
    return {n: value for n, value in concept.values.items() if value != declared[n].default}


def typed(value: object) -> str:
    """Return a parameter's value as it is typed, with all its digits."""
    if isinstance(value, tuple):
        return ",".join(typed(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return "" if value is None else str(value)


def _option(parameter: Parameter, value: object) -> str:
    if parameter.type == "bool" and not parameter.many:
        name = parameter.option.removeprefix("--")
        return f"--{name}" if value else f"--no-{name}"
    return f"{parameter.option} {shlex.quote(typed(value))}"
