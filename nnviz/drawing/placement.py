"""Choosing a label's place among all on a lattice, by what each would cost the reader."""

from dataclasses import dataclass

import numpy as np
from matplotlib.transforms import Bbox

from nnviz.core.arrays import Array, Labels
from nnviz.drawing.grids import Grid, covered, crossed, stamp, summed, widened
from nnviz.drawing.ink import dense
from nnviz.drawing.obstacles import CELL, Obstacles

# Costs are in points of distance: what a place must save in nearness to be worth it.
_GAP = 0.6  # a point between the curve and the text
_TOUCH = 150.0  # a cell of ink under the text
_NEAR = 50.0  # a cell of ink under the margin around it
_COVER = 0.35  # a cell of background ink under it
_CROWD = 0.8  # a cell of another curve close by
_DOUBT = 4.0  # a point by which another curve is nearer to the label than its own
_CROSS = 30.0  # another's ink between the curve and the label, a thirtieth of the way
_LEADER = 24.0  # having a leader at all
_ALONG = 70.0  # standing at the other end of the curve than preferred
_SIDE = 7.0  # standing on the other side than preferred, twice this

# Distances in points.
_PAD = 2.0  # what is kept free around the text
_RING = 9.0  # how far "close by" reaches
_LED = 16.0  # from this gap on a leader is drawn
_LEAST = 8.0  # a shorter leader would be taken for a dash
_FAR = 75.0  # how far a single point's label may stand

_ANCHORS = 32  # points along the curve from which gaps are measured
_PLACES = 3000  # about so many are tried
_FINALISTS = 300  # so many of the best have the way to their curve looked at
_SIDES = {"right": (1.0, 0.0), "above": (0.0, 1.0), "left": (-1.0, 0.0), "below": (0.0, -1.0)}


@dataclass(frozen=True)
class Wish:
    """A curve in pixels (points, 2), whereabouts on it a label would stand, and on which side."""

    curve: Array
    prefer: str | tuple[float, ...] = "end"
    side: str | None = None


@dataclass(frozen=True)
class Place:
    """The box of a label in pixels, the ends of the line that leads to it if any, and its cost."""

    box: Bbox
    leader: Array | None
    over_soft: bool
    cost: float

    @property
    def centre(self) -> Array:
        """The middle of the box."""
        return np.asarray(self.box.get_points().mean(axis=0))


