"""A figure whose axes make no tick that is not shown, and copy those that are from the first.

matplotlib makes a tick of three lines and two texts, most of them never seen, property by property,
and two for each axis that has none. With them a figure of 40 ticks takes a sixth longer to draw.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, XTick, YAxis, YTick
from matplotlib.cbook import CallbackRegistry
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import Formatter, NullLocator
from matplotlib.transforms import Bbox, IdentityTransform, Transform

from nnviz.drawing.raster import Renderer

_STRAIGHT = (Path.MOVETO, Path.LINETO, Path.CLOSEPOLY)
_TICKS_ASK = tuple(
    name for name in rcParams if name.startswith(("xtick.", "ytick.", "grid.", "font.", "text."))
)
_WHERE = frozenset(
    ("_callbacks", "_stale", "_xorig", "_yorig", "_x", "_y", "_xy", "_x_filled", "_path",
     "_transformed_path", "_subslice", "_invalidx", "_invalidy", "ind_offset")
)  # fmt: skip
_models: dict[str, Tick] = {}
"""A tick of each look, in no figure."""
_MOST_MODELS = 256
_PARTS = ("tick1line", "tick2line", "gridline", "label1", "label2")
T = TypeVar("T", bound=Artist)


class LeanFigure(Figure):
    """A figure that adds lean axes, where it is not asked for others.

    `stacked` says whether its panels stand over one another; where it is None, its width does.
    """

    stacked: bool | None = None
    head = 0.0
    """Inches that headline and setting take at the top."""
    own_size: tuple[float, float] | None = None
    """Its inches before headline and setting were added."""

    def add_subplot(self, *args: Any, **kwargs: Any) -> Axes:
        """Add axes as `Figure.add_subplot` does, which says what it takes and raises."""
        if not {"projection", "polar", "axes_class"} & kwargs.keys():
            kwargs["axes_class"] = _LeanAxes
        axes: Axes = super().add_subplot(*args, **kwargs)
        return axes


class _Ground(Rectangle):
    """The unit square under axes, to which all in them is clipped: nothing turns or moves it."""

    def get_patch_transform(self) -> Transform:
        """Return nothing to do, which matplotlib composes of six transforms at each call."""
        return IdentityTransform()


class _LeanAxes(Axes):
    def _gen_axes_patch(self) -> Rectangle:
        return _Ground((0.0, 0.0), 1.0, 1.0)

    def _init_axis(self) -> None:
        """Make the axes' two axis objects: matplotlib's custom projections do it here, too."""
        self.xaxis = _LeanXAxis(self, clear=False)
        self.yaxis = _LeanYAxis(self, clear=False)
        for side, axis in (("bottom", self.xaxis), ("top", self.xaxis),
                           ("left", self.yaxis), ("right", self.yaxis)):  # fmt: skip
            self.spines[side].register_axis(axis)

    def _update_patch_limits(self, patch: Patch) -> None:
        """Count a patch to the data, of whose straight sides matplotlib asks where each bends."""
        path, transform = patch.get_path(), patch.get_transform()
        across, up = transform.contains_branch_seperately(self.transData)  # 3.10 spells it so
        empty = isinstance(patch, Rectangle) and not (patch.get_width() or patch.get_height())
        if empty or path.codes is None or not np.isin(path.codes, _STRAIGHT).all():
            super()._update_patch_limits(patch)  # type: ignore[misc]
        elif across or up:
            corners = np.asarray(path.vertices)[path.codes != Path.CLOSEPOLY]
            within = (transform - self.transData).transform(corners)
            self.update_datalim(within, updatex=across, updatey=up)

    titling = False
    """Whether the title is being placed, which asks the y axis for nothing but its offset."""

    def _update_title_position(self, renderer: Any) -> None:
        self.titling = True
        try:
            super()._update_title_position(renderer)  # type: ignore[misc]
        finally:
            self.titling = False

    def clear(self) -> None:
        """Clear the axes, and put their spines where they stand, as the first tick would."""
        super().clear()
        for spine in self.spines.values():
            spine.get_spine_transform()


class _LeanAxis(Axis):
    axis_name: str
    majorTicks: Any  # noqa: N815
    minorTicks: Any  # noqa: N815
    _shown: list[Tick] | None = None
    """The ticks that are shown, while the axis is measured or drawn: nothing moves them then."""
    _boxes: tuple[list[Bbox], list[Bbox]] | None = None
    """What lies around the labels of these, once it is known."""
    _named = True
    """Whether something has to find its place beside the ticks' labels."""

    def draw(self, renderer: Any) -> None:
        """Draw the axis, whose ticks matplotlib finds three times meanwhile."""
        with self._ticks_found():
            formatter: Any = self.major.formatter
            self._named = bool(self.label.get_text() or formatter.get_offset())
            self._draw_marks_at_once(renderer)
            super().draw(renderer)

    def _draw_marks_at_once(self, renderer: Any) -> None:
        """Draw the marks of all ticks as one line's, where they look alike and none has a grid."""
        ticks: Any = self._shown or ()
        marks = [tick.tick1line for tick in ticks if not tick.gridline.get_visible()]
        together = isinstance(renderer, Renderer) and len(ticks) == len(marks) > 1 and _alike(marks)
        for tick in ticks:
            tick.marked = together
        if together:
            x, y = zip(*(mark.get_data() for mark in marks), strict=True)
            whole = _twin(marks[0])
            whole.set_data(np.concatenate(x), np.concatenate(y))
            whole.draw(renderer)

    def get_tightbbox(self, renderer: Any = None, *, for_layout_only: bool = False) -> Any:
        """Return the box around the axis, which matplotlib measures as it draws."""
        with self._ticks_found():
            return super().get_tightbbox(renderer, for_layout_only=for_layout_only)

    @contextmanager
    def _ticks_found(self) -> Iterator[None]:
        self._shown = self._update_ticks() if self.get_visible() else None
        try:
            yield
        finally:
            self._shown, self._boxes, self._named = None, None, True

    def _update_ticks(self) -> Any:
        """Return the ticks that are shown, each in its place."""
        found = self._shown
        return super()._update_ticks() if found is None else found  # type: ignore[misc]

    def _get_ticklabel_bboxes(self, ticks: Any, renderer: Any) -> Any:
        """Return what lies around the labels on either side: of all that is asked, the union."""
        if not self._named:
            return [], []
        if self._boxes is not None:
            return self._boxes
        low, high = super()._get_ticklabel_bboxes(ticks, renderer)  # type: ignore[misc]
        boxes = _union(low), _union(high)
        self._boxes = boxes if self._shown is not None else None
        return boxes

    def reset_ticks(self) -> None:
        """Forget all ticks; the next are made of what is asked of ticks by then."""
        self.majorTicks, self.minorTicks = [], []
        if hasattr(self.axes, "patch"):
            self.set_clip_path(self.axes.patch)

    def _get_ticks_position(self) -> Any:
        """Return where ticks stand, of which matplotlib asks the first major and minor ones."""
        major, used = self.get_major_ticks(1), not isinstance(self.get_minor_locator(), NullLocator)
        kept = self.get_minor_ticks(1) if used else self.minorTicks
        self.minorTicks = kept or major
        try:
            return super()._get_ticks_position()  # type: ignore[misc]
        finally:
            self.minorTicks = kept

    def _get_tick(self, major: bool) -> Tick:
        made = self.majorTicks if major else self.minorTicks
        if made:
            return _copied(made[0])
        tick: Tick = self._first_tick(major)
        for artist in (tick, tick.gridline):
            artist.set_clip_box(self.get_clip_box())
            artist.set_clip_path(self.get_clip_path())
        return tick

    def _first_tick(self, major: bool) -> Any:
        """Return a new tick, or a copy of one of the same look, of another axis or figure."""
        said = self._major_tick_kw if major else self._minor_tick_kw  # type: ignore[attr-defined]
        look = repr((self.axis_name, major, said, [rcParams[name] for name in _TICKS_ASK]))
        if look not in _models:
            if len(_models) >= _MOST_MODELS:
                del _models[next(iter(_models))]
            _models[look] = _placed(super()._get_tick(major), None)  # type: ignore[misc]
        return _placed(_copied(_models[look]), self.axes)

    def _copy_tick_props(self, src: Tick, dest: Tick) -> None:
        """Leave a tick as it is: a copy has the properties of the first."""


