"""What leaves for a terminal: text alone, whatever a plugin, a file or an error has put into it.

A control character moves the cursor, hides what stands before it or sets the window's title; a
bidirectional override shows a command in another order than it is pasted. Here each becomes its
number as JSON writes it, `\\u001b`, so that it is seen, and JSON stays the same JSON.
"""

import re
import sys
from typing import Any, TextIO

_CONTROLS = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
"""All of C0 and C1 but tab and line feed, and what embeds, overrides or isolates a direction."""

_LOOK = r"\x1b\[(?:[0-4]|2[2-4]|3[1-69]|9[1-6])?(?:;(?:[0-4]|2[2-4]|3[1-69]|9[1-6]))*m"
"""Bold, faint, italic, underlined and the colours that are read on any background."""

_NO_TEXT = re.compile(f"(?P<look>{_LOOK})|{_CONTROLS}")


def visible(text: str, *, styled: bool = False) -> str:
    """Return a text with each control character as its number; `styled` lets colours pass."""
    return _NO_TEXT.sub(lambda match: _shown(match, styled=styled), text)


def _shown(match: re.Match[str], *, styled: bool) -> str:
    if styled and match["look"]:
        return match.group()
    return re.sub(_CONTROLS, lambda sign: f"\\u{ord(sign.group()):04x}", match.group())


class Screen:
    """A stream that writes text alone; in all else it is the stream that it was made of."""

    def __init__(self, stream: TextIO, *, styled: bool) -> None:
        """Take the stream, and whether what it leads to shows colours."""
        self._stream, self._styled = stream, styled

    def write(self, text: str) -> int:
        """Write a text, its control characters as their numbers."""
        self._stream.write(visible(text, styled=self._styled))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> Any:
        """The bytes below; hidden on Windows, where click would write past this to a console."""
        windows = sys.platform == "win32" and self._stream.isatty()
        return None if windows else self._stream.buffer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard(styled: bool | None) -> None:
    """Let standard output and standard error write text alone, for the rest of the process.

    `styled` says whether they show colours, where None leaves it to what each of them leads to.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # a terminal that lacks a letter gets a question mark, not a crash
            # click would write UTF-8 past an ASCII stream, to the bytes below.
            ascii_only = stream.encoding.lower().replace("-", "") in ("ascii", "usascii", "646")
            reconfigure(errors="replace", encoding="utf-8" if ascii_only else None)
        if stream is not None:
            shows = stream.isatty() if styled is None else styled
            setattr(sys, name, Screen(stream, styled=shows))
