"""`nnviz check`: every claim, measured anew; and of a stranger's plugin, the whole contract."""

from itertools import chain
from typing import TYPE_CHECKING

import click

from nnviz.cli import output
from nnviz.cli.naming import named
from nnviz.cli.session import Session
from nnviz.cli.values import FiniteRange, concept_names
from nnviz.errors import ExitCode
from nnviz.wording import counted

if TYPE_CHECKING:
    from nnviz.host.cards import Card
    from nnviz.host.statuses import Status
    from nnviz.testing.reports import OneConcept, OtherHooks, Report


@click.command("check", short_help="Check every claim, and a plugin’s contract.")
@click.argument(
    "names", nargs=-1, metavar="[CONCEPT|FILE|DISTRIBUTION]...", shell_complete=concept_names
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what does not hold.")
@click.option(
    "--timeout",
    type=FiniteRange(min=0, min_open=True, max=86_400),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="The longest that one concept may take.",
)
@click.pass_context
def command(
    ctx: click.Context, names: tuple[str, ...], as_json: bool, quiet: bool, timeout: float
) -> None:
    """Check every claim of the concepts named, or of all, and that each draws its figure.

    Of a plugin that is not nnviz's own and is named, by itself, by its file or by its
    distribution, every point of the contract is checked, with what to do about each.
    """
    from nnviz.testing.reports import Report, reports

    session = ctx.ensure_object(Session)
    cards, plugins = named(session, names) if names else (session.catalog.cards, [])
    # In another process first, for a plugin that ends its process must not end this one.
    wanted = {card.source for card in cards} | {status.source for status in plugins}
    examined = session.catalog.examined(wanted if names else None)
    failed = {status.source: status.reason for status in examined if status.state == "failed"}
    told = [Report(card.name, error=failed[card.source]) for card in cards if card.source in failed]
    usable = [status for status in plugins if status.source not in failed]
    subjects = _subjects(session, [c for c in cards if c.source not in failed], usable, bool(names))
    unusable = [
        reason for source, reason in failed.items() if source not in {c.source for c in cards}
    ]
    found = []
    for report in chain(told, reports(subjects, timeout)):
        found.append(report)
        if not as_json:
            _print(report, quiet=quiet)
    if as_json:
        output.echo_json({"concepts": [r.as_dict() for r in found], "plugins": unusable})
    else:
        _summarize(found, unusable)
    well = not unusable and all(report.well for report in found)
    ctx.exit(ExitCode.OK if well else ExitCode.FAILED)


def _subjects(
    session: Session, cards: "list[Card]", plugins: "list[Status]", named: bool
) -> "list[OneConcept | OtherHooks]":
    """Return what is to be checked; of a stranger's plugin that was named, the whole contract."""
    from nnviz.testing.reports import OneConcept, OtherHooks

    concepts = [OneConcept(session.catalog, c, named and not c.source.bundled) for c in cards]
    return [*concepts, *(OtherHooks(s.source, s.leaflet.hooks) for s in plugins if s.leaflet.hooks)]


def _print(report: "Report", *, quiet: bool) -> None:
    claims = report.untrue if quiet else report.claims
    if not (quiet and report.well):
        output.heading(report.name)
    for claim in claims:
        output.claim(claim)
    if report.error:
        click.secho(output.wrapped(report.error, "  "), fg="red")
    for notice in report.notices:
        click.echo(f"Note: {notice}", err=True)
    for problem in report.problems:
        click.secho(output.wrapped(f"✗ {problem.point}: {problem.found}.", "  ", "    "), fg="red")
        output.paragraph(problem.remedy, "    ")


def _summarize(reports: "list[Report]", unusable: list[str]) -> None:
    for reason in unusable:
        click.echo(f"Error: {reason}", err=True)
    count = sum(len(report.claims) for report in reports)
    untrue = sum(len(report.untrue) for report in reports)
    failed = sum(bool(report.error) for report in reports)
    points = sum(len(report.problems) for report in reports)
    if points:
        click.echo(f"Points of the contract that are not kept: {points}.")
    held = f"{count - untrue} hold, {untrue} do not"
    click.echo(
        f"{counted(len(reports), 'concept')}, {counted(count, 'claim')}: {held}; "
        f"{counted(failed, 'concept')} and {counted(len(unusable), 'plugin')} failed."
    )
