"""What is typed as it is meant: other names of a concept, assignments, a concept for a command."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.mark.parametrize("words", [["Doubling"], ["DOUBLINGS"]])
def test_show_takes_a_concept_by_what_it_is_called(
    run: Run, tmp_path: Path, words: list[str]
) -> None:
    done = run("show", *words, "--no-open", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Doubling as Doubling\n")


def test_what_may_mean_several_is_refused_with_their_names(run: Run) -> None:
    done = run("show", "twice", "the", "number")
    assert done.returncode == 2
    assert "there is no concept twice the number. Perhaps " in done.stderr
    assert "nnviz search 'twice the number' tells more." in done.stderr


def test_an_assignment_is_an_option(run: Run, tmp_path: Path) -> None:
    done = run("show", "doubling", "number=3.5", "--json", "form=fancy", cwd=tmp_path)
    assert json.loads(done.stdout)["parameters"] == {"number": 3.5, "form": "fancy"}


def test_an_assignment_of_what_there_is_not_is_refused_as_the_option_is(run: Run) -> None:
    assert "No such option '--nmber'. Did you mean" in run("show", "doubling", "nmber=3").stderr


def test_a_value_with_a_sign_of_equality_is_still_a_value(run: Run, tmp_path: Path) -> None:
    done = run("sweep", "doubling", "--vary", "number=1,2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_concept_for_a_command_is_told_the_command(run: Run) -> None:
    done = run("Doubling")
    assert done.returncode == 2
    assert "To show the concept: nnviz show doubling" in done.stderr


def test_a_topic_may_be_spelled_as_its_heading_is(run: Run) -> None:
    assert run("list", "--topic", "Optimisation").stdout.startswith("Optimization\n  redoubling")


def test_search_prints_names_and_summaries(run: Run) -> None:
    assert run("search", "redoubling").stdout == "  redoubling  Doubling makes twice the number.\n"
    found = json.loads(run("search", "twice", "--json").stdout)
    assert {one["name"] for one in found["found"]} == {"doubling", "redoubling", "odd"}
    assert "No concept has these words: qqq." in run("search", "qqq").stdout
