"""The files that all pages of a gallery share: style, script, and a font for formulas.

Style and script have their digest in their names, so that a page which an older nnviz made keeps
those that it was made with until it is written again. The script speaks one language.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nnviz.gallery.record import digest
from nnviz.language import Language, current

TEMPLATES = Path(__file__).parent / "templates"
FONT = "stix-two-math.woff2"
FONT_LICENSE = "stix-two-math.LICENSE.txt"

_PARTS = (
    "words",
    "site",
    "search",
    "index",
    "article",
    "symbols",
    "messages",
    "panel",
    "draw",
    "questions",
    "page",
    "player",
)
_SAID = re.compile(r'\btr\("([^"]+)"\)?')
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


def _named(suffix: str) -> str:
    return f"nnviz-{digest(joined(suffix))[:_DIGITS]}.{suffix}"


def joined(suffix: str, *parts: str) -> bytes:
    """Return these parts of the style or the script as one; each may lack the other.

    A script begins with its words in the language that is spoken, a style has them where it says
    `tr("…")`.
    """
    return _joined(suffix, parts or _PARTS, current())


@cache
def _joined(suffix: str, parts: tuple[str, ...], language: Language) -> bytes:
    files = (TEMPLATES / f"{part}.{suffix}" for part in parts)
    whole = b"".join(file.read_bytes() for file in files if file.is_file())
    if suffix == "css":
        texts = language.catalogue().texts
        return _SAID.sub(lambda said: f'"{texts.get(said[1], said[1])}"', whole.decode()).encode()
    return _words(language) + whole if "words" in parts else whole


def _words(language: Language) -> bytes:
    """Return what scripts say as a script's first line: the translations by the English."""
    catalogue = language.catalogue().texts
    said = {english: catalogue[english] for english in said_in_scripts() if english in catalogue}
    return f"const WORDS = {json.dumps(said, ensure_ascii=False)};\n".encode()


@cache
def said_in_scripts() -> tuple[str, ...]:
    """Return what the scripts of all pages say, in English."""
    scripts = sorted(TEMPLATES.parents[1].glob("*/templates/**/*.js"))
    told = (_SAID.findall(path.read_text(encoding="utf-8")) for path in scripts)
    return tuple(dict.fromkeys(one for texts in told for one in texts))
