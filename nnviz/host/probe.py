"""Looks into plugins from a process of its own, which they may crash, hang or exit."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any

from nnviz.api import LAST
from nnviz.concept import Concept
from nnviz.errors import NnvizError
from nnviz.host.apart import Ending, Limits, Worker
from nnviz.host.cards import Card, Status, refuse_endless
from nnviz.host.compatibility import hook_names
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


def examine(sources: Sequence[Source]) -> Iterator[Status]:
    """Import each plugin in a child process and yield what came of each, in their order."""
    seconds = _LATER * import_seconds()
    limits = Limits(_ON_A_BUSY_MACHINE * seconds, seconds)
    with Worker() as worker:
        for source in sources:
            yield _told(source, worker.ask(look, source, limits))


def glance(sources: Sequence[Source], seconds: float) -> Iterator[Status | float]:
    """Yield what `examine` does as far as that takes no more than so many seconds in all.

    What is not done by then is told by the seconds that it was given.
    """
    end = monotonic() + seconds
    with Worker() as worker:
        for source in sources:
            left = end - monotonic()
            answer = worker.ask(look, source, Limits(left)) if left > 0 else None
            late = answer is None or (isinstance(answer, Ending) and answer.stopped)
            yield max(left, 0.0) if late or answer is None else _told(source, answer)


def _told(source: Source, answer: Status | Ending) -> Status:
    """Return what a process says of a plugin, whose word on which plugin that is counts nothing."""
    if isinstance(answer, Ending):
        told = str(PluginError(source, f"{answer}, while it was imported"))
        return Status(source, "failed", reason=told)
    return answer._replace(
        source=source,
        state="failed" if answer.reason else "ok",
        cards=tuple(card._replace(source=source) for card in answer.cards),
        offers=tuple(offer._replace(source=source) for offer in answer.offers),
    )


def look(source: Source) -> Status:
    """Import a plugin here and return what came of it."""
    with noticed() as notices:
        status = _imported(source)
    return status._replace(notices=tuple(notices))


def _imported(source: Source) -> Status:
    try:
        plugin = load_plugin(source)
        with blame(source, "when it was looked at", import_seconds()):
            concepts = plugin.concepts().items()
            cards = tuple(_card(source, name, concept) for name, concept in concepts)
            offers = tuple(_offers(plugin))
            hooks = tuple(dict.fromkeys(offer.hook for offer in offers))
            if not (cards or hooks):
                raise PluginError(source, "it offers no concept and no hook")
    except NnvizError as error:
        return Status(source, "failed", reason=str(error))
    return Status(source, "ok", cards, hooks, offers)


def _offers(plugin: Plugin) -> Iterator[Offer]:
    for hook in hook_names():
        if hook != CONCEPTS:
            for name, member in plugin.extensions(hook).items():
                yield Offer(hook, name, plugin.source, _summary(member))


def _summary(member: Any) -> str:
    told = getattr(member, "short_help", None) or getattr(member, "help", None) or ""
    return str(told).strip().partition("\n")[0]


def _card(source: Source, name: str, concept: type[Concept]) -> Card:
    card = Card(
        name=name,
        title=str(concept.title),
        topic=str(concept.topic),
        summary=concept.summary(),
        source=source,
        parameters=dict(concept.parameters),
        formerly=str(concept.formerly),
        order=concept.order if isinstance(concept.order, int) else LAST,
        see_also=tuple(map(str, concept.see_also)),
        builds_on=tuple(map(str, concept.builds_on)),
        keywords=tuple(map(str, concept.keywords)),
        symbols=tuple(map(str, concept.symbols)),
    )
    refuse_endless(card)
    return card
