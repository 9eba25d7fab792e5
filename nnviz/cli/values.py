"""A concept's parameters as options, in the parameters' own words."""

import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from nnviz.cli.session import Session
from nnviz.setting import typed
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.parameters import Parameter


class Choosing(click.Option):
    """An option whose help names what plugins add as well, which only the help looks for."""

    def __init__(
        self, *names: Any, family: str, told: Callable[[Sequence[str]], str], **more: Any
    ) -> None:
        more["help"] = told(())
        super().__init__(*names, **more)
        self._family, self._told = family, told

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option with its help, in which the names of plugins are by now."""
        self.help = self._told(_added(ctx, self._family))
        return super().get_help_record(ctx)


def parameter_option(parameter: "Parameter", help: str) -> click.Option:
    """Return the option that sets a parameter, its default and range after the help."""

    def told(added: Sequence[str]) -> str:
        taken = parameter.with_choices(added) if added else parameter
        note = f"default: {typed(taken.default) or 'none'}"
        if taken.type != "bool" and taken.is_bounded:
            note += f"; {taken.range}"
        return f"{help}  [{note}]"

    names = [parameter.option, parameter.name]
    if parameter.type == "bool":
        names[0] += f"/--no-{parameter.option.removeprefix('--')}"
    taken: dict[str, Any] = {
        "type": click.BOOL if parameter.type == "bool" else _ValueOf(parameter),
        "default": None,
        "metavar": None if parameter.type == "bool" else _metavar(parameter),
    }
    if parameter.family:
        return Choosing(names, family=parameter.family, told=told, **taken)
    return click.Option(names, help=told(()), **taken)


def _metavar(parameter: "Parameter") -> str:
    names = {"float": "NUMBER", "int": "INTEGER", "str": "TEXT", "Path": "FILE", "Table": "FILE"}
    name = names[parameter.type]
    return f"{name},…" if parameter.many else name


def concept_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the concepts whose names begin so, for the shell's completion."""
    cards = ctx.ensure_object(Session).catalog.cards
    known = [CompletionItem(card.name) for card in cards if card.name.startswith(incomplete)]
    return known + not_yet_known(ctx, incomplete)


def not_yet_known(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """Return the plugins whose names begin so and of which only their import tells the concepts.

    Most are named as their concept is; whoever chooses one waits for it.
    """
    unknown = [status.source.name for status in ctx.ensure_object(Session).catalog.unknown]
    names = [name for name in unknown if name.startswith(incomplete)]
    return [CompletionItem(name, help="a plugin not yet known") for name in names]


def topics(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the topics that begin so, for the shell's completion."""
    cards = ctx.ensure_object(Session).catalog.cards
    return sorted({card.topic for card in cards if card.topic.startswith(incomplete)})


def beginning_among(
    names: Sequence[str], family: str = ""
) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return a completion of these names, and of what plugins add to a family."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        known = [*names, *(_added(ctx, family) if family else [])]
        return [name for name in known if name.startswith(incomplete)]

    return complete


def _added(ctx: click.Context, family: str) -> list[str]:
    """Return the names that plugins add, as far as their sources write them out."""
    return list(ctx.ensure_object(Session).catalog.extensions.offers(f"nnviz_{family}"))


class FiniteRange(click.FloatRange):
    """A range of numbers that refuses what is not a number, which click's own lets through."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; fail where it is not finite or out of range."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


class FileOf(click.Path):
    """A path that ends in one of these suffixes, refused before anything is computed."""

    _or = ""

    def __init__(self, *suffixes: str) -> None:
        """Take the suffixes with their dots."""
        super().__init__(path_type=Path)
        self._suffixes = suffixes

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; fail where it has another suffix."""
        path = Path(str(value))
        if path.suffix.lower() not in self._suffixes:
            endings = enumeration(list(self._suffixes), "or")
            self.fail(f"{path} must end in {endings}{self._or}.", param, ctx)
        return path


class Place(NamedTuple):
    """Where to write: a folder, and the name of the file in it where one is given."""

    folder: Path
    name: str = ""

    def file(self, usual: str) -> Path:
        """Return the file, under its usual name where none is given."""
        return self.folder / (self.name or usual)


class PlaceOf(FileOf):
    """A file that ends in one of these suffixes, or a folder: one that is there, or has no suffix.

    Without suffixes the command sees to them.
    """

    _or = ", or be a folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the place; fail for a file with another suffix."""
        path = Path(str(value))
        if not path.suffix or path.is_dir() or str(value).endswith(("/", os.sep)):
            return Place(path)
        if self._suffixes:
            super().convert(value, param, ctx)
        return Place(path.parent, path.name)


def output_option(help: str, *suffixes: str, formerly: str = "", **more: Any) -> click.Option:
    """Return `-o FILE|DIR`, which all commands that write have; `formerly` goes on working."""
    names = ["-o", "--output", *([formerly] if formerly else []), "save"]
    return click.Option(names, type=PlaceOf(*suffixes), metavar="FILE|DIR", help=help, **more)


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
        if self._parameter.is_file:
            return [CompletionItem(incomplete, type="file")]
        words = [*self._parameter.words, *map(typed, self._parameter.sweep)]
        if self._parameter.family:
            words += _added(ctx, self._parameter.family)
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]
