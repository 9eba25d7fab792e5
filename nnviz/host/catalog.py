"""The catalog: which concepts there are, which name means which, and how each plugin fares."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.course import in_order
from nnviz.errors import NnvizError, UsageError
from nnviz.families import Additions
from nnviz.host.cards import Card, Status
from nnviz.host.extensions import Extensions, own_offers
from nnviz.host.rivals import settle_cards, with_settled_offers
from nnviz.host.sources import (
    Source,
    apply_blocks,
    blocked_by_environment,
    find_sources,
    refuse_unknown_blocks,
)
from nnviz.host.statuses import (
    UNKNOWN,
    blocked_status,
    examined_statuses,
    read_status,
    read_statuses,
)
from nnviz.language import VARIABLE, Language, current, language
from nnviz.wording import called_now, enumeration

if TYPE_CHECKING:
    from nnviz.concept import Concept
    from nnviz.host.loading import Plugin


class Catalog:
    """All plugins that can be found; none is imported here but what its source leaves unsaid.

    `files` are plugin files named by hand; `blocked` the words that `apply_blocks` takes, to
    which those of the environment are added. Raises `UsageError` for a file that is not there and
    for a word of `blocked` that names no plugin; the environment's may be meant for elsewhere.
    `patience` is how many seconds are waited for plugins that must be imported to be known, or None
    to wait for each as long as it may take.
    """

    def __init__(
        self,
        files: Sequence[Path] = (),
        blocked: Sequence[str] = (),
        patience: float | None = None,
    ) -> None:
        self._files, self._words = [file.resolve() for file in files], blocked
        self._patience = patience
        sources = find_sources(files)
        refuse_unknown_blocks(sources, blocked)
        words = (*blocked, *blocked_by_environment())
        self._sources, self._blocked = apply_blocks(sources, words)

    @cached_property
    def statuses(self) -> list[Status]:
        """The state of each plugin as its source tells it, sorted."""
        return self._settled(self._known)

    @property
    def unknown(self) -> list[Status]:
        """The plugins that only their import tells of, which was not waited for."""
        return [status for status in self.statuses if status.state == UNKNOWN]

    @cached_property
    def extensions(self) -> Extensions:
        """What the plugins add through hooks other than concepts."""
        return Extensions(self._sources, self._patience)

    @cached_property
    def cards(self) -> list[Card]:
        """The cards of all usable concepts on the path; those that clash under their full names."""
        return in_order(card for status in self.statuses for card in status.cards)

    @cached_property
    def told_cards(self) -> list[Card]:
        """The cards that sources tell, on the path; none that an import would have to tell."""
        told = filter(None, map(read_status, self._sources))
        return in_order(card for status in told for card in status.cards)

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
            usable = status.state in ("ok", "name taken")
            if not usable and self._may_offer(status.source, name):
                if status.state == UNKNOWN:
                    return Catalog(self._files, self._words).card(name)
                error = NnvizError(status.reason)
                error.excerpt = status.excerpt
                raise error
        formerly = {card.formerly: card.name for card in self.cards if card.formerly}
        hint = called_now(name, formerly, [card.name for card in self.cards])
        told = f"there is no concept {name}.{hint or ' See: nnviz list'}"
        raise UsageError(" ".join([told, *(status.reason for status in self.unknown)]))

    def _may_offer(self, source: Source, name: str) -> bool:
        """Return whether a plugin that cannot be read may be the one that is asked for."""
        return source.path in self._files or name in (source.name, source.qualified)

    def _only_card(self, source: Source) -> Card:
        (status,) = read_statuses([source])
        if not status.cards:
            raise NnvizError(status.reason)
        return status.cards[0]

    def concept(self, card: Card, values: Mapping[str, object]) -> "Concept":
        """Import the plugin of a card and return its concept with these parameters.

        Raises `PluginError` when it cannot be imported, `ParameterError` for a wrong value.
        """
        from nnviz.host.isolation import blame  # a listing runs no plugin
        from nnviz.host.messages import refuse_notation

        made = _load(card.source).concept(card.name.rpartition(":")[2])
        families = {declared.family for declared in made.parameters.values()} - {""}
        additions = self.additions(families)
        if current().notation.symbols:
            refuse_notation(made, current().notation)
        with blame(card.source, "while it was made"):
            return made.create(values, additions)

    def additions(self, families: Iterable[str]) -> Additions:
        """Return what plugins add to these families; those who cannot, add nothing."""
        asked = {name: self.extensions.members(f"nnviz_{name}").by_name for name in families}
        return Additions(asked)

    def language(self, code: str | None = None) -> Language:
        """Return a language, by default the environment's, with what plugins translate into it.

        Raises `UsageError` where neither nnviz nor a plugin has a word of it.
        """
        code = code or os.environ.get(VARIABLE) or "en"
        added = self.extensions.members("nnviz_languages").by_name
        folders = (path for name, path in added.items() if name.rpartition(":")[2] == code)
        return language(code, tuple(map(Path, folders)), current().notation.typed)

    def examined(self, only: Collection[Source] | None = None) -> list[Status]:
        """Import, in a child process, the plugins that read well, and say how each fares.

        `only` names those to look at; without it all are.
        """
        wanted = [status for status in self._known if only is None or status.source in only]
        readable = [status.source for status in wanted if status.cards or status.hooks]
        found = {status.source: status for status in examined_statuses(readable)}
        failed = {source: status for source, status in found.items() if status.state == "failed"}
        known = [_completed(status, found.get(status.source)) for status in self._known]
        shown = [s for s in self._settled(known) if only is None or s.source in only]
        return [failed.get(status.source, status) for status in shown]

    @cached_property
    def _known(self) -> list[Status]:
        return read_statuses(self._sources, self._patience)

    def _settled(self, known: Sequence[Status]) -> list[Status]:
        """Return the states, those of blocked plugins among them, where each name means one."""
        settled = settle_cards(known)
        if any(status.offers for status in known):
            settled = with_settled_offers(settled, own_offers("nnviz_exporters"))
        blocked = [blocked_status(source) for source in self._blocked]
        return sorted(settled + blocked, key=lambda status: status.source)


def _completed(status: Status, found: Status | None) -> Status:
    """Return a status as its source tells it, with what only its import shows."""
    if found is None or found.state == "failed":
        return status
    return status._replace(offers=found.offers, notices=found.notices)


def _load(source: Source) -> "Plugin":
    from nnviz.host.loading import load_plugin  # a listing imports no plugin

    return load_plugin(source)
