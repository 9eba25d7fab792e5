"""A group whose commands are the concepts, for every command that takes one."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from nnviz.cli.session import Session, language_option, plugin_option
from nnviz.cli.values import not_yet_known, parameter_option
from nnviz.errors import UsageError
from nnviz.files import file_stem
from nnviz.setting import quoted
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.host.cards import Card
    from nnviz.host.catalog import Catalog
    from nnviz.parameters import Parameter

_ASSIGNED = re.compile(r"([A-Za-z][\w-]*)=(.*)", re.DOTALL)

_PARAMETERS = "The options with a default are the concept's parameters."

_PLUGIN_FLAGS = ("-p", "--plugin")


class ConceptGroup(click.Group):
    """`nnviz NAME CONCEPT [OPTIONS]`: each concept is a command, made from its card.

    `run` is called as `run(session, card=…, **options)`; `options` gives the command's own
    options, to which the concept's parameters are added.
    """

    def __init__(
        self,
        name: str,
        run: Callable[..., None],
        options: Callable[[], Sequence[click.Parameter]],
        help: str,
    ) -> None:
        """Make the group `name` of all concepts."""
        super().__init__(
            name,
            help=help,
            subcommand_metavar="CONCEPT [OPTIONS]...",
            params=[plugin_option()],
            options_metavar="",
        )
        self._run, self._options = run, options

    @property
    def options(self) -> Sequence[click.Parameter]:
        """The command's own options."""
        return self._options()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, those of `--plugin` before the concept's name."""
        return super().parse_args(ctx, _plugins_first(args))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of a concept that is named, or of the one that the words mean."""
        try:
            return super().resolve_command(ctx, args)
        except UsageError as error:
            words = list(takewhile(is_word, args))
            name = _meant(ctx, " ".join(words), error)
            if words != [name.capitalize()]:
                click.echo(f"Note: {' '.join(words)} is {name} here.", err=True)
            return super().resolve_command(ctx, [name, *args[len(words) :]])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the concepts with their titles into the help."""
        with formatter.section("Concepts"):
            formatter.write_dl([(card.name, card.told(card.title)) for card in _cards(ctx)])
        for status in _catalog(ctx).unknown:
            formatter.write_paragraph()
            formatter.write_text(status.reason)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the concepts' names."""
        return [card.name for card in _cards(ctx)]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete concepts, and plugins of which it is not yet known which they offer."""
        return [*super().shell_complete(ctx, incomplete), *not_yet_known(ctx, incomplete)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command:
        """Return the command made from the card that the name means."""
        card = ctx.ensure_object(Session).catalog.card(name)
        seed = [] if "seed" in card.parameters else [_unused_seed()]
        return _ConceptCommand(
            card.name,
            callback=click.pass_obj(partial(self._run, card=card)),
            params=[
                *(parameter_option(one, card.told(one.help)) for one in card.parameters.values()),
                *(_formerly(one) for one in card.parameters.values() if one.formerly),
                *seed,
                *self._options(),
                plugin_option(),
                language_option(),
            ],
            help=f"{card.told(card.summary)}\n\n{_PARAMETERS}",
            short_help=card.told(card.summary),
        )


class _ConceptCommand(click.Command):
    """The command of a concept, which takes `beta=0.5` for `--beta 0.5`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, of which an assignment is an option."""
        if any(_ASSIGNED.match(word) for word in args):
            _, loose, _ = self.make_parser(ctx).parse_args(list(args))
            for assigned in filter(None, map(_ASSIGNED.match, loose)):
                args.remove(assigned[0])
                args.append(f"--{assigned[1].replace('_', '-')}={assigned[2]}")
        return super().parse_args(ctx, args)


def is_word(argument: str) -> bool:
    """Return whether an argument is neither an option nor `name=value`."""
    return not (argument.startswith("-") or _ASSIGNED.match(argument))


def _meant(ctx: click.Context, words: str, error: UsageError) -> str:
    """Return the concept that the words mean; raise the error, told more, where none does."""
    from nnviz.host.subjects import subjects
    from nnviz.search import find, meant, word_list

    listed = word_list(subjects(_cards(ctx)))
    if name := meant(listed, words):
        return name
    near = [name for name, _ in find(listed, words).hits[:3]]
    if not near or "See: nnviz list" not in str(error):  # it knows better what was meant
        raise error
    told = f"there is no concept {words}. Perhaps {enumeration(near, 'or')}?"
    told += f" nnviz search {quoted(words)} tells more."
    reasons = [status.reason for status in _catalog(ctx).unknown]
    raise UsageError(" ".join([told, *reasons])) from error


def _catalog(ctx: click.Context) -> "Catalog":
    return ctx.ensure_object(Session).catalog


def _cards(ctx: click.Context) -> "list[Card]":
    return _catalog(ctx).cards


def _plugins_first(args: list[str]) -> list[str]:
    """Move `--plugin FILE` before the concept's name, which may come from that file."""
    first: list[str] = []
    rest = iter(args)
    others = []
    for word in rest:
        if word in _PLUGIN_FLAGS:
            first += [word, *(value for value in [next(rest, None)] if value is not None)]
        elif word.startswith(("--plugin=", "-p")):
            first.append(word)
        else:
            others.append(word)
    return first + others


def stem_of(card: "Card", values: Mapping[str, Any]) -> str:
    """Return what a concept's file is called unless it is named, without its suffix."""
    return file_stem(Path(card.name).name.replace(":", "-"), values)


def _formerly(parameter: "Parameter") -> click.Option:
    """Return the option that a parameter had, which says what it is called now."""

    def refuse(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
        if value is not None:
            raise click.UsageError(f"{param.opts[0]} is called {parameter.option} now.")

    old = f"--{parameter.formerly.replace('_', '-')}"
    return click.Option([old], hidden=True, expose_value=False, callback=refuse)


def _unused_seed() -> click.Option:
    """Return `--seed` for a concept without one, so that a loop over all concepts can give it."""
    return click.Option(
        ["--seed"], type=click.INT, hidden=True, expose_value=False, callback=_say_unused
    )


def _say_unused(ctx: click.Context, param: click.Parameter, value: int | None) -> None:
    if value is not None:
        click.echo(f"{ctx.info_name} draws nothing at random; --seed changes nothing.", err=True)
