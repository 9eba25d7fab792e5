"""`nnviz export CONCEPT --for latex`: the figure for a document, with the snippet that shows it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from nnviz.cli.concepts import ConceptGroup, given_values
from nnviz.cli.list import of_topic
from nnviz.cli.session import Session
from nnviz.cli.values import size_option, topics
from nnviz.errors import ExitCode, NnvizError, UsageError
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.demonstration import Demonstration
    from nnviz.exporter import Exporter
    from nnviz.host.cards import Card
    from nnviz.host.offers import Offer

_HOOK = "nnviz_exporters"


def _exporters(ctx: click.Context) -> "dict[str, Offer]":
    return ctx.ensure_object(Session).catalog.extensions.offers(_HOOK)


class _Purpose(click.ParamType[str]):
    """What is exported for: the name of an exporter, nnviz's own or a plugin's."""

    name = "purpose"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return _choice(ctx).get_metavar(param, ctx)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(_choice(ctx or click.get_current_context()).convert(value, param, ctx))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return _choice(ctx).shell_complete(ctx, param, incomplete)


def _choice(ctx: click.Context) -> "click.Choice[str]":
    return click.Choice(list(_exporters(ctx)))


class _ExportGroup(ConceptGroup):
    """The concepts, and `--topic` in place of one; options before a concept count for it too."""

    def __init__(self) -> None:
        super().__init__(
            "export", _export, _options, "Make a figure for a document, with a snippet to paste."
        )
        topic = click.Option(
            ["--topic"], metavar="TOPIC", help="All concepts of this topic.", shell_complete=topics
        )
        self.params += [topic, *_options()]
        self.callback = _export_topic
        self.invoke_without_command = True
        self.no_args_is_help = True


def _options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--for", "purpose"],
            type=_Purpose(),
            help="What the document is written in.",
        ),
        click.Option(
            ["-o", "--output"],
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="The folder for the files, which the snippet names as you do; by default figures.",
        ),
        click.Option(["--theme"], metavar="NAME", help="Another theme than suits the document."),
        size_option(),
        click.Option(["--code"], is_flag=True, help="With the code behind the concept."),
        click.Option(
            ["--questions", "asks"],
            is_flag=True,
            help="Its questions in place of the figure: a sheet, and a key with what was measured.",
        ),
    ]


@click.pass_context
def _export_topic(ctx: click.Context, /, topic: str | None, **given: Any) -> None:
    if ctx.invoked_subcommand is not None:
        if topic is not None:
            raise click.UsageError("Give a concept or --topic, not both.")
        ctx.default_map = {ctx.invoked_subcommand: given_values(given)}
        return
    if topic is None:
        raise click.UsageError("Name a concept, or a topic with --topic.")
    session = ctx.ensure_object(Session)
    session.patience = None
    failed: list[NnvizError] = []
    for card in of_topic(session.catalog.cards, topic):
        try:
            _export(session, card=card, **given)
        except NnvizError as error:
            if str(error) not in map(str, failed):
                click.echo(f"Error: {error}", err=True)
            failed.append(error)
    if failed:
        usage = all(isinstance(error, UsageError) for error in failed)
        ctx.exit(ExitCode.USAGE if usage else ExitCode.FAILED)


def _export(
    session: Session,
    *,
    card: "Card",
    purpose: str | None,
    output: Path | None,
    theme: str | None,
    size: str | None,
    code: bool,
    asks: bool,
    **given: Any,
) -> None:
    offers = session.catalog.extensions.offers(_HOOK)
    if purpose is None:
        raise click.UsageError(f"Say what for: --for {enumeration(list(offers), 'or')}.")
    from nnviz.demonstration import demonstrate
    from nnviz.export.exporting import export

    exporter: Exporter = session.catalog.extensions.member(offers[purpose])
    if asks:
        if code or theme or size or given_values(given):
            raise UsageError("--questions takes no look, code or parameters: each sets its own.")
        from nnviz.export.sheets import export_questions

        source, folder = offers[purpose].source, output or Path("figures")
        paths = export_questions(session.catalog, card, purpose, exporter, source, folder)
        for path in paths:
            click.echo(path)
        if not paths:
            click.echo(f"{card.name} has no questions.", err=True)
        return
    size = size or (None if theme else exporter.size)
    shown = demonstrate(session.catalog, card, given_values(given), theme or exporter.theme, size)
    source = offers[purpose].source
    for path in export(shown, purpose, exporter, source, output or Path("figures"), code=code):
        click.echo(path)
    warn(shown)


def warn(shown: "Demonstration") -> None:
    """Say which claims, and so which words of the caption, do not hold."""
    from nnviz.tex import unicode_math

    for claim in shown.exhibit.claims:
        if claim["state"] == "fails":
            sentence = unicode_math(claim["sentence"])
            click.echo(f"{shown.card.name}: this does not hold: {sentence}", err=True)


command = _ExportGroup()
