"""Settings: named changes of a concept's parameters, and how they are typed."""

import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnviz.parameters import Parameter
    from nnviz.texts import Text


class Setting:
    """A change of the defaults: `Setting(data="gaps.csv", beta=0.9)`; two of equal values are one.

    The stops of sliders, what to try next, the figures of a course and what is checked are such.
    """

    def __init__(self, **values: Any) -> None:
        self.values: Mapping[str, Any] = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Setting) and self.values == other.values

    def __hash__(self) -> int:
        return hash(frozenset(self.values))  # of the names: a value may be a list

    def __repr__(self) -> str:
        return f"Setting({', '.join(f'{n}={value!r}' for n, value in self.values.items())})"

    def options(self, parameters: "Mapping[str, Parameter]") -> list[str]:
        """Return the words that are typed for it, as a shell reads them."""
        return [option_of(parameters[name], value) for name, value in self.values.items()]


class Try(Setting):
    """What to try next: `Try("At the limit it jumps for ever [stays].", of="large", large=2)`.

    The text is proved at this setting, of the member `of` where one is named.
    """

    def __init__(self, text: "Text", *, of: str | None = None, **values: Any) -> None:
        super().__init__(**values)
        self.text, self.of = text, of


def typed(value: object) -> str:
    """Return a parameter's value as it is typed, with all its digits.

    A file of Windows has slashes, which it takes as well, and no shell for an escape.
    """
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, tuple):
        return ",".join(map(typed, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return "" if value is None else str(value)


def quoted(word: str) -> str:
    """Return a word as the system's shell takes it; Windows' shells have double quotes alone."""
    if sys.platform != "win32":
        return shlex.quote(word)
    inner = re.sub(r"(\\+)$", r"\1\1", word.replace('"', '\\"'))  # none escapes the last quote
    return word if re.fullmatch(r"[\w.:/\\+-]+", word) else f'"{inner}"'


def option_of(parameter: "Parameter", value: object) -> str:
    """Return the option that sets a parameter so, quoted for a shell."""
    if parameter.type == "bool" and not parameter.many:
        return parameter.option if value else f"--no-{parameter.option.removeprefix('--')}"
    word = typed(value)
    if sys.platform == "win32" and parameter.files:  # a file's name that stands for a data set
        word = word.replace("\\", "/")
    return f"{parameter.option} {quoted(word)}"
