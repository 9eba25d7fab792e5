"""`nnviz gallery`: every figure and page, in parallel, only what is stale."""

import sys
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from nnviz.cli import output
from nnviz.cli.configuration import DPI, configured, write_example
from nnviz.cli.looks import theme_option
from nnviz.cli.session import GALLERY_VARIABLE, Session, languages_option, plugin_option
from nnviz.cli.tables import configured_notation
from nnviz.cli.values import FiniteRange
from nnviz.errors import ExitCode, UsageError
from nnviz.gallery.settings import PARTS, Settings
from nnviz.language import current, speak, speaking, tr
from nnviz.terminal import visible
from nnviz.wording import counted

if TYPE_CHECKING:
    from nnviz.gallery import Plan, Report
    from nnviz.gallery.live import Live
    from nnviz.gallery.processes import Outcome


_SETTINGS = ("theme", "size", "dpi", "without", "title", "course")
"""The options that may stand in the file of settings as well."""

_NOTHING = "nothing"
"""On the command line: leave nothing out, whatever the file of settings says."""


@click.command("gallery", short_help="Make every figure and page that is stale.")
@click.argument(
    "folder",
    metavar="[DIR]",
    default=Path("gallery"),
    envvar=GALLERY_VARIABLE,
    type=click.Path(path_type=Path),
)
@click.option(
    "-o",
    "--output",
    "save",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="DIR, as other commands take it.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Only this concept, figure or topic.")
