"""The commands that plugins add: listed without an import, and each to blame for itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from nnviz.cli.session import Session
from nnviz.errors import NnvizError
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.host.offers import Offer

HOOK = "nnviz_commands"

_PASSED = (
    *(NnvizError, click.ClickException, click.exceptions.Exit, click.Abort),
    *(SystemExit, KeyboardInterrupt, BrokenPipeError),
)
"""What a command raises on purpose, or what is nobody's fault."""


def offered(ctx: click.Context) -> "dict[str, Offer]":
    """Return the commands of plugins by name; none where the plugins cannot even be looked for."""
    try:
        return ctx.ensure_object(Session).catalog.extensions.offers(HOOK)
    except NnvizError:  # a command that is given says so; help and completion do without
        return {}


def summary(offer: "Offer") -> str:
    """Return what a command does in a sentence, or who adds it where its source does not say."""
    return offer.summary or f"A command of {offer.source.distribution}."


def stand_in(offer: "Offer") -> click.Command:
    """Return a command that has an offer's name and summary, and needs no import."""
    return click.Command(offer.name, short_help=summary(offer))


def load(ctx: click.Context, offer: "Offer") -> click.Command:
    """Import an offer's plugin and return the command, which then runs in its plugin's name."""
    session = ctx.ensure_object(Session)
    command = session.catalog.extensions.member(offer)
    assert isinstance(command, click.Command)
    session.running = offer
    return command


def unknown(ctx: click.Context, name: str) -> click.UsageError:
    """Return the error for a command that there is not, with who may have been to offer it."""
    added = offered(ctx)
    rivals = [full for full in added if full.endswith(f":{name}")]
    if rivals:
        choice = enumeration(rivals, "or")
        return click.UsageError(f"{len(rivals)} plugins offer {name}; choose {choice}.", ctx)
    for fault in ctx.ensure_object(Session).catalog.extensions.faults(HOOK):
        click.echo(f"Note: {fault}", err=True)
    if concept := named_alike(ctx.ensure_object(Session), name):
        told = f"No such command {name!r}. To show the concept: nnviz show {concept}"
        return click.UsageError(told, ctx)
    known = [*ctx.command.commands, *added] if isinstance(ctx.command, click.Group) else []
    return click.NoSuchCommand(name, possibilities=known, ctx=ctx)


def named_alike(session: Session, words: str) -> str:
    """Return the concept whose name or title reads as these words do, or nothing."""
    from nnviz.search import stems

    wanted = stems(words)
    try:
        cards = session.catalog.cards
    except NnvizError:  # a command that is given says so
        return ""
    alike = (card.name for card in cards if wanted in (stems(card.name), stems(card.title)))
    return next(alike, "")


@contextmanager
def in_its_own_name(ctx: click.Context) -> Iterator[None]:
    """Raise `PluginError` for what the plugin's command that the block runs raises, if it is one.

    What it exits with is what nnviz exits with.
    """
    try:
        yield
    except _PASSED:
        raise
    except BaseException:
        running = ctx.ensure_object(Session).running
        if running is None:
            raise
        from nnviz.host.isolation import blame

        with blame(running.source, f"in the command {running.name}"):
            raise
