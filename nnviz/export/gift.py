"""GIFT, the plain text from which Moodle and others import questions."""

import re

from nnviz.exhibit import Exhibit, Sheet
from nnviz.language import tr
from nnviz.terminal import visible
from nnviz.tex import unicode_math

_SPECIAL = re.compile(r"([\\~=#{}:])")
_WEIGHT = re.compile(r"^%(?=-?\d)")


def description(exhibit: Exhibit) -> str:
    """Return a figure's caption as what is shown between questions."""
    comments = "".join(f"// {line}\n" for line in exhibit.comments)
    return f"{comments}\n{_named(exhibit.title)}{_text(exhibit.caption)}\n"


def questions(sheet: Sheet) -> str:
    """Return the questions with their answers: one file is both, for Moodle keeps the key.

    Formulas become Unicode, for a plain text has no others.
    """
    lines = [f"// {sheet.command}", "// Choices stand in order: let the quiz not shuffle them."]
    parts = ["\n".join(lines), f"$CATEGORY: {sheet.name}"]
    for quiz in sheet.quizzes:
        choices = [
            f"{'=' if place == quiz.right else '~'}{_answer(choice)}"
            + (f"#{_text(reply)}" if reply else "")
            for place, (choice, reply) in enumerate(zip(quiz.choices, quiz.replies, strict=True))
        ]
        measured = tr("Measured: {numbers}.", numbers=quiz.measured)
        told = f"####{_text(f'{measured} {quiz.reason}')}"
        body = "\n".join(["{", *choices, told, "}"])
        parts.append(f"{_named(quiz.name)}{_text(quiz.text)} {body}")
    return "\n\n".join(parts) + "\n"


def _named(name: str) -> str:
    return f"::{_text(name)}::[plain]"


def _answer(text: str) -> str:
    """Return a choice, which is no share of the points though a number may begin it."""
    return _WEIGHT.sub("\u2060%", _text(text))


def _text(text: str) -> str:
    line = visible(" ".join(unicode_math(text).split()))
    return _SPECIAL.sub(r"\\\1", line)
