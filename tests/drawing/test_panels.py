"""Panels stand side by side where there is room."""

from itertools import pairwise

import pytest
from matplotlib.figure import Figure

from nnviz import drawing
from nnviz.errors import ContractError


def test_a_wide_figure_has_its_panels_in_a_row() -> None:
    figure = Figure(figsize=(13, 7))
    left, right = drawing.panels(figure, "left", "right", widths=[2, 1])
    assert left.get_position().width == pytest.approx(2 * right.get_position().width)
    assert [axes.get_title("left") for axes in (left, right)] == ["left", "right"]


def test_a_narrow_figure_stacks_them_and_grows_by_the_panel() -> None:
    heights = []
    for count in (1, 2, 3):
        figure = Figure(figsize=(3.5, 2.6))
        stacked = drawing.panels(figure, *"abc"[:count])
        heights.append(figure.get_figheight())
        boxes = [axes.get_position() for axes in stacked]
        assert all(upper.y0 > lower.y1 for upper, lower in pairwise(boxes))
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == pytest.approx(3 * heights[0])


def test_however_many_are_stacked_they_leave_room_for_a_headline_on_a_page() -> None:
    figure = Figure(figsize=(3.5, 2.6))
    drawing.panels(figure, *"abcdefgh")
    assert 8 < figure.get_figheight() < 9


def test_a_narrow_figure_is_as_high_as_it_is_told() -> None:
    narrow, wide = Figure(figsize=(3.5, 2.6)), Figure(figsize=(13, 7))
    for figure in (narrow, wide):
        drawing.panels(figure, *"ab", column_height=4.9)
    assert [figure.get_figheight() for figure in (narrow, wide)] == [4.9, 7]


def test_a_mosaic_places_one_large_panel_beside_two() -> None:
    large, upper, lower = drawing.panels(Figure(figsize=(13, 7)), "a", "b", "c", mosaic="ab;ac")
    assert large.get_position().height > upper.get_position().height
    assert upper.get_position().x0 == lower.get_position().x0 > large.get_position().x1


def test_a_mosaic_that_does_not_fit_the_titles_is_refused() -> None:
    with pytest.raises(ContractError, match="mosaic 'ab;ac' must place the panels a, b"):
        drawing.panels(Figure(), "one", "two", mosaic="ab;ac")


def test_small_multiples_share_their_axes_and_leave_no_empty_ones() -> None:
    figure = Figure(figsize=(13, 7))
    multiples = drawing.small_multiples(figure, *"abcdef", columns=4)
    assert figure.axes == multiples
    multiples[0].set_xlim(3, 4)
    assert multiples[5].get_xlim() == (3, 4)
