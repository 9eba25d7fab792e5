"""A rendered figure can be read at every size, and leaves nothing changed."""

import struct
from collections.abc import Callable, Iterator

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from nnviz import Concept, Result, drawing
from nnviz.errors import ContractError, UsageError
from nnviz.render import SIZES, Picture, render
from nnviz.render.settings import settings

COMBINATIONS = [
    ("slides", "slide"),
    ("dark", "slide"),
    ("paper", "column"),
    ("paper", "page"),
    ("notebook", "notebook"),
]


@pytest.fixture(params=COMBINATIONS, ids="-".join)
def picture(request: pytest.FixtureRequest, decay: Concept) -> Picture:
    theme, size = request.param
    return render(decay, decay.run(), theme=theme, size=size)


def texts(figure: Figure) -> Iterator[Text]:
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text.get_text().strip() and text.get_visible():
            yield text


def test_a_slide_is_1600_by_900_pixels(decay: Concept) -> None:
    png = render(decay, decay.run()).encode("png")
    assert struct.unpack(">II", png[16:24]) == (1600, 900)


def test_dpi_scales_the_same_figure(decay: Concept) -> None:
    png = render(decay, decay.run()).encode("png", dpi=60)
    assert struct.unpack(">II", png[16:24]) == (800, 450)


def test_no_text_is_smaller_than_can_be_read(picture: Picture) -> None:
    least = 12 if picture.figure.get_figwidth() > 12 else 8
    assert min(text.get_fontsize() for text in texts(picture.figure)) >= least


def test_no_text_overlaps_another_or_leaves_the_figure(picture: Picture) -> None:
    with settings(picture.rc):
        assert drawing.overlaps(picture.figure) == []


def test_titles_under_panels_of_equal_scales_find_room(decay: Concept) -> None:
    """Their height follows from their width, which the layout knows only once it is done."""

    class Maps(type(decay)):
        def draw(self, result: Result, figure: Figure) -> None:
            titles, heights = ["a title"] * 6, [1.6, 1]
            every = drawing.panels(figure, *titles, mosaic="abc;def", heights=heights)
            for axes in every[:3]:
                axes.set(xlim=(0, 1.4), ylim=(0, 1), aspect="equal")
                axes.set_xlabel("as wide as the panel")

    picture = render(Maps(), decay.run())
    with settings(picture.rc):
        assert drawing.overlaps(picture.figure) == []


def test_no_label_lies_on_ink(picture: Picture) -> None:
    """Hide the labels, draw what is left, and find bare or pale background where they stood."""
    figure = picture.figure
    with settings(picture.rc):
        canvas = figure.canvas
        renderer = canvas.get_renderer()
        labels = [t for t in texts(figure) if type(t).__name__ == "CurveLabel"]
        boxes = [label.get_window_extent(renderer) for label in labels]
        for label in labels:
            label.set_visible(False)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())[::-1, :, :3].astype(int)
    assert len(labels) == 5
    background = pixels[0, 0]
    for label, box in zip(labels, boxes, strict=True):
        under = pixels[int(box.y0) + 1 : int(box.y1), int(box.x0) + 1 : int(box.x1)]
        assert np.abs(under - background).max() < 60, label.get_text()


def test_the_headline_stands_over_the_setting_and_that_over_the_panels(picture: Picture) -> None:
    with settings(picture.rc):
        renderer = picture.figure.canvas.get_renderer()
        written = [text for text in picture.figure.texts if text.get_text()]
        tops = [text.get_window_extent(renderer).y1 for text in written]
        panels = max(axes.get_tightbbox(renderer).y1 for axes in picture.figure.axes)
    assert tops == sorted(tops, reverse=True)
    assert min(text.get_window_extent(renderer).y0 for text in written) > panels - 1
    assert " ".join(text.get_text() for text in written).startswith("The slow curve falls by 0.1")


def test_panels_are_side_by_side_on_a_slide_and_stacked_in_a_column(decay: Concept) -> None:
    for size, stacked in (("slide", False), ("column", True)):
        left, right = render(decay, decay.run(), size=size).figure.axes
        assert bool(left.get_position().y0 > right.get_position().y1) is stacked
        assert bool(left.get_position().x1 < right.get_position().x0) is not stacked


def test_a_column_grows_downwards_and_a_slide_does_not(decay: Concept) -> None:
    column = render(decay, decay.run(), size="column").figure
    assert column.get_figwidth() == SIZES["column"].width
    assert column.get_figheight() > SIZES["column"].height
    assert render(decay, decay.run(), size="slide").figure.get_figheight() == 7.5


def test_rcparams_are_afterwards_as_before(decay: Concept) -> None:
    before = dict(matplotlib.rcParams)
    render(decay, decay.run(), theme="dark").encode("svg")
    assert dict(matplotlib.rcParams) == before


def test_an_unknown_size_is_refused_with_the_nearest_name(decay: Concept) -> None:
    with pytest.raises(UsageError, match=r"no size 'colum'.*slide.*Did you mean column\?"):
        render(decay, decay.run(), size="colum")


class Broken(Concept):
    """Draws what it did not compute."""

    def compute(self) -> dict[str, object]:
        return {"there": 1.0}

    def draw(self, result: Result, figure: Figure) -> None:
        figure.subplots().plot(result["missing"])


