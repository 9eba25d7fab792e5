"""`nnviz course` and `nnviz next`, and what `nnviz show` notes for them."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def own(run: Run, tmp_path: Path) -> Run:
    """Run nnviz in a folder of its own, with a record of its own."""
    elsewhere = {"XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}
    return partial(run, cwd=tmp_path, **elsewhere)


def record(tmp_path: Path) -> Path:
    return tmp_path / "state" / "nnviz" / "ask.json"


def test_what_is_shown_is_noted_and_the_next_comes_after_it(own: Run, tmp_path: Path) -> None:
    first = own("next", "--no-open")
    assert first.returncode == 0, first.stderr
    assert list(json.loads(record(tmp_path).read_text())["shown"]) == ["redoubling"]
    path = json.loads(own("course", "--json").stdout)
    assert [(row["name"], row["shown"]) for row in path["path"]] == [
        ("redoubling", True), ("doubling", False), ("odd", False),
    ]  # fmt: skip
    assert path["next"] == "doubling"
    for name in ("doubling", "odd"):
        own("show", name, "--no-open")
    assert "every concept" in own("next").stdout
    assert "3 of 3 shown." in own("course").stdout


def test_nothing_is_noted_where_that_is_not_wanted(own: Run, tmp_path: Path) -> None:
    own("show", "doubling", "--no-open", "--no-record")
    own("show", "doubling", "--no-open", NNVIZ_NO_RECORD="1")
    assert not record(tmp_path).exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 1, "questions": {}, "shown": [1]}'])
def test_a_broken_record_is_set_aside_with_a_note(own: Run, tmp_path: Path, content: str) -> None:
    path = record(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(content)
    done = own("show", "doubling", "--no-open")
    assert done.returncode == 0
    assert "could not be read" in done.stderr
    assert path.with_name("ask.json.broken").read_text() == content
    assert list(json.loads(path.read_text())["shown"]) == ["doubling"]


def test_a_record_of_a_newer_nnviz_is_left_alone_without_a_word(own: Run, tmp_path: Path) -> None:
    path = record(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text('{"version": 99, "seen": []}')
    done = own("show", "doubling", "--no-open")
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_text() == '{"version": 99, "seen": []}'
    assert "newer nnviz" in own("course").stderr


def test_where_nothing_can_be_written_it_is_shown_without_a_word(own: Run, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    done = own("show", "doubling", "--no-open")
    assert (done.returncode, done.stderr) == (0, "")
    assert own("course").returncode == 0


def test_check_refuses_to_build_on_what_there_is_not_and_on_itself(
    own: Run, tmp_path: Path, concept_source: Callable[..., str]
) -> None:
    for name, on in (("One", "two"), ("Two", "one"), ("Three", "twoo")):
        source = concept_source(name)
        docstring_end = source.index('"""', source.index('"""', source.index("class ")) + 3) + 3
        own_line = f'\n    builds_on = ("{on}",)'
        changed = source[:docstring_end] + own_line + source[docstring_end:]
        (tmp_path / f"{name.lower()}.py").write_text(changed)
    files = [word for name in ("one", "two", "three") for word in ("-p", f"{name}.py")]
    done = own(*files, "check", "one", "three")
    assert done.returncode == 1
    assert "it goes in a circle: one → two → one" in done.stdout
    assert "there is no concept twoo" in done.stdout
    assert "Did you mean two?" in " ".join(done.stdout.split())