@dataclass(frozen=True)
class Search:
    """Everything that the places of one label share, whatever its size; lengths are in cells."""

    obstacles: Obstacles
    low: Array  # the axes' corners
    high: Array
    anchors: Array  # (anchors, 2)
    away: Array  # (anchors,) how far from the preferred part of the curve, 0 to 1
    side: str | None
    others: Grid  # what is not the curve's own
    tables: tuple[Labels, Labels, Labels]  # of hard ink, soft ink and others' ink

    @classmethod
    def of(cls, obstacles: Obstacles, axes: Bbox, wish: Wish) -> "Search":
        """Prepare the search within an axes' box in pixels."""
        near = obstacles.window(axes.padded(_RING * obstacles.cell / CELL))
        low, high = near.in_cells(axes.get_points())
        curve = near.in_cells(wish.curve)
        anchors, share = _anchors(curve, low, high)
        own = np.zeros_like(near.hard)
        stamp(own, dense(curve, 1.0))
        others = near.hard & ~widened(own, 2)
        tables = summed(near.hard), summed(near.soft), summed(others)
        away = np.abs(share - _preferred(wish, near, anchors, share))
        return cls(near, low, high, anchors, away, wish.side, others, tables)

    def place(self, extent: tuple[float, float]) -> Place:
        """Return the least costly place for a label of that width and height in pixels."""
        half = np.array(extent) / 2 / self.obstacles.cell
        x, y = self._lattice(half)
        nearest, gaps = self._nearest(x, y, half)
        costs = self._ink(x, y, half) + _GAP * gaps + _ALONG * self.away[nearest]
        if self.side is not None:
            costs += self._aside(x, y, half, nearest)
        best = np.argsort(costs, axis=None, kind="stable")[:_FINALISTS]
        row, column = np.unravel_index(best, costs.shape)
        centres, origins = np.column_stack([x[column], y[row]]), self.anchors[nearest[row, column]]
        tips = _tips(origins, centres, half)
        between = crossed(self.others, origins, tips)
        gap = gaps[row, column]
        doubt = _DOUBT * np.maximum(gap - self._gap_to_others(x, y, half)[row, column], 0)
        led = (gap >= _LED) | (between > 0) | ((doubt > _LEADER) & (gap >= _LEAST))
        final = costs[row, column] + _CROSS * between + np.where(led, _LEADER, doubt)
        first = int(np.argmin(final))
        leader = np.array([origins[first], tips[first]]) if led[first] else None
        return self._found(centres[first], half, leader, float(final[first]))

    def _found(self, centre: Array, half: Array, leader: Array | None, cost: float) -> Place:
        box = Bbox(self.obstacles.in_pixels(np.array([centre - half, centre + half])))
        over_soft = bool(self.obstacles.soft[self.obstacles.cells(box)].any())
        line = None if leader is None else self.obstacles.in_pixels(leader)
        return Place(box, line, over_soft, cost)

    def _lattice(self, half: Array) -> tuple[Array, Array]:
        """Return the x and y of the boxes' middles: in the axes, and near to a single point."""
        low, high = self.low + half + _PAD / CELL, self.high - half - _PAD / CELL
        middle = (low + high) / 2
        low, high = np.minimum(low, middle), np.maximum(high, middle)
        if len(self.anchors) == 1:
            reach = half + _FAR / CELL
            low, high = (np.clip(self.anchors[0] + way * reach, low, high) for way in (-1, 1))
        step = max(0.75, float(np.sqrt(np.prod(high - low) / _PLACES)))
        counts = ((high - low) / step).astype(int) + 2
        return np.linspace(low[0], high[0], counts[0]), np.linspace(low[1], high[1], counts[1])

    def _nearest(self, x: Array, y: Array, half: Array) -> tuple[Labels, Array]:
        """Return the anchor each box is nearest to, and the gap to it in points."""
        across = np.maximum(np.abs(x[:, None] - self.anchors[:, 0]) - half[0], 0) ** 2
        up = np.maximum(np.abs(y[:, None] - self.anchors[:, 1]) - half[1], 0) ** 2
        squares = across + up[:, None]
        nearest = np.argmin(squares, axis=-1)
        gaps = np.sqrt(np.take_along_axis(squares, nearest[..., None], axis=-1)[..., 0])
        return nearest, np.asarray(CELL * gaps)

    def _ink(self, x: Array, y: Array, half: Array) -> Array:
        hard, soft, others = self.tables
        padded, ring = half + _PAD / CELL, half + _RING / CELL
        return np.asarray(
            _TOUCH * covered(hard, x, y, half)
            + _NEAR * covered(hard, x, y, padded)
            + _COVER * covered(soft, x, y, padded)
            + _CROWD * covered(others, x, y, ring)
        )

    def _gap_to_others(self, x: Array, y: Array, half: Array) -> Array:
        """Return about how near another's ink comes, in points, up to where leaders begin."""
        gap = np.full((len(y), len(x)), _LED)
        for reach in (12.0, 8.0, 4.0):
            gap[covered(self.tables[2], x, y, half + reach / CELL) > 0] = reach
        return gap

    def _aside(self, x: Array, y: Array, half: Array, nearest: Labels) -> Array:
        """Return what standing on another side than the preferred one costs."""
        apart = np.stack(np.meshgrid(x, y), axis=-1) - self.anchors[nearest]
        towards = apart / (half + 4 / CELL)
        length = np.maximum(np.hypot(towards[..., 0], towards[..., 1]), 1e-9)
        return np.asarray(_SIDE * (1 - towards @ np.array(_SIDES[str(self.side)]) / length))


def _anchors(curve: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return points spread along what can be seen of the curve, and how far along each is."""
    inside = ((curve >= low - 1) & (curve <= high + 1)).all(axis=1)
    seen = curve[inside] if inside.any() else np.clip(curve[:1], low, high)
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(seen, axis=0).T))])
    if lengths[-1] == 0:
        return seen[:1], np.zeros(1)
    share = np.linspace(0, 1, _ANCHORS)
    at = share * lengths[-1]
    return np.column_stack([np.interp(at, lengths, column) for column in seen.T]), share


def _preferred(wish: Wish, obstacles: Obstacles, anchors: Array, share: Array) -> float:
    if len(anchors) == 1:
        return 0.0
    if isinstance(wish.prefer, str):
        return {"start": 0.0, "middle": 0.5, "end": 1.0}[wish.prefer]
    spot = obstacles.in_cells(np.array(wish.prefer))
    return float(share[np.argmin(np.hypot(*(anchors - spot).T))])


def _tips(origins: Array, centres: Array, half: Array) -> Array:
    """Return where each leader meets its text: just before the box's point nearest to it."""
    corner = np.clip(origins, centres - half, centres + half)
    back = origins - corner
    length = np.maximum(np.hypot(*back.T), 1e-9)
    return np.asarray(corner + back / length[:, None] * np.minimum(length, 2 / CELL)[:, None])
