"""Texts of concepts as HTML and as Markdown; whatever they hold is data and stays text."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from nnviz.listings import tokens
from nnviz.tex import MATH, html_math, is_set, unicode_math

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")
_FIRST = re.compile(r"^(\d*)([-+#=]|(?<=\d)[.)](?=\s|$))")
_LOWEST = 6


def sentence(text: str) -> Markup:
    """Return a sentence as HTML: escaped, its `$…$` as MathML."""
    return Markup(html_math(text))


def plain(text: str) -> str:
    """Return a text on one line without markup: its `$…$` as Unicode."""
    return " ".join(unicode_math(text).split())


def explanation(text: str) -> Markup:
    """Return Markdown with `$…$` as HTML; HTML in it stays text, and images are left out."""
    return Markup(_markdown().render(text))


def reference(text: str) -> Markup:
    """Return a line of Markdown as HTML: a reference, with its link."""
    return Markup(_markdown().renderInline(text))


def code(text: str) -> Markup:
    """Return some Python as HTML, its comments, strings and keywords each of a class."""
    kinds = (
        Markup('<span class="{}">{}</span>' if kind else "{1}").format(kind, piece)
        for kind, piece in tokens(text)
    )
    return Markup().join(kinds)


def as_markdown(text: str) -> str:
    """Return a text as Markdown that shows it letter by letter, its `$…$` as they are."""
    out, end = "", 0
    for match in MATH.finditer(text):
        written = match.group()
        formula = is_set((match.group(1) or match.group(2)).strip())
        out += _quoted(text[end : match.start()])
        out += _quoted_formula(written) if formula else _quoted(written)
        end = match.end()
    line = " ".join((out + _quoted(text[end:])).split())
    return _FIRST.sub(r"\1\\\2", line)


def _quoted(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _quoted_formula(formula: str) -> str:
    return formula.replace("<", r"\lt ").replace(">", r"\gt ").replace("`", "")


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # there is none in a reader's browser

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.inline.ruler.before("escape", "formula", _read_formula)
    parser.core.ruler.push("headings", _lower_headings)
    parser.add_render_rule("formula", _show_formula)
    return parser


def _read_formula(state: "StateInline", silent: bool) -> bool:
    match = MATH.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("formula", "math", 0).content = match.group()
    state.pos = match.end()
    return True


def _show_formula(
    renderer: "RendererHTML", tokens: "Sequence[Token]", index: int, options: Any, env: Any
) -> str:
    return html_math(tokens[index].content)


def _lower_headings(state: "StateCore") -> None:
    """Make the explanation's headings stand below those of the page."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_LOWEST, int(token.tag[1]) + 2)}"
