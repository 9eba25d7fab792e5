"""The settings at which a concept must work: defaults, sweeps, and the ends of its ranges."""

from collections.abc import Iterator
from typing import Any

from nnviz.concept import Concept
from nnviz.parameters import Parameter


def settings_of(concept: type[Concept]) -> Iterator[dict[str, Any]]:
    """Yield values of parameters: none, then each sweep's value and range's end by itself."""
    yield {}
    for parameter in concept.parameters.values():
        for value in dict.fromkeys([*parameter.sweep, *_ends(parameter), *_words(parameter)]):
            if value != parameter.default:
                yield {parameter.name: value}


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
