"""How a gallery differs from an older one: its sentences, numbers and claims, and why.

The older one may be of another version of nnviz, so that of its files only what is told here is
read, and what is not there is not told.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.concept import TEXTS
from nnviz.errors import UsageError
from nnviz.exhibit import mark_of, outcome
from nnviz.files import read_plain
from nnviz.gallery.names import MANIFEST, RECORD
from nnviz.gallery.record import MOST_BYTES
from nnviz.gallery.site import page_folders

_ROUNDING = re.compile(r"−?(?:\d[\d.]*×)?10⁻(?:[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]+|⁹)")
"""A number below 10⁻⁸, as it is written: it is rounding, which another machine does otherwise."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Change(NamedTuple):
    """What is other on a page, as `headline` or `claim near`: what was told there, and what is.

    One of them is empty for what is new or gone.
    """

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class PageChanges:
    """What is other on a page, and which of the things that it was made from are."""

    changes: tuple[Change, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """How two galleries differ: the pages in both by their folders, and those in one of them."""

    pages: Mapping[str, PageChanges]
    alike: int
    new: tuple[str, ...]
    gone: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        told = asdict(self)
        for page, changes in self.pages.items():
            told["pages"][page]["changes"] = [one._asdict() for one in changes.changes]
        return told


def changes(gallery: Path, older: Path, formerly: Mapping[str, str]) -> Changes:
    """Return how a gallery differs from an older one; `formerly` has folders' new names by old.

    What its parameters and claims were called is told by each page itself. Raises `UsageError`
    where one of both has no page.
    """
    records, before_it = _records(gallery), _records(older)
    now = {folder: dict(_told(record)) for folder, record in records.items()}
    before = {
        (now_called := formerly.get(folder, folder)): dict(
            _told(record, _part(records.get(now_called), "renamed"))
        )
        for folder, record in before_it.items()
    }
    made, was_made = _inputs(gallery), _inputs(older)
    was_made = {formerly.get(folder, folder): inputs for folder, inputs in was_made.items()}
    both = [folder for folder in now if folder in before]
    found = {folder: tuple(_differing(before[folder], now[folder])) for folder in both}
    pages = {
        folder: PageChanges(told, tuple(_why(was_made.get(folder, {}), made.get(folder, {}))))
        for folder, told in found.items()
        if told
    }
    return Changes(
        pages=pages,
        alike=len(both) - len(pages),
        new=tuple(folder for folder in now if folder not in before),
        gone=tuple(folder for folder in before if folder not in now),
    )


def _records(gallery: Path) -> dict[str, Any]:
    """Return the record of each page of a gallery, whatever it holds."""
    records = {folder.name: _json(folder / RECORD) for folder in page_folders(gallery)}
    if not records:
        raise UsageError(f"{gallery} is no gallery: it has no page that nnviz made.")
    return records


def _json(path: Path) -> Any:
    try:
        return json.loads(read_plain(path, MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}


def _part(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, dict) else None


def _list(data: Any, name: str) -> list[Any]:
    found = _part(data, name)
    return found if isinstance(found, list) else []


def _word(data: Any, name: str) -> str:
    found = _part(data, name)
    return str(found) if isinstance(found, str | int | float) else ""


def _told(record: Any, renamed: Any = None) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what a page tells, in order, each text as its sentences under the names of now."""

    def called(data: Any, name: str) -> str:
        was = _word(data, name)
        return _word(renamed, was) or was

    for name in ("title", "summary"):
        yield name, [_word(record, name)]
    for name, before in (("theory", ""), ("curious", "more")):
        yield name, (_word(record, name) or _word(record, before)).split("\n\n")
    for row in _list(record, "parameters"):
        told = [_word(row, name) for name in ("value", "range", "help")]
        yield f"parameter {called(row, 'name')}", told
    yield from _of_state(_part(record, "state"), "", called)
    for sweep in _list(record, "sweeps"):
        for place, state in enumerate(_list(sweep, "states")):
            if place != _part(sweep, "default"):
                at = f"{called(sweep, 'parameter')} = {_word(state, 'value')}: "
                yield from _of_state(state, at, called)


def _of_state(
    state: Any, at: str, called: Callable[[Any, str], str]
) -> Iterator[tuple[str, Sequence[str]]]:
    for text in TEXTS:
        yield at + text, [_word(one, "text") for one in _list(_part(state, "story"), text)]
    for one in _list(state, "claims"):
        member = _word(one, "at")
        name = f"claim {called(one, 'name')}{member and f' of {member}'}"
        try:
            numbers = f"{mark_of(one)} {outcome(one)}"
        except (KeyError, TypeError, ValueError):
            numbers = ""
        yield at + name, [_word(one, "sentence"), numbers]


def _differing(
    before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]
) -> Iterator[Change]:
    """Yield what two pages tell otherwise, each text by the sentences in which it differs."""
    for what in [*now, *(name for name in before if name not in now)]:
        was, told = list(before.get(what, ())), list(now.get(what, ()))
        old, new = ([_ROUNDING.sub("0", sentence) for sentence in text] for text in (was, told))
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                change = Change(what, " ".join(was[i:j]).strip(), " ".join(told[k:m]).strip())
                if change.before or change.now:
                    yield change


def _inputs(gallery: Path) -> dict[str, dict[str, str]]:
    """Return what each page was made from, as far as a gallery's manifest tells."""
    manifest = _json(gallery / MANIFEST)
    pages = _part(manifest, "pages")
    return {
        folder: _words(_part(manifest, "inputs")) | _words(_part(page, "inputs"))
        for folder, page in (pages.items() if isinstance(pages, dict) else ())
    }


def _words(data: Any) -> dict[str, str]:
    return {name: _word(data, name) for name in data} if isinstance(data, dict) else {}


def _why(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield what two pages were made from otherwise, with both where a reader can read them."""
    for name in [*now, *(name for name in before if name not in now)]:
        was, told = (
            [part for part in inputs.get(name, "").split(", ") if part] for inputs in (before, now)
        )
        gone = ", ".join(part for part in was if part not in told)
        new = ", ".join(part for part in told if part not in was)
        if (gone or new) and before:
            shown = not _DIGEST.search(gone + new)
            yield f"{name}: {gone or 'none'} → {new or 'none'}" if shown else name
