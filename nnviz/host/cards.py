"""Cards: what a plugin's source says of its concepts, read without running it."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnviz.errors import ContractError
from nnviz.hooks import API
from nnviz.host.sources import Source
from nnviz.parameters import Parameter
from nnviz.wording import kebab_case


class NotLiteralError(Exception):
    """The source says it in a way that only running it can tell."""


@dataclass(frozen=True)
class Card:
    """What can be said of a concept without importing it."""

    name: str
    title: str
    topic: str
    summary: str
    source: Source
    api: int = API
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    see_also: tuple[str, ...] = ()
    line: int = 0

    @property
    def qualified(self) -> str:
        """The name that no other plugin's concept has."""
        return f"{self.source.distribution}:{self.name}"


@dataclass(frozen=True)
class Leaflet:
    """All that a plugin offers: the cards of its concepts, and the other hooks it implements."""

    cards: tuple[Card, ...] = ()
    hooks: tuple[str, ...] = ()
    api: int = API


def read_leaflet(source: Source) -> Leaflet:
    """Return what the plugin's source offers, without running it.

    Raises `NotLiteralError` where the source must be run to know, and `SyntaxError` or `OSError` as
    they come where it cannot be read.
    """
    path = source_file(source)
    if path is None:
        raise NotLiteralError
    tree = ast.parse(path.read_bytes(), filename=str(path))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    hooks = tuple(_hooks(tree))
    if source.attribute:
        wanted = [node for node in classes if node.name == source.attribute]
        if not wanted or not _is_concept(wanted[0]):
            raise NotLiteralError
        return Leaflet((_card(wanted[0], source, source.name),), (), _api(wanted[0].body))
    if "nnviz_concepts" in hooks:
        raise NotLiteralError
    cards = [_card(node, source, kebab_case(node.name)) for node in classes if _is_concept(node)]
    numbers = [_api(tree.body), *(card.api for card in cards)]
    return Leaflet(tuple(cards), hooks, max(numbers))


def source_file(source: Source) -> Path | None:
    """Return the file of a plugin, found on the module path without importing its packages."""
    if source.path:
        return source.path
    relative = Path(*source.module.split("."))
    for folder in sys.path:
        for candidate in (relative.with_suffix(".py"), relative / "__init__.py"):
            path = Path(folder or ".") / candidate
            if path.is_file():
                return path
    return None


def _is_concept(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).rpartition(".")[2] == "Concept" for base in node.bases)


def _card(node: ast.ClassDef, source: Source, name: str) -> Card:
    attributes = dict(_assignments(node.body))
    summary, _, _ = inspect.cleandoc(ast.get_docstring(node) or "").partition("\n")
    text = {
        "title": name.replace("-", " ").capitalize(),
        "topic": "other",
        **{key: _literal(attributes[key]) for key in ("title", "topic") if key in attributes},
    }
    see_also = _literal(attributes["see_also"]) if "see_also" in attributes else ()
    return Card(
        name=name,
        title=str(text["title"]),
        topic=str(text["topic"]),
        summary=summary.strip(),
        source=source,
        api=_api(node.body),
        parameters=dict(_parameters(node)),
        see_also=tuple(see_also),
        line=node.lineno,
    )


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value


def _api(body: list[ast.stmt]) -> int:
    number = _literal(dict(_assignments(body)).get("api", ast.Constant(API)))
    if not isinstance(number, int):
        raise NotLiteralError
    return number


def _parameters(node: ast.ClassDef) -> Iterator[tuple[str, Parameter]]:
    for statement in node.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        call, annotation = statement.value, ast.unparse(statement.annotation)
        if "ClassVar" in annotation:
            continue
        if not isinstance(call, ast.Call) or not ast.unparse(call.func).endswith("parameter"):
            raise NotLiteralError
        positional = [_literal(argument) for argument in call.args]
        named = {item.arg: _literal(item.value) for item in call.keywords if item.arg}
        options: dict[str, Any] = {
            **dict(zip(("default", "help"), positional, strict=False)),
            **named,
        }
        name = statement.target.id
        try:
            yield name, Parameter.declared(name, annotation, **options)
        except (ContractError, TypeError) as error:
            raise NotLiteralError from error


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError) as error:
        raise NotLiteralError from error


def _hooks(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            marks = (ast.unparse(mark).partition("(")[0] for mark in node.decorator_list)
            if any(mark.rpartition(".")[2] == "hookimpl" for mark in marks):
                yield node.name
