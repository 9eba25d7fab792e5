"""Help and messages in the reader's language: each is translated as it is printed."""

import sys
from collections.abc import Iterable
from typing import Any

import click

from nnviz.cli.output import SECOND, reader, spread
from nnviz.language.heard import heard


class _Help(click.HelpFormatter):
    """Writes the texts of a help as they are translated, wide letters as wide as they are."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, spread(f"{_tr('Usage:')} ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(spread(_tr(heading)))

    def write_text(self, text: str) -> None:
        paragraphs = (" ".join(one.split()) for one in text.split("\n\n"))
        super().write_text(spread("\n\n".join(map(_tr, paragraphs))))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        told = [(name, spread(_told(text))) for name, text in rows]
        super().write_dl(told, col_max, col_spacing)

    def getvalue(self) -> str:
        return super().getvalue().replace(SECOND, "")


def _told(text: str) -> str:
    """Return the help of an option: what it does, and in brackets its default and its range."""
    does, *notes = text.split("  [")
    said = (f"[{'; '.join(map(_noted, one.removesuffix(']').split('; ')))}]" for one in notes)
    return "  ".join([_tr(" ".join(does.split())), *said])


def _noted(note: str) -> str:
    """Return a note, of which a default that is a word of nnviz's own is translated."""
    name, _, value = note.partition(": ")
    if name != "default":
        return _tr(note)
    told = _tr(value) if " " in value else value  # a word is a name, of a folder perhaps
    return _tr("default: {value}").replace("{value}", told)


def _tr(text: str) -> str:
    """Return a text of a help in the language of who reads standard output."""
    language = reader(sys.stdout)
    said = language.catalogue().word(text)
    return heard(text, language) if said == text else said


def speak_to_the_reader() -> None:
    """Let help and all that click prints be in the reader's language, for the whole process.

    What is printed for programs goes past it, by `click.utils.echo`.
    """
    click.Context.formatter_class = _Help
    for module in (click, click.core, click.exceptions, click.termui):
        module.echo = _echo  # type: ignore[attr-defined]
    click.secho, click.prompt = _secho, _prompt  # type: ignore[assignment]


def _echo(
    message: object = None, file: Any = None, nl: bool = True, err: bool = False, **named: Any
) -> None:
    click.utils.echo(_heard(message, file, err), file, nl, err, **named)


def _secho(
    message: object = None, file: Any = None, nl: bool = True, err: bool = False, **named: Any
) -> None:
    """Print a text in a style, which would hide what it says."""
    click.termui.secho(_heard(message, file, err), file, nl, err, **named)


def _prompt(text: str, *args: Any, **named: Any) -> Any:
    return click.termui.prompt(_heard(text), *args, **named)


def _heard(message: Any, file: Any = None, err: bool = False) -> Any:
    if not isinstance(message, str):
        return message
    return heard(message, reader(file or (sys.stderr if err else sys.stdout)))
