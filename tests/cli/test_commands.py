"""Commands that plugins add: listed without an import, completed, run, and to blame themselves."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.waiting import wait_for

Run = Callable[..., CompletedProcess[str]]

COUNTS = '''
"""Commands for tests."""

import sys
import threading
import time
from pathlib import Path

import click

import nnviz

Path(__file__).with_suffix(".imported").touch()


@click.command()
@click.argument("concept")
@click.option("--kind", type=click.Choice(["fancy", "plain"]), default="plain")
def count(concept: str, kind: str) -> None:
    """Count the claims of CONCEPT.

    And say no more.
    """
    click.echo(f"{concept} of {len(nnviz.concepts())} makes {len(nnviz.show(concept).claims)}")


@click.group(help="Speak in several ways.")
def speak() -> None:
    pass


@speak.command()
def twice() -> None:
    click.echo("twice")


@click.command("burst", short_help="Fail.")
@click.argument("how")
def burst(how: str) -> None:
    if how == "usage":
        raise click.UsageError("not so")
    if how == "code":
        click.get_current_context().exit(7)
    if how == "exit":
        sys.exit(3)
    if how == "thread":
        threading.Thread(target=time.sleep, args=[30]).start()
        sys.exit("it went wrong")
    if how == "concept":
        nnviz.show("nothing")
    raise LookupError(how)


@nnviz.hookimpl
def nnviz_commands():
    return {"count": count, "speak": speak, "burst": burst, "list": burst}
'''
RIVAL = """
import click, nnviz

@nnviz.hookimpl
def nnviz_commands():
    return {"count": click.Command("count", help="Count otherwise.", callback=lambda: None)}
"""
MADE_AT_RUN_TIME = """
import click, nnviz

@nnviz.hookimpl
def nnviz_commands():
    return {name: click.Command(name, help=f"Do {name}.") for name in ("one-thing", "another")}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "counts.py").write_text(COUNTS, encoding="utf-8")
    return tmp_path / "plugins"


@pytest.fixture
def run_beside(run: Run, folder: Path) -> Run:
    return partial(run, NNVIZ_PLUGINS=str(folder))


def imported(folder: Path) -> bool:
    return (folder / "counts.imported").exists()


def test_help_lists_them_with_their_summaries_and_imports_none(
    run_beside: Run, folder: Path
) -> None:
    told = run_beside("--help").stdout.split("Commands of plugins:")[1]
    assert "count           Count the claims of CONCEPT.\n" in told
    assert "speak           Speak in several ways.\n" in told
    assert "burst           Fail.\n" in told
    assert not imported(folder)


def test_help_is_a_screen_of_24_lines_where_there_are_none(run: Run) -> None:
    told = run("--help").stdout
    assert "Commands of plugins" not in told
    assert len(told.splitlines()) <= 24


def test_one_is_imported_when_it_is_run_and_not_before(run_beside: Run, folder: Path) -> None:
    run_beside("list")
    run_beside("show", "doubling", "--help")
    assert not imported(folder)
    done = run_beside("count", "doubling")
    assert (done.returncode, done.stdout) == (0, "doubling of 3 makes 1\n")
    assert imported(folder)


def test_a_group_has_its_commands(run_beside: Run) -> None:
    assert run_beside("speak", "twice").stdout == "twice\n"
    assert run_beside("speak", "--help").stdout.startswith("Usage: nnviz speak ")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("nnviz cou", {"count"}),
        ("nnviz speak t", {"twice"}),
        ("nnviz count --kind f", {"fancy"}),
    ],
)
def test_they_are_completed_as_nnviz_s_own(run_beside: Run, line: str, found: set[str]) -> None:
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = run_beside(_NNVIZ_COMPLETE="bash_complete", **words)
    assert done.stderr == ""
    assert found <= {row.partition(",")[2] for row in done.stdout.splitlines()}


def test_completing_a_command_s_name_imports_none(run_beside: Run, folder: Path) -> None:
    run_beside(_NNVIZ_COMPLETE="bash_complete", COMP_WORDS="nnviz c", COMP_CWORD="1")
    assert not imported(folder)


def test_what_it_raises_is_one_sentence_with_its_line(run_beside: Run, folder: Path) -> None:
    done = run_beside("burst", "now")
    assert (done.returncode, done.stdout) == (1, "")
    excerpt, sentence = done.stderr.splitlines()
    assert excerpt.endswith("| raise LookupError(how)")
    assert "LookupError in the command burst: now" in sentence
    assert str(folder / "counts.py") in sentence


