"""The other side of `nnviz.host.apart`: run as `python -m nnviz.host.child`, it answers calls.

It reads frames from standard input, each its length in 8 bytes and then its content: first where
to import from and what beforehand, then a call each, which it answers by a frame. When its input
ends, so does it, and all that it began: whoever asked is gone, however that came about.
"""

import gc
import math
import os
import pickle
import signal
import sys
import threading
import warnings
from _thread import start_new_thread
from collections.abc import Callable
from importlib import import_module
from io import FileIO
from queue import SimpleQueue
from typing import IO, Any, NamedTuple

from nnviz.host.answers import encode
from nnviz.host.limits import memory_limit, processor_limit

READY, ANSWER, LAST, FAULT, ENDED = b"r", b"a", b"l", b"f", b"e"
"""What a frame begins with: `LAST` is the answer of a process that leaves the rest to another,
`FAULT` says why an answer cannot be sent, `ENDED` with which code a fork ended without one."""


class Call(NamedTuple):
    """A function and what it is called with; with `fork`, where nothing is left of it after."""

    function: Callable[[Any], Any]
    item: Any
    fork: bool
    processor: float | None
    gigabytes: float | None


def can_fork() -> bool:
    """Return whether a process may go on after a fork, which macOS's own libraries do not bear."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def write_frame(pipe: IO[bytes], content: bytes) -> None:
    """Write a frame whole."""
    for part in (len(content).to_bytes(8, "big"), content):
        left = memoryview(part)
        while left:
            left = left[pipe.write(left) :]
    pipe.flush()


def read_frame(pipe: IO[bytes], most: float = math.inf) -> bytes | None:
    """Return a frame's content, or None where the other side has ended or says too much."""
    length = int.from_bytes(_read(pipe, 8) or bytes(8), "big")
    return _read(pipe, length) if 0 < length <= most else None


def _read(pipe: IO[bytes], length: int) -> bytes | None:
    parts = []
    while length:
        part = pipe.read(min(length, 1 << 20))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def main() -> None:
    """Answer calls until nobody calls."""
    requests, replies = FileIO(os.dup(0)), FileIO(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a plugin prints is no answer, and there is nothing to read
        os.dup2(nothing, stream)
    sys.path[:], preload = pickle.loads(read_frame(requests) or b"")
    for name in preload:
        import_module(name)
    gc.freeze()  # or each collection in a fork would copy all that was inherited, by writing to it
    calls: SimpleQueue[bytes] = SimpleQueue()
    # No `Thread`: beside one, nobody could tell what the plugin itself changes for everybody.
    start_new_thread(_receive, (requests, calls))
    write_frame(replies, READY)
    while True:
        call = pickle.loads(calls.get())
        reply = _of_a_fork(call) if call.fork and can_fork() else _reply(call)
        write_frame(replies, reply)
        if reply[:1] == LAST:
            os._exit(0)  # at once: threads and exit handlers of a plugin have no say in when


def _receive(requests: IO[bytes], calls: "SimpleQueue[bytes]") -> None:
    while content := read_frame(requests):
        calls.put(content)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _reply(call: Call) -> bytes:
    try:
        with processor_limit(call.processor), memory_limit(call.gigabytes):
            content = encode(call.function(call.item))
    except Exception as error:  # the function's own business is to raise nothing
        return FAULT + type(error).__name__.encode()
    # Threads that are left would hide what the next call does.
    last = call.fork or threading.active_count() > 1
    return (LAST if last else ANSWER) + content


def _of_a_fork(call: Call) -> bytes:
    """Return the reply of a fork, which ends after it; or with which code it ended without one."""
    from_fork, to_us = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the other thread holds no lock
        child = os.fork()
    if not child:
        os.close(from_fork)
        with FileIO(to_us, "w") as pipe:
            write_frame(pipe, _reply(call))
        os._exit(0)
    os.close(to_us)
    with FileIO(from_fork) as pipe:
        reply = read_frame(pipe)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if reply is None:
        return ENDED + str(code).encode()
    return ANSWER + reply[1:] if reply[:1] == LAST else reply


if __name__ == "__main__":
    main()
