"""What a plugin's optimizer, surface, exporter and so on must be, found out by a small trial.

A fault is the end of a sentence that says what was wanted and what was given; the plugin's name
and the hook's are put before it.
"""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from nnviz.core.activations import Activation
from nnviz.core.data import Dataset
from nnviz.core.optimizers import Optimizer
from nnviz.core.schedules import Schedule
from nnviz.core.surfaces import Surface
from nnviz.errors import UsageError
from nnviz.exhibit import Exhibit
from nnviz.exporter import Exporter
from nnviz.words import Sentence

_POINTS = np.linspace(-2.03, 1.97, 12).reshape(3, 4)
_SAMPLE = Exhibit(
    name="sample",
    title="A sample",
    story={
        "caption": (Sentence("With $x^2$, 5 % and 3 numbers."),),
        "alt": (Sentence("A line."),),
    },
    command="nnviz export sample",
    call='nnviz.show("sample")',
    size="page",
    path="figures/sample.svg",
    width=7.0,
)


def member_fault(hook: str, member: Any) -> str:
    """Return what is wrong with a member that a plugin offers through a hook, or nothing.

    A member is tried where that costs nothing; what it raises then is raised here.
    """
    look = _LOOKS.get(hook)
    return look(member) if look else ""


def dataset_fault(made: Any) -> str:
    """Return what is wrong with what a data set's maker returns, or nothing."""
    return "" if isinstance(made, Dataset) else f"must return a Dataset; it returned {_said(made)}"


def snippet_fault(snippet: Any) -> str:
    """Return what is wrong with what an exporter writes, or nothing."""
    well = isinstance(snippet, str) and bool(snippet.strip())
    return "" if well else f"must return a text; it returned {_said(snippet)}"


def _optimizer(member: Any) -> str:
    if not _is_subclass(member, Optimizer):
        return f"must be a subclass of nnviz.core.optimizers.Optimizer; got {_said(member)}"
    rule, w = member(rate=0.01), np.ones((2, 3))
    rule.update(w, np.ones_like(w), rule.init(w))
    return _array_fault("rule must leave parameters", w, (2, 3))


def _schedule(member: Any) -> str:
    if not _is_subclass(member, Schedule):
        return f"must be a subclass of nnviz.core.schedules.Schedule; got {_said(member)}"
    rates = member()(np.arange(12))
    return _array_fault("at must return the rates at the steps", rates, (12,), least=0.0)


def _activation(member: Any) -> str:
    if not isinstance(member, Activation):
        return f"must be an instance of nnviz.core.activations.Activation; got {_said(member)}"
    a = member.value(_POINTS)
    fault = _array_fault("value must return g(z)", a, _POINTS.shape)
    slope = a if fault else member.derivative(_POINTS, a)
    return fault or _array_fault("derivative must return g′(z)", slope, _POINTS.shape)


def _initializer(member: Any) -> str:
    if fault := _call_fault(member, "fan_in", "fan_out", "generator"):
        return fault
    weights = member(3, 4, np.random.default_rng(0))
    return _array_fault("must return weights (fan_in, fan_out)", weights, (3, 4))


def _dataset(member: Any) -> str:
    return _call_fault(member, "examples", "noise", "seed")


def _surface(member: Any) -> str:
    if not isinstance(member, Surface):
        return f"must be an instance of nnviz.core.surfaces.Surface; got {_said(member)}"
    fault = _array_fault("bounds must be ((x, x), (y, y))", member.bounds, (2, 2))
    if fault := fault or _array_fault("start must be a point", member.start, (2,)):
        return fault
    points = np.broadcast_to(np.asarray(member.start, float), (3, 2))
    return _array_fault("height must return the costs", member.value(points), (3,)) or _array_fault(
        "slopes must return both derivatives", member.gradient(points), (3, 2)
    )


def _theme(member: Any) -> str:
    if isinstance(member, Mapping):
        wrong = [name for name in member if not isinstance(name, str)]
        return f"must name its rcParams by words; got {_said(wrong[0])}" if wrong else ""
    if not isinstance(member, str | Path):
        return f"must be a mapping of rcParams or a style sheet's path; got {_said(member)}"
    return "" if Path(member).is_file() else f"must be a style sheet's path; {member} is no file"


def _exporter(member: Any) -> str:
    if not isinstance(member, Exporter):
        return f"must be a nnviz.Exporter; got {_said(member)}"
    if fault := _call_fault(member.write, "exhibit", called="write"):
        return fault
    try:
        return snippet_fault(member.write(_SAMPLE))
    except UsageError:  # as it may, of what its documents cannot have
        return ""


def _command(member: Any) -> str:
    import click  # needed where there are commands, which is never in a notebook

    return (
        "" if isinstance(member, click.Command) else f"must be a click command; got {_said(member)}"
    )


def _is_subclass(member: Any, kind: type) -> bool:
    return isinstance(member, type) and issubclass(member, kind)


def _call_fault(member: Any, *arguments: str, called: str = "") -> str:
    """Return why a member cannot be called with these arguments, in their order."""
    wanted = f"must be callable as ({', '.join(arguments)})"
    if called:
        wanted = f"{called} {wanted}"
    if not callable(member):
        return f"{wanted}; got {_said(member)}"
    try:
        signature = inspect.signature(member)
    except ValueError:  # some that are written in C do not say
        return ""
    try:
        signature.bind(*arguments)
    except TypeError:
        return f"{wanted}; it takes {signature}"
    return ""


def _array_fault(wanted: str, given: Any, shape: tuple[int, ...], least: float = -np.inf) -> str:
    """Return why something is no array of finite numbers of this shape, or nothing."""
    wanted = f"{wanted}, of shape {shape}"
    try:
        array = np.asarray(given, float)
    except (TypeError, ValueError):
        return f"{wanted}; it gives {_said(given)}"
    if array.shape != shape:
        return f"{wanted}; it gives shape {array.shape}"
    if not np.isfinite(array).all():
        return f"{wanted}, and finite; it gives {array[~np.isfinite(array)][0]}"
    low = array.min()
    return f"{wanted}, and at least {least:g}; it gives {low:g}" if low < least else ""


def _said(value: Any) -> str:
    """Return a value as it stands in a sentence, on one line and not too long."""
    try:
        text = repr(value)
    except Exception:  # a plugin's own kind may fail to tell itself
        text = f"a {type(value).__name__}"
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


_LOOKS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "nnviz_optimizers": _optimizer,
        "nnviz_schedules": _schedule,
        "nnviz_activations": _activation,
        "nnviz_initializers": _initializer,
        "nnviz_datasets": _dataset,
        "nnviz_surfaces": _surface,
        "nnviz_themes": _theme,
        "nnviz_exporters": _exporter,
        "nnviz_commands": _command,
    }
)
"""For each hook, what says what is wrong with a member."""
