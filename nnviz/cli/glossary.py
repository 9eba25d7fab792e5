"""`nnviz glossary`: what letters stand for, everywhere and in single concepts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli import output
from nnviz.cli.session import Session, language_option, plugin_option
from nnviz.errors import UsageError
from nnviz.language import current

if TYPE_CHECKING:
    from nnviz.host.cards import Card


@click.command("glossary", short_help="Say what letters stand for.")
@click.argument("symbols", nargs=-1, metavar="[SYMBOL]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(ctx: click.Context, symbols: tuple[str, ...], as_json: bool) -> None:
    """Say what letters stand for in figures and explanations, and in which concepts otherwise.

    A Greek letter may be typed as itself or by its name: η or eta.
    """
    cards = ctx.ensure_object(Session).catalog.cards
    if as_json:
        output.echo_json(_wanted(symbols, cards))
        return
    with output.to_the_reader():
        _print(_wanted(symbols, cards))


command.params += [plugin_option(), language_option()]


def _wanted(symbols: tuple[str, ...], cards: "Sequence[Card]") -> dict[str, dict[str, Any]]:
    rows = _rows(cards)
    return {one: rows[one] for one in ([_letter(one, rows) for one in symbols] or rows)}


def _print(rows: dict[str, dict[str, Any]]) -> None:
    for sign, row in rows.items():
        meaning, otherwise = row["meaning"], row["concepts"]
        told = [meaning] if meaning else []
        for own in dict.fromkeys(otherwise.values()):
            names = ", ".join(name for name, said in otherwise.items() if said == own)
            told.append(f"{own} ({names})")
        output.columns([(sign, told[0]), *(("", one) for one in told[1:])], indent="")


def _rows(cards: "Sequence[Card]") -> dict[str, dict[str, Any]]:
    """Return each symbol's meaning, and what it means in concepts that have another."""
    from nnviz.glossary import defined, glossary

    rows: dict[str, dict[str, Any]]
    rows = {sign: {"meaning": said, "concepts": {}} for sign, said in glossary().items()}
    for card in cards:
        home = card.source.file.parent if card.source.file else None
        catalogue = current().catalogue(card.name, home)
        for sign, own in defined(card.symbols, catalogue).items():
            row = rows.setdefault(sign, {"meaning": "", "concepts": {}})
            row["concepts"][card.name] = own
    return rows


def _letter(typed: str, rows: "dict[str, Any]") -> str:
    """Return the symbol that was typed, or named; `UsageError` where there is none."""
    from nnviz.glossary import GREEK

    for found in (typed, GREEK.get(typed.lower(), "")):
        if found in rows:
            return found
    raise UsageError(f"{typed!r} is no symbol of the glossary. See: nnviz glossary")
