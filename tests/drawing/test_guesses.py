"""The curve that readers draw first: where it lies in its figure."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnviz import drawing
from nnviz.drawing.guesses import POINTS, covered
from nnviz.errors import ContractError


def figure_of(x, *ys, log=False):
    figure = Figure(figsize=(4, 2))
    axes = figure.add_axes((0.25, 0.2, 0.5, 0.6))
    drawing.to_draw(*(axes.plot(x, y)[0] for y in ys))
    axes.set(xlim=(0, 1), ylim=(0.01, 1) if log else (0, 2), yscale="log" if log else "linear")
    return figure


def test_the_inside_and_the_points_are_shares_from_above_and_from_below() -> None:
    found = covered(figure_of([0, 1], [0, 1]))
    assert found.inside == (0.25, 0.2, 0.5, 0.6)
    left, top, width, height = found.panel  # with the numbers of the axes
    assert left < 0.25
    assert top < 0.2
    assert left + width > 0.75
    assert top + height > 0.8
    even = np.linspace(0, 1, POINTS)
    np.testing.assert_allclose(found.points, np.column_stack([even, even / 2]), atol=1e-4)


def test_what_leaves_the_panel_lies_on_its_edge_and_gaps_are_bridged() -> None:
    heights = dict(covered(figure_of([0, 0.25, 0.5, 0.75, 1], [0, 1, np.nan, 3, 4])).points)
    assert (heights[0.25], heights[0.5], heights[0.75], heights[1.0]) == (0.5, 1, 1, 1)


def test_a_logarithmic_axis_is_drawn_as_it_looks() -> None:
    assert dict(covered(figure_of([0, 1], [0.1, 0.1], log=True)).points)[0.5] == 0.5


def test_parts_are_one_curve() -> None:
    figure = Figure()
    axes = figure.add_subplot()
    drawing.to_draw(axes.plot([0, 1], [0, 1])[0], axes.plot([1, 2], [1, 0])[0])
    axes.set(xlim=(0, 2), ylim=(0, 1))
    assert dict(covered(figure).points) == pytest.approx(
        {i / 16: 1 - abs(i / 8 - 1) for i in range(POINTS)}
    )


def test_a_curve_from_the_right_is_the_same() -> None:
    x = np.linspace(0, 1, 9)
    assert covered(figure_of(x[::-1], x[::-1] ** 2)) == covered(figure_of(x, x**2))


def test_a_figure_without_one_has_none() -> None:
    assert covered(Figure()) is None


def test_a_curve_that_goes_back_is_refused() -> None:
    with pytest.raises(ContractError, match="from one side to the other"):
        covered(figure_of([0, 1, 0.5], [0, 1, 2]))


def test_of_what_has_left_the_panel_nothing_is_to_be_drawn() -> None:
    assert covered(figure_of([2, 3], [0, 1])) is None
