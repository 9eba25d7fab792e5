"""The numeric libraries take one thread, unless somebody has said otherwise."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nnviz.threads import NUMERIC_THREADS, hold_to_one_thread

SOURCE = '''
"""What the environment says of threads."""

import os

from nnviz import Concept, Measured, claim


class Threads(Concept):
    """The threads that a concept computes on."""

    title = "Threads"
    topic = "tests"

    def compute(self):
        return {"threads": int(os.environ["OMP_NUM_THREADS"])}

    @claim("computed on {measured} threads")
    def one(self, result):
        return Measured(result["threads"], "=", 1)

    def draw(self, result, figure):
        figure.subplots()
'''


def test_what_is_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    hold_to_one_thread()
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert os.environ["MKL_NUM_THREADS"] == "1"


@pytest.mark.parametrize(("given", "threads"), [({}, 1), ({"OMP_NUM_THREADS": "3"}, 3)])
def test_a_concept_computes_on_one_thread_unless_told(
    environment: Callable[..., dict[str, str]],
    tmp_path: Path,
    given: dict[str, str],
    threads: int,
) -> None:
    plugin = tmp_path / "threads.py"
    plugin.write_text(SOURCE)
    kept = {name: value for name, value in environment().items() if name not in NUMERIC_THREADS}
    words = ["--plugin", str(plugin), "show", "threads", "--save", "threads.png"]
    command = [sys.executable, "-m", "nnviz", *words]
    shown = subprocess.run(
        command, env={**kept, **given}, cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert f"computed on {threads} threads" in shown.stdout
