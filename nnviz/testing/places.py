"""Where in its source a concept says something: `folder/mine.py:17`."""

import ast
import inspect
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from nnviz.concept import Concept


def place_of_method(method: Callable[..., Any]) -> str:
    """Return where a claim is measured, or nothing for what has no file."""
    code = inspect.unwrap(method).__code__
    return place(Path(code.co_filename), code.co_firstlineno)


def place_of_text(concept: type[Concept], template: str) -> str:
    """Return where a passage is written, or nothing where it is not found as a literal."""
    for owner in concept.__mro__:
        with suppress(OSError, TypeError, SyntaxError):  # a class from a notebook has no file
            path = Path(inspect.getfile(owner))
            if line := _lines(path).get(template):
                return place(path, line)
    return ""


@cache
def _lines(path: Path) -> dict[str, int]:
    """Return the line of each text that a file spells out, of the first where there are several."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    texts = [node for node in found if isinstance(node.value, str)]
    return {node.value: node.lineno for node in reversed(texts) if isinstance(node.value, str)}


def place(path: Path, line: int) -> str:
    """Return a line of a file as it is told, from the working folder; nothing for no file."""
    if not path.is_file():
        return ""
    here = Path.cwd()
    return f"{path.relative_to(here) if path.is_relative_to(here) else path}:{line}"
