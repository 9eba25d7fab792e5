"""Showing a concept again whenever its file is saved, each time in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import sleep

import click

from nnviz.host.environment import environment

_PAUSE = 0.2
"""Seconds between two looks at the files."""

_State = list[tuple[int, int]]
_GONE = (0, 0)


def watch(files: Sequence[Path], words: Sequence[str]) -> None:
    """Run nnviz with these words now and after each change of the files, until interrupted.

    A process of its own each time, so that a mistake in the file, however bad, ends only that; one
    that still runs when the file is saved again is stopped.
    """
    names = ", ".join(path.name for path in files)
    if _GONE in _states(files):
        click.secho(f"Waiting for {names} to be saved; Ctrl-C ends it.", dim=True, err=True)
    for state in changes(files):
        if _run([sys.executable, "-m", "nnviz", *words], files, state):
            click.secho(f"Watching {names}; Ctrl-C ends it.", dim=True, err=True)


def changes(files: Sequence[Path]) -> Iterator[_State]:
    """Yield the files' state once they are all there, and then each time that it is another.

    The state of a file is its date and its size.
    """
    before: _State = []
    while True:
        now = _states(files)
        if _differs(now, before):
            before = now
            yield now
        sleep(_PAUSE)


def _run(command: Sequence[str], files: Sequence[Path], state: _State) -> bool:
    """Run a command, and return whether it came to its end before the files changed."""
    child = subprocess.Popen(command, env=environment())
    try:
        while not _differs(_states(files), state):
            try:
                child.wait(_PAUSE)
                return True
            except subprocess.TimeoutExpired:
                continue
        return False
    finally:
        child.kill()
        child.wait()


def _differs(now: _State, before: _State) -> bool:
    """Return whether files have changed; an editor may remove one before it writes it anew."""
    return now != before and _GONE not in now


def _states(files: Sequence[Path]) -> _State:
    return [_state(path) for path in files]


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return _GONE
    return found.st_mtime_ns, found.st_size
