"""An axis by its letter."""

from matplotlib.axes import Axes
from matplotlib.axis import Axis


def axis_of(axes: Axes, which: str) -> Axis:
    """Return the axis called `x` or `y`."""
    return axes.xaxis if which == "x" else axes.yaxis
