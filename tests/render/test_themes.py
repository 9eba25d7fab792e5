"""Every theme can be read, and told apart by who does not see all colours."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib import rcParams
from matplotlib.colors import to_hex, to_rgb

from nnviz import drawing
from nnviz.errors import UsageError
from nnviz.render import SIZES, THEMES, default_size
from nnviz.render.settings import settings
from nnviz.render.themes import style

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
# IEC 61966-2-1 and CIE 1976.
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    return np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)


def wcag_contrast(one: str, other: str) -> float:
    lights = sorted(float(TO_XYZ[1] @ linear(each)) + 0.05 for each in (one, other))
    return lights[1] / lights[0]


def lab(rgb: np.ndarray) -> np.ndarray:
    x, y, z = np.cbrt(np.clip(TO_XYZ @ np.clip(rgb, 0, 1), 0.009, None) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.fixture(params=sorted(THEMES))
def theme(request: pytest.FixtureRequest):
    """Hold matplotlib to one theme after the other."""
    with settings(style(request.param, SIZES["slide"])):
        yield request.param


def test_text_of_every_role_is_readable_on_the_background(theme: str) -> None:
    texts = {name: drawing.text_colour(name) for name in (*drawing.role_names(), "ink", "muted")}
    hard = {n: c for n, c in texts.items() if wcag_contrast(c, rcParams["axes.facecolor"]) < 4.5}
    assert hard == {}


def test_ticks_titles_and_axis_labels_are_readable(theme: str) -> None:
    keys = ("text.color", "axes.labelcolor", "axes.titlecolor", "xtick.labelcolor")
    assert all(wcag_contrast(rcParams[key], rcParams["axes.facecolor"]) >= 4.5 for key in keys)


def test_curves_stand_out_from_the_background(theme: str) -> None:
    cycle = rcParams["axes.prop_cycle"].by_key()["color"]
    assert len(cycle) == 8
    assert min(wcag_contrast(each, rcParams["axes.facecolor"]) for each in cycle) > 2.2


@pytest.mark.parametrize(
    "seen", [np.eye(3), PROTANOPIA, DEUTERANOPIA], ids=["all", "no red", "no green"]
)
def test_pairs_that_meet_in_figures_differ_for_every_eye(theme: str, seen: np.ndarray) -> None:
    families = [
        ("plain", "momentum", "adam"),
        ("train", "dev", "test"),
        ("small", "good", "large"),
        ("raw", "normalized"),
        ("without", "with"),
        ("one-sided", "two-sided"),
        ("first", "second", "third"),
    ]
    for one, other in (pair for family in families for pair in combinations(family, 2)):
        colours = [lab(seen @ linear(drawing.colour(name))) for name in (one, other)]
        assert np.linalg.norm(colours[0] - colours[1]) > 15, (one, other)


def test_only_the_left_and_bottom_spines_are_drawn(theme: str) -> None:
    spines = [
        side for side in ("left", "right", "top", "bottom") if rcParams[f"axes.spines.{side}"]
    ]
    assert spines == ["left", "bottom"]
    assert not rcParams["axes.grid"]


def test_each_theme_has_the_size_it_is_made_for() -> None:
    assert {name: default_size(name) for name in THEMES} == {
        "paper": "page",
        "slides": "slide",
        "dark": "slide",
        "notebook": "notebook",
    }


def test_a_plugins_theme_is_a_path_or_a_mapping(tmp_path: Path) -> None:
    sheet = tmp_path / "chalk.mplstyle"
    sheet.write_text("axes.facecolor: 204030\n")
    for given in (sheet, {"axes.facecolor": "204030"}):
        rc = style("chalk", SIZES["slide"], {"chalk": given})
        assert to_hex(rc["axes.facecolor"]) == "#204030"


def test_a_style_sheet_may_be_given_by_its_path(tmp_path: Path) -> None:
    sheet = tmp_path / "chalk.mplstyle"
    sheet.write_text("text.color: eeeeee\n")
    assert style(str(sheet), SIZES["slide"])["text.color"] == "#eeeeee"


def test_a_users_own_matplotlibrc_changes_nothing() -> None:
    with settings({"axes.linewidth": 9.0, "path.sketch": (1, 2, 3)}):
        rc = style("slides", SIZES["slide"])
    assert rc["path.sketch"] is None
    assert rc["axes.linewidth"] < 2


def test_an_unknown_theme_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match=r"no theme 'slide'.*paper.*Did you mean slides\?"):
        style("slide", SIZES["slide"])


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (b"text.color: eeeeee\naxes.colour: red\n", "line 2: axes.colour is no setting of matplo"),
        (b"axes.facecolour: red\n", r"Did you mean axes\.facecolor"),
        (b"text.color nothing\n", "line 1: text.color nothing is no setting"),
        (b"text.color: nothing\n", "'nothing' does not look like a color arg"),
        (b"\xff\xfe", "cannot be read from"),
    ],
)
def test_a_style_sheet_s_mistake_is_one_sentence(tmp_path: Path, sheet: bytes, said: str) -> None:
    path = tmp_path / "chalk.mplstyle"
    path.write_bytes(sheet)
    with pytest.raises(UsageError, match=said) as refused:
        style(str(path), SIZES["slide"])
    assert "\n" not in str(refused.value)


def test_a_mapping_with_an_unknown_setting_is_refused() -> None:
    with pytest.raises(UsageError, match=r"theme 'odd' is no mapping of rcParams.*axes\.colour"):
        style("odd", SIZES["slide"], {"odd": {"axes.colour": "red"}})
