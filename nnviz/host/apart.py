"""Calls a function for one item after another in a process of its own, which any may end or hang.

Run as `python -m nnviz.host.apart`, it reads the pickled function and items, and answers a line
when it is ready and one for each item as it goes; the parent knows from the lines that are missing
which item is to blame, and goes on with the rest in another process. So it does after an item that
leaves threads, which would hide what the next one does.
"""

import base64
import os
import pickle
import selectors
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from signal import Signals
from time import monotonic
from typing import IO, TypeVar

from nnviz.errors import NnvizError
from nnviz.host.environment import environment

_START_SECONDS = 60.0
"""How long a child may take until it is ready, which is no item's fault."""

_ANEW = b"anew"
"""The line of a child that leaves the rest to another."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Ending:
    """What an item did instead of being answered: it hung, or ended the process with this code."""

    code: int | None = None

    @property
    def hung(self) -> bool:
        """Whether the process had to be stopped."""
        return self.code is None

    def __str__(self) -> str:
        if self.code is None:
            return "it hung and was stopped"
        if self.code < 0:
            return f"it crashed its process ({Signals(-self.code).name})"
        return f"it ended its process (exit code {self.code})"


def answers(
    function: Callable[[Item], Answer], items: Sequence[Item], seconds: float
) -> Iterator[Answer | Ending]:
    """Yield `function(item)` of each item, or how the process ended that called it.

    Function, items and answers are pickled: the function is one that a module defines. An item may
    take so many seconds. What is printed meanwhile is dropped.
    """
    told = 0
    while told < len(items):
        for answer in _one_child(function, items[told:], seconds):
            told += 1
            yield answer


def side_by_side(
    function: Callable[[Item], Answer], items: Sequence[Item], seconds: float, children: int
) -> Iterator[Answer | Ending]:
    """Yield what `answers` does, in the items' order, from so many processes that work at once.

    A process goes on while another one's answer is awaited, as far as a pipe holds its answers.
    """
    working = [answers(function, items[i::children], seconds) for i in range(children)]
    for i in range(len(items)):
        yield next(working[i % children])


def _one_child(
    function: Callable[[Item], Answer], items: Sequence[Item], seconds: float
) -> Iterator[Answer | Ending]:
    """Yield answers until all are told, or the child has died, hung or asked for another."""
    child = subprocess.Popen(
        [sys.executable, "-m", "nnviz.host.apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        try:
            _send(child.stdin, list(sys.path), (function, list(items)))
            lines = _Lines(child.stdout)
            ready, _ = lines.next(_START_SECONDS)
            if not ready:
                raise NnvizError(f"no process could be started; see why: {sys.executable} -m nnviz")
            for _ in items:
                line, closed = lines.next(seconds)
                if not line:
                    yield Ending(child.wait() if closed else None)
                    return
                if line == _ANEW:
                    return
                yield pickle.loads(base64.b64decode(line))
        finally:
            child.kill()


def _send(pipe: IO[bytes], *given: object) -> None:
    """Pickle what is given into a pipe and close it; a child that has ended says so by silence."""
    with suppress(BrokenPipeError):
        for one in given:
            pickle.dump(one, pipe)
    with suppress(BrokenPipeError):
        pipe.close()


class _Lines:
    """The lines that come through a pipe, each awaited for so long."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._handle = pipe.fileno()
        self._begun = b""

    def next(self, seconds: float) -> tuple[bytes, bool]:
        """Return one line, or nothing and whether the other side has closed."""
        deadline = monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._handle, selectors.EVENT_READ)
            while b"\n" not in self._begun:
                if not selector.select(max(0.0, deadline - monotonic())):
                    return b"", False
                more = os.read(self._handle, 65536)
                if not more:
                    return b"", True
                self._begun += more
        line, _, self._begun = self._begun.partition(b"\n")
        return line, False


def answer() -> None:
    """Read a function and its items from standard input; write its answers to standard output."""
    # What an item prints must not be taken for an answer.
    out = os.dup(1)
    os.dup2(2, 1)
    sys.path[:] = pickle.load(sys.stdin.buffer)
    function, items = pickle.load(sys.stdin.buffer)
    os.write(out, b"ready\n")
    for item in items:
        _write(out, base64.b64encode(pickle.dumps(function(item))) + b"\n")
        if threading.active_count() > 1:
            _write(out, _ANEW + b"\n")
            break
    # At once: threads and exit handlers that an item leaves have no say in when this ends.
    os._exit(0)


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


if __name__ == "__main__":
    # Under its own name, so that what is pickled here is found there.
    from nnviz.host import apart

    apart.answer()
