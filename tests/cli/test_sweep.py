"""`nnviz sweep`: one figure for several values, beside each other or in a folder."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

Run = Callable[..., CompletedProcess[str]]

SLIDE = (533, 300)
"""The pixels of a slide, 40/3 in by 7.5 in, at 40 dots an inch."""


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_two_parameters_make_a_grid_of_figures_under_their_values(run: Run, tmp_path: Path) -> None:
    words = ["--vary", "number=1,2", "--vary", "form=plain,fancy", "--dpi", "40"]
    done = run("sweep", "doubling", *words, "-o", "grid.png", cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("grid.png\n", "")
    width, height = size(tmp_path / "grid.png")
    assert 2 * SLIDE[0] < width < 2.1 * SLIDE[0]
    assert 2 * SLIDE[1] < height < 2.3 * SLIDE[1]


def test_the_one_figure_says_what_makes_it(run: Run, tmp_path: Path) -> None:
    words = ["--vary", "number=1,2", "--form", "fancy", "--dpi", "40", "-o", "both.png"]
    run("sweep", "doubling", *words, cwd=tmp_path)
    with Image.open(tmp_path / "both.png") as image:
        told = image.info
    assert told["Comment"] == "nnviz sweep doubling --form fancy --vary number=1,2 --dpi 40"
    assert told["Description"] == "Doubling as Doubling, for number = 1; number = 2."


def test_a_folder_gets_a_figure_for_each_value(run: Run, tmp_path: Path) -> None:
    words = ["--vary", "number=log:0.1..10:3", "--dpi", "40", "-o", "out"]
    done = run("sweep", "doubling", *words, cwd=tmp_path)
    names = [f"{i}_number={value}.png" for i, value in enumerate(("0.1", "1", "10"), 1)]
    assert done.stdout.splitlines() == [str(Path("out") / name) for name in names]
    assert {size(tmp_path / "out" / name) for name in names} == {SLIDE}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", "number=1,100"], "must be at least 0 and less than 100; got 100"),
        (["--vary", "numbr=1"], "Did you mean number?"),
        (["--vary", "number=1,2", "--number", "3"], "both given and varied"),
        (["--vary", "number=1,2", "-o", "x.pdf"], "x.pdf must end in .png, or be a folder."),
        (["--vary", "number=lin:0..9:60", "--vary", "form=plain,fancy"], "120 figures"),
        ([], "Missing option '--vary'"),
    ],
)
def test_what_cannot_be_swept_is_said_before_anything_is_drawn(
    run: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    done = run("sweep", "doubling", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []
