"""Sizes by name and by measure: as large as they say, with type that its panels have room for."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.momentum import Momentum
from PIL import Image

from nnviz.drawing import overlaps
from nnviz.errors import UsageError
from nnviz.render import SIZES, render
from nnviz.render.sizes import Size, size_named


@pytest.mark.parametrize(
    ("measure", "inches"),
    [
        ("6x4in", (6, 4)),
        ("16x9cm", (16 / 2.54, 9 / 2.54)),
        ("160 × 90 mm", (16 / 2.54, 9 / 2.54)),
        ("345x200pt", (345 / 72.27, 200 / 72.27)),  # TeX's points, The TeXbook, chapter 10
    ],
)
def test_a_measure_is_as_wide_and_as_high_as_it_says(
    measure: str, inches: tuple[float, float]
) -> None:
    size = size_named(measure)
    assert (size.width, size.height) == pytest.approx(inches)
    assert size.fixed


@given(st.integers(600, 3000), st.integers(400, 2000))
@settings(max_examples=10, deadline=None)
def test_a_figure_in_pixels_has_so_many(width: int, height: int) -> None:
    from nnviz.drawing.lean import LeanFigure
    from nnviz.drawing.raster import Canvas

    size = size_named(f"{width}x{height}px")
    figure = LeanFigure(figsize=(size.width, size.height), dpi=size.dpi)
    assert Canvas(figure).get_width_height() == (width, height)


@pytest.mark.parametrize("measure", ["6x4in", "8x16cm", "345pt"])
def test_a_concept_has_room_in_a_measure(measure: str) -> None:
    concept = Momentum()
    picture = render(concept, concept.run(), theme="paper", size=measure)
    size = size_named(measure)
    with Image.open(io.BytesIO(picture.encode("png"))) as image:
        assert image.width == pytest.approx(size.width * size.dpi, abs=1)
        assert not size.fixed or image.height == pytest.approx(size.height * size.dpi, abs=1)
    assert list(overlaps(picture.figure)) == []


def test_a_width_alone_leaves_room_on_a_page() -> None:
    size = size_named("345pt")  # the text of LaTeX's article, which is 550 points high
    assert size.height * 72.27 < 0.85 * 550
    assert size.width == pytest.approx(345 / 72.27)
    assert not size_named("6.5in").fixed  # panels in a row are never too high


def test_type_is_that_of_the_named_sizes_where_the_measure_is_theirs() -> None:
    def type_of(size: Size) -> tuple[float, ...]:
        return size.tick, size.label, size.title, size.headline, size.line, size.marker

    for name, measure in (("page", "7in"), ("notebook", "9in")):
        assert type_of(size_named(measure)) == pytest.approx(type_of(SIZES[name]))
    half = type_of(size_named("8in"))  # halfway from a page to a notebook
    middle = zip(type_of(SIZES["page"]), type_of(SIZES["notebook"]), strict=True)
    assert half == pytest.approx([(one + other) / 2 for one, other in middle])
    twice = [2 * points for points in type_of(SIZES["slide"])]
    assert type_of(size_named("26.66666667in")) == pytest.approx(twice)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("6x4", "or a measure such as 6x4in"),
        ("6x4em", "there is no size '6x4em'"),
        ("0.5in", "a size is 1 to 40 inches wide and high; got '0.5in'"),
        ("9x99in", "a size is 1 to 40 inches"),
        ("3x1in", "at 3x1in no text could be read; choose a larger size"),
        ("colum", "Did you mean column"),
    ],
)
def test_what_is_no_measure_is_refused(measure: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        size_named(measure)


def test_a_figure_without_room_for_its_panels_is_refused() -> None:
    concept, huge = Momentum(), {"huge": {"xtick.labelsize": 200}}
    with pytest.raises(UsageError, match="6 by 4 inches are too small for this figure"):
        render(concept, concept.run(), theme="huge", themes=huge, size="6x4in")
