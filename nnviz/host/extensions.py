"""What plugins add through hooks other than concepts: optimizers, themes, commands and so on."""

import warnings
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

from nnviz.errors import NnvizError, PluginWarning
from nnviz.host.cards import Status
from nnviz.host.errors import PluginError
from nnviz.host.offers import Offer
from nnviz.host.reserved import EXPORTERS
from nnviz.host.rivals import settle_offers
from nnviz.host.sources import Source
from nnviz.host.statuses import learned_statuses, read_status
from nnviz.wording import enumeration

if TYPE_CHECKING:
    from nnviz.host.loading import Plugin

_SHOWN = ("nnviz_commands", "nnviz_exporters")
"""The hooks whose names help and completion show, so that they must be known."""


class Members(NamedTuple):
    """What plugins add through a hook by name, and who adds it."""

    by_name: dict[str, Any]
    sources: dict[str, Source]


class Extensions:
    """What the plugins of these sources add; of each hook only those who mention it are read."""

    def __init__(self, sources: Sequence[Source], patience: float | None = None) -> None:
        """Take the sources to use; nnviz's own exporters are added. `patience` is a catalog's."""
        self._patience = patience
        self._sources = [EXPORTERS, *sources]
        self._read: dict[str, list[Status]] = {}

    def offers(self, hook: str) -> dict[str, Offer]:
        """Return what there is by name; nothing is imported whose source writes its names out."""
        statuses = self._implementers(hook)
        listed = [o for status in statuses for o in status.offers if o.hook == hook]
        return {offer.name: offer for offer, _ in settle_offers(listed)}

    def faults(self, hook: str) -> tuple[str, ...]:
        """Return why the plugins that mention the hook and cannot be used cannot."""
        return tuple(s.reason for s in self._implementers(hook) if s.state == "failed")

    def member(self, offer: Offer) -> Any:
        """Import the plugin of an offer and return what it offers; `PluginError` if it fails."""
        members = _load(offer.source).extensions(offer.hook)
        if offer.own_name not in members:
            there = enumeration(sorted(members)) or "nothing"
            raise PluginError(
                offer.source,
                f"{offer.hook} offers {there}, not {offer.own_name} as its source says",
            )
        return members[offer.own_name]

    def members(self, hook: str) -> Members:
        """Import the plugins that implement a hook and return what they add, by name.

        A plugin that cannot be used adds nothing, and a `PluginWarning` says why. A name that
        nnviz itself uses, or that two plugins want, is a full name.
        """
        found: list[tuple[Offer, Any]] = []
        for fault in self.faults(hook):
            warnings.warn(fault, PluginWarning, stacklevel=2)
        for status in self._implementers(hook):
            if hook in status.hooks:
                members = self._members_of(status.source, hook).items()
                found += [(Offer(hook, name, status.source), made) for name, made in members]
        settled = [offer for offer, _ in settle_offers(offer for offer, _ in found)]
        named = zip(settled, [member for _, member in found], strict=True)
        by_name = {offer.name: _guarded(offer, member) for offer, member in named}
        return Members(by_name, {offer.name: offer.source for offer in settled})

    def _members_of(self, source: Source, hook: str) -> dict[str, Any]:
        try:
            return _load(source).extensions(hook)
        except NnvizError as error:
            warnings.warn(str(error), PluginWarning, stacklevel=3)
            return {}

    def _implementers(self, hook: str) -> list[Status]:
        if hook not in self._read:
            self._read[hook] = _read(
                [s for s in self._sources if _mentions(s, hook)], hook, self._patience
            )
        return self._read[hook]


def own_offers(hook: str) -> list[Offer]:
    """Return what nnviz itself offers through a hook, as a plugin does."""
    return [offer for offer in Extensions([]).offers(hook).values() if offer.source.bundled]


def _read(sources: Sequence[Source], hook: str, patience: float | None) -> list[Status]:
    """Return the states of plugins; those whose source keeps its names are imported elsewhere."""
    read = {source: read_status(source) for source in sources}
    silent = [source for source, status in read.items() if not _is_told(status, hook)]
    told = {status.source: status for status in learned_statuses(silent, patience)}
    states = (told.get(source) or status for source, status in read.items())
    return [status for status in states if status]


def _is_told(status: Status | None, hook: str) -> bool:
    if status is None:
        return False
    named = {offer.hook for offer in status.offers}
    return hook not in status.hooks or hook not in _SHOWN or hook in named


def _mentions(source: Source, hook: str) -> bool:
    """Return whether a plugin may implement a hook: a module that names it, or imports all."""
    if source.attribute:  # a concept's class
        return False
    path = source.file
    try:
        text = path.read_bytes() if path else hook.encode()
    except OSError:
        return False
    return hook.encode() in text or b"import *" in text


def _load(source: Source) -> "Plugin":
    from nnviz.host.loading import load_plugin  # a listing imports no plugin

    return load_plugin(source)


def _guarded(offer: Offer, member: Any) -> Any:
    """Return a data set's maker so that what it does wrong is its own plugin's fault.

    To try it beforehand, as the others are, might load or generate much.
    """
    return _maker(offer, member) if offer.hook == "nnviz_datasets" else member


def _maker(offer: Offer, maker: Callable[..., Any]) -> Callable[..., Any]:
    from nnviz.host.isolation import blame
    from nnviz.host.trials import dataset_fault

    @wraps(maker)
    def make(*words: Any, **named: Any) -> Any:
        with blame(offer.source, f"in the data set {offer.name}"):
            made = maker(*words, **named)
        if fault := dataset_fault(made):
            raise PluginError(offer.source, f"nnviz_datasets: {offer.name} {fault}")
        return made

    return make
