"""Files that appear whole or not at all, are read when they are files, and what they are called."""

import errno
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from nnviz.errors import NnvizError
from nnviz.setting import typed

_LONGEST_STEM = 60
"""Characters of a file's name before its suffix; every system takes them, and a reader does."""

_PORTABLE = re.compile(r"-?[a-z0-9][a-z0-9.]*(?:-[0-9]+)?")
"""A value that stands in a file's name as it is typed: a number, or a word in lower case."""


def file_stem(name: str, values: Mapping[str, Any]) -> str:
    """Return what the file of a concept of that name is called: `momentum-beta-0.99`.

    `values` are the parameters that are not at their defaults. What of them is too long, or would
    not read the same on every system, is told apart by eight digits of its digest. The name is a
    label in every kind of document, too.
    """
    typed_values = {key: typed(value) for key, value in values.items()}
    plain = all(_PORTABLE.fullmatch(value) for value in typed_values.values())
    words = [f"{key.replace('_', '-')}-{value}" for key, value in typed_values.items()]
    stem = "-".join([name, *words])
    if plain and len(stem) <= _LONGEST_STEM:
        return stem
    digest = sha256(repr(sorted(typed_values.items())).encode()).hexdigest()[:8]
    shown = re.sub(r"[^a-z0-9.]+", "-", "-".join(words).lower())[:_LONGEST_STEM]
    return f"{name}-{shown.strip('-.')}-{digest}"


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write `content` to `path` through a temporary file beside it, making its folders.

    `mode` are the permissions that the umask is taken from.
    Raises `NnvizError` with one sentence when it cannot be written; nothing is then left behind.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        raise NnvizError(f"cannot write {path}: {_reason(error, path)}.") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def read_plain(path: Path, most: int) -> bytes:
    """Return the bytes of a file; raises `OSError` for what is no plain file or is over `most`.

    A link is none, where the system can tell; nor is a pipe, for which reading would wait.
    """

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))

    with open(path, "rb", opener=opener) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no plain file", str(path))
        if found.st_size > most:
            raise OSError(errno.EFBIG, "it is too large", str(path))
        return file.read()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _reason(error: OSError, path: Path) -> str:
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"{path.parent} is not a folder"
    if isinstance(error, IsADirectoryError):
        return "it is a folder"
    return (error.strerror or str(error)).lower()
