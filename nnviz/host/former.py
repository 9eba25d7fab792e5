"""What a plugin's source has of plugin API 1, told before it is imported."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from nnviz.former import METHODS, instead_of
from nnviz.host.errors import PluginError, numbered
from nnviz.host.sources import Source
from nnviz.host.syntax import last_name, parsed

_SIGNS = (b"Claim", *(f"def {name}".encode() for name in METHODS))


def refuse_former(source: Source, content: bytes, path: Path) -> None:
    """Raise `PluginError` for a plugin whose source has a method of plugin API 1, or `Claim`.

    Raises `SyntaxError` as the parser does.
    """
    if not any(sign in content for sign in _SIGNS):  # to parse all of a source takes long
        return
    lines = dict(_found(parsed(content, path)))
    for name in (*METHODS, "Claim"):
        if line := lines.get(name):
            text = content.splitlines()[line - 1].decode(errors="replace")
            told = f"{instead_of(name)} ({path}, line {line})"
            raise PluginError(source, told, numbered(line, text))


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
