"""Showing a concept again whenever its file is saved, each time in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import sleep

import click

_PAUSE = 0.2
"""Seconds between two looks at the files."""


def watch(files: Sequence[Path], words: Sequence[str]) -> None:
    """Run nnviz with these words now and after each change of the files, until interrupted.

    A process of its own each time, so that a mistake in the file, however bad, ends only that.
    """
    for _ in changes(files):
        subprocess.run([sys.executable, "-m", "nnviz", *words], check=False)
        names = ", ".join(path.name for path in files)
        click.secho(f"Watching {names}; Ctrl-C ends it.", dim=True, err=True)


def changes(files: Sequence[Path]) -> Iterator[None]:
    """Yield once, and then each time that a file has another date, size or is there again."""
    before: list[tuple[int, int]] | None = None
    while True:
        now = [_state(path) for path in files]
        # An editor may remove a file before it writes it anew.
        if now != before and (0, 0) not in now:
            before = now
            yield
        sleep(_PAUSE)


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
