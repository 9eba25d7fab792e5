"""Snippets for Markdown and for what is written in it: Quarto and MyST."""

import json
import re

from nnviz.errors import UsageError
from nnviz.exhibit import Exhibit, Quiz, Sheet, pieces
from nnviz.language import tr

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~^@$&{}])")
_FIRST = re.compile(r"^(\d*)([-+#=:%]|(?<=\d)[.)](?=\s|$))")
_NOT_PLAIN_YAML = re.compile(r"""^[-?:,\[\]{}#&*!|>'"%@`]|: | #|:$|^[\d.]+$""")
_RUN_BY_QUARTO = r"^\s*(```|~~~)|\{\{<"


def markdown(exhibit: Exhibit) -> str:
    """Return an image and a paragraph, which every Markdown has, with an anchor to link to."""
    return (
        f"{comment(*exhibit.comments)}"
        f'<a id="fig-{exhibit.name}"></a>\n\n'
        f"![{_quoted(exhibit.alt)}](<{exhibit.path}>)\n\n"
        f"**{_text(exhibit.title)}.** {_text(exhibit.caption)}\n"
        f"{_listings(exhibit)}"
    )


def quarto(exhibit: Exhibit) -> str:
    """Return a figure that `@fig-NAME` refers to, in whatever Quarto is rendered to."""
    if any(re.search(_RUN_BY_QUARTO, each.code, re.MULTILINE) for each in exhibit.listings):
        raise UsageError("that code holds what Quarto may run or include; leave out --code.")
    alt = exhibit.alt.replace("\\", "\\\\").replace('"', '\\"')
    for sign in "`{}<>":  # Quarto looks for code and shortcodes before it reads any Markdown
        alt = alt.replace(sign, f"&#{ord(sign)};")
    caption = _text(exhibit.caption).replace(r"\`", "&#96;")
    return (
        f"{comment(*exhibit.comments)}"
        f"![{caption}](<{exhibit.path}>)"
        f'{{#fig-{exhibit.name} fig-alt="{alt}" width={exhibit.share}%}}\n'
        f"{_listings(exhibit)}\n"  # what follows at once would make the figure an image of a text
    )


def myst(exhibit: Exhibit) -> str:
    """Return a figure that a cross-reference to `fig-NAME` finds; the builder chooses its file.

    Raises `UsageError` for a path with blanks, which MyST does not read.
    """
    if re.search(r"\s", exhibit.path):
        raise UsageError(f"MyST reads no blanks in a path, as in {exhibit.path}; choose another.")
    return (
        "".join(f"% {line}\n" for line in exhibit.comments) + f"\n```{{figure}} {exhibit.path}\n"
        f":name: fig-{exhibit.name}\n"
        f":width: {exhibit.share}%\n"
        f":alt: {_yaml(exhibit.alt)}\n\n"
        f"{_text(exhibit.caption)}\n"
        "```\n"
        f"{_listings(exhibit)}"
    )


def fenced(code: str) -> str:
    """Return some Python between fences that are longer than any in it."""
    fence = "`" * (1 + max([2, *map(len, re.findall("`+", code))]))
    return f"{fence}python\n{code.removesuffix(chr(10))}\n{fence}\n"


def _listings(exhibit: Exhibit) -> str:
    return "".join(f"\n{_text(each.title)}\n\n{fenced(each.code)}" for each in exhibit.listings)


def questions(sheet: Sheet) -> str:
    """Return the questions with their choices, as a list under the concept's title."""
    return _sheet(sheet, [_asked(quiz) for quiz in sheet.quizzes])


def key(sheet: Sheet) -> str:
    """Return the answers: what was measured, why, and what to say to who chose wrongly."""
    return _sheet(sheet, [_answered(quiz) for quiz in sheet.quizzes])


def _sheet(sheet: Sheet, items: list[list[str]]) -> str:
    lists = []
    for number, (text, *inner) in enumerate(items, 1):
        indent = " " * len(f"{number}. ")
        lists.append("\n".join([f"{number}. {text}", "", *(f"{indent}- {one}" for one in inner)]))
    return f"{comment(sheet.command)}## {_text(sheet.title)}\n\n" + "\n\n".join(lists) + "\n"


def _asked(quiz: Quiz) -> list[str]:
    return [_text(quiz.text), *(f"**{letter}** {_text(one)}" for letter, one in quiz.lettered)]


def _answered(quiz: Quiz) -> list[str]:
    letters, choices = zip(*quiz.lettered, strict=True)
    measured = tr("Measured: {numbers}.", numbers=quiz.measured)
    told = f"{choices[quiz.right]}. {measured} {quiz.reason}"
    replies = zip(letters, quiz.replies, strict=True)
    said = [f"**{letter}** {_text(reply)}" for letter, reply in replies if reply]
    return [f"**{letters[quiz.right]}**, {_text(told)}", *said]


def comment(*lines: str) -> str:
    """Return lines as comments of HTML that none of them ends, and in which Quarto runs nothing."""
    told = (re.sub("--(!?)>", r"-- \1>", line).replace("{{", "{ {") for line in lines)
    return "".join(f"<!-- {line} -->\n" for line in told) + "\n"


def _text(text: str) -> str:
    parts = pieces(text)
    line = "".join(f"${piece.text}$" if piece.formula else _quoted(piece.text) for piece in parts)
    return _FIRST.sub(r"\1\\\2", line)


def _quoted(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _yaml(text: str) -> str:
    """Return a text as a value of YAML, in quotes only where it would be read otherwise."""
    return json.dumps(text, ensure_ascii=False) if _NOT_PLAIN_YAML.search(text) else text