class _LeanTick(Tick):
    marked = False
    """Whether its mark is drawn already, with those of its axis."""

    def draw(self, renderer: Any) -> None:
        """Draw the tick, and its mark if that is not drawn."""
        mark = self.tick1line
        seen = mark.get_visible()
        mark.set_visible(seen and not self.marked)
        super().draw(renderer)
        mark.set_visible(seen)


class _LeanXTick(_LeanTick, XTick):
    pass


class _LeanYTick(_LeanTick, YTick):
    pass


class _LeanXAxis(_LeanAxis, XAxis):
    _tick_class = _LeanXTick


class _LeanYAxis(_LeanAxis, YAxis):
    _tick_class = _LeanYTick

    def get_tightbbox(self, renderer: Any = None, *, for_layout_only: bool = False) -> Any:
        """Return the box around the axis, or nothing to a title where its numbers have no offset.

        What matplotlib wants then is the offset's text; it would lay out all labels for it.
        """
        if isinstance(self.axes, _LeanAxes) and self.axes.titling:
            formatter: Any = self.major.formatter
            if type(formatter).get_offset is Formatter.get_offset:
                return None
            formatter.format_ticks(self.get_majorticklocs())
            self.offsetText.set_text(formatter.get_offset())
            if not formatter.get_offset():
                return None
        return super().get_tightbbox(renderer, for_layout_only=for_layout_only)


