"""Cards: what a plugin's source says of its concepts, read without running it."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from nnviz.api import API, LAST
from nnviz.errors import ContractError
from nnviz.host.former import Former, former_of
from nnviz.host.headers import class_head
from nnviz.host.offers import Offer, read_offers
from nnviz.host.sources import Source
from nnviz.host.syntax import (
    NotLiteralError,
    assignments,
    implementations,
    last_name,
    literal,
    parsed,
)
from nnviz.parameters import Parameter, file_parameters
from nnviz.wording import kebab_case

_LISTS = ("see_also", "builds_on", "keywords")
_ATTRIBUTES = ("title", "topic", "order", "api", "symbols", *_LISTS)


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
    builds_on: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    symbols: Mapping[str, str] = MappingProxyType({})
    line: int = 0

    @property
    def qualified(self) -> str:
        """The name that no other plugin's concept has."""
        return f"{self.source.distribution}:{self.name}"


class Leaflet(NamedTuple):
    """All that a plugin offers: the cards of its concepts, and the other hooks it implements.

    `offers` are what it adds through those hooks, as far as its source tells their names; `former`
    is what it has of plugin API 1, for which it cannot be used.
    """

    cards: tuple[Card, ...] = ()
    hooks: tuple[str, ...] = ()
    api: int = API
    offers: tuple[Offer, ...] = ()
    former: Former | None = None


def read_leaflet(source: Source) -> Leaflet:
    """Return what the plugin's source offers, without running it.

    Raises `NotLiteralError` where the source must be run to know, and `SyntaxError` or `OSError` as
    they come where it cannot be read.
    """
    path = source_file(source)
    if path is None:
        raise NotLiteralError
    content = path.read_bytes()
    if not source.bundled and (former := former_of(content, path)):
        return Leaflet(former=former)
    if source.attribute:
        node = _class(content, source.attribute, path)
        card = _card(node, source, source.name)
        return Leaflet((card,), (), card.api)
    tree = parsed(content, path)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    hooks = tuple(function.name for function in implementations(tree))
    concepts = [node for node in classes if _is_concept(node)]
    heirs = {node.name for node in concepts}
    if "nnviz_concepts" in hooks or any(heirs.intersection(_bases(node)) for node in classes):
        raise NotLiteralError
    if not (concepts or hooks):
        raise NotLiteralError
    cards = [_card(node, source, kebab_case(node.name)) for node in concepts]
    own = literal(dict(assignments(tree.body)).get("api", ast.Constant(API)))
    api = max(_number(own), *(card.api for card in cards), 0)
    return Leaflet(tuple(cards), hooks, api, tuple(_told_offers(tree, source, hooks)))


def _told_offers(tree: ast.Module, source: Source, hooks: tuple[str, ...]) -> Iterator[Offer]:
    for hook in hooks:
        try:
            yield from read_offers(tree, source, hook)
        except NotLiteralError:  # it is asked when it is used
            continue


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
        tree = parsed(head or content, path)
    except SyntaxError:
        if head is None:
            raise
        tree = parsed(content, path)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name and _is_concept(node):
            return node
    raise NotLiteralError


def _is_concept(node: ast.ClassDef) -> bool:
    return _bases(node) == ["Concept"]


def _bases(node: ast.ClassDef) -> list[str]:
    return [last_name(base) for base in node.bases]


def _card(node: ast.ClassDef, source: Source, name: str) -> Card:
    attributes = dict(assignments(node.body))
    docstring = ast.get_docstring(node, clean=False) or ""
    said = {key: literal(attributes[key]) for key in _ATTRIBUTES if key in attributes}
    lists = {key: said.get(key, ()) for key in _LISTS}
    if not all(isinstance(each, tuple | list) for each in lists.values()):
        raise NotLiteralError
    if not isinstance(symbols := said.get("symbols", {}), dict):
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
        symbols={str(sign): str(meaning) for sign, meaning in symbols.items()},
        line=node.lineno,
        **{key: tuple(map(str, each)) for key, each in lists.items()},
    )


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise NotLiteralError
    return value


def _parameters(node: ast.ClassDef) -> Iterator[tuple[str, Parameter]]:
    names, takes_data = set(), False
    for statement in node.body:
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        call, annotation = statement.value, _spelled(statement.annotation)
        if "ClassVar" in annotation:
            continue
        if not isinstance(call, ast.Call) or last_name(call.func) != "parameter":
            raise NotLiteralError
        positional = [literal(argument) for argument in call.args]
        named = {item.arg: literal(item.value) for item in call.keywords if item.arg}
        options: dict[str, Any] = {
            **dict(zip(("default", "help"), positional, strict=False)),
            **named,
        }
        name = statement.target.id
        names.add(name)
        takes_data |= options.get("family") == "datasets"
        try:
            yield name, Parameter.declared(name, annotation, **options)
        except (ContractError, TypeError) as error:
            raise NotLiteralError from error
    for name, (annotation, field) in file_parameters().items() if takes_data else ():
        if name not in names:
            yield name, Parameter.declared(name, annotation, field.default, **field.metadata)


def _spelled(annotation: ast.expr) -> str:
    return annotation.id if isinstance(annotation, ast.Name) else ast.unparse(annotation)
