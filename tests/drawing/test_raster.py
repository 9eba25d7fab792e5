"""Texts are drawn once and kept, and look as matplotlib draws them."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from nnviz.drawing.raster import Canvas

TEXTS = ("plain words", r"$\frac{\partial J}{\partial w_2}$ of $\sqrt{x}$", "two\nlines")


def pixels(kind: type[FigureCanvasAgg], text: str, angle: float, **style: object) -> np.ndarray:
    figure = Figure((3, 3), dpi=100)
    made = kind(figure)
    figure.text(0.5, 0.5, text, rotation=angle, ha="center", va="center", **style)
    made.draw()
    return np.asarray(made.buffer_rgba()).astype(int)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("rotation", [0, 90, 37])
def test_a_text_has_as_much_ink_where_matplotlib_puts_it(text: str, rotation: float) -> None:
    ours, theirs = (
        255 - pixels(each, text, rotation)[..., 0] for each in (Canvas, FigureCanvasAgg)
    )
    rows, columns = np.indices(ours.shape)
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.03)
    for index in (rows, columns):
        assert (index * ours).sum() / ours.sum() == pytest.approx(
            (index * theirs).sum() / theirs.sum(), abs=0.75
        )


def test_a_kept_text_has_the_colour_and_the_place_asked_for_each_time() -> None:
    first, again = (pixels(Canvas, "word", 0, color="#ff0000", alpha=0.5) for _ in range(2))
    blue = pixels(Canvas, "word", 0, color="#0000ff")
    np.testing.assert_array_equal(first, again)
    darkest = first[..., 1].min()
    assert first[first[..., 1] == darkest][0].tolist() == [255, darkest, darkest, 255]
    assert darkest == pytest.approx(127, abs=3)
    assert (blue[..., 2] == 255).all()
    assert blue[..., 0].min() < 10


@pytest.mark.parametrize("text", [*TEXTS, "", "plain word"])
def test_a_text_with_a_halo_is_matplotlib_s_each_time(text: str) -> None:
    halo = {"path_effects": [withStroke(linewidth=3, foreground="white")], "color": "#0072b2"}
    theirs = pixels(FigureCanvasAgg, text, 0, **halo)
    for _ in range(2):
        np.testing.assert_array_equal(pixels(Canvas, text, 0, **halo), theirs)
    bold = pixels(Canvas, text, 0, **halo, weight="bold")
    np.testing.assert_array_equal(bold, pixels(FigureCanvasAgg, text, 0, **halo, weight="bold"))


@pytest.mark.parametrize("style", [{}, {"path_effects": [withStroke(linewidth=1)]}])
def test_what_a_theme_says_of_formulas_is_no_other_themes(style: dict[str, object]) -> None:
    from matplotlib import rc_context

    with rc_context({"mathtext.default": "it"}):
        slanted = pixels(Canvas, "$word$", 0, **style)
    with rc_context({"mathtext.default": "rm"}):
        upright = pixels(Canvas, "$word$", 0, **style)
    assert (slanted != upright).any()
