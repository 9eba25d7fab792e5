"""scikit-learn's sets come through the extra, which is named when it is missing."""

import subprocess
import sys

import numpy as np
import pytest

from nnviz.core.data import extra


def test_the_extra_is_named_when_scikit_learn_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        extra.load("iris")


def test_an_unknown_set_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match="name must be one of iris, wine, breast-cancer"):
        extra.load("irises")


def test_the_data_package_imports_without_scikit_learn():
    program = (
        "import sys; import nnviz.core.data.extra, nnviz.core.data; "
        "sys.exit('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "shape", "classes"),
    [
        # from the data sets' descriptions at UCI
        ("iris", (150, 4), 3),
        ("wine", (178, 13), 3),
        ("breast-cancer", (569, 30), 2),
        ("diabetes", (442, 10), 0),
        ("linnerud", (20, 3), 0),
    ],
)
def test_each_set_has_the_size_that_its_description_states(name, shape, classes):
    pytest.importorskip("sklearn.datasets")
    data = extra.load(name)
    assert data.inputs.shape == shape
    assert len(data.classes) == classes
    if classes:
        assert set(np.unique(data.targets)) == set(range(classes))
    else:
        assert data.targets.dtype == np.float64
