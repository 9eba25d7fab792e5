r"""Texts as LaTeX that pdfLaTeX sets too: specials escaped, signs as the commands for them.

Only commands of LaTeX itself are used. A sign without one here stays as it is, which LuaLaTeX and
XeLaTeX can set with a font that has it; `unset_signs` names those.
"""

import re
import unicodedata

from nnviz.exhibit import pieces

_SPECIALS = {character: f"\\{character}" for character in "{}$&#%_"}
_SPECIALS |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_PROSE = {"–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "„": ",,"}
_PROSE |= {"\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,", "\u2011": r"\mbox{-}"}
_PROSE |= {"…": r"\ldots{}", "§": r"\S{}", "ß": r"\ss{}", '"': "''"}
_PROSE |= {"ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "æ": r"\ae{}", "Æ": r"\AE{}"}

_LETTERS = {
    **{"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta"},
    **{"η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu"},
    **{"ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau"},
    **{"υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "ς": "varsigma"},
}
_LETTERS |= {c: _LETTERS[c.lower()].capitalize() for c in "ΓΔΘΛΞΠΣΥΦΨΩ"}
_LETTERS |= {"ϵ": "epsilon", "ϕ": "phi", "ϑ": "vartheta", "ℓ": "ell", "ℝ": "mathrm{R}"}
_SIGNS = {"−": "-", "<": "<", ">": ">", "|": "|", "≔": ":=", "*": "*", "∗": "*"}
_SIGNS |= {
    sign: f"\\{command}"
    for sign, command in {
        **_LETTERS,
        **{"×": "times", "·": "cdot", "⋅": "cdot", "÷": "div", "±": "pm", "∓": "mp"},
        **{"≤": "leq", "≥": "geq", "≈": "approx", "≠": "neq", "≪": "ll", "≫": "gg"},
        **{"∼": "sim", "≡": "equiv", "∝": "propto", "∞": "infty", "√": "surd", "∘": "circ"},
        **{"∂": "partial", "∇": "nabla", "∑": "sum", "∏": "prod", "∫": "int", "∈": "in"},
        **{"∉": "notin", "⊂": "subset", "∪": "cup", "∩": "cap", "∅": "emptyset"},
        **{"→": "rightarrow", "←": "leftarrow", "↔": "leftrightarrow", "↦": "mapsto"},
        **{"↑": "uparrow", "↓": "downarrow", "⇒": "Rightarrow", "‖": "Vert", "⊙": "odot"},
        **{"⊤": "top", "⟨": "langle", "⟩": "rangle", "⌊": "lfloor", "⌋": "rfloor"},
    }.items()
}
_SIGNS |= {"°": r"^{\circ}", "′": r"^{\prime}", "″": r"^{\prime\prime}", "∛": r"\sqrt[3]{}"}

_TEXT_ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "="}
_TEXT_ACCENTS |= {"\u0306": "u", "\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H"}
_TEXT_ACCENTS |= {"\u030c": "v", "\u0327": "c"}
_MATH_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0307": "dot"}
_MATH_ACCENTS |= {"\u0308": "ddot", "\u20d7": "vec"}

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|(?P<root>[√∛])(?P<under>\d+|\w)"
    r"|(?P<hyphens>-{2,})"
    r"|(?P<base>.)(?P<accent>[\u0300-\u036f\u20d7])"
    r"|(?P<scripts>[²³¹ʰ-ˣᴬ-ᵪ⁰-ₜ\u2c7c]+)"
    r"|(?P<other>.)"
)


def latex(text: str) -> str:
    """Return a text as LaTeX, its `$…$` as they are."""
    return "".join(
        f"${piece.text}$" if piece.formula else _prose(piece.text) for piece in pieces(text)
    )


def latex_plain(text: str) -> str:
    """Return a text for a PDF's own strings: specials escaped, every other sign as it is."""
    return "".join(_SPECIALS.get(character, character) for character in text)


def latex_code(code: str) -> str:
    r"""Return some code for a `Verbatim` whose \commandchars are `\`, `{` and `}`."""
    return "".join(
        rf"\char{ord(sign)}{{}}" if sign in "\\{}" else sign if sign.isascii() else latex(sign)
        for sign in code
    )


def unset_signs(text: str) -> str:
    """Return the signs of a LaTeX text that pdfLaTeX may not set, each once."""
    return "".join(sorted({character for character in text if ord(character) > 126}))


def _prose(text: str) -> str:
    decomposed = "".join(_decomposed(character) for character in text)
    return _TOKEN.sub(_token, decomposed)


def _decomposed(character: str) -> str:
    """Return a letter and its accent apart; other characters as they are."""
    parts = unicodedata.normalize("NFD", character)
    return parts if len(parts) == 2 and parts[1] in _TEXT_ACCENTS else character


def _token(match: re.Match[str]) -> str:
    found = match.groupdict()
    if found["quoted"] is not None:
        return f"``{_prose(found['quoted'])}''"
    if found["root"]:
        index = "[3]" if found["root"] == "∛" else ""
        return _math(f"\\sqrt{index}{{{_in_math(found['under']).strip()}}}")
    if found["hyphens"]:
        return "{}".join(found["hyphens"])  # or they become a dash
    if found["base"]:
        return _accented(found["base"], found["accent"])
    if found["scripts"]:
        return _scripts(found["scripts"])
    return _character(match.group())


def _accented(base: str, accent: str) -> str:
    if base.isascii() and accent in _TEXT_ACCENTS:
        dotless = {"i": r"\i", "j": r"\j"}.get(base, base)
        return f"\\{_TEXT_ACCENTS[accent]}{{{dotless}}}"
    if accent in _MATH_ACCENTS:
        return _math(f"\\{_MATH_ACCENTS[accent]}{{{_in_math(base).strip()}}}")
    return _character(base) + accent


def _scripts(run: str) -> str:
    """Return superscripts and subscripts that follow each other: `⁻⁸` is `^{-8}`."""
    out, kind = "", ""
    for character in run:
        now, _, code = unicodedata.decomposition(character).partition(" ")
        if now not in ("<super>", "<sub>"):
            return "".join(map(_character, run)) if len(run) == 1 else "".join(map(_scripts, run))
        if now != kind:
            out += ("}" if kind else "") + ("^{" if now == "<super>" else "_{")
            kind = now
        out += _in_math(chr(int(code, 16)))
    return _math(out + "}")


def _in_math(text: str) -> str:
    """Return characters as they stand in a formula, a blank after each command's name."""
    signs = (_SIGNS.get(character, character) for character in text)
    return "".join(f"{sign} " if sign[-1:].isalpha() and len(sign) > 1 else sign for sign in signs)


def _character(character: str) -> str:
    if character in _SPECIALS or character in _PROSE:
        return _SPECIALS.get(character) or _PROSE[character]
    if character in _SIGNS and character != "*":
        return _math(_SIGNS[character])
    parts = unicodedata.decomposition(character).split()
    if parts and parts[0] == "<fraction>":
        above, _, below = "".join(chr(int(code, 16)) for code in parts[1:]).partition("\u2044")
        return _math(f"\\frac{{{above}}}{{{below}}}")
    plain = unicodedata.normalize("NFKC", character)
    return _character(plain) if len(plain) == 1 and plain != character else character


def _math(formula: str) -> str:
    return f"\\ensuremath{{{formula.strip()}}}"
