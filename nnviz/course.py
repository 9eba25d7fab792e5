"""The path through the concepts: topic by topic, and what a concept builds on before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from nnviz.language import tr

TOPICS = (
    "initialization",
    "gradient-checking",
    "optimization",
    "data",
    "regularization",
    "tuning",
)
"""The topics of the course, in the order of the path; others follow by name."""


class _Step(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def order(self) -> int: ...
    @property
    def builds_on(self) -> tuple[str, ...]: ...


class _Linked(_Step, Protocol):
    @property
    def see_also(self) -> tuple[str, ...]: ...


Step = TypeVar("Step", bound=_Step)
Linked = TypeVar("Linked", bound=_Linked)


def in_order(found: Iterable[Step]) -> list[Step]:
    """Return concepts by topic, its own order and name, none before one that it builds on.

    What it builds on of another topic stays there, and a circle is left where it is.
    """
    steps = sorted(found, key=_place)
    named = {step.name: step for step in steps}
    placed: dict[str, Step] = {}
    begun: set[str] = set()

    def take(step: Step) -> None:
        if step.name not in begun:
            begun.add(step.name)
            for name in step.builds_on:
                if name in named and named[name].topic == step.topic:
                    take(named[name])
            placed[step.name] = step

    for step in steps:
        take(step)
    return list(placed.values())


@dataclass(frozen=True)
class Neighbours(Generic[Linked]):
    """What stands beside a concept on the path, what to know before it, and what to see also."""

    previous: Linked | None
    next: Linked | None
    before: tuple[Linked, ...]
    see_also: tuple[Linked, ...]


def neighbours(step: Linked, path: Sequence[Linked]) -> Neighbours[Linked]:
    """Return the neighbours of a concept on the path; one that is not there leads nowhere."""
    if step not in path:
        return Neighbours(None, None, (), ())
    place, named = path.index(step), {other.name: other for other in path}
    return Neighbours(
        previous=path[place - 1] if place else None,
        next=path[place + 1] if place + 1 < len(path) else None,
        before=tuple(named[name] for name in step.builds_on if name in named),
        see_also=tuple(named[name] for name in step.see_also if name in named),
    )


def topic_title(topic: str) -> str:
    """Return a topic as a heading."""
    return tr(topic.replace("-", " ").capitalize())


def _place(step: _Step) -> tuple[int, str, int, str]:
    topic = TOPICS.index(step.topic) if step.topic in TOPICS else len(TOPICS)
    return (topic, step.topic, step.order, step.name)


def next_step(path: Sequence[Step], seen: Iterable[str]) -> Step | None:
    """Return the first of the path that was not seen, or None where all were."""
    known = set(seen)
    return next((step for step in path if step.name not in known), None)


def circle(name: str, builds_on: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the way from a concept to itself along what each builds on, or nothing.

    `builds_on` has what each concept builds on.
    """
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for other in builds_on.get(way[-1], ()):
            if other == name:
                return (*way, name)
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return ()
