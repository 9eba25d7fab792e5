"""`nnviz list`: the concepts, by topic."""

from itertools import groupby
from typing import TYPE_CHECKING

import click

from nnviz.cli import output
from nnviz.cli.session import Session
from nnviz.cli.values import topics
from nnviz.course import topic_title
from nnviz.language import tr

if TYPE_CHECKING:
    from nnviz.host.cards import Card


@click.command("list")
@click.option(
    "--topic", metavar="TOPIC", help="Only the concepts of this topic.", shell_complete=topics
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(session: Session, topic: str | None, as_json: bool) -> None:
    """List the concepts, by topic, none before one that it builds on."""
    cards = of_topic(session.catalog.cards, topic)
    if as_json:
        output.echo_json([_as_dict(card) for card in cards])
        return
    with output.to_the_reader():
        _print(cards)
    if not cards:
        click.echo("No concepts are installed; see: nnviz plugins", err=True)
    if count := [status.state for status in session.catalog.statuses].count("failed"):
        told = tr("{count:# plugin|# plugins} cannot be used; see: nnviz plugins", count=count)
        click.echo(told, err=True)
    for status in session.catalog.unknown:
        click.echo(status.reason, err=True)


def _print(cards: "list[Card]") -> None:
    for name, group in groupby(cards, key=lambda card: card.topic):
        output.heading(topic_title(name))
        output.columns((card.name, card.told(card.summary)) for card in group)
        click.echo()


def of_topic(cards: "list[Card]", topic: str | None) -> "list[Card]":
    """Return the cards of a topic, or all; `UsageError` where there is no such topic."""
    if topic is None:
        return cards
    from nnviz.errors import UsageError
    from nnviz.search import stems
    from nnviz.wording import did_you_mean, enumeration

    topics = list(dict.fromkeys(card.topic for card in cards))
    if topic not in topics:
        alike = [one for one in topics if stems(one) == stems(topic)]  # as a student spells it
        if alike:
            return of_topic(cards, alike[0])
        hint = did_you_mean(topic, topics) or f" The topics are {enumeration(topics)}."
        raise UsageError(f"there is no topic {topic}.{hint}")
    return [card for card in cards if card.topic == topic]


def _as_dict(card: "Card") -> dict[str, object]:
    return {
        "name": card.name,
        "title": card.title,
        "topic": card.topic,
        "summary": card.summary,
        "builds_on": card.builds_on,
        "keywords": card.keywords,
        "distribution": card.source.distribution,
        "version": card.source.version,
        "parameters": [parameter.describe() for parameter in card.parameters.values()],
    }
