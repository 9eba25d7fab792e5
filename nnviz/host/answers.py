"""Answers of another process as bytes, and back: nothing but data, of the type that was promised.

Neither what is sent nor what is read may name a class or a function, or to read it would import a
plugin, or worse. So a value is taken apart into what every Python has, and is put together again
as its annotated type says, which refuses whatever is of another.
"""

import dataclasses
import io
import pickle
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Answer = TypeVar("Answer")

_PLAIN: tuple[Any, ...] = (str, int, float, bytes)
_DEEPEST = 20
"""How deep a value of no promised type may be nested."""


def encode(value: object) -> bytes:
    """Return the bytes of a value; `TypeError` for what is no data, `RecursionError` if endless."""
    return pickle.dumps(_apart(value))


def decode(content: bytes, wanted: type[Answer]) -> Answer:
    """Return the value of some bytes; `ValueError` where it is not of the type wanted."""
    try:
        sent = _Data(io.BytesIO(content)).load()
    except Exception as error:  # what is no pickle raises whatever it happens upon
        raise ValueError(f"it cannot be read ({type(error).__name__})") from error
    made: Answer = _together(sent, wanted, wanted.__name__)
    return made


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
    for plain in _PLAIN:
        if isinstance(value, plain):
            return plain.__getnewargs__(value)[0]  # as it is, whatever a heir's methods say
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return tuple(_apart(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, Mapping):
        return {_apart(key): _apart(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_apart(each) for each in value]
    if isinstance(value, tuple):
        return tuple(_apart(each) for each in value)
    raise TypeError(f"{type(value).__name__} is no data")


def _together(sent: Any, wanted: Any, where: str) -> Any:
    """Return what was taken apart as it was; `ValueError` says where it is of another type."""
    origin, of = get_origin(wanted), get_args(wanted)
    if wanted in (Any, object):
        _refuse_depth(sent, where, _DEEPEST)
        return sent
    if origin in (Union, UnionType):
        return _one_of(sent, of, where)
    if origin in (list, tuple, Sequence) and isinstance(sent, list | tuple):
        return _sequence(sent, origin, of, where)
    if origin in (dict, Mapping) and isinstance(sent, dict):
        key, each = of
        return {_together(k, key, where): _together(v, each, where) for k, v in sent.items()}
    if isinstance(wanted, type) and (kinds := _fields(wanted)):
        return _record(sent, wanted, kinds, where)
    if isinstance(sent, (float, int) if wanted is float else wanted):
        return sent
    raise ValueError(f"{where} is of another type ({type(sent).__name__})")


def _record(sent: Any, wanted: Any, kinds: Mapping[str, Any], where: str) -> Any:
    if not isinstance(sent, tuple) or len(sent) != len(kinds):
        raise ValueError(f"{where} has not the parts of a {wanted.__name__}")
    parts = zip(kinds.items(), sent, strict=True)
    return wanted(*(_together(part, kind, f"{where}.{name}") for (name, kind), part in parts))


def _one_of(sent: Any, kinds: Sequence[Any], where: str) -> Any:
    for kind in kinds:
        try:
            return _together(sent, kind, where)
        except ValueError:
            continue
    raise ValueError(f"{where} is of another type ({type(sent).__name__})")


def _sequence(sent: Sequence[Any], origin: Any, of: Sequence[Any], where: str) -> Any:
    if origin is tuple and of[-1:] != (...,):
        if len(sent) != len(of):
            raise ValueError(f"{where} has {len(sent)} parts, not {len(of)}")
        return tuple(_together(each, kind, where) for each, kind in zip(sent, of, strict=True))
    made = (_together(each, of[0], where) for each in sent)
    return list(made) if origin is list else tuple(made)


@cache
def _fields(wanted: type) -> dict[str, Any]:
    """Return the fields of a dataclass or a named tuple with their types."""
    if dataclasses.is_dataclass(wanted):
        names: Sequence[str] = [field.name for field in dataclasses.fields(wanted)]
    else:
        names = getattr(wanted, "_fields", ())
    kinds = get_type_hints(wanted) if names else {}
    return {name: kinds[name] for name in names}


def _refuse_depth(sent: Any, where: str, left: int) -> None:
    if not left:
        raise ValueError(f"{where} is nested too deeply")
    if isinstance(sent, dict):
        sent = [*sent, *sent.values()]
    if isinstance(sent, list | tuple):
        for each in sent:
            _refuse_depth(each, where, left - 1)
