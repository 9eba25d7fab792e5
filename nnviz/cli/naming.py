"""What a word on the command line means: a concept, a plugin's file, or a distribution."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.cli.session import Session
from nnviz.errors import NnvizError, UsageError

if TYPE_CHECKING:
    from nnviz.host.cards import Card, Status


def named(session: Session, words: Sequence[str]) -> "tuple[list[Card], list[Status]]":
    """Return the concepts that the words name, and the plugins where they name those.

    A word is a concept's name, the path of a file, which joins the session's plugins, or a
    distribution. Raises `UsageError` for what there is not, and `NnvizError` with the reason for
    a plugin that cannot be used.
    """
    session.files.extend(Path(word) for word in words if word.endswith(".py"))
    cards: list[Card] = []
    plugins: list[Status] = []
    for word in words:
        try:
            cards.append(session.catalog.card(word))
        except UsageError:
            theirs = [status for status in session.catalog.statuses if _is_of(status, word)]
            if not theirs:
                raise
            plugins += [_usable(status) for status in theirs]
    cards += [card for status in plugins for card in status.cards]
    return list({card.qualified: card for card in cards}.values()), plugins


def _is_of(status: "Status", word: str) -> bool:
    if word.endswith(".py"):
        return status.source.path == Path(word).resolve()
    return status.source.distribution == word and not status.source.bundled


def _usable(status: "Status") -> "Status":
    if status.state in ("failed", "blocked"):
        raise NnvizError(status.reason)
    return status
