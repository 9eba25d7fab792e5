"""Data to learn from: shipped, generated, and a user's own; splits, scaling, augmentation."""

from nnviz.core.data.dataset import Dataset
from nnviz.core.data.errors import DataError
from nnviz.core.data.files import read_dataset
from nnviz.core.data.reading import read_series
from nnviz.core.data.series import Series
from nnviz.core.data.shipped import digits, temperatures

__all__ = [
    "DataError",
    "Dataset",
    "Series",
    "digits",
    "read_dataset",
    "read_series",
    "temperatures",
]