def test_what_draw_raises_names_the_concept_and_the_line() -> None:
    broken = Broken()
    with pytest.raises(ContractError, match=r"broken: draw raises KeyError: .*missing.*line \d+"):
        render(broken, broken.run())


def test_rcparams_are_restored_after_a_failure() -> None:
    broken = Broken()
    before = dict(matplotlib.rcParams)
    with pytest.raises(ContractError):
        render(broken, broken.run(), theme="dark")
    assert dict(matplotlib.rcParams) == before


def test_a_figure_in_other_colours_takes_the_layout_over_and_has_the_same_bytes(
    decay: Concept, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = decay.run()
    light, dark = (render(decay, result, theme=theme) for theme in ("slides", "dark"))
    monkeypatch.delattr("nnviz.render.compose.lay_out")
    again = render(decay, result, theme="dark", like=light)
    assert [again.encode(kind) for kind in ("png", "svg")] == [
        dark.encode(kind) for kind in ("png", "svg")
    ]


class _Named(Concept):
    """A labelled line crosses a stripe, which one of two themes can see."""

    def __init__(self, seen_in: str = "") -> None:
        super().__init__()
        object.__setattr__(self, "seen_in", seen_in)

    def compute(self) -> dict[str, object]:
        return {"y": np.arange(5.0)}

    def draw(self, result: Result, figure: Figure) -> None:
        axes = figure.subplots()
        axes.plot(result["y"])
        ground = matplotlib.rcParams["figure.facecolor"]
        strong = self.seen_in == ("dark" if sum(to_rgb(ground)) < 1.5 else "light")
        axes.axvspan(2.1, 2.15, color="gray" if strong else ground, zorder=1.5)
        drawing.label(axes, "a line", range(5), result["y"], prefer="middle")


def test_labels_of_a_figure_in_other_colours_are_not_searched_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = _Named().run()
    light, dark = (render(_Named(), result, theme=theme) for theme in ("slides", "dark"))
    monkeypatch.delattr("nnviz.drawing.placement.Search.place")
    again = render(_Named(), result, theme="dark", like=light)
    assert again.encode("svg") == dark.encode("svg")


@pytest.mark.parametrize("seen_in", ["light", "dark"])
def test_where_other_colours_are_in_the_way_labels_are_placed_by_themselves(seen_in: str) -> None:
    concept = _Named(seen_in)
    result = concept.run()
    light, dark = (render(concept, result, theme=theme) for theme in ("slides", "dark"))
    again = render(concept, result, theme="dark", like=light)
    assert again.encode("svg") == dark.encode("svg")


def _with_words_around(figure: Figure) -> None:
    figure.subplots(1, 2)
    figure.suptitle("over all")
    figure.supxlabel("below all")
    figure.supylabel("left of all")


def _with_colorbars(figure: Figure) -> None:
    panels = figure.subplots(2, 2)
    figure.colorbar(panels[0, 0].imshow(np.eye(3)), ax=panels[:, 0])
    figure.colorbar(panels[1, 1].contourf(np.eye(4)), ax=panels[1, 1], location="bottom")


def _with_subfigures(figure: Figure) -> None:
    left, right = figure.subfigures(1, 2)
    left.suptitle("left")
    left.subplots()
    right.subplots(2, 1)


def _placed_by_hand(figure: Figure) -> None:
    """Nothing is left to the layout, which matplotlib would warn of."""
    figure.add_axes((0.1, 0.1, 0.3, 0.3)).plot([1, 2])


@pytest.mark.parametrize(
    "draw", [_with_words_around, _with_colorbars, _with_subfigures, _placed_by_hand]
)
def test_whatever_a_figure_is_made_of_its_layout_can_be_taken_over(
    decay: Concept, draw: Callable[[Figure], None]
) -> None:
    class Made(type(decay)):
        def draw(self, result: Result, figure: Figure) -> None:
            draw(figure)

    concept = Made()
    result = concept.run()
    light, dark = (render(concept, result, theme=theme) for theme in ("slides", "dark"))
    again = render(concept, result, theme="dark", like=light)
    assert again.encode("png") == dark.encode("png")


def test_a_figure_of_another_size_is_laid_out_by_itself(decay: Concept) -> None:
    result = decay.run()
    alone = render(decay, result, theme="paper", size="page")
    beside = render(decay, result, theme="paper", size="page", like=render(decay, result))
    assert beside.encode("png") == alone.encode("png")


def test_a_figure_with_other_words_is_laid_out_by_itself(decay: Concept) -> None:
    class Wordy(type(decay)):
        def draw(self, result: Result, figure: Figure) -> None:
            dark = drawing.contrast((1, 1, 1), to_rgb(matplotlib.rcParams["figure.facecolor"])) > 2
            figure.subplots().set_ylabel("two\nlines" if dark else "one")

    concept = Wordy()
    result = concept.run()
    light, alone = (render(concept, result, theme=theme) for theme in ("slides", "dark"))
    beside = render(concept, result, theme="dark", like=light)
    assert beside.encode("png") == alone.encode("png") != light.encode("png")
