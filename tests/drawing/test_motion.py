from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from nnviz import drawing
from nnviz.core.arrays import Array
from nnviz.core.decisions import plane_grid
from nnviz.drawing.levels import LevelSet
from nnviz.drawing.motion import motions
from nnviz.errors import ContractError


def _axes() -> Axes:
    axes: Axes = Figure().subplots()
    return axes


def _at(axes: Axes, share: float) -> None:
    figure = axes.get_figure(root=True)
    assert figure is not None
    for motion in motions(figure):
        motion.update(share)


def _seen(axes: Axes) -> list[str]:
    return [
        child.get_text()
        for child in axes.get_children()
        if isinstance(child, Text) and child.get_text() and child.get_visible()
    ]


def _right(axes: Axes, artist: object) -> float:
    """Return up to which x an artist is seen."""
    box = artist.get_clip_box()  # type: ignore[attr-defined]
    x, _ = axes.transData.inverted().transform((box.x1, box.y1))
    return float(x)


def test_a_number_appears_when_its_line_has_come_there() -> None:
    axes = _axes()
    line = drawing.curve(axes, np.linspace(10, 1, 11), "plain", until=10, log=True)
    drawing.value_mark(axes, 4, 6.4, "four", on=line)
    _at(axes, 0.3)
    assert _seen(axes) == []
    _at(axes, 0.4)
    assert _seen(axes) == ["four"]


def test_each_appears_at_its_moment() -> None:
    axes = _axes()
    one, two = axes.text(0, 0, "one"), axes.text(1, 1, "two")
    drawing.appear([(0, one), (3, two)], until=10)
    for share, seen in ((0.0, ["one"]), (0.29, ["one"]), (0.3, ["one", "two"])):
        _at(axes, share)
        assert _seen(axes) == seen
    drawing.appear([])


def test_a_number_on_a_line_that_stands_still_is_always_there() -> None:
    axes = _axes()
    (line,) = axes.plot(range(11))
    drawing.value_mark(axes, 8, 8, "eight", on=line)
    _at(axes, 0.0)
    assert _seen(axes) == ["eight"]


def test_the_name_at_a_line_s_end_appears_when_it_is_complete() -> None:
    axes = _axes()
    (line,) = axes.plot(range(11))
    drawing.reveal(line)
    drawing.accompany(line, drawing.label_ends(axes, [("end", line, "plain")]))
    _at(axes, 0.95)
    assert _seen(axes) == []
    _at(axes, 1.0)
    assert _seen(axes) == ["end"]


def test_only_labels_and_marks_accompany_a_line() -> None:
    axes = _axes()
    (line,) = axes.plot(range(3))
    drawing.accompany(line, [axes.patch])
    with pytest.raises(ContractError, match="Rectangle"):
        _at(axes, 0.5)


def test_a_line_in_no_figure_does_not_play() -> None:
    with pytest.raises(ContractError, match="figure"):
        drawing.accompany(Line2D([0, 1], [0, 1]), [])


def test_a_path_that_diverges_says_so_when_it_has_left() -> None:
    axes = _axes()
    axes.set(xlim=(-1, 1), ylim=(-1, 1))
    points = np.array([[0, 0], [0.5, 0], [0.9, 0.5], [7, 3], [50, 9]])
    drawing.path(axes, points, "large", until=4)
    _at(axes, 0.25)
    assert _seen(axes) == []
    _at(axes, 0.5)
    assert _seen(axes) == ["diverges"]


def test_a_path_keeps_to_the_times_it_is_given() -> None:
    axes = _axes()
    axes.set(xlim=(-1, 5), ylim=(-1, 1))
    points = np.column_stack([np.arange(4.0), np.zeros(4)])
    line = drawing.path(axes, points, "plain", until=100, times=[0, 1, 10, 100])
    _at(axes, 0.1)
    assert len(line.get_xydata()) == 3


def test_a_band_is_seen_as_far_as_its_median() -> None:
    axes = _axes()
    x = np.linspace(0, 20, 6)
    line = drawing.band(axes, x, np.random.default_rng(0).normal(size=(5, 6)), "dev", until=20)
    (filled,) = axes.collections
    _at(axes, 0.5)
    assert line.get_xdata()[-1] == 8
    assert _right(axes, filled) == pytest.approx(8)
    _at(axes, 1.0)
    assert _right(axes, filled) == pytest.approx(axes.get_xlim()[1])


