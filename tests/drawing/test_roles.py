"""A role is one colour and one more cue, everywhere."""

from itertools import combinations

import matplotlib
import pytest
from matplotlib.figure import Figure

from nnviz import drawing
from nnviz.errors import ContractError

FAMILIES = [
    ("plain", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"),
    ("train", "dev", "test"),
    ("raw", "normalized"),
    ("without", "with"),
    ("one-sided", "two-sided"),
    ("small", "good", "high", "large"),
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family[0])
def test_roles_that_meet_differ_in_colour_and_in_marker(family: tuple[str, ...]) -> None:
    for one, other in combinations(map(drawing.role, family), 2):
        assert one.color != other.color, (one, other)
        assert one.marker != other.marker, (one, other)


def test_a_roles_colour_follows_the_theme() -> None:
    with matplotlib.rc_context(
        {"axes.prop_cycle": matplotlib.cycler(color=["#111111", "#222222"])}
    ):
        assert drawing.colour("momentum") == "#111111"
        assert drawing.colour("adam") == "#222222"


def test_the_plain_run_and_the_one_without_are_the_same_grey() -> None:
    assert drawing.colour("plain") == drawing.colour("without")


def test_a_style_is_what_plot_takes_and_can_be_overruled() -> None:
    (line,) = Figure().subplots().plot([0, 1], **drawing.line_style("dev", linestyle="-"))
    assert line.get_color() == drawing.colour("dev")
    assert line.get_linestyle() == "-"


def test_a_colour_or_a_neutral_is_a_role_too() -> None:
    assert drawing.role("#abcdef").color == "#abcdef"
    assert drawing.role("ink").color == drawing.colour("truth")


@pytest.mark.parametrize("function", [drawing.role, drawing.colour, drawing.text_colour])
@pytest.mark.parametrize("given", [(0.1, 0.2, 0.3), [1, 0, 0, 1], 3, None])
def test_what_is_no_name_is_refused_in_a_sentence(function, given) -> None:
    with pytest.raises(ContractError, match="a role is a name such as"):
        function(given)


def test_an_unknown_role_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ContractError, match=r"no role 'momentun'\. Did you mean momentum\?"):
        drawing.role("momentun")
