"""What does not depend on the parameter that is moved, computed once while a reader moves it."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeAlias, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

Memory: TypeAlias = dict[bytes, bytes]
"""What functions answered, by what they were asked, the latest last."""

_MOST = 1 << 26
"""Bytes of answers that are kept."""

_memory: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def keeping(memory: Memory) -> Iterator[None]:
    """Let functions under `remembering` look into a memory, and write into it, in this block."""
    before = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(before)


def remembering(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function answer from memory, where one is kept, what has the same content.

    It must be pure. What it takes and returns is pickled: each answer is a copy. Elsewhere, as in
    `nnviz show` and `nnviz check`, it computes each time.
    """

    @wraps(function)
    def remembered(*args: P.args, **named: P.kwargs) -> R:
        memory = _memory.get()
        if memory is None:
            return function(*args, **named)
        name = function.__module__, function.__qualname__
        asked = sha256(_packed((name, args, named))).digest()
        answer = memory.pop(asked, b"") or _packed(function(*args, **named))
        memory[asked] = answer
        while sum(map(len, memory.values())) > _MOST:
            del memory[next(iter(memory))]
        made: R = pickle.loads(answer)
        return made

    return remembered


def _packed(content: object) -> bytes:
    """Return a pickle, of the protocol by which arrays are copied once."""
    return pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
