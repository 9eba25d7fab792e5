"""`nnviz check`: every claim, measured anew."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from nnviz.cli import output
from nnviz.cli.session import Session
from nnviz.cli.values import concept_names
from nnviz.errors import ExitCode, NnvizError

if TYPE_CHECKING:
    from nnviz.claims import Claim
    from nnviz.host.cards import Card


@dataclass(frozen=True)
class _Report:
    """What came of checking one concept at its defaults."""

    name: str
    claims: "tuple[Claim, ...]" = ()
    error: str = ""

    @property
    def untrue(self) -> "list[Claim]":
        return [claim for claim in self.claims if not claim.holds]

    def as_dict(self) -> dict[str, object]:
        claims = [claim.as_dict() for claim in self.claims]
        return {"name": self.name, "claims": claims, "error": self.error}


@click.command("check", short_help="Check every claim, and that every figure draws.")
@click.argument("names", nargs=-1, metavar="[CONCEPT]...", shell_complete=concept_names)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what does not hold.")
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Check every claim of the concepts named, or of all, and that each draws its figure."""
    session = ctx.ensure_object(Session)
    catalog = session.catalog
    cards = [catalog.card(name) for name in names] or catalog.cards
    # In another process first, for a plugin that ends its process must not end this one.
    examined = catalog.examined({card.source for card in cards} if names else None)
    failed = {status.source: status.reason for status in examined if status.state == "failed"}
    reports = []
    for card in cards:
        reason = failed.pop(card.source, "")
        reports.append(_Report(card.name, error=reason) if reason else _check(session, card))
        if not as_json:
            _print(reports[-1], quiet=quiet)
    unusable = list(failed.values())
    if as_json:
        output.echo_json({"concepts": [r.as_dict() for r in reports], "plugins": unusable})
    else:
        _summarize(reports, unusable)
    well = not unusable and not any(report.error or report.untrue for report in reports)
    ctx.exit(ExitCode.OK if well else ExitCode.FAILED)


def _check(session: Session, card: "Card") -> _Report:
    from nnviz.notebook import demonstrate

    try:
        shown = demonstrate(session.catalog, card, {}, "slides")
        claims = shown.claims
        _ = shown.picture, shown.caption, shown.alt
    except NnvizError as error:
        return _Report(card.name, error=str(error))
    return _Report(card.name, claims, "" if claims else f"{card.name} makes no claim.")


def _print(report: _Report, *, quiet: bool) -> None:
    claims = report.untrue if quiet else report.claims
    if claims or report.error or not quiet:
        output.heading(report.name)
    for claim in claims:
        output.claim(claim)
    if report.error:
        click.secho(output.wrapped(report.error, "  "), fg="red")


def _summarize(reports: list[_Report], unusable: list[str]) -> None:
    for reason in unusable:
        click.echo(f"Error: {reason}", err=True)
    count = sum(len(report.claims) for report in reports)
    untrue = sum(len(report.untrue) for report in reports)
    failed = sum(bool(report.error) for report in reports)
    click.echo(
        f"{len(reports)} concepts, {count} claims: {count - untrue} hold, {untrue} do not; "
        f"{failed} concepts and {len(unusable)} plugins failed."
    )
