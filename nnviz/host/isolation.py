"""Turns whatever a plugin does wrong into one sentence that names the plugin and the place."""

import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from nnviz.errors import ContractError, NnvizError, PluginWarning
from nnviz.host.errors import PluginError, numbered
from nnviz.host.limits import (
    MEMORY_VARIABLE,
    SECONDS_VARIABLE,
    TimeLimitError,
    memory_gigabytes,
    memory_limit,
    time_limit,
)
from nnviz.host.sources import Source
from nnviz.host.surroundings import Change, unchanged

_MOST_CHARACTERS = 500
"""So much of an error's own sentence is told."""

_MOST_OF_OUR_OWN = 4000
"""So much of a sentence that nnviz itself may have made, as a list of names."""

_SECONDS_TO_SAY = 2.0

ON_IMPORT = "on import"
"""When a plugin is imported, as `blame` says it."""


@contextmanager
def blame(
    source: Source, when: str, seconds: float | None = None, variable: str = SECONDS_VARIABLE
) -> Iterator[None]:
    """Raise `PluginError` for anything that the block raises, exits with or hangs on.

    What nnviz itself says in a sentence passes as it is, but for a broken contract, which gets
    the plugin's name. `seconds` is None for no time limit, and `variable` allows more. What the
    block changes for everybody is put back, and a `PluginWarning` names it.
    """

    def tell(change: Change) -> None:
        after = "" if change.lasting else "; that was put back"
        warning = f"plugin {source.qualified}: {when} {change.found}{after}."
        warnings.warn(warning, PluginWarning, stacklevel=2)

    try:
        with time_limit(seconds), memory_limit(memory_gigabytes()), unchanged(tell):
            yield
    except ContractError as error:
        told = _first_line(error) + _place(source, error)
        raise PluginError(source, told, _excerpt(source, error)) from error
    except KeyboardInterrupt:
        raise
    except NnvizError as error:
        plain = type(error).__str__ is Exception.__str__
        if not plain or len(str(error)) > _MOST_OF_OUR_OWN:
            told = f"{type(error).__name__} {when}: {_first_line(error)}"
            raise PluginError(source, told) from None
        raise
    except TimeLimitError as error:
        if seconds is None:  # of a step around this one
            raise
        told = f"it took longer than {seconds:g} s {when}" + _place(source, error)
        excerpt = _excerpt(source, error)
        raise PluginError(source, f"{told}; ${variable} allows more", excerpt) from None
    except SystemExit as error:
        code = _said(partial(repr, error.code))
        called = f"it called exit({code}) {when}"
        told = called + _place(source, error)
        raise PluginError(source, told, _excerpt(source, error)) from error
    except BaseException as error:
        told = _detail(source, error, when) + _place(source, error)
        raise PluginError(source, told, _excerpt(source, error)) from error


def _first_line(error: BaseException) -> str:
    return _said(lambda: error.msg if isinstance(error, SyntaxError) else str(error))


def _said(say: Callable[[], str]) -> str:
    """Return the first line of what a plugin's own code says of itself, or nothing if it fails.

    It may raise anything, never end, or say more than anybody reads.
    """
    try:
        with time_limit(_SECONDS_TO_SAY):
            line = str.partition(say()[: _MOST_CHARACTERS + 1], "\n")[0].removesuffix(".")
    except KeyboardInterrupt:
        raise
    except BaseException:
        return ""
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…"


def _detail(source: Source, error: BaseException, when: str) -> str:
    """Return the error, when it came and what it says; of memory, what allows more."""
    begin = f"{type(error).__name__} {when}"
    hint = ""
    if isinstance(error, MemoryError):
        if when == ON_IMPORT and _own_frame(source, error) is None:  # none of its lines has run
            return f"{begin}: its source is nested too deeply to be read"
        hint = f"; a plugin may use {memory_gigabytes():g} GB, or what ${MEMORY_VARIABLE} says"
    return f"{begin}: {_first_line(error)}".removesuffix(": ") + hint


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
    path = source.file
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if path is not None and frame.filename == str(path):
            return frame
    return None
