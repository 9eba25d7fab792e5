import numpy as np

from nnviz import drawing


def test_limits_grow_only_where_a_path_goes_beyond_them() -> None:
    path = np.array([[0.0, 0.0], [3.0, -5.0]])
    (left, right), (low, high) = drawing.room_for((-4.0, 1.0), (-1.0, 1.0), path)
    assert (left, high) == (-4.0, 1.0)
    assert right > 3.0
    assert low < -5.0


def test_limits_stay_without_paths() -> None:
    assert drawing.room_for((-4.0, 1.0), (-1.0, 2.0)) == ((-4.0, 1.0), (-1.0, 2.0))
