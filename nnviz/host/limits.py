"""How long a plugin may take and how much memory it may use, where the system can tell."""

import math
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from nnviz.errors import UsageError

SECONDS_VARIABLE = "NNVIZ_IMPORT_SECONDS"
"""The environment variable that says how long a plugin may take to import."""

STEP_VARIABLE = "NNVIZ_STEP_SECONDS"
"""The environment variable that says how long a step of a concept may take: its claims, say."""

MEMORY_VARIABLE = "NNVIZ_MEMORY_GB"
"""The environment variable that says how many gigabytes a plugin may use."""

_PAGES = Path("/proc/self/statm")
_SCHEDULED = Path("/proc/self/schedstat")

_AGAIN = 1.0
"""Seconds after which what tidies up when time ran out, and does not end either, is stopped too."""


class TimeLimitError(BaseException):
    """Time ran out; not an `Exception`, so that no plugin's `except Exception` swallows it."""


def import_seconds() -> float:
    """Return how long a plugin may take to import before it counts as hanging: 10 s, or as told."""
    return _positive(SECONDS_VARIABLE, "10", "seconds")


def step_seconds() -> float:
    """Return how long a step of a concept may take before it counts as endless: 300 s, or as told.

    That is what `nnviz check` and `nnviz gallery` give to a whole concept.
    """
    return _positive(STEP_VARIABLE, "300", "seconds")


def memory_gigabytes() -> float:
    """Return how many gigabytes a plugin may use beyond what there is: 4, or as told."""
    return _positive(MEMORY_VARIABLE, "4", "gigabytes")


def _positive(variable: str, default: str, unit: str) -> float:
    given = os.environ.get(variable) or default
    try:
        number = float(given)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise UsageError(f"${variable} must be a number of {unit}; got {given}.")
    return number


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise `TimeLimitError` in the block after so many seconds, where the system has an alarm.

    Not counted is the time for which a busy machine lets it wait for a processor, where the system
    tells. A limit within another one ends in time for that to look at the clock again.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if seconds is None or not in_main_thread or not hasattr(signal, "setitimer"):
        yield
        return
    end = _own_time() + seconds

    def ring(number: int, frame: FrameType | None) -> None:
        left = end - _own_time()
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.01) if left > 0 else _AGAIN)
        if left <= 0:
            raise TimeLimitError

    before = signal.signal(signal.SIGALRM, ring)
    outer, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, 0.01 if outer else 0)


def _own_time() -> float:
    """Return the time by the clock without that for which this process has waited for a processor.

    It worked or slept meanwhile.
    """
    try:
        waited = int(_SCHEDULED.read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):  # not Linux
        waited = 0.0
    return time.monotonic() - waited


@contextmanager
def processor_limit(seconds: float | None) -> Iterator[None]:
    """Let the block end its process once it has used so much of a processor, where that is told.

    Only for a process that may end: no handler can say more than its exit code does.
    """
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if seconds is not None:
        least = _least(soft, hard, math.ceil(time.process_time() + seconds))
        resource.setrlimit(resource.RLIMIT_CPU, (least, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _least(*limits: int) -> int:
    """Return the lowest limit; below zero is none."""
    return min(limit for limit in limits if limit >= 0)


@contextmanager
def memory_limit(gigabytes: float | None) -> Iterator[None]:
    """Let allocations in the block fail with `MemoryError` beyond so many gigabytes more.

    What is counted is address space, and the limit is the process's own; so it holds only where the
    system tells how much there is, which is Linux, and is lifted again after the block.
    """
    if gigabytes is None:
        yield
        return
    try:
        import resource

        used = int(_PAGES.read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = used + int(gigabytes * 1e9)
    resource.setrlimit(resource.RLIMIT_AS, (_least(soft, hard, allowed), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
