"""Data to learn from: shipped, generated, and a user's own; splits, scaling, augmentation."""

from nnviz.core.data.dataset import Dataset
from nnviz.core.data.series import Series
from nnviz.core.data.shipped import digits, temperatures

__all__ = ["Dataset", "Series", "digits", "temperatures"]
