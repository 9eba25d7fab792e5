"""Small multiples: where each picture stands, and that it stands there unchanged."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from nnviz.export.multiples import compose
from nnviz.render import Picture

RC: Mapping[str, Any] = {
    "figure.facecolor": "white",
    "text.color": "black",
    "font.family": ["DejaVu Sans"],
}


def picture(colour: str) -> Picture:
    return Picture(Figure(figsize=(2, 1), dpi=50, facecolor=colour), {})


def composed(colours: list[str], columns: int) -> np.ndarray:
    labelled = [(f"x = {n}", Picture(picture(c).figure, RC)) for n, c in enumerate(colours)]
    return np.asarray(Image.open(io.BytesIO(compose(labelled, columns))))


def areas(image: np.ndarray, colour: tuple[int, int, int]) -> tuple[slice, slice]:
    ys, xs = np.nonzero((image == colour).all(axis=-1))
    return slice(ys.min(), ys.max() + 1), slice(xs.min(), xs.max() + 1)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return composed(["red", "lime", "blue"], columns=2)


def test_each_picture_keeps_its_pixels(image: np.ndarray) -> None:
    for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255)):
        rows, columns = areas(image, colour)
        assert (rows.stop - rows.start, columns.stop - columns.start) == (50, 100)
        assert (image[rows, columns] == colour).all()


def test_pictures_fill_rows_from_the_left(image: np.ndarray) -> None:
    red, lime, blue = (areas(image, c) for c in ((255, 0, 0), (0, 255, 0), (0, 0, 255)))
    assert red[0] == lime[0]
    assert red[1] == blue[1]
    assert lime[1].start > red[1].stop
    assert blue[0].start > red[0].stop


def test_the_label_is_written_above_each_picture(image: np.ndarray) -> None:
    rows, columns = areas(image, (0, 255, 0))
    above = image[: rows.start, columns]
    assert above.min() < 100
    assert (above[0] == 255).all()
