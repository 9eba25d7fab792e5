"""Folders that appear whole or not at all.

A page's folder is written aside, inside the gallery, and then takes the old one's place in one
step where the system can do that; a build that is killed leaves the old page or the new one.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import time
from types import TracebackType

from nnviz.errors import NnvizError, UsageError
from nnviz.gallery.manifest import altered
from nnviz.gallery.record import digest

_PREFIX = ".nnviz-"
_EXCHANGE = 2
_HERE = -100
_LONG = 2 * 24 * 3600.0
"""Seconds: no build goes on for so long without a page."""


class Staging:
    """A hidden folder in the gallery in which all is written before it takes its place."""

    def __init__(self, gallery: Path) -> None:
        """Take the gallery's folder; it is made on entering."""
        self._gallery = gallery
        self._folder = gallery
        self._unlock: Callable[[], None] | None = None

    def __enter__(self) -> "Staging":
        try:
            self._gallery.mkdir(parents=True, exist_ok=True)
            while self._unlock is None:  # where another run has just taken it for a leftover
                self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._gallery))
                self._unlock = _lock(self._folder)
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(f"the gallery {self._gallery} is not a folder; name one.") from error
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise NnvizError(f"cannot write in the gallery {self._gallery}: {reason}.") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._unlock:
            self._unlock()

    def write(self, name: str, content: bytes) -> None:
        """Give the gallery a file in one step; a folder in its place goes.

        Raises `NnvizError` with one sentence when it cannot be written.
        """
        new, place = self._folder / "new", self._gallery / name
        try:
            new.write_bytes(content)
            if place.is_dir() and not place.is_symlink():
                self._take_away(place)
            new.replace(place)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise NnvizError(f"cannot write {place}: {reason}.") from error

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Give the gallery a folder `name` with these files and no others, in one step.

        A folder that is so already stays as it is. Raises `NnvizError` with one sentence when it
        cannot be written.
        """
        new = self._folder / name
        if holds(self._gallery / name, files):
            return
        try:
            new.mkdir()
            for file, content in files.items():
                (new / file).write_bytes(content)
            self._swap(new, self._gallery / name)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise NnvizError(f"cannot write {self._gallery / name}: {reason}.") from error
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Take a folder out of the gallery, in one step."""
        self._take_away(self._gallery / name)

    def _take_away(self, place: Path) -> None:
        place.rename(Path(tempfile.mkdtemp(dir=self._folder)) / place.name)

    def _swap(self, new: Path, place: Path) -> None:
        try:
            new.rename(place)
        except OSError:
            if not place.is_dir():
                raise
            if not _exchange(new, place):
                # Not in one step here: the next build makes anew what is lost in between.
                self._take_away(place)
                new.rename(place)


def holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Return whether a folder has these files and no others."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    there = {path.name for path in folder.iterdir()}
    return there == set(files) and not altered(folder, {n: digest(c) for n, c in files.items()})


def remove_leftovers(gallery: Path) -> None:
    """Remove what builds that were killed have left in a gallery; what one writes now stays."""
    for path in gallery.glob(f"{_PREFIX}*"):
        if path.is_symlink() or not path.is_dir() or not (unlock := _lock(path)):
            continue
        if sys.platform != "win32" or time() - path.stat().st_mtime > _LONG:
            shutil.rmtree(path, ignore_errors=True)
        unlock()


def _lock(folder: Path) -> Callable[[], None] | None:
    """Lock a folder until this process ends or what is returned is called; None where it is taken.

    Windows has no such locks.
    """
    if sys.platform == "win32":
        return lambda: None
    import fcntl

    lock = -1
    try:
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.stat()
    except OSError:
        if lock >= 0:
            os.close(lock)
        return None
    return lambda: os.close(lock)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, and return whether the system could."""
    if not sys.platform.startswith(("linux", "darwin")):
        return False
    import ctypes  # costs as much as all else here

    system = ctypes.CDLL(None, use_errno=True)
    a, b = os.fsencode(one), os.fsencode(other)
    if hasattr(system, "renameat2"):
        return bool(system.renameat2(_HERE, a, _HERE, b, _EXCHANGE) == 0)
    if hasattr(system, "renamex_np"):
        return bool(system.renamex_np(a, b, _EXCHANGE) == 0)
    return False
