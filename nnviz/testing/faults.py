"""Faults planted in the core: what a concept computes with, and which of its laws notice."""

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from types import CodeType, FrameType, FunctionType
from typing import Any

import numpy as np

from nnviz.concept import Concept
from nnviz.testing.alone import fails
from nnviz.testing.problem import Problem
from nnviz.wording import counted, enumeration

WRONG = 1.01
"""What is returned is so many times what it should be."""

_NO_SUBJECT = ("nnviz.core.checks", "nnviz.core.arrays", "nnviz.core.seeds", "nnviz.core.examples")
"""Modules that only pass numbers on."""


@dataclass(frozen=True)
class Target:
    """A function of the core, or a method, by the class or module that has it."""

    owner: Any
    name: str
    function: FunctionType

    def __str__(self) -> str:
        return self.function.__qualname__


def core_problems(concept: type[Concept]) -> Iterator[Problem]:
    """Yield a hint that lists the functions of the core whose fault no law notices."""
    unnoticed = [str(target) for target in targets(concept) if not noticed_with(concept, target)]
    if unnoticed:
        yield Problem(
            "core",
            f"no law fails where {counted(len(unnoticed), 'function')} of nnviz.core "
            f"returned {WRONG - 1:.0%} more: {enumeration(unnoticed)}",
            "If the concept is about one of them, add a law that stands on it.",
            hint=True,
        )


def targets(concept: type[Concept]) -> list[Target]:
    """Return the public functions of the core that run in compute and give arrays of floats."""
    codes: set[CodeType] = set()

    def watch(frame: FrameType, event: str, given: Any) -> None:
        if event == "return" and (frame.f_code.co_name == "rule" or _has_floats(given)):
            codes.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        concept().run()
    finally:
        sys.setprofile(before)
    modules = [m for n, m in sorted(sys.modules.items()) if n.startswith("nnviz.core.")]
    owners: list[tuple[str, Any]] = [
        (module.__name__, owner)
        for module in modules
        if module.__name__ not in _NO_SUBJECT
        for owner in (module, *vars(module).values())
        if owner is module or (isinstance(owner, type) and owner.__module__ == module.__name__)
    ]
    return [
        Target(owner, name, function)
        for home, owner in owners
        for name, function in vars(owner).items()
        if isinstance(function, FunctionType) and function.__module__ == home
        if function.__code__ in codes
        and (name == "__call__" or not name.startswith(("_", "checked_")))
    ]


def noticed_with(concept: type[Concept], target: Target) -> bool:
    """Return whether a law fails at the defaults while a function is wrong."""
    with planted(target.owner, target.name, _wrong(target.function)):
        return notices(concept)


def notices(concept: type[Concept]) -> bool:
    """Return whether a law fails at the defaults, or the concept cannot be computed."""
    laws = [one for one in concept.propositions.values() if one.law]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            made = concept()
            result = made.run()
            return any(fails(law, made, result) for law in laws)
        except Exception:
            return True


@contextmanager
def planted(owner: Any, name: str, fault: Any) -> Iterator[None]:
    """Put a fault in the place of a function or method, wherever it was imported to."""
    right = vars(owner)[name]
    places: list[tuple[Any, str]] = [(owner, name)]
    if not isinstance(owner, type):
        modules = [module for module in sys.modules.values() if hasattr(module, "__dict__")]
        places = [(m, n) for m in modules for n, v in [*vars(m).items()] if v is right]
    for place, called in places:
        setattr(place, called, fault)
    try:
        yield
    finally:
        for place, called in places:
            setattr(place, called, right)


def _wrong(function: FunctionType) -> Callable[..., Any]:
    """Return the function with what it returns, or for a rule the step that it takes, too large."""

    @wraps(function)
    def scaled(*given: Any, **named: Any) -> Any:
        return _scaled(function(*given, **named), (*given, *named.values()))

    @wraps(function)
    def stepping(self: Any, p: Any, *given: Any, **named: Any) -> None:
        before = p.copy()
        function(self, p, *given, **named)
        p[...] = before + WRONG * (p - before)

    return stepping if function.__name__ == "rule" else scaled


def _scaled(returned: Any, given: tuple[Any, ...]) -> Any:
    if type(returned) in (tuple, list):
        return type(returned)(_scaled(one, given) for one in returned)
    if not _has_floats(returned):
        return returned
    if any(returned is one for one in given):  # written into `out`
        returned *= WRONG
        return returned
    return returned * WRONG


def _has_floats(returned: Any) -> bool:
    if type(returned) in (tuple, list):
        return any(map(_has_floats, returned))
    return isinstance(returned, np.ndarray) and returned.dtype.kind == "f"
