"""The files that all pages of a gallery share: style, script, and a font for formulas.

Style and script have their digest in their names, so that a page which an older nnviz made keeps
those that it was made with until it is written again.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nnviz.gallery.record import digest

TEMPLATES = Path(__file__).parent / "templates"
FONT = "stix-two-math.woff2"
FONT_LICENSE = "stix-two-math.LICENSE.txt"

_PARTS = ("site", "search", "index", "article", "messages", "panel", "questions", "page", "player")
_HEX, _DIGITS = "[0-9a-f]", 8
"""Of the digest in a name: what each digit matches, and how many there are."""


def files() -> dict[str, bytes]:
    """Return the shared files by name."""
    fonts = {name: (TEMPLATES / name).read_bytes() for name in (FONT, FONT_LICENSE)}
    return {**fonts, style_name(): joined("css"), script_name(): joined("js")}


def style_name() -> str:
    """Return the name of the style sheet."""
    return _named("css")


def script_name() -> str:
    """Return the name of the script."""
    return _named("js")


def outdated(gallery: Path) -> Iterator[Path]:
    """Yield the styles and scripts in a gallery that no page uses any more."""
    for suffix in ("css", "js"):
        ours = gallery.glob(f"nnviz-{_HEX * _DIGITS}.{suffix}")
        yield from (path for path in ours if path.name != _named(suffix))


@cache
def _named(suffix: str) -> str:
    return f"nnviz-{digest(joined(suffix))[:_DIGITS]}.{suffix}"


@cache
def joined(suffix: str, *parts: str) -> bytes:
    """Return these parts of the style or the script as one; each may lack the other."""
    files = (TEMPLATES / f"{part}.{suffix}" for part in parts or _PARTS)
    return b"".join(file.read_bytes() for file in files if file.is_file())
