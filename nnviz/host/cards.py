"""Cards: what a plugin's source says of its concepts, read without running it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.api import API, LAST
from nnviz.errors import ContractError
from nnviz.host.compatibility import refuse_unusable
from nnviz.host.errors import PluginError
from nnviz.host.former import refuse_former
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
from nnviz.language import current, tr
from nnviz.parameters import Parameter, file_parameters
from nnviz.wording import kebab_case

MOST_CHARACTERS = 2000
"""The longest title, summary or help of a parameter."""

_LISTS = ("see_also", "builds_on", "keywords", "symbols")
_ATTRIBUTES = ("title", "topic", "order", "formerly", "api", *_LISTS)


class Card(NamedTuple):
    """What can be said of a concept without importing it."""

    name: str
    title: str
    topic: str
    summary: str
    source: Source
    parameters: Mapping[str, Parameter]
    order: int = LAST
    see_also: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    formerly: str = ""
    line: int = 0

    def told(self, english: str) -> str:
        """Return one of its texts, or of its parameters', in the language that is spoken."""
        spoken, file = current(), self.source.file
        own = spoken.catalogue(self.name.rpartition(":")[2], file.parent if file else None)
        return tr(own.say(english))

    @property
    def qualified(self) -> str:
        """The name that no other plugin's concept has."""
        return f"{self.source.distribution}:{self.name}"


class Status(NamedTuple):
    """A plugin: what it offers, how it fares, and the reason where that is not all well.

    `hooks` are those that it implements beside that of concepts, `offers` what it adds through
    them, as far as its source tells their names; `notices` are the sentences about what it changes
    for everybody as it is imported.
    """

    source: Source
    state: str = "ok"
    cards: tuple[Card, ...] = ()
    hooks: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    reason: str = ""
    excerpt: str = ""
    notices: tuple[str, ...] = ()


def read_plugin(source: Source) -> Status:
    """Return what the plugin's source offers, without running it.

    Raises `NotLiteralError` where the source must be run to know, `PluginError` where it asks for
    what there is not, and `SyntaxError` or `OSError` as they come where it cannot be read.
    """
    path = source.file
    if path is None:
        raise NotLiteralError
    content = path.read_bytes()
    if not source.bundled:
        refuse_former(source, content, path)
    if source.attribute:
        node = _class(content, source.attribute, path)
        return Status(source, cards=(_card(node, source, source.name),))
    tree = parsed(content, path)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    hooks = tuple(function.name for function in implementations(tree))
    concepts = [node for node in classes if _is_concept(node)]
    heirs = {node.name for node in concepts}
    if "nnviz_concepts" in hooks or any(heirs.intersection(_bases(node)) for node in classes):
        raise NotLiteralError
    if not (concepts or hooks):
        raise NotLiteralError
    cards = tuple(_card(node, source, kebab_case(node.name)) for node in concepts)
    api = literal(dict(assignments(tree.body)).get("api", ast.Constant(API)))
    refuse_unusable(source, _number(api), hooks)
    return Status(source, "ok", cards, hooks, tuple(_told_offers(tree, source, hooks)))


def refuse_endless(card: Card) -> None:
    """Raise `PluginError` for a card of which no list could show a line."""
    texts = {"name": card.name, "title": card.title, "topic": card.topic, "summary": card.summary}
    texts |= {f"help of {name}": each.help for name, each in card.parameters.items()}
    for what, text in texts.items():
        if len(text) > MOST_CHARACTERS:
            told = f"the {what} has {len(text)} characters; at most {MOST_CHARACTERS} are shown"
            raise PluginError(card.source, told)


def _told_offers(tree: ast.Module, source: Source, hooks: tuple[str, ...]) -> Iterator[Offer]:
    for hook in hooks:
        try:
            yield from read_offers(tree, source, hook)
        except NotLiteralError:  # it is asked when it is used
            continue


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
    refuse_unusable(source, _number(said.get("api", API)))
    card = Card(
        name=name,
        title=str(said.get("title", kebab_case(node.name).replace("-", " ").capitalize())),
        topic=str(said.get("topic", "other")),
        summary=docstring.strip().partition("\n")[0].strip(),
        source=source,
        parameters=dict(_parameters(node)),
        order=_number(said.get("order", LAST)),
        formerly=str(said.get("formerly", "")),
        line=node.lineno,
        **{key: tuple(map(str, each)) for key, each in lists.items()},
    )
    refuse_endless(card)
    return card


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
