"""Where an artist puts its ink, in pixels."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import Collection, PathCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, Bbox

from nnviz.core.arrays import Array
from nnviz.drawing.canvas import axes_of, figure_of, renderer_of
from nnviz.drawing.contrast import blend, contrast
from nnviz.drawing.grids import Grid
from nnviz.drawing.roles import paper

BACKGROUND = 1.0
"""What is drawn under this zorder is background: a label may lie on it if it must."""

FAINT = 1.7
"""Colours of less contrast with the background than this are background too."""


@dataclass(frozen=True)
class Ink:
    """Whether ink is soft, and what finds it: pixels (points, 2) with a disc on each, or a box."""

    soft: bool = False
    points: Callable[[], Array] | None = None
    radius: float = 0.0
    box: Callable[[], Bbox | None] | None = None


def inks_of(figure: Figure, ignoring: Sequence[Artist], points: float) -> Iterator[Ink]:
    """Yield the ink of all that the figure's axes show, its lines for cells of so many points."""
    ignored, spacing = {id(artist) for artist in ignoring}, points * figure.dpi / 72
    for axes in axes_of(figure):
        for artist in axes.get_children():
            if id(artist) not in ignored and artist.get_visible():
                yield from ink_of(axes, artist, renderer_of(figure), spacing)


def ink_of(axes: Axes, artist: Artist, renderer: RendererBase, spacing: float) -> Iterator[Ink]:
    """Yield the ink of one artist, its lines as points closer than `spacing`."""
    if isinstance(artist, Line2D):
        yield from _line(axes, artist, spacing)
    elif isinstance(artist, Collection):
        yield from _collection(axes, artist, spacing)
    elif isinstance(artist, Axes):
        yield Ink(True, box=lambda: artist.get_tightbbox(renderer))
    elif isinstance(artist, (Text, Legend)):
        yield from _block(axes, artist, renderer, spacing)
    elif isinstance(artist, AxesImage):
        soft = artist.get_zorder() < BACKGROUND
        yield Ink(soft, box=lambda: artist.get_window_extent(renderer))
    elif isinstance(artist, Patch) and artist is not axes.patch:
        yield from _patch(axes, artist, spacing)


def along(path: Path, spacing: float) -> Array:
    """Return points (n, 2) along a path in pixels, closer than `spacing`, skipping its gaps.

    The path is a `clipped` one, of lines without anything missing.
    """
    drawn = path.codes != Path.STOP
    codes, points = np.asarray(path.codes)[drawn], np.asarray(path.vertices)[drawn]
    starts = np.maximum.accumulate(np.where(codes == Path.MOVETO, np.arange(len(codes)), 0))
    closes = codes == Path.CLOSEPOLY
    points[closes] = points[starts[closes]]
    return dense(points, spacing, codes[1:] != Path.MOVETO)


def clipped(path: Path, box: Bbox) -> Path:
    """Return the parts of a path in pixels inside a box; curved segments become lines."""
    return path.cleaned(clip=(box.x0, box.y0, box.x1, box.y1), remove_nans=True, curves=False)


def dense(points: Array, spacing: float, joined: Grid | bool = True) -> Array:
    """Return points along the line through `points` (n, 2), no two farther apart than `spacing`.

    There is no line from a point to the next where they are not `joined` (n - 1).
    """
    if len(points) < 2:
        return points
    lengths = np.hypot(*np.diff(points, axis=0).T) * joined
    counts = np.maximum(1, np.ceil(lengths / spacing).astype(int))
    segment = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(segment)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[
        segment
    ]
    inner = points[segment] + share[:, None] * (points[segment + 1] - points[segment])
    return np.concatenate([inner, points[-1:]])


def _line(axes: Axes, line: Line2D, spacing: float) -> Iterator[Ink]:
    scale = figure_of(axes).dpi / 72
    soft = _is_soft(line, line.get_color())

    def drawn() -> Path:
        return line.get_transform().transform_path(line.get_path())

    def marked() -> Array:
        points = np.asarray(drawn().vertices, float)
        return _within(points[np.isfinite(points).all(axis=1)], axes.get_window_extent())

    if line.get_linestyle() not in ("None", "none", "", " "):
        yield Ink(soft, lambda: _outline(axes, drawn(), spacing), line.get_linewidth() * scale / 2)
    if line.get_marker() not in ("None", "none", "", " ", None):
        yield Ink(soft, marked, line.get_markersize() * scale / 2)


