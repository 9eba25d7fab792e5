"""A file's bytes as text, whatever program wrote them."""

import codecs
import re
from pathlib import Path

from nnviz.core.data.errors import DataError

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_HEAD = 4096


def read_text(path: Path) -> str:
    """Return the whole text of a file, its line ends as they are.

    UTF-8 with or without a byte-order mark, UTF-16 with one, and otherwise Windows-1252, in which
    older spreadsheets write; numbers and dates are the same in all of them. Raises `DataError`
    for what cannot be opened and for what is not text.
    """
    data = _read_bytes(path)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
        head = text[:_HEAD].encode("utf-8", errors="replace")
    else:
        text = _decode(data)
        head = data[:_HEAD]
    if "\0" in text or _CONTROL.search(head):
        raise DataError(path, "is not a text file; export the table as CSV and give that file")
    if not text.strip():
        raise DataError(path, "is empty")
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(path, "there is no such file") from None
    except IsADirectoryError:
        raise DataError(path, "is a folder; give a file in it") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DataError(path, f"cannot be read: {reason}") from None
    except ValueError as error:  # a NUL in the name
        raise DataError(path, f"is not a file name: {error}") from None


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
