"""Lean axes: the bytes of matplotlib's own, with no tick that is not shown."""

import io

import pytest
from matplotlib import rc_context, rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from nnviz.drawing.lean import LeanFigure
from nnviz.drawing.raster import Canvas, kept_layouts


def _plain(figure: Figure) -> None:
    figure.subplots().plot([0, 1, 3], [2, 1, 5])


def _logarithmic_with_minor_ticks_and_grid(figure: Figure) -> None:
    axes = figure.subplots()
    axes.loglog([1, 1e4], [1e-3, 1e7])
    axes.grid(which="both")
    axes.tick_params(which="minor", length=7, color="red")


def _without_ticks(figure: Figure) -> None:
    for axes in figure.subplots(1, 2):
        axes.set(xticks=[], yticks=[], xlabel="x", ylabel="y", title="title")


def _shared_and_twin(figure: Figure) -> None:
    above, below = figure.subplots(2, sharex=True)
    above.plot([0, 5], [0, 1])
    below.twinx().plot([0, 5], [1e6, 2e6])
    below.tick_params(labelrotation=40, direction="in", labelcolor="green")


def _on_top_of_an_image(figure: Figure) -> None:
    axes = figure.subplots()
    axes.imshow([[0, 1], [1, 0]])
    axes.xaxis.tick_top()
    axes.set_title("above the ticks")


def _one_label_unlike_the_others(figure: Figure) -> None:
    axes = figure.subplots()
    axes.set_xticks([0, 1, 2], ["none", "one\nof two lines", "$2^1$"])
    axes.get_xticklabels()[1].set(color="red", fontweight="bold", rotation=30)


def _cleared_and_outward(figure: Figure) -> None:
    axes = figure.subplots()
    axes.minorticks_on()
    axes.clear()
    axes.spines.left.set_position(("outward", 9))
    axes.plot([0, 1], [0, 1])


def _title_above_an_offset(figure: Figure) -> None:
    axes = figure.subplots()
    axes.ticklabel_format(style="sci", useOffset=True)
    axes.plot([0, 1], [1_000_000, 1_000_001])
    axes.set_title("above the offset", loc="left")


def _patches_in_many_coordinates(figure: Figure) -> None:
    axes, other = figure.subplots(1, 2)
    axes.set_yscale("log")
    axes.bar([1, 99, 5], [10, 0, 1e4], width=[1, 0, 2])  # one of no size, which does not count
    axes.axvspan(-3, -2)
    axes.add_patch(Rectangle((0, 0), 0.1, 0.1, transform=axes.transAxes))
    other.add_patch(PathPatch(Path([(0, 0), (5, 90), (9, 0)], [Path.MOVETO, *[Path.CURVE3] * 2])))
    other.add_patch(Rectangle((20, 0), 8, 1, angle=30))
    other.add_patch(Polygon([(1, 1), (-9, 2), (3, -4)]))
    other.autoscale_view()


def _names_beside_marks_without_labels(figure: Figure) -> None:
    axes = figure.subplots()
    axes.plot([0, 2])
    axes.set(xlabel="x", ylabel="y", xticks=[0, 1, 2])
    axes.tick_params(labelbottom=False, labelleft=False, length=20)


def _one_mark_unlike_the_others(figure: Figure) -> None:
    axes = figure.subplots()
    axes.set_xticks([0, 1, 2])[1].tick1line.set(markersize=30, markeredgecolor="red")
    axes.set_yticks([0, 1, 2])[2].gridline.set_visible(True)
    axes.yaxis.majorTicks[1].tick1line.set_visible(False)


def _names_beside_labels_of_every_side(figure: Figure) -> None:
    left, right, other = figure.subplots(3)
    left.set(xlabel="x", ylabel="y", ylim=(0, 1e5), title="title")
    right.tick_params(left=False, labelleft=False, right=True, labelright=True)
    right.yaxis.set_label_position("right")
    right.set(ylabel="right", xticks=[])
    other.set(xlabel="below", ylabel="left", ylim=(0, 1))
    figure.align_ylabels([left, other])


FIGURES = (
    _names_beside_marks_without_labels,
    _one_mark_unlike_the_others,
    _patches_in_many_coordinates,
    _names_beside_labels_of_every_side,
    _title_above_an_offset,
    _plain,
    _logarithmic_with_minor_ticks_and_grid,
    _without_ticks,
    _shared_and_twin,
    _on_top_of_an_image,
    _one_label_unlike_the_others,
    _cleared_and_outward,
)


