"""`nnviz check`: every claim, measured anew; and of a stranger's plugin, the whole contract."""

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import click

from nnviz.cli import output
from nnviz.cli.naming import named
from nnviz.cli.session import Session
from nnviz.cli.values import concept_names
from nnviz.errors import ExitCode, NnvizError

if TYPE_CHECKING:
    from nnviz.claims import Claim
    from nnviz.host.cards import Card
    from nnviz.host.catalog import Status
    from nnviz.testing import Problem


@dataclass(frozen=True)
class _Report:
    """What came of checking one concept at its defaults."""

    name: str
    claims: "tuple[Claim, ...]" = ()
    error: str = ""
    problems: "tuple[Problem, ...]" = ()

    @property
    def well(self) -> bool:
        return not (self.error or self.untrue or self.problems)

    @property
    def untrue(self) -> "list[Claim]":
        return [claim for claim in self.claims if not claim.holds]

    def as_dict(self) -> dict[str, object]:
        claims = [claim.as_dict() for claim in self.claims]
        problems = [asdict(problem) for problem in self.problems]
        return {"name": self.name, "claims": claims, "error": self.error, "problems": problems}


@click.command("check", short_help="Check every claim, and a plugin’s contract.")
@click.argument(
    "names", nargs=-1, metavar="[CONCEPT|FILE|DISTRIBUTION]...", shell_complete=concept_names
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what does not hold.")
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Check every claim of the concepts named, or of all, and that each draws its figure.

    Of a plugin that is not nnviz's own and is named, by itself, by its file or by its
    distribution, every point of the contract is checked, with what to do about each.
    """
    session = ctx.ensure_object(Session)
    cards, plugins = named(session, names) if names else (session.catalog.cards, [])
    catalog = session.catalog
    # In another process first, for a plugin that ends its process must not end this one.
    wanted = {card.source for card in cards} | {status.source for status in plugins}
    examined = catalog.examined(wanted if names else None)
    failed = {status.source: status.reason for status in examined if status.state == "failed"}
    reports = []
    for card in cards:
        reason = failed.pop(card.source, "")
        whole = bool(names) and not card.source.bundled
        failure = _Report(card.name, error=reason)
        reports.append(failure if reason else _check(session, card, whole=whole))
        if not as_json:
            _print(reports[-1], quiet=quiet)
    usable = [status for status in plugins if status.source not in failed and status.leaflet.hooks]
    for status in usable:
        reports.append(_check_hooks(status))
        if not as_json:
            _print(reports[-1], quiet=quiet)
    unusable = list(failed.values())
    if as_json:
        output.echo_json({"concepts": [r.as_dict() for r in reports], "plugins": unusable})
    else:
        _summarize(reports, unusable)
    well = not unusable and all(report.well for report in reports)
    ctx.exit(ExitCode.OK if well else ExitCode.FAILED)


def _check(session: Session, card: "Card", *, whole: bool) -> _Report:
    from nnviz.notebook import demonstrate

    try:
        shown = demonstrate(session.catalog, card, {}, "slides")
        claims = shown.claims
        _ = shown.picture, shown.caption, shown.alt
    except NnvizError as error:
        return _Report(card.name, error=str(error))
    report = _Report(card.name, claims, "" if claims else f"{card.name} makes no claim.")
    return _with_contract(report, card) if whole else report


def _with_contract(report: _Report, card: "Card") -> _Report:
    from nnviz.testing.plugins import concept_problems

    try:
        problems = concept_problems(card)
    except NnvizError as error:
        return replace(report, error=str(error))
    return replace(report, problems=tuple(problems))


def _check_hooks(status: "Status") -> _Report:
    from nnviz.testing.plugins import hook_problems

    name = f"{status.source.name}: {', '.join(status.leaflet.hooks)}"
    try:
        problems = hook_problems(status.source, status.leaflet.hooks)
    except NnvizError as error:
        return _Report(name, error=str(error))
    return _Report(name, problems=tuple(problems))


def _print(report: _Report, *, quiet: bool) -> None:
    claims = report.untrue if quiet else report.claims
    if not (quiet and report.well):
        output.heading(report.name)
    for claim in claims:
        output.claim(claim)
    if report.error:
        click.secho(output.wrapped(report.error, "  "), fg="red")
    for problem in report.problems:
        click.secho(output.wrapped(f"✗ {problem.point}: {problem.found}.", "  ", "    "), fg="red")
        output.paragraph(problem.remedy, "    ")


def _summarize(reports: list[_Report], unusable: list[str]) -> None:
    for reason in unusable:
        click.echo(f"Error: {reason}", err=True)
    count = sum(len(report.claims) for report in reports)
    untrue = sum(len(report.untrue) for report in reports)
    failed = sum(bool(report.error) for report in reports)
    points = sum(len(report.problems) for report in reports)
    if points:
        click.echo(f"{points} points of the contract are not kept.")
    click.echo(
        f"{len(reports)} concepts, {count} claims: {count - untrue} hold, {untrue} do not; "
        f"{failed} concepts and {len(unusable)} plugins failed."
    )
