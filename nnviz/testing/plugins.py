"""The contract of a whole plugin: what its concepts, its metadata and its other hooks must keep."""

from collections.abc import Iterator

from nnviz.concept import Concept
from nnviz.course import circle
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.host.isolation import blame
from nnviz.host.loading import load_plugin
from nnviz.host.sources import Source
from nnviz.host.statuses import read_status
from nnviz.render import SIZES, THEMES
from nnviz.testing.contract import points_of
from nnviz.testing.members import member_problems
from nnviz.testing.problem import Problem
from nnviz.testing.process import process_problems
from nnviz.wording import did_you_mean


def concept_problems(card: Card, settings: int = 0, *, draw: bool = False) -> list[Problem]:
    """Return every point that the concept of a card does not keep, and hints.

    It is drawn in all themes and sizes, and tried at so many random settings.

    Raises `PluginError` where it cannot be loaded, computed or drawn at all.
    """
    name = card.name.rpartition(":")[2]
    plugin = load_plugin(card.source)
    concept = plugin.concept(name)
    with blame(card.source, "while it was checked"):
        problems = points_of(
            concept, themes=list(THEMES), sizes=list(SIZES), settings=settings, draw=draw
        )
        return [*_card_problems(card, concept), *problems, *process_problems(card.source, name)]


def course_problems(catalog: Catalog, card: Card) -> Iterator[Problem]:
    """Yield what is wrong with what a concept builds on: that there is none, or a circle."""
    known = {name: one.builds_on for one in catalog.cards for name in (one.name, one.qualified)}
    for name in card.builds_on:
        if name not in known:
            near = did_you_mean(name, [one.name for one in catalog.cards])
            yield Problem(
                "builds_on",
                f"there is no concept {name}",
                f"Name concepts that nnviz list has, or install its plugin.{near}",
            )
    if way := circle(card.name, known):
        yield Problem(
            "builds_on",
            f"it goes in a circle: {' → '.join(way)}",
            "Say of one of them only what a student must know before.",
        )


def hook_problems(source: Source, hooks: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong with what a plugin offers through hooks other than concepts."""
    plugin = load_plugin(source)
    found: list[Problem] = []
    for hook in hooks:
        for name, member in plugin.extensions(hook).items():
            with blame(source, f"while {name} of {hook} was checked"):
                found += member_problems(hook, name, member)
    return found


def _card_problems(card: Card, concept: type[Concept]) -> Iterator[Problem]:
    if read_status(card.source) is None:
        yield Problem(
            "card",
            "it cannot be read without importing the plugin, which every listing then does",
            "Write title, topic and parameter(…) as literals, in a class whose base is Concept.",
        )
    if not card.source.path:
        yield from _metadata_problems(card, concept)


def _metadata_problems(card: Card, concept: type[Concept]) -> Iterator[Problem]:
    if not card.source.version:
        yield Problem("metadata", "the distribution has no version", "Give it one.")
    if concept.name != card.source.name and card.source.attribute:
        yield Problem(
            "metadata",
            f"the entry point is {card.source.name}, and the class reads as {concept.name}",
            "Give both one name, so that the concept has it as a file, too.",
        )
