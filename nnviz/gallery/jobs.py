"""The work on one concept, as it is handed to a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nnviz.gallery.settings import Settings
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog


@dataclass(frozen=True)
class Job:
    """A concept to be made, with everything that decides its bytes."""

    card: Card
    catalog: Catalog
    folder: str
    settings: Settings
    inputs: Mapping[str, Any]
    invocation: str

    @property
    def weight(self) -> int:
        """How many figures it draws, about: what takes long is best begun first."""
        if "frames" in self.settings.without:
            return 1
        return 1 + sum(len(parameter.sweep) for parameter in self.card.parameters.values())
