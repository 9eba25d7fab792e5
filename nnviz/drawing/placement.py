"""Choosing a label's place among many, by what each would cost the reader."""

from dataclasses import dataclass

import numpy as np
from matplotlib.transforms import Bbox

from nnviz.core.arrays import Array
from nnviz.drawing.ink import dense
from nnviz.drawing.obstacles import CELL, Grid, Obstacles

# Costs are in points of distance: what a place must save in nearness to be worth it.
_TOUCH = 60.0  # a cell of another's ink under the label
_COVER = 0.35  # a cell of background ink under it
_CROWD = 0.8  # a cell of another curve close by
_CROSS = 25.0  # a cell of another's ink under the leader
_LEADER = 22.0  # having a leader at all
_ALONG = 70.0  # standing at the other end of the curve than preferred
_SIDE = 14.0  # standing on the other side than preferred
_OUTSIDE = 200.0  # a point outside the axes

_PAD = 2.5  # around the text, in points
_RING = 9.0  # how far "close by" reaches, in points
_GAPS = np.array([3.5, 7.0, 12.0, 19.0, 30.0, 45.0, 65.0, 90.0, 120.0])  # from curve to text
_LED = 16.0  # from this gap on a leader is drawn
_ANCHORS = 25
_ANGLES = np.arange(16) * np.pi / 8
_SIDES = {"right": 0.0, "above": np.pi / 2, "left": np.pi, "below": -np.pi / 2}


@dataclass(frozen=True)
class Wish:
    """A curve in pixels (points, 2), whereabouts on it a label would stand, and on which side."""

    curve: Array
    prefer: str | tuple[float, ...] = "end"
    side: str | None = None


@dataclass(frozen=True)
class Place:
    """The box of a label in pixels, and the ends of the line that leads to it, if any."""

    box: Bbox
    leader: Array | None
    over_soft: bool

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.box.x0 + self.box.x1) / 2, (self.box.y0 + self.box.y1) / 2


@dataclass(frozen=True)
class _Candidates:
    anchors: Array  # (n, 2) pixels
    centres: Array  # (n, 2) pixels
    gaps: Array  # (n,) points
    costs: Array  # (n,) points, of the place itself


def best_place(
    obstacles: Obstacles, axes: Bbox, wish: Wish, extent: tuple[float, float]
) -> Place | None:
    """Return the least costly place for a label of that width and height in pixels.

    Returns None when the curve has no finite point.
    """
    if not len(wish.curve):
        return None
    scale = obstacles.cell / CELL  # pixels in a point
    half = np.array(extent) / 2
    tried = _candidates(wish, axes, half, scale)
    others = obstacles.hard & ~_near(obstacles, wish.curve)
    hard, soft, foreign = (_summed(grid) for grid in (obstacles.hard, obstacles.soft, others))
    reach = half + _PAD * scale
    costs = (
        tried.costs
        + _TOUCH * _count(hard, tried.centres, reach, obstacles.cell)
        + _COVER * _count(soft, tried.centres, reach, obstacles.cell)
        + _CROWD * _count(foreign, tried.centres, half + _RING * scale, obstacles.cell)
        + _OUTSIDE * _outside(tried.centres, reach, axes) / scale
    )
    led = tried.gaps >= _LED
    tips = _tips(tried, half, scale)
    costs[led] += _LEADER + _CROSS * _crossed(others, tried.anchors[led], tips[led], obstacles.cell)
    best = int(np.argmin(costs))
    box = Bbox([tried.centres[best] - half, tried.centres[best] + half])
    covered = bool(obstacles.soft[obstacles.cells(box)].any())
    leader = np.array([tried.anchors[best], tips[best]]) if led[best] else None
    return Place(box, leader, covered)


