"""The gallery's pages as files: the index, the README, each concept's page, and the manifest."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from nnviz.errors import UsageError
from nnviz.files import write_whole
from nnviz.gallery import assets
from nnviz.gallery.inputs import site_digest
from nnviz.gallery.names import INDEX, MANIFEST, PAGE, README, RECORD
from nnviz.gallery.record import Record, digest, read_record
from nnviz.gallery.settings import Settings

_MARK_WITHIN = 4096


def page_folders(gallery: Path) -> list[Path]:
    """Return the folders in a gallery that hold pages which nnviz made, sorted."""
    if not gallery.is_dir():
        return []
    return [path for path in sorted(gallery.iterdir()) if (path / RECORD).is_file()]


def read_records(gallery: Path) -> list[Record]:
    """Return the records of all pages in a gallery, in the order of the course."""
    found = [read_record(folder) for folder in page_folders(gallery)]
    return sorted((record for record in found if record), key=lambda record: record.place)


def size_of(gallery: Path) -> int:
    """Return how many bytes the pages of a gallery have, with the files beside them."""
    folders = [gallery, *page_folders(gallery)] if gallery.is_dir() else []
    entries = (entry for folder in folders for entry in os.scandir(folder))
    return sum(entry.stat().st_size for entry in entries if entry.is_file())


class Site:
    """The files of a gallery that are written from its records."""

    def __init__(self, gallery: Path, settings: Settings) -> None:
        """Take the gallery's folder, and the records of the pages that are in it."""
        self.gallery, self._settings = gallery, settings
        self._present = {record.folder: record for record in read_records(gallery)}

    def write_assets(self) -> None:
        """Write what the pages share, before a page that needs it comes."""
        for name, content in assets.files().items():
            _write_changed(self.gallery / name, content)

    def page_of_newcomer(self, record: Record) -> bytes:
        """Return the page of a record that joins the gallery, its links among those there."""
        from nnviz.gallery.pages import concept_page, neighbours

        self._present[record.folder] = record
        found = sorted(self._present.values(), key=lambda one: one.place)
        return concept_page(record, neighbours(record, found), self._settings)

    def files(self, found: Sequence[Record]) -> dict[str, bytes]:
        """Return every file that is written from these records, by its path in the gallery."""
        from nnviz.gallery.pages import concept_page, neighbours

        pages = {
            f"{record.folder}/{PAGE}": concept_page(
                record, neighbours(record, found), self._settings
            )
            for record in found
        }
        return {**assets.files(), **self._root(found), **pages}

    def write(self, found: Sequence[Record]) -> dict[str, str]:
        """Write what is not yet as these records say, and return the digest of each file."""
        files = self.files(found)
        for name, content in files.items():
            _write_changed(self.gallery / name, content)
        return {name: digest(content) for name, content in files.items()}

    def write_index(self) -> None:
        """Write the index of the pages that have come by now."""
        found = sorted(self._present.values(), key=lambda record: record.place)
        for name, content in self._root(found).items():
            _write_changed(self.gallery / name, content)

    def remove_outdated(self) -> None:
        """Remove what pages that an older nnviz made have shared."""
        for path in assets.outdated(self.gallery):
            path.unlink(missing_ok=True)

    def write_manifest(self, digests: Mapping[str, str]) -> None:
        """Write the digests of everything; until then, the gallery does not count as complete."""
        manifest = _manifest(self.gallery, self._settings, digests)
        content = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
        _write_changed(self.gallery / MANIFEST, content)

    def _root(self, found: Sequence[Record]) -> dict[str, bytes]:
        from nnviz.gallery.pages import index_page, readme

        return {INDEX: index_page(found, self._settings), README: readme(found, self._settings)}


def is_current(gallery: Path, settings: Settings) -> bool:
    """Return whether the pages are those that the manifest tells of, without reading them."""
    try:
        manifest = json.loads((gallery / MANIFEST).read_bytes())
        written = manifest["files"]
        return (
            manifest == _manifest(gallery, settings, written)
            and all((gallery / name).is_file() for name in written)
            and bool(written)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def refuse_foreign(gallery: Path) -> None:
    """Raise `UsageError` where a file of somebody else would be overwritten."""
    from nnviz.gallery.pages import MARK

    for name in (INDEX, README):
        path = gallery / name
        if path.is_file() and MARK.encode() not in path.read_bytes()[:_MARK_WITHIN]:
            raise UsageError(
                f"{path} was not made by nnviz and would be overwritten; choose another folder."
            )


def _manifest(gallery: Path, settings: Settings, digests: object) -> dict[str, object]:
    pages = {path.name: digest((path / RECORD).read_bytes()) for path in page_folders(gallery)}
    named = {"title": settings.title, "course": settings.course}
    return {"site": site_digest(), **named, "pages": pages, "files": digests}


def _write_changed(path: Path, content: bytes) -> None:
    try:
        if path.read_bytes() == content:
            return
    except OSError:
        pass
    write_whole(path, content)
