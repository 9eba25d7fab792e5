"""`nnviz show CONCEPT`: its explanation, its claims with their numbers, and its figure."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from nnviz.cli import output
from nnviz.cli.session import Session, gallery_option, plugin_option

if TYPE_CHECKING:
    from nnviz.host.cards import Card
    from nnviz.notebook import Demonstration
    from nnviz.parameters import Parameter

_PLUGIN_FLAGS = ("-p", "--plugin")


class _Concepts(click.Group):
    """A group whose commands are the concepts, made from their cards."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _plugins_first(args))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Concepts"):
            formatter.write_dl([(card.name, card.title) for card in _cards(ctx)])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [card.name for card in _cards(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command:
        return _concept_command(ctx.ensure_object(Session).catalog.card(name))


def _cards(ctx: click.Context) -> "list[Card]":
    return ctx.ensure_object(Session).catalog.cards


def _plugins_first(args: list[str]) -> list[str]:
    """Move `--plugin FILE` before the concept's name, which may come from that file."""
    first: list[str] = []
    rest = iter(args)
    others = []
    for word in rest:
        if word in _PLUGIN_FLAGS:
            first += [word, *(value for value in [next(rest, None)] if value is not None)]
        elif word.startswith("--plugin="):
            first.append(word)
        else:
            others.append(word)
    return first + others


class _ValueOf(click.ParamType[Any]):
    """The values that a parameter of a concept takes, in the parameter's own words."""

    def __init__(self, parameter: "Parameter") -> None:
        self.name = parameter.type
        self._parameter = parameter

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from nnviz.errors import ParameterError

        if self._parameter.family:  # plugins may add to it; they are asked when it is used
            return value
        try:
            return self._parameter.convert(value)
        except ParameterError as error:
            self.fail(str(error).removeprefix(f"{self._parameter.name} "), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        if self._parameter.type == "Path":
            return [CompletionItem(incomplete, type="file")]
        words = [*self._parameter.words, *map(_as_typed, self._parameter.sweep)]
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _concept_command(card: "Card") -> click.Command:
    parameters = [_option(parameter) for parameter in card.parameters.values()]
    seed = [] if "seed" in card.parameters else [_unused_seed()]
    return click.Command(
        card.name,
        callback=click.pass_obj(partial(_show, card=card)),
        params=[*parameters, *seed, *_common_options()],
        help=f"{card.summary}\n\nThe options with a default are the concept's parameters.",
        short_help=card.summary,
    )


def _option(parameter: "Parameter") -> click.Option:
    default = _as_typed(parameter.default)
    note = f"default: {default or 'none'}"
    if parameter.type != "bool" and not parameter.range.startswith("a "):
        note += f"; {parameter.range}"
    names = [parameter.option, parameter.name]
    if parameter.type == "bool":
        names[0] += f"/--no-{parameter.option.removeprefix('--')}"
    return click.Option(
        names,
        type=click.BOOL if parameter.type == "bool" else _ValueOf(parameter),
        default=None,
        metavar=None if parameter.type == "bool" else _metavar(parameter),
        help=f"{parameter.help}  [{note}]",
    )


def _metavar(parameter: "Parameter") -> str:
    name = {"float": "NUMBER", "int": "INTEGER", "str": "TEXT", "Path": "FILE"}[parameter.type]
    return f"{name},…" if parameter.many else name


def _as_typed(value: object) -> str:
    """Return a value as it is typed on a command line."""
    if isinstance(value, tuple):
        return ",".join(_as_typed(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str("" if value is None else value)


def _unused_seed() -> click.Option:
    """Return `--seed` for a concept without one, so that a loop over all concepts can give it."""
    return click.Option(
        ["--seed"], type=click.INT, hidden=True, expose_value=False, callback=_say_unused
    )


def _say_unused(ctx: click.Context, param: click.Parameter, value: int | None) -> None:
    if value is not None:
        click.echo(f"{ctx.info_name} draws nothing at random; --seed changes nothing.", err=True)


def _common_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--save"],
            multiple=True,
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Save the figure as FILE.png, .svg or .pdf; may be repeated.",
        ),
        click.Option(
            ["--data-out"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Save the computed arrays and numbers as FILE.npz or .json.",
        ),
        click.Option(
            ["--theme"],
            default="slides",
            show_default=True,
            metavar="NAME",
            help="paper, slides, dark or notebook.",
        ),
        click.Option(["--size"], metavar="NAME", help="slide, column, page or notebook."),
        click.Option(
            ["--dpi"],
            type=click.FloatRange(20, 1200),
            metavar="NUMBER",
            help="Dots per inch of a PNG.",
        ),
        gallery_option(),
        click.Option(
            ["--open/--no-open", "open_it"],
            default=None,
            help="Open the figure in the system's viewer, or do not.",
        ),
        click.Option(["--json", "as_json"], is_flag=True, help="Print JSON."),
        plugin_option(),
    ]


def _show(
    session: Session,
    *,
    card: "Card",
    save: tuple[Path, ...],
    data_out: Path | None,
    theme: str,
    size: str | None,
    dpi: float | None,
    gallery: Path,
    open_it: bool | None,
    as_json: bool,
    **given: Any,
) -> None:
    from nnviz.cli.viewer import open_file, wants_viewer
    from nnviz.notebook import Demonstration

    values = {name: value for name, value in given.items() if value is not None}
    concept = session.catalog.concept(card, values)
    demonstration = Demonstration(card, concept, theme, size)
    paths = save or (gallery / f"{card.name.replace(':', '-')}.png",)
    for path in paths:
        demonstration.save(path, dpi)
    if data_out:
        demonstration.result.save(data_out)
    written = [*paths, *([data_out] if data_out else [])]
    if as_json:
        output.echo_json(_as_dict(demonstration, written))
    else:
        _print(demonstration, written)
    if wants_viewer(open_it, saved=bool(save)):
        open_file(paths[0])


def _print(shown: "Demonstration", written: list[Path]) -> None:
    from nnviz.cli.markdown import print_markdown
    from nnviz.tex import unicode_math

    concept, result = shown.concept, shown.result
    output.heading(concept.title)
    output.paragraph(unicode_math(concept.summary()))
    click.echo()
    explanation = concept.fill(concept.explanation(), result)
    if explanation:
        print_markdown(explanation)
        click.echo()
    output.paragraph(shown.caption)
    click.echo()
    output.heading("Claims")
    for verdict in shown.claims:
        output.claim(verdict)
    click.echo()
    for path in written:
        click.echo(path)


def _as_dict(shown: "Demonstration", written: list[Path]) -> dict[str, object]:
    concept = shown.concept
    return {
        "name": shown.card.name,
        "title": concept.title,
        "topic": concept.topic,
        "summary": concept.summary(),
        "parameters": concept.values,
        "headline": concept.fill(concept.headline(shown.result), shown.result),
        "caption": shown.caption,
        "alt": shown.alt,
        "numbers": shown.result.numbers,
        "claims": [claim.as_dict() for claim in shown.claims],
        "files": [str(path) for path in written],
    }


command = _Concepts(
    "show",
    help="Explain a concept, check its claims and draw its figure.",
    subcommand_metavar="CONCEPT [OPTIONS]...",
    params=[plugin_option()],
    options_metavar="",
)
