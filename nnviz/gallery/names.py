"""The names of a gallery's folders and files, which no plugin can choose freely."""

import re
from typing import TYPE_CHECKING

from nnviz.errors import ContractError

if TYPE_CHECKING:
    from nnviz.host.cards import Card

RECORD = "concept.json"
PAGE = "index.html"
INDEX = "index.html"
BASE, BASE_DARK = "frame.webp", "frame-dark.webp"
README = "README.md"
MANIFEST = "manifest.json"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def is_name(word: str) -> bool:
    """Return whether a word is plain enough to name a folder."""
    return _NAME.fullmatch(word) is not None


def folder_name(card: "Card") -> str:
    """Return the name of a concept's folder, one plain word of letters, digits and hyphens.

    Raises `ContractError` for a concept whose name holds anything else, so that no name leads
    out of the gallery. A concept under its full name has its distribution in front.
    """
    name = card.name.rpartition(":")[2]
    if not is_name(name):
        raise ContractError(
            f"concept {name!r} cannot have a page: its name may have small letters, digits and "
            f"hyphens only; rename it in plugin {card.source.qualified}."
        )
    return qualified_folder(card)


def qualified_folder(card: "Card") -> str:
    """Return the name of a concept's folder, with its distribution where that is in its name."""
    distribution, _, name = card.name.rpartition(":")
    prefix = re.sub(r"[^a-z0-9]+", "-", distribution.lower()).strip("-")
    return f"{prefix}--{name}" if prefix else name
