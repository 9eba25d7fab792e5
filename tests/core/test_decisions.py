import numpy as np
import pytest

from nnviz.core.decisions import decided, limits_around, plane_grid


def test_limits_leave_room_on_every_side() -> None:
    points = np.array([[0.0, -1.0], [10.0, 3.0]])
    xlim, ylim = limits_around(points, 0.1)
    assert xlim == pytest.approx((-1, 11))
    assert ylim == pytest.approx((-1.4, 3.4))


def test_a_grid_runs_along_x_first_and_reaches_its_corners() -> None:
    grid = plane_grid((0, 2), (5, 6), 3)
    assert grid[:4].tolist() == [[0, 5], [1, 5], [2, 5], [0, 5.5]]
    assert grid[-1].tolist() == [2, 6]


def test_two_classes_give_a_probability_and_more_give_a_class() -> None:
    assert decided([[0.25, 0.75], [0.5, 0.5]]).tolist() == [0.75, 0.5]
    assert decided([[0.2, 0.5, 0.3]]).tolist() == [1]
