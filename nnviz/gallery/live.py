"""Python in the reader's browser: what a site needs for it, and what its pages say of it.

A page loads nothing of it before its reader asks for it. Then a worker loads Pyodide, this package
and the plugins that were named, and measures there what the page shows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from nnviz.errors import UsageError
from nnviz.gallery.assets import TEMPLATES
from nnviz.gallery.bundle import bundle
from nnviz.gallery.names import BUNDLE, LIVE
from nnviz.gallery.record import digest
from nnviz.host.catalog import Catalog
from nnviz.language import NOTATION, VARIABLE, current, own_languages, tr

OFFICIAL = "https://cdn.jsdelivr.net/pyodide/v314.0.7/full/"
"""A distribution with matplotlib 3.10.8 and NumPy 2.4.6."""

_PACKED = 19_500_000
"""Bytes that an address sends, about: 6 MB of Python, packed, and 13 of the packages."""

_PACKAGES = ("numpy", "matplotlib", "pillow", "pluggy", "jinja2", "platformdirs")
_LOCK = "pyodide-lock.json"
_CORE = (_LOCK, "pyodide.mjs", "python_stdlib.zip")
_WORKER, _SCRIPT = "worker.js", "python.js"


@dataclass(frozen=True)
class Live:
    """Where Pyodide is, if not beside the pages, which concepts run, and what lies in `LIVE`."""

    address: str
    concepts: frozenset[str]
    files: Mapping[str, bytes]

    @property
    def origin(self) -> str:
        """What a page's policy lets in besides the site itself, if anything."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}" if self.address else ""

    @property
    def offer(self) -> str:
        """How much is loaded on a click and from where, as a reader is told."""
        size = sum(map(len, self.files.values())) + (_PACKED if self.address else 0)
        source = urlsplit(self.address).netloc or tr("this site")
        return tr(
            "Loads Python into this page, about {size} MB from {source}.",
            size=max(1, round(size / 1e6)),
            source=source,
        )

    @property
    def script(self) -> str:
        """The address of the script of the pages, from the gallery's folder."""
        return self._versioned(f"{LIVE}/{_SCRIPT}")

    @property
    def start(self) -> str:
        """What the script begins with, as JSON: what it loads from where, and the language."""
        plugins = sorted(name for name in self.files if name.endswith(".py"))
        spoken = current()
        code = spoken.code if spoken.code in own_languages() else "en"
        return json.dumps(
            {
                "worker": self._versioned(_WORKER),
                "bundle": self._versioned(BUNDLE),
                "pyodide": self.address,
                "packages": _PACKAGES,
                "plugins": [self._versioned(name) for name in plugins],
                "environment": {VARIABLE: code, NOTATION: spoken.notation.typed},
            }
        )

    @cached_property
    def digest(self) -> str:
        """What tells this from another."""
        each = [f"{name} {digest(content)}" for name, content in sorted(self.files.items())]
        return digest(" ".join([self.address, *sorted(self.concepts), *each]).encode())

    def _versioned(self, name: str) -> str:
        """Return an address that a browser, which keeps files, has not kept for older ones."""
        return f"{name}?{self.digest[:8]}"


def live_of(where: str, catalog: Catalog, plugins: Sequence[Path] = ()) -> Live:
    """Return what a site needs to run concepts in the browser, its Pyodide from `where`.

    `where` is an address, or a folder, of a Pyodide distribution; a folder's is copied. `plugins`
    are files of third parties' plugins, the only ones that are copied. Raises `UsageError` for what
    is no distribution, for a plugin that the catalog does not have, and for two of one name.
    """
    named = {path.resolve() for path in plugins}
    homes = {card.name: card.source.file for card in catalog.cards}
    found = {name: file.resolve() for name, file in homes.items() if file}
    if unknown := named.difference(found.values()):
        lacking = min(unknown)
        raise UsageError(f"{lacking} has no concept of this gallery; name it by --plugin, too.")
    concepts = frozenset(
        card.name for card in catalog.cards if card.source.bundled or found.get(card.name) in named
    )
    files = {path.name: path.read_bytes() for path in sorted(named)}
    if len(files) < len(named):
        raise UsageError("two files of --live-plugin have one name; rename one of them.")
    for name in (_WORKER, _SCRIPT):
        files[name] = (TEMPLATES / "live" / name).read_bytes()
    files[BUNDLE] = bundle()
    address = where if "://" in where else ""
    return Live(_checked(address), concepts, files | ({} if address else _distribution(where)))


def _checked(address: str) -> str:
    parts = urlsplit(address)
    plain = parts.scheme in ("https", "http") and parts.netloc and not parts.query + parts.fragment
    if address and (not plain or set(address) & set(" ;,'\"")):  # it stands in the pages' policy
        raise UsageError(f"--live must be an address of a Pyodide distribution; got {address}.")
    return address if address.endswith("/") or not address else f"{address}/"


def _distribution(where: str) -> dict[str, bytes]:
    """Return the files of a Pyodide distribution that are needed, and no others."""
    folder = Path(where)
    try:
        packages = json.loads((folder / _LOCK).read_bytes())["packages"]
        wanted = {packages[name]["file_name"] for name in _needed(packages)}
        names = [*_CORE, *(path.name for path in folder.glob("pyodide.asm.*")), *sorted(wanted)]
        return {name: (folder / name).read_bytes() for name in names}
    except KeyError as error:
        lacking = error.args[0]
        raise UsageError(f"{folder} has no package {lacking}; get a full Pyodide.") from None
    except OSError as error:
        lacking = Path(error.filename).name
        raise UsageError(f"{folder} is no Pyodide distribution: it has no {lacking}.") from None
    except (ValueError, TypeError):
        told = f"{folder} is no Pyodide distribution: its pyodide-lock.json cannot be read."
        raise UsageError(told) from None


def _needed(packages: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    """Yield the packages that nnviz needs, and those that they need."""
    wanted, seen = list(_PACKAGES), set[str]()
    while wanted:
        name = wanted.pop()
        if name not in seen:
            seen.add(name)
            wanted += packages[name]["depends"]
            yield name
