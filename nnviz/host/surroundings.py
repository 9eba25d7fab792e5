"""What a plugin shares with all else in its process: noticed where it is changed, and put back."""

import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import TextIOBase
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.wording import enumeration

_MOST_NAMED = 3


class Change(NamedTuple):
    """What a plugin has changed, as a clause, and what its author can do about it."""

    found: str
    remedy: str
    lasting: bool = False  # whether it could not be put back


@dataclass(frozen=True)
class Surroundings:
    """The working folder, matplotlib's settings, the global generators and the threads."""

    folder: Path | None
    settings: Mapping[str, Any] | None
    numpy_state: Mapping[str, Any] | None
    python_state: tuple[Any, ...] | None
    threads: frozenset[threading.Thread]

    @classmethod
    def now(cls) -> "Surroundings":
        """Return them as they are."""
        return cls(
            _folder(),
            _settings(),
            _numpy_state(),
            _python_state(),
            frozenset(threading.enumerate()),
        )

    def put_back(self) -> list[Change]:
        """Make everything as it was, but for threads, which cannot be ended; say what was not."""
        changes = [*self.settings_put_back(), *self._folder_put_back()]
        return [*changes, *self._generators_put_back(), *self._threads_left()]

    def settings_put_back(self) -> list[Change]:
        """Make matplotlib's settings as they were, and say which were not."""
        now = _settings()
        before = _imported_settings() if self.settings is None else self.settings
        if now is None or before is None:
            return []
        # The backend is chosen when it is first asked for, by whomever.
        changed = [n for n in before if not n.startswith("backend") and now[n] != before[n]]
        if not changed:
            return []
        sys.modules["matplotlib"].rcParams.update({name: before[name] for name in changed})
        remedy = "Pass the settings to what is drawn; the theme chooses the rest."
        return [Change(f"it changes rcParams: {_some(changed)}", remedy)]

    def _folder_put_back(self) -> Iterator[Change]:
        now = _folder()
        if self.folder is not None and now != self.folder:
            os.chdir(self.folder)
            yield Change(f"it changes the working folder, to {now}", "Use whole paths.")

    def _generators_put_back(self) -> Iterator[Change]:
        remedy = "Draw what is random from numpy.random.default_rng(self.seed)."
        now = _numpy_state()
        if now and self.numpy_state and pickle.dumps(now) != pickle.dumps(self.numpy_state):
            sys.modules["numpy.random"].set_state(self.numpy_state)
            yield Change("NumPy's global generator is used or seeded", remedy)
        if self.python_state and _python_state() != self.python_state:
            sys.modules["random"].setstate(self.python_state)
            yield Change("Python's global generator is used or seeded", remedy)

    def _threads_left(self) -> Iterator[Change]:
        left = [thread.name for thread in threading.enumerate() if thread not in self.threads]
        if left:
            found = f"it leaves a thread running: {_some(left)}"
            yield Change(found, "Join each thread, or use none.", lasting=True)


@contextmanager
def unchanged(tell: Callable[[Change], None]) -> Iterator[None]:
    """Put back what the block changes of the surroundings, and tell of each change.

    What it prints goes to standard error, so as not to be taken for what nnviz says. Where other
    threads run, nobody can tell who changed what, and nothing is looked at. A block that the user
    interrupts has not come to put back what it changed for a while, and nothing is told of it.
    """
    if threading.active_count() > 1:
        yield
        return
    before, aside = Surroundings.now(), _Aside()
    try:
        with redirect_stdout(aside):
            yield
    finally:
        changes = before.put_back()
        if aside.used:
            changes.append(Change("it prints", "Return what there is to say.", lasting=True))
        if not isinstance(sys.exception(), KeyboardInterrupt):
            for change in changes:
                tell(change)


class _Aside(TextIOBase):
    """Passes what is printed on to standard error, and knows whether there was anything."""

    used = False

    def write(self, text: str) -> int:
        self.used = True
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def _folder() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return None


def _settings() -> Mapping[str, Any] | None:
    """Return a copy of matplotlib's settings, or None while nothing has imported it."""
    matplotlib: Any = sys.modules.get("matplotlib")
    parameters = getattr(matplotlib, "rcParams", None)
    return None if parameters is None else parameters.copy()


def _imported_settings() -> Mapping[str, Any] | None:
    """Return the settings that matplotlib had when it was imported."""
    matplotlib: Any = sys.modules.get("matplotlib")
    parameters = getattr(matplotlib, "rcParamsOrig", None)
    return None if parameters is None else parameters.copy()


def _numpy_state() -> Mapping[str, Any] | None:
    """Return the state of NumPy's global generator, or None while nothing has imported NumPy."""
    generators: Any = sys.modules.get("numpy.random")
    return None if generators is None else dict(generators.get_state(legacy=False))


def _python_state() -> tuple[Any, ...] | None:
    generator: Any = sys.modules.get("random")
    return None if generator is None else tuple(generator.getstate())


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return enumeration(names[:_MOST_NAMED] + ([f"{more} more"] if more > 0 else []))
