"""`nnviz new`: what it makes works at once, and a name that cannot work is refused with why."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

from nnviz import __version__

Run = Callable[..., CompletedProcess[str]]


def test_a_package_shows_its_concept_and_keeps_the_contract(run: Run, tmp_path: Path) -> None:
    made = run("new", "half-life", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    file = tmp_path / "nnviz-half-life" / "nnviz_half_life" / "half_life.py"
    done = run("show", "half-life", "-p", str(file), "--save", "h.png", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "✓ Half of the distance is gone after 6.6 steps" in done.stdout


def test_what_is_made_moves_and_asks(run: Run, tmp_path: Path) -> None:
    run("new", "half-life", "--single-file", cwd=tmp_path)
    line = ["half-life", "-p", "half_life.py"]
    done = run("animate", *line, "--frames", "6", "-o", "h.gif", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "h.gif") as film:
        assert film.n_frames == 6
    done = run("ask", *line, "--answer", "B", "--no-record", cwd=tmp_path)
    assert "Right." in done.stdout


def test_a_package_says_who_it_is(run: Run, tmp_path: Path) -> None:
    run("new", "half-life", "--topic", "optimization", cwd=tmp_path)
    folder = tmp_path / "nnviz-half-life"
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["name"] == "nnviz-half-life"
    assert project["entry-points"]["nnviz"] == {"half-life": "nnviz_half_life.half_life:HalfLife"}
    workflow = (folder / ".github" / "workflows" / "test.yml").read_text()
    assert "python-version: ${{ matrix.python }}" in workflow
    assert "nnviz check half-life" in workflow
    assert 'topic = "optimization"' in (folder / "nnviz_half_life" / "half_life.py").read_text()


def test_a_single_file_is_one_file(
    run: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    assert run("new", "half-life", "--single-file", cwd=tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["half_life.py"]
    (tmp_path / "learning_rate.py").write_text(concept_source("LearningRate"))  # it builds on that
    done = run("-p", "learning_rate.py", "check", "half_life.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["half_life", "HalfLife", "half life", "nnviz-half-life"])
def test_a_name_may_be_spelled_in_other_ways(run: Run, tmp_path: Path, name: str) -> None:
    assert run("new", name, "--single-file", cwd=tmp_path).returncode == 0
    assert "class HalfLife(Concept)" in (tmp_path / "half_life.py").read_text()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("2nd", "begins with a letter"),
        ("héllo", "letters and digits in words joined by hyphens"),
        ("../away", "letters and digits in words joined by hyphens"),
        ("a-b", "the class of a-b would be AB, which reads as ab"),
        ("class", "is a word of Python's or of nnviz's"),
        ("none", "is a word of Python's or of nnviz's"),
        ("concept", "is a word of Python's or of nnviz's"),
        ("doubling", "is a concept of nnviz itself, whose names nobody can take"),
    ],
)
def test_a_name_that_cannot_work_is_refused_with_why(
    run: Run, tmp_path: Path, name: str, why: str
) -> None:
    done = run("new", name, cwd=tmp_path)
    assert done.returncode == 2
    assert why in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("--single-file",)])
def test_what_is_there_is_not_overwritten(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    run("new", "half-life", *words, cwd=tmp_path)
    again = run("new", "half-life", *words, cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr


def test_a_package_requires_nnviz_by_the_name_that_no_other_project_has(
    run: Run, tmp_path: Path
) -> None:
    run("new", "half-life", cwd=tmp_path)
    folder = tmp_path / "nnviz-half-life"
    words = ("--no-deps", "--no-index", "--no-build-isolation", "-w", str(tmp_path), str(folder))
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", *words], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    (distribution,) = metadata.distributions(path=[str(wheel)])
    needed = [line for line in distribution.requires or () if "extra ==" not in line]
    assert sorted(needed) == [f"nnviz-teach>={__version__}", "numpy>=2.0"]
    assert "checkout" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_package_passes_its_own_tests_and_its_type_check(
    run: Run, environment: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    run("new", "half-life", cwd=tmp_path)
    folder = tmp_path / "nnviz-half-life"
    for words in (("pytest", "-q", "-p", "no:cacheprovider"), ("mypy",)):
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=environment(folder),
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_commands_that_it_prints_put_a_file_where_it_is_found(run: Run, tmp_path: Path) -> None:
    plugins = tmp_path / "my plugins" / "of nnviz"
    made = run("new", "half-life", "--single-file", cwd=tmp_path, NNVIZ_PLUGINS=str(plugins))
    (move,) = [line for line in made.stdout.splitlines() if "mv " in line]
    subprocess.run(["sh", "-c", move], cwd=tmp_path, check=True)
    assert "half-life" in run("list", NNVIZ_PLUGINS=str(plugins)).stdout
