"""What `nnviz show` tells of a figure on a terminal, and where it leads from there."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from nnviz.cli import output
from nnviz.cli.markdown import print_markdown
from nnviz.cli.viewer import has_screen
from nnviz.course import Neighbours
from nnviz.language import tr
from nnviz.tex import unicode_math

if TYPE_CHECKING:
    from nnviz.exhibit import Exhibit
    from nnviz.host.cards import Card


def tell(
    shown: "Exhibit",
    near: "Neighbours[Card]",
    written: Sequence[Path],
    *,
    numbers: bool,
    curious: bool,
) -> None:
    """Print the headline, then all that is said of a figure, its files and its neighbours.

    `numbers` stand with the claims, and what is for the `curious` is said, where they are wanted.
    """
    output.heading(shown.title)
    output.paragraph(unicode_math(shown.said("headline")))
    click.echo()
    output.paragraph(unicode_math(shown.summary))
    if near.before:
        output.paragraph(f"{tr('Know before:')} {_names(near.before)}", hanging="  ")
    output.columns(shown.symbols.items())
    click.echo()
    for theory in (shown.theory, shown.curious if curious else ""):
        if theory:
            print_markdown(theory)
            click.echo()
    if shown.curious and not curious:
        click.secho(f"{tr('--curious tells more, which can be left for later.')}\n", dim=True)
    # What is seen is often said in the caption as well.
    seen = dict.fromkeys(one.text for text in ("caption", "look") for one in shown.story[text])
    output.paragraph(unicode_math(" ".join(seen)))
    click.echo()
    output.heading(tr("Claims"))
    output.claims(shown.claims, numbers=numbers)
    if shown.claims and not numbers:
        click.secho(f"  {tr('--claims prints names and both numbers.')}", dim=True)
    click.echo()
    if shown.try_next:
        output.heading(tr("Try next"))
        for command, text in shown.try_next:
            _print_command(command)
            output.paragraph(unicode_math(text), "    ")
        click.echo()
    _print_files(written)
    _print_neighbours(near)


def _print_files(written: Sequence[Path]) -> None:
    for path in written:
        click.echo(path)
    if written and not has_screen():
        output.paragraph(tr("There is no screen here. On a computer that has one, type:"), "  ")
        _print_command(f"scp HOST:{quote(str(written[0].absolute()))} .")


def _print_command(line: str) -> None:
    click.secho(f"  {line}", fg="cyan")


def _print_neighbours(near: "Neighbours[Card]") -> None:
    ways = {
        tr("Previous"): [near.previous] if near.previous else [],
        tr("Next"): [near.next] if near.next else [],
        tr("Related"): near.see_also,
    }
    rows = [(way, _names(cards)) for way, cards in ways.items() if cards]
    if rows:
        click.echo()
        output.columns(rows, indent="")


def _names(cards: "Sequence[Card]") -> str:
    return ", ".join(card.name for card in cards)
