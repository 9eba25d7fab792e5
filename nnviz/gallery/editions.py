"""A gallery in several languages: an edition for each, which lead to one another."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nnviz.gallery.manifest import Manifest
from nnviz.gallery.names import MANIFEST, is_name
from nnviz.gallery.settings import Settings
from nnviz.language import Language, current


class Edition(NamedTuple):
    """A gallery in one of its languages, and the folder that it is in."""

    language: Language
    folder: Path


class Way(NamedTuple):
    """The way from a page of one edition to the same of another: what precedes its place."""

    code: str
    name: str
    start: str


def editions(folder: Path, settings: Settings) -> list[Edition]:
    """Return the editions of a gallery, that of the first language in its own folder."""
    first, *others = settings.languages or (current(),)
    return [Edition(first, folder), *(Edition(one, folder / one.code) for one in others)]


def ways(settings: Settings) -> Iterator[Way]:
    """Yield the ways from the edition in the language that is spoken to the others."""
    here, first = current().code, settings.codes[:1]
    up = "" if here in first else "../"
    for language in settings.languages:
        if language.code != here:
            start = up if language.code in first else f"{up}{language.code}/"
            yield Way(language.code, language.name, start)


def former(gallery: Path, manifest: Manifest, settings: Settings) -> Iterator[str]:
    """Yield the folders of editions that a gallery had, and that are not asked for any more."""
    first, *others = manifest.site.get("languages", "").split(", ")
    if current().code in (first, *settings.codes[:1]):
        asked = settings.codes[1:]
        yield from (code for code in others if code not in asked and _is_edition(gallery / code))


def _is_edition(folder: Path) -> bool:
    return is_name(folder.name) and not folder.is_symlink() and (folder / MANIFEST).is_file()
