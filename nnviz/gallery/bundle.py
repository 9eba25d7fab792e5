"""This very package with the bundled concepts, as one file for Python in a reader's browser."""

import io
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from nnviz.host.sources import BUNDLED

_PACKAGES = ("nnviz", "nnviz_concepts", "polib")
"""`polib` reads the catalogues, and comes with no distribution of Pyodide."""

_UNUSED = {"cli", "testing", "reference", "__pycache__"}
_UNUSED_SUFFIXES = {".woff2", ".pyc"}


@cache
def bundle() -> bytes:
    """Return a ZIP of what is imported here, with every language that nnviz speaks.

    An editable install has its own files in it. The metadata tells the entry points. The same files
    give the same bytes.
    """
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, file in _files():
            _put(archive, name, file.read_bytes())
        ours = metadata.distribution(BUNDLED)
        for name in ("METADATA", "entry_points.txt"):
            text = ours.read_text(name) or ""
            _put(archive, f"nnviz_teach-{ours.version}.dist-info/{name}", text.encode())
    return content.getvalue()


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name)  # of 1980, whenever it is made
    entry.compress_type = ZIP_DEFLATED
    archive.writestr(entry, content)


def _files() -> Iterator[tuple[str, Path]]:
    """Yield each file's place in the ZIP, and where it lies."""
    for package in _PACKAGES:
        home = _home(package)
        for file in sorted(home.rglob("*")) if home.is_dir() else [home]:
            place = file.relative_to(home.parent)
            used = _UNUSED.isdisjoint(place.parts) and file.suffix not in _UNUSED_SUFFIXES
            if used and file.is_file():
                yield place.as_posix(), file


def _home(name: str) -> Path:
    """Return the folder of an installed package, or the file of a module."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin)
    return file.parent if spec.submodule_search_locations else file
