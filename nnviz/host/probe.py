"""Looks into plugins from a process of its own, which they may crash, hang or exit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from nnviz.api import LAST
from nnviz.concept import Concept
from nnviz.errors import NnvizError
from nnviz.host.apart import Ending, Limits, Worker
from nnviz.host.cards import Card, Leaflet
from nnviz.host.compatibility import hook_names, refuse_unusable
from nnviz.host.errors import PluginError
from nnviz.host.isolation import blame
from nnviz.host.limits import import_seconds
from nnviz.host.loading import CONCEPTS, Plugin, load_plugin
from nnviz.host.notices import noticed
from nnviz.host.offers import Offer
from nnviz.host.sources import Source

_LATER = 1.5
"""The limits of the process are wider by this factor, so that it tells most hangs itself."""

_ON_A_BUSY_MACHINE = 10
"""How much longer it may take by the clock than of a processor: its own limit ends what sleeps."""


@dataclass(frozen=True)
class Finding:
    """What came of importing a plugin: what it offers, or the sentence that says why not.

    `notices` are the sentences about what it changes for everybody in its process.
    """

    leaflet: Leaflet
    reason: str = ""
    notices: tuple[str, ...] = ()


def examine(sources: Sequence[Source]) -> Iterator[Finding]:
    """Import each plugin in a child process and yield what came of each, in their order."""
    seconds = _LATER * import_seconds()
    limits = Limits(_ON_A_BUSY_MACHINE * seconds, seconds)
    with Worker() as worker:
        for source in sources:
            yield _found(source, worker.ask(look, source, limits))


def glance(sources: Sequence[Source], seconds: float) -> Iterator[Finding | float]:
    """Yield what `examine` does as far as that takes no more than so many seconds in all.

    What is not done by then is told by the seconds that it was given.
    """
    end = monotonic() + seconds
    with Worker() as worker:
        for source in sources:
            left = end - monotonic()
            answer = worker.ask(look, source, Limits(left)) if left > 0 else None
            late = answer is None or (isinstance(answer, Ending) and answer.stopped)
            yield max(left, 0.0) if late or answer is None else _found(source, answer)


def _found(source: Source, answer: Finding | Ending) -> Finding:
    if isinstance(answer, Finding):
        return answer
    return Finding(Leaflet(), str(PluginError(source, f"{answer}, while it was imported")))


def look(source: Source) -> Finding:
    """Import a plugin here and return what came of it."""
    with noticed() as notices:
        leaflet, reason = _leaflet(source)
    return Finding(leaflet, reason, tuple(notices))


def _leaflet(source: Source) -> tuple[Leaflet, str]:
    try:
        plugin = load_plugin(source)
        with blame(source, "when it was looked at", import_seconds()):
            concepts = plugin.concepts().items()
            cards = tuple(_card(source, name, concept) for name, concept in concepts)
            offers = tuple(_offers(plugin))
            hooks = tuple(dict.fromkeys(offer.hook for offer in offers))
            if not (cards or hooks):
                raise PluginError(source, "it offers no concept and no hook")
            refuse_unusable(source, Leaflet(cards))
    except NnvizError as error:
        return Leaflet(), str(error)
    return Leaflet(cards, hooks, offers=offers), ""


def _offers(plugin: Plugin) -> Iterator[Offer]:
    for hook in hook_names():
        if hook != CONCEPTS:
            for name, member in plugin.extensions(hook).items():
                yield Offer(hook, name, plugin.source, _summary(member))


def _summary(member: Any) -> str:
    told = getattr(member, "short_help", None) or getattr(member, "help", None) or ""
    return str(told).strip().partition("\n")[0]


def _card(source: Source, name: str, concept: type[Concept]) -> Card:
    return Card(
        name=name,
        title=str(concept.title),
        topic=str(concept.topic),
        summary=concept.summary(),
        source=source,
        parameters=dict(concept.parameters),
        order=concept.order if isinstance(concept.order, int) else LAST,
        see_also=tuple(map(str, concept.see_also)),
        builds_on=tuple(map(str, concept.builds_on)),
        keywords=tuple(map(str, concept.keywords)),
        symbols={str(sign): str(meaning) for sign, meaning in concept.symbols.items()},
    )
