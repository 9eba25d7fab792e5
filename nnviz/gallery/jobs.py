"""The work on one concept, as it is handed to a worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nnviz.authored import NOTHING, Authored
from nnviz.gallery.figures import NamedFigure
from nnviz.gallery.settings import Settings
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.language import Language, current


@dataclass(frozen=True)
class Job:
    """A concept to be made, with everything that decides its bytes."""

    card: Card
    catalog: Catalog
    folder: str
    settings: Settings
    inputs: Mapping[str, str]
    figure: NamedFigure | None = None
    number: int = 0
    language: Language = field(default_factory=current)

    @property
    def name(self) -> str:
        """The name of the concept, or of the course's own figure of it."""
        return self.figure.name if self.figure else self.card.name

    @property
    def values(self) -> Mapping[str, Any]:
        """The parameters that are asked for; the others are at their defaults."""
        return self.figure.setting.values if self.figure else {}

    @property
    def authored(self) -> Authored:
        """What an author says of the figure."""
        return self.figure.authored if self.figure else NOTHING

    @property
    def weight(self) -> int:
        """How many figures it draws, about: what takes long is best begun first."""
        film = 0 if "animations" in self.settings.without else 2
        if "frames" in self.settings.without:
            return 1 + film
        return 1 + film + sum(len(parameter.sweep) for parameter in self.card.parameters.values())
