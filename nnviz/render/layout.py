"""Where a figure's panels stand: found by a solver, or taken over from a like figure."""

import warnings
from collections.abc import Sequence
from typing import Any, TypeAlias

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnviz.drawing.canvas import axes_of, settle_limits
from nnviz.drawing.lean import LeanFigure
from nnviz.errors import UsageError
from nnviz.render.wrapping import panel_texts, wrap_panel_texts

Limits: TypeAlias = Sequence[tuple[Any, Any]]
"""The limits (low, high) of each panel's axes, x and y."""


def limits_of(figure: Figure) -> Limits:
    """Return the limits of each panel."""
    settle_limits(figure)
    return [(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes]


def common_limits(some: Limits, others: Limits) -> Limits:
    """Return limits in which both figures' panels find room, or none if their numbers differ."""
    if len(some) != len(others):
        return ()
    pairs = zip(some, others, strict=True)
    return [(_span(x, their_x), _span(y, their_y)) for (x, y), (their_x, their_y) in pairs]


def _span(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    ends = sorted([*one, *other])
    return (ends[0], ends[-1]) if one[0] <= one[1] else (ends[-1], ends[0])


def set_limits(figure: Figure, limits: Limits) -> None:
    """Give each panel its limits, where there are any."""
    for axes, (x, y) in zip(figure.axes, limits, strict=False):
        axes.set(xlim=x, ylim=y)


def lay_out(figure: Figure) -> None:
    """Lay the panels out, wrap what is too long for them, and let them stay so."""
    _solve(figure)
    if wrap_panel_texts(figure) or _has_fixed_shape(figure):
        _solve(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        # The last digit of what the solver finds differs from one run to the next.
        _put(axes, tuple(round(side, 9) for side in axes.get_position(True).bounds))


def take_layout(figure: Figure, other: Figure) -> bool:
    """Let the panels stand as another figure's do, and return whether they can: if they match."""
    if not _match(figure, other):
        return False
    for axes, theirs in zip(axes_of(figure), axes_of(other), strict=True):
        for text, wrapped in zip(panel_texts(axes), panel_texts(theirs), strict=True):
            text.set_text(wrapped.get_text())
    for text, placed in zip(figure.texts, other.texts, strict=True):
        text.set_position(placed.get_position())
    figure.set_layout_engine("none")
    for axes, theirs in zip(figure.axes, other.axes, strict=True):
        _put(axes, theirs.get_position(True).bounds)
    return True


def follow_layout(figure: LeanFigure, other: LeanFigure) -> bool:
    """Let the panels stand where another figure's do, whatever they say; return whether they can.

    They can where there are as many, in a figure drawn in the same size. The strip of the other's
    headline and setting is left empty. A text that has grown may want for room.
    """
    own_size = (figure.get_figwidth(), figure.get_figheight())
    if figure.subfigs or len(figure.axes) != len(other.axes) or own_size != other.own_size:
        return False
    figure.head, figure.own_size = other.head, own_size
    figure.set_size_inches(other.get_figwidth(), other.get_figheight())
    figure.set_layout_engine("none")
    for axes, theirs in zip(figure.axes, other.axes, strict=True):
        _put(axes, theirs.get_position(True).bounds)
    settle_limits(figure)
    wrap_panel_texts(figure)
    return True


def _match(figure: Figure, other: Figure) -> bool:
    """Return whether two figures are of the same size, with the same words around their panels."""
    if figure.subfigs or (figure.get_size_inches() != other.get_size_inches()).any():
        return False
    return _words(figure) == _words(other)


def _words(figure: Figure) -> list[list[list[str]]]:
    places = [figure.texts, *map(panel_texts, axes_of(figure))]
    return [[text.get_text().split() for text in texts] for texts in places]


def _put(axes: Axes, bounds: tuple[float, ...]) -> None:
    left, bottom, width, height = bounds
    axes.set_position((left, bottom, width, height))
    axes.set_in_layout(True)


def _has_fixed_shape(figure: Figure) -> bool:
    """Return whether a panel's height follows its width: the solver sees it only the next time."""
    return any(axes.get_aspect() != "auto" for axes in figure.axes)


def _solve(figure: Figure) -> None:
    engine = figure.get_layout_engine()
    if engine is not None and any(axes.get_subplotspec() for axes in figure.axes):
        with warnings.catch_warnings():
            warnings.filterwarnings("error", "constrained_layout not applied", UserWarning)
            try:
                engine.execute(figure)
            except UserWarning as error:
                width, height = figure.get_size_inches()
                raise UsageError(
                    f"{width:.3g} by {height:.3g} inches are too small for this figure; "
                    "choose a larger size."
                ) from error
    settle_limits(figure)
