"""How numbers, values, lists and names are written in a sentence."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nnviz.language import tr

__all__ = ["enumeration", "exact", "number", "phrase", "precisely"]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def phrase(value: object) -> str:
    """Return a value as it stands in a sentence: numbers to three digits, lists with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, tuple):
        return enumeration([phrase(item) for item in value])
    return str(value)


def number(value: float, digits: int = 3) -> str:
    """Return a number to so many significant digits: 0.0301, 1,235, 6.38×10⁸.

    What is nearly 0, 1 or 100 is never rounded to it: as many digits are added as tell it apart.
    """
    if math.isnan(value):
        return tr("not a number")
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    value += 0.0  # −0 is 0
    text = _apart(value, lambda more: f"{value:.{digits + more}g}")
    if "e" not in text:
        return text.replace("-", "−")
    exponent = int(text.split("e")[1])
    if 0 <= exponent < 6:
        return f"{value:,.0f}".replace("-", "−")
    mantissa = text.split("e")[0].replace("-", "−")
    power = power_of_ten(exponent)
    return {"1": power, "−1": f"−{power}"}.get(mantissa, f"{mantissa}×{power}")


def power_of_ten(exponent: int) -> str:
    """Return 10⁻³ for −3, in letters: mathematics would have to be parsed."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def precisely(value: Any, spec: str) -> str:
    """Return a value in a format of Python's, such as `.2f` or `.0%`, its minus a real one.

    What is nearly 0, 1 or 100 is not rounded to it: digits are added to the format.
    """
    wanted = re.fullmatch(r"(.*\.)(\d+)([%fge])", spec)
    if not wanted or not isinstance(value, float):
        return format(value, spec).replace("-", "−")
    before, digits, kind = wanted.groups()
    share = value * 100 if kind == "%" else value
    shown = _apart(share, lambda more: format(value, f"{before}{int(digits) + more}{kind}"))
    return shown.replace("-", "−")


def _apart(value: float, written: Callable[[int], str]) -> str:
    """Return a number written with the fewest more digits that tell it from 0, 1 and 100."""
    for more in range(17):
        text = written(more)
        told = float(text.strip("%").replace(",", ""))
        rounding = 1e-9 * max(1.0, abs(told))  # such a difference is that of the last digits
        if abs(told - value) <= rounding or abs(told) not in (0, 1, 100):
            return text
    return text


def exact(value: object) -> object:
    """Return a chosen value in the digits it was chosen with, where `phrase` would round it."""
    if isinstance(value, float) and float(f"{value:.3g}") != value:
        return f"{value:.12g}".replace("-", "−")
    if isinstance(value, tuple):
        return tuple(exact(item) for item in value)
    return value


def enumeration(items: list[str], word: str = "and") -> str:
    """Return the items as a list in a sentence of the language that is spoken: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    ends = {"several": ", ".join(items[:-1]), "last": items[-1]}
    return (
        tr("{several} and {last}", **ends) if word == "and" else tr("{several} or {last}", **ends)
    )


def month(number: int) -> str:
    """Return the short name of a month, 1 to 12, in the language that is spoken."""
    spring = (tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun"))
    autumn = (tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec"))
    return (*spring, *autumn)[number - 1]


def day_of_month(day: int, number: int) -> str:
    """Return a day of a month, as `3 Mar`, in the language that is spoken."""
    return tr("{day} {month}").format(day=day, month=month(number))


def counted(number: int, noun: str) -> str:
    """Return so many of what a noun names: "1 concept", "3 concepts"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def kebab_case(name: str) -> str:
    """Return a class name as a concept's name: `DifferenceError` is `difference-error`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def did_you_mean(name: str, known: list[str] | tuple[str, ...], likeness: float = 0.6) -> str:
    """Return " Did you mean x?" for the nearest known names, or nothing where none is like it."""
    from difflib import get_close_matches  # needed only when something was misspelt

    near = get_close_matches(name, known, n=3, cutoff=likeness)
    return tr(" Did you mean {names}?", names=enumeration(near, "or")) if near else ""


def called_now(name: str, formerly: Mapping[str, str], known: Iterable[str]) -> str:
    """Return " It is called x now." for what has got another name, or what it may have meant."""
    if now := formerly.get(name):
        return f" It is called {now} now."
    return did_you_mean(name, sorted(known))


def comparison(relation: str, expected: float, tolerance: float, measured: float) -> str:
    """Return what a claim expects and what was measured, in words."""
    told = {
        "=": tr("expected {expected}, measured {measured}"),
        "<=": tr("expected at most {expected}, measured {measured}"),
        ">=": tr("expected at least {expected}, measured {measured}"),
        "<": tr("expected less than {expected}, measured {measured}"),
        ">": tr("expected more than {expected}, measured {measured}"),
    }
    margin = f" ± {number(tolerance, 2)}" if tolerance else ""
    both = {"expected": _digits(expected) + margin, "measured": _digits(measured)}
    return told[relation].format(**both)


def _digits(value: float) -> str:
    if value.is_integer() and abs(value) < 1e9:
        return f"{value + 0.0:,.0f}".replace("-", "−")
    return number(value, 5)
