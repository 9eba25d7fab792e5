"""TeX formulas as Unicode text, for a terminal and for alternative texts.

The formula is parsed by math-core into MathML; each kind of MathML element has a line here that
says how it reads in a row of characters.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, fromstring

from nnviz.tex_limits import refusal

if TYPE_CHECKING:
    from math_core import LatexToMathML

MATH = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
"""A formula in a text: between dollar signs, or between pairs of them for one on its own line."""

NO_MATHJAX = "mathjax_ignore tex2jax_ignore"
"""The classes by which MathJax 3 and 2 leave a text alone: it has macros, and no limits."""

_SUPER = dict(
    zip(
        "0123456789+−-=()abcdefghijklmnoprstuvwxyzβγδTLRWABDEGHIJKMNOPUV*′⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞᵟᵀᴸᴿᵂᴬᴮᴰᴱᴳᴴᴵᴶᴷᴹᴺᴼᴾᵁⱽ*′ᵀ",
        strict=True,
    )
)
_SUB = dict(
    zip(
        "0123456789+−-=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
_ACCENTS = {"ˆ": "\u0302", "^": "\u0302", "¯": "\u0304", "‾": "\u0304", "~": "\u0303"}
_ACCENTS |= {"˜": "\u0303", "˙": "\u0307", "→": "\u20d7", "⃗": "\u20d7"}
_ROOTS = {"3": "∛", "4": "∜"}
_PRIMES = set("′″‴⁗")
_SPACED = set("=≈≤≥<>←→↦+−±×⋅·∈≪≫∝≠∼⟵⟶≔")


def unicode_math(text: str) -> str:
    """Return `text` with each `$…$` as readable Unicode; what is no TeX stays as it is."""
    return MATH.sub(lambda match: _formula(match.group(1) or match.group(2)), text)


def html_math(text: str) -> str:
    """Return `text` as HTML: escaped, each `$…$` as MathML, or as code where it is not set."""
    from markupsafe import escape

    parts: list[str] = []
    end = 0
    for match in MATH.finditer(text):
        parts.append(escape(text[end : match.start()]))
        try:
            formula = (match.group(1) or match.group(2)).strip()
            parts.append(mathml(formula, display=match.group(1) is not None))
        except ValueError:
            parts.append(f"<code>{escape(match.group())}</code>")
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def mathml(formula: str, *, display: bool) -> str:
    """Return a TeX formula as MathML; raises `ValueError` with the reason when it is not set.

    What is longer or deeper than `tex_limits` allows, or has commands that are not listed there,
    never comes to the parser, which has macros, and ends the process where its stack does. In a
    reader's browser there is no parser.
    """
    try:
        from math_core import LatexError
    except ModuleNotFoundError:
        raise ValueError("formulas are shown as they were written here") from None

    if why := refusal(formula):
        raise ValueError(f"the formula {_shortened(formula)}: {why}")
    try:
        made = _converter().convert_with_local_state(formula, displaystyle=display)
    except LatexError as error:
        raise ValueError(f"the formula {_shortened(formula)}: {error}") from error
    # HTML knows more names of signs than XML, which is what a page is saved and read as.
    return re.sub(r"&(?!(?:lt|gt|amp|quot|apos);)\w+;", lambda name: unescape(name[0]), made)


def is_set(formula: str) -> bool:
    """Return whether a formula is set as one, and not shown as it was written."""
    return not _fault(formula)


def unset_formulas(text: str) -> Iterator[str]:
    """Yield a clause for each formula of a text that is not set: which, and why."""
    for match in MATH.finditer(text):
        if why := _fault((match.group(1) or match.group(2)).strip()):
            yield why


@lru_cache(1024)
def _fault(formula: str) -> str:
    if not formula:
        return "the formula '' is empty"
    try:
        mathml(formula, display=False)
    except ValueError as error:
        return str(error)
    return ""


def _shortened(formula: str) -> str:
    """Return a formula in quotes, short enough for a message."""
    return repr(formula if len(formula) <= 60 else formula[:59] + "…")


@cache
def _converter() -> "LatexToMathML":
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def _formula(formula: str) -> str:
    try:
        tree = fromstring(mathml(formula, display=False))
    except ValueError:
        return formula
    return re.sub(r" {2,}", " ", _read(tree)).strip()


def _read(node: Element) -> str:
    tag, parts = node.tag, list(node)
    if tag in ("mi", "mn", "mtext"):
        return node.text or ""
    if tag == "mo":
        return _operator(node.text or "", tight="lspace" in node.attrib)
    if tag == "mspace":
        return " "
    if tag == "mfrac":
        return f"{_grouped(_read(parts[0]))}/{_grouped(_read(parts[1]))}"
    if tag == "msqrt":
        return f"√{_grouped(''.join(_read(part) for part in parts))}"
    if tag == "mroot":
        index = _read(parts[1])
        sign = _ROOTS.get(index) or f"{_script(parts[1], _SUPER, '')}√"
        return sign + _grouped(_read(parts[0]))
    if tag in ("msup", "msub", "msubsup", "munder", "mover", "munderover"):
        return _scripted(tag, parts, accent=node.get("accent") == "true")
    if tag == "mtr":
        return " ".join(_read(part) for part in parts) + "; "
    return "".join(_read_beside(parts, i) for i in range(len(parts)))


def _read_beside(parts: list[Element], i: int) -> str:
    """Return one of the parts of a row; a fraction that multiplies its neighbour in brackets."""
    text = _read(parts[i])
    neighbours = [part for part in parts[max(i - 1, 0) : i + 2] if part is not parts[i]]
    multiplies = any(part.tag != "mo" for part in neighbours)
    return f"({text})" if parts[i].tag == "mfrac" and multiplies else text


def _operator(sign: str, *, tight: bool) -> str:
    if sign in "\u2061\u2062\u2063\u2064":
        return ""
    return f" {sign} " if sign in _SPACED and not tight else sign


def _scripted(tag: str, parts: list[Element], *, accent: bool) -> str:
    base = _read(parts[0])
    if accent:
        return base + _ACCENTS.get(_read(parts[1]).strip(), "")
    below = parts[1] if tag in ("msub", "msubsup", "munder", "munderover") else None
    above = parts[-1] if tag in ("msup", "msubsup", "mover", "munderover") else None
    text = base if below is None else base + _script(below, _SUB, "_")
    return text if above is None else text + _script(above, _SUPER, "^")


def _script(node: Element, letters: dict[str, str], sign: str) -> str:
    text = _read(node).replace(" ", "")
    if sign == "^" and set(text) <= _PRIMES:
        return text
    if text and all(letter in letters for letter in text):
        return "".join(letters[letter] for letter in text)
    bracketed = text.startswith("[") and text.endswith("]")
    return f"{sign}{text}" if len(text) == 1 or bracketed or text.isalpha() else f"{sign}({text})"


def _grouped(text: str) -> str:
    """Return `text` in brackets unless it is one letter, number or name with its scripts."""
    text = text.strip()
    return text if re.fullmatch(r"√?[\w.∂∇\u0300-\u036f⁰-₟ᴬ-ᶿᵀ]*", text) else f"({text})"
