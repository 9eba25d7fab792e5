"""The frames of a concept's sliders: the concept at each value worth comparing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from nnviz.concept import Concept
from nnviz.gallery.names import BASE, BASE_DARK, PHONE, PHONE_DARK
from nnviz.gallery.record import State, Sweep
from nnviz.parameters import Parameter
from nnviz.setting import Setting, typed

if TYPE_CHECKING:
    from PIL.Image import Image

Draw: TypeAlias = "Callable[[Concept, Setting, tuple[str, str]], tuple[State, tuple[Image, ...]]]"
"""Draws a concept's default at another setting, into files of these names: light and dark, and both
as a phone shows them, where that is wanted.
"""


@dataclass(frozen=True)
class Stepping:
    """A slider before it is drawn: its parameter's values, in order, and the one chosen."""

    parameter: Parameter
    values: tuple[Any, ...]
    chosen: int


def steppings(concept: Concept) -> list[Stepping]:
    """Return a slider for each swept parameter, the default value at its place among the others."""
    swept = (parameter for parameter in concept.parameters.values() if parameter.sweep)
    found = (_stepping(parameter, concept.values[parameter.name]) for parameter in swept)
    return [stepping for stepping in found if len(stepping.values) > 1]


def draw_sweeps(
    draw: Draw, concept: Concept, usual: State, bases: "tuple[Image, ...]"
) -> tuple[tuple[Sweep, ...], dict[str, bytes]]:
    """Return the sliders of a concept, whose default state is `usual`, and all frames.

    Its pictures, the `bases`, are those that `draw` returns of another state.
    """
    from nnviz.gallery.images import frame

    sliders = steppings(concept)
    named = (BASE, BASE_DARK, PHONE, PHONE_DARK)[: len(bases)]
    shown = list(zip(named, bases, strict=True))[0 if sliders else 2 :]
    files = {name: frame(base) for name, base in shown}
    sweeps = []
    for slider in sliders:
        states = []
        for number, value in enumerate(slider.values):
            if number == slider.chosen:
                states.append(replace(usual, value=typed(value)))
                continue
            names = _names(slider.parameter.name, number)
            stop = Setting(**{slider.parameter.name: value})
            state, pictures = draw(concept, stop, names)
            every = (*names, *(f"phone-{name}" for name in names))[: len(bases)]
            for name, picture, base in zip(every, pictures, bases, strict=True):
                files[name] = frame(picture, base)
            states.append(state)
        sweeps.append(
            Sweep(
                parameter=slider.parameter.name,
                help=concept.help_of(slider.parameter),
                default=slider.chosen,
                states=tuple(states),
            )
        )
    return tuple(sweeps), files


def _names(parameter: str, number: int) -> tuple[str, str]:
    return f"{parameter}-{number}.webp", f"{parameter}-{number}-dark.webp"


def _stepping(parameter: Parameter, chosen: Any) -> Stepping:
    values = list(_distinct(parameter))
    if chosen not in values:
        values = _with(chosen, values)
    return Stepping(parameter, tuple(values), values.index(chosen))


def _distinct(parameter: Parameter) -> Iterator[Any]:
    seen: list[Any] = []
    for value in map(parameter.convert, parameter.sweep):
        if value not in seen:
            seen.append(value)
            yield value


def _with(chosen: Any, values: list[Any]) -> list[Any]:
    """Return the values with the chosen one at its place, or in front where there is no order."""
    try:
        rising = sorted(values)
        if values == rising:
            return sorted([*values, chosen])
        if values == rising[::-1]:
            return sorted([*values, chosen], reverse=True)
    except TypeError:
        pass
    return [chosen, *values]
