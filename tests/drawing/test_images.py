from itertools import pairwise

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from nnviz.drawing import image_rows, role


def _drawn(rows):
    axes = Figure().add_subplot()
    image_rows(axes, rows)
    return axes


def test_rows_stand_below_one_another_from_the_top():
    image = np.zeros((1, 2, 2))
    axes = _drawn([("upper", image, "first"), ("", image, "first"), ("lower", image, "ink")])
    extents = [drawn.get_extent() for drawn in axes.images]
    assert all(upper[2] < lower[3] for upper, lower in pairwise(extents))
    assert axes.yaxis_inverted()
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["upper", "lower"]


def test_images_of_a_row_do_not_touch():
    axes = _drawn([("", np.zeros((3, 4, 4)), "ink")])
    sides = [drawn.get_extent()[:2] for drawn in axes.images]
    assert all(left[1] < right[0] for left, right in pairwise(sides))


def test_brightest_pixel_has_the_colour_that_text_of_the_role_has():
    axes = _drawn([("", np.array([[[0.0, 1.0]]]), "first")])
    (drawn,) = axes.images
    shown = drawn.to_rgba(drawn.get_array())[0, 1, :3]
    assert np.allclose(shown, to_rgb(role("first").text_color), atol=1e-6)
