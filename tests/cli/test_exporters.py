"""Exporters that plugins add: listed, completed, helped and refused as nnviz's own are."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

ROFF = """
from pathlib import Path

from nnviz import Exhibit, Exporter, UsageError, hookimpl

Path(__file__).with_suffix(".imported").touch()


def roff(exhibit: Exhibit) -> str:
    if "5" in exhibit.command:
        raise UsageError("roff knows no 5; choose another number.")
    return f".PSPIC {exhibit.path}\\n"


def broken(exhibit: Exhibit) -> str:
    if exhibit.name != "sample":
        raise LookupError(exhibit.name)
    return "well"


def silent(exhibit: Exhibit):
    return "well" if exhibit.name == "sample" else None


@hookimpl
def nnviz_exporters():
    return {
        "roff": Exporter(roff, ".roff", figures=("pdf", "png"), size="column"),
        "broken": Exporter(broken, ".txt"),
        "silent": Exporter(silent, ".txt"),
        "gaudy": Exporter(roff, ".txt", theme="gaudy"),
        "broad": Exporter(roff, ".txt", size="broad"),
        "latex": Exporter(roff, ".mine", figures=()),
    }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "troff.py").write_text(ROFF, encoding="utf-8")
    return tmp_path / "plugins"


@pytest.fixture
def run_beside(run: Run, folder: Path, tmp_path: Path) -> Run:
    return partial(run, NNVIZ_PLUGINS=str(folder), cwd=tmp_path)


def test_help_and_completion_name_it_and_import_nothing(run_beside: Run, folder: Path) -> None:
    told = "".join(run_beside("export", "doubling", "--help").stdout.split())
    assert "notebook|roff|broken|silent|gaudy|broad|troff.py:latex]" in told
    line = {"COMP_WORDS": "nnviz export doubling --for ro", "COMP_CWORD": "4"}
    assert run_beside(_NNVIZ_COMPLETE="bash_complete", **line).stdout == "plain,roff\n"
    assert not (folder / "troff.imported").exists()


def test_it_writes_its_figures_and_its_snippet(run_beside: Run, tmp_path: Path) -> None:
    done = run_beside("export", "doubling", "--for", "roff", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["out/doubling.pdf", "out/doubling.png", "out/doubling.roff"]
    assert (tmp_path / "out" / "doubling.roff").read_text() == ".PSPIC out/doubling.pdf\n"


def test_nnviz_s_own_are_used_without_importing_it(run_beside: Run, folder: Path) -> None:
    done = run_beside("export", "doubling", "--for", "latex")
    assert done.stdout.split() == ["figures/doubling.pdf", "figures/doubling.tex"]
    assert not (folder / "troff.imported").exists()


def test_a_name_of_nnviz_s_own_is_not_taken(run_beside: Run) -> None:
    done = run_beside("export", "doubling", "--for", "troff.py:latex")
    assert done.stdout.split() == ["figures/doubling.mine"]
    states = {row["name"]: row for row in json.loads(run_beside("plugins", "--json").stdout)}
    assert states["troff"]["state"] == "name taken"
    assert "exporter latex is offered by nnviz-teach:exporters too" in states["troff"]["reason"]


def test_one_that_there_is_not_is_refused_with_all_there_are(run_beside: Run) -> None:
    done = run_beside("export", "doubling", "--for", "rof")
    assert done.returncode == 2
    assert "'rof' is not one of 'latex', " in done.stderr
    assert "'notebook', 'roff', " in done.stderr


def test_what_its_documents_cannot_have_is_its_own_usage_error(
    run_beside: Run, tmp_path: Path
) -> None:
    done = run_beside("export", "doubling", "--number", "5", "--for", "roff")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "Error: roff knows no 5; choose another number."
    assert not (tmp_path / "figures").exists()


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        ("broken", "LookupError in the exporter broken: doubling"),
        ("silent", "must return a text; it returned None"),
        ("gaudy", "nnviz_exporters: gaudy: there is no theme 'gaudy'"),
        ("broad", "nnviz_exporters: broad: there is no size 'broad'"),
    ],
)
def test_what_it_does_wrong_is_its_own_fault_and_writes_nothing(
    run_beside: Run, folder: Path, tmp_path: Path, purpose: str, said: str
) -> None:
    done = run_beside("export", "doubling", "--for", purpose)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr.splitlines()[-1]
    assert str(folder / "troff.py") in done.stderr
    assert not (tmp_path / "figures").exists()


def test_one_that_cannot_be_imported_costs_the_others_nothing(
    run_beside: Run, folder: Path
) -> None:
    (folder / "gone.py").write_text(ROFF.replace('"roff"', '"gone"').replace("nnviz i", "nn i"))
    done = run_beside("export", "doubling", "--for", "gone")
    assert done.returncode == 1
    assert "ModuleNotFoundError on import: No module named 'nn'" in done.stderr
    assert run_beside("export", "doubling", "--for", "typst").returncode == 0
