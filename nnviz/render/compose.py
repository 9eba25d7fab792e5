"""From a concept and its result to a finished picture."""

import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from matplotlib.figure import Figure

from nnviz.concept import Concept
from nnviz.drawing.canvas import write_out_large_formulas
from nnviz.drawing.labels import Labelling, leave_out_labels, place_labels_like, take_ground_away
from nnviz.drawing.lean import LeanFigure
from nnviz.drawing.panels import NARROW
from nnviz.drawing.raster import Canvas
from nnviz.errors import ContractError, NnvizError
from nnviz.look import USUAL, Look
from nnviz.panels import place_of
from nnviz.render.alone import keep_panel
from nnviz.render.fonts import boxes_for, families_with, font_named, installed, letters_in
from nnviz.render.frame import add_frame
from nnviz.render.layout import Limits, follow_layout, lay_out, limits_of, set_limits, take_layout
from nnviz.render.picture import Picture
from nnviz.render.settings import settings
from nnviz.render.sizes import Size, size_named
from nnviz.render.themes import Theme, default_size, style
from nnviz.result import Result

Style: TypeAlias = Mapping[str, Any]
"""Complete rcParams."""


def render(
    concept: Concept,
    result: Result,
    *,
    theme: str = "slides",
    size: str | Size | None = None,
    themes: Mapping[str, Theme] | None = None,
    head: tuple[str, str] | None = None,
    look: Look = USUAL,
    like: Picture | None = None,
    limits: Limits = (),
    after: Picture | None = None,
) -> Picture:
    """Return the concept's figure of this result, framed, laid out and labelled.

    `theme` is a name or a style sheet's path, `size` a name (by default the theme's own) or a
    `Size`; `themes` are those that plugins offer. `head` has the headline and the setting, by
    default the concept's own, and none over one panel alone. `look` may ask for one panel, another
    font, no ground. `limits` are each panel's, as `common_limits` finds them. `like` and `after`
    are pictures whose layout is taken: of the same result in other colours, with the same bytes;
    and the one before a parameter moved, with as many panels: its style is taken too, and head and
    waiting labels are left out.
    Raises `UsageError` for an unknown theme, size, panel or font, `ContractError` if `draw` raises.
    """
    size = _measured(size, theme, look)
    head = head or (None if after else _head(concept, result, look))
    rc, unknown = (after.rc, after.unknown) if after else _style(
        style(theme, size, themes), look, _letters(concept, result, head or ())
    )  # fmt: skip
    with settings(rc):
        figure = _blank(size, look)
        with boxes_for(unknown, figure):
            _draw(concept, result, figure, look, size)
            set_limits(figure, limits)
            follows = after is not None and follow_layout(figure, after.figure)
            if not follows:
                add_frame(figure, *(head or _head(concept, result, look)), size)
        labelling = _arrange(figure, rc, like, follows)
    if look.transparent:
        take_ground_away(figure)
    return Picture(figure, rc, labelling, unknown)


def panel_limits(
    concept: Concept,
    result: Result,
    *,
    theme: str = "slides",
    size: str | Size | None = None,
    themes: Mapping[str, Theme] | None = None,
    look: Look = USUAL,
) -> Limits:
    """Return the limits of each panel in the figure of this result, which is not laid out.

    All is told, and raised, by `render`.
    """
    size = _measured(size, theme, look)
    rc, unknown = _style(style(theme, size, themes), look, _letters(concept, result, ()))
    with settings(rc):
        figure = _blank(size, look)
        with boxes_for(unknown, figure):
            _draw(concept, result, figure, look, size)
        return limits_of(figure)


def _measured(size: str | Size | None, theme: str, look: Look) -> Size:
    if isinstance(size, Size):
        return size
    return size_named(size or default_size(theme), alone=bool(look.panel))


def _blank(size: Size, look: Look) -> LeanFigure:
    figure = LeanFigure(layout="constrained")
    figure.stacked = size.width < NARROW if look.panel else size.stacked
    Canvas(figure)
    return figure


def _head(concept: Concept, result: Result, look: Look) -> tuple[str, str]:
    if look.panel:  # its own title says what it shows
        return "", ""
    return concept.say("headline", result), concept.say("setting", result)


def _letters(concept: Concept, result: Result, head: Sequence[str]) -> str:
    """Return all letters that may be written into a figure."""
    own = letters_in({**concept.values, **result})
    return "".join([*head, *concept.catalogue().texts.values(), *own])


def _style(rc: Style, look: Look, letters: str) -> tuple[Style, frozenset[str]]:
    """Return a theme's style with what the look says of it, and the letters that no font has."""
    own = (font_named(look.font),) if look.font else ()
    families, unknown = families_with(letters, (*own, *installed(tuple(rc["font.family"]))))
    wished = {"svg.fonttype": "none" if look.svg_text else "path", "font.family": families}
    if look.transparent:
        wished["savefig.facecolor"] = "auto"
    return MappingProxyType({**rc, **wished}), unknown


def _arrange(
    figure: LeanFigure, rc: Mapping[str, Any], like: Picture | None, follows: bool
) -> Labelling | None:
    """Lay the figure out and find places for its labels, as far as another picture has not."""
    write_out_large_formulas(figure)
    if follows:
        leave_out_labels(figure)
        return None
    if like and _is_recoloured(like.rc, rc) and take_layout(figure, like.figure):
        return place_labels_like(figure, like.labelling)
    lay_out(figure)
    return place_labels_like(figure, None)


def _draw(concept: Concept, result: Result, figure: Figure, look: Look, size: Size) -> None:
    """Let the concept draw, and keep one panel alone, if one is asked for."""
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
    if look.panel:
        keep_panel(figure, place_of(concept, look.panel), size)


def _file_of(concept: Concept) -> str:
    return str(getattr(sys.modules.get(type(concept).__module__), "__file__", ""))


def _is_recoloured(rc: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two themes differ in colours only."""
    differing = [name for name in {*rc, *other} if rc.get(name) != other.get(name)]
    return all("color" in name or name == "axes.prop_cycle" for name in differing)
