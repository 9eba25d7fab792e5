"""SVG in fewer bytes: paths go from point to point, in hundredths, and nothing is said twice.

A point is 1/72 inch, so that what is drawn moves by less than 2 µm.
"""

import re
from collections.abc import Iterator

_PATH = re.compile(rb' d="([^"]*)"')
_WORD = re.compile(rb"[A-Za-z]|-?[\d.]+(?:e[-+]?\d+)?")
_PLACE = re.compile(rb'(?<= x=")[^"]+|(?<= y=")[^"]+|(?<=translate\()[^)]+')
_NUMBER = re.compile(rb"-?[\d.]+(?:e[-+]?\d+)?")
_UNSEEN = re.compile(rb"\s*<!--.*?-->|\s*<metadata>.*?</metadata>", re.DOTALL)
_INDENT = re.compile(rb"\n\s+")
_POINTS = {b"M": 1, b"L": 1, b"Q": 2, b"C": 3}
"""The commands that matplotlib writes besides `z`, with the points that each takes."""


def compact(svg: bytes) -> bytes:
    """Return matplotlib's SVG in fewer bytes, each coordinate within 0.005 of what it was.

    Names of parts and whatever else refers to them stay as they are.
    """
    head, tag, body = svg.partition(b"<defs>")
    body = _PATH.sub(lambda match: b' d="' + _relative(match[1]) + b'"', body)
    body = _PLACE.sub(lambda match: _NUMBER.sub(_rounded, match[0]), body)
    return _INDENT.sub(b"\n", _UNSEEN.sub(b"", head + tag + body))


def _relative(path: bytes) -> bytes:
    """Return a path's commands with each point as a step from where the pen is."""
    words = _WORD.findall(path)
    if not {word for word in words if word.isalpha()} <= {*_POINTS, b"z"}:
        return path
    return b"".join(_steps(iter(words)))


def _steps(words: Iterator[bytes]) -> Iterator[bytes]:
    x = y = start_x = start_y = 0
    before = b""
    for command in words:
        if command == b"z":
            x, y, before = start_x, start_y, b""
            yield b"z"
            continue
        numbers = [round(100 * float(next(words))) for _ in range(2 * _POINTS[command])]
        steps = [number - (y if odd % 2 else x) for odd, number in enumerate(numbers)]
        yield _joined(command.lower() if command != before else b"", steps)
        x, y = numbers[-2:]
        before = command
        if command == b"M":
            start_x, start_y, before = x, y, b"L"


def _joined(command: bytes, hundredths: list[int]) -> bytes:
    """Return numbers after a command, or after others where there is none, as short as can be."""
    text, glued = command, bool(command)
    for number in hundredths:
        word = _short(number)
        text += word if glued or word.startswith(b"-") else b" " + word
        glued = False
    return text


def _short(hundredths: int) -> bytes:
    word = repr(hundredths / 100).removesuffix(".0").encode()
    return word.replace(b"0.", b".", 1) if word.startswith((b"0.", b"-0.")) else word


def _rounded(match: re.Match[bytes]) -> bytes:
    return _short(round(100 * float(match[0])))
