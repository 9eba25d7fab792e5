"""An author's own words and looks as options, and the demonstration that has them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli.looks import OPTIONS as LOOKS
from nnviz.cli.session import Session

if TYPE_CHECKING:
    from nnviz.demonstration import Demonstration
    from nnviz.host.cards import Card

_TEXTS = {
    "title": "Another title; of {names} and [claims] as the others.",
    "headline": "Another headline: {names} are filled in, [claims] must hold.",
    "caption": "Another caption, likewise.",
    "alt": "Another alternative text, likewise.",
}
_LEFT_OUT = {"headline": "Draw no headline.", "setting": "Draw no line of parameters."}

OPTIONS = tuple(f"--{name}" for name in _TEXTS) + tuple(f"--no-{name}" for name in _LEFT_OUT)
"""The options that say something else, or leave it out."""

_OWN = {
    option.removeprefix("--").replace("-", "_")
    for option in (*OPTIONS, *LOOKS, "--theme", "--size")
}


def words_options() -> list[click.Parameter]:
    """Return the options by which an author says something else than the concept does."""
    said = [click.Option([f"--{name}"], metavar="TEXT", help=told) for name, told in _TEXTS.items()]
    flags = [
        click.Option([f"--no-{name}"], is_flag=True, default=None, help=told)
        for name, told in _LEFT_OUT.items()
    ]
    return [*said, *flags]


def demonstrated(session: Session, card: "Card", options: Mapping[str, Any]) -> "Demonstration":
    """Return the concept with the parameters, the words and the look among a command's options.

    Raises `UsageError` where a text is both said and left out.
    """
    from nnviz.authored import Authored
    from nnviz.demonstration import demonstrate
    from nnviz.errors import UsageError
    from nnviz.look import Look

    wishes = {name: options.get(name) for name in _TEXTS}
    for name in _LEFT_OUT:
        if options.get(f"no_{name}"):
            if wishes.get(name) is not None:
                raise UsageError(f"--{name} and --no-{name} cannot both be; leave one of them out.")
            wishes[name] = False
    look = options["theme"], options["size"], Authored.of(wishes), Look.of(options)
    return demonstrate(session.catalog, card, given_values(options), *look)


def given_values(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters among a command's options that were given."""
    return {n: value for n, value in options.items() if value is not None and n not in _OWN}
