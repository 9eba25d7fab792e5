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
