"""A host that sees the bundled plugins and those that a test gives it, whatever is installed."""

from pathlib import Path
from textwrap import dedent
from typing import Any

from nnviz.demonstration import Demonstration, demonstrate
from nnviz.host.catalog import Catalog
from nnviz.host.sources import find_sources


class IsolatedHost:
    """A plugins folder of its own: `host.add("mine", source)`, then `host.show("mine")`.

    `folder` must be the one that `$NNVIZ_PLUGINS` names; the fixture `nnviz_host` sees to that.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder of single-file plugins."""
        self.folder = folder

    def add(self, name: str, source: str) -> Path:
        """Write a plugin of this source into the folder, and return its file."""
        path = self.folder / f"{name.replace('-', '_')}.py"
        path.write_text(dedent(source), encoding="utf-8")
        return path

    @property
    def catalog(self) -> Catalog:
        """The catalog as it stands now, without the plugins of other distributions."""
        strangers = [s.qualified for s in find_sources() if not s.bundled and s.path is None]
        return Catalog(blocked=strangers)

    def show(
        self, name: str, *, theme: str = "notebook", size: str | None = None, **values: Any
    ) -> Demonstration:
        """Return the concept of that name with these parameters, as `nnviz.show` does."""
        catalog = self.catalog
        return demonstrate(catalog, catalog.card(name), values, theme, size)
