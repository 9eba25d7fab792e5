"""What `nnviz export --for NAME` writes: an exporter, nnviz's own or a plugin's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nnviz.errors import ContractError
from nnviz.exhibit import Exhibit, Sheet
from nnviz.names import FORMATS
from nnviz.wording import enumeration


class Bound(NamedTuple):
    """A figure as a part of one file: the exhibit, what is written of it, and its picture."""

    exhibit: Exhibit
    snippet: str
    picture: bytes


@dataclass(frozen=True)
class Exporter:
    """The files that a kind of document takes, the look that suits it, and who writes the snippet.

    `figures` are the formats of the figure, of png, svg and pdf. `shown` is the ending by which
    the document names it, with its dot; by default that of the first format. `suffix` is the
    ending of the snippet's file. `write` takes an `Exhibit` and returns the snippet; it raises
    `UsageError` for what such a document cannot have. `theme` and `size` are used where the
    command line names no others. `code` says that the snippet shows an exhibit's `listings`.
    `sheets` are what `--questions` writes: functions of a `Sheet`, by the end of a file's name.
    `bare` says that the figure is drawn without its headline, which the document has for itself;
    `moves` that its film, and its figure at several values of a parameter, are wanted besides.
    Where there is `bind`, one file is written of all that is exported at once: it takes what was
    written of each, with its picture in the first format, and returns the file's content.

    Raises `ContractError` for a format that there is not and for an ending without a dot.
    """

    write: Callable[[Exhibit], str]
    suffix: str
    figures: tuple[str, ...] = ("svg",)
    shown: str = ""
    theme: str = "paper"
    size: str = "page"
    code: bool = False
    sheets: Mapping[str, Callable[[Sheet], str]] = field(default_factory=dict)
    bare: bool = False
    moves: bool = False
    bind: Callable[[Sequence[Bound]], bytes] | None = None

    def __post_init__(self) -> None:
        wrong = [repr(name) for name in self.figures if name not in FORMATS]
        if isinstance(self.figures, str) or wrong:
            given = repr(self.figures) if isinstance(self.figures, str) else enumeration(wrong)
            raise ContractError(
                f"figures of an Exporter must be a tuple of {enumeration(list(FORMATS), 'and')}; "
                f"got {given}."
            )
        for ending in (self.suffix, self.shown or "."):
            if not str(ending).startswith("."):
                raise ContractError(f"an ending of an Exporter begins with a dot; got {ending!r}.")
        if not self.shown and self.figures:
            object.__setattr__(self, "shown", f".{self.figures[0]}")
