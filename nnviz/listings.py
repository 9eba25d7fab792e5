"""The code behind a concept: the core's own, as it ran, and a script that needs NumPy alone."""

import inspect
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from nnviz.errors import UsageError
from nnviz.language import tr

if TYPE_CHECKING:
    from nnviz.concept import Concept

_TOKEN = re.compile(
    r"(?P<comment>#.*)"
    r"|(?P<string>(?i:[rbfu]{0,2})(?:'''[\s\S]*?'''|\"\"\"[\s\S]*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"))"
    rf"|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
)


@dataclass(frozen=True)
class Listing:
    """Some Python, and a title that says what it is and where it stands."""

    title: str
    code: str


def core_listings(concept: "type[Concept]") -> tuple[Listing, ...]:
    """Return the source of the functions on which the concept says that it stands."""
    return tuple(map(_of_function, concept.code))


def script_listing(concept: "type[Concept]") -> Listing | None:
    """Return the concept's script, or None where it has none."""
    path = script_of(concept)
    if path is None:
        return None
    title = tr("In NumPy alone, at the default parameters: {file}", file=path.name)
    return Listing(title, path.read_text(encoding="utf-8"))


def listings(concept: "type[Concept]") -> tuple[Listing, ...]:
    """Return all of the code behind a concept, the core's first."""
    script = script_listing(concept)
    return (*core_listings(concept), *([script] if script else []))


def some_listings(concept: "type[Concept]") -> tuple[Listing, ...]:
    """Return the code behind a concept; raises `UsageError` where there is none."""
    found = listings(concept)
    if not found:
        raise UsageError(
            f"{concept.name} names no code and has no script. What is behind a concept stands in "
            "the attribute `code` of its class, or in the folder `scripts` beside its file."
        )
    return found


def script_of(concept: "type[Concept]") -> Path | None:
    """Return the file of a concept's script, or None where it has none."""
    try:
        path = script_beside(Path(inspect.getfile(concept)), concept.name)
    except (OSError, TypeError):  # a class from a notebook has no file
        return None
    return path if path.is_file() else None


def script_beside(module: Path, name: str) -> Path:
    """Return where the script of a concept in the file `module` lies if it has one.

    In a folder of its own, for each file in the plugins folder itself is taken for a plugin.
    """
    return module.parent / "scripts" / f"{name.replace('-', '_')}.py"


def tokens(code: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of some Python, which joined are the whole, each after its kind.

    A kind is comment, string or keyword, or nothing for all else.
    """
    end = 0
    for match in _TOKEN.finditer(code):
        yield "", code[end : match.start()]
        yield str(match.lastgroup), match.group()
        end = match.end()
    yield "", code[end:]


def _of_function(function: object) -> Listing:
    lines, first = inspect.getsourcelines(function)  # type: ignore[arg-type]
    name, module = (getattr(function, each) for each in ("__qualname__", "__module__"))
    last = first + len(lines) - 1
    if last == first:
        told = tr("{name} as it ran: {module}, line {line}", name=name, module=module, line=first)
    else:
        place = {"module": module, "first": first, "last": last}
        told = tr("{name} as it ran: {module}, lines {first}–{last}", name=name, **place)
    return Listing(told, dedent("".join(lines)))
