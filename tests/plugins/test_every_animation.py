"""Which bundled concepts move, and what holds for the animation of each."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image, ImageSequence

from nnviz.demonstration import demonstrate
from nnviz.errors import UsageError
from nnviz.host.cards import Card
from nnviz.host.catalog import Catalog
from nnviz.render.film import HOLD_SECONDS, frames, moves, save_film
from nnviz.render.picture import Picture

CATALOG = Catalog(blocked=["all"])
CARDS = {card.name: card for card in CATALOG.cards}
DPI = 60

MOVING = (
    "activation-statistics",
    "adagrad",
    "adam",
    "augmentation",
    "batch-norm",
    "bias-variance",
    "difference-error",
    "dropout",
    "early-stopping",
    "ewma",
    "from-scratch",
    "initialization",
    "l1-vs-l2",
    "learning-curves",
    "learning-rate",
    "loss-landscape",
    "minibatch",
    "momentum",
    "nesterov",
    "normalization",
    "optimizers",
    "random-search",
    "rmsprop",
    "saddle-points",
    "schedules",
    "softmax",
    "symmetry-breaking",
    "transfer-learning",
    "vanishing-gradients",
    "weight-constraints",
)
"""Concepts with time in them: steps, epochs, days, or examples that are added."""

STILL = tuple(sorted(CARDS.keys() - set(MOVING)))

KINDS = ("momentum", "from-scratch", "symmetry-breaking")
"""One each whose lines grow, whose boundaries take turns, and whose arrows follow."""


@cache
def _picture(name: str, size: str = "column") -> Picture:
    card: Card = CARDS[name]
    return demonstrate(CATALOG, card, {}, "slides", size).picture


def _slowly(names: tuple[str, ...]) -> list[Any]:
    """Return the names, all but one of each kind left to the slow tests."""
    return [pytest.param(name, marks=[] if name in KINDS else [pytest.mark.slow]) for name in names]


def _still(picture: Picture) -> Any:
    content = BytesIO(picture.encode("png", dpi=DPI))
    return np.asarray(Image.open(content).convert("RGB"))


def _words(picture: Picture) -> set[str]:
    shown = (text for text in picture.figure.findobj(Text) if isinstance(text, Text))
    return {text.get_text() for text in shown if text.get_visible()}


def _seconds(film: Any) -> float:
    """Return how long a film lasts."""
    return sum(float(frame.info["duration"]) for frame in ImageSequence.Iterator(film)) / 1000


@pytest.mark.parametrize("name", _slowly(MOVING))
class TestEveryAnimation:
    def test_its_last_frame_is_the_figure(self, name: str) -> None:
        *_, last = frames(_picture(name), 2, dpi=DPI)
        assert np.array_equal(last, _still(_picture(name)))

    def test_it_has_as_many_frames_as_asked_for(self, name: str) -> None:
        assert len(list(frames(_picture(name), 5, dpi=DPI))) == 5

    def test_it_changes_at_the_beginning_and_at_the_end(self, name: str) -> None:
        first, middle, last = frames(_picture(name), 3, dpi=DPI)
        assert not np.array_equal(first, middle)
        assert not np.array_equal(middle, last)

    def test_its_layout_stands_still(self, name: str) -> None:
        """What stands left of the panels, the numbers of their axes and names, never moves."""
        first, last = frames(_picture(name), 2, dpi=DPI)
        figure = _picture(name).figure
        left = round(min(axes.get_position().x0 for axes in figure.axes) * first.shape[1]) - 8
        assert np.array_equal(first[:, :left], last[:, :left])

    def test_it_says_no_more_on_the_way_than_at_the_end(self, name: str) -> None:
        picture = _picture(name)
        film = frames(picture, 4, dpi=DPI)
        spoken = [len(_words(picture)) for _ in film]
        assert spoken == sorted(spoken)

    def test_it_moves_in_every_size(self, name: str) -> None:
        picture = _picture(name, "slide")
        *_, last = frames(picture, 2, dpi=DPI)
        assert np.array_equal(last, _still(picture))


@pytest.mark.slow
@pytest.mark.parametrize("name", MOVING)
def test_a_film_has_the_length_and_the_size_asked_for(name: str, tmp_path: Path) -> None:
    """Frames that are alike are one in a GIF, shown for as long as both."""
    path = tmp_path / "film.gif"
    save_film(_picture(name), path, count=11, seconds=1.1, dpi=DPI)
    height, width, _ = _still(_picture(name)).shape
    with Image.open(path) as film:
        assert film.size == (width, height)
        assert film.n_frames <= 11
        assert _seconds(film) == pytest.approx(10 * 0.1 + HOLD_SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize("name", STILL)
def test_a_concept_without_time_stands_still_and_says_so(name: str, tmp_path: Path) -> None:
    assert not moves(_picture(name))
    with pytest.raises(UsageError, match="nothing moves"):
        save_film(_picture(name), tmp_path / "film.gif", count=4, seconds=1)
    assert list(tmp_path.iterdir()) == []
