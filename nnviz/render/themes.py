"""Themes: matplotlib style sheets, found by name or given as a path or a mapping."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import matplotlib

from nnviz import names
from nnviz.errors import UsageError
from nnviz.render.sizes import Size
from nnviz.wording import did_you_mean, enumeration

Theme: TypeAlias = str | Path | Mapping[str, Any]
"""A style sheet's path, or rcParams by name."""

_STYLES = Path(__file__).parent / "styles"

THEMES: Mapping[str, Theme] = MappingProxyType(
    {name: _STYLES / f"{name}.mplstyle" for name in names.THEMES}
)
"""The themes that come with nnviz."""

# What belongs to the process and not to the look of a figure.
_NOT_A_LOOK = ("backend", "interactive", "toolbar", "timezone", "webagg.", "tk.", "date.epoch")

_SAME_BYTES: dict[str, Any] = {"svg.hashsalt": "nnviz", "svg.fonttype": "path", "pdf.fonttype": 42}


def default_size(theme: str) -> str:
    """Return the name of the size a theme is made for."""
    return names.THEMES.get(theme, "slide")


def style(theme: str, size: Size, themes: Mapping[str, Theme] | None = None) -> dict[str, Any]:
    """Return the complete rcParams of a theme at a size.

    `theme` is a name in `THEMES` or in `themes` (those of plugins), or the path of a
    `.mplstyle` file. Raises `UsageError` when it is neither, or cannot be read.
    """
    defaults = _plain(matplotlib.rcParamsDefault)
    look = {key: value for key, value in defaults.items() if _is_look(key)}
    own = {**size.rc(), **_read(theme, {**(themes or {}), **THEMES}), **_SAME_BYTES}
    return {**look, **_plain(matplotlib.RcParams(own))}


def _plain(rc: Any) -> dict[str, Any]:
    return dict(rc)


def _is_look(key: str) -> bool:
    return not key.startswith(_NOT_A_LOOK)


def _read(theme: str, themes: Mapping[str, Theme]) -> dict[str, Any]:
    source = themes.get(theme, theme)
    if isinstance(source, Mapping):
        return _checked(theme, source)
    path = Path(source)
    if theme not in themes and not (path.suffix == ".mplstyle" and path.is_file()):
        known = list(themes)
        raise UsageError(
            f"there is no theme {theme!r}: choose {enumeration(known, 'or')}, "
            f"or give the path of a .mplstyle file.{did_you_mean(theme, known)}"
        )
    try:
        _refuse_unknown(theme, path)
        return _plain(
            matplotlib.rc_params_from_file(path, fail_on_error=True, use_default_template=False)
        )
    except (OSError, ValueError) as error:
        told = str(error).partition("\n")[0].removesuffix(".")
        raise UsageError(f"theme {theme!r} cannot be read from {path}: {told}.") from error


def _refuse_unknown(theme: str, path: Path) -> None:
    """Raise `UsageError` for a key that there is not, which matplotlib would skip with a log."""
    known = [*matplotlib.rcParamsDefault]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        key = line.partition("#")[0].partition(":")[0].strip()
        if key and key not in known:
            raise UsageError(
                f"theme {theme!r}, line {number}: {key} is no setting of matplotlib's."
                f"{did_you_mean(key, known, 0.8)}"
            )


def _checked(theme: str, source: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _plain(matplotlib.RcParams(source))
    except (KeyError, TypeError, ValueError) as error:
        said = str(error.args[0] if error.args else error).partition("\n")[0].removesuffix(".")
        raise UsageError(f"theme {theme!r} is no mapping of rcParams: {said}.") from error
