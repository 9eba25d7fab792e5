"""Figures of a course's own: a concept at other parameters, with a page under its own name."""

from dataclasses import dataclass, field

from nnviz.errors import UsageError
from nnviz.gallery.names import is_name
from nnviz.setting import Setting


@dataclass(frozen=True)
class NamedFigure:
    """A concept at a setting; a theme or a size of its own goes before the gallery's.

    `origin` says where it was asked for, as a message begins. Raises `UsageError` for a name that
    can be no folder's.
    """

    name: str
    concept: str
    title: str = ""
    theme: str = ""
    size: str = ""
    setting: Setting = field(default_factory=Setting)
    origin: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise UsageError(
                f"{self.where}: the name may have small letters, digits and hyphens only."
            )

    @property
    def where(self) -> str:
        """Where the figure was asked for."""
        return self.origin or f"figure {self.name!r}"
