"""Help and click's own words in the reader's language: each is translated as it is printed."""

from collections.abc import Iterable
from importlib import import_module

import click

from nnviz.cli.output import SECOND, spread
from nnviz.language import tr

SPOKEN = ("core", "decorators", "exceptions", "formatting", "parser", "types")
"""The modules of click that say something to whoever uses a program."""


class _Help(click.HelpFormatter):
    """Writes the texts of a help as they are translated, wide letters as wide as they are."""

    def write_heading(self, heading: str) -> None:
        super().write_heading(spread(tr(heading)))

    def write_text(self, text: str) -> None:
        paragraphs = (" ".join(one.split()) for one in text.split("\n\n"))
        super().write_text(spread("\n\n".join(map(tr, paragraphs))))

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
    return "  ".join([tr(" ".join(does.split())), *said])


def _noted(note: str) -> str:
    """Return a note, of which a default that is a word of nnviz's own is translated."""
    name, _, value = note.partition(": ")
    return tr("default: {value}", value=tr(value)) if name == "default" else tr(note)


def speak_for_click() -> None:
    """Let click say its own words in the language that is spoken when it says them.

    It asks gettext for them, by a name in each of its modules; gettext has compiled files alone.
    """
    for name in SPOKEN:
        module = import_module(f"click.{name}")
        for asked, answer in (("_", tr), ("ngettext", _counted)):
            if hasattr(module, asked):
                setattr(module, asked, answer)
    click.Context.formatter_class = _Help


def _counted(one: str, many: str, count: int) -> str:
    return tr(one if count == 1 else many)
