"""What is drawn is what was given: paths, curves, spreads, regions, bars and histograms."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from nnviz import drawing
from nnviz.core.remembering import keeping
from nnviz.drawing.levels import level_lines, level_regions


@pytest.fixture
def axes():
    return Figure(figsize=(6, 4)).subplots()


def arrows(axes) -> list[Annotation]:
    return [each for each in axes.texts if isinstance(each, Annotation) and each.arrow_patch]


def words(axes) -> list[str]:
    return [each.get_text() for each in axes.texts if each.get_text()]


def test_filled_contours_are_palest_at_the_lowest_point(axes) -> None:
    drawing.contours(axes, lambda p: (p**2).sum(axis=-1), (-1, 1), (-1, 1), filled=True)
    (ground,) = [each for each in axes.collections if len(each.get_facecolor()) > 1]
    brightness = ground.get_facecolor()[:, :3].sum(axis=1)
    assert (np.diff(brightness) < 0).all()


def test_contours_fix_the_limits_and_lie_behind(axes) -> None:
    drawn = drawing.contours(axes, lambda p: p[..., 0] ** 2 + 9 * p[..., 1] ** 2, (-2, 3), (-1, 1))
    assert (axes.get_xlim(), axes.get_ylim()) == ((-2, 3), (-1, 1))
    assert drawn.get_zorder() < 1


def test_a_contour_of_a_cone_is_a_circle_and_the_region_between_two_a_ring(axes) -> None:
    x = np.linspace(-1, 1, 81)
    height = np.hypot(*np.meshgrid(x, x))
    (circle,) = level_lines(axes, x, x, height, [0.5]).get_paths()
    bend = (x[1] - x[0]) ** 2 / 8 / 0.5  # how far a chord of a curve of that radius leaves it
    np.testing.assert_allclose(np.hypot(*circle.vertices.T), 0.5, atol=bend)
    edges = np.array([0.25, 0.5])
    (ring,) = level_regions(axes, x, x, height, edges, ["red"]).get_paths()
    sides = [np.hypot(*polygon.T) for polygon in ring.to_polygons()]
    for side, radius in zip(sorted(sides, key=np.mean), edges, strict=True):
        np.testing.assert_allclose(side, radius, atol=bend * 0.5 / radius)


def test_contours_that_are_remembered_are_those_of_their_own_surface(axes) -> None:
    x = np.linspace(-1, 1, 41)
    height = np.hypot(*np.meshgrid(x, x))
    with keeping({}):
        for radius in (0.5, 0.25, 0.5):
            (circle,) = level_lines(axes, x, x, height, [radius]).get_paths()
            (wide,) = level_lines(axes, 2 * x, x, height, [radius]).get_paths()
            np.testing.assert_allclose(np.hypot(*circle.vertices.T), radius, atol=0.002)
            np.testing.assert_allclose(wide.vertices, circle.vertices * [2, 1])


def test_logarithmic_levels_are_at_equal_ratios_over_the_minimum(axes) -> None:
    drawn = drawing.contours(axes, lambda p: 5 + (p**2).sum(axis=-1), (-1, 1), (-1, 1), levels=6)
    ratios = np.diff(np.log(np.asarray(drawn.levels) - 5))
    np.testing.assert_allclose(ratios, ratios[0])


def test_a_path_inside_is_drawn_whole_with_its_ends_marked(axes) -> None:
    axes.set(xlim=(-1, 1), ylim=(-1, 1))
    points = np.array([[-0.5, 0.5], [0.2, -0.2], [0, 0]])
    line = drawing.path(axes, points, "adam")
    np.testing.assert_array_equal(line.get_xydata(), points)
    ends = [each.get_xydata()[0].tolist() for each in axes.lines[1:]]
    assert ends == [[-0.5, 0.5], [0, 0]]
    assert arrows(axes) == []


def test_a_path_that_leaves_is_cut_at_the_edge_and_says_so(axes) -> None:
    axes.set(xlim=(-1, 1), ylim=(-1, 1))
    line = drawing.path(axes, np.array([[0, 0], [0.5, 0], [1.5, 0], [np.inf, 0]]), "large")
    np.testing.assert_array_equal(line.get_xydata(), [[0, 0], [0.5, 0]])
    (arrow,) = arrows(axes)
    np.testing.assert_allclose(arrow.xy, (1, 0))
    assert words(axes) == ["diverges"]


def test_a_cost_that_explodes_leaves_where_it_crosses_the_ceiling(axes) -> None:
    axes.set_xlim(0, 4)
    axes.set_yscale("log")
    axes.set_ylim(bottom=1)
    line = drawing.curve(
        axes, np.array([1.0, 10.0, 1000.0, np.inf]), "large", ceiling=100, log=True
    )
    np.testing.assert_array_equal(line.get_ydata(), [1, 10])
    (arrow,) = arrows(axes)
    np.testing.assert_allclose(arrow.xy, (1.5, 100))  # half-way in the logarithm


def test_a_cost_that_leaves_by_the_side_has_an_arrow_on_its_own_line(axes) -> None:
    axes.set_xmargin(0.05)
    drawing.curve(axes, 10.0 ** np.arange(-6, 4), "large", ceiling=30, log=True)
    (arrow,) = arrows(axes)
    assert arrow.xyann == (7, 10)
    np.testing.assert_allclose(arrow.xy, (7.35, 10**1.35))  # seven steps and a twentieth of them


def test_under_a_ceiling_the_axis_begins_below_the_lowest_of_all_costs(axes) -> None:
    for lowest in (1e-2, 1e-7):
        drawing.curve(axes, np.geomspace(0.5, lowest, 9), "large", ceiling=1, log=True)
    low, high = axes.get_ylim()
    assert 1e-8 < low < 1e-7
    assert high == 1


def test_a_ceiling_keeps_the_lower_limit_that_was_set_before(axes) -> None:
    axes.set_yscale("log")
    axes.set_ylim(1e-3, 50)
    drawing.curve(axes, np.geomspace(0.5, 1e-7, 9), "large", ceiling=100, log=True)
    assert axes.get_ylim() == (1e-3, 100)


def test_a_cost_that_converges_has_no_arrow(axes) -> None:
    drawing.curve(axes, 0.5 ** np.arange(9), "good", text="good", log=True)
    assert axes.get_yscale() == "log"
    assert arrows(axes) == []
    assert words(axes) == ["good"]


def test_a_band_is_the_median_between_two_quantiles(axes) -> None:
    runs = np.arange(11.0)[:, None] * np.ones(3)
    line = drawing.band(axes, np.arange(3), runs, "train", quantiles=(0.1, 0.9))
    np.testing.assert_allclose(line.get_ydata(), 5)
    spread = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert (spread.min(), spread.max()) == pytest.approx((1, 9))


def test_a_cloud_shows_every_curve_behind_the_rest(axes) -> None:
    curves = np.arange(12.0).reshape(4, 3)
    cloud = drawing.pale_cloud(axes, np.arange(3), curves)
    assert len(cloud.get_segments()) == 4
    assert cloud.get_zorder() < 1
    low, high = axes.get_ylim()
    assert low <= 0
    assert high >= 11


@pytest.mark.parametrize(
    "decide",
    [lambda p: (p[:, 0] > 0).astype(int), lambda p: 1 / (1 + np.exp(-50 * p[:, 0]))],
    ids=["classes", "probabilities"],
)
def test_regions_have_the_pale_colours_of_their_classes(axes, decide) -> None:
    drawing.boundaries(axes, decide, (-1, 1), (-1, 1))
    fills = [to_hex(colour) for colour in axes.collections[0].get_facecolor()]
    assert fills == [drawing.role("first").fill, drawing.role("second").fill]
    (between,) = axes.collections[1].get_paths()
    np.testing.assert_allclose(between.vertices[:, 0], 0, atol=0.01)


def test_points_of_a_class_have_its_colour_and_a_marker_of_their_own(axes) -> None:
    points = np.array([[0.0, 0], [1, 1], [2, 2]])
    drawing.class_points(axes, points, np.array([0, 1, 0]))
    zero, one = axes.collections
    np.testing.assert_array_equal(zero.get_offsets(), points[[0, 2]])
    assert to_hex(one.get_facecolor()[0]) == drawing.colour("second")
    assert len(zero.get_paths()[0].vertices) != len(one.get_paths()[0].vertices)


def test_bars_carry_their_values(axes) -> None:
    drawing.bars_with_values(axes, ["bias", "noise"], [0.25, 0.0301], ["first", "third"])
    assert [bar.get_width() for bar in axes.patches] == [0.25, 0.0301]
    assert words(axes) == ["0.25", "0.0301"]
    top, bottom = axes.patches
    assert (
        axes.transData.transform((0, top.get_y()))[1]
        > axes.transData.transform((0, bottom.get_y()))[1]
    )


def test_a_threshold_is_labelled_without_being_touched(axes) -> None:
    axes.plot([0, 10], [0, 1])
    drawing.threshold(axes, 0.4, "tolerance")
    drawing.threshold(axes, 5, "half-way", which="x")
    drawing.place_labels(axes.figure)
    assert drawing.touching(axes.figure) == []
    assert words(axes) == ["tolerance", "half-way"]


def test_what_is_not_finite_is_a_gap_where_no_ceiling_is_given() -> None:
    line = drawing.curve(Figure().add_subplot(), np.array([np.inf, 2.0, 1.0]), "plain")
    np.testing.assert_array_equal(line.get_ydata(), [np.inf, 2, 1])
