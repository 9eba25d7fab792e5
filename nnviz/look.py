"""How a figure is drawn beside its theme and size: one panel alone, another font, no ground."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from nnviz.setting import quoted


@dataclass(frozen=True)
class Look:
    """What an author wishes of a figure's look.

    `panel` names the one that is drawn alone, `font` an installed family or a font's file;
    `transparent` leaves out the ground, and the halos of labels with it; with `svg_text` the words
    of an SVG stay words, for programs that edit them and have the font.
    """

    panel: str = ""
    font: str = ""
    transparent: bool = False
    svg_text: bool = False

    @classmethod
    def of(cls, wishes: Mapping[str, Any]) -> "Look":
        """Return what is wished for among the options of a command or a call."""
        named = {name: wishes.get(name) for name in NAMES}
        return cls(**{name: value for name, value in named.items() if value})

    def arguments(self) -> dict[str, Any]:
        """Return what `nnviz.show` takes for it."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    def after(self, stem: str) -> str:
        """Return a file's name with the panel behind it, if there is one alone."""
        return "-".join(filter(None, [stem, self.panel]))

    def options(self) -> list[str]:
        """Return the words that are typed for it, as a shell reads them."""
        return [
            f"--{name.replace('_', '-')}{'' if value is True else f' {quoted(value)}'}"
            for name, value in self.arguments().items()
        ]


NAMES = tuple(field.name for field in fields(Look))

USUAL = Look()
"""Of a figure of which nothing is wished."""
