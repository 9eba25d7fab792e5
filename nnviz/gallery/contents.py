"""What a gallery has pages of: concepts, and figures of a course's own."""

from collections.abc import Sequence
from typing import NamedTuple

from nnviz.errors import NnvizError, ParameterError, UsageError
from nnviz.gallery.figures import NamedFigure
from nnviz.gallery.names import qualified_folder
from nnviz.gallery.settings import Settings
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.parameters import nearest_parameter


class Entry(NamedTuple):
    """A page to be: a concept, or a figure of it that is the course's `number`-th."""

    card: Card
    figure: NamedFigure | None = None
    number: int = 0

    @property
    def name(self) -> str:
        """The name under which the page is asked for."""
        return self.figure.name if self.figure else self.card.name


def contents(catalog: Catalog, settings: Settings, only: Sequence[str] = ()) -> list[Entry]:
    """Return the pages that a gallery has, or of all that there could be those that `only` names.

    A concept's name means its figures too. Raises `UsageError` for a name that there is not, and
    for a figure whose name, concept or parameters cannot be. A figure that has its concept's name
    is that concept's page.
    """
    wanted = [(_card(catalog, figure), figure) for figure in settings.figures]
    single = [(card, one) for card, figure in wanted for one in figure.singly(card.parameters)]
    figures = [_entry(catalog, *one, number) for number, one in enumerate(single, 1)]
    taken = {entry.name for entry in figures}
    concepts = [Entry(card) for card in catalog.cards if card.name not in taken]
    if only:
        return _named(catalog, [*concepts, *figures], only)
    wanted_too = [name for name in settings.only if name not in taken]
    if settings.only and not wanted_too:
        return figures
    return [*_named(catalog, concepts, wanted_too), *figures]


def _named(catalog: Catalog, entries: list[Entry], only: Sequence[str]) -> list[Entry]:
    if not only:
        return entries
    known = {entry.name for entry in entries} | {entry.card.topic for entry in entries}
    names = {word if word in known else catalog.card(word).name for word in only}
    return [entry for entry in entries if names & {entry.name, entry.card.name, entry.card.topic}]


def _card(catalog: Catalog, figure: NamedFigure) -> Card:
    try:
        return catalog.card(figure.concept)
    except NnvizError as error:
        raise UsageError(f"{figure.where}: {error}") from error


def _entry(catalog: Catalog, card: Card, figure: NamedFigure, number: int) -> Entry:
    for other in catalog.cards:
        if other.name != card.name and figure.name in (other.name, qualified_folder(other)):
            raise UsageError(f"{figure.where}: {other.name} is a concept; choose another name.")
    for name, value in figure.setting.values.items():
        _check(card, name, value, figure)
    return Entry(card, figure, number)


def _check(card: Card, name: str, value: object, figure: NamedFigure) -> None:
    """Raise `UsageError` for a parameter that cannot be, as far as its card can tell."""
    declared = card.parameters.get(name)
    if declared is None:
        hint = nearest_parameter(name, card.parameters)
        raise UsageError(f"{figure.where}: {card.name} has no parameter {name}.{hint}")
    if declared.family:
        return  # plugins add words to these, which the concept itself will know
    try:
        declared.convert(value)
    except ParameterError as error:
        raise UsageError(f"{figure.where}: {error}") from error
