"""While writing: the figure is drawn at each save, and a mistake is shown with its own line."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.waiting import NEVER, wait_for

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def file(tmp_path: Path, concept_source: Callable[..., str]) -> Path:
    path = tmp_path / "tripling.py"
    path.write_text(concept_source("Tripling"))
    return path


def when_said(said: Path, words: str) -> str:
    wait_for(lambda: words in said.read_text())
    return said.read_text()


def test_a_mistake_shows_the_authors_own_line(run: Run, file: Path) -> None:
    file.write_text(file.read_text().replace("2 * self.number", "2 / (self.number - 2)"))
    done = run("show", "tripling", "-p", str(file), "--no-open")
    assert done.returncode == 1
    line, message = done.stderr.splitlines()
    assert '| return {"double": 2 / (self.number - 2), "path": [' in line
    assert "ZeroDivisionError in compute: " in message


def test_a_mistake_in_a_file_named_by_hand_is_told_whatever_its_name(run: Run, file: Path) -> None:
    draft = file.with_name("draft.py")
    draft.write_text(file.read_text().replace("def compute", "def compute("))
    done = run("show", "tripling", "-p", str(draft), "--no-open")
    assert done.returncode == 1
    assert "| def compute((self):" in done.stderr.splitlines()[0]


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
        assert "ZeroDivisionError: " in done.stderr


@pytest.fixture
def watching(
    environment: Callable[..., dict[str, str]], tmp_path: Path
) -> Iterator[Callable[[Path], Path]]:
    """Start watching a file, which need not be there, and return the file of what is said."""
    children = []

    def start(file: Path) -> Path:
        words = ("show", "tripling", "-p", str(file), "--watch", "--save", "t.png")
        said = tmp_path / "said.txt"
        with said.open("w") as output:
            child = subprocess.Popen(
                [sys.executable, "-m", "nnviz", *words],
                cwd=tmp_path,
                env=environment(),
                stdout=output,
                stderr=output,
            )
        children.append(child)
        return said

    yield start
    for child in children:
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=NEVER) == 130


def test_it_is_drawn_again_at_each_save_and_survives_a_mistake(
    watching: Callable[[Path], Path], file: Path, tmp_path: Path
) -> None:
    source, said = file.read_text(), watching(file)
    when_said(said, "Watching tripling.py")
    assert (tmp_path / "t.png").exists()
    file.write_text(source.replace("def compute", "def compute("))
    when_said(said, "| def compute((self):")
    file.write_text(source.replace("{number} doubled", "twice {number}"))
    when_said(said, "twice 2 is 4")


def test_it_begins_with_a_mistake_and_recovers(
    watching: Callable[[Path], Path], file: Path, tmp_path: Path
) -> None:
    source = file.read_text()
    file.write_text(source.replace("def compute", "def compute("))
    said = watching(file)
    assert "Traceback" not in when_said(said, "Watching tripling.py")
    assert "| def compute((self):" in said.read_text()
    file.write_text(source)
    when_said(said, "2 doubled is 4")
    assert (tmp_path / "t.png").exists()


def test_it_waits_for_a_file_that_an_editor_renames_into_place(
    watching: Callable[[Path], Path], file: Path, tmp_path: Path
) -> None:
    source = file.read_text()
    file.unlink()
    said = watching(file)
    when_said(said, "Waiting for tripling.py to be saved")
    (tmp_path / "new").write_text(source)
    (tmp_path / "new").rename(file)
    when_said(said, "2 doubled is 4")
    (tmp_path / "newer").write_text(source.replace("{number} doubled", "twice {number}"))
    (tmp_path / "newer").rename(file)
    when_said(said, "twice 2 is 4")


def test_a_save_ends_a_compute_that_never_does(
    watching: Callable[[Path], Path], file: Path, tmp_path: Path
) -> None:
    source = file.read_text()
    begun = tmp_path / "begun"
    endless = f"open({str(begun)!r}, 'w').close()\n        while True: pass\n        return {{"
    file.write_text(source.replace("return {", endless, 1))
    said = watching(file)
    wait_for(begun.exists)
    file.write_text(source)
    when_said(said, "2 doubled is 4")
