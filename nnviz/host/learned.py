"""What was learned of plugins by importing them, kept for the next run in the user's cache.

It holds as long as the file, what lies beside it, and the versions of all concerned are the same.
That a plugin was not done in time is kept for ten minutes, as it may have been the machine that
was slow: until then no listing waits for it again.
"""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from time import time
from typing import NamedTuple

from nnviz import __version__
from nnviz.errors import NnvizError
from nnviz.files import write_whole
from nnviz.host.answers import decode, encode
from nnviz.host.cards import Status
from nnviz.host.sources import Source

_MOST_BYTES = 1 << 24
_LATE_SECONDS = 600


class Learned(NamedTuple):
    """What is known of a plugin in a certain state: what its import told, or that it is slow."""

    state: str
    status: Status | None


def recall(source: Source) -> Learned | None:
    """Return what is known of a plugin as it now is, or None."""
    with suppress(OSError, ValueError):
        place = _place(source)
        if 0 < place.stat().st_size < _MOST_BYTES and place.is_file():
            learned = decode(place.read_bytes(), Learned)
            late = learned.status is None
            lapsed = late and time() - place.stat().st_mtime > _LATE_SECONDS
            if learned.state == _state(source) and not lapsed:
                return learned
    return None


def keep(source: Source, status: Status | None) -> None:
    """Keep what came of importing a plugin, None that it was not done in time; or do without."""
    with suppress(OSError, TypeError, NnvizError):
        if state := _state(source):
            write_whole(_place(source), encode(Learned(state, status)))


def _place(source: Source) -> Path:
    from platformdirs import user_cache_path

    name = hashlib.sha256(f"{source.qualified} {source.target}".encode()).hexdigest()[:32]
    return Path(user_cache_path("nnviz", appauthor=False)) / "plugins" / name


def _state(source: Source) -> str:
    """Return what a plugin's cards depend on, as far as that costs no import; or nothing."""
    path = source.file
    if path is None:
        return ""
    files = [(file.name, file.stat()) for file in sorted(path.parent.glob("*.py"))]
    beside = [(name, found.st_mtime_ns, found.st_size) for name, found in files]
    state = (str(path), beside, source.version, __version__, sys.version)
    return hashlib.sha256(repr(state).encode()).hexdigest()
