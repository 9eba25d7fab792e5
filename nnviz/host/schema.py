"""Reads data as dataclasses by their own annotations, and refuses what does not fit.

Records, manifests and what other processes send were made elsewhere. They are read here alone, so
that whoever holds a `Record` can rely on every name, number and picture in it.
"""

import json
import sys
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

T = TypeVar("T")
Reader = Callable[[Any], Any]

_CALLED = {str: "text", int: "whole number", float: "number", bool: "truth value"}
_DEEPEST = 20
"""How deep what may be anything may be nested."""
_LARGEST = 2**53
"""Beyond, JavaScript and JSON disagree on what a whole number is."""


def decoded(kind: type[T], content: bytes) -> T:
    """Return the JSON in some bytes as a `kind`; raises `ValueError` when it is none."""
    try:
        return fitted(kind, json.loads(content))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def fitted(kind: type[T], data: object) -> T:
    """Return data as a `kind`; raises `ValueError` with the place of what does not fit.

    A kind is `str`, `int`, `float`, `bool`, `bytes`, `Path`, `None`, a literal, a union, a tuple, a
    list, a mapping, a dataclass, a named tuple or a `TypedDict` of kinds, `Annotated` with what
    must be true of it, or any data, a few levels deep.
    """
    read: Callable[[object], T] = _reader(cast(Hashable, kind))
    return read(data)


@cache
def _reader(kind: Any) -> Reader:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _held_to(_reader(arguments[0]), arguments[1:])
    if origin is NotRequired:
        return _reader(arguments[0])
    if origin is Literal:
        return _held_to(_text, (arguments.__contains__,))
    if origin in (Union, UnionType):
        return _one_of([_reader(one) for one in _nothing_first(arguments)])
    if origin is tuple:
        return _tuple(arguments)
    if origin in (list, Sequence):
        return _listed(_tuple((*arguments, ...)), origin)
    if origin in (dict, Mapping):
        return _mapping(*map(_reader, arguments))
    if is_dataclass(kind) or is_typeddict(kind) or hasattr(kind, "_fields"):
        return _fields(kind)
    return _SIMPLE.get(kind) or _plain(kind)


def _plain(kind: type) -> Reader:
    def read(data: Any) -> Any:
        if type(data) is not kind:
            raise ValueError(f"it is no {_CALLED.get(kind, kind.__name__)}")
        return data

    return read


def _text(data: Any) -> Any:
    if not _plain(str)(data).isascii():
        data.encode()  # raises `ValueError` for half of a surrogate pair, which no file can hold
    return data


def _whole(data: Any) -> Any:
    if abs(_plain(int)(data)) > _LARGEST:
        raise ValueError("it is too large a number")
    return data


def _number(data: Any) -> Any:
    if type(data) is not int:
        return _plain(float)(data)
    if abs(data) > sys.float_info.max:
        raise ValueError("it is too large a number")
    return data


def _path(data: Any) -> Path:
    if not isinstance(data, Path):
        raise ValueError("it is no path")
    return data


def _anything(data: Any, left: int = _DEEPEST) -> Any:
    if not left:
        raise ValueError("it is nested too deeply")
    if isinstance(data, dict | list | tuple):
        parts = [*data, *data.values()] if isinstance(data, dict) else data
        for each in parts:
            _anything(each, left - 1)
    return data


_SIMPLE: Mapping[Any, Reader] = {
    **{str: _text, int: _whole, float: _number, Path: _path},
    **{Any: _anything, object: _anything},
}


def _listed(reader: Reader, origin: Any) -> Reader:
    return (lambda data: list(reader(data))) if origin is list else reader


def _held_to(reader: Reader, tests: tuple[Callable[[Any], bool], ...]) -> Reader:
    def read(data: Any) -> Any:
        value = reader(data)
        if not all(test(value) for test in tests):
            raise ValueError(f"it cannot be {str(value)[:60]!r}")
        return value

    return read


def _one_of(readers: list[Reader]) -> Reader:
    def read(data: Any) -> Any:
        for reader in readers[:-1]:
            try:
                return reader(data)
            except ValueError:
                continue
        return readers[-1](data)

    return read


def _nothing_first(kinds: tuple[Any, ...]) -> list[Any]:
    """Return kinds so that what is said of data that is none of them is said of the last."""
    return sorted(kinds, key=lambda kind: kind is not NoneType)


def _tuple(kinds: tuple[Any, ...]) -> Reader:
    many = kinds[-1] is Ellipsis
    readers = [_reader(kind) for kind in kinds if kind is not Ellipsis]

    def read(data: Any) -> Any:
        if not isinstance(data, list | tuple) or not (many or len(data) == len(readers)):
            raise ValueError("it is no list" if many else f"it is no list of {len(readers)}")
        each = readers * len(data) if many else readers
        return tuple(_at(number, each[number], one) for number, one in enumerate(data))

    return read


def _mapping(key: Reader, value: Reader) -> Reader:
    def read(data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError("it is no object")
        return {_at(name, key, name): _at(name, value, one) for name, one in data.items()}

    return read


def _fields(kind: Any) -> Reader:
    hints = get_type_hints(kind, include_extras=True)
    named = [field.name for field in fields(kind)] if is_dataclass(kind) else list(hints)
    readers = {name: _reader(hints[name]) for name in named}
    needed = getattr(kind, "__required_keys__", readers.keys())

    def read(data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError("it is no object")
        for name in needed - data.keys():
            raise ValueError(f"{name} is missing")
        for name in data.keys() - readers.keys():
            raise ValueError(f"nothing is known of {str(name)[:60]!r}")
        return kind(**{name: _at(name, readers[name], one) for name, one in data.items()})

    return read


def _at(place: object, reader: Reader, data: Any) -> Any:
    """Read a part, whose place goes before what is said of it."""
    try:
        return reader(data)
    except ValueError as error:
        raise ValueError(f"{str(place)[:60]}: {error}") from None
