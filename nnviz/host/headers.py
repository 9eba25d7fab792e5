"""The head of a class: its docstring and its fields, cut from a source before it is parsed.

To parse a whole file takes longer than all else that listing does, and a card needs no method.
"""

import re

# Each begins with a literal newline, which `re` finds several times faster than a line's start.
_METHOD = re.compile(rb"\n([ \t]+)(?:@|def |async def |class )")
_TOP_LEVEL = re.compile(rb"\n[^\s#)\]}]")
_TEXTS = re.compile(rb"\n[ \t]+(?:headline|setting)[ \t]*=")
_ON_CARDS = re.compile(
    rb"\n[ \t]+(?:(?:title|topic|order|formerly|see_also|builds_on|keywords|symbols|api)[ \t]*="
    rb"|\w+[ \t]*:)"
)


def class_head(source: bytes, name: str) -> str | None:
    """Return the source of a class up to its first method, or None where that may lose a field.

    That is so where the class is not there exactly once, and where a field follows a method. What
    a figure says, of which a card has nothing, is left out where it stands last. The lines keep
    their numbers. A head that was cut inside a string is no Python, as parsing tells.
    """
    text = b"\n" + source
    opening = f"\nclass {name}".encode()
    if text.count(opening) != 1:
        return None
    start = text.index(opening)
    after = _TOP_LEVEL.search(text, start + 1)
    end = after.start() if after else len(text)
    method = _METHOD.search(text, start, end)
    if method and _has_field(text[method.end() : end], method.group(1)):
        return None
    end = method.start() if method else end
    texts = _TEXTS.search(text, start, end)
    if texts and not _ON_CARDS.search(text, texts.end(), end):
        end = texts.start()
    try:
        return "\n" * text.count(b"\n", 0, start) + text[start + 1 : end].decode()
    except UnicodeDecodeError:
        return None


def _has_field(text: bytes, indent: bytes) -> bool:
    return re.search(rb"\n" + indent + rb"[A-Za-z_]\w*[ \t]*[:=]", text) is not None
