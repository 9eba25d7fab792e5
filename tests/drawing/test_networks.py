import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from nnviz.drawing import network_diagram


def lines_of(figure: Figure) -> int:
    drawn = [each for each in figure.axes[0].collections if isinstance(each, LineCollection)]
    return sum(len(each.get_segments()) for each in drawn)


def test_every_weight_is_a_line() -> None:
    figure = Figure()
    network_diagram(figure.subplots(), [3, 4, 2])
    assert lines_of(figure) == 3 * 4 + 4 * 2


def test_a_dropped_unit_takes_its_lines_with_it() -> None:
    figure = Figure()
    network_diagram(figure.subplots(), [3, 4, 2], kept=[np.ones(3), [1, 0, 0, 1], np.ones(2)])
    assert lines_of(figure) == 3 * 2 + 2 * 2


def test_a_network_stands_at_its_place_with_lines_as_thick_as_asked() -> None:
    figure = Figure()
    axes = figure.subplots()
    network_diagram(axes, [1, 2, 1], at=(5.0, -3.0), thickness=[1, 2])
    thin, thick = (each for each in axes.collections if isinstance(each, LineCollection))
    assert np.array_equal(thin.get_segments()[0][0], [5.0, -3.0])
    assert thick.get_linewidths()[0] == 2 * thin.get_linewidths()[0]