def _union(boxes: list[Bbox]) -> list[Bbox]:
    """Return the box around those that are somewhere, if any are."""
    corners = np.array([box.get_points() for box in boxes]).reshape(-1, 4)
    corners = corners[np.isfinite(corners).all(axis=1)].reshape(-1, 2)
    return [Bbox([corners.min(axis=0), corners.max(axis=0)])] if len(corners) else []


def _alike(lines: list[Line2D]) -> bool:
    """Return whether lines are visible and differ in nothing but where they are."""
    first, *others = map(vars, lines)
    look = [(name, value) for name, value in first.items() if name not in _WHERE]
    return lines[0].get_visible() and all(
        other.get(name) is value for other in others for name, value in look
    )


def _placed(tick: Any, axes: Axes | None) -> Any:
    """Return a tick of these axes, which was one of others; or of none."""
    figure = axes and axes.get_figure(root=False)
    vars(tick)["_axes"] = axes
    for part in (tick, *(getattr(tick, name) for name in _PARTS)):
        vars(part)["_parent_figure"] = figure
    if axes:
        transform = getattr(axes, f"get_{tick.__name__[0]}axis_transform")
        for name, which in zip(_PARTS, ("tick1", "tick2", "grid"), strict=False):
            getattr(tick, name).set_transform(transform(which))
        tick.label1.set_transform(tick._get_text1_transform()[0])
        tick.label2.set_transform(tick._get_text2_transform()[0])
    return tick


def _copied(tick: Tick) -> Tick:
    """Return a tick like another, that nobody has been told of."""
    copy = _twin(tick)
    for name in _PARTS:
        setattr(copy, name, _twin(getattr(tick, name)))
    for label in (copy.label1, copy.label2):
        label.set_fontproperties(label.get_fontproperties().copy())
    return copy


def _twin(artist: T) -> T:
    """Return an artist of the same properties: matplotlib replaces these, and changes none."""
    twin = object.__new__(type(artist))
    twin.__dict__.update(artist.__dict__, _callbacks=CallbackRegistry(signals=["pchanged"]))
    return twin
