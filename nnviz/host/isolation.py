"""Turns whatever a plugin does wrong into one sentence that names the plugin and the place."""

import os
import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from nnviz.errors import ContractError, NnvizError, UsageError
from nnviz.host.cards import source_file
from nnviz.host.errors import PluginError, numbered
from nnviz.host.sources import Source

SECONDS_VARIABLE = "NNVIZ_IMPORT_SECONDS"
"""The environment variable that says how long a plugin may take to import."""


class TimeLimitError(BaseException):
    """Time ran out; not an `Exception`, so that no plugin's `except Exception` swallows it."""


@contextmanager
def blame(source: Source, when: str, seconds: float | None = None) -> Iterator[None]:
    """Raise `PluginError` for anything that the block raises, exits with or hangs on.

    What nnviz itself says in a sentence passes as it is, but for a broken contract, which gets
    the plugin's name. `seconds` is None for no time limit.
    """
    try:
        with time_limit(seconds):
            yield
    except ContractError as error:
        told = str(error).removesuffix(".") + _place(source, error)
        raise PluginError(source, told, _excerpt(source, error)) from error
    except (KeyboardInterrupt, NnvizError):
        raise
    except TimeLimitError:
        raise PluginError(source, f"it took longer than {seconds:g} s {when}") from None
    except SystemExit as error:
        called = f"it called exit({error.code!r}) {when}"
        told = called + _place(source, error)
        raise PluginError(source, told, _excerpt(source, error)) from error
    except BaseException as error:
        detail = f"{type(error).__name__} {when}: {_first_line(error)}".removesuffix(": ")
        told = detail + _place(source, error)
        raise PluginError(source, told, _excerpt(source, error)) from error


def _first_line(error: BaseException) -> str:
    try:
        said = error.msg if isinstance(error, SyntaxError) else str(error)
        return said.partition("\n")[0].removesuffix(".")
    except Exception:  # an error of a plugin's own kind may fail to tell itself
        return ""


def import_seconds() -> float:
    """Return how long a plugin may take to import before it counts as hanging: 10 s, or as told."""
    given = os.environ.get(SECONDS_VARIABLE) or "10"
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(f"${SECONDS_VARIABLE} must be a number of seconds; got {given}.")
    return seconds


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise `TimeLimitError` in the block after so many seconds, where the system has an alarm."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    if seconds is None or not in_main_thread or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeLimitError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _place(source: Source, error: BaseException) -> str:
    """Return the last line of the plugin's own file that the error went through."""
    if isinstance(error, SyntaxError) and error.filename:
        return f" ({error.filename}, line {error.lineno})"
    frame = _own_frame(source, error)
    return f" ({frame.filename}, line {frame.lineno})" if frame else ""


def _excerpt(source: Source, error: BaseException) -> str:
    """Return that line as it is written, with its number before it."""
    if isinstance(error, SyntaxError) and error.text:
        return numbered(error.lineno, error.text)
    frame = _own_frame(source, error) or (error.__cause__ and _own_frame(source, error.__cause__))
    return numbered(frame.lineno, frame.line) if frame else ""


def _own_frame(source: Source, error: BaseException) -> traceback.FrameSummary | None:
    path = source_file(source)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if path is not None and frame.filename == str(path):
            return frame
    return None
