"""Completion in bash, zsh and fish: concepts, options, and the values worth trying."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]
SHELLS = ["bash", "zsh", "fish"]

ADDED = """
from pathlib import Path

from nnviz import Concept, hookimpl, parameter

Path(__file__).with_suffix(".imported").touch()


class Choosing(Concept):
    data_set: str = parameter("moons", "which", family="datasets")


@hookimpl
def nnviz_datasets():
    return {"checkers": None}


@hookimpl
def nnviz_themes():
    return {"chalk": None}
"""


@pytest.fixture(scope="session")
def complete(run: Run) -> Callable[[str, str], CompletedProcess[str]]:
    """Complete a line, whose last word is the one that is being typed, as the shell asks it."""

    def complete(shell: str, line: str) -> CompletedProcess[str]:
        *_, last = line.split(" ")
        current = last if shell == "fish" else str(len(line.split(" ")) - 1)
        return run(_NNVIZ_COMPLETE=f"{shell}_complete", COMP_WORDS=line, COMP_CWORD=current)

    return complete


def words_of(done: CompletedProcess[str]) -> set[str]:
    assert done.stderr == ""
    lines = done.stdout.replace("\t", "\n").replace(",", "\n").splitlines()
    return {line for line in lines if line}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_for_the_shell_is_printed(run: Run, shell: str) -> None:
    done = run(_NNVIZ_COMPLETE=f"{shell}_source")
    assert done.returncode == 0
    assert f"_NNVIZ_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_are_completed(complete: Callable[..., CompletedProcess[str]], shell: str) -> None:
    assert "plugins" in words_of(complete(shell, "nnviz pl"))


@pytest.mark.parametrize("shell", SHELLS)
def test_concepts_are_completed(complete: Callable[..., CompletedProcess[str]], shell: str) -> None:
    found = words_of(complete(shell, "nnviz show dou"))
    assert "doubling" in found
    assert "odd" not in found


@pytest.mark.parametrize("shell", SHELLS)
def test_the_values_of_a_sweep_are_completed(
    complete: Callable[..., CompletedProcess[str]], shell: str
) -> None:
    found = words_of(complete(shell, "nnviz show doubling --number "))
    assert {"1", "2", "3.5"} <= found


@pytest.mark.parametrize("shell", SHELLS)
def test_choices_are_completed(complete: Callable[..., CompletedProcess[str]], shell: str) -> None:
    assert "fancy" in words_of(complete(shell, "nnviz show doubling --form f"))


def test_a_concepts_options_are_completed(
    complete: Callable[..., CompletedProcess[str]],
) -> None:
    assert {"--number", "--no-open"} <= words_of(complete("bash", "nnviz show doubling --n"))


@pytest.mark.parametrize("command", ["check", "animate"])
def test_concepts_are_completed_for_every_command_that_takes_one(
    complete: Callable[..., CompletedProcess[str]], command: str
) -> None:
    assert "doubling" in words_of(complete("bash", f"nnviz {command} dou"))


def test_topics_themes_and_sizes_are_completed(
    complete: Callable[..., CompletedProcess[str]],
) -> None:
    assert "data" in words_of(complete("bash", "nnviz list --topic d"))
    assert "slides" in words_of(complete("bash", "nnviz show doubling --theme sl"))
    assert "column" in words_of(complete("bash", "nnviz show doubling --size c"))


def test_what_is_blocked_is_not_completed(
    complete: Callable[..., CompletedProcess[str]],
) -> None:
    assert "odd" in words_of(complete("bash", "nnviz show o"))
    assert words_of(complete("bash", "nnviz --block stranger show o")) == set()


@pytest.mark.parametrize("line", ["nnviz show zzz --b", "nnviz -p nowhere.py show d"])
def test_a_line_that_cannot_be_completed_is_left_in_peace(
    complete: Callable[..., CompletedProcess[str]], line: str
) -> None:
    done = complete("bash", line)
    assert (done.stdout, done.stderr) == ("", "")


def test_what_plugins_add_is_completed_and_imports_none_of_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(ADDED, encoding="utf-8")
    for line, found in (("--data-set ch", "checkers"), ("--theme ch", "chalk")):
        words = f"nnviz show choosing {line}"
        done = run(
            _NNVIZ_COMPLETE="bash_complete",
            COMP_WORDS=words,
            COMP_CWORD=str(words.count(" ")),
            NNVIZ_PLUGINS=str(tmp_path),
        )
        assert (done.stdout, done.stderr) == (f"plain,{found}\n", "")
    for words in (["export", "choosing"], ["gallery"]):
        told = run(*words, "--help", NNVIZ_PLUGINS=str(tmp_path)).stdout
        assert "paper, slides, dark, notebook or chalk." in " ".join(told.split())
    assert not (tmp_path / "mine.imported").exists()
