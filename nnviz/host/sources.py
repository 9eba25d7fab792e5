"""Where plugins come from: entry points, a folder of single files, and files named by hand."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from nnviz import __version__
from nnviz.errors import UsageError
from nnviz.setting import quoted
from nnviz.wording import did_you_mean

GROUP = "nnviz"
BUNDLED = "nnviz-teach"
"""The distribution whose plugins are the bundled ones."""

FOLDER_VARIABLE = "NNVIZ_PLUGINS"
BLOCK_VARIABLE = "NNVIZ_BLOCK"
BLOCK_ALL = "all"


class Source(NamedTuple):
    """A plugin before anything of it is read: who offers it, under which name, and where it is."""

    name: str
    distribution: str
    version: str
    target: str = ""
    path: Path | None = None

    @property
    def bundled(self) -> bool:
        """Whether the plugin comes with nnviz itself."""
        return self.distribution == BUNDLED and self.path is None

    @property
    def by_hand(self) -> bool:
        """Whether the plugin is a file that was named, and is not in the plugins folder."""
        return self.path is not None and self.path.parent != plugins_folder().resolve()

    @property
    def qualified(self) -> str:
        """The name that no other plugin has: `distribution:name`, or the file's path."""
        return str(self.path) if self.path else f"{self.distribution}:{self.name}"

    @property
    def module(self) -> str:
        """The module that the entry point names."""
        return self.target.partition(":")[0].strip()

    @property
    def attribute(self) -> str:
        """The class in that module, or nothing where the module itself is the plugin."""
        return self.target.partition(":")[2].partition("[")[0].strip()

    @property
    def file(self) -> Path | None:
        """The plugin's file, found on the module path without importing its packages."""
        if self.path:
            return self.path
        for folder in sys.path:
            place = "/".join([folder or ".", *self.module.split(".")])
            for path in (f"{place}.py", f"{place}/__init__.py"):
                if os.path.isfile(path):  # noqa: PTH113  a list asks a thousand times
                    return Path(path)
        return None

    @property
    def removal(self) -> str:
        """The command that gets rid of the plugin."""
        if self.path:
            return f"{'del' if sys.platform == 'win32' else 'rm'} {quoted(str(self.path))}"
        return "" if self.bundled else f"python -m pip uninstall {self.distribution}"


def plugins_folder() -> Path:
    """Return the folder of single-file plugins: `$NNVIZ_PLUGINS`, or one in the user's settings."""
    given = os.environ.get(FOLDER_VARIABLE)
    if given:
        return Path(given)
    return _settings_folder() / "nnviz" / "plugins"


def _settings_folder() -> Path:
    given = os.environ.get("XDG_CONFIG_HOME")
    if given:
        return Path(given)
    try:
        return Path.home() / ".config"
    except RuntimeError:  # neither $HOME nor the system knows a home: the settings of everybody
        return Path("/etc/xdg")


def find_sources(files: Sequence[Path] = ()) -> list[Source]:
    """Return every plugin there is, sorted: installed, in the plugins folder, and in `files`.

    Raises `UsageError` for a file in `files` that is not there.
    """
    for file in files:
        if not file.is_file():
            raise UsageError(f"the plugin file {file} does not exist.")
    folder = plugins_folder()
    in_folder = sorted(p for p in folder.glob("[!_]*.py") if p.is_file())
    unique = dict.fromkeys(path.resolve() for path in (*in_folder, *files))
    return sorted([*_installed(), *(_from_file(path) for path in unique)])


def apply_blocks(sources: Iterable[Source], blocked: Sequence[str]) -> tuple[list[Source], ...]:
    """Split the sources into those to use and those that a word of `blocked` names.

    A word is a plugin's name, `distribution:name`, a distribution, a file, or `all` for
    everything but the bundled plugins.
    """
    used: list[Source] = []
    left: list[Source] = []
    for source in sources:
        hit = not _names(source).isdisjoint(blocked) or (
            BLOCK_ALL in blocked and not source.bundled
        )
        (left if hit else used).append(source)
    return used, left


def refuse_unknown_blocks(sources: Sequence[Source], blocked: Sequence[str]) -> None:
    """Raise `UsageError` for a word of `blocked` that names none of the sources."""
    for word in blocked:
        if word != BLOCK_ALL and not any(word in _names(source) for source in sources):
            known = {name for source in sources for name in (source.name, source.distribution)}
            told = f"there is no plugin {word!r} to block; nnviz plugins lists them."
            raise UsageError(told + did_you_mean(word, sorted(known)))


def _names(source: Source) -> set[str]:
    return {source.name, source.qualified, source.distribution}


def blocked_by_environment() -> tuple[str, ...]:
    """Return the words of `$NNVIZ_BLOCK`, which commas separate."""
    words = os.environ.get(BLOCK_VARIABLE, "").split(",")
    return tuple(word.strip() for word in words if word.strip())


def _installed() -> Iterator[Source]:
    known: dict[int, tuple[str, str]] = {}
    for entry in metadata.entry_points(group=GROUP):
        distribution = entry.dist
        # Its `.metadata` parses the whole file at each look, the long description included.
        if id(distribution) not in known:
            known[id(distribution)] = _identity(distribution)
        name, version = known[id(distribution)]
        yield Source(entry.name, name, version, entry.value)


def _identity(distribution: metadata.Distribution | None) -> tuple[str, str]:
    if distribution is None:
        return "unknown", ""
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    lines = text.partition("\n\n")[0].splitlines()
    headers = dict(line.partition(": ")[::2] for line in lines)
    name = headers.get("Name", "unknown")
    return name, __version__ if name == BUNDLED else headers.get("Version", "")


def _from_file(path: Path) -> Source:
    return Source(path.stem.replace("_", "-"), path.name, "", path=path)
