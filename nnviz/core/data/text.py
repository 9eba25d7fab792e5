"""A file's bytes as text, whatever program wrote them."""

import codecs
import re
import sys
from pathlib import Path
from typing import NamedTuple

from nnviz.core.data.encodings import guessed
from nnviz.core.data.errors import DataError

LARGEST = 200_000_000
"""Bytes of a file that are read at most: some ten million rows."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_HEAD = 4096
_FEW = 0.01


class Text(NamedTuple):
    """The text of a file, and what was assumed to read it, or nothing."""

    text: str
    assumed: tuple[str, ...] = ()


def read_text(path: Path, encoding: str | None = None) -> Text:
    """Return the whole text of a file, its line ends as they are; `-` is the standard input.

    UTF-8 and UTF-16 are known by their byte-order marks or by decoding strictly; another
    encoding is the one given, or else the only one that makes words of the bytes. Raises
    `DataError` for what cannot be opened, for what is too large, for what is not text, and for a
    text that several encodings, or none, make words of.
    """
    data = _read_bytes(path)
    if len(data) > LARGEST:
        raise DataError(
            path, f"is larger than {LARGEST // 1_000_000} MB; keep every tenth row, or means"
        )
    text, assumed = _given(path, data, encoding) if encoding else _found(path, data)
    text = text.lstrip("\ufeff")
    _refuse_binary(path, text)
    if not text.strip():
        raise DataError(path, "is empty")
    return Text(text, assumed)


def _read_bytes(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise DataError(path, "there is no such file") from None
    except IsADirectoryError:
        raise DataError(path, "is a folder; give a file in it") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataError(path, f"cannot be read: {reason}") from None
    except ValueError as error:  # a NUL in the name
        raise DataError(path, f"is not a file name: {error}") from None


def _given(path: Path, data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except LookupError:
        known = "utf-8, utf-16, cp949, cp932, gb18030, cp1251 and cp1252 among others"
        raise DataError(path, f"there is no encoding {encoding!r}; there are {known}") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DataError(path, f"is not in the encoding {encoding}", line) from None


def _found(path: Path, data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), ()
    for codec in ("utf-16-le", "utf-16-be") if b"\0" in data[:_HEAD] else ():
        head = data[:_HEAD].decode(codec, errors="replace")
        if 2 * sum(map(str.isascii, head)) > len(head) and "\0" not in head:
            return data.decode(codec, errors="replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if _CONTROL.search(data[:_HEAD].decode("latin-1")):
        raise _no_text(path)
    try:
        text, page = guessed(data)
    except ValueError as error:
        raise DataError(path, str(error)) from None
    assumed = f"read as {page.codec} ({page.of})"
    return text, (assumed,)


def _refuse_binary(path: Path, text: str) -> None:
    control = _CONTROL.search(text[:_HEAD]) or re.search("\0", text)
    if control is None:
        return
    if len(_CONTROL.findall(text[:_HEAD])) > _FEW * len(text[:_HEAD]) + 1:
        raise _no_text(path)
    line = text.count("\n", 0, control.start()) + 1
    raise DataError(path, f"has the control character {control[0]!r}; delete it", line)


def _no_text(path: Path) -> DataError:
    return DataError(path, "is not a text file; export the table as CSV and give that file")
