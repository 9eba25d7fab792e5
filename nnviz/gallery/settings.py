"""What a whole gallery is made with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """The looks of the figures, and what the pages are called."""

    theme: str = "slides"
    dark: str = "dark"
    size: str = "slide"
    title: str = "Deep learning, shown"


DEFAULTS = Settings()
