"""Calls functions in processes of their own, which what is called may end, crash or hang.

Whoever asks gets an answer of the type that the function promises, or an `Ending`, a clause that
says why there is none. `Worker` is one such process, which is kept; `side_by_side` has several.
The processes are begun afresh, not forked from this one, so that nothing of it is in them, on every
system and from any thread. `nnviz.host.child` is their side.
"""

import math
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO, Any, NamedTuple, Self, TypeVar, get_type_hints

from nnviz.errors import NnvizError
from nnviz.host import child
from nnviz.host.answers import decode
from nnviz.host.environment import environment

_START_SECONDS = 120.0
"""How long a process may take until it is ready, which is no call's fault."""

_MOST_BYTES = 1 << 28
"""The largest answer that is read."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Limits(NamedTuple):
    """What a call may take: seconds by the clock, seconds of a processor, and memory.

    The last two are for the process itself to keep, where its system can hold it to them.
    """

    seconds: float
    processor: float | None = None
    gigabytes: float | None = None


@dataclass(frozen=True)
class Ending:
    """Why a call has no answer, as a clause: `it crashed its process (SIGKILL)`."""

    clause: str
    stopped: bool = False
    """Whether it had to be stopped, for the time that it took or because nobody waits for it."""

    def __str__(self) -> str:
        return self.clause


_CANCELLED = Ending("it was stopped", stopped=True)


class Worker:
    """A process that answers one call after another, and is replaced where one has ended it.

    With `fork` nothing that a call leaves reaches the next: each has a fork of the process, or,
    where there is none, a process of its own. `preload` are modules that are imported beforehand;
    `more` is set in the environment.
    """

    def __init__(self, *, fork: bool = False, preload: Sequence[str] = (), **more: str) -> None:
        self._how = (tuple(preload), more)
        self._fork = fork
        self._lock = threading.Lock()
        self._closed = False
        self._process: _Process | None = _Process(*self._how)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self, function: Callable[[Item], Answer], item: Item, limits: Limits
    ) -> Answer | Ending:
        """Return `function(item)`, or why there is no answer.

        Function and item are pickled: the function is one that a module defines, and the answer is
        of the type that it is annotated to return. Raises `NnvizError` where no process can start.
        """
        with self._lock:
            if self._closed:
                return _CANCELLED
            process = self._process = self._process or _Process(*self._how)
        process.wait_until_ready()
        call = child.Call(function, item, self._fork, limits.processor, limits.gigabytes)
        process.send(call)
        try:
            reply = process.reply(limits.seconds)
            told = None if reply else process.ending(limits)
        except Empty:
            reply = None
            told = Ending(f"it took longer than {limits.seconds:g} s and was stopped", stopped=True)
        goes_on = reply is not None and reply[:1] != child.LAST
        with self._lock:
            if self._process is not process:
                return _CANCELLED
            self._process = process if goes_on else None
        if not goes_on:
            process.kill()
        return told or _told(reply or b"", get_type_hints(function)["return"], limits)

    def cancel(self) -> None:
        """Stop the call that is being answered, from another thread; the worker is used on."""
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.kill()

    def close(self) -> None:
        """End the process, and the call that is being answered, for good."""
        self._closed = True
        self.cancel()


def side_by_side(
    function: Callable[[Item], Answer],
    items: Sequence[Item],
    limits: Limits,
    workers: int,
    **how: Any,
) -> Generator[tuple[int, Answer | Ending], None, None]:
    """Yield each item's number and answer as they come, from so many workers that work at once.

    The items are begun in their order; `how` is what a `Worker` takes. Whoever stops listening ends
    the rest.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for i in range(len(items)):
        waiting.put(i)
    told: SimpleQueue[tuple[int, Answer | Ending | NnvizError]] = SimpleQueue()

    def work(worker: Worker) -> None:
        with suppress(Empty):
            while True:
                i = waiting.get_nowait()
                try:
                    told.put((i, worker.ask(function, items[i], limits)))
                except NnvizError as error:
                    told.put((i, error))

    crew = [Worker(**how) for _ in range(min(workers, len(items)))]
    try:
        for worker in crew:
            threading.Thread(target=work, args=(worker,), daemon=True).start()
        for _ in items:
            i, answer = _patiently(told)
            if isinstance(answer, NnvizError):
                raise answer
            yield i, answer
    finally:
        for worker in crew:
            worker.close()


