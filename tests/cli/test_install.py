"""`nnviz uninstall` says what it cannot remove; `nnviz install` passes its words on to pip."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("doubling", "doubling comes with nnviz itself; to leave it out, use: nnviz --block"),
        ("nnviz-teach", "nnviz-teach comes with nnviz itself"),
        ("strangr", "no plugin or distribution strangr is installed. Did you mean stranger?"),
    ],
)
def test_what_cannot_be_removed_is_refused_with_a_way_on(run: Run, name: str, said: str) -> None:
    done = run("uninstall", "-y", name)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


def test_a_file_of_the_plugins_folder_is_removed_by_rm(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("class Broken(\n")
    done = run("uninstall", "broken", NNVIZ_PLUGINS=str(tmp_path))
    assert done.returncode == 2
    assert f"rm {tmp_path / 'broken.py'}" in " ".join(done.stderr.split())


def test_what_pip_cannot_install_is_told_in_its_words(run: Run, tmp_path: Path) -> None:
    done = run("install", "--no-index", "./nothing-here", cwd=tmp_path)
    assert done.returncode == 1
    assert "nothing-here" in done.stderr
    assert done.stderr.endswith(
        "Error: pip install --no-index ./nothing-here failed; what it said stands above.\n"
    )


@pytest.mark.parametrize(
    ("api", "code", "said"),
    [("1", 0, ""), ("2", 0, ""), ("3", 1, "it needs plugin API 3, and this nnviz has 2")],
    ids=["past", "present", "future"],
)
def test_a_plugin_of_the_past_is_used_and_one_of_the_future_is_not(
    run: Run, tmp_path: Path, concept_source: Callable[..., str], api: str, code: int, said: str
) -> None:
    source = concept_source("Tripling").replace(
        'topic = "tests"', f'topic = "tests"\n    api = {api}'
    )
    (tmp_path / "tripling.py").write_text(source)
    done = run("show", "tripling", "-p", "tripling.py", "--no-open", cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
