"""Letters that the theme's font lacks: a font that has them, nnviz's Korean one or an installed."""

import logging
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from nnviz.errors import FontWarning, UsageError
from nnviz.wording import did_you_mean, enumeration

KOREAN = "nnviz Sans KR"
"""The Korean family that ships, in two weights: 2,350 syllables, Latin, Greek, punctuation."""

_BOX = "□"
"""What stands where no font has a letter."""

_FALLBACK = "DejaVu Sans"
"""The font that comes with matplotlib."""

_SHOWN = 3

# That another weight was taken is nothing that a reader could do something about.
logging.getLogger("matplotlib.font_manager").addFilter(lambda told: "weight" not in told.msg)


def installed(families: tuple[str, ...]) -> tuple[str, ...]:
    """Return the families that this machine has; a `FontWarning` tells the first where it has none.

    Then matplotlib's own stands in.
    """
    found = tuple(family for family in families if _is_installed(family))
    if families and not found:
        told = f"there is no font {families[0]} on this machine; {_FALLBACK} stands in for it."
        warnings.warn(told, FontWarning, stacklevel=2)
    return found or (_FALLBACK,)


def font_named(name: str) -> str:
    """Return the family of a font that is installed or whose file this is; else `UsageError`."""
    path = Path(name)
    if path.suffix.lower() in (".ttf", ".otf", ".ttc"):
        try:
            family = font_manager.get_font(path).family_name
            font_manager.fontManager.addfont(path)
        except (OSError, RuntimeError, ValueError) as error:
            raise UsageError(f"the font {name} cannot be read: {error}.") from error
        return str(family)
    if not _is_installed(name):
        known = sorted({entry.name for entry in font_manager.fontManager.ttflist})
        raise UsageError(
            f"there is no font {name!r} on this machine.{did_you_mean(name, known)} "
            "A font's file may be named, too."
        )
    return name


@cache
def _is_installed(family: str) -> bool:
    if family in font_manager.font_family_aliases:
        return True
    try:
        font_manager.findfont(FontProperties(family=[family]), fallback_to_default=False)
    except ValueError:
        return False
    return True


def families_with(
    letters: Iterable[str], families: tuple[str, ...]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return families in which these letters are all there, and the letters that none has.

    What is added stands first: a text with a formula uses its first family alone.
    """
    left = {sign for sign in letters if not sign.isascii() and not sign.isspace()}
    left = {sign for sign in left if ord(sign) not in _letters(families)}
    added: list[str] = []
    while left and (family := _family_with_most(frozenset(left))):
        added.append(family)
        left = {sign for sign in left if ord(sign) not in _letters((family,))}
    return (*added, *families), frozenset(left)


@cache
def _letters(families: tuple[str, ...]) -> frozenset[int]:
    """Return the code points of families, or none of a font that has no outlines."""
    found: set[int] = set()
    for family in families:
        path = font_manager.findfont(FontProperties(family=[family]))
        with suppress(OSError, RuntimeError, ValueError):  # such as a font of coloured pictures
            found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)


@cache
def _family_with_most(letters: frozenset[str]) -> str:
    """Return nnviz's own family or the installed one with most of these letters, or nothing."""
    entries = font_manager.fontManager.ttflist
    installed = sorted({e.name for e in entries if "Last Resort" not in e.name} - {KOREAN})
    best, most = "", 0
    for family in (_korean(), *installed):
        count = sum(ord(sign) in _letters((family,)) for sign in letters)
        if count > most:
            best, most = family, count
        if most == len(letters):
            break
    return best


@cache
def _korean() -> str:
    for path in sorted(Path(__file__).parent.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return KOREAN


def letters_in(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts among numbers and arrays: what a reader's own file called its columns."""
    for value in values.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | list):
            yield from (each for each in value if isinstance(each, str))
        elif getattr(value, "dtype", None) is not None and value.dtype.kind == "U":
            yield from map(str, value.ravel())


@contextmanager
def boxes_for(letters: frozenset[str], figure: Figure) -> Iterator[None]:
    """Put a box for each of these letters in what is drawn in the block, and say so once."""
    if not letters:
        yield
        return
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield
    boxes = str.maketrans(dict.fromkeys(letters, _BOX))
    for text in figure.findobj(Text):
        if isinstance(text, Text):
            text.set_text(text.get_text().translate(boxes))
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        labels = [label.get_text() for label in axis.get_ticklabels()]
        if letters.intersection("".join(labels)):
            axis.set_ticks(axis.get_ticklocs(), [label.translate(boxes) for label in labels])
    warnings.warn(_advice(letters), FontWarning, stacklevel=2)


def _advice(lacking: frozenset[str]) -> str:
    scripts = sorted({unicodedata.name(sign, "unknown").split()[0].title() for sign in lacking})
    shown = " ".join(sorted(lacking)[:_SHOWN])
    return (
        f"no installed font has {shown} ({enumeration(scripts)}); a box stands for each such "
        "letter. Install a font that has them, such as Google's Noto, and show it again."
    )
