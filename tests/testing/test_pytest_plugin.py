"""The pytest plugin: a test file of three lines, fixtures, and no cost where they are not used."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PLUGIN = ("-p", "nnviz_pytest", "-p", "no:cacheprovider")
THREE_LINES = """
from nnviz.testing import ConceptTests
from mine import Halving
class TestHalving(ConceptTests): concept, themes, sizes = Halving, ["paper"], ["column"]
"""


def pytest_run(
    folder: Path, environment: Callable[..., dict[str, str]], *words: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *words],
        cwd=folder,
        env=environment(folder, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        capture_output=True,
        encoding="utf-8",
    )


def concept_file(folder: Path) -> Path:
    source = (Path(__file__).parent / "conftest.py").read_text(encoding="utf-8")
    path = folder / "mine.py"
    path.write_text(source.partition("@pytest.fixture")[0].replace("import pytest\n", ""))
    return path


def test_three_lines_are_a_test_file(
    tmp_path: Path, environment: Callable[..., dict[str, str]]
) -> None:
    concept_file(tmp_path)
    (tmp_path / "test_mine.py").write_text(THREE_LINES)
    done = pytest_run(tmp_path, environment, *PLUGIN)
    assert done.returncode == 0, done.stdout
    assert "10 passed" in done.stdout  # six points, one look, both ends of the rate


def test_a_point_that_is_not_kept_fails_its_test_with_what_to_do(
    tmp_path: Path, environment: Callable[..., dict[str, str]]
) -> None:
    path = concept_file(tmp_path)
    path.write_text(path.read_text().replace("alt =", "unalt ="))
    (tmp_path / "test_mine.py").write_text(THREE_LINES)
    done = pytest_run(tmp_path, environment, *PLUGIN, "-k", "texts")
    assert done.returncode == 1
    assert 'alt: it is not defined. Write alt = "…".' in done.stdout
    assert "Traceback" not in done.stdout


def test_the_fixtures_show_a_plugin_of_the_test_beside_the_bundled_ones(
    nnviz_host, nnviz_render, halving, concept_source: Callable[..., str]
) -> None:
    nnviz_host.add("tripling", concept_source("Tripling"))
    assert nnviz_host.show("tripling", number=3.0).result["double"] == 6.0
    assert nnviz_host.catalog.card("momentum").source.bundled
    assert {card.source.distribution for card in nnviz_host.catalog.cards} == {
        "nnviz-teach",
        "tripling.py",
    }
    assert nnviz_render(halving, rate=0.2).encode("png").startswith(b"\x89PNG")


def test_the_plugin_imports_nothing_heavy_where_it_is_not_used(
    tmp_path: Path, environment: Callable[..., dict[str, str]]
) -> None:
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    heavy = {'numpy', 'matplotlib', 'nnviz.concept', 'click'}\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    done = pytest_run(tmp_path, environment, *PLUGIN)
    assert done.returncode == 0, done.stdout
