"""The gallery's pages as files: the index, the README, each concept's page, and the manifest."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.errors import UsageError
from nnviz.gallery import assets
from nnviz.gallery.inputs import site_digest, site_language
from nnviz.gallery.manifest import Manifest, Page, altered, digest_of, read_manifest
from nnviz.gallery.names import BUNDLE, INDEX, LIVE, MANIFEST, PAGE, README, RECORD, is_folder
from nnviz.gallery.record import Record, digest, in_path, read_record
from nnviz.gallery.settings import Settings

if TYPE_CHECKING:
    from nnviz.gallery.folders import Staging

_MARK_WITHIN = 4096


def page_folders(gallery: Path) -> list[Path]:
    """Return the folders in a gallery that hold pages which nnviz made, sorted."""
    if not gallery.is_dir():
        return []
    return [path for path in sorted(gallery.iterdir()) if is_page(path)]


def is_page(folder: Path) -> bool:
    """Return whether a folder is a page's, whatever has become of the record in it."""
    plain = is_folder(folder.name) and not folder.is_symlink()
    return plain and os.path.lexists(folder / RECORD)


def read_records(gallery: Path) -> list[Record]:
    """Return the records of all pages in a gallery, in the order of the path."""
    found = [read_record(folder) for folder in page_folders(gallery)]
    return in_path(record for record in found if record)


def size_of(gallery: Path) -> int:
    """Return how many bytes the pages of a gallery have, with the files beside them."""
    folders = [gallery, *page_folders(gallery)] if gallery.is_dir() else []
    folders += [gallery / LIVE] if _has_live(gallery) else []
    entries = (entry for folder in folders for entry in os.scandir(folder))
    return sum(entry.stat().st_size for entry in entries if entry.is_file())


class Site:
    """The files of a gallery that are written from its records."""

    def __init__(self, gallery: Path, settings: Settings, staging: "Staging") -> None:
        """Take the gallery's folder, the pages that are in it, and where files are written."""
        self.gallery, self._settings, self._staging = gallery, settings, staging
        self._present = {record.folder: record for record in read_records(gallery)}

    def write_assets(self) -> None:
        """Write what the pages share, before a page that needs it comes."""
        for name, content in assets.files().items():
            self._write_changed(name, content)

    def write_live(self) -> None:
        """Write what pages load into a reader's browser, before the first that offers it."""
        if self._settings.live:
            self._staging.put(LIVE, self._settings.live.files)

    def page_of_newcomer(self, record: Record) -> bytes:
        """Return the page of a record that joins the gallery, its links among those there."""
        from nnviz.gallery.pages import concept_page, neighbours

        self._present[record.folder] = record
        found = in_path(self._present.values())
        return concept_page(record, neighbours(record, found), self._settings)

    def note(self, folder: str, page: Page) -> None:
        """Tell at once what a page was made from, so that a build that is killed need not again."""
        pages = {**read_manifest(self.gallery).pages, folder: page}
        self._write_changed(MANIFEST, Manifest(pages=pages).encode())

    def write_index(self) -> None:
        """Write the index of the pages that have come by now."""
        found = in_path(self._present.values())
        for name, content in self._root(found).items():
            self._write_changed(name, content)

    def write(self, found: Sequence[Record]) -> dict[str, str]:
        """Write what is not yet as these records say, and return the digest of each file."""
        files = self._files(found)
        for name, content in files.items():
            self._write_changed(name, content)
        return {name: digest(content) for name, content in files.items()}

    def remove_outdated(self) -> None:
        """Remove what pages that an older nnviz made have shared."""
        for path in assets.outdated(self.gallery):
            path.unlink(missing_ok=True)
        if not self._settings.live and _has_live(self.gallery):
            self._staging.remove(LIVE)

    def write_manifest(self, found: Sequence[Record], files: dict[str, str]) -> None:
        """Tell of these records and of all files; until then, the gallery is not complete."""
        known = read_manifest(self.gallery).pages
        pages = {record.folder: known.get(record.folder, Page("", {})) for record in found}
        manifest = Manifest(site=_site(self._settings), pages=pages, files=files)
        self._write_changed(MANIFEST, manifest.encode())

    def _files(self, found: Sequence[Record]) -> dict[str, bytes]:
        """Return every file that is written from these records, by its path in the gallery."""
        from nnviz.gallery.pages import concept_page, neighbours

        pages = {
            f"{record.folder}/{PAGE}": concept_page(
                record, neighbours(record, found), self._settings
            )
            for record in found
        }
        return {**assets.files(), **self._root(found), **pages}

    def _root(self, found: Sequence[Record]) -> dict[str, bytes]:
        from nnviz.gallery.pages import index_page, readme

        return {INDEX: index_page(found, self._settings), README: readme(found, self._settings)}

    def _write_changed(self, name: str, content: bytes) -> None:
        if digest_of(self.gallery / name) != digest(content):
            self._staging.write(name, content)


def outdated_files(gallery: Path, settings: Settings) -> list[str]:
    """Return which files that are written from records must be written again, if not all."""
    manifest = read_manifest(gallery)
    if manifest.site != _site(settings) or not all(is_page(gallery / n) for n in manifest.pages):
        return [MANIFEST]
    wrong = altered(gallery, manifest.files)
    if settings.live:
        from nnviz.gallery.folders import holds

        return wrong if holds(gallery / LIVE, settings.live.files) else [*wrong, LIVE]
    return [*wrong, LIVE] if _has_live(gallery) else wrong


def _has_live(gallery: Path) -> bool:
    """Return whether a gallery has the folder of `LIVE` that nnviz made."""
    return not (gallery / LIVE).is_symlink() and (gallery / LIVE / BUNDLE).is_file()


def refuse_foreign(gallery: Path) -> None:
    """Raise `UsageError` where a file or a folder of somebody else would be overwritten."""
    from nnviz.gallery.pages import MARK

    for name in (INDEX, README, MANIFEST, LIVE, *assets.files()):
        path = gallery / name
        if name == LIVE and _has_live(gallery):
            continue
        if path.is_dir() and any(path.iterdir()):
            raise UsageError(f"{path} is a folder and would be overwritten; move it away.")
        if name in (INDEX, README) and path.is_file():
            with path.open("rb") as file:
                if MARK.encode() in file.read(_MARK_WITHIN):
                    continue
            raise UsageError(
                f"{path} was not made by nnviz and would be overwritten; choose another folder."
            )


def _site(settings: Settings) -> dict[str, str]:
    told = {"code": site_digest(), "title": settings.title, "course": settings.course}
    if site_language() != "en" or len(settings.languages) > 1:
        told |= {"language": site_language(), "languages": ", ".join(settings.codes)}
    if settings.live:
        told["live"] = settings.live.digest
    return told
