"""The README does what it says: its commands run, its code is executed as printed."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from nnviz.core import layers

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


LONG = ("gallery", "check", "doctor", "explore")
"""Commands that take long, or end when they are ended."""


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def _nnviz_commands() -> list[str]:
    lines = "\n".join(_blocks("sh")).splitlines()
    return [line.partition("  #")[0].strip() for line in lines if line.startswith("nnviz ")]


def _run(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    words = shlex.split(command)
    assert words[0] == "nnviz"
    return subprocess.run(
        [sys.executable, "-m", "nnviz", *words[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [c for c in _nnviz_commands() if c.split()[1] not in LONG])
def test_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    if "--for pptx" in command:
        pytest.importorskip("pptx", reason="python-pptx is not installed")
    done = _run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_commands_of_the_readme_that_take_long_are_commands(tmp_path: Path) -> None:
    for command in LONG:
        assert _run(f"nnviz {command} --help", tmp_path).returncode == 0


def test_two_commands_install_into_a_virtual_environment_of_their_own() -> None:
    show, test = _blocks("sh")[0].splitlines()
    assert show.startswith("python3 -m venv .venv && .venv/bin/pip install")
    assert show.endswith("&& .venv/bin/nnviz show momentum")
    assert "&& .venv/bin/pytest" in test


def test_the_theme_is_read_as_printed_and_draws(tmp_path: Path) -> None:
    (sheet,) = _blocks("ini chalk.mplstyle")
    (tmp_path / "chalk.mplstyle").write_text(sheet, encoding="utf-8")
    done = _run("nnviz show ewma --theme chalk.mplstyle --size 6x4in -o a.png", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "a.png") as image:
        assert image.getpixel((2, 2)) == (0x24, 0x35, 0x2C)


def test_notebook_example_runs_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = (block for block in _blocks("python") if "nnviz.show(" in block)
    exec(compile(example, "README.md", "exec"), {})
    assert (tmp_path / "momentum.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_gradient_walks_through_the_core_as_it_does_over_the_board() -> None:
    (example,) = (block for block in _blocks("python") if "delta1 =" in block)
    exec(compile(example, "README.md", "exec"), {})
    for name in re.findall(r"(?:Layer|Pass|Step)\.\w+", README):
        kind, method = name.split(".")
        assert callable(getattr(getattr(layers, kind), method)), name


def test_the_core_learns_digits_from_a_dozen_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (example,) = (block for block in _blocks("python") if "k_fold" in block)
    assert len([line for line in example.splitlines() if line.strip()]) <= 16
    exec(compile(example, "README.md", "exec"), {})
    right = re.match(r"([\d.]+)% of digits", capsys.readouterr().out)
    assert right is not None
    assert float(right.group(1)) >= 97


def test_a_dozen_lines_are_a_plugin(tmp_path: Path) -> None:
    (example,) = (block for block in _blocks("python") if "class HalfLife" in block)
    (tmp_path / "half_life.py").write_text(example, encoding="utf-8")
    done = _run("nnviz show half-life --plugin half_life.py --save h.png --no-open", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "✓ After 6.6 steps 0.5" in done.stdout
    assert (tmp_path / "h.png").stat().st_size > 10_000


def test_the_example_of_a_course_is_made_as_it_says(tmp_path: Path) -> None:
    notation, example = _blocks("toml")
    (tmp_path / "nnviz.toml").write_text(notation + example, encoding="utf-8")
    planned = _run("nnviz gallery --dry-run", tmp_path).stdout.split(" (new)\n")
    assert {"make dropout", "make gradient-check", "make momentum-overshoots"} < set(planned)
    assert "make momentum" not in planned
    done = _run("nnviz gallery --only momentum-overshoots --without frames --without svg", tmp_path)
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "gallery/momentum-overshoots/concept.json").read_text())
    assert record["state"]["command"].startswith(
        "nnviz show momentum --beta 0.99 --steps 100 --title "
    )
    assert "α = 5" in record["state"]["story"]["caption"][0]["text"]
    (headline,) = record["state"]["story"]["headline"]
    assert (headline["cites"], headline["author"]) == (["overshoots"], False)
    index = (tmp_path / "gallery" / "index.html").read_text(encoding="utf-8")
    assert "Week 5" in index
    assert "CS 230" in index
    assert "Momentum overshoots" in index


def test_pictures_and_links_of_the_readme_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert "://" in target or (ROOT / target).exists(), target
