"""While writing: the figure is drawn at each save, and a mistake is shown with its own line."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def file(tmp_path: Path, concept_source: Callable[..., str]) -> Path:
    path = tmp_path / "tripling.py"
    path.write_text(concept_source("Tripling"))
    return path


def wait_for(said: Path, words: str) -> str:
    deadline = time.monotonic() + 60
    while words not in (text := said.read_text()):
        assert time.monotonic() < deadline, text
        time.sleep(0.1)
    return text


def test_a_mistake_shows_the_authors_own_line(run: Run, file: Path) -> None:
    file.write_text(file.read_text().replace("2 * self.number", "2 / (self.number - 2)"))
    done = run("show", "tripling", "-p", str(file), "--no-open")
    assert done.returncode == 1
    line, message = done.stderr.splitlines()
    assert line.endswith('| return {"double": 2 / (self.number - 2), "path": [0.0, self.number]}')
    assert "ZeroDivisionError in compute: float division by zero" in message


def test_a_mistake_in_what_draw_calls_shows_the_authors_line(run: Run, file: Path) -> None:
    file.write_text(file.read_text().replace('plot(result["path"])', "plot([1], [1, 2])"))
    done = run("show", "tripling", "-p", str(file), "--no-open")
    assert done.stderr.splitlines()[0].endswith("| figure.subplots().plot([1], [1, 2])")
    assert "(tripling.py, line" in done.stderr


def test_the_whole_traceback_is_told_when_it_is_wanted(run: Run, file: Path) -> None:
    file.write_text(file.read_text().replace("2 * self.number", "2 / (self.number - 2)"))
    for words in (("--traceback", "show", "tripling"), ("show", "tripling", "--traceback")):
        done = run(*words, "-p", str(file), "--no-open")
        assert "Traceback (most recent call last)" in done.stderr
        assert "ZeroDivisionError: float division by zero" in done.stderr


def test_it_is_drawn_again_at_each_save_and_survives_a_mistake(
    environment: Callable[..., dict[str, str]], file: Path, tmp_path: Path
) -> None:
    words = ("show", "tripling", "-p", str(file), "--watch", "--save", "t.png")
    source, said = file.read_text(), tmp_path / "said.txt"
    with said.open("w") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "nnviz", *words],
            cwd=tmp_path,
            env=environment(),
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(said, "Watching tripling.py")
        assert (tmp_path / "t.png").exists()
        file.write_text(source.replace("def compute", "def compute("))
        wait_for(said, "| def compute((self):")
        file.write_text(source.replace("{number} doubled", "twice {number}"))
        wait_for(said, "twice 2 is 4")
    finally:
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=20) == 130
