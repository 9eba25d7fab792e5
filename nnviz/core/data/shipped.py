"""The real data inside the package: handwritten digits and daily temperatures.

`assets/SOURCES.md` beside this file names the authors and the terms.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np

from nnviz.core.data.dataset import Dataset
from nnviz.core.data.series import Series

_BRIGHTEST = 16  # a pixel counts the inked points of a 4 × 4 block

_TEMPERATURES = {
    "temp_max": "highest temperature of the day (°C)",
    "temp_min": "lowest temperature of the day (°C)",
}


def digits() -> Dataset:
    """Return 1797 handwritten digits of 8 × 8 pixels, scaled to 0…1.

    `inputs` (1797, 64) float64, `targets` (1797,) int64, `images` (1797, 8, 8).
    """
    with _asset("digits.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    return Dataset(
        inputs=images.reshape(len(images), -1) / _BRIGHTEST,
        targets=labels.astype(np.int64),
        name="digits",
        source="Handwritten digits by E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, "
        "1998, CC BY 4.0.",
        classes=tuple("0123456789"),
        image_shape=(8, 8),
    )


def temperatures(column: str = "temp_max") -> Series:
    """Return the daily temperatures of Seattle, in °C, 1461 days from 2012-01-01.

    `column` is "temp_max" for the day's highest temperature or "temp_min" for its lowest.
    """
    if column not in _TEMPERATURES:
        raise ValueError(f"column must be one of {', '.join(_TEMPERATURES)}; got {column!r}")
    lines = _asset("seattle-temperatures.csv").read_text(encoding="utf-8").splitlines()
    cells = np.array([line.split(",") for line in lines])
    return Series(
        values=cells[1:, list(cells[0]).index(column)].astype(np.float64),
        dates=cells[1:, 0].astype("datetime64[D]"),
        name=_TEMPERATURES[column],
        source="Daily temperatures of Seattle, 2012 to 2015, from the records of NOAA "
        "(public domain).",
    )


def _asset(name: str) -> Traversable:
    return files("nnviz.core.data") / "assets" / name
