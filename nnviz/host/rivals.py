"""Which name means what, where several plugins want one, or one that nnviz itself uses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from nnviz.host.cards import Card, Status
from nnviz.host.offers import Offer
from nnviz.host.reserved import RESERVED
from nnviz.wording import enumeration


def settle_cards(statuses: Sequence[Status]) -> list[Status]:
    """Give concepts that want one name their full names; a bundled concept keeps its own."""
    claimants: dict[str, list[Card]] = defaultdict(list)
    for status in statuses:
        for card in status.cards:
            claimants[card.name].append(card)
    return [_with_settled_cards(status, claimants) for status in statuses]


def _with_settled_cards(status: Status, claimants: Mapping[str, list[Card]]) -> Status:
    cards, reasons = [], []
    for card in status.cards:
        rivals = [other for other in claimants[card.name] if other is not card]
        if not rivals or card.source.bundled:
            cards.append(card)
            continue
        full = _full_name(card, rivals)
        cards.append(card._replace(name=full))
        who = [rival.source.qualified for rival in rivals]
        reasons.append(_reason(card, who, full))
    return _taken(status, reasons)._replace(cards=tuple(cards))


def settle_offers(offers: Iterable[Offer]) -> list[tuple[Offer, str]]:
    """Return the offers, each with the reason where it goes by its full name, or with nothing.

    That is so where several want one name of a hook, or one that nnviz itself uses there.
    """
    listed = list(offers)
    claimants: dict[tuple[str, str], list[Offer]] = defaultdict(list)
    for offer in listed:
        claimants[offer.hook, offer.name].append(offer)
    return [_settled(offer, claimants[offer.hook, offer.name]) for offer in listed]


def _settled(offer: Offer, claimants: Sequence[Offer]) -> tuple[Offer, str]:
    who = [rival.source.qualified for rival in claimants if rival is not offer]
    if offer.name in RESERVED.get(offer.hook, ()):
        who.insert(0, "nnviz itself")
    if not who or offer.source.bundled:
        return offer, ""
    full = _full_name(offer, [rival for rival in claimants if rival is not offer])
    return offer._replace(name=full), _reason(offer, who, full, f"{offer.kind} ")


def with_settled_offers(statuses: Sequence[Status], own: Iterable[Offer]) -> list[Status]:
    """Give offers that want one name their full names; `own` are nnviz's own offers."""
    listed = [offer for status in statuses for offer in status.offers]
    settled = settle_offers([*own, *listed])
    return [_with_offers_of(status, settled) for status in statuses]


def _with_offers_of(status: Status, settled: Sequence[tuple[Offer, str]]) -> Status:
    if not status.offers:
        return status
    theirs = [(offer, why) for offer, why in settled if offer.source == status.source]
    offers = tuple(offer for offer, _ in theirs)
    told = _taken(status, [why for _, why in theirs if why])
    return told._replace(offers=offers)


def _full_name(item: Card | Offer, rivals: Iterable[Card | Offer]) -> str:
    """Return the full name; two files of one name in different folders have their paths in it."""
    if any(rival.qualified == item.qualified for rival in rivals):
        return f"{item.source.qualified}:{item.name}"
    return item.qualified


def _taken(status: Status, reasons: Sequence[str]) -> Status:
    if not reasons:
        return status
    reason = " ".join(filter(None, [status.reason, *reasons]))
    return status._replace(state="name taken", reason=reason)


def _reason(item: Card | Offer, who: list[str], full: str, kind: str = "") -> str:
    return f"{kind}{item.name} is offered by {enumeration(who)} too; this one is {full}."
