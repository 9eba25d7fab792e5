"""What a concept's files are made from, as digests: when one of them changes, they are stale."""

import hashlib
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Annotated

import nnviz
from nnviz.gallery.figures import NamedFigure
from nnviz.gallery.record import digest
from nnviz.gallery.settings import DEFAULTS, Settings
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.host.sources import Source
from nnviz.language import current
from nnviz.listings import script_beside
from nnviz.parameters import is_file_name

_PACKAGE = Path(nnviz.__file__).parent
_TEMPLATES = _PACKAGE / "gallery" / "templates"
_NO_INPUT = (_PACKAGE / "cli", _PACKAGE / "testing", _PACKAGE / "locale", _TEMPLATES)
"""What changes no figure, number or sentence."""


def _are_modules(text: str) -> bool:
    return all(part.isidentifier() for name in text.split() for part in name.split("."))


@dataclass(frozen=True)
class Sources:
    """A plugin's own source: the modules that it consists of, and one digest of their files."""

    modules: Annotated[str, _are_modules]
    source: str


def inputs_of(
    card: Card, catalog: Catalog, settings: Settings, figure: NamedFigure | None = None
) -> dict[str, str]:
    """Return all that a page's files are made from, except for the concept's own source."""
    return {
        "nnviz": nnviz_digest(),
        "libraries": versions("numpy", "matplotlib", "pillow"),
        "plugin": f"{card.source.distribution} {card.source.version}".strip(),
        "script": _script(card),
        "parameters": _parameters(card, figure),
        "words": ", ".join(figure.authored.options()) if figure else "",
        "theme": f"{_theme(settings.theme)}, {_theme(settings.dark)}",
        "size": settings.size,
        "dpi": "" if settings.dpi is None else f"{settings.dpi:.12g}",
        "credit": f"{settings.licence} {settings.cite}".strip(),
        "without": ", ".join(sorted(set(settings.without))),
        "additions": _additions(card, catalog, settings),
        "language": _language(card),
    }


def stale_because(recorded: Mapping[str, str], now: Mapping[str, str], source: Source) -> list[str]:
    """Return the names of the inputs that are not what they were; none when all is fresh."""
    now = {**now, "source": source_digest(source, recorded.get("modules", "").split())}
    return [name for name, value in now.items() if recorded.get(name) != value]


def imported_sources(source: Source) -> Sources:
    """Return a plugin's file, or its package's modules as far as they are imported by now."""
    package = source.module.partition(".")[0]
    found = (name for name in sys.modules if name.partition(".")[0] == package)
    modules = [] if source.path else sorted(name for name in found if _module_file(name))
    return Sources(" ".join(modules), source_digest(source, modules))


def source_digest(source: Source, modules: Iterable[str]) -> str:
    """Return one digest of a plugin's file or these modules', found without importing them."""
    if source.path:
        return file_digest(source.path)
    files = ((name, _module_file(name)) for name in sorted(modules))
    return digest("".join(f"{name} {file_digest(path)}\n" for name, path in files if path).encode())


def neighbouring_sources(source: Source) -> str:
    """Return one digest of a plugin's module and of those beside it in its package.

    They are what a concept may be made from as far as can be told without importing it.
    """
    package, dot, _ = source.module.rpartition(".")
    file = source.file
    beside = sorted(path.stem for path in file.parent.glob("*.py")) if file and dot else []
    return source_digest(source, [source.module, *(f"{package}.{name}" for name in beside)])


@cache
def nnviz_digest() -> str:
    """Return the digest of nnviz itself: its code, styles and data."""
    return _tree_digest(_PACKAGE, _NO_INPUT)


@cache
def site_digest() -> str:
    """Return the digest of what turns records into pages: code, templates and libraries."""
    made_with = versions("jinja2", "markdown-it-py", "math-core")
    return digest(f"{nnviz_digest()} {_tree_digest(_TEMPLATES)} {made_with}".encode())


@cache
def versions(*libraries: str) -> str:
    """Return the versions of Python and of these libraries as one text."""
    python = f"python {sys.version_info.major}.{sys.version_info.minor}"
    return ", ".join([python, *(f"{name} {metadata.version(name)}" for name in libraries)])


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or nothing where it cannot be read."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def _parameters(card: Card, figure: NamedFigure | None) -> str:
    """Return the parameters that a figure asks for, each file among them with its digest."""
    given = figure.setting.values if figure else {}
    files = {name for name, declared in card.parameters.items() if declared.is_file}
    files |= {n for n, p in card.parameters.items() if p.files and is_file_name(given.get(n))}
    return ", ".join(
        f"{name}={_with_digests(value) if name in files else repr(value)}"
        for name, value in given.items()
    )


def _with_digests(value: object) -> str:
    """Return the name of a file with its digest, or those of several."""
    several = value if isinstance(value, list | tuple) else str(value).split(",")
    return " ".join(f"{one} {file_digest(Path(one))}" for one in several)


def _script(card: Card) -> str:
    """Return the digest of a concept's script, or nothing where it has none."""
    file = card.source.file
    return file_digest(script_beside(file, card.name.rpartition(":")[2])) if file else ""


def _language(card: Card) -> str:
    """Return the language that is spoken, with a digest of its texts, or nothing for English.

    A course's notation comes before it.
    """
    spoken, file = current(), card.source.file
    if spoken.code == "en":
        return spoken.notation.typed
    own = spoken.catalogue(card.name.rpartition(":")[2], file.parent if file else None)
    texts = [*own.texts.items(), *spoken.catalogue().texts.items()]
    return f"{spoken.notation.typed} {spoken.code} {digest(repr(texts).encode())}"


def site_language() -> str:
    """Return the language that pages speak, with a digest of nnviz's own words in it."""
    spoken = current()
    texts = [*spoken.catalogue().texts.items()]
    return f"{spoken.code} {digest(repr(texts).encode())}" if texts else spoken.code


def _theme(name: str) -> str:
    """Return a theme's name, or its name and digest where it is a style sheet of the user's."""
    path = Path(name)
    return f"{path.name} {file_digest(path)}" if path.suffix == ".mplstyle" else name


def _additions(card: Card, catalog: Catalog, settings: Settings) -> str:
    """Return the plugins that add to what a concept or the settings choose from, as digests."""
    hooks = {f"nnviz_{parameter.family}" for parameter in card.parameters.values()}
    if (settings.theme, settings.dark) != (DEFAULTS.theme, DEFAULTS.dark):
        hooks.add("nnviz_themes")
    sources = (s.source for s in catalog.statuses if hooks.intersection(s.hooks))
    files = ((source.name, source.file) for source in sources)
    return ", ".join(f"{name} {file_digest(path)}" for name, path in files if path)


def _tree_digest(folder: Path, left_out: Collection[Path] = ()) -> str:
    whole = hashlib.sha256()
    for path in sorted(_files(folder, left_out)):
        name = path.relative_to(_PACKAGE).as_posix()
        whole.update(f"{name} {digest(path.read_bytes())}\n".encode())
    return whole.hexdigest()


def _files(folder: Path, left_out: Collection[Path]) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        place = Path(here)
        # Not walked into at all: looking at each file's folders takes longer than its digest.
        folders[:] = [
            name for name in folders if name != "__pycache__" and place / name not in left_out
        ]
        yield from (place / name for name in names)


@cache
def _module_file(name: str) -> Path | None:
    return Source(name, "", "", target=name).file
