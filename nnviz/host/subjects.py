"""Concepts as they are searched: what their cards say, and all that their sources say besides."""

import ast
from collections.abc import Iterable, Iterator

from nnviz.host.cards import Card
from nnviz.host.messages import Message, messages
from nnviz.host.syntax import parsed
from nnviz.search import Subject
from nnviz.wording import kebab_case


def subjects(cards: Iterable[Card]) -> Iterator[Subject]:
    """Yield concepts as they are searched; no plugin is imported."""
    for card in cards:
        title, summary = (_in_both(card, text) for text in (card.title, card.summary))
        yield Subject(card.name, title, card.keywords, f"{summary} {card.topic}", said(card))


def _in_both(card: Card, english: str) -> str:
    """Return a text of a concept, and beside it what it is in the language that is spoken."""
    told = card.told(english)
    return english if told == english else f"{english} {told}"


def said(card: Card) -> str:
    """Return explanation, claims, parameters and texts of a concept, as far as its source tells."""
    path = card.source.file
    try:
        tree = parsed(path.read_bytes(), path) if path else None
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return ""
    nodes = tree.body if tree else []
    names = [node.name for node in nodes if isinstance(node, ast.ClassDef)]
    own = card.name.rpartition(":")[2]
    classes = [name for name in names if kebab_case(name) == own]
    told = messages(tree, classes[0], own) if tree and classes else []
    texts = (one.template for one in told if isinstance(one, Message))
    return "\n".join([*card.parameters, *texts])