def test_a_cloud_grows_from_the_left() -> None:
    axes = _axes()
    cloud = drawing.pale_cloud(axes, np.arange(5), np.ones((3, 5)), until=4)
    _at(axes, 0.25)
    assert _right(axes, cloud) == pytest.approx(1)


def _side(edge: float) -> Callable[[Array], Array]:
    """Return a decision between the half-planes left and right of an edge."""
    return lambda points: points[:, 0] - edge + 0.5


def _edge(axes: Axes) -> float:
    """Return where the boundary that is seen runs."""
    (seen,) = (
        each
        for each in axes.collections
        if isinstance(each, LevelSet) and each.get_visible() and not len(each.get_facecolor())
    )
    return float(np.concatenate([path.vertices for path in seen.get_paths()])[:, 0].mean())


def test_earlier_boundaries_take_turns_until_the_last_one_s_time() -> None:
    axes = _axes()
    points = plane_grid((-1, 1), (-1, 1), 21)
    earlier = [_side(0.5)(points), _side(0.25)(points)]
    drawing.boundaries(axes, _side(0), (-1, 1), (-1, 1), resolution=21, earlier=earlier, until=0.8)
    edges = []
    for share in (0.0, 0.3, 0.5, 0.7, 0.8, 1.0):
        _at(axes, share)
        edges.append(_edge(axes))
    assert edges == pytest.approx([0.5, 0.5, 0.25, 0.25, 0, 0])


def test_earlier_boundaries_leave_nothing_behind() -> None:
    axes = _axes()
    earlier = [_side(0.5)(plane_grid((-1, 1), (-1, 1), 21))]
    drawing.boundaries(axes, _side(0), (-1, 1), (-1, 1), resolution=21, earlier=earlier)
    still = list(axes.get_children())
    _at(axes, 0.0)
    _at(axes, 1.0)
    assert list(axes.get_children()) == still
    assert all(child.get_visible() for child in still)


def test_a_title_says_what_is_seen_and_at_the_end_what_it_says_in_the_figure() -> None:
    axes = _axes()
    axes.set_title("Epoch 10", loc="left")
    drawing.retitle(axes, ["Epoch 0", "Epoch 5"])
    titles = []
    for share in (0.0, 0.5, 1.0):
        _at(axes, share)
        titles.append(axes.get_title(loc="left"))
    assert titles == ["Epoch 0", "Epoch 5", "Epoch 10"]


def test_what_a_title_was_is_not_asked_for_until_it_moves() -> None:
    axes, asked = _axes(), []
    axes.set_title("step 2", loc="left")
    drawing.retitle(axes, (asked.append(step) or f"step {step}" for step in range(2)))
    assert not asked
    for share, title in ((0.0, "step 0"), (0.5, "step 1"), (1.0, "step 2"), (0.0, "step 0")):
        _at(axes, share)
        assert axes.get_title(loc="left") == title
    assert asked == [0, 1]


def test_a_title_counts_up_to_the_number_in_it() -> None:
    axes = _axes()
    axes.set_title("Down to step 10", loc="left")
    drawing.count_up(axes, 10)
    titles = []
    for share in (0.0, 0.34, 0.99, 1.0):
        _at(axes, share)
        titles.append(axes.get_title(loc="left"))
    assert titles == [f"Down to step {step}" for step in (0, 3, 9, 10)]


def test_one_call_draws_a_curve_with_its_role_its_name_and_its_motion() -> None:
    axes = _axes()
    line = drawing.curve(axes, np.arange(5.0), "adam", text="Adam", until=4)
    still = drawing.curve(axes, np.ones(3), "plain", x=np.array([1.0, 2.0, 4.0]))
    assert line.get_color() == drawing.colour("adam")
    assert _seen(axes) == ["Adam"]
    for share, points in ((0.0, 1), (0.5, 3), (1.0, 5)):
        _at(axes, share)
        assert (len(line.get_xdata()), len(still.get_xdata())) == (points, 3)
