"""What a notebook shows of a sweep and of claims and results: a figure, and tables."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

import nnviz
from nnviz.cli.main import program
from nnviz.errors import ParameterError, UsageError


def test_a_sweep_displays_as_the_command_s_figure(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    swept = nnviz.sweep("momentum", beta=(0, 0.5, 0.9))
    done = CliRunner().invoke(program, ["sweep", "momentum", "--vary", "beta=0,0.5,0.9"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "momentum-sweep.png").read_bytes() == swept.png
    assert repr(swept) == "<3 figures: beta = 0; beta = 0.5; beta = 0.9>"
    html = swept._repr_html_()
    assert html.startswith('<img alt="beta = 0: ')
    assert "base64," in html
    swept.save("again.png")
    assert (tmp_path / "again.png").read_bytes() == swept.png
    with Image.open(tmp_path / "again.png") as image:
        assert image.info["Comment"] == "nnviz sweep momentum --vary beta=0,0.5,0.9 --dpi 60"


def test_two_parameters_make_a_grid_and_the_others_are_the_same_in_all() -> None:
    swept = nnviz.sweep("momentum", beta=[0, 0.5, 0.9], rate=(1, 2), steps=20, headline=False)
    assert len(swept.shown) == 6
    assert {one.concept.steps for one in swept.shown.values()} == {20}
    assert {one.authored.without for one in swept.shown.values()} == {frozenset({"headline"})}


def test_a_list_is_one_value_of_a_parameter_that_takes_a_list() -> None:
    swept = nnviz.sweep("ewma", betas=[(0.5,), (0.5, 0.9)])
    assert list(swept.shown) == ["betas = 0.5", "betas = 0.5,0.9"]
    with pytest.raises(UsageError, match="nothing varies: give a parameter of ewma several"):
        nnviz.sweep("ewma", betas=(0.5, 0.9))


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"beta": 0.5}, "nothing varies"),
        ({"beta": ()}, "a sweep has 1 to 100 values of beta; got 0"),
        ({"steps": range(5, 400)}, "a sweep has 1 to 100 values of steps; got 395"),
        ({"beta": (0, 2)}, "beta must be at least 0 and less than 1; got 2"),
        ({"beta": (0, 0.5), "rate": (1, 2), "steps": (5, 6)}, "varies at most two parameters"),
        ({"beta": (0, 0.5), "pace": 3}, "momentum has no parameter pace"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_in_a_sentence(values, complaint) -> None:
    with pytest.raises((UsageError, ParameterError), match=complaint):
        nnviz.sweep("momentum", **values)


def test_claims_display_as_a_table_with_both_numbers() -> None:
    claims = nnviz.show("difference-error", epsilon=0.001).claims
    html = claims._repr_html_()
    assert html.count("<tr>") == len(claims)
    (row,) = [row for row in html.split("<tr>") if "The two-sided difference errs" in row]
    assert "✓" in row
    # (1 + ε)³ errs by ε² two-sided, and by 3ε + ε² one-sided
    assert re.search(r"expected less than 0\.003001, measured 10⁻⁶|measured 1\.0+\d*×10⁻⁶", row)
    assert re.search(r"<caption>\d+ hold", html)


def test_a_result_displays_as_a_table_of_its_values() -> None:
    html = nnviz.show("momentum", steps=20).result._repr_html_()
    assert 'flattest</th><td style="text-align: left">0.01</td>' in html
    assert 'momentum</th><td style="text-align: left">float64, 21 × 2, from −10 to 1</td>' in html