def _candidates(wish: Wish, axes: Bbox, half: Array, scale: float) -> _Candidates:
    anchors, share = _anchors(wish.curve, axes)
    away = _ALONG * np.abs(share - _preferred(wish, anchors, share)) * (len(anchors) > 1)
    directions = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])
    turned = np.zeros(len(_ANGLES))
    if wish.side is not None:
        turned = _SIDE * (1 - np.cos(_ANGLES - _SIDES[wish.side]))
    # A box's middle stands off by its half extent, less so towards its corners.
    stand = np.clip(1.5 * directions, -1, 1) * half
    offsets = stand[:, None] + directions[:, None] * (_GAPS * scale)[:, None]
    centres = anchors[:, None, None] + offsets
    shape = centres.shape[:-1]
    costs = away[:, None, None] + turned[:, None] + 0.6 * _GAPS
    return _Candidates(
        np.broadcast_to(anchors[:, None, None], centres.shape).reshape(-1, 2),
        centres.reshape(-1, 2),
        np.broadcast_to(_GAPS, shape).ravel(),
        np.broadcast_to(costs, shape).ravel(),
    )


def _anchors(curve: Array, axes: Bbox) -> tuple[Array, Array]:
    """Return points spread along what can be seen of the curve, and how far along each is."""
    inside = ((curve >= axes.min - 1) & (curve <= axes.max + 1)).all(axis=1)
    seen = curve[inside] if inside.any() else np.clip(curve[:1], axes.min, axes.max)
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(seen, axis=0).T))])
    if lengths[-1] == 0:
        return seen[:1], np.zeros(1)
    share = np.linspace(0, 1, _ANCHORS)
    at = share * lengths[-1]
    return np.column_stack([np.interp(at, lengths, column) for column in seen.T]), share


def _preferred(wish: Wish, anchors: Array, share: Array) -> float:
    if isinstance(wish.prefer, str):
        return {"start": 0.0, "middle": 0.5, "end": 1.0}[wish.prefer]
    return float(share[np.argmin(np.hypot(*(anchors - np.array(wish.prefer)).T))])


def _near(obstacles: Obstacles, curve: Array) -> Grid:
    """Return the cells on the curve itself and beside it."""
    step = obstacles.cell * np.array([(i, j) for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2)])
    return obstacles.stamped((dense(curve, obstacles.cell)[:, None] + step).reshape(-1, 2))


def _summed(grid: Grid) -> Array:
    table = np.zeros((grid.shape[0] + 1, grid.shape[1] + 1))
    np.cumsum(np.cumsum(grid, axis=0, dtype=float), axis=1, out=table[1:, 1:])
    return table


def _count(table: Array, centres: Array, half: Array, cell: float) -> Array:
    """Return how many set cells each box covers."""
    columns, rows = table.shape[1] - 1, table.shape[0] - 1
    low, high = np.floor((centres - half) / cell), np.floor((centres + half) / cell) + 1
    x0, x1 = (np.clip(edge[:, 0], 0, columns).astype(int) for edge in (low, high))
    y0, y1 = (np.clip(edge[:, 1], 0, rows).astype(int) for edge in (low, high))
    return table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0]


def _outside(centres: Array, half: Array, axes: Bbox) -> Array:
    """Return how many pixels each box stands out of the axes."""
    over = np.maximum(centres + half - axes.max, 0) + np.maximum(axes.min - (centres - half), 0)
    return over.sum(axis=1)


def _tips(tried: _Candidates, half: Array, scale: float) -> Array:
    """Return where each leader meets its text: the box's point nearest to the anchor."""
    away = np.clip(tried.anchors, tried.centres - half, tried.centres + half)
    back = tried.anchors - away
    length = np.maximum(np.hypot(*back.T), 1e-9)
    return away + back / length[:, None] * np.minimum(length, 2 * scale)[:, None]


def _crossed(grid: Grid, anchors: Array, tips: Array, cell: float) -> Array:
    """Return how many of twelve points along each leader lie on others' ink."""
    share = np.linspace(0, 1, 13)[1:, None, None]
    index = np.floor((anchors + share * (tips - anchors)) / cell).astype(int)
    column = np.clip(index[..., 0], 0, grid.shape[1] - 1)
    row = np.clip(index[..., 1], 0, grid.shape[0] - 1)
    return grid[row, column].sum(axis=0)
