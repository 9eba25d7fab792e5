"""Figures of a course's own: a concept at other parameters, with a page under its own name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING

from nnviz.authored import NOTHING, Authored
from nnviz.errors import UsageError
from nnviz.gallery.names import is_name
from nnviz.passages import passage
from nnviz.setting import Setting, typed

if TYPE_CHECKING:
    from nnviz.parameters import Parameter


@dataclass(frozen=True)
class NamedFigure:
    """A concept at a setting; a theme or a size of its own goes before the gallery's.

    `authored` is what its author says of it. `origin` says where it was asked for, as a message
    begins. Raises `UsageError` for a name that can be no folder's.
    """

    name: str
    concept: str
    authored: Authored = NOTHING
    theme: str = ""
    size: str = ""
    setting: Setting = field(default_factory=Setting)
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise UsageError(
                f"{self.where}: the name may have small letters, digits and hyphens only."
            )

    def singly(self, parameters: "Mapping[str, Parameter]") -> "Iterator[NamedFigure]":
        """Yield a figure for each value of a list, where the parameter itself is no list.

        Of several lists there is one for each combination, the first changing slowest.
        """
        lists = {
            name: value
            for name, value in self.setting.values.items()
            if isinstance(value, tuple) and name in parameters and not parameters[name].many
        }
        if not lists:
            yield self
            return
        for values in product(*lists.values()):
            one = dict(zip(lists, values, strict=True))
            words = (f"{name}-{typed(value)}".lower() for name, value in one.items())
            told = ", ".join(f"{name} = {typed(value)}" for name, value in one.items())
            texts, title = self.authored.texts, self.authored.texts.get("title")
            if title and not {*lists} & {*passage(title).fields}:  # pages need titles of their own
                texts = {**texts, "title": f"{title}, {told}"}
            yield replace(
                self,
                name="-".join([self.name, *(re.sub(r"[^a-z0-9-]", "-", word) for word in words)]),
                authored=replace(
                    self.authored, texts=texts, where=f"{self.authored.where} ({told})"
                ),
                setting=Setting(**{**self.setting.values, **one}),
            )

    @property
    def where(self) -> str:
        """Where the figure was asked for."""
        return self.origin or f"figure {self.name!r}"
