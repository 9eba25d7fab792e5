"""Opening a figure in the system's viewer, where there is a screen and somebody before it."""

import os
import sys
from pathlib import Path

import click


def wants_viewer(asked: bool | None, *, saved: bool) -> bool:
    """Return whether to open the figure: as asked; unasked, where there is a screen and a terminal.

    Whoever names a file with --save wants the file, so it is then opened only when asked.
    """
    if asked is not None:
        return asked
    return not saved and sys.stdout.isatty() and has_screen()


def open_file(path: Path) -> None:
    """Open a file in the system's viewer, and say so in a line when that fails."""
    if not has_screen() or click.launch(str(path)) != 0:
        click.echo(f"No viewer could be started; the figure is in {path}.", err=True)


def has_screen() -> bool:
    """Return whether there is a screen to open a window on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
