"""Pictures that follow one another as a parameter moves."""

import io
from collections.abc import Iterator

import pytest
from matplotlib.text import Text
from PIL import Image

from nnviz import Concept
from nnviz.render import Picture, render
from nnviz.render.drawer import Drawer

RATES = (0.1, 0.02, 0.5)


def test_at_rest_a_picture_is_what_rendering_alone_makes_of_it(decay: Concept) -> None:
    drawer = Drawer("dark", "column")
    for rate in RATES:
        concept = type(decay)(rate=rate)
        drawer.move(concept, concept.run())
        alone = render(concept, concept.run(), theme="dark", size="column").encode("png")
        assert drawer.rest(concept, concept.run()) == alone


@pytest.mark.parametrize("size", ["slide", "column"])
def test_a_moving_picture_has_the_pixels_size_at_rest(decay: Concept, size: str) -> None:
    drawer = Drawer("slides", size)
    for rate in RATES:
        concept = type(decay)(rate=rate)
        moving, resting = (
            Image.open(io.BytesIO(draw(concept, concept.run())))
            for draw in (drawer.move, drawer.rest)
        )
        assert (moving.format, resting.format) == ("JPEG", "PNG")
        assert moving.size == resting.size


@pytest.mark.parametrize("size", ["slide", "column"])
def test_above_the_head_s_end_is_nothing_of_the_panels_and_below_nothing_of_the_headline(
    decay: Concept, size: str
) -> None:
    drawer = Drawer("slides", size)
    picture = render(decay, decay.run(), size=size)
    drawer.rest(decay, decay.run())
    canvas = picture.figure.canvas
    canvas.draw()
    height = picture.figure.bbox.height
    end = height * (1 - drawer.head)
    lines = [text.get_window_extent() for text in picture.figure.texts]
    panels = [axes.get_tightbbox() for axes in picture.figure.axes]
    assert lines
    assert min(line.y0 for line in lines) >= end
    assert max(panel.y1 for panel in panels) <= end


def test_while_a_parameter_moves_nothing_is_laid_out_again(
    decay: Concept, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer = Drawer()
    drawer.rest(decay, decay.run())
    monkeypatch.delattr("nnviz.render.compose.lay_out")
    monkeypatch.delattr("nnviz.render.compose.place_labels_like")
    concept = type(decay)(rate=0.5)
    assert drawer.move(concept, concept.run())


def test_every_label_that_is_seen_while_moving_is_of_this_result(decay: Concept) -> None:
    first = render(decay, decay.run())
    concept = type(decay)(rate=0.5)
    after, alone = (render(concept, concept.run(), after=like) for like in (first, None))
    seen, said = (set(_seen(picture)) for picture in (after, alone))
    assert not any("falls by" in text for text in seen)  # the headline is the page's
    assert seen < said
    assert said - seen >= {"slow descent", "fast descent"}


@pytest.mark.parametrize("size", ["slide", "column"])
def test_the_strip_over_the_panels_stays_however_long_the_headline_grows(
    decay: Concept, size: str
) -> None:
    first = render(decay, decay.run(), size=size)
    long = ("a headline of many words " * 9, "")
    after, alone = (
        render(decay, decay.run(), size=size, head=long, after=like) for like in (first, None)
    )
    assert after.head == first.head < alone.head
    assert after.pixels().size == first.pixels().size


def _seen(picture: Picture) -> Iterator[str]:
    for text in picture.figure.findobj(Text):
        if isinstance(text, Text) and text.get_visible() and text.get_text():
            yield text.get_text().replace("\n", " ")
