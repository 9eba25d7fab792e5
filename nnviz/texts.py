"""Texts as data: a passage, versions of one, one for each member; and a panel of three."""

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Panel", "each", "either", "plain"]

CURIOUS = "For the curious:"
"""The line of a docstring below which stands what a reader may leave for later."""


@dataclass(frozen=True)
class Either:
    """Versions of a passage: the first that can be said is."""

    versions: tuple["Text", ...]


@dataclass(frozen=True)
class Each:
    """A text said of each of these members, one after another."""

    members: tuple[str, ...]
    text: "Text"


@dataclass(frozen=True)
class Plain:
    """A passage that reports, and wears no tick."""

    words: str


Text: TypeAlias = "str | Plain | Either | Each | tuple[Text, ...]"
"""A passage, versions of one, one for each member, or several of these one after another."""


def either(*versions: Text) -> Either:
    """Return a text of which the first version that can be said is said."""
    return Either(versions)


def each(members: tuple[str, ...], text: Text) -> Each:
    """Return a text said of each member: fields and claims in it are then the member's own."""
    return Each(members, text)


def plain(words: str) -> Plain:
    """Return a passage that judges nothing and cites nothing, and is shown without a tick."""
    return Plain(words)


@dataclass(frozen=True)
class Panel:
    """One panel of a figure: `Panel("factor", "Factor of a step", "learning rate η", "|1 − ηλ|")`.

    Its texts are passages; with `of` they are about that member.
    """

    name: str
    title: Text = ""
    x: Text = ""
    y: Text = ""
    of: str | None = None
