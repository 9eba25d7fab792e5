"""The sizes a figure is made in, each with its type scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

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


def size_named(name: str) -> Size:
    """Return the size of that name; `UsageError` when there is none."""
    if name not in SIZES:
        known = list(SIZES)
        raise UsageError(
            f"there is no size {name!r}: choose {enumeration(known, 'or')}."
            f"{did_you_mean(name, known)}"
        )
    return SIZES[name]
