"""Where a figure came from, written into its file: each format has a place for it."""

import re
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nnviz import __version__
from nnviz.errors import UsageError
from nnviz.files import read_plain
from nnviz.terminal import visible

_MOST_BYTES = 100_000_000

_SVG = re.compile(rb"<svg\b[^>]*>")
_IN_SVG = re.compile(rb'<metadata id="origin">(.*?)</metadata>', re.DOTALL)
_IN_PDF = re.compile(rb"/Keywords \(((?:\\.|[^\\)])*)\)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_IN_MP4 = re.compile(rb"\xa9cmt(....)data.{8}", re.DOTALL)
"""QuickTime's comment as FFmpeg writes it: the length of what follows, its type and locale."""
_NOTES = "ppt/notesSlides/notesSlide"
_IN_PPTX = re.compile(r"<a:t>(nnviz show .*?)</a:t>")

COMMANDS = ("show", "animate", "sweep")
"""Those whose files carry their command."""

_DESCRIPTION, _SOFTWARE, _COPYRIGHT = 0x010E, 0x0131, 0x8298
"""Tags of Exif 2.3, table 4."""


@dataclass(frozen=True)
class Origin:
    """What a file tells of its figure: the title, the alternative text, the command that makes it.

    `credit` says how it may be used, and how it is cited, in one line. The version of nnviz is told
    besides, and nothing of the day or the machine, so that the same figure is the same bytes.
    """

    title: str
    alt: str
    command: str
    credit: str = ""

    def animated(self, seconds: float, frames: int) -> "Origin":
        """Return what the figure's film tells, which another command makes."""
        command = self.command.replace("nnviz show", "nnviz animate", 1)
        return replace(self, command=f"{command} --seconds {seconds:g} --frames {frames}")

    def in_png(self) -> PngInfo:
        """Return the chunks of text, under the keywords of the PNG specification, section 11.3."""
        told = PngInfo()
        for keyword, text in (
            ("Title", self.title),
            ("Description", self.alt),
            ("Software", f"nnviz {__version__}"),
            ("Copyright", self.credit),
            ("Comment", self.command),
        ):
            if text:
                told.add_itxt(keyword, text)
        return told

    def in_film(self, suffix: str) -> dict[str, Any]:
        """Return what Pillow writes into a GIF, a WebP or a PNG that moves."""
        if suffix == ".png":
            return {"pnginfo": self.in_png()}
        if suffix == ".gif":
            lines = self.title, self.alt, self.credit, self.command
            return {"comment": "\n".join(lines).encode()}
        told = Image.Exif()
        told[_DESCRIPTION], told[_SOFTWARE] = self.command.encode(), f"nnviz {__version__}"
        told[_COPYRIGHT] = self.credit.encode()
        return {"exif": told.tobytes()}

    def in_mp4(self) -> list[str]:
        """Return the options of FFmpeg that write it into an MP4."""
        told = {"title": self.title, "description": self.alt, "comment": self.command}
        told["copyright"] = self.credit
        return [word for name, text in told.items() for word in ("-metadata", f"{name}={text}")]

    def in_pdf(self) -> dict[str, str | None]:
        """Return the entries of the document's information, PDF 1.7, section 14.3.3."""
        return {
            "Title": self.title,
            "Subject": "\n".join(filter(None, (self.alt, self.credit))),
            "Keywords": self.command,
            "Creator": f"nnviz {__version__}",
        }

    def into_svg(self, svg: bytes) -> bytes:
        """Return an SVG that says it to screen readers, and has the command as metadata."""
        told = (
            f"<title>{escape(self.title)}</title>\n<desc>{escape(self.alt)}</desc>\n"
            f'<metadata id="origin">nnviz {__version__}: {escape(self.command)}</metadata>\n'
            f'<metadata id="credit">{escape(self.credit)}</metadata>'
        )
        return _SVG.sub(lambda tag: tag[0] + b"\n" + told.encode(), svg, count=1)


def command_in(path: Path) -> str:
    """Return the command that a figure's file carries; raises `UsageError` where it has none."""
    readers = {
        **{".png": _from_image, ".svg": _from_svg, ".pdf": _from_pdf, ".pptx": _from_pptx},
        **{".gif": _from_image, ".webp": _from_image, ".mp4": _from_mp4},
    }
    if path.suffix.lower() not in readers:
        raise UsageError(f"{path} is no figure of nnviz: it must end in {', '.join(readers)}.")
    try:
        content = read_plain(path, _MOST_BYTES)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{path} cannot be read: {reason}.") from error
    try:
        command = readers[path.suffix.lower()](content)
    except UsageError:
        raise
    except Exception:  # whatever a broken file makes of what reads it
        command = ""
    if not command:
        raise UsageError(f"{path} does not say how it was made: it is no figure that nnviz saved.")
    return command


def words_of(command: str) -> list[str]:
    """Return a command's words after `nnviz`: one of `COMMANDS`, a concept, and options.

    Raises `UsageError` for what is no such command.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    match words:
        case ["nnviz", name, concept, *_] if name in COMMANDS and not concept.startswith("-"):
            return words[1:]
    raise UsageError(f"what it says of itself is no command for a figure: {command[:80]!r}.")


def refuse_options(words: Iterable[str], own: Collection[str]) -> None:
    """Raise `UsageError` where the words of a file, which is not trusted, have an option of `own`.

    These choose what is written or run; the others set what a figure shows and how it looks.
    """
    for word in words:
        option = "--" + word.partition("=")[0].lstrip("-").replace("_", "-")
        short = re.match(r"-[A-Za-z]", word)
        if short or ((word.startswith("-") or "=" in word) and option in own):
            raise UsageError(f"a figure's own command may not have {word}; give it yourself.")


def _from_image(content: bytes) -> str:
    with Image.open(BytesIO(content), formats=["PNG", "GIF", "WEBP"]) as image:
        if image.format == "GIF":
            return str(image.info.get("comment", b"").decode()).split("\n", 3)[-1]
        if image.format == "WEBP":
            return str(image.getexif().get(_DESCRIPTION, "")).encode("latin-1").decode()
        return str(image.info.get("Comment", ""))


def _from_mp4(content: bytes) -> str:
    if not (found := _IN_MP4.search(content)):
        return ""
    length = int.from_bytes(found[1]) - 16  # of which sixteen are itself, `data`, type and locale
    return content[found.end() : found.end() + max(0, length)].decode()


def _from_pptx(content: bytes) -> str:
    """Return the command of a deck's one figure; `UsageError` tells those of several."""
    with ZipFile(BytesIO(content)) as deck:
        notes = [one for one in deck.infolist() if one.filename.startswith(_NOTES)]
        if sum(one.file_size for one in notes) > _MOST_BYTES:
            return ""
        said = [_IN_PPTX.findall(deck.read(one).decode()) for one in notes]
    commands = [unescape(line) for lines in said for line in lines[-1:]]
    if len(commands) > 1:
        told = "; ".join(visible(command) for command in commands)
        raise UsageError(f"a deck holds {len(commands)} figures; make one again by: {told}")
    return "".join(commands)


def _from_svg(content: bytes) -> str:
    found = _IN_SVG.search(content)
    return unescape(found[1].decode()).partition(": ")[2] if found else ""


def _from_pdf(content: bytes) -> str:
    found = _IN_PDF.search(content)
    told = _ESCAPED.sub(_plain, found[1]) if found else b""
    return told.decode("utf-16" if told.startswith(b"\xfe\xff") else "ascii")


def _plain(escaped: re.Match[bytes]) -> bytes:
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(escaped[1], escaped[1])
