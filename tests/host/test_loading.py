"""Plugins as they are imported."""

import os
import sys
from pathlib import Path

import pytest

from nnviz.host.loading import load_plugin
from nnviz.host.sources import find_sources

STEPS = """
from nnviz import Concept, parameter


class Tiny(Concept):
    steps: int = parameter(3, "how many")

    def compute(self):
        return {}

    def draw(self, result, figure):
        pass
"""


def test_a_file_changed_within_a_second_runs_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python takes compiled code for current by the file's second and its length."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "tiny.py"
    defaults = []
    for source in (STEPS, STEPS.replace("(3", "(4")):
        file.write_text(source)
        os.utime(file, (1_000_000_000, 1_000_000_000))
        (found,) = [each for each in find_sources([file]) if each.path == file]
        defaults.append(load_plugin(found).concept("tiny").parameters["steps"].default)
    assert defaults == [3, 4]
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_imports_what_lies_beside_it_and_nothing_in_place_of_what_is_installed(
    tmp_path: Path,
) -> None:
    (tmp_path / "beside_it.py").write_text("WORD = 'beside'\n")
    (tmp_path / "colorsys.py").write_text("raise ImportError('not the real one')\n")
    file = tmp_path / "tiny.py"
    file.write_text(f"import beside_it, colorsys\nassert colorsys.rgb_to_hls\n{STEPS}")
    before = list(sys.path)
    try:
        (found,) = [each for each in find_sources([file]) if each.path == file]
        assert load_plugin(found).concept("tiny").parameters["steps"].default == 3
    finally:
        sys.modules.pop("beside_it", None)
    assert sys.path == before
