import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from nnviz import drawing
from nnviz.drawing.motion import motions


@pytest.fixture
def block() -> Axes:
    """A slope that rises to the right, cut at five places, each half a unit farther back."""
    axes: Axes = Figure().subplots()
    across, behind = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 2, 5))
    drawing.cut_block(axes, across + behind, across + behind, across, [0.25, 0.5], -1.0)
    return axes


def _shades(axes: Axes) -> np.ndarray:
    (mesh,) = (each for each in axes.collections if isinstance(each, QuadMesh))
    return np.asarray(mesh.get_array()).mean(axis=-1)


def test_heights_are_paler_where_it_is_low(block: Axes) -> None:
    assert (np.diff(_shades(block), axis=1) < 0).all()


def test_two_blocks_of_one_scale_are_shaded_alike() -> None:
    x, y = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 2, 5))
    deepest = []
    for height in (1.0, 2.0):
        axes: Axes = Figure().subplots()
        drawing.cut_block(axes, x, y + x, height * x, [0.5], -1, lowest=0.0, highest=2.0)
        deepest.append(_shades(axes)[0, -1])
    assert deepest[0] > deepest[1] + 0.05


def test_the_front_goes_down_to_the_floor_and_the_side_with_the_cuts(block: Axes) -> None:
    front, side = (
        each.get_paths()[0].vertices
        for each in block.collections
        if isinstance(each, PolyCollection)
    )
    assert front[:, 1].min() == -1
    at_the_back = side[np.isclose(side[:, 0], 3)]
    assert at_the_back[:, 1].min() == pytest.approx(-1 + 2)  # the last cut lies 2 higher
    assert at_the_back[:, 1].max() == pytest.approx(3)


def test_the_cut_is_drawn_in_the_colour_of_its_role(block: Axes) -> None:
    (edge,) = block.lines
    assert to_rgb(edge.get_color()) == to_rgb(drawing.colour("muted"))
    np.testing.assert_allclose(edge.get_ydata(), np.linspace(0, 1, 9))


def test_a_block_on_a_logarithmic_axis_is_raised_by_a_factor() -> None:
    axes: Axes = Figure().subplots()
    drawing.log_axis(axes, "y")
    across, behind = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 2, 5))
    heights = 10**across
    drawing.cut_block(axes, across, heights * 10**behind, heights, [3.0], 0.1)
    assert (np.diff(_shades(axes), axis=1) < 0).all()
    faces = [each for each in axes.collections if isinstance(each, PolyCollection)]
    side = np.asarray(faces[1].get_paths()[0].vertices)
    assert side[:, 1].max() == pytest.approx(10**3)
    assert {0.1, 1.0, 10.0} <= set(np.round(side[:, 1], 9))  # the floor, at three of the cuts


def test_in_a_film_earlier_heights_come_first_and_the_last_is_the_figure() -> None:
    axes: Axes = Figure().subplots()
    x, y = np.meshgrid(np.linspace(0, 1, 9), np.linspace(0, 2, 5))
    drawing.cut_block(axes, x, y + x, x, [0.5], -1, earlier=[0.5 * x])
    figure = axes.get_figure(root=True)
    assert figure is not None
    still = [child for child in axes.get_children() if child.get_visible()]
    heights = []
    for share in (0.0, 1.0):
        for motion in motions(figure):
            motion.update(share)
        shown = [line for line in axes.lines if line.get_visible()]
        heights.append(np.asarray(shown[-1].get_ydata())[-1])
    assert heights == [0.5, 1.0]
    assert [child for child in axes.get_children() if child.get_visible()] == still
