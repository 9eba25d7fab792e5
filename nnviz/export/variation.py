"""What `--vary` says: a parameter and the values that it takes in turn."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeGuard

from nnviz.errors import ParameterError, UsageError
from nnviz.parameters import Parameter, nearest_parameter
from nnviz.setting import typed
from nnviz.wording import enumeration

MOST = 100
"""How many figures one sweep may have."""

_RANGE = re.compile(r"(log|lin):([^:]+)\.\.([^:]+):(\d+)")


class Variation(NamedTuple):
    """A parameter and the values that it takes in turn, each as the parameter's type."""

    parameter: Parameter
    values: tuple[object, ...]


def variation(words: str, parameters: Mapping[str, Parameter]) -> Variation:
    """Return what `beta=0,0.5,0.9`, `rate=log:1e-4..1:20` or `steps=lin:10..50:5` says.

    The values of a parameter that is itself a list stand between semicolons: `betas=0,0.5;0.9`.
    `log` and `lin` space so many values evenly between two ends, by ratio or by difference, and
    round them to whole numbers for a parameter that takes those. Raises `UsageError` for words
    that say nothing of the kind, `ParameterError` for a value that the parameter refuses.
    """
    name, equals, text = words.partition("=")
    name = name.strip().removeprefix("--").replace("-", "_")
    if not (equals and text.strip()):
        raise UsageError(f"--vary takes NAME=VALUE,VALUE,…; got {words!r}.")
    if name not in parameters:
        known = list(parameters)
        hint = nearest_parameter(name, parameters) or f" Its parameters are {enumeration(known)}."
        raise UsageError(f"there is no parameter {name} to vary.{hint}")
    parameter = parameters[name]
    values = tuple(dict.fromkeys(_value(parameter, value) for value in _listed(parameter, text)))
    if len(values) > MOST:
        raise _too_many(len(values))
    return Variation(parameter, values)


def varied(values: Mapping[str, object], parameters: Mapping[str, Parameter]) -> list[Variation]:
    """Return what varies among values of Python's: a list for a parameter that takes no list.

    For one that does it is a list of lists. Raises what `variation` does.
    """
    found = []
    for name, value in values.items():
        parameter = parameters.get(name)
        if parameter is None or not _is_list(value):
            continue
        if parameter.many and not all(map(_is_list, value)):
            continue
        each = tuple(dict.fromkeys(_value(parameter, one) for one in value))
        if not 0 < len(each) <= MOST:
            raise UsageError(f"a sweep has 1 to {MOST} values of {name}; got {len(each)}.")
        found.append(Variation(parameter, each))
    return found


def label(chosen: Mapping[str, object]) -> str:
    """Return what stands above a figure of a sweep: `beta = 0.5`."""
    return ", ".join(f"{name} = {typed(value) or 'none'}" for name, value in chosen.items())


def words_of(variation: Variation) -> str:
    """Return what `variation` reads as this: `beta=0,0.5,0.9`."""
    parameter, values = variation
    return f"{parameter.name}={(';' if parameter.many else ',').join(map(typed, values))}"


def columns_of(varied: Sequence[Variation]) -> int:
    """Return the figures in a row: a row for each value of the first of two parameters.

    Raises `UsageError` for more than two.
    """
    if len(varied) > 2:
        raise UsageError("one figure varies at most two parameters; give a folder for more.")
    count = len(varied[-1].values)
    if len(varied) == 2:
        return count
    return next(columns for columns in range(1, count + 1) if columns * columns >= count)


def combinations(variations: list[Variation]) -> list[dict[str, object]]:
    """Return the parameters of every figure, those of the last variation changing first.

    Raises `UsageError` where one parameter is varied twice, or for more than `MOST` figures.
    """
    names = [variation.parameter.name for variation in variations]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} is varied twice; give all its values in one --vary.")
    chosen: list[dict[str, object]] = [{}]
    for parameter, values in variations:
        if len(chosen) * len(values) > MOST:
            raise _too_many(len(chosen) * len(values))
        chosen = [{**before, parameter.name: value} for before in chosen for value in values]
    return chosen


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple | range)


def _too_many(count: int) -> UsageError:
    return UsageError(f"that is {count} figures or more, and a sweep has at most {MOST}.")


def _value(parameter: Parameter, value: object) -> object:
    # Plugins may add words to a family; the concept refuses what none of them adds.
    return value if parameter.family else parameter.convert(value)


def _listed(parameter: Parameter, text: str) -> list[object]:
    if text.startswith(("log:", "lin:")):
        return _spaced(parameter, text)
    return [item.strip() for item in text.split(";" if parameter.many else ",")]


def _spaced(parameter: Parameter, text: str) -> list[object]:
    match = _RANGE.fullmatch(text.replace(" ", ""))
    if match is None or parameter.many or parameter.type not in ("float", "int"):
        raise UsageError(
            f"a range is log:START..END:COUNT or lin:START..END:COUNT, for a parameter that takes "
            f"one number; got {parameter.name}={text}."
        )
    kind, ends, count = match[1], [_end(parameter, match[i]) for i in (2, 3)], int(match[4])
    if kind == "log" and min(ends) <= 0:
        raise UsageError(f"the ends of {text} must be greater than 0: log spaces by ratios.")
    if not 2 <= count <= MOST:
        raise UsageError(f"{text} must have 2 to {MOST} values; got {count}.")
    return _between(ends[0], ends[1], count, by_ratio=kind == "log", whole=parameter.type == "int")


def _between(first: float, last: float, count: int, *, by_ratio: bool, whole: bool) -> list[object]:
    """Return evenly spaced values, to six digits so that they can be read; the ends exactly."""
    shares = [i / (count - 1) for i in range(1, count - 1)]
    inner = [
        first * (last / first) ** s if by_ratio else first + (last - first) * s for s in shares
    ]
    values = [first, *(float(f"{value:.6g}") for value in inner), last]
    return [round(value) for value in values] if whole else list(values)


def _end(parameter: Parameter, text: str) -> float:
    value = parameter.convert(text)
    if not isinstance(value, float | int):
        raise ParameterError(f"{parameter.name} must be a number; got {text}.")
    return float(value)
