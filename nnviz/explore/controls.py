"""Parameters as controls of a page: each made from its declaration."""

from math import floor, log10
from typing import NamedTuple

from nnviz.parameters import Parameter
from nnviz.setting import typed

_STOPS = 200
"""A slider has about so many."""
_DECADES = 2
"""Where a range spans so many decades, the slider is logarithmic."""
_BEYOND = 4.0
"""Where a range has no end, the slider goes so many times as far as the values worth comparing."""


class Slider(NamedTuple):
    """Where a slider begins and ends, its step, and of what it is the scale.

    Its numbers are of the value x (`linear`), of log₁₀ x (`log`), or, for a value as a decay that
    is of interest close below its `end`, of −log₁₀(end − x) (`gap`).
    """

    low: float
    high: float
    step: float
    scale: str = "linear"
    end: float = 0.0

    def value(self, place: float) -> float:
        """Return the value that a place on the slider stands for."""
        if self.scale == "linear":
            return place
        return 10**place if self.scale == "log" else self.end - 10**-place


class Control(NamedTuple):
    """What sets a parameter: `number`, `choice`, `switch`, `list`, `text` or `file`."""

    parameter: Parameter
    kind: str
    home: str
    words: tuple[str, ...] = ()
    slider: Slider | None = None
    help: str = ""


def control_of(parameter: Parameter, help: str = "") -> Control:
    """Return the control of a parameter, whose words may be more than it declares by itself."""
    home = "" if parameter.is_file else typed(parameter.default)
    kind, words, slider = "text", parameter.words, None
    if parameter.is_file:
        kind = "file"
    elif parameter.many:
        kind = "list"
    elif parameter.type == "bool":
        kind = "switch"
    elif words:
        kind, words = "choice", (*([""] if parameter.optional else []), *words)
    elif parameter.type in ("int", "float"):
        kind, slider = "number", slider_of(parameter)
    return Control(parameter, kind, home, words, slider, help)


def slider_of(parameter: Parameter) -> Slider:
    """Return the slider of a number: over its range, or as far as is worth looking."""
    whole = parameter.type == "int"
    worth = [float(v) for v in (*parameter.sweep, parameter.default) if v is not None] or [1.0]
    least, most = min(worth), max(worth)
    low, high = _ends(parameter, least, most)
    end, smallest = parameter.lt, min([v for v in worth if v > 0], default=1.0)
    if end is not None and not whole and (end - low) / (end - most) >= 10**_DECADES:
        return _evenly(-log10(end - low), -log10((end - most) / 2), "gap", end)
    if low == 0 and parameter.ge is None and not whole and high / smallest >= 10:
        low = 10.0 ** floor(log10(smallest / 10))
    if low > 0 and high / low >= 10**_DECADES:
        return _evenly(log10(low), log10(high), "log")
    step = max(_round_step((high - low) / _STOPS), 1 if whole else 0)
    if not whole:
        low += step if parameter.gt == low else 0
        high -= step if parameter.lt == high else 0
    return Slider(low, high, step)


def _evenly(low: float, high: float, scale: str, end: float = 0.0) -> Slider:
    return Slider(low, high, (high - low) / _STOPS, scale, end)


def _ends(parameter: Parameter, least: float, most: float) -> tuple[float, float]:
    low, high = parameter.ge, parameter.le
    if low is None and parameter.gt is not None:
        low = parameter.gt + (parameter.type == "int")
    if high is None and parameter.lt is not None:
        high = parameter.lt - (parameter.type == "int")
    reach = _BEYOND * max(abs(least), abs(most), 1 if parameter.type == "int" else 0.1)
    return (-reach if low is None else float(low)), (reach if high is None else float(high))


def _round_step(step: float) -> float:
    """Return 1, 2 or 5 times a power of ten, the nearest below."""
    power = 10.0 ** floor(log10(step))
    return max(one for one in (power, 2 * power, 5 * power) if one <= step * (1 + 1e-9))
