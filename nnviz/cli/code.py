"""`nnviz code CONCEPT`: the core's own code behind a concept, and a script in NumPy alone."""

from dataclasses import asdict
from typing import Any

import click

from nnviz.cli import output
from nnviz.cli.session import Session, plugin_option
from nnviz.cli.values import concept_names

_STYLES: dict[str, dict[str, Any]] = {
    "keyword": {"fg": "blue", "bold": True},
    "string": {"fg": "green"},
    "comment": {"dim": True},
    "": {},
}


@click.command("code", short_help="Print the code that ran, and a script in NumPy alone.")
@click.argument("concept", shell_complete=concept_names)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(session: Session, concept: str, as_json: bool) -> None:
    """Print the core's own code behind CONCEPT, as it ran, and a script in NumPy alone.

    The script gives the same numbers as the figure does at its default parameters.
    """
    from nnviz.host.isolation import blame
    from nnviz.listings import core_listings, script_listing, some_listings

    card = session.catalog.card(concept)
    shown = type(session.catalog.concept(card, {}))
    if as_json:
        script = script_listing(shown)
        core = [asdict(listing) for listing in core_listings(shown)]
        output.echo_json({"name": card.name, "core": core, "script": script and asdict(script)})
        return
    with blame(card.source, "in code"):
        found = some_listings(shown)
    for listing in found:
        output.heading(f"# {listing.title}")
        click.echo(f"\n{_highlighted(listing.code)}")


def _highlighted(code: str) -> str:
    from nnviz.listings import tokens

    return "".join(
        click.style(text, **_STYLES[kind]) if kind else text for kind, text in tokens(code)
    )


command.params.append(plugin_option())
