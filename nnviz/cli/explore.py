"""`nnviz explore CONCEPT`: the live page of a concept, in the browser."""

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from nnviz.cli.session import Session, plugin_option
from nnviz.cli.values import FiniteRange, concept_names

if TYPE_CHECKING:
    from nnviz.host.cards import Card


@click.command("explore")
@click.argument("concept", required=False, shell_complete=concept_names)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port.")
@click.option("--open/--no-open", "open_it", default=None, help="Open the browser, or do not.")
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
    port: int,
    open_it: bool | None,
    seconds: float,
    memory: float,
) -> None:
    """Open a page on which every parameter of CONCEPT can be moved; without it, all concepts.

    The page is served by this machine to this machine alone, until Ctrl-C.
    """
    card = session.catalog.card(concept) if concept else None
    from nnviz.explore.making import Kitchen
    from nnviz.explore.serving import Place, serve
    from nnviz.explore.workers import Worker

    kitchen = Kitchen(tuple(session.files), tuple(session.blocked))

    def ready(address: str) -> None:
        _say(address + _path(card), open_it)

    serve(session.catalog, Place(port=port), partial(Worker, kitchen, seconds, memory), ready)


def _path(card: "Card | None") -> str:
    from nnviz.gallery.names import folder_name

    return f"{quote(folder_name(card))}/" if card else ""


def _say(address: str, open_it: bool | None) -> None:
    from nnviz.cli.viewer import has_screen

    click.echo(address)
    click.echo("Ctrl-C ends it.", err=True)
    if has_screen() if open_it is None else open_it:
        click.launch(address)


command.params.append(plugin_option())
