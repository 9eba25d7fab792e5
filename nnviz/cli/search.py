"""`nnviz search WORDS`: the concepts that fit what a student calls them."""

from typing import TYPE_CHECKING

import click

from nnviz.cli import output
from nnviz.cli.session import Session, language_option, plugin_option

if TYPE_CHECKING:
    from nnviz.search import Found

_MOST = 8


@click.command("search", short_help="Find a concept in your own words.")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...], as_json: bool) -> None:
    """Find concepts by what you call them: weight decay, overfitting, SGD.

    Names, keywords, explanations, claims and parameters are searched. Upper case, hyphens, plurals,
    British spelling and one wrong letter are forgiven.
    """
    session, query = ctx.ensure_object(Session), " ".join(words)
    found = search(session, query)
    if as_json:
        hits = [{"name": name, "points": points} for name, points in found.hits]
        output.echo_json({"query": query, "found": hits, "missing": found.missing})
        return
    for said in found.missing:
        output.paragraph(f"{said}{' Nearest:' if found.hits else ''}")
    cards = {card.name: card for card in session.catalog.cards}
    with output.to_the_reader():
        best = [cards[name] for name, _ in found.hits[:_MOST]]
        output.columns((card.name, card.told(card.summary)) for card in best)
    if more := len(found.hits[_MOST:]):
        output.paragraph(f"And {more} more that fit less; add a word.")
    if not (found.hits or found.missing):
        output.paragraph(f"No concept has these words: {query}. See: nnviz list")


command.params += [plugin_option(), language_option()]


def search(session: Session, query: str) -> "Found":
    """Return what the concepts of this run have for a query."""
    from nnviz.host.subjects import subjects
    from nnviz.search import find, word_list

    return find(word_list(subjects(session.catalog.cards)), query)
