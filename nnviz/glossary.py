"""The glossary: what the field's letters stand for where a concept says nothing else of them."""

import re
from collections.abc import Iterable, Mapping

from nnviz.language import ENGLISH, Catalogue, current, tr
from nnviz.tex import MATH

GREEK = {
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε"},
    **{"eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "rho": "ρ", "sigma": "σ"},
}
"""Letters that no keyboard has, by the name that TeX has for them, which can be typed."""

_SIGNS = GREEK | {"nabla": "∇", "partial": "∂", "circ": "∘", "leftarrow": "←"}
_WORDS = r"\\(?:mathrm|text|operatorname)\{[^}]*\}"
_COMMAND = r"\\([A-Za-z]+)"


def glossary() -> dict[str, str]:
    """Return what each symbol stands for, in the language and the letters that are spoken."""
    told = {
        "η": tr("learning rate: how far a step goes along its gradient"),
        "β": tr("decay of a running average: the share of it that each step keeps"),
        "λ": tr("curvature: how fast the slope changes along a direction"),
        "κ": tr("condition number: the largest curvature over the smallest"),
        "ε": tr("a small number that keeps a division from failing"),
        "μ": tr("mean"),
        "σ": tr("standard deviation: how far values scatter around their mean"),
        "δ": tr("error of a unit: the slope of the cost by what comes into it"),
        "θ": tr("all weights and biases together"),
        "∇": tr("gradient: the slopes by all weights"),
        "∂": tr("slope along one variable, all others held"),
        "J": tr("cost: the mean loss over examples, which training lowers"),
        "W": tr("weights of a layer, a matrix"),
        "w": tr("a weight, or several"),
        "z": tr("what comes into a unit: its inputs, weighed and summed"),
        "a": tr("activation: what a unit passes on"),
        "g": tr("activation function: makes a of z"),
        "v": tr("running average"),
        "∘": tr("product entry by entry"),
        "←": tr("takes the value on the right"),
    }
    return {current().notation.written(sign): meaning for sign, meaning in told.items()}


def defined(told: Iterable[str], catalogue: Catalogue = ENGLISH) -> dict[str, str]:
    """Return what symbols stand for of lines as `g: gradient by a weight`, as a catalogue says."""
    pairs = (catalogue.say(line).partition(":") for line in told)
    return {sign.strip(): meaning.strip() for sign, _, meaning in pairs}


def explained(symbols: Mapping[str, str], texts: Iterable[str]) -> dict[str, str]:
    """Return those of the symbols that are used in texts, in the order of their first use.

    Latin letters are symbols in formulas alone.
    """
    found = (sign for text in texts for sign in _signs(text) if sign in symbols)
    return {sign: symbols[sign] for sign in dict.fromkeys(found)}


def asked(symbols: Mapping[str, str], text: str) -> dict[str, str]:
    """Return those of the symbols that stand in a question, whose letters are in no formula."""
    alone = r"(?<![\w'’]){}(?![A-Za-z'’])"
    return {
        sign: meaning
        for sign, meaning in symbols.items()
        if sign != "a" and re.search(alone.format(re.escape(sign)), text)  # it is an article
    }


def _signs(text: str) -> Iterable[str]:
    """Return each character that may be a symbol, in its order."""
    end = 0
    for match in MATH.finditer(text):
        yield from re.sub(r"[\x00-\x7f]", "", text[end : match.start()])
        formula = re.sub(_WORDS, "", match.group())
        yield from re.sub(_COMMAND, lambda name: _SIGNS.get(name[1], ""), formula)
        end = match.end()
    yield from re.sub(r"[\x00-\x7f]", "", text[end:])
