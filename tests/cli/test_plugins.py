"""Plugins that are named by hand, put into a folder, or left out."""

import json
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from nnviz.host.sources import plugins_folder

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def file(tmp_path: Path, concept_source: Callable[..., str]) -> Path:
    path = tmp_path / "plugins" / "tripling.py"
    path.parent.mkdir()
    path.write_text(concept_source("Tripling"))
    return path


def names(done: CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    return [card["name"] for card in json.loads(done.stdout)]


def test_a_file_can_be_named_before_and_after_the_concept(run: Run, file: Path) -> None:
    for words in (
        ("-p", str(file), "show", "tripling"),
        ("show", "-p", str(file), "tripling"),
        ("show", "tripling", "--plugin", str(file)),
        ("show", "tripling", f"--plugin={file}"),
        ("show", "tripling", f"-p{file}"),
    ):
        done = run(*words, "--help")
        assert done.returncode == 0, done.stderr
        assert "Usage: nnviz show tripling [OPTIONS]" in done.stdout


def test_a_folder_of_files_is_searched(run: Run, file: Path) -> None:
    (file.parent / "_private.py").write_text("raise RuntimeError")
    found = names(run("list", "--json", NNVIZ_PLUGINS=str(file.parent)))
    assert found == ["redoubling", "doubling", "odd", "tripling"]


def test_the_settings_hold_a_folder_of_plugins(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "settings" / "nnviz").mkdir(parents=True)
    file.parent.rename(tmp_path / "settings" / "nnviz" / "plugins")
    assert "tripling" in names(run("list", "--json", XDG_CONFIG_HOME=str(tmp_path / "settings")))


def test_a_folder_that_is_not_there_is_no_matter(run: Run, tmp_path: Path) -> None:
    assert "odd" in names(run("list", "--json", NNVIZ_PLUGINS=str(tmp_path / "nowhere")))


def test_who_has_no_home_has_the_settings_of_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(number: int) -> None:
        raise KeyError(number)

    for name in ("HOME", "XDG_CONFIG_HOME", "NNVIZ_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert plugins_folder() == Path("/etc/xdg/nnviz/plugins")


def test_a_file_named_twice_is_one_plugin(run: Run, file: Path) -> None:
    words = ("-p", str(file), "-p", str(file), "list", "--json")
    assert names(run(*words, NNVIZ_PLUGINS=str(file.parent))).count("tripling") == 1


def test_a_file_with_a_syntax_error_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("from nnviz import Concept\n\nclass Broken(Concept:\n")
    done = run("plugins", "--json", NNVIZ_PLUGINS=str(tmp_path))
    status = next(row for row in json.loads(done.stdout) if row["name"] == "broken")
    assert status["state"] == "failed"
    assert f"({tmp_path}/broken.py, line 3)" in status["reason"]
    assert status["remove"] == f"rm {tmp_path}/broken.py"


def test_a_file_nested_too_deeply_costs_only_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("x = " + "-" * 100_000 + "1\n")
    done = run("list", "--json", NNVIZ_PLUGINS=str(tmp_path))
    assert names(done) == ["redoubling", "doubling", "odd"]


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("odd", ["redoubling", "doubling"]),
        ("stranger", ["redoubling", "doubling"]),
        ("stranger:odd", ["redoubling", "doubling"]),
        ("all", ["redoubling", "doubling"]),
        ("doubling", ["redoubling", "odd"]),
    ],
)
def test_what_is_blocked_is_left_out(run: Run, word: str, left: list[str]) -> None:
    assert names(run("--block", word, "list", "--json")) == left
    assert names(run("list", "--json", NNVIZ_BLOCK=word)) == left


def test_several_can_be_blocked_and_plugins_says_so(run: Run) -> None:
    done = run("plugins", "--json", NNVIZ_BLOCK="odd, doubling")
    states = {row["name"]: row["state"] for row in json.loads(done.stdout)}
    assert states == {"doubling": "blocked", "odd": "blocked", "redoubling": "ok"}


def test_blocking_what_there_is_not_is_a_mistake_on_the_line_only(run: Run) -> None:
    done = run("--block", "doublin", "list")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no plugin 'doublin' to block" in done.stderr
    assert "Did you mean doubling" in done.stderr
    assert run("list", NNVIZ_BLOCK="doublin").returncode == 0


