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
PHONE, PHONE_DARK = "phone.webp", "phone-dark.webp"
"""The figure as a phone shows it; a slider's frames over it are called as the others are, with
`phone-` before.
"""
PICTURES = ("figure.png", "figure-dark.png", "thumbnail.webp", "thumbnail-dark.webp")
"""What every page has, whatever a gallery is made without."""

README = "README.md"
MANIFEST = "manifest.json"
LIVE = "nnviz.live"
"""The folder of what pages load into a reader's browser; its dot keeps it from being a page's."""
BUNDLE = "nnviz.zip"
"""Is in it, and tells that nnviz made it."""
SOURCES = "sources.json"
"""What a worker sends beside a page's files: the modules that they were made from."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_FOLDER = re.compile(r"[a-z0-9][a-z0-9-]{0,199}")
_FILE = re.compile(r"\w[\w-]{0,99}(\.\w{1,9}){1,2}")


def is_name(word: str) -> bool:
    """Return whether a word is plain enough to name a folder."""
    return _NAME.fullmatch(word) is not None


def is_folder(word: str) -> bool:
    """Return whether a word can be the name of a page's folder."""
    return _FOLDER.fullmatch(word) is not None


def is_file(word: str) -> bool:
    """Return whether a word can be the name of a file of a page, and leads nowhere else."""
    return _FILE.fullmatch(word) is not None


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
