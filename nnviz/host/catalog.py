"""The catalog: which concepts there are, which name means which, and how each plugin fares."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nnviz.errors import NnvizError, UsageError
from nnviz.families import FAMILIES, Additions
from nnviz.host.cards import Card, Leaflet, NotLiteralError, read_leaflet
from nnviz.host.compatibility import refuse_unusable
from nnviz.host.errors import PluginError, numbered
from nnviz.host.sources import (
    BLOCK_VARIABLE,
    Source,
    apply_blocks,
    blocked_by_environment,
    find_sources,
)
from nnviz.wording import did_you_mean, enumeration

if TYPE_CHECKING:
    from nnviz.concept import Concept
    from nnviz.host.loading import Plugin

TOPICS = (
    "data",
    "initialization",
    "gradient-checking",
    "regularization",
    "optimization",
    "tuning",
)
"""The topics of the course, in its order; others follow by name."""


class Status(NamedTuple):
    """How a plugin fares: what it offers, and the reason where that is not all well."""

    source: Source
    state: str
    leaflet: Leaflet = Leaflet()
    reason: str = ""
    excerpt: str = ""


class Catalog:
    """All plugins that can be found; none is imported here but what its source leaves unsaid.

    `files` are plugin files named by hand; `blocked` the words that `apply_blocks` takes, to
    which those of the environment are added.
    """

    def __init__(self, files: Sequence[Path] = (), blocked: Sequence[str] = ()) -> None:
        words = (*blocked, *blocked_by_environment())
        self._sources, self._blocked = apply_blocks(find_sources(files), words)

    @cached_property
    def statuses(self) -> list[Status]:
        """The state of each plugin as its source tells it, sorted."""
        read = {source: _read(source) for source in self._sources}
        silent = [source for source, status in read.items() if status is None]
        told = dict(zip(silent, _examined(silent), strict=True))
        known = _settle_names([status or told[source] for source, status in read.items()])
        blocked = [_blocked(source) for source in self._blocked]
        return sorted(known + blocked, key=lambda status: status.source)

    @cached_property
    def cards(self) -> list[Card]:
        """The cards of all usable concepts, by topic; those that clash under their full names."""
        cards = [card for status in self.statuses for card in status.leaflet.cards]
        return sorted(cards, key=_place_in_course)

    def card(self, name: str) -> Card:
        """Return the card that a name means; `UsageError` says what else it may have meant.

        Nobody can take a bundled concept's name, so that for it no other plugin is read.
        """
        for source in self._sources:
            if source.bundled and source.name == name:
                return self._only_card(source)
        for card in self.cards:
            if name in (card.name, card.qualified):
                return card
        claimants = [card.name for card in self.cards if card.name.endswith(f":{name}")]
        if claimants:
            choice = enumeration(claimants, "or")
            raise UsageError(f"{len(claimants)} plugins offer {name}; choose {choice}.")
        for status in self.statuses:
            if status.reason and name in (status.source.name, status.source.qualified):
                error = NnvizError(status.reason)
                error.excerpt = status.excerpt
                raise error
        hint = did_you_mean(name, [card.name for card in self.cards])
        raise UsageError(f"there is no concept {name}.{hint or ' See: nnviz list'}")

    def _only_card(self, source: Source) -> Card:
        status = _read(source) or _examined([source])[0]
        if not status.leaflet.cards:
            raise NnvizError(status.reason)
        return status.leaflet.cards[0]

    def concept(self, card: Card, values: Mapping[str, object]) -> "Concept":
        """Import the plugin of a card and return its concept with these parameters.

        Raises `PluginError` when it cannot be imported, `ParameterError` for a wrong value.
        """
        made = _load(card.source).concept(card.name.rpartition(":")[2])
        families = {declared.family for declared in made.parameters.values()} - {""}
        return made.create(values, self.additions(families))

    def additions(self, families: Iterable[str]) -> Additions:
        """Return what plugins add to these families, under names that the core does not use."""
        return Additions({name: self._offered(name, FAMILIES[name].names) for name in families})

    def themes(self) -> dict[str, Any]:
        """Return the themes that plugins offer, by name: style sheets' paths or rcParams."""
        return self._offered("themes")

    def _offered(self, what: str, reserved: Collection[str] = ()) -> dict[str, Any]:
        """Import the plugins that implement a hook and return what they offer, by name.

        A plugin that fails offers nothing, and none takes a name that is in use.
        """
        offered: dict[str, Any] = {}
        for status in self.statuses:
            if f"nnviz_{what}" in status.leaflet.hooks:
                for name, member in _extensions(status.source, f"nnviz_{what}").items():
                    if name not in reserved:
                        offered.setdefault(name, member)
        return offered

    def examined(self, only: Collection[Source] | None = None) -> list[Status]:
        """Import, in a child process, the plugins that read well, and say how each fares.

        `only` names those to look at; without it all are.
        """
        statuses = [status for status in self.statuses if only is None or status.source in only]
        readable = [status.source for status in statuses if status.leaflet != Leaflet()]
        found = dict(zip(readable, _examined(readable), strict=True))
        failed = {source: status for source, status in found.items() if status.state == "failed"}
        return [failed.get(status.source, status) for status in statuses]


