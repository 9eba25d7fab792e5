"""From a concept and its result to a finished picture."""

import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nnviz.concept import Concept
from nnviz.drawing.canvas import settle_limits
from nnviz.drawing.labels import place_labels
from nnviz.errors import ContractError, NnvizError
from nnviz.render.frame import add_frame
from nnviz.render.picture import Picture
from nnviz.render.settings import settings
from nnviz.render.sizes import Size, size_named
from nnviz.render.themes import Theme, default_size, style
from nnviz.render.wrapping import wrap_panel_texts
from nnviz.result import Result


def render(
    concept: Concept,
    result: Result,
    *,
    theme: str = "slides",
    size: str | Size | None = None,
    themes: Mapping[str, Theme] | None = None,
) -> Picture:
    """Return the concept's figure of this result, framed, laid out and labelled.

    `theme` is a name or a style sheet's path, `size` a name (by default the theme's own) or a
    `Size`; `themes` are those that plugins offer. rcParams are as before afterwards. Raises
    `UsageError` for an unknown theme or size, `ContractError` for whatever `draw` raises.
    """
    if not isinstance(size, Size):
        size = size_named(size or default_size(theme))
    rc = style(theme, size, themes)
    with settings(rc):
        figure = Figure(layout="constrained")
        FigureCanvasAgg(figure)
        _draw(concept, result, figure)
        headline = concept.fill(concept.headline(result), result)
        setting = concept.fill(concept.setting(result), result)
        add_frame(figure, headline, setting, size)
        _settle(figure)
    return Picture(figure, MappingProxyType(rc))


def _draw(concept: Concept, result: Result, figure: Figure) -> None:
    try:
        concept.draw(result, figure)
    except NnvizError:
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename == _file_of(concept)]
        where = (own or frames)[-1]
        raise ContractError(
            f"{concept.name}: draw raises {type(error).__name__}: {error} "
            f"({Path(where.filename).name}, line {where.lineno})"
        ) from error


def _file_of(concept: Concept) -> str:
    return str(getattr(sys.modules.get(type(concept).__module__), "__file__", ""))


def _settle(figure: Figure) -> None:
    """Lay the panels out, wrap what is too long for them, place the labels, and stay so."""
    _lay_out(figure)
    if wrap_panel_texts(figure) or _has_fixed_shape(figure):
        _lay_out(figure)
    figure.set_layout_engine("none")
    _round_positions(figure)
    place_labels(figure)


def _has_fixed_shape(figure: Figure) -> bool:
    """Return whether a panel's height follows its width: the solver sees it only the next time."""
    return any(axes.get_aspect() != "auto" for axes in figure.axes)


def _round_positions(figure: Figure) -> None:
    """Round what the layout's solver found, whose last digit differs from one run to the next."""
    for axes in figure.axes:
        left, bottom, width, height = (round(side, 9) for side in axes.get_position(True).bounds)
        axes.set_position((left, bottom, width, height))
        axes.set_in_layout(True)


def _lay_out(figure: Figure) -> None:
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    settle_limits(figure)
