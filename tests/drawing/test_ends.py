"""Names at curves' ends do not cover one another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from nnviz import drawing
from nnviz.drawing.ends import separated

isotonic = pytest.importorskip("scipy.optimize").isotonic_regression


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.floats(1, 30))
def test_positions_are_the_nearest_that_keep_their_distance(
    wanted: list[float], height: float
) -> None:
    """Equal heights: subtracting the ranks' offsets leaves isotonic regression."""
    goal = np.sort(wanted)
    offsets = height * np.arange(len(goal))
    placed = separated(goal, np.full(len(goal), height))
    np.testing.assert_allclose(placed, isotonic(goal - offsets).x + offsets, atol=1e-9)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)), min_size=2, max_size=8))
def test_intervals_of_any_height_do_not_overlap(intervals: list[tuple[float, float]]) -> None:
    wanted, heights = np.array(intervals).T
    placed = separated(wanted, heights)
    order = np.argsort(placed)
    gaps = np.diff(placed[order])
    assert (gaps >= (heights[order][1:] + heights[order][:-1]) / 2 - 1e-9).all()


def test_what_does_not_overlap_stays() -> None:
    np.testing.assert_array_equal(separated(np.array([50.0, 0.0]), np.array([10.0, 10.0])), [50, 0])


def test_names_of_curves_that_end_together_keep_the_curves_order() -> None:
    figure = Figure(figsize=(6, 3), layout="constrained")
    axes = figure.subplots()
    curves = [
        (name, axes.plot([0, end])[0], name) for name, end in (("adam", 1.0), ("plain", 1.01))
    ]
    axes.set_ylim(0, 5)
    adam, plain = drawing.label_ends(axes, curves)
    figure.get_layout_engine().execute(figure)
    drawing.place_labels(figure)
    assert drawing.overlaps(figure) == []
    assert plain.get_window_extent().y0 >= adam.get_window_extent().y1 - 2


def test_room_is_made_for_names_beside_a_logarithmic_axis() -> None:
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    drawing.log_axis(axes, "y")
    (line,) = axes.plot([0, 1, 2], [1.0, 0.1, 0.01])
    (name,) = drawing.label_ends(axes, [("a name of some length", line, "ink")])
    before_it_is_drawn = name.get_tightbbox()
    assert before_it_is_drawn is not None
    assert 0 < before_it_is_drawn.width < figure.bbox.width
