"""Labels find a free place beside their curve."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from nnviz import drawing
from nnviz.drawing.ink import inks_of
from nnviz.drawing.obstacles import CELL, Obstacles


@pytest.fixture
def figure() -> Figure:
    figure = Figure(figsize=(8, 5), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def middle(label: Text) -> np.ndarray:
    return label.get_window_extent().get_points().mean(axis=0)


def test_a_label_touches_neither_curves_nor_other_labels(figure: Figure) -> None:
    axes = figure.subplots()
    x = np.linspace(0, 1, 200)
    for number, phase in enumerate(np.linspace(0, 2, 6)):
        y = np.sin(9 * x + phase) + number
        axes.plot(x, y)
        drawing.label(axes, f"the curve of phase {phase:.1f}", x, y)
    drawing.place_labels(figure)
    assert drawing.touching(figure) == []
    assert drawing.overlaps(figure) == []


@pytest.mark.parametrize(("prefer", "low", "high"), [("start", 0, 0.35), ("end", 0.65, 1)])
def test_a_label_stands_where_it_is_preferred(
    figure: Figure, prefer: str, low: float, high: float
) -> None:
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1])
    label = drawing.label(axes, "name", [0, 1], [0, 1], prefer=prefer)
    drawing.place_labels(figure)
    across, _ = axes.transAxes.inverted().transform(middle(label))
    assert low < across < high


def test_a_label_stands_near_the_point_that_is_preferred(figure: Figure) -> None:
    axes = figure.subplots()
    x = np.linspace(0, 10, 100)
    axes.plot(x, x)
    label = drawing.label(axes, "name", x, x, prefer=(3, 3))
    drawing.place_labels(figure)
    assert np.linalg.norm(axes.transData.inverted().transform(middle(label)) - 3) < 2


@pytest.mark.parametrize(
    ("side", "direction"),
    [("right", (1, 0)), ("left", (-1, 0)), ("above", (0, 1)), ("below", (0, -1))],
)
def test_a_free_side_is_taken(figure: Figure, side: str, direction: tuple[int, int]) -> None:
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.plot([0.5], [0.5], "o")
    label = drawing.label(axes, "0.5", [0.5], [0.5], side=side)
    drawing.place_labels(figure)
    way = middle(label) - axes.transData.transform((0.5, 0.5))
    assert way @ direction > 0.9 * np.linalg.norm(way)


def test_a_label_that_must_stand_far_off_has_a_line_that_leads_to_it(figure: Figure) -> None:
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.fill_between([0.2, 0.8], 0.2, 0.8, color="0.3")
    label = drawing.label(axes, "inside", [0.3], [0.5])
    near = drawing.label(axes, "outside", [0.1], [0.95])
    drawing.place_labels(figure)
    assert drawing.touching(figure) == []
    assert label.leader is not None
    assert near.leader is None


def test_arrows_of_a_field_are_kept_clear_of(figure: Figure) -> None:
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.quiver([0.5], [0.5], [0], [1], scale=3)
    figure.canvas.draw()
    label = drawing.label(axes, "field", [0.5], [0.5], side="above")
    drawing.place_labels(figure)
    box = label.get_window_extent()
    label.set_visible(False)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[::-1, :, :3]
    under = pixels[int(box.y0) + 1 : int(box.y1), int(box.x0) + 1 : int(box.x1)]
    assert under.min() == 255


def test_a_long_label_is_broken_where_that_makes_it_fit(figure: Figure) -> None:
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for x in (0.3, 0.7):
        axes.axvline(x, color="black")
    label = drawing.label(axes, "a name that is far too long for its place", [0.5], [0.5])
    drawing.place_labels(figure)
    assert "\n" in label.get_text()
    assert drawing.touching(figure) == []


def test_mathematics_is_not_broken(figure: Figure) -> None:
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for x in (0.4, 0.6):
        axes.axvline(x, color="black")
    label = drawing.label(axes, "$a = b + c$ of $d = e$", [0.5], [0.5])
    drawing.place_labels(figure)
    assert all(line.count("$") % 2 == 0 for line in label.get_text().split("\n"))


def test_pale_background_may_be_covered_where_nothing_else_is_free(figure: Figure) -> None:
    axes = figure.subplots()
    drawing.contours(axes, lambda p: (p**2).sum(axis=-1), (-1, 1), (-1, 1), levels=60, log=False)
    label = drawing.label(axes, "the minimum", [0], [0])
    drawing.place_labels(figure)
    assert label.leader is None
    assert drawing.touching(figure) == []


def test_the_same_figure_is_labelled_the_same_way() -> None:
    def places() -> list[tuple[float, float]]:
        figure = Figure(figsize=(8, 5))
        axes = figure.subplots()
        rng = np.random.default_rng(3)
        labels = []
        for name in ("one", "two", "three"):
            y = rng.normal(size=50).cumsum()
            axes.plot(y)
            labels.append(drawing.label(axes, name, np.arange(50), y))
        drawing.place_labels(figure)
        return [label.get_position() for label in labels]

    assert places() == places()


@pytest.mark.parametrize("adjustable", ["box", "datalim"])
def test_axes_of_one_scale_are_labelled_where_they_end_up(figure: Figure, adjustable: str) -> None:
    axes = figure.subplots()
    axes.plot([0, 1, 4], [0, 1, 0])
    axes.margins(y=1)
    axes.set_aspect("equal", adjustable=adjustable)
    label = drawing.label(axes, "top", [1], [1], side="above")
    drawing.place_labels(figure)
    placed = middle(label)
    figure.canvas.draw()
    way = placed - axes.transData.transform((1, 1))
    assert abs(way[0]) < 10
    assert 0 < way[1] < 40


def test_dates_and_gaps_are_curves_too(figure: Figure) -> None:
    axes = figure.subplots()
    days = np.datetime64("2012-01-01") + np.arange(100)
    y = np.where(np.arange(100) % 10 == 0, np.nan, np.arange(100.0))
    axes.plot(days, y)
    drawing.label(axes, "temperature", days, y)
    drawing.place_labels(figure)
    assert drawing.touching(figure) == []


def test_a_curve_without_a_finite_point_harms_nothing(figure: Figure) -> None:
    axes = figure.subplots()
    drawing.label(axes, "nothing", [np.nan], [np.nan])
    drawing.place_labels(figure)


def test_overlaps_names_texts_that_meet_or_leave_the_figure(figure: Figure) -> None:
    figure.text(0.5, 0.5, "first")
    figure.text(0.51, 0.5, "second")
    figure.text(0.99, 0.1, "a long way out")
    assert drawing.overlaps(figure) == [
        "'a long way out' lies outside the figure",
        "'first' overlaps 'second'",
    ]


def test_an_axis_label_moves_off_its_ticks_before_overlaps_looks(figure: Figure) -> None:
    axes = figure.add_axes((0.3, 0.2, 0.6, 0.6))
    axes.set_ylabel("a long name of an axis")
    drawing.overlaps(figure)
    axes.set(ylim=(0, 1e6), yticks=[0, 5e5, 1e6], yticklabels=["0", "500,000", "1,000,000"])
    assert drawing.overlaps(figure) == []


def test_touching_names_labels_that_lie_on_ink(figure: Figure) -> None:
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    label = drawing.label(axes, "name", [0.5], [0.5])
    drawing.place_labels(figure)
    assert drawing.touching(figure) == []
    axes.axhline(axes.transData.inverted().transform(middle(label))[1], color="black")
    assert drawing.touching(figure) == ["'name' touches what is drawn"]


def test_a_spine_is_in_the_way_from_end_to_end_before_anything_is_measured() -> None:
    figure = Figure((4, 4), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis((0, 10, 0, 10))
    axes.spines.left.set_bounds(2, 4)
    found = Obstacles.of(figure, inks_of(figure, [], CELL))
    inner = np.flatnonzero((found.hard | found.soft)[:, 0])[1:-1]  # without the other spines' ends
    # 288 pixels are 10 long, and a cell is 2 pixels wide.
    assert (inner[0], inner[-1]) == (2 * 288 / 10 // 2, 4 * 288 / 10 // 2)
