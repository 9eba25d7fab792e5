"""What must be true of an optimizer, a surface, a data set and so on that a plugin offers."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from nnviz.core.activations import Activation
from nnviz.core.optimizers import Optimizer
from nnviz.core.surfaces import Surface
from nnviz.host.extensions import own_offers
from nnviz.host.reserved import RESERVED
from nnviz.host.trials import dataset_fault, member_fault
from nnviz.language import read_catalogue
from nnviz.render.sizes import size_named
from nnviz.render.themes import style
from nnviz.testing.problem import Problem

_STEP = 1e-5
_CLOSE = 1e-6
"""Differences of step h err by about h² f‴/6, which is below this for functions of order 1."""


def member_problems(hook: str, name: str, member: Any) -> Iterator[Problem]:
    """Yield what is wrong with a member that a plugin offers through a hook, by its name there."""
    point = f"{hook.removeprefix('nnviz_')} {name}"
    if not (isinstance(name, str) and name.replace("-", "_").isidentifier() and name.islower()):
        yield Problem(point, "the name is no lower-case word", "Name it as in heavy_ball.")
    own = (*RESERVED.get(hook, ()), *(offer.name for offer in own_offers(hook)))
    if name in own:
        yield Problem(point, "nnviz has one of that name", "Choose another name.")
    try:
        fault = member_fault(hook, member) or _LOOKS.get(hook, _nothing)(name, member)
    except Exception as error:
        fault = f"trying it raises {type(error).__name__}: {error}"
    if fault:
        yield Problem(point, fault, "plugins/README.md has an example of each hook.")


def _nothing(name: str, member: Any) -> str:
    return ""


def _optimizer(name: str, member: type[Optimizer]) -> str:
    rule = member(rate=0.01)
    w = np.ones((2, 3))
    rule.update(w, np.ones_like(w), rule.init(w))
    return "" if (w < 1).all() else "a step does not go down the gradient"


def _activation(name: str, member: Activation) -> str:
    z = np.linspace(-2.03, 1.97, 9)  # beside the corners that piecewise functions have
    slope = member.derivative(z, member.value(z))
    differences = (member.value(z + _STEP) - member.value(z - _STEP)) / (2 * _STEP)
    return "" if np.allclose(slope, differences, atol=_CLOSE) else "derivative is not value's"


def _dataset(name: str, member: Callable[..., Any]) -> str:
    one, again = (member(60, 0.1, 0) for _ in range(2))
    if fault := dataset_fault(one):
        return fault
    if len(one) != 60:
        return f"of 60 examples asked for it returns {len(one)}"
    return "" if np.array_equal(one.inputs, again.inputs) else "one seed gives two data sets"


def _surface(name: str, member: Surface) -> str:
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


def _language(name: str, member: Any) -> str:
    read_catalogue(sorted(Path(member).glob("*.po")), name)
    return ""


_LOOKS: Mapping[str, Callable[[str, Any], str]] = MappingProxyType(
    {
        "nnviz_optimizers": _optimizer,
        "nnviz_activations": _activation,
        "nnviz_datasets": _dataset,
        "nnviz_surfaces": _surface,
        "nnviz_themes": _theme,
        "nnviz_languages": _language,
    }
)
"""For each hook, what says what is wrong with a member that is of the right kind."""
