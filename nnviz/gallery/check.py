"""Says whether a gallery is what its inputs would make, without making it again."""

from collections.abc import Sequence
from pathlib import Path

from nnviz.gallery.build import as_gallery
from nnviz.gallery.names import MANIFEST
from nnviz.gallery.planning import plan
from nnviz.gallery.record import Record, digest
from nnviz.gallery.settings import DEFAULTS, Settings
from nnviz.gallery.site import Site, is_current, read_records
from nnviz.host.catalog import Catalog


def check(
    catalog: Catalog,
    folder: str | Path,
    settings: Settings = DEFAULTS,
    *,
    only: Sequence[str] = (),
) -> list[str]:
    """Return what is wrong with a gallery, a sentence each; none when it is as it should be.

    Every file is compared with the digest or the text that it should have. `only` names the
    concepts or topics that must be there; raises `UsageError` for one that there is not.
    """
    gallery = as_gallery(folder)
    work = plan(catalog, gallery, settings, only=only)
    found = read_records(gallery)
    wrong = [f"{name} must be made again ({reason})." for name, reason in work.reasons.items()]
    wrong += [f"{name} has a page and is no concept any more." for name in work.removed]
    wrong += [f"{name} has no page: {reason}" for name, reason in work.refused.items()]
    for record in found:
        wrong += _altered(record, gallery)
    expected = Site(gallery, settings).files(found)
    wrong += [
        f"{name} is not as its records say."
        for name, content in expected.items()
        if _content(gallery / name) != content
    ]
    if not wrong and not is_current(gallery, settings):
        wrong.append(f"{MANIFEST} does not tell of the files that there are.")
    return wrong


def _altered(record: Record, gallery: Path) -> list[str]:
    folder = gallery / record.folder
    return [
        f"{record.folder}/{name} was changed after it was made."
        for name, wanted in record.files.items()
        if (content := _content(folder / name)) is not None and digest(content) != wanted
    ]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
