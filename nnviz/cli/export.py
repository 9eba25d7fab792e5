"""`nnviz export CONCEPT --for latex`: the figure for a document, with the snippet that shows it."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from nnviz.cli.concepts import ConceptGroup, is_word
from nnviz.cli.list import of_topic
from nnviz.cli.looks import look_options, size_option, theme_option
from nnviz.cli.session import Session, language_option, plugin_option
from nnviz.cli.values import Place, output_option, topics
from nnviz.cli.words import demonstrated, given_values, words_options
from nnviz.errors import ExitCode, NnvizError, UsageError
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.demonstration import Demonstration
    from nnviz.exporter import Exporter
    from nnviz.host.cards import Card
    from nnviz.host.offers import Offer

_HOOK = "nnviz_exporters"

_LABEL = re.compile(r"[A-Za-z0-9]([\w.-]{0,78}\w)?", re.ASCII)
"""What is a file's name on every system, and a label in every kind of document."""


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
    """Concepts, one or several, or `--topic` in their place; options may stand before them, too."""

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
        self.subcommand_metavar = "CONCEPT... [OPTIONS]"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of a concept, or one of all that are named."""
        names = list(takewhile(is_word, args))
        if len(names) < 2 or names[0] not in self.list_commands(ctx):
            return super().resolve_command(ctx, args)
        catalog = ctx.ensure_object(Session).catalog
        cards = [catalog.card(name) for name in dict.fromkeys(names)]
        several = click.Command(
            names[0],
            callback=click.pass_context(partial(_export_each, cards=cards)),
            params=[*_options(), plugin_option(), language_option()],
        )
        return names[0], several, args[len(names) :]


def _options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--for", "purpose"],
            type=_Purpose(),
            help="What the document is written in.",
        ),
        output_option(
            "The folder for the files, which the snippet names as you do, or the snippet's file; "
            "by default figures."
        ),
        click.Option(
            ["--name"],
            metavar="NAME",
            help="What the files and the label are called; by default after the parameters.",
        ),
        *words_options(),
        theme_option(default=None, help="By default what suits the document."),
        size_option(),
        *look_options(),
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
        ctx.default_map = {
            ctx.invoked_subcommand: {n: v for n, v in given.items() if v is not None}
        }
        return
    if topic is None:
        raise click.UsageError("Name a concept, or a topic with --topic.")
    cards = of_topic(ctx.ensure_object(Session).catalog.cards, topic)
    _export_each(ctx, cards, cards[0].topic, **given)


def _export_each(
    ctx: click.Context, /, cards: "Sequence[Card]", usual: str = "slides", **given: Any
) -> None:
    """Export one concept after the other, past those that fail, or all in one file."""
    session = ctx.ensure_object(Session)
    session.patience = None
    place = given["save"]
    purpose = given["purpose"]
    if purpose and not given["asks"] and _exporter(session, purpose).bind:
        _export_bound(session, cards, usual, **given)
        return
    if given["name"] or (place and place.name):
        raise UsageError("a name is for one figure; name a folder for several.")
    failed: list[NnvizError] = []
    for card in cards:
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
    save: Place | None,
    name: str | None,
    code: bool,
    asks: bool,
    **given: Any,
) -> None:
    offers = session.catalog.extensions.offers(_HOOK)
    if purpose is None:
        raise click.UsageError(f"Say what for: --for {enumeration(list(offers), 'or')}.")
    from nnviz.export.exporting import export

    exporter = _exporter(session, purpose)
    folder, label = _named(save or Place(Path("figures")), name, exporter.suffix)
    if asks:
        if code or given["theme"] or given["size"] or given_values(given):
            raise UsageError("--questions takes no look, code or parameters: each sets its own.")
        from nnviz.export.sheets import export_questions

        source = offers[purpose].source
        paths = export_questions(
            session.catalog, card, purpose, exporter, source, folder, name=label
        )
        for path in paths:
            click.echo(path)
        if not paths:
            click.echo(f"{card.name} has no questions.", err=True)
        return
    shown = demonstrated(session, card, _looking(given, exporter))
    source = offers[purpose].source
    for path in export(shown, purpose, exporter, source, folder, name=label, code=code):
        click.echo(path)
    warn(shown)


def _exporter(session: Session, purpose: str) -> "Exporter":
    extensions = session.catalog.extensions
    exporter: Exporter = extensions.member(extensions.offers(_HOOK)[purpose])
    return exporter


def _looking(given: dict[str, Any], exporter: "Exporter") -> dict[str, Any]:
    """Return the options with the look that suits the document, where none was given."""
    theme, size = given["theme"], given["size"]
    usual = None if theme else exporter.size
    return {**given, "theme": theme or exporter.theme, "size": size or usual}


def _export_bound(
    session: Session,
    cards: "Sequence[Card]",
    usual: str,
    *,
    purpose: str,
    save: Place | None,
    name: str | None,
    code: bool,
    asks: bool,
    **given: Any,
) -> None:
    """Write one file of all the concepts, called as told or as usual."""
    from nnviz.export.exporting import export_bound

    exporter = _exporter(session, purpose)
    folder, called = _named(save or Place(Path("figures")), name, exporter.suffix)
    if code:
        raise UsageError(f"--for {purpose} shows no code; leave out --code.")
    given = _looking(given, exporter)
    shown = [demonstrated(session, card, given) for card in cards]
    source = session.catalog.extensions.offers(_HOOK)[purpose].source
    path = folder / f"{called or usual}{exporter.suffix}"
    click.echo(export_bound(shown, purpose, exporter, source, path))
    for one in shown:
        warn(one)


def _named(place: Place, name: str | None, suffix: str) -> tuple[Path, str]:
    """Return the folder of the files and what they are called, "" where their own name does."""
    if place.name:
        stem, given = Path(place.name).stem, Path(place.name).suffix
        if given.lower() != suffix:
            raise UsageError(f"{place.file('')} must end in {suffix}, or be a folder.")
        if name:
            raise UsageError(f"the files are called {stem} or {name}; leave one name out.")
        name = stem
    if name and not _LABEL.fullmatch(name):
        raise UsageError(
            f"the files can be called by letters, digits, hyphens, dots and underscores, and the "
            f"first is a letter or digit; got {name!r}."
        )
    return place.folder, name or ""


def warn(shown: "Demonstration") -> None:
    """Say which claims, and so which words of the caption, do not hold."""
    from nnviz.tex import unicode_math

    for claim in shown.exhibit.claims:
        if claim["state"] == "fails":
            sentence = unicode_math(claim["sentence"])
            click.echo(f"{shown.card.name}: this does not hold: {sentence}", err=True)


command = _ExportGroup()
