"""`nnviz explore CONCEPT`: the live page of a concept, in the browser."""

import sys
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from nnviz.cli.session import Session, language_option, plugin_option
from nnviz.cli.values import FiniteRange, concept_names

if TYPE_CHECKING:
    from nnviz.host.cards import Card


@click.command("explore")
@click.argument("concept", required=False, shell_complete=concept_names)
@click.option("--class", "class_", is_flag=True, help="Open it to the network, for a class.")
@click.option("--follow", is_flag=True, help="With --class: all see what you move.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="The port; by default any that is free.",
)
@click.option("--open/--no-open", "open_it", default=None, help="Open the browser, or do not.")
@click.option(
    "--host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Another name of this machine, as of a proxy before it; may be repeated.",
)
@click.option(
    "--seconds",
    type=FiniteRange(0.1, 3600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="The most processor time for one setting.",
)
@click.option(
    "--memory",
    type=FiniteRange(0.1, 1024),
    default=2.0,
    show_default=True,
    metavar="GB",
    help="The most memory for one setting.",
)
@click.pass_obj
def command(
    session: Session,
    concept: str | None,
    class_: bool,
    follow: bool,
    port: int,
    open_it: bool | None,
    names: tuple[str, ...],
    seconds: float,
    memory: float,
) -> None:
    """Open a page on which every parameter of CONCEPT can be moved; without it, all concepts.

    The page is served by this machine to this machine alone, until Ctrl-C. With --class it is
    open to everybody in your network who has its address: they can compute here, within the
    limits of each setting, and see and change nothing else.
    """
    if follow and not class_:
        raise click.UsageError("--follow is for a class; add --class.")
    card = session.catalog.card(concept) if concept else None
    from nnviz.explore.making import Kitchen
    from nnviz.explore.serving import Addresses, Place, serve
    from nnviz.explore.workers import Worker

    kitchen = Kitchen(tuple(session.files), tuple(session.blocked))
    if class_:
        click.echo(_MEANING, err=True)

    def ready(addresses: Addresses) -> None:
        if addresses.class_:
            _invite(addresses.class_ + _path(card))
        _say(addresses.own + _path(card), open_it)

    place = Place(port, names, class_, follow)
    serve(session.catalog, place, partial(Worker, kitchen, seconds, memory), ready)


_MEANING = """\
Everybody in this network who has the address below can move these concepts until you end this with
Ctrl-C. What they wish for is computed on this machine; they see and change nothing else of it."""


def _invite(address: str) -> None:
    """Print what a class opens, also as a code for phones where a terminal shows it."""
    import segno

    click.echo(f"For the class: {address}")
    if sys.stdout.isatty():
        segno.make(address).terminal(compact=True)
    click.echo("For you, who may lead:", err=True)


def _path(card: "Card | None") -> str:
    from nnviz.gallery.names import folder_name

    return f"{quote(folder_name(card))}/" if card else ""


def _say(address: str, open_it: bool | None) -> None:
    from nnviz.cli.viewer import has_screen

    click.echo(address)
    click.echo("Ctrl-C ends it.", err=True)
    if has_screen() if open_it is None else open_it:
        click.launch(address)


command.params += [plugin_option(), language_option()]
