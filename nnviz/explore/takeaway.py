"""What a reader takes away of a setting: a film to play, and files."""

import io
import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from nnviz.demonstration import Demonstration, demonstrate
from nnviz.errors import NnvizError
from nnviz.export.exporting import export
from nnviz.gallery.downloads import table
from nnviz.gallery.films import ACROSS, DPI, TILE, strip_of
from nnviz.gallery.notebooks import notebook
from nnviz.host.catalog import Catalog
from nnviz.host.isolation import blame
from nnviz.render.film import in_one_palette

EXPORTERS = "nnviz_exporters"
COUNT, SECONDS = 40, 5.0
"""Frames of a film, and how long it plays: fewer than a gallery's, for somebody waits for them."""


def film(shown: Demonstration) -> dict[str, Any]:
    """Return a player's film, its pictures in it; raises `NnvizError` where there can be none."""
    with blame(shown.card.source, "in draw"):
        strip, files = strip_of(in_one_palette(shown.picture, COUNT, DPI), "first", "tiles")
    if strip is None:
        raise NnvizError("Too much changes in this film for a page; see nnviz animate.")
    pictures = {
        name: f"data:image/webp;base64,{b64encode(content).decode()}"
        for name, content in files.items()
    }
    return {"tile": TILE, "across": ACROSS, "changes": strip.changes, "tiles": "", **pictures}


def file(catalog: Catalog, shown: Demonstration, name: str) -> bytes:
    """Return a file of `wishes.FILES`, or the ZIP of an exporter."""
    stem, _, suffix = name.rpartition(".")
    if suffix == "zip":
        return _document(catalog, shown, stem)
    if stem == "figure":
        picture = shown.picture
        with blame(shown.card.source, "in draw"):
            return picture.encode(suffix, origin=shown.origin())
    if suffix == "ipynb":
        return notebook(shown.exhibit.title, shown.exhibit.call).encode()
    content = table(shown.result) if suffix == "csv" else shown.result.encode(f".{suffix}")
    if content is None:
        raise NnvizError("This result is no table; take it as JSON or NPZ.")
    return content


def purposes(catalog: Catalog) -> list[str]:
    """Return the names of the exporters."""
    return list(catalog.extensions.offers(EXPORTERS))


def _document(catalog: Catalog, shown: Demonstration, purpose: str) -> bytes:
    """Return what `nnviz export --for` writes, in a ZIP."""
    offer = catalog.extensions.offers(EXPORTERS)[purpose]
    exporter = catalog.extensions.member(offer)
    values = shown.concept.values
    looked = demonstrate(catalog, shown.card, values, exporter.theme, exporter.size)
    content = io.BytesIO()
    with _in_a_folder(), ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for path in export(looked, purpose, exporter, offer.source, Path("figures")):
            archive.write(path)
    return content.getvalue()


@contextmanager
def _in_a_folder() -> Iterator[None]:
    """Work in a folder of its own meanwhile, so that a snippet names its figure as a user does."""
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)
