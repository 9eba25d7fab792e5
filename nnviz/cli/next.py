"""`nnviz next`: the next concept on the path that has not been shown."""

import click

from nnviz.cli.boxes import my_record
from nnviz.cli.session import Session
from nnviz.course import next_step


@click.command(
    "next",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    options_metavar="[OPTIONS OF SHOW]...",
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the next concept on the path that you have not been shown.

    What it takes as options, such as --no-open, are those of `nnviz show`.
    """
    from nnviz.cli.show import command as show

    session = ctx.ensure_object(Session)
    coming = next_step(session.catalog.cards, my_record().shown)
    if coming is None:
        click.echo("You have been shown every concept; nnviz ask asks what you remember.")
        return
    with show.make_context("show", [coming.name, *ctx.args], parent=ctx) as showing:
        show.invoke(showing)
