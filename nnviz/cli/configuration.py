"""The settings of a gallery that stand in a file of its folder, or of the current one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from nnviz.authored import NAMES as WORDS
from nnviz.authored import Authored
from nnviz.cli.tables import NAMES, configured_language, tables
from nnviz.errors import UsageError
from nnviz.files import write_whole
from nnviz.gallery.figures import NamedFigure
from nnviz.gallery.settings import PARTS
from nnviz.setting import Setting
from nnviz.wording import did_you_mean, enumeration

DPI = (20, 1200)
"""The least and the most dots an inch."""

_EXAMPLE = """\
# What `nnviz gallery` makes in this folder. A line counts once its # is taken away.
[gallery]
# title = "Deep learning, shown"
# course = "CS 230"               # without it, none
# licence = "CC BY 4.0"           # how its figures may be used; without it, what nnviz says
# cite = "A. Author, CS 230"     # how they are cited, likewise
# theme = "slides"               # or paper, notebook, or the path of a .mplstyle file
# size = "slide"                 # or column, page, notebook
# dpi = 120                      # dots an inch of each figure.png
# without = []                   # some of: svg, pdf, frames, phones, animations, data, notebook,
#                                # questions
# only = []                      # topics and concepts; without it, all
# languages = ["en", "ko"]       # the first in this folder, each other in one of its own

# A figure of your own, a concept at other parameters, on a page of its own; where it is called as
# its concept is, it is that concept's page:
# [gallery.figures.momentum-overshoots]
# concept = "momentum"
# beta = 0.99                    # any of the parameters of `nnviz show momentum --help`
# steps = 100
# title = "Momentum overshoots"
# headline = "With β = {beta} it overshoots [overshoots]"  # {names} filled in, [claims] held to
# caption = "What the class saw on Tuesday."               # cites nothing: marked as yours
# alt = "…"                      # setting = false draws no line of parameters

# The letters of your course, one for one:
# [notation]
# "η" = "α"
"""


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


def _are_tables(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(table, dict) for table in value.values())


def _is_parameter(value: Any) -> bool:
    items = value if isinstance(value, list) and value else [value]
    return all(isinstance(item, str | int | float) for item in items)


_TEXT = _Kind("a text", _is_text)
_KEYS = {
    "theme": _TEXT,
    "size": _TEXT,
    "title": _TEXT,
    "course": _TEXT,
    "licence": _TEXT,
    "cite": _TEXT,
    "dpi": _Kind(f"a number from {DPI[0]} to {DPI[1]}", _is_resolution),
    "without": _Kind(f"a list, of {enumeration(list(PARTS), 'or')}", _are_parts),
    "only": _Kind("a list of concepts or topics", _are_texts),
    "languages": _Kind("a list of languages' codes", _are_texts),
    "figures": _Kind("tables, one a figure under its name", _are_tables),
}
_PARAMETER = _Kind("a number, a text, true, false or a list of these", _is_parameter)
_FIGURE_KEYS = {"concept": _TEXT, "theme": _TEXT, "size": _TEXT}
"""Of a course's own figure, besides its words; every other key is a parameter of its concept."""


def configured(folder: Path) -> dict[str, Any]:
    """Return the settings of a gallery that stand in `nnviz.toml` or `pyproject.toml` there.

    Raises `UsageError` for a key that there is not, a value that cannot be, or no TOML. Whether
    the concepts of its figures have such parameters is not known here.
    """
    for file in NAMES:
        if (found := tables(folder / file)) is not None:
            table = f"{found.place}gallery"
            settings = _settings(found.within("gallery"), table, file)
            language = configured_language(folder)
            return {**({"languages": (language,)} if language else {}), **settings}
    return {}


def write_example(folder: Path) -> Path:
    """Write an `nnviz.toml` in which each setting is explained, and return its path.

    Raises `UsageError` where there is one, and `NnvizError` when it cannot be written.
    """
    path = folder / "nnviz.toml"
    if path.exists():
        raise UsageError(f"{path} is there already.")
    write_whole(path, _EXAMPLE.encode())
    return path


def _settings(found: dict[str, Any], table: str, file: str) -> dict[str, Any]:
    place = f"[{table}] of {file}"
    for key in found:
        if key not in _KEYS:
            hint = did_you_mean(key, list(_KEYS)) or f" It may have {enumeration(list(_KEYS))}."
            raise UsageError(f"{place} has the key {key}, which there is not.{hint}")
    checked = {key: _checked(key, value, _KEYS[key], place) for key, value in found.items()}
    if "figures" in checked:
        checked["figures"] = tuple(
            _figure(name, keys, f"[{table}.figures.{name}] of {file}")
            for name, keys in checked["figures"].items()
        )
    return checked


def _figure(name: str, keys: dict[str, Any], place: str) -> NamedFigure:
    """Return a figure of the course's own, told by the keys of its table."""
    checked = {
        key: _checked(key, value, _FIGURE_KEYS.get(key, _PARAMETER), place)
        for key, value in keys.items()
        if key not in WORDS
    }
    checked.setdefault("concept", name)
    values = {key: checked.pop(key) for key in keys if key in checked and key not in _FIGURE_KEYS}
    return NamedFigure(
        name,
        **checked,
        authored=Authored.of(keys, place),
        setting=Setting(**values),
        origin=place,
    )


def _checked(key: str, value: Any, kind: _Kind, place: str) -> Any:
    """Return a value as `Settings` or `NamedFigure` takes it."""
    if not kind.accepts(value):
        raise UsageError(f"{key} in {place} must be {kind.words}; got {value!r}.")
    return tuple(value) if isinstance(value, list) else value
