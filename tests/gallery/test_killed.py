"""Builds that are killed at any moment, and builds that run at once."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnviz.gallery import Settings, build, check
from nnviz.gallery.record import digest
from nnviz.gallery.site import read_records
from tests.waiting import wait_for

PROGRAM = """
import sys
from pathlib import Path
from nnviz.gallery import Settings, build
from nnviz.host.catalog import Catalog

if __name__ == "__main__":
    files = [Path(name) for name in sys.argv[3:]]
    build(Catalog(files, ["nnviz-teach"]), sys.argv[1], Settings(title=sys.argv[2]), force=True)
"""

HANGS = """
import os
from pathlib import Path

from nnviz import Concept


class Hangs(Concept):
    "It never ends."

    def compute(self):
        Path({mark!r}).with_suffix(".new").write_text(str(os.getpid()))
        Path({mark!r}).with_suffix(".new").rename({mark!r})
        while True:
            pass

    def draw(self, result, figure):
        figure.subplots()
"""

PLUGINS = [Path(__file__).parent / "plugins" / f"{name}.py" for name in ("growth", "hostile")]


def start(folder: Path, title: str, plugins: list[Path] = PLUGINS) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", PROGRAM, str(folder), title, *map(str, plugins)]
    return subprocess.Popen(words, start_new_session=True)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def assert_whole(folder: Path) -> None:
    """Hold every page to the digests of its own record, and every link to a file."""
    for record in read_records(folder):
        page = folder / record.folder
        for name, wanted in record.files.items():
            assert digest((page / name).read_bytes()) == wanted
        assert (page / "index.html").read_text().endswith("</html>\n")
    index = folder / "index.html"
    if index.exists():
        assert index.read_text().endswith("</html>\n")
        for record in read_records(folder):
            link = f"{record.folder}/index.html"
            assert link not in index.read_text() or (folder / link).is_file()


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_whole_pages(catalog, digests, tmp_path):
    folder, seed = tmp_path / "gallery", 20261121
    moments = random.Random(seed)
    for _ in range(20):
        child = start(folder, "Killed")
        time.sleep(moments.uniform(0.3, 3.5))
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        assert_whole(folder)
    known, settings = catalog("growth", "hostile"), Settings(title="Completed")
    build(known, folder, settings)
    build(known, tmp_path / "clean", settings)
    assert digests(folder) == digests(tmp_path / "clean")


@pytest.mark.slow
def test_a_concept_that_hangs_ends_with_a_build_that_is_killed(tmp_path):
    plugin, mark = tmp_path / "hangs.py", tmp_path / "mark"
    plugin.write_text(HANGS.format(mark=str(mark)))
    child = start(tmp_path / "gallery", "Killed", [plugin])
    wait_for(mark.exists)
    child.kill()
    child.wait()
    wait_for(lambda: not is_running(int(mark.read_text())))


@pytest.mark.slow
def test_two_builds_at_once_do_not_spoil_each_other(catalog, tmp_path):
    folder = tmp_path / "gallery"
    children = [start(folder, "Twin") for _ in range(2)]
    assert [child.wait() for child in children] == [0, 0]
    assert_whole(folder)
    assert check(catalog("growth", "hostile"), folder, Settings(title="Twin")) == []
    assert not list(folder.glob(".nnviz-*"))


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.8, 2.0])
def test_an_interrupted_build_says_nothing_of_its_workers(catalog, tmp_path, seconds):
    folder = tmp_path / "gallery"
    words = [sys.executable, "-c", PROGRAM, str(folder), "Interrupted", *map(str, PLUGINS)]
    child = subprocess.Popen(words, start_new_session=True, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    os.killpg(child.pid, signal.SIGINT)
    _, said = child.communicate()
    assert said.count("Traceback") <= 1  # the main program's own
    assert "multiprocessing/forkserver" not in said
    assert_whole(folder)
    assert not list(folder.glob(".nnviz-*"))
