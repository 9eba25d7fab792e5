import numpy as np
import pytest

from nnviz.core.data import blobs, mislabel, regression


def test_exactly_the_share_of_labels_is_changed_and_nothing_else() -> None:
    clean = blobs(200, centers=4)
    noisy = mislabel(clean, 0.15, seed=3)
    assert (noisy.targets != clean.targets).sum() == 30
    assert np.array_equal(noisy.inputs, clean.inputs)
    assert mislabel(clean, 0.0).targets.tolist() == clean.targets.tolist()


def test_each_wrong_class_is_as_likely_as_any_other() -> None:
    clean = blobs(8000, centers=5)
    noisy = mislabel(clean, 1.0, seed=1)
    moved = np.bincount((noisy.targets - clean.targets) % 5, minlength=5)
    assert moved[0] == 0
    assert moved[1:] == pytest.approx(2000, abs=5 * (8000 * 0.25 * 0.75) ** 0.5)


def test_a_share_over_one_and_a_set_without_classes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"share must be .* at least 0 and at most 1; got 2"):
        mislabel(blobs(), 2.0)
    with pytest.raises(ValueError, match="'regression' has no two classes"):
        mislabel(regression(), 0.1)
