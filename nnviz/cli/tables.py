"""What nnviz has in `nnviz.toml`, or in `pyproject.toml` under `[tool.nnviz]`."""

from pathlib import Path
from typing import Any, NamedTuple

from nnviz.errors import UsageError
from nnviz.language.notation import AS_WRITTEN, Notation

NAMES = ("nnviz.toml", "pyproject.toml")
"""The files; the first that is there counts."""


class Tables(NamedTuple):
    """What is nnviz's in a file; `place` stands before the name of each of its tables."""

    found: dict[str, Any]
    place: str
    file: str

    def within(self, table: str) -> dict[str, Any]:
        """Return a table, empty where there is none; `UsageError` for what is no table."""
        return _within(self.found, table, f"[{self.place}{table}] of {self.file}")


def tables(path: Path) -> Tables | None:
    """Return what is nnviz's in a file, or None where there is no such file.

    Raises `UsageError` where it is no TOML.
    """
    if not path.is_file():
        return None
    found = _read(path)
    if path.name == NAMES[0]:
        return Tables(found, "", path.name)
    tool = _within(found, "tool", f"[tool] of {path.name}")
    return Tables(_within(tool, "nnviz", f"[tool.nnviz] of {path.name}"), "tool.nnviz.", path.name)


def configured_language(folder: Path = Path()) -> str | None:
    """Return the code at `language` in a folder's file, or None; `UsageError` for no text."""
    for name in NAMES:
        if (told := tables(folder / name)) is not None:
            code = told.found.get("language")
            if code is None or (isinstance(code, str) and code):
                return code
            raise UsageError(f"language in {name} must be a text; got {code!r}.")
    return None


def configured_notation(folder: Path = Path()) -> Notation:
    """Return the letters of `[notation]` in a folder's file; `UsageError` for what is no letter."""
    for name in NAMES:
        if (told := tables(folder / name)) is not None:
            given = told.within("notation")
            try:
                return Notation(tuple((old, str(new)) for old, new in given.items()))
            except UsageError as error:
                raise UsageError(f"[{told.place}notation] of {name}: {error}") from error
    return AS_WRITTEN


def _read(path: Path) -> dict[str, Any]:
    import tomllib  # needed only where there is such a file

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    except ValueError as error:
        reason = str(error)
        if "Unescaped" in reason:
            reason += r"; a path of Windows stands in single quotes, 'C:\notes', or has slashes"
    raise UsageError(f"{path.name} cannot be read: {reason}.")


def _within(found: dict[str, Any], table: str, place: str) -> dict[str, Any]:
    inner = found.get(table, {})
    if not isinstance(inner, dict):
        raise UsageError(f"{place} must be a table; got {inner!r}.")
    return inner