def _collection(axes: Axes, collection: Collection, spacing: float) -> Iterator[Ink]:
    colours = [*collection.get_facecolor(), *collection.get_edgecolor()]
    soft = all(_is_soft(collection, colour) for colour in colours)
    if isinstance(collection, PathCollection) or not collection.get_paths():
        areas = collection.get_sizes() if isinstance(collection, PathCollection) else 0.0
        radius = float(np.sqrt(np.max(areas, initial=0.0))) * figure_of(axes).dpi / 72 / 2
        yield Ink(soft, lambda: _points(axes, collection), radius)
    else:
        yield Ink(soft, lambda: _shapes(axes, collection, soft, spacing))


def _offsets(collection: Collection) -> Array:
    offsets = np.ma.filled(collection.get_offsets(), np.nan)
    return np.asarray(collection.get_offset_transform().transform(offsets))


def _points(axes: Axes, collection: Collection) -> Array:
    """Return a scatter's points."""
    offsets = _offsets(collection)
    return _within(offsets[np.isfinite(offsets).all(axis=1)], axes.get_window_extent())


def _shapes(axes: Axes, collection: Collection, soft: bool, spacing: float) -> Array:
    """Return the outlines of lines and areas, and what lies inside areas that are not pale."""
    offsets, paths, found = _offsets(collection), collection.get_paths(), []
    if len(offsets) == 1 and not isinstance(collection, PolyCollection):
        paths = [Path.make_compound_path(*paths)]
    for path, offset in zip(paths, cycle(offsets), strict=False):
        moved = collection.get_transform() + Affine2D().translate(*offset)
        outline = moved.transform_path(path)
        found.append(_outline(axes, outline, spacing))
        if isinstance(collection, PolyCollection) and not soft:
            found.append(_inside(axes, outline, spacing))
    return np.concatenate(found) if found else np.empty((0, 2))


def _block(
    axes: Axes, artist: Text | Legend, renderer: RendererBase, spacing: float
) -> Iterator[Ink]:
    """Yield the box of a text or a legend, and the arrow of an annotation."""
    if isinstance(artist, Annotation) and artist.arrow_patch is not None:
        artist.update_positions(renderer)
        yield from _patch(axes, artist.arrow_patch, spacing)
    if isinstance(artist, Text) and artist.get_text():
        yield Ink(box=lambda: Text.get_window_extent(artist, renderer))
    elif isinstance(artist, Legend):
        yield Ink(box=lambda: artist.get_window_extent(renderer))


def _patch(axes: Axes, patch: Patch, spacing: float) -> Iterator[Ink]:
    def drawn() -> Path:
        if isinstance(patch, Spine):
            # It finds its ends only when it is measured, which takes its ticks' measures too.
            patch._adjust_location()  # type: ignore[attr-defined]
        return patch.get_transform().transform_path(patch.get_path())

    edge = _is_soft(patch, patch.get_edgecolor())
    yield Ink(edge, lambda: _outline(axes, drawn(), spacing))
    if patch.get_fill() and not isinstance(patch, Spine):
        face = _is_soft(patch, patch.get_facecolor())
        yield Ink(face, lambda: _inside(axes, drawn(), spacing))


def _outline(axes: Axes, path: Path, spacing: float) -> Array:
    """Return points (n, 2) along what is seen of a path, closer than half of `spacing`."""
    return along(clipped(path, axes.get_window_extent()), spacing / 2)


def _inside(axes: Axes, path: Path, spacing: float) -> Array:
    """Return a lattice of points (n, 2) inside a path and its axes, in pixels."""
    seen = Bbox.intersection(path.get_extents(), axes.get_window_extent())
    if seen is None:
        return np.empty((0, 2))
    x, y = np.arange(seen.x0, seen.x1, spacing), np.arange(seen.y0, seen.y1, spacing)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return np.asarray(points[path.contains_points(points)])


def _within(points: Array, box: Bbox) -> Array:
    low, high = (box.x0 - 1, box.y0 - 1), (box.x1 + 1, box.y1 + 1)
    return points[((points >= low) & (points <= high)).all(axis=1)]


def _is_soft(artist: Artist, colour: Any) -> bool:
    if artist.get_zorder() < BACKGROUND:
        return True
    red, green, blue, opaque = to_rgba(colour, artist.get_alpha())
    return contrast(blend((red, green, blue), paper(), 1 - opaque), paper()) < FAINT
