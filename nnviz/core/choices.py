"""The one way in which a name, or an object of one's own, chooses a piece of the core."""

from collections.abc import Mapping
from typing import Any, TypeVar

Piece = TypeVar("Piece")


def choose(what: str, choice: str | Piece, known: Mapping[str, Piece], kind: type[Any]) -> Piece:
    """Return the piece called `choice` in `known`, or `choice` itself if it is a `kind`.

    `what` names the argument. Raises ValueError for an unknown name and TypeError for an object
    of another kind.
    """
    if not isinstance(choice, str):
        if isinstance(choice, kind):
            piece: Piece = choice
            return piece
        raise TypeError(
            f"{what} must be a name or an object of class {kind.__name__}; got {choice!r}"
        )
    if choice not in known:
        raise ValueError(f"{what} must be one of {', '.join(known)}; got {choice!r}")
    return known[choice]
