"""A concept's parameters as options, in the parameters' own words."""

from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from nnviz.parameters import Parameter


def parameter_option(parameter: "Parameter") -> click.Option:
    """Return the option that sets a parameter, its range and default in the help."""
    default = as_typed(parameter.default)
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


def as_typed(value: object) -> str:
    """Return a value as it is typed on a command line."""
    if isinstance(value, tuple):
        return ",".join(as_typed(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, float) else str("" if value is None else value)


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
        words = [*self._parameter.words, *map(as_typed, self._parameter.sweep)]
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]
