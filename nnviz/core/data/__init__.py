"""Data to learn from: shipped, generated, and a user's own; splits, scaling, augmentation."""

from nnviz.core.data.dataset import Dataset
from nnviz.core.data.errors import DataError
from nnviz.core.data.files import read_dataset
from nnviz.core.data.frame import Column, Frame, read_frame
from nnviz.core.data.generated import (
    DATASETS,
    blobs,
    circles,
    flower,
    moons,
    regression,
    sine,
    spirals,
)
from nnviz.core.data.label_noise import mislabel
from nnviz.core.data.memory import frame_of
from nnviz.core.data.reading import read_series
from nnviz.core.data.series import Series
from nnviz.core.data.shipped import digits, temperatures
from nnviz.core.data.splits import k_fold, split, split_indices
from nnviz.core.data.standardization import Standardization, standardize

__all__ = [
    "DATASETS",
    "Column",
    "DataError",
    "Dataset",
    "Frame",
    "Series",
    "Standardization",
    "blobs",
    "circles",
    "digits",
    "flower",
    "frame_of",
    "k_fold",
    "mislabel",
    "moons",
    "read_dataset",
    "read_frame",
    "read_series",
    "regression",
    "sine",
    "spirals",
    "split",
    "split_indices",
    "standardize",
    "temperatures",
]
