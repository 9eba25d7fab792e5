"""Folders that appear whole or not at all.

A page's folder is written aside, inside the gallery, and then takes the old one's place in one
step where the system can do that; a build that is killed leaves the old page or the new one.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from nnviz.errors import NnvizError, UsageError

_PREFIX = ".nnviz-"
_EXCHANGE = 2
_HERE = -100


class Staging:
    """A hidden folder in the gallery in which pages are written before they take their place."""

    def __init__(self, gallery: Path) -> None:
        """Take the gallery's folder; it is made on entering."""
        self._gallery = gallery
        self._folder = gallery

    def __enter__(self) -> "Staging":
        try:
            self._gallery.mkdir(parents=True, exist_ok=True)
            remove_leftovers(self._gallery)
            prefix = f"{_PREFIX}{os.getpid()}-"
            self._folder = Path(tempfile.mkdtemp(prefix=prefix, dir=self._gallery))
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

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Give the gallery a folder `name` with these files and no others, in one step.

        Raises `NnvizError` with one sentence when it cannot be written.
        """
        new = self._folder / name
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
        (self._gallery / name).rename(self._folder / f"{name}.old")

    def _swap(self, new: Path, place: Path) -> None:
        try:
            new.rename(place)
        except OSError:
            if not place.is_dir():
                raise
            if not _exchange(new, place):
                # Not in one step here: the next build makes anew what is lost in between.
                place.rename(self._folder / f"{place.name}.old")
                new.rename(place)


def remove_leftovers(gallery: Path) -> None:
    """Remove what builds that were killed have left in a gallery."""
    for path in gallery.glob(f"{_PREFIX}*"):
        owner = path.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if not hasattr(os, "fork"):
        return True  # asking would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
