"""`nnviz check`: every claim, and what cites it; of a stranger's plugin, the whole contract."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from nnviz.cli import output
from nnviz.cli.naming import named
from nnviz.cli.reading import print_reading
from nnviz.cli.session import Session, language_option
from nnviz.cli.values import FiniteRange, concept_names
from nnviz.errors import ExitCode
from nnviz.language import tr

if TYPE_CHECKING:
    from nnviz.host.cards import Card, Status
    from nnviz.testing.reports import OneConcept, OtherHooks, Report, Wanted


@click.command("check", short_help="Check every claim, and a plugin’s contract.")
@click.argument(
    "names", nargs=-1, metavar="[CONCEPT|FILE|DISTRIBUTION]...", shell_complete=concept_names
)
@click.option(
    "--settings",
    type=click.IntRange(min=0, max=10_000),
    default=0,
    show_default=True,
    metavar="N",
    help="Try words and claims at so many random settings more.",
)
@click.option("--draw", is_flag=True, help="Draw the random settings, too.")
@click.option("--read", is_flag=True, help="Print each sentence beside the claims that it cites.")
@click.option("--questions", is_flag=True, help="Print what the questions measure at ten seeds.")
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
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    as_json: bool,
    quiet: bool,
    timeout: float,
    **wishes: Any,
) -> None:
    """Check every claim of the concepts named, or of all, and that each draws its figure.

    What is said is tried at the defaults, each slider stop, range end and Try; hints are notes, and
    fail nothing. With --read the page on which a lecturer reads each sentence that judges.

    Of a plugin that is not nnviz's own and is named, by itself, by its file or by its
    distribution, every point of the contract is checked, with what to do about each.
    """
    from nnviz.testing.reports import Report, Wanted, reports

    session = ctx.ensure_object(Session)
    session.patience = None
    cards, plugins = named(session, names) if names else (session.catalog.cards, [])
    # In another process first, for a plugin that ends its process must not end this one.
    known = {card.source for card in cards}
    asked = known | {status.source for status in plugins} if names else None
    examined = session.catalog.examined(asked)
    failed = {status.source: status.reason for status in examined if status.state == "failed"}
    told = [Report(card.name, error=failed[card.source]) for card in cards if card.source in failed]
    wanted = Wanted(named=bool(names), **wishes)
    subjects = _subjects(session, cards, plugins, wanted)
    usable = [subject for subject in subjects if subject.source not in failed]
    unusable = [reason for source, reason in failed.items() if source not in known]
    spoken = [] if names else _own_words()
    found = []
    for report in chain(told, reports(usable, timeout), spoken):
        found.append(report)
        if not as_json:
            _print(report, quiet=quiet, read=wanted.read)
    if as_json:
        output.echo_json({"concepts": [r.as_dict() for r in found], "plugins": unusable})
    else:
        _summarize(found, unusable)
    ill = unusable or not all(report.well for report in found)
    ctx.exit(ExitCode.FAILED if ill else ExitCode.OK)


command.params.append(language_option())


def _subjects(
    session: Session, cards: "list[Card]", plugins: "list[Status]", wanted: "Wanted"
) -> "list[OneConcept | OtherHooks]":
    """Return what is to be checked; of a stranger's plugin that was named, the whole contract."""
    from nnviz.testing.reports import OneConcept, OtherHooks

    concepts = [
        OneConcept(session.catalog, c, replace(wanted, whole=wanted.named and not c.source.bundled))
        for c in cards
    ]
    return [*concepts, *(OtherHooks(s.source, s.hooks) for s in plugins if s.hooks)]


def _own_words() -> "list[Report]":
    """Return a report of what is wrong with nnviz's own words in the language that is spoken."""
    from nnviz.testing.catalogues import own_problems
    from nnviz.testing.reports import Report

    problems = tuple(own_problems())
    return [Report("nnviz", problems=problems)] if problems else []


def _print(report: "Report", *, quiet: bool, read: bool) -> None:
    if not (quiet and report.well):
        output.heading(report.name)
    if read:
        print_reading(report)
    elif quiet:
        for claim in report.untrue:
            output.claim(claim)
    else:
        output.claims(report.claims)
    if report.error:
        click.secho(output.wrapped(report.error, "  "), fg="red")
    for notice in report.notices:
        click.echo(f"Note: {notice}", err=True)
    for row in report.questions:
        _print_question(row)
    for problem in report.problems:
        click.secho(output.wrapped(f"✗ {problem.point}: {problem.found}.", "  ", "    "), fg="red")
        output.paragraph(problem.remedy, "    ")
        if problem.place:
            click.secho(f"    {problem.place}", dim=True)
    for hint in () if quiet else report.hints:
        place = f" ({hint.place})" if hint.place else ""
        told = f"Note: {hint.point}: {hint.found}. {hint.remedy}{place}"
        click.secho(output.wrapped(told, "  ", "    "), dim=True)


def _print_question(row: Mapping[str, Any]) -> None:
    """Print a question, its right choice, what was measured, and where another one is right."""
    output.paragraph(f"{row['question']}: {row['text']}", "  ", "    ")
    output.paragraph("; ".join(row["right"]) or "no choice is right", "    → ", "      ")
    for measured in dict.fromkeys(row["measured"]):
        output.paragraph(measured, "      ")
    if row["elsewhere"]:
        output.paragraph(f"otherwise at {', '.join(row['elsewhere'])}", "      ", "        ")


def _summarize(reports: "list[Report]", unusable: list[str]) -> None:
    for reason in unusable:
        click.echo(f"Error: {reason}", err=True)
    failed = sum(bool(report.error) for report in reports)
    points = sum(len(report.problems) for report in reports)
    if points:
        click.echo(f"Points of the contract that are not kept: {points}.")
    claims = [claim for report in reports for claim in report.claims]
    with output.to_the_reader():
        click.echo(f"{_counted(len(reports), claims)}; {_failed(failed, len(unusable))}")


def _counted(concepts: int, claims: list[Mapping[str, Any]]) -> str:
    """Return how many laws and findings there are, and how many of both in each state."""
    from nnviz.exhibit import counted_states

    laws = sum(bool(claim["law"]) for claim in claims)
    counts = {"concepts": concepts, "laws": laws, "states": counted_states(claims) or tr("none")}
    if laws == len(claims):
        return tr("{concepts:# concept|# concepts}, {laws:# law|# laws}: {states}", **counts)
    return tr(
        "{concepts:# concept|# concepts}, {laws:# law|# laws} and "
        "{findings:# finding|# findings}: {states}",
        findings=len(claims) - laws,
        **counts,
    )


def _failed(concepts: int, plugins: int) -> str:
    return tr(
        "{concepts:# concept|# concepts} and {plugins:# plugin|# plugins} failed.",
        concepts=concepts,
        plugins=plugins,
    )
