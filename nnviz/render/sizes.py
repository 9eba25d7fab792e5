"""The sizes a figure is made in, by name or by measure, each with its type scale."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

from nnviz.drawing.panels import NARROW
from nnviz.errors import UsageError
from nnviz.wording import did_you_mean, enumeration


@dataclass(frozen=True)
class Size:
    """A figure's measure: inches, dots an inch, and points of type and line.

    `fixed` says that the height must stay as it is (a slide); other figures grow downwards to
    hold stacked panels and a headline of several lines.
    """

    name: str
    width: float
    height: float
    dpi: int
    tick: float
    label: float
    title: float
    headline: float
    line: float
    marker: float
    fixed: bool = False

    @property
    def stacked(self) -> bool:
        """Whether panels stand over one another rather than in a row."""
        return self.height > self.width if self.fixed else self.width < NARROW

    def rc(self) -> dict[str, object]:
        """Return matplotlib's parameters for this size."""
        return {
            "figure.figsize": (self.width, self.height),
            "figure.dpi": self.dpi,
            "savefig.dpi": "figure",
            "font.size": self.label,
            "axes.labelsize": self.label,
            "axes.titlesize": self.title,
            "figure.titlesize": self.headline,
            "xtick.labelsize": self.tick,
            "ytick.labelsize": self.tick,
            "legend.fontsize": self.label,
            "legend.title_fontsize": self.label,
            "lines.linewidth": self.line,
            "lines.markersize": self.marker,
            "axes.linewidth": 0.4 * self.line,
            "grid.linewidth": 0.4 * self.line,
            "xtick.major.width": 0.4 * self.line,
            "ytick.major.width": 0.4 * self.line,
            "xtick.major.size": 0.3 * self.tick,
            "ytick.major.size": 0.3 * self.tick,
            "xtick.major.pad": 0.35 * self.tick,
            "ytick.major.pad": 0.3 * self.tick,
            "xtick.minor.size": 0.0,
            "ytick.minor.size": 0.0,
            "axes.titlepad": 0.7 * self.title,
            "axes.labelpad": 0.3 * self.label,
            "patch.linewidth": 0.4 * self.line,
            "hatch.linewidth": 0.4 * self.line,
        }


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        size.name: size
        for size in (
            Size("slide", 40 / 3, 7.5, 120, 14, 16, 18, 26, 2.5, 8, fixed=True),
            Size("column", 3.5, 2.6, 300, 8, 8.5, 9, 11, 1.4, 4),
            Size("page", 7.0, 3.5, 200, 8, 9, 10, 13, 1.6, 4.5),
            Size("notebook", 9.0, 4.6, 120, 9.5, 10.5, 12, 16, 1.8, 5.5),
        )
    }
)


_UNITS = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72.27, "px": 1 / 120}
"""Inches of each unit: points are TeX's, as \\the\\textwidth tells them, and 120 pixels an inch."""

_MEASURE = re.compile(rf"(\d+(?:\.\d+)?)(?:\s*[x×]\s*(\d+(?:\.\d+)?))?\s*({'|'.join(_UNITS)})")
_LEAST, _MOST = 1.0, 40.0
"""Inches."""
_SMALLEST = 3.5
"""Points of the smallest type."""

_SCALED = ("tick", "label", "title", "headline", "line", "marker")
_STACKED, _IN_A_ROW = ("column", "page"), ("page", "notebook", "slide")
_TALLEST = 1.3
"""The height of stacked panels where a width alone is told, so that a page has room for more."""
_ALONE, _HIGH, _FLAT = 0.75, 2.1, 0.58
"""The height of a panel alone, of panels over one another and in a row, as a share of the width."""


def size_named(name: str, *, alone: bool = False) -> Size:
    """Return the size of that name, or of the measure that it tells; `alone` is for one panel.

    `6x4in`, `16x9cm` and `1200x675px` are as wide and as high; `4.8in` and `345pt` are as wide, and
    as high as what is drawn needs on a page. Raises `UsageError` for neither name nor measure, for
    measures under an inch or over 40, and where type would be too small to be read.
    """
    if name in SIZES:
        return SIZES[name]
    match = _MEASURE.fullmatch(name.strip())
    if match is None:
        known = list(SIZES)
        raise UsageError(
            f"there is no size {name!r}: choose {enumeration(known, 'or')}, or a measure such as "
            f"6x4in, 16x9cm, 1200x675px or 4.8in.{did_you_mean(name, known)}"
        )
    width, *high = (float(side) * _UNITS[match[3]] for side in match.groups()[:2] if side)
    if not all(_LEAST <= side <= _MOST for side in (width, *high)):
        raise UsageError(f"a size is {_LEAST:g} to {_MOST:g} inches wide and high; got {name!r}.")
    return _measured(name, width, *high, alone=alone)


def _measured(name: str, width: float, height: float = 0.0, *, alone: bool) -> Size:
    """Return a size of this measure, its type such that the panels of a named size find room."""
    if not height and not alone and width < NARROW:
        height = _TALLEST * width
    size = replace(
        SIZES["page"],
        name=name,
        width=width,
        height=height or width / 2,
        dpi=120 if name.endswith("px") else 200,
        fixed=height > 0,
    )
    stacked = alone or size.stacked
    sizes = [SIZES[each] for each in (_STACKED if stacked else _IN_A_ROW)]
    shape = _ALONE if alone else _HIGH if stacked else _FLAT
    room = min(width, height / shape) if height else width
    first, last = sizes[0].width, sizes[-1].width
    low, high = next((pair for pair in pairwise(sizes) if room <= pair[1].width), sizes[-2:])
    share = (min(max(room, first), last) - low.width) / (high.width - low.width)
    scale = min(1.0, room / first) * max(1.0, room / last)
    if scale * low.tick < _SMALLEST:
        raise UsageError(f"at {name} no text could be read; choose a larger size, or one --panel.")
    ends = ((each, getattr(low, each), getattr(high, each)) for each in _SCALED)
    return replace(size, **{each: scale * (a + share * (b - a)) for each, a, b in ends})