def test_traceback_shows_all_of_it(run_beside: Run) -> None:
    done = run_beside("--traceback", "burst", "now")
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Error: plugin ")


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        ("usage", 2, "Error: not so"),
        ("concept", 2, "Error: there is no concept nothing."),
        ("code", 7, ""),
        ("exit", 3, ""),
    ],
)
def test_what_it_ends_with_is_what_nnviz_ends_with(
    run_beside: Run, how: str, code: int, said: str
) -> None:
    done = run_beside("burst", how)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_name_of_nnviz_s_own_is_not_taken(run_beside: Run) -> None:
    assert "doubling" in run_beside("list").stdout
    assert run_beside("counts.py:list", "code").returncode == 7
    done = run_beside("plugins", "--json")
    status = next(row for row in json.loads(done.stdout) if row["name"] == "counts")
    assert status["state"] == "name taken"
    assert status["reason"] == (
        "command list is offered by nnviz itself too; this one is counts.py:list."
    )


def test_check_goes_through_them_and_says_which_name_is_taken(run: Run, folder: Path) -> None:
    done = run("check", str(folder / "counts.py"))
    assert done.returncode == 1
    (problem,) = [line for line in done.stdout.splitlines() if "✗" in line]
    assert problem == "  ✗ commands list: nnviz has one of that name."
    (folder / "counts.py").write_text(COUNTS.replace(', "list": burst', ""), encoding="utf-8")
    assert run("check", str(folder / "counts.py")).returncode == 0


def test_of_two_with_one_name_neither_is_run_silently(run_beside: Run, folder: Path) -> None:
    (folder / "rival.py").write_text(RIVAL, encoding="utf-8")
    done = run_beside("count", "doubling")
    assert done.returncode == 2
    assert "2 plugins offer count; choose counts.py:count or rival.py:count." in done.stderr
    assert run_beside("counts.py:count", "doubling").returncode == 0
    assert run_beside("rival.py:count").returncode == 0
    states = {row["name"]: row for row in json.loads(run_beside("plugins", "--json").stdout)}
    assert states["rival"]["state"] == "name taken"
    assert str(folder / "counts.py") in states["rival"]["reason"]


def test_two_files_of_one_name_are_told_apart_by_their_folders(run: Run, folder: Path) -> None:
    (folder / "more").mkdir()
    other = folder / "more" / "counts.py"
    other.write_text(RIVAL, encoding="utf-8")
    files = ("-p", str(folder / "counts.py"), "-p", str(other))
    done = run(*files, "count", "doubling")
    assert f"choose {folder}/counts.py:count or {other}:count." in " ".join(done.stderr.split())
    assert run(*files, f"{folder}/counts.py:count", "doubling").stdout == "doubling of 3 makes 1\n"


def test_names_that_are_made_at_run_time_are_listed_too(run_beside: Run, folder: Path) -> None:
    (folder / "made.py").write_text(MADE_AT_RUN_TIME, encoding="utf-8")
    run_beside("plugins")  # it waits for what a busy machine has not read within a second
    assert "one-thing       Do one-thing.\n" in run_beside("--help").stdout
    assert run_beside("another").returncode == 0


@pytest.mark.parametrize("source", ["nnviz_commands = (", "# nnviz_commands\nraise OSError"])
def test_a_broken_plugin_costs_no_other_command(run_beside: Run, folder: Path, source: str) -> None:
    (folder / "broken.py").write_text(source, encoding="utf-8")
    assert "Count the claims" in run_beside("--help").stdout
    assert run_beside("count", "doubling").returncode == 0

    def missing() -> str:
        done = run_beside("counnt")
        assert done.returncode == 2
        assert "Did you mean 'count'?" in done.stderr
        return done.stderr

    wait_for(lambda: f"Note: plugin {folder / 'broken.py'}: " in missing())


def test_what_is_blocked_is_no_command(run_beside: Run) -> None:
    assert "count" not in run_beside("--block", "counts", "--help").stdout
    assert run_beside("--block", "counts", "count", "doubling").returncode == 2


def test_a_file_named_by_hand_offers_its_commands(run: Run, folder: Path) -> None:
    file = str(folder / "counts.py")
    assert "Count the claims" in run("-p", file, "--help").stdout
    assert run("-p", file, "speak", "twice").stdout == "twice\n"
    assert run("-p", "nowhere.py", "--help").returncode == 0


def test_why_it_ends_is_said_though_it_leaves_a_thread(run_beside: Run) -> None:
    done = run_beside("burst", "thread")
    assert (done.returncode, done.stderr) == (1, "it went wrong\n")
