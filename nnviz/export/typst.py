"""A snippet for Typst; formulas in TeX become Unicode, for Typst's own mathematics is another."""

import re

from nnviz.exhibit import Exhibit, Quiz, Sheet
from nnviz.export.markdown import fenced
from nnviz.language import tr
from nnviz.tex import unicode_math

_SPECIAL = re.compile(r"([\\#$*_`<>@~\[\]/]|(?<=-)-|-(?=[-?\d])|(?<=\.)\.)")
_FIRST = re.compile(r"^(\d*)([-+=]|(?<=\d)\.)")


def figure(exhibit: Exhibit) -> str:
    """Return a figure that `@fig-NAME` refers to."""
    return (
        "".join(f"// {line}\n" for line in exhibit.comments) + "#figure(\n"
        f"  image({_string(exhibit.path)}, width: {exhibit.share}%, alt: {_string(exhibit.alt)}),\n"
        f"  caption: [{_content(exhibit.caption)}],\n"
        f") <fig-{exhibit.name}>\n"
        + "".join(f"\n{_content(each.title)}\n\n{fenced(each.code)}" for each in exhibit.listings)
    )


def questions(sheet: Sheet) -> str:
    """Return the questions with their choices, as a list under the concept's title."""
    return _sheet(sheet, [_asked(quiz) for quiz in sheet.quizzes])


def key(sheet: Sheet) -> str:
    """Return the answers: what was measured, why, and what to say to who chose wrongly."""
    return _sheet(sheet, [_answered(quiz) for quiz in sheet.quizzes])


def _sheet(sheet: Sheet, items: list[str]) -> str:
    return f"// {sheet.command}\n== {_content(sheet.title)}\n\n" + "\n".join(items) + "\n"


def _asked(quiz: Quiz) -> str:
    choices = [f"  - #strong[{letter}] {_content(one)}" for letter, one in quiz.lettered]
    return "\n".join([f"+ {_content(quiz.text)}", *choices])


def _answered(quiz: Quiz) -> str:
    letters, choices = zip(*quiz.lettered, strict=True)
    measured = tr("Measured: {numbers}.", numbers=quiz.measured)
    told = _content(f"{choices[quiz.right]}. {measured} {quiz.reason}")
    replies = zip(letters, quiz.replies, strict=True)
    said = [f"  - #strong[{letter}] {_content(reply)}" for letter, reply in replies if reply]
    return "\n".join([f"+ #strong[{letters[quiz.right]}], {told}", *said])


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _content(text: str) -> str:
    line = _SPECIAL.sub(r"\\\1", " ".join(unicode_math(text).split()))
    return _FIRST.sub(r"\1\\\2", line)
