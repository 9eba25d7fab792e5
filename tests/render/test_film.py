from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image, ImageSequence

from nnviz import Concept, Measured, Result, claim, drawing
from nnviz.drawing.motion import motions
from nnviz.errors import UsageError
from nnviz.render import Picture, render
from nnviz.render.film import frames, moves, save_film
from nnviz.render.origin import Origin


class Grows(Concept):
    """A line grows to its whole length."""

    def compute(self) -> dict[str, object]:
        return {"y": np.arange(11.0)}

    @claim("It has eleven points.")
    def eleven(self, result: Result) -> Measured:
        return Measured(len(result["y"]), "=", 11)

    def draw(self, result: Result, figure: Any) -> None:
        (axes,) = drawing.panels(figure, "a line")
        (line,) = axes.plot(result["y"], **drawing.line_style("momentum"))
        drawing.reveal(line, after=[drawing.end(axes, (10, 10), "momentum")])


class Crosses(Grows):
    """A line grows underneath a mark and a name that stand still."""

    def draw(self, result: Result, figure: Any) -> None:
        (axes,) = drawing.panels(figure, "a line")
        (line,) = axes.plot(result["y"], linewidth=20, **drawing.line_style("momentum"))
        drawing.start(axes, (5, 5), "plain")
        drawing.label(axes, "middle", [4.0], [6.0])
        drawing.reveal(line)


class Stands(Grows):
    """A line stands still."""

    def draw(self, result: Result, figure: Any) -> None:
        (axes,) = drawing.panels(figure, "a line")
        axes.plot(result["y"])


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_a_film_says_what_makes_it_and_is_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    told = Origin("It grows", "A line.", "nnviz animate grows --seconds 0.6")
    one, again = tmp_path / f"one{suffix}", tmp_path / f"again{suffix}"
    for path in (one, again):
        save_film(_picture(Grows()), path, count=3, seconds=0.6, dpi=40, origin=told)
    assert one.read_bytes() == again.read_bytes()
    with Image.open(one) as image:
        said = {".gif": image.info.get("comment", b""), ".png": image.info.get("Comment", "")}
        found = said.get(suffix, image.getexif().get(0x010E, ""))
        assert told.command in (found.decode() if isinstance(found, bytes) else found)
        assert getattr(image, "n_frames", 1) == 3


def _picture(concept: Concept) -> Picture:
    return render(concept, concept.run(), theme="slides", size="column")


def _still(picture: Picture) -> Any:
    content = BytesIO(picture.encode("png", dpi=80))
    return np.asarray(Image.open(content).convert("RGB"))


def _inked(frame: Any) -> int:
    return int((np.asarray(frame) < 250).any(axis=-1).sum())


def test_a_line_grows_from_frame_to_frame_and_ends_as_the_figure() -> None:
    picture = _picture(Grows())
    shown = list(frames(picture, 6, dpi=80))
    ink = [_inked(frame) for frame in shown]
    assert (np.diff(ink) > 0).all()
    assert np.array_equal(shown[-1], _still(picture))


def test_what_stands_above_a_moving_line_is_drawn_above_it() -> None:
    picture = _picture(Crosses())
    *_, last = frames(picture, 3, dpi=80)
    assert np.array_equal(last, _still(picture))


def test_a_film_that_is_broken_off_leaves_the_figure_as_it_was() -> None:
    picture = _picture(Grows())
    before = picture.encode("png")
    film = frames(picture, 4)
    next(film)
    film.close()  # type: ignore[attr-defined]
    assert picture.encode("png") == before


def test_animating_leaves_the_figure_as_it_was() -> None:
    picture = _picture(Grows())
    before = picture.encode("png")
    list(frames(picture, 4))
    assert picture.encode("png") == before


def test_a_figure_in_which_nothing_moves_says_so() -> None:
    picture = _picture(Stands())
    assert not moves(picture)
    with pytest.raises(UsageError, match="nothing moves"):
        list(frames(picture, 4))


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_a_film_has_its_frames_and_its_background(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"film{suffix}"
    save_film(_picture(Grows()), path, count=6, seconds=0.6, dpi=60)
    with Image.open(path) as film:
        assert film.n_frames == 6
        film.seek(3)
        assert film.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_the_same_film_has_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.gif", tmp_path / "two.gif"
    for path in (one, two):
        save_film(_picture(Grows()), path, count=5, seconds=0.5, dpi=60)
    assert one.read_bytes() == two.read_bytes()


def test_another_suffix_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.gif, \.webp, \.png or \.mp4"):
        save_film(_picture(Grows()), tmp_path / "film.avi", count=5, seconds=1)
    assert list(tmp_path.iterdir()) == []


def test_reveal_keeps_lines_of_different_lengths_in_step() -> None:
    axes = Figure().subplots()
    (short,), (long,) = axes.plot(range(5)), axes.plot(range(11))
    drawing.reveal(short, until=10)
    drawing.reveal(long, until=10)
    for motion in motions(axes.figure):
        motion.update(0.3)
    assert (len(short.get_xdata()), len(long.get_xdata())) == (4, 4)


@pytest.mark.parametrize("count", [60, 7])
def test_a_gif_lasts_as_long_as_asked_for_and_then_holds(count: int, tmp_path: Path) -> None:
    path = tmp_path / "film.gif"
    save_film(_picture(Grows()), path, count=count, seconds=1.0, dpi=40)
    with Image.open(path) as film:
        lasting = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
    # All frames but the last take their share of the second, and the last holds for two.
    assert sum(lasting) == pytest.approx(1000 * (count - 1) / count + 2000, abs=10)
