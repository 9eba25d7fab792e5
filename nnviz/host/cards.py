"""Cards: what a plugin's source says of its concepts, read without running it."""

import ast
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.errors import ContractError
from nnviz.hooks import API, LAST
from nnviz.host.headers import class_head
from nnviz.host.sources import Source
from nnviz.parameters import Parameter
from nnviz.wording import kebab_case

_ATTRIBUTES = ("title", "topic", "order", "see_also", "api")


class NotLiteralError(Exception):
    """The source says it in a way that only running it can tell."""


class Card(NamedTuple):
    """What can be said of a concept without importing it."""

    name: str
    title: str
    topic: str
    summary: str
    source: Source
    parameters: Mapping[str, Parameter]
    api: int = API
    order: int = LAST
    see_also: tuple[str, ...] = ()
    line: int = 0

    @property
    def qualified(self) -> str:
        """The name that no other plugin's concept has."""
        return f"{self.source.distribution}:{self.name}"


class Leaflet(NamedTuple):
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
    content = path.read_bytes()
    if source.attribute:
        node = _class(content, source.attribute, path)
        card = _card(node, source, source.name)
        return Leaflet((card,), (), card.api)
    tree = _parsed(content, path)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    hooks = tuple(_hooks(tree))
    concepts = [node for node in classes if _is_concept(node)]
    heirs = {node.name for node in concepts}
    if "nnviz_concepts" in hooks or any(heirs.intersection(_bases(node)) for node in classes):
        raise NotLiteralError
    if not (concepts or hooks):
        raise NotLiteralError
    cards = [_card(node, source, kebab_case(node.name)) for node in concepts]
    own = _literal(dict(_assignments(tree.body)).get("api", ast.Constant(API)))
    return Leaflet(tuple(cards), hooks, max(_number(own), *(card.api for card in cards), 0))


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


def _class(content: bytes, name: str, path: Path) -> ast.ClassDef:
    """Return the concept's class of that name, from its head alone where that tells all."""
    head = class_head(content, name)
    try:
        tree = _parsed(head or content, path)
    except SyntaxError:
        if head is None:
            raise
        tree = _parsed(content, path)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name and _is_concept(node):
            return node
    raise NotLiteralError


def _parsed(content: bytes | str, path: Path) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its author should see, not its reader
        return ast.parse(content, filename=str(path))


def _is_concept(node: ast.ClassDef) -> bool:
    return _bases(node) == ["Concept"]


def _bases(node: ast.ClassDef) -> list[str]:
    return [_last_name(base) for base in node.bases]


def _card(node: ast.ClassDef, source: Source, name: str) -> Card:
    attributes = dict(_assignments(node.body))
    docstring = ast.get_docstring(node, clean=False) or ""
    said = {key: _literal(attributes[key]) for key in _ATTRIBUTES if key in attributes}
    if not isinstance(see_also := said.get("see_also", ()), tuple | list):
        raise NotLiteralError
    return Card(
        name=name,
        title=str(said.get("title", kebab_case(node.name).replace("-", " ").capitalize())),
        topic=str(said.get("topic", "other")),
        summary=docstring.strip().partition("\n")[0].strip(),
        source=source,
        api=_number(said.get("api", API)),
        parameters=dict(_parameters(node)),
        order=_number(said.get("order", LAST)),
        see_also=tuple(see_also),
        line=node.lineno,
    )


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and value is not None:
            yield target.id, value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise NotLiteralError
    return value


def _parameters(node: ast.ClassDef) -> Iterator[tuple[str, Parameter]]:
    for statement in node.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        call, annotation = statement.value, _spelled(statement.annotation)
        if "ClassVar" in annotation:
            continue
        if not isinstance(call, ast.Call) or _last_name(call.func) != "parameter":
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
    if isinstance(node, ast.Constant):
        return node.value
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError) as error:
        raise NotLiteralError from error


def _hooks(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            marks = [m.func if isinstance(m, ast.Call) else m for m in node.decorator_list]
            if any(_last_name(mark) == "hookimpl" for mark in marks):
                yield node.name


def _last_name(node: ast.expr) -> str:
    """Return `c` for the expressions `c` and `a.b.c`."""
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _spelled(annotation: ast.expr) -> str:
    return annotation.id if isinstance(annotation, ast.Name) else ast.unparse(annotation)
