"""What a whole gallery is made with."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nnviz.errors import UsageError
from nnviz.gallery.figures import NamedFigure
from nnviz.language import Language
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.gallery.live import Live

PARTS = ("svg", "pdf", "frames", "phones", "animations", "data", "notebook", "questions")
"""What a gallery can be made without; every page has its text, and its figure as PNG."""


@dataclass(frozen=True)
class Settings:
    """The looks of the figures, what the pages are called, and what is in them and what not.

    `without` names some of `PARTS`; `licence` and `cite` say how figures may be used and are cited,
    by default what nnviz and the plugins say. `dpi` is the dots an inch of each `figure.png`, by
    default those of the size. `only` names the concepts or topics that there are pages of, by
    default all; `figures` come on top. `languages` are those that it speaks: the first in its own
    folder, each other in a folder that its code names; by default the one that is spoken. `live`
    lets pages run Python in their readers' browsers. Raises `UsageError` for a part that there is
    not, and for two figures or languages of one name.
    """

    theme: str = "slides"
    dark: str = "dark"
    size: str = "slide"
    title: str = "Deep learning, shown"
    course: str = ""
    licence: str = ""
    cite: str = ""
    without: tuple[str, ...] = ()
    dpi: float | None = None
    only: tuple[str, ...] = ()
    figures: tuple[NamedFigure, ...] = ()
    languages: tuple[Language, ...] = ()
    live: "Live | None" = None

    def __post_init__(self) -> None:
        for part in self.without:
            if part not in PARTS:
                choice = enumeration(list(PARTS), "or")
                raise UsageError(f"a gallery can be made without {choice}; got {part!r}.")
        names = [figure.name for figure in self.figures]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"there are {names.count(name)} figures named {name}.")
        if len(set(self.codes)) < len(self.codes):
            raise UsageError(f"a gallery speaks each language once; got {', '.join(self.codes)}.")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its languages."""
        return tuple(language.code for language in self.languages)

    def of(self, figure: NamedFigure | None) -> "Settings":
        """Return the settings that one page is made with, the look of its own figure in them."""
        theme, size = (figure.theme, figure.size) if figure else ("", "")
        return replace(
            self,
            theme=theme or self.theme,
            size=size or self.size,
            only=(),
            figures=(),
            languages=(),
            live=None,
        )


DEFAULTS = Settings()
