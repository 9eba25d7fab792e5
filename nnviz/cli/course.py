"""`nnviz course`: the path through the concepts, with what has been shown and answered."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli import output
from nnviz.cli.boxes import Record, my_record
from nnviz.cli.session import Session, no_record_option
from nnviz.course import next_step, topic_title
from nnviz.language import tr

if TYPE_CHECKING:
    from nnviz.host.cards import Card


@click.command("course")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(session: Session, as_json: bool, unrecorded: bool) -> None:
    """Print the path through the concepts, and how far you are on it.

    No concept stands before one that it builds on. A tick is a concept that `nnviz show` has shown
    you; beside it is how many of its questions you have answered.
    """
    cards = session.catalog.cards
    record = my_record(kept=not unrecorded)
    coming = next_step(cards, record.shown)
    rows = [_row(number, card, record) for number, card in enumerate(cards, 1)]
    if as_json:
        output.echo_json({"path": rows, "next": coming.name if coming else None})
    else:
        with output.to_the_reader():
            told = [row | {"title": c.told(c.title)} for row, c in zip(rows, cards, strict=True)]
            _print(told, coming)
    if record.notice:
        click.echo(f"Note: {record.notice}", err=True)


command.params.append(no_record_option())


def _row(number: int, card: "Card", record: Record) -> dict[str, Any]:
    return {
        "number": number,
        "name": card.name,
        "title": card.title,
        "topic": card.topic,
        "builds_on": card.builds_on,
        "shown": card.name in record.shown,
        "answered": len(record.answered(card.name)),
    }


def _print(rows: list[dict[str, Any]], coming: "Card | None") -> None:
    for topic, group in groupby(rows, key=lambda row: row["topic"]):
        output.heading(topic_title(topic))
        for row in group:
            mark = click.style("✓", fg="green") if row["shown"] else " "
            count = row["answered"]
            answered = f" ({tr('{count} answered', count=count)})" if count else ""
            name = click.style(
                row["name"], fg="cyan", bold=bool(coming and row["name"] == coming.name)
            )
            gap = " " * max(1, 24 - len(row["name"]))
            click.echo(f"{row['number']:4} {mark} {name}{gap}{row['title']}{answered}")
        click.echo()
    shown = sum(row["shown"] for row in rows)
    after = f" Next: {coming.name}; nnviz next shows it." if coming else ""
    output.paragraph(f"{shown} of {len(rows)} shown.{after}")
