"""A figure whose axes make no tick that is not shown, and copy those that are from the first.

matplotlib makes a tick of three lines and two texts, most of them never seen, property by property,
and two for each axis that has none. With them a figure of 40 ticks takes a sixth longer to draw.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick, XAxis, YAxis
from matplotlib.cbook import CallbackRegistry
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator
from matplotlib.transforms import IdentityTransform, Transform

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
    majorTicks: Any  # noqa: N815
    minorTicks: Any  # noqa: N815
    _shown: list[Tick] | None = None
    """The ticks that are shown, while the axis is measured or drawn: nothing moves them then."""

    def draw(self, renderer: Any) -> None:
        """Draw the axis, whose ticks matplotlib finds three times meanwhile."""
        with self._ticks_found():
            super().draw(renderer)

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
            self._shown = None

    def _update_ticks(self) -> Any:
        """Return the ticks that are shown, each in its place."""
        found = self._shown
        return super()._update_ticks() if found is None else found  # type: ignore[misc]

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
        tick: Tick = super()._get_tick(major)  # type: ignore[misc]
        for artist in (tick, tick.gridline):
            artist.set_clip_box(self.get_clip_box())
            artist.set_clip_path(self.get_clip_path())
        return tick

    def _copy_tick_props(self, src: Tick, dest: Tick) -> None:
        """Leave a tick as it is: a copy has the properties of the first."""


class _LeanXAxis(_LeanAxis, XAxis):
    pass


class _LeanYAxis(_LeanAxis, YAxis):
    def get_tightbbox(self, renderer: Any = None, *, for_layout_only: bool = False) -> Any:
        """Return the box around the axis, or nothing to a title where its numbers have no offset.

        What matplotlib wants then is the offset's text; it would lay out all labels for it.
        """
        if isinstance(self.axes, _LeanAxes) and self.axes.titling:
            formatter: Any = self.major.formatter
            formatter.format_ticks(self.get_majorticklocs())
            self.offsetText.set_text(formatter.get_offset())
            if not formatter.get_offset():
                return None
        return super().get_tightbbox(renderer, for_layout_only=for_layout_only)


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
