"""What a plugin's source has of plugin API 1, told before it is imported."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeGuard

from nnviz.former import METHODS
from nnviz.host.syntax import last_name, parsed

_SIGNS = (b"Claim", *(f"def {name}".encode() for name in METHODS))


class Former(NamedTuple):
    """A method of plugin API 1, or `Claim`, and the place where the source has it."""

    name: str
    path: Path
    line: int
    text: str


def former_of(content: bytes, path: Path) -> Former | None:
    """Return what a source has of plugin API 1, of several the first method; or None.

    Raises `SyntaxError` as the parser does.
    """
    if not any(sign in content for sign in _SIGNS):  # to parse all of a source takes long
        return None
    lines = dict(_found(parsed(content, path)))
    for name in (*METHODS, "Claim"):
        if line := lines.get(name):
            return Former(name, path, line, content.splitlines()[line - 1].decode(errors="replace"))
    return None


def _found(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(bases=bases, body=body) if "Concept" in map(last_name, bases):
                yield from ((each.name, each.lineno) for each in body if _is_former(each))
            case ast.ImportFrom(module="nnviz" | "nnviz.claims", names=names):
                yield from ((each.name, node.lineno) for each in names if each.name == "Claim")


def _is_former(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    if not isinstance(node, ast.FunctionDef):
        return False
    return node.name in METHODS and not (node.name == "claims" and node.decorator_list)
