"""The settings at which a concept must work: defaults, sweeps, range ends, Tries, random ones."""

import inspect
import math
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.concept import Concept
from nnviz.errors import ParameterError
from nnviz.parameters import Parameter
from nnviz.setting import Setting

_TWO_DECADES = 100
"""A range whose ends are further apart than this factor is drawn from in logarithms."""


def settings_of(concept: type[Concept]) -> Iterator[Setting]:
    """Yield the defaults, each sweep's value and range's end by itself, and what is also checked.

    A file that is also checked lies beside the concept's own.
    """
    yield Setting()
    for parameter in concept.parameters.values():
        for value in dict.fromkeys([*parameter.sweep, *_ends(parameter), *_words(parameter)]):
            if value != parameter.default:
                yield Setting(**{parameter.name: value})
    for setting in concept.also_check:
        yield Setting(**{n: _found(concept, n, value) for n, value in setting.values.items()})


def stops_of(concept: type[Concept]) -> Iterator[Setting]:
    """Yield the defaults, and each value that a slider of a page stops at, by itself."""
    yield Setting()
    for parameter in concept.parameters.values():
        yield from (
            Setting(**{parameter.name: v}) for v in parameter.sweep if v != parameter.default
        )


def random_settings(concept: type[Concept], count: int, seed: int = 0) -> Iterator[Setting]:
    """Yield so many settings in which every parameter is drawn, numbers evenly over their range.

    They are drawn evenly in their logarithms where the range spans over two decades from above 0.
    A parameter without both bounds, or that is any text or a file, keeps its default.
    """
    generator = np.random.default_rng(seed)
    for _ in range(count):
        drawn = {n: _drawn(p, generator) for n, p in concept.parameters.items()}
        yield Setting(**{name: value for name, value in drawn.items() if value is not None})


def command(concept: type[Concept], setting: Setting) -> str:
    """Return what is typed to see a concept at a setting."""
    return " ".join(["nnviz show", concept.name, *setting.options(concept.parameters)])


def _found(concept: type[Concept], name: str, value: Any) -> Any:
    """Return a parameter's value, a file's where it lies beside the concept's own."""
    if not concept.parameters[name].is_file:
        return value
    folder = Path(inspect.getfile(concept)).parent
    return [folder / one for one in value] if isinstance(value, list) else folder / value


def _ends(parameter: Parameter) -> list[Any]:
    """Return the ends of a range that belong to it; a list of one number for a list."""
    kind = int if parameter.type == "int" else float
    ends = [kind(end) for end in (parameter.ge, parameter.le) if end is not None]
    return [(end,) for end in ends] if parameter.many else list(ends)


def _words(parameter: Parameter) -> list[Any]:
    words: list[Any] = list(parameter.words)
    if parameter.type == "bool":
        words = [True, False]
    return [(word,) for word in words] if parameter.many else words


def _drawn(parameter: Parameter, generator: np.random.Generator) -> Any:
    """Return a value for a parameter, or None where it keeps its default."""
    if not parameter.many:
        return _drawn_one(parameter, generator)
    items = tuple(_drawn_one(parameter, generator) for _ in parameter.default or (None,))
    return None if None in items else items


def _drawn_one(parameter: Parameter, generator: np.random.Generator) -> Any:
    words = [True, False] if parameter.type == "bool" else [*parameter.words]
    if words:
        return words[int(generator.integers(len(words)))]
    low = next((end for end in (parameter.ge, parameter.gt) if end is not None), None)
    high = next((end for end in (parameter.le, parameter.lt) if end is not None), None)
    if low is None or high is None or parameter.type not in ("int", "float"):
        return None
    share = generator.uniform()
    if low > 0 and high / low > _TWO_DECADES:
        value = math.exp(math.log(low) + share * math.log(high / low))
    else:
        value = low + share * (high - low)
    single = parameter._replace(many=False)
    for shorter in (float(f"{value:.3g}"), value):  # which may be rounded out of its range
        with suppress(ParameterError):
            return single.convert(round(shorter) if parameter.type == "int" else shorter)
    return None