def _drawn(kind: type[Figure], fill, layout: str | None = "constrained") -> tuple[bytes, bytes]:
    figure = kind(layout=layout)
    canvas = Canvas(figure)
    fill(figure)
    canvas.draw()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    return bytes(canvas.buffer_rgba()), buffer.getvalue()


@pytest.mark.parametrize("fill", FIGURES)
def test_lean_axes_look_as_matplotlibs_own(fill, monkeypatch):
    monkeypatch.setitem(rcParams, "svg.hashsalt", "the same")
    assert _drawn(LeanFigure, fill) == _drawn(Figure, fill)


@pytest.mark.parametrize("fill", FIGURES)
def test_they_do_without_a_layout_which_measures_all_beforehand(fill, monkeypatch):
    monkeypatch.setitem(rcParams, "svg.hashsalt", "the same")
    assert _drawn(LeanFigure, fill, None) == _drawn(Figure, fill, None)


def test_an_axis_has_the_ticks_that_are_shown_and_no_others():
    axes = LeanFigure().subplots()
    axes.set(xticks=[0, 1, 2], yticks=[])
    Canvas(axes.figure).draw()
    assert [len(axis.majorTicks) for axis in (axes.xaxis, axes.yaxis)] == [3, 0]
    assert not axes.xaxis.minorTicks


def test_what_a_copied_tick_is_told_it_keeps_to_itself():
    axes = LeanFigure().subplots()
    first, second = axes.set_xticks([0, 1])
    second.label1.set_fontsize(30)
    second.gridline.set_color("red")
    assert first.label1.get_fontsize() != 30
    assert first.gridline.get_color() != "red"


def test_ticks_of_one_look_are_made_once_and_none_knows_another_figure():
    first, second = (LeanFigure(dpi=dpi).subplots() for dpi in (100, 50))
    ticks = [axes.set_xticks([0.5])[0] for axes in (first, second)]
    assert [tick.axes for tick in ticks] == [first, second]
    assert [tick.label1.get_figure() for tick in ticks] == [first.figure, second.figure]
    with rc_context({"xtick.color": "red"}):
        red = LeanFigure().subplots().set_xticks([0.5])[0]
    colours = [tick.tick1line.get_markeredgecolor() for tick in (*ticks, red)]
    assert colours == ["black", "black", "red"]


def test_other_axes_are_added_as_asked_for():
    assert LeanFigure().add_subplot(projection="polar").name == "polar"
    assert type(LeanFigure().add_subplot(axes_class=Axes)) is Axes


@pytest.mark.parametrize("fill", FIGURES)
def test_texts_laid_out_once_stand_as_those_laid_out_each_time(fill):
    each_time = _drawn(Figure, fill)[0]
    with kept_layouts():
        assert [_drawn(Figure, fill)[0] for _ in range(2)] == [each_time] * 2


def test_a_text_that_changed_is_laid_out_anew():
    figure = Figure()
    canvas = Canvas(figure)
    text = figure.text(0.5, 0.5, "short")
    renderer = canvas.get_renderer()
    with kept_layouts():
        short = text.get_window_extent(renderer)
        text.set_text("no longer short")
        longer = text.get_window_extent(renderer)
        text.set_fontsize(40)
        assert short.width < longer.width < text.get_window_extent(renderer).width


def test_an_axis_finds_its_ticks_once_as_it_is_drawn_and_again_for_other_limits():
    axes = LeanFigure().subplots()
    axes.set(xlabel="x", xlim=(0, 1))
    canvas, asked = Canvas(axes.figure), []
    axes.xaxis.set_major_formatter(lambda value, _: asked.append(value) or f"{value:g}")
    axes.xaxis.set_ticks([0, 1, 2])
    for high, shown in ((1, [0, 1]), (3, [0, 1, 2])):
        axes.set_xlim(0, high)
        asked.clear()
        canvas.draw()
        assert asked == [0, 1, 2]
        ticks = [tick for tick in axes.xaxis.majorTicks if tick.get_loc() <= high]
        assert [float(tick.label1.get_text()) for tick in ticks] == shown