@click.option("--force", is_flag=True, help="Make everything, stale or not.")
@click.option("--dry-run", is_flag=True, help="Say what would be made, and make nothing.")
@click.option("--check", "only_check", is_flag=True, help="Say whether the gallery is up to date.")
@click.option(
    "--changes",
    "older",
    type=click.Path(path_type=Path),
    metavar="OLD",
    help="Say what differs from the gallery in OLD, and why; make nothing.",
)
@click.option(
    "--keep-going/--fail-fast",
    default=True,
    help="Go on past a failure, or stop at the first.  [default: keep going]",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Concepts made at a time.  [default: one a processor]",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Make them on the workers of the Dask scheduler there, as tcp://HOST:8786.",
)
@click.option(
    "--timeout",
    type=FiniteRange(min=0, min_open=True, max=86_400),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="The longest that one concept may take.",
)
@click.option(
    "--size",
    metavar="NAME|MEASURE",
    help="slide, column, page or notebook, or as 6x4in, 16x9cm, 1200x675px.  [default: slide]",
)
@click.option(
    "--dpi", type=FiniteRange(*DPI), metavar="NUMBER", help="Dots per inch of the figures' PNGs."
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice([*PARTS, _NOTHING]),
    metavar="NAME",
    help="Leave out svg, pdf, frames, phones, animations, data, notebook or questions; may be "
    "repeated.",
)
@click.option("--title", metavar="TEXT", help="What the gallery is called.")
@click.option("--course", metavar="TEXT", help="The course that it is for.")
@click.option(
    "--live",
    is_flag=False,
    flag_value="",
    metavar="[PYODIDE]",
    help="Let readers on a web server move everything, by Python in their browsers, which loads "
    "Pyodide from this address or folder.  [default: its official address]",
)
@click.option(
    "--live-plugin",
    "live_plugins",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --live: copy this plugin's file into the site, for its concepts; may be repeated.",
)
@click.option("--init", is_flag=True, help="Write DIR/nnviz.toml, its settings explained.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: Path,
    save: Path | None,
    older: Path | None,
    init: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Make the figure and the page of every concept, and an index of them, in DIR.

    DIR is $NNVIZ_GALLERY or `gallery` where it is not named. Only what is stale is made again;
    exit code 1 when anything failed. theme, size, title, course, dpi, without, only, languages
    and a course's own figures may stand in nnviz.toml under [gallery], or in pyproject.toml under
    [tool.nnviz.gallery], in DIR or else in the current folder; options win.
    """
    from nnviz.gallery import as_gallery, editions

    if given["cluster"] and given["jobs"]:
        raise UsageError("--jobs is for this machine; a cluster has as many workers as it has.")
    if save and ctx.get_parameter_source("folder") is ParameterSource.COMMANDLINE:
        raise UsageError(f"the folder is {folder} or {save}; name one of them.")
    folder = save or folder
    if init:
        click.echo(write_example(folder))
        return
    if (notation := configured_notation(folder)).symbols:
        speak(replace(current(), notation=notation))
    session = ctx.ensure_object(Session)
    session.patience = None
    if older:
        _print_changes(session, folder, older, as_json=as_json)
        return
    settings = _settings(session, folder, given)
    told = {}
    codes = []
    for language, place in editions(folder, settings):
        with speaking(language):
            made = _made(session, as_gallery(place), settings, as_json=as_json, **given)
        told[language.code], code = made
        codes.append(code)
    if as_json:
        output.echo_json(told if len(told) > 1 else next(iter(told.values())))
    ctx.exit(max(codes))


def _made(
    session: Session,
    folder: Path,
    settings: Settings,
    *,
    only: tuple[str, ...],
    only_check: bool,
    dry_run: bool,
    force: bool,
    keep_going: bool,
    as_json: bool,
    **how: Any,
) -> tuple[dict[str, Any], ExitCode]:
    """Make one edition, or only say how it stands; return what JSON tells, and the exit code."""
    from nnviz.gallery import carry_out, check, plan

    if only_check:
        return _print_check(check(session.catalog, folder, settings, only=only), as_json=as_json)
    work = plan(session.catalog, folder, settings, only=only, force=force)
    if dry_run:
        return _print_plan(work, as_json=as_json)
    with _Progress(len(work.jobs), hidden=as_json) as progress:
        how |= {"fail_fast": not keep_going, "progress": progress.step}
        report = carry_out(work, folder, settings, **how)
    return _print_report(report, folder, as_json=as_json)


def _settings(session: Session, folder: Path, given: dict[str, Any]) -> Settings:
    """Return the settings, taken out of what is given, or else from the file.

    The gallery's own file goes before the current folder's.
    """
    live = _live(session, given.pop("live"), given.pop("live_plugins"))
    own = {name: value for name in _SETTINGS if (value := given.pop(name))}
    if session.languages:
        own["languages"] = session.languages
    chosen = (configured(folder) or configured(Path())) | own
    if _NOTHING in chosen.get("without", ()):
        chosen["without"] = ()
    languages = tuple(map(session.catalog.language, chosen.pop("languages", ())))
    return Settings(**chosen, languages=languages, live=live)


def _live(session: Session, where: str | None, plugins: tuple[Path, ...]) -> "Live | None":
    """Return what lets pages run Python in their readers' browsers, if that is asked for."""
    if where is None:
        if plugins:
            raise UsageError("--live-plugin is for pages with Python in them; add --live.")
        return None
    from nnviz.gallery.live import OFFICIAL, live_of

    return live_of(where or OFFICIAL, session.catalog, plugins)


class _Progress:
    """A bar with the time left on a terminal, and nothing anywhere else."""

    def __init__(self, total: int, *, hidden: bool) -> None:
        shown = total and not hidden and sys.stderr.isatty()
        # It moves the cursor, and has no word of anybody's.
        self._bar = click.progressbar(length=total, file=sys.__stderr__) if shown else None

    def __enter__(self) -> "_Progress":
        if self._bar:
            self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.render_finish()

    def step(self, outcome: "Outcome") -> None:
        """Count one concept as done."""
        if self._bar:
            self._bar.update(1)


def _print_plan(work: "Plan", *, as_json: bool) -> tuple[dict[str, Any], ExitCode]:
    keys = ("make", "remove", "unchanged", "refused")
    parts = (work.reasons, work.removed, work.unchanged, work.refused)
    lines = [f"make {name} ({reason})" for name, reason in work.reasons.items()]
    lines += [f"remove {name}" for name in work.removed]
    lines += [f"cannot make {name}: {reason}" for name, reason in work.refused.items()]
    for line in [] if as_json else lines or ["Nothing is to be made."]:
        click.echo(line)
    return dict(zip(keys, parts, strict=True)), ExitCode.OK


def _print_check(wrong: list[str], *, as_json: bool) -> tuple[dict[str, Any], ExitCode]:
    for line in [] if as_json else wrong or ["The gallery is what its inputs make."]:
        click.echo(line)
    return {"current": not wrong, "wrong": wrong}, ExitCode.FAILED if wrong else ExitCode.OK


def _print_changes(session: Session, folder: Path, older: Path, *, as_json: bool) -> None:
    from nnviz.gallery import changes
    from nnviz.tex import unicode_math

    formerly = {card.formerly: card.name for card in session.catalog.cards if card.formerly}
    found = changes(folder, older, formerly)
    if as_json:
        output.echo_json(found.as_dict())
        return
    for name, page in found.pages.items():
        output.heading(visible(name))
        for reason in page.why:
            output.paragraph(visible(reason), "  because of ", "    ")
        for what, changes_of in groupby(page.changes, key=lambda change: change.what):
            click.echo(f"  {visible(what)}")
            lines = (line for one in changes_of for line in (("-", one.before), ("+", one.now)))
            for sign, text in lines:
                if text:
                    output.paragraph(visible(unicode_math(text)), f"    {sign} ", "      ")
    for told, names in (("New", found.new), ("Gone", found.gone)):
        if names:
            output.paragraph(f"{told}: {visible(', '.join(names))}.", hanging="  ")
    click.echo(f"{counted(len(found.pages), 'page')} told otherwise, {found.alike} alike.")


def _print_report(
    report: "Report", folder: Path, *, as_json: bool
) -> tuple[dict[str, Any], ExitCode]:
    if not as_json:
        _tell(report, folder)
    return report.as_dict(), ExitCode.OK if report.well else ExitCode.FAILED


def _tell(report: "Report", folder: Path) -> None:
    for notice in report.notices:
        click.echo(f"Note: {notice}", err=True)
    for name, reason in report.failed.items():
        click.secho(output.wrapped(f"{name} failed: {reason}", hanging="  "), fg="red", err=True)
    for name, statements in report.untrue.items():
        for statement in statements:
            click.echo(output.wrapped(f"{name} does not hold: {statement}", hanging="  "))
    counts = {
        tr("made"): len(report.made),
        tr("unchanged"): len(report.unchanged),
        tr("removed"): len(report.removed),
        tr("failed"): len(report.failed),
        tr("claims that do not hold"): sum(map(len, report.untrue.values())),
    }
    done = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    done = done or tr("There is no concept to make")
    click.echo(f"{done}. The gallery weighs {report.size / 1e6:.1f} MB.")
    if len(report.slowest) > 1:
        slowest = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.slowest)
        click.echo(output.wrapped(f"Slowest: {slowest}.", hanging="  "))
    if folder.is_dir():
        click.echo(folder / "index.html")


_THEME = theme_option(
    default=None, help="The look of the light figures, or a .mplstyle file; by default slides."
)
command.params += [_THEME, plugin_option(), languages_option()]
