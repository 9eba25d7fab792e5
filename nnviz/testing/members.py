"""What must be true of an optimizer, a surface, a data set and so on that a plugin offers."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from nnviz.core.activations import Activation
from nnviz.core.data import Dataset
from nnviz.core.optimizers import Optimizer
from nnviz.core.schedules import Schedule
from nnviz.core.surfaces import Surface
from nnviz.families import FAMILIES
from nnviz.render.sizes import size_named
from nnviz.render.themes import THEMES, style
from nnviz.testing.problem import Problem

_STEP = 1e-5
_CLOSE = 1e-6
"""Differences of step h err by about h² f‴/6, which is below this for functions of order 1."""


def member_problems(family: str, name: str, member: Any) -> Iterator[Problem]:
    """Yield what is wrong with a member that a plugin adds to a family, `optimizers` or another."""
    point = f"{family} {name}"
    if not (isinstance(name, str) and name.replace("-", "_").isidentifier() and name.islower()):
        yield Problem(point, "the name is no lower-case word", "Name it as in heavy_ball.")
    reserved = FAMILIES[family].names if family in FAMILIES else tuple(THEMES)
    if name in reserved:
        yield Problem(point, "nnviz has one of that name, which is used", "Choose another name.")
    try:
        fault = _LOOKS[family](name, member)
    except Exception as error:
        fault = f"trying it raises {type(error).__name__}: {error}"
    if fault:
        yield Problem(point, fault, "plugins/README.md has an example of each hook.")


def _optimizer(name: str, member: Any) -> str:
    if not (isinstance(member, type) and issubclass(member, Optimizer)):
        return f"it must be a subclass of Optimizer; got {member!r}"
    rule = member(rate=0.01)
    w = np.ones((2, 3))
    rule.update(w, np.ones_like(w), rule.init(w))
    return "" if np.isfinite(w).all() and (w < 1).all() else "a step does not go down the gradient"


def _schedule(name: str, member: Any) -> str:
    if not (isinstance(member, type) and issubclass(member, Schedule)):
        return f"it must be a subclass of Schedule; got {member!r}"
    rates = member()(np.arange(1000))
    well = rates.shape == (1000,) and np.isfinite(rates).all() and (rates >= 0).all()
    return "" if well else "a rate is negative or no number"


def _activation(name: str, member: Any) -> str:
    if not isinstance(member, Activation):
        return f"it must be an instance of an Activation; got {member!r}"
    z = np.linspace(-2.03, 1.97, 9)  # beside the corners that piecewise functions have
    slope = member.derivative(z, member.value(z))
    differences = (member.value(z + _STEP) - member.value(z - _STEP)) / (2 * _STEP)
    return "" if np.allclose(slope, differences, atol=_CLOSE) else "derivative is not value's"


def _initializer(name: str, member: Any) -> str:
    if not callable(member):
        return f"it must be callable as (fan_in, fan_out, generator); got {member!r}"
    shape = np.shape(member(3, 4, np.random.default_rng(0)))
    return "" if shape == (3, 4) else f"weights must have shape (fan_in, fan_out); got {shape}"


def _dataset(name: str, member: Any) -> str:
    if not callable(member):
        return f"it must be callable as (examples, noise, seed); got {member!r}"
    one, again = (member(examples=60, noise=0.1, seed=0) for _ in range(2))
    if not isinstance(one, Dataset):
        return f"it must return a Dataset; got {one!r}"
    if len(one) != 60:
        return f"of 60 examples asked for it returns {len(one)}"
    return "" if np.array_equal(one.inputs, again.inputs) else "one seed gives two data sets"


def _surface(name: str, member: Any) -> str:
    if not isinstance(member, Surface):
        return f"it must be an instance of a Surface; got {member!r}"
    low, high = np.array(member.bounds).T
    w = low + (high - low) * np.random.default_rng(0).uniform(size=(9, 2))
    steps = _STEP * np.eye(2)
    differences = np.stack(
        [(member.value(w + h) - member.value(w - h)) / (2 * _STEP) for h in steps], axis=-1
    )
    scale = 1 + np.abs(differences).max()
    if not np.allclose(member.gradient(w), differences, atol=_CLOSE * scale):
        return "slopes are not those of height"
    still = np.abs(member.gradient(member.minima)).max() <= _CLOSE * scale
    return "" if still else "at a minimum the slopes are not zero"


def _theme(name: str, member: Any) -> str:
    style(name, size_named("slide"), {name: member})
    return ""


_LOOKS: Mapping[str, Callable[[str, Any], str]] = MappingProxyType(
    {
        "optimizers": _optimizer,
        "schedules": _schedule,
        "activations": _activation,
        "initializers": _initializer,
        "datasets": _dataset,
        "surfaces": _surface,
        "themes": _theme,
    }
)
"""For each family, what says in words what is wrong with a member, or nothing."""
