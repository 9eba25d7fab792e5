"""The one file that says what a gallery was made from, so that every change is seen.

It has the digest of each page's record, which has those of the files beside it, and of each file
that is written from the records: whatever differs from it is stale, and is made again.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, TypeAlias

from nnviz.files import read_plain
from nnviz.gallery.names import MANIFEST, is_file, is_folder
from nnviz.gallery.record import MOST_BYTES, digest
from nnviz.host.schema import decoded


def _is_place(path: str) -> bool:
    folder, slash, name = path.rpartition("/")
    return is_file(name) and (is_folder(folder) if slash else True)


Folder: TypeAlias = Annotated[str, is_folder]
Place: TypeAlias = Annotated[str, _is_place]


@dataclass(frozen=True)
class Page:
    """A page's folder: the SHA-256 of its record, and by name what it was made from."""

    record: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a gallery was made from: `site` and `files` are what is written from its records.

    In the file, what all pages were made from stands once, in `inputs`.
    """

    site: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[Folder, Page] = field(default_factory=dict)
    files: Mapping[Place, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        every = [set(page.inputs.items()) for page in self.pages.values()]
        common = set.intersection(*every) if every else set()
        pages = {
            folder: Page(page.record, dict(sorted(page.inputs.items() - common)))
            for folder, page in sorted(self.pages.items())
        }
        whole = replace(self, inputs=dict(sorted(common)), pages=pages)
        return (json.dumps(asdict(whole), ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(gallery: Path) -> Manifest:
    """Return a gallery's manifest; where there is none that can be read, nothing is known."""
    try:
        found = decoded(Manifest, read_plain(gallery / MANIFEST, MOST_BYTES))
    except (OSError, ValueError):
        return Manifest()
    pages = {
        folder: Page(page.record, {**found.inputs, **page.inputs})
        for folder, page in found.pages.items()
    }
    return replace(found, inputs={}, pages=pages)


def altered(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Return which of the files are not there as they were made, by their digests."""
    return [name for name, wanted in files.items() if digest_of(folder / name) != wanted]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a plain file, or nothing where there is none."""
    try:
        return digest(read_plain(path, MOST_BYTES))
    except OSError:
        return ""
