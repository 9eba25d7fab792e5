"""A plugin's source as a tree, and what is read from it without running it."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class NotLiteralError(Exception):
    """The source says it in a way that only running it can tell."""


def parsed(content: bytes | str, path: Path) -> ast.Module:
    """Return the tree of a source; `SyntaxError` as the parser raises it.

    Docstrings are in it under `python -OO`, too, where `ast.parse` of Python 3.14 leaves them out.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its author should see, not its reader
        tree = compile(content, str(path), "exec", ast.PyCF_ONLY_AST, optimize=0)
    assert isinstance(tree, ast.Module)  # as the flag says
    return tree


def literal(node: ast.expr) -> Any:
    """Return the value of a literal; `NotLiteralError` for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError) as error:
        raise NotLiteralError from error


def assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a body gives a value to, each with its value."""
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value


def implementations(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions that implement hooks: those that wear the marker."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            marks = [m.func if isinstance(m, ast.Call) else m for m in node.decorator_list]
            if any(last_name(mark) == "hookimpl" for mark in marks):
                yield node


def last_name(node: ast.expr) -> str:
    """Return `c` for the expressions `c` and `a.b.c`."""
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
