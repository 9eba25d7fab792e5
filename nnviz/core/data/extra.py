"""Further real data sets, out of scikit-learn, which the extra `datasets` installs.

They are part of scikit-learn's own distribution, so that nothing is fetched.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import numpy as np

from nnviz.core.data.dataset import Dataset

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "iris": "Iris flowers measured by E. Anderson, R. A. Fisher 1936; as in scikit-learn.",
        "wine": "Chemical analyses of wines, M. Forina et al. 1988, UCI; as in scikit-learn.",
        "breast-cancer": "Breast cancer Wisconsin, W. H. Wolberg et al. 1995, UCI; "
        "as in scikit-learn.",
        "diabetes": "Progression of diabetes, B. Efron et al. 2004; as in scikit-learn.",
        "linnerud": "Exercises and bodily measures, A. C. Linnerud; as in scikit-learn.",
    }
)
"""The sets by name, each with its source."""


def load(name: str) -> Dataset:
    """Return one of scikit-learn's sets: iris, wine, breast-cancer, diabetes or linnerud.

    The last two have numbers to predict, `targets` (examples, outputs); the others classes.
    Raises `ImportError`, with the command that installs it, where scikit-learn is missing.
    """
    if name not in SOURCES:
        raise ValueError(f"name must be one of {', '.join(SOURCES)}; got {name!r}")
    bunch = getattr(_sklearn_datasets(), f"load_{name.replace('-', '_')}")()
    if not _has_classes(bunch):
        targets = np.asarray(bunch.target, dtype=np.float64).reshape(len(bunch.data), -1)
        return Dataset(bunch.data, targets, name, SOURCES[name])
    classes = tuple(str(label) for label in bunch.target_names)
    return Dataset(bunch.data, bunch.target.astype(np.int64), name, SOURCES[name], classes)


def _has_classes(bunch: Any) -> bool:
    return bool(bunch.target.dtype.kind == "i")


def _sklearn_datasets() -> Any:
    try:
        return import_module("sklearn.datasets")
    except ImportError as error:
        raise ImportError(
            "this data set needs scikit-learn, which is not installed; "
            "install it with: python -m pip install scikit-learn"
        ) from error
