"""The settings of a gallery that stand in a file of the current folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.errors import UsageError
from nnviz.gallery.settings import PARTS
from nnviz.wording import did_you_mean, enumeration

DPI = (20, 1200)
"""The least and the most dots an inch."""

_TABLES = {"nnviz.toml": ("gallery",), "pyproject.toml": ("tool", "nnviz", "gallery")}
"""Where the settings stand in each file; the first file that is there counts."""


class _Kind(NamedTuple):
    """What a key takes, in words, and whether a value is that."""

    words: str
    accepts: Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_resolution(value: Any) -> bool:
    return type(value) in (int, float) and DPI[0] <= value <= DPI[1]


def _are_parts(value: Any) -> bool:
    return isinstance(value, list) and all(part in PARTS for part in value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_TEXT = _Kind("a text", _is_text)
_KEYS = {
    "theme": _TEXT,
    "size": _TEXT,
    "title": _TEXT,
    "dpi": _Kind(f"a number from {DPI[0]} to {DPI[1]}", _is_resolution),
    "without": _Kind(f"a list, of {enumeration(list(PARTS), 'or')}", _are_parts),
    "only": _Kind("a list of concepts or topics", _are_texts),
}


def configured(folder: Path) -> dict[str, Any]:
    """Return the settings of a gallery that stand in `nnviz.toml` or `pyproject.toml` there.

    Raises `UsageError` for a key that there is not, a value that cannot be, or no TOML.
    """
    for name, tables in _TABLES.items():
        if (folder / name).is_file():
            found = _read(folder / name)
            for depth, table in enumerate(tables, 1):
                found = _within(found, table, f"[{'.'.join(tables[:depth])}] of {name}")
            return {key: _checked(key, value, tables, name) for key, value in found.items()}
    return {}


def _read(path: Path) -> dict[str, Any]:
    import tomllib  # needed only where there is such a file

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except ValueError as error:
        reason = str(error)
    raise UsageError(f"{path.name} cannot be read: {reason}.")


def _within(found: dict[str, Any], table: str, place: str) -> dict[str, Any]:
    inner = found.get(table, {})
    if not isinstance(inner, dict):
        raise UsageError(f"{place} must be a table; got {inner!r}.")
    return inner


def _checked(key: str, value: Any, tables: tuple[str, ...], file: str) -> Any:
    """Return a value as `Settings` takes it."""
    place = f"[{'.'.join(tables)}] of {file}"
    if key not in _KEYS:
        hint = did_you_mean(key, list(_KEYS)) or f" It may have {enumeration(list(_KEYS))}."
        raise UsageError(f"{place} has the key {key}, which there is not.{hint}")
    kind = _KEYS[key]
    if not kind.accepts(value):
        raise UsageError(f"{key} in {place} must be {kind.words}; got {value!r}.")
    return tuple(value) if isinstance(value, list) else value
