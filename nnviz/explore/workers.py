"""A process that is kept, and makes one wish after another within limits."""

import multiprocessing
import os
import signal
from _thread import start_new_thread
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from nnviz.errors import NnvizError
from nnviz.explore.wishes import Wish
from nnviz.host.limits import memory_limit

Maker = Callable[[Wish], bytes]

_HEAVY = ("nnviz.core.training", "nnviz.drawing", "nnviz.explore.making", "PIL.WebPImagePlugin")
_MOST_BYTES = 64 * 1024 * 1024
_START_SECONDS = 60.0
"""How long a process may take until it is ready, which is no wish's fault."""


@dataclass(frozen=True)
class Limits:
    """What a wish may take: seconds of processor time, and gigabytes beyond what there is.

    `patience` is in seconds by the clock, for a wish may wait for what never comes.
    """

    seconds: float = 10.0
    gigabytes: float = 2.0
    patience: float = 60.0


class StoppedError(NnvizError):
    """A wish took more than it may, or ended its process."""


class Worker:
    """One process, begun when it is first asked and again after it has ended."""

    def __init__(self, make: Maker, limits: Limits) -> None:
        """Take the function that answers, which a module defines."""
        self._make, self._limits = make, limits
        self._process: Any = None
        self._connection: Connection | None = None

    def ask(self, wish: Wish) -> bytes:
        """Return the answer to a wish; `StoppedError` says why there is none."""
        connection = self._begin()
        try:
            connection.send(wish)
            if not connection.poll(self._limits.patience):
                raise StoppedError(f"it was stopped after {self._limits.patience:g} s.")
            return connection.recv_bytes(_MOST_BYTES)
        except (EOFError, OSError):
            raise StoppedError(self._ending()) from None
        except StoppedError:
            self.end()
            raise

    def end(self) -> None:
        """Stop the process at once, whatever it does."""
        if self._process is not None:
            with suppress(ValueError):  # another thread has closed it
                self._process.kill()
                self._process.join()
        self._process = None

    def _begin(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._connection:
            return self._connection
        context = _context()
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self._make, theirs, self._limits), daemon=True
        )
        self._process.start()
        theirs.close()
        if not self._connection.poll(_START_SECONDS) or not self._connection.recv():
            raise StoppedError("no process could be started.")
        return self._connection

    def _ending(self) -> str:
        process, self._process = self._process, None
        if process is None:  # it was ended while it was asked
            return "it was stopped, for nobody waits for it any more."
        process.join(1)
        if process.exitcode == -signal.SIGPROF:
            return f"it was stopped after {self._limits.seconds:g} s of computing."
        return f"it ended its process (exit code {process.exitcode})."


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_HEAVY])
    return context


def _serve(make: Maker, connection: Connection, limits: Limits) -> None:
    """Answer wishes until the parent ends; what a plugin prints is dropped."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # No `Thread`: beside one, nobody could tell what a plugin itself changes for everybody.
    start_new_thread(_end_with_parent, ())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    connection.send(True)
    while True:
        wish = connection.recv()
        _allow(limits.seconds)
        with memory_limit(limits.gigabytes):
            answer = make(wish)
        _allow(0)
        connection.send_bytes(answer)


def _allow(seconds: float) -> None:
    """End this process after so many more seconds of processor time; 0 for no end."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