def in_order(numbered: Iterable[tuple[int, Answer]]) -> Iterator[Answer]:
    """Yield what `side_by_side` does by its numbers, each once those before it are there."""
    early: dict[int, Answer] = {}
    following = 0
    for i, answer in numbered:
        early[i] = answer
        while following in early:
            yield early.pop(following)
            following += 1


class _Process:
    """A process that runs `nnviz.host.child`, and what comes from it."""

    def __init__(self, preload: Sequence[str], more: dict[str, str]) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "nnviz.host.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment() | more,
            bufsize=0,
            # Ctrl-C is for this process, which ends the other and all that it has begun.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._ready = False
        self._replies: SimpleQueue[bytes | None] = SimpleQueue()
        threading.Thread(target=self._receive, args=(self._popen.stdout,), daemon=True).start()
        self.send((list(sys.path), preload))

    def wait_until_ready(self) -> None:
        """Return once it can answer; `NnvizError` if it never does."""
        with suppress(Empty):
            self._ready = self._ready or self.reply(_START_SECONDS) == child.READY
        if not self._ready:
            self.kill()
            raise NnvizError(f"no process could be started; see why: {sys.executable} -m nnviz")

    def send(self, given: object) -> None:
        """Send what is given; a process that has ended says so by its silence."""
        assert self._popen.stdin is not None
        content = pickle.dumps(given)
        with suppress(OSError, ValueError):  # which a pipe raises that another thread has closed
            child.write_frame(self._popen.stdin, content)

    def reply(self, seconds: float) -> bytes | None:
        """Return a frame, or None once no more can come; `Empty` if none comes in time."""
        return _patiently(self._replies, seconds)

    def ending(self, limits: Limits) -> Ending:
        """Return how it ended, now that nothing more comes from it."""
        with suppress(subprocess.TimeoutExpired):
            return _ending(self._popen.wait(1), limits)
        return Ending("it gave no answer that can be read, and was stopped", stopped=True)

    def kill(self) -> None:
        """End it, and what it has begun."""
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.kill()
        self._popen.wait()
        assert self._popen.stdin is not None
        self._popen.stdin.close()

    def _receive(self, pipe: IO[bytes]) -> None:
        with pipe:
            while frame := child.read_frame(pipe, _MOST_BYTES):
                self._replies.put(frame)
        self._replies.put(None)


def _told(reply: bytes, wanted: Any, limits: Limits) -> Any:
    """Return the answer in a reply, or why there is none."""
    kind, content = reply[:1], reply[1:]
    if kind == child.ENDED:
        return _ending(int(content), limits)
    if kind == child.FAULT:
        return Ending(f"its answer cannot be sent ({content.decode(errors='replace')})")
    try:
        return decode(content, wanted)
    except ValueError as error:
        return Ending(f"its answer is not what was asked for: {error}")


def _ending(code: int, limits: Limits) -> Ending:
    if code >= 0:
        return Ending(f"it ended its process (exit code {code})")
    if limits.processor is not None and -code == getattr(signal, "SIGXCPU", None):
        clause = f"it used more than {limits.processor:g} s of a processor and was stopped"
        return Ending(clause, stopped=True)
    names = {number.value: number.name for number in signal.Signals}
    return Ending(f"it crashed its process ({names.get(-code, f'signal {-code}')})")


def _patiently(queue: "SimpleQueue[Answer]", seconds: float = math.inf) -> Answer:
    """Return what comes, `Empty` if nothing does; Windows hears of Ctrl-C only between waits."""
    deadline = monotonic() + seconds
    while (left := deadline - monotonic()) > 1:
        with suppress(Empty):
            return queue.get(timeout=1)
    return queue.get(timeout=max(0.0, left))
