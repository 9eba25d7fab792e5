"""Offers: what a plugin adds by name through a hook other than concepts, read from its source.

The names of exporters and commands stand in the help, and a plugin that is not used is not
imported. So the keys of the mapping that a hook returns are read as they are written.
"""

import ast
from typing import NamedTuple

from nnviz.host.sources import Source
from nnviz.host.syntax import NotLiteralError, implementations, literal

_HELPS = ("short_help", "help")


class Offer(NamedTuple):
    """What a plugin adds through a hook: its name there, and its summary where that is told."""

    hook: str
    name: str
    source: Source
    summary: str = ""

    @property
    def kind(self) -> str:
        """What it is, in a word: an optimizer, a command."""
        return self.hook.removeprefix("nnviz_").removesuffix("s")

    @property
    def qualified(self) -> str:
        """The name that no other plugin's offer has."""
        return f"{self.source.distribution}:{self.name}"

    @property
    def own_name(self) -> str:
        """The name that the plugin itself gives it, whatever its rivals."""
        return self.name.rpartition(":")[2]


def read_offers(tree: ast.Module, source: Source, hook: str) -> tuple[Offer, ...]:
    """Return what the module's hook offers, from the mapping that it returns.

    Raises `NotLiteralError` where the hook is not defined there, or the names are not written out.
    """
    for function in implementations(tree):
        if function.name == hook:
            return _offers(tree, source, function)
    raise NotLiteralError


def _offers(tree: ast.Module, source: Source, function: ast.FunctionDef) -> tuple[Offer, ...]:
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    if len(returned) != 1 or not isinstance(returned[0], ast.Dict):
        raise NotLiteralError
    found: dict[str, Offer] = {}
    for key, value in zip(returned[0].keys, returned[0].values, strict=True):
        name = literal(key) if key else None
        if not isinstance(name, str):
            raise NotLiteralError
        found[name] = Offer(function.name, name, source, _summary(tree, value))
    return tuple(found.values())


def _summary(tree: ast.Module, value: ast.expr) -> str:
    """Return the first sentence of what a name of the module stands for, or nothing."""
    for node in tree.body:
        named = getattr(node, "name", None) == getattr(value, "id", "")
        if named and isinstance(node, ast.FunctionDef | ast.ClassDef):
            told = [_given_help(mark) for mark in node.decorator_list]
            return next(filter(None, [*told, _first_line(ast.get_docstring(node))]), "")
    return _given_help(value)


def _given_help(call: ast.expr) -> str:
    """Return the help that is given to a call, as to `click.command(help=…)`."""
    keywords = call.keywords if isinstance(call, ast.Call) else []
    given = {word.arg: word.value for word in keywords if word.arg in _HELPS}
    for name in _HELPS:
        if isinstance(told := given.get(name), ast.Constant):
            return _first_line(str(told.value))
    return ""


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0].strip()
