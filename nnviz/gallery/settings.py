"""What a whole gallery is made with."""

from dataclasses import dataclass

from nnviz.errors import UsageError
from nnviz.wording import enumeration

PARTS = ("svg", "pdf", "frames", "data", "notebook")
"""What a gallery can be made without; every page has its text, and its figure as PNG."""


@dataclass(frozen=True)
class Settings:
    """The looks of the figures, what the pages are called, and what is left out of them.

    `without` names some of `PARTS`; `dpi` is the dots an inch of each `figure.png`, by default
    those of the size. Raises `UsageError` for a part that there is not.
    """

    theme: str = "slides"
    dark: str = "dark"
    size: str = "slide"
    title: str = "Deep learning, shown"
    without: tuple[str, ...] = ()
    dpi: float | None = None

    def __post_init__(self) -> None:
        for part in self.without:
            if part not in PARTS:
                choice = enumeration(list(PARTS), "or")
                raise UsageError(f"a gallery can be made without {choice}; got {part!r}.")


DEFAULTS = Settings()
