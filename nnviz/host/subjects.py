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
        summary = f"{card.summary} {card.topic}"
        yield Subject(card.name, card.title, card.keywords, summary, said(card))


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
