"""Answers of another process as bytes, and back: nothing but data, of the type that was promised.

Neither what is sent nor what is read may name a class or a function, or to read it would import a
plugin, or worse. So a value is taken apart into what every Python has, and is put together again
as its annotated type says, which refuses whatever is of another.
"""

import dataclasses
import io
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from nnviz.host.schema import fitted

Answer = TypeVar("Answer")

_PLAIN: tuple[Any, ...] = (int, float, bytes)


def encode(value: object) -> bytes:
    """Return the bytes of a value; `TypeError` for what is no data, `RecursionError` if endless."""
    return pickle.dumps(_apart(value))


def decode(content: bytes, wanted: type[Answer]) -> Answer:
    """Return the value of some bytes; `ValueError` where it is not of the type wanted."""
    try:
        sent = _Data(io.BytesIO(content)).load()
    except Exception as error:  # what is no pickle raises whatever it happens upon
        raise ValueError(f"it cannot be read ({type(error).__name__})") from error
    return fitted(wanted, sent)


class _Data(pickle.Unpickler):
    """Reads what names nothing but paths."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what makes a path, of a class that cannot be reached; refuse all else."""
        if module.partition(".")[0] == "pathlib" and name in ("PosixPath", "WindowsPath"):
            return lambda *parts: Path(*parts)
        raise pickle.UnpicklingError(f"it names {module}.{name}")


def _apart(value: Any) -> Any:
    """Return a value as numbers, words and containers of them; a plugin's own kinds are undone."""
    if value is None or isinstance(value, bool | Path):
        return value
    if isinstance(value, str):
        return str.encode(value, errors="replace").decode()  # half a letter is no text
    for plain in _PLAIN:
        if isinstance(value, plain):
            return plain.__getnewargs__(value)[0]  # as it is, whatever a heir's methods say
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: _apart(getattr(value, name)) for name in names}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: _apart(each) for name, each in zip(value._fields, value, strict=True)}
    if isinstance(value, Mapping):
        return {_apart(key): _apart(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_apart(each) for each in value]
    if isinstance(value, tuple):
        return tuple(_apart(each) for each in value)
    raise TypeError(f"{type(value).__name__} is no data")
