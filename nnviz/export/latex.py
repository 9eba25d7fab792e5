"""Snippets for LaTeX: a float of a paper or of notes, and a slide of beamer."""

import re
from collections.abc import Iterable

from nnviz.exhibit import Exhibit, Quiz, Sheet
from nnviz.export.latex_text import latex, latex_code, latex_plain, unset_signs
from nnviz.language import tr
from nnviz.listings import Listing
from nnviz.names import SIZES

_COLUMN = 3.6
"""Inches that no column of print is wider than, where there are two."""


def figure(exhibit: Exhibit) -> str:
    r"""Return a float; one that is wider than a column reaches over both where there are two.

    It is as wide as the text, or has the measure that it was made in. The log tells the text's
    width, for which the figure can be made again.
    """
    wide = exhibit.width > _COLUMN
    environment, measure = ("figure*", r"\textwidth") if wide else ("figure", r"\columnwidth")
    if exhibit.size not in SIZES:
        measure = f"{exhibit.width:.4g}in"
    told = f"{exhibit.name} is made {exhibit.width:.3g} in wide, for text of "
    caption = latex(exhibit.caption)
    return _lines(
        *_comments(exhibit, ["graphicx", *(["fancyvrb"] if exhibit.listings else [])], caption),
        rf"\typeout{{nnviz: {told}\the\textwidth; --size \the\columnwidth\space fits a column}}",
        rf"\begin{{{environment}}}",
        r"  \centering",
        rf"  {_image(exhibit, f'width={measure}')}",
        rf"  \caption[{{{latex(exhibit.title)}}}]{{{caption}}}",
        rf"  \label{{fig:{exhibit.name}}}",
        rf"\end{{{environment}}}",
        *map(_listing, exhibit.listings),
    )


def slide(exhibit: Exhibit) -> str:
    """Return a slide that the figure fills; its caption is what the speaker's notes say.

    The figure brings its own headline, so that the slide has none.
    """
    caption = latex(exhibit.caption)
    size = r"width=\paperwidth,height=0.94\paperheight,keepaspectratio"
    return _lines(
        *_comments(exhibit, [], caption),
        r"% Made for \documentclass[aspectratio=169]{beamer}; \hyperlink to its label.",
        rf"\begin{{frame}}[plain,label={exhibit.name}]",
        rf"  \makebox[\linewidth]{{{_image(exhibit, size)}}}",
        rf"  \note{{{caption}}}",
        r"\end{frame}",
    )


def questions(sheet: Sheet) -> str:
    """Return the questions with their choices, as a list under the concept's title."""
    return _sheet(sheet, [_asked(quiz) for quiz in sheet.quizzes])


def key(sheet: Sheet) -> str:
    """Return the answers: what was measured, why, and what to say to who chose wrongly."""
    return _sheet(sheet, [_answered(quiz) for quiz in sheet.quizzes])


def _sheet(sheet: Sheet, items: list[str]) -> str:
    text = "\n".join(items)
    head = _preamble([sheet.command], [], text, sheet.title)
    title = rf"\subsection*{{{latex(sheet.title)}}}"
    return _lines(*head, title, r"\begin{enumerate}", text, r"\end{enumerate}")


def _asked(quiz: Quiz) -> str:
    choices = [rf"    \item[{letter}] {latex(choice)}" for letter, choice in quiz.lettered]
    return _list(latex(quiz.text), choices)


def _answered(quiz: Quiz) -> str:
    letters, choices = zip(*quiz.lettered, strict=True)
    right = rf"\textbf{{{letters[quiz.right]}}}, {latex(choices[quiz.right])}."
    told = (
        f"{right} {tr('Measured: {numbers}.', numbers=latex(quiz.measured))} {latex(quiz.reason)}"
    )
    replies = zip(letters, quiz.replies, strict=True)
    said = [rf"    \item[{letter}] {latex(reply)}" for letter, reply in replies if reply]
    return _list(told, said)


def _list(text: str, items: list[str]) -> str:
    inner = [r"  \begin{itemize}", *items, r"  \end{itemize}"] if items else []
    first = "{}" if text.startswith("[") else ""  # or it were the item's own label
    return "\n".join([rf"  \item {first}{text}", *inner])


def _image(exhibit: Exhibit, size: str) -> str:
    # Braces keep commas and brackets of the text out of the options, blanks out of the path.
    return rf"\includegraphics[{size},alt={{{latex_plain(exhibit.alt)}}}]{{{exhibit.path}}}"


def _comments(exhibit: Exhibit, packages: list[str], caption: str) -> list[str]:
    code = "".join(map(_listing, exhibit.listings))
    return _preamble(exhibit.comments, packages, caption, exhibit.title, code)


def _preamble(
    comments: Iterable[str], packages: list[str], caption: str, title: str, code: str = ""
) -> list[str]:
    packages = packages + (["amsmath,amssymb"] if "$" in caption.replace(r"\$", "") else [])
    lines = [f"% {line}" for line in comments]
    if packages:
        lines.append(rf"% In the preamble: \usepackage{{{','.join(packages)}}}")
    unset = unset_signs(caption + latex(title) + code)
    if rest := re.sub("[가-힣]", "", unset):
        lines.append(f"% LuaLaTeX or XeLaTeX, with a font that has them, sets {' '.join(rest)}")
    if rest != unset:
        lines.append(r"% For Hangul: LuaLaTeX, \usepackage{fontspec} \setmainfont{Noto Sans KR}")
    return lines


def _listing(listing: Listing) -> str:
    """Return some code as the package fancyvrb sets it, small enough for a page's width."""
    size = "footnotesize" if max(map(len, listing.code.splitlines())) <= 80 else "scriptsize"
    look = rf"commandchars=\\\{{\}},fontsize=\{size},frame=lines,framesep=2mm"
    title = rf"label={{\normalfont {latex(listing.title)}}}"
    return f"\\begin{{Verbatim}}[{look},{title}]\n{latex_code(listing.code)}\\end{{Verbatim}}"


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