def _blocked(source: Source) -> Status:
    reason = f"{source.qualified} is blocked by --block or ${BLOCK_VARIABLE}."
    return Status(source, "blocked", reason=reason)


def _read(source: Source) -> Status | None:
    """Return what the plugin's source says of it, or None where it must be imported to know."""
    try:
        leaflet = read_leaflet(source)
        refuse_unusable(source, leaflet)
    except NotLiteralError:
        return None
    except PluginError as error:
        return Status(source, "failed", reason=str(error))
    except SyntaxError as error:
        reason = f"{error.msg} ({error.filename}, line {error.lineno})"
        told = PluginError(source, reason, numbered(error.lineno, error.text))
        return Status(source, "failed", reason=str(told), excerpt=told.excerpt)
    except (OSError, ValueError, RecursionError, MemoryError) as error:  # as the parser raises
        reason = str(error) or type(error).__name__
        return Status(source, "failed", reason=str(PluginError(source, reason)))
    return Status(source, "ok", leaflet)


def _load(source: Source) -> "Plugin":
    from nnviz.host.loading import load_plugin  # a listing imports no plugin

    return load_plugin(source)


def _extensions(source: Source, hook: str) -> dict[str, Any]:
    try:
        return _load(source).extensions(hook)
    except PluginError:  # `nnviz plugins` says why
        return {}


def _examined(sources: Sequence[Source]) -> list[Status]:
    """Return the states of plugins that are imported in a child process."""
    if not sources:
        return []
    from nnviz.host.probe import examine  # a subprocess that a healthy listing never needs

    return [
        Status(source, "failed" if finding.reason else "ok", finding.leaflet, finding.reason)
        for source, finding in zip(sources, examine(sources), strict=True)
    ]


def _place_in_course(card: Card) -> tuple[int, str, int, str]:
    topic = TOPICS.index(card.topic) if card.topic in TOPICS else len(TOPICS)
    return (topic, card.topic, card.order, card.name)


def _settle_names(statuses: list[Status]) -> list[Status]:
    """Give concepts that want one name their full names; a bundled concept keeps its own."""
    claimants: dict[str, list[Card]] = defaultdict(list)
    for status in statuses:
        for card in status.leaflet.cards:
            claimants[card.name].append(card)
    return [_settle(status, claimants) for status in statuses]


def _settle(status: Status, claimants: dict[str, list[Card]]) -> Status:
    cards, reasons = [], []
    for card in status.leaflet.cards:
        rivals = [other for other in claimants[card.name] if other is not card]
        if not rivals or card.source.bundled:
            cards.append(card)
            continue
        cards.append(card._replace(name=card.qualified))
        who = enumeration([rival.source.qualified for rival in rivals])
        reasons.append(f"{card.name} is offered by {who} too; this one is {card.qualified}.")
    if not reasons:
        return status
    leaflet = status.leaflet._replace(cards=tuple(cards))
    return status._replace(state="name taken", leaflet=leaflet, reason=" ".join(reasons))
