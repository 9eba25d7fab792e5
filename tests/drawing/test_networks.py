import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from nnviz.drawing import network_diagram


def lines_of(figure: Figure) -> int:
    (collection,) = [
        each for each in figure.axes[0].collections if isinstance(each, LineCollection)
    ]
    return len(collection.get_segments())


def test_every_weight_is_a_line() -> None:
    figure = Figure()
    network_diagram(figure.subplots(), [3, 4, 2])
    assert lines_of(figure) == 3 * 4 + 4 * 2


def test_a_dropped_unit_takes_its_lines_with_it() -> None:
    figure = Figure()
    network_diagram(figure.subplots(), [3, 4, 2], kept=[np.ones(3), [1, 0, 0, 1], np.ones(2)])
    assert lines_of(figure) == 3 * 2 + 2 * 2