def test_showing_what_is_blocked_says_that_it_is(run: Run) -> None:
    done = run("--block", "odd", "show", "odd")
    assert done.returncode == 1
    assert done.stderr == "Error: stranger:odd is blocked by --block or $NNVIZ_BLOCK.\n"


def test_when_everything_is_blocked_list_says_where_to_look(run: Run) -> None:
    done = run("--block", "nnviz-teach", "--block", "all", "list")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "No concepts are installed; see: nnviz plugins\n"


def test_a_blocked_plugin_is_never_imported(run: Run, tmp_path: Path) -> None:
    witness = tmp_path / "imported"
    source = f"from pathlib import Path\nPath({str(witness)!r}).touch()\nnnviz_concepts = None\n"
    (tmp_path / "nosy.py").write_text(source)
    run("plugins", NNVIZ_PLUGINS=str(tmp_path), NNVIZ_BLOCK="nosy")
    assert not witness.exists()
    run("plugins", NNVIZ_PLUGINS=str(tmp_path))
    assert witness.exists()


def test_the_foot_says_where_plugins_are_looked_for(run: Run, tmp_path: Path) -> None:
    foot = " ".join(
        run("plugins", NNVIZ_PLUGINS=str(tmp_path)).stdout.split("Where to look")[1].split()
    )
    assert sysconfig.get_path("purelib") in foot
    assert f"{tmp_path}/*.py" in foot
    assert "not there yet" in run("plugins", NNVIZ_PLUGINS=str(tmp_path / "none")).stdout


def test_what_a_plugin_offers_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "chalk.py").write_text(
        "from nnviz import hookimpl\n\n"
        '@hookimpl\ndef nnviz_themes():\n    return {"chalk": {"axes.grid": True}}\n'
    )
    done = run("plugins", "--json", NNVIZ_PLUGINS=str(tmp_path))
    status = next(row for row in json.loads(done.stdout) if row["name"] == "chalk")
    assert (status["state"], status["offers"]) == ("ok", ["theme chalk"])


SCRIPT = """
from nnviz.cli.main import main

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("module", ["copy", "random", "nnviz"])
def test_a_users_file_in_the_folder_stands_for_no_module(
    environment: Callable[..., dict[str, str]], plugins_folder: Path, tmp_path: Path, module: str
) -> None:
    here, script = tmp_path / "here", tmp_path / "bin" / "start.py"
    for folder in (here, script.parent):
        folder.mkdir()
    script.write_text(SCRIPT)  # which, as one installed, has its own folder in its imports
    (here / f"{module}.py").write_text("raise SystemExit(3)")

    def run_here(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(script), *words],
            env=environment(plugins_folder),
            cwd=here,
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr
        return done.stdout

    assert "1 concept, 1 law: 1 holds;" in run_here("check", "odd")
    assert "1 made." in run_here("gallery", "made", "--only", "odd")


def test_concepts_of_two_files_of_one_name_can_each_be_reached(
    run: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    files = [tmp_path / folder / "half.py" for folder in ("a", "b")]
    for file in files:
        file.parent.mkdir()
        file.write_text(concept_source("Half", file.parent.name))
    given = [word for file in files for word in ("-p", str(file))]
    done = run("show", "half", *given)
    assert done.returncode == 2
    for file in files:
        assert f"{file}:half" in done.stderr
        shown = run("show", f"{file}:half", *given, "--no-open", "--json", cwd=tmp_path)
        assert shown.returncode == 0, shown.stderr
        assert json.loads(shown.stdout)["topic"] == file.parent.name
    assert (tmp_path / "gallery" / "half.py-half.png").is_file()


def test_a_concept_that_must_be_imported_to_be_read_keeps_its_place(
    run: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    for name, order, topic in (("First", 1, '"te" + "sts"'), ("Second", 2, '"tests"')):
        source = concept_source(name).replace('"tests"', f"{topic}\n    order = {order}")
        (tmp_path / f"{name.lower()}.py").write_text(source)
    found = names(run("list", "--json", "--topic", "tests", NNVIZ_PLUGINS=str(tmp_path)))
    assert found == ["first", "second", "odd"]
