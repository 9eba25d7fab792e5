"""The record of answers: Leitner's boxes, and a file that others may have spoiled."""

import errno
import json
import os
import stat
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from nnviz.cli.boxes import AT_ONCE, Record

TODAY = date(2026, 3, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ask.json"


def load(path: Path, days: int = 0) -> Record:
    return Record.load(path, TODAY + timedelta(days=days))


def answered(path: Path, *answers: bool, name: str = "momentum.longer") -> Record:
    for right in answers:
        record = load(path)
        record.answer(name, "print", right=right)
    return load(path)


@pytest.mark.parametrize(
    ("answers", "box", "days"),
    [
        ([False], 1, 1),
        ([True], 1, 1),
        ([True, True], 2, 3),
        ([True] * 3, 3, 7),
        ([True] * 4, 4, 16),
        ([True] * 9, 5, 35),
        ([True, True, True, False], 1, 1),
    ],
)
def test_what_is_right_comes_back_later_and_what_is_wrong_soon(
    path: Path, answers: list[bool], box: int, days: int
) -> None:
    entry = answered(path, *answers).entries["momentum.longer"]
    assert (entry.box, entry.due) == (box, TODAY + timedelta(days=days))
    assert (entry.asked, entry.right) == (len(answers), sum(answers))


def test_what_is_due_is_asked_wrong_ones_first_one_of_a_concept_and_not_too_many(
    path: Path,
) -> None:
    for number in range(7):
        answered(path, True, True, name=f"concept{number}.one")
    answered(path, False, name="adam.wrong")
    answered(path, False, name="adam.other")
    assert load(path).due() == []
    due = load(path, days=3).due()
    assert due[0] == "adam.other"
    assert len(due) == AT_ONCE
    assert sum(name.startswith("adam.") for name in due) == 1


def test_a_clock_that_was_set_back_puts_nothing_off_for_long(path: Path) -> None:
    Record.load(path, date(2036, 1, 1)).answer("a.b", "print", right=True)
    assert load(path).entries["a.b"].due == TODAY + timedelta(days=1)


def test_two_terminals_lose_no_answer(path: Path) -> None:
    one, other = load(path), load(path)
    one.answer("a.b", "print", right=True)
    other.answer("c.d", "print", right=True)
    assert {*load(path).entries} == {"a.b", "c.d"}


def test_the_file_is_the_owner_s_alone_and_holds_no_choice_and_no_time(path: Path) -> None:
    answered(path, True)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = json.loads(path.read_text())
    assert {*told["questions"]["momentum.longer"]} == {"print", "box", "due", "asked", "right"}
    assert told["questions"]["momentum.longer"]["due"] == "2026-03-02"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"version": 1}',
        b'{"version": 1, "questions": {"a.b": {"box": 9}}}',
        b'{"version": "1", "questions": {}}',
        b"[" * 100_000,
        b'{"version": 1, "questions": {"a.b": {"print": "", "box": 1, "due": "x", "asked": 1, '
        b'"right": 1}}}',
    ],
)
def test_a_broken_file_is_moved_aside_and_begun_anew(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    record = load(path)
    assert "begun anew" in record.notice
    assert path.with_name("ask.json.broken").read_bytes() == content
    record.answer("a.b", "print", right=True)
    assert {*load(path).entries} == {"a.b"}


def test_a_newer_file_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"version": 2, "boxes": []}')
    record = load(path)
    record.answer("a.b", "print", right=True)
    assert "newer nnviz" in record.notice
    assert path.read_text() == '{"version": 2, "boxes": []}'


def test_what_is_no_file_is_left_alone(path: Path) -> None:
    path.mkdir(parents=True)
    record = load(path)
    record.answer("a.b", "print", right=True)
    assert "is no file" in record.notice


def test_where_nothing_can_be_written_a_sentence_says_so(path: Path) -> None:
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("a file in the folder's place")
    record = load(path)
    record.answer("a.b", "print", right=True)
    assert "cannot write" in record.notice


def test_writing_that_is_killed_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(path, True)
    before = path.read_bytes()

    def killed(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        load(path).answer("c.d", "print", right=True)
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


WRITING = """
import sys
from datetime import date
from pathlib import Path

from nnviz.cli.boxes import Record

print("begun", flush=True)
for number in range(100_000):
    Record.load(Path(sys.argv[1]), date(2026, 3, 1)).answer(f"a.{number % 50}", "", right=True)
"""


@pytest.mark.parametrize("delay", [0.02, 0.05, 0.11])
def test_a_process_that_is_killed_while_it_writes_leaves_a_whole_file(
    path: Path, delay: float
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITING, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    while not path.is_file():
        assert process.poll() is None
    time.sleep(delay)
    process.kill()
    process.communicate()
    record = load(path)
    assert record.notice == ""
    assert record.entries
    record.answer("c.d", "print", right=True)
    assert "c.d" in load(path).entries


def test_a_read_only_file_is_read_and_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(path, True)
    before = path.read_bytes()
    path.chmod(0o400)
    monkeypatch.setattr(os, "access", lambda asked, mode: asked != path)  # as for all but root
    record = load(path)
    assert {*record.entries} == {"momentum.longer"}
    assert "is read-only" in record.notice
    record.answer("c.d", "print", right=True)
    record.show("momentum")
    assert path.read_bytes() == before


def test_a_folder_that_takes_no_file_is_told_and_nothing_is_left_in_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(path, True)
    before = path.read_bytes()

    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)  # as a folder without write permission does
    record = load(path)
    record.answer("c.d", "print", right=True)
    assert "cannot write" in record.notice
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def test_a_concept_or_all_can_be_forgotten(path: Path) -> None:
    answered(path, True, name="a.b")
    answered(path, True, name="c.d")
    assert load(path).forget("a") == 1
    assert {*load(path).entries} == {"c.d"}
    assert load(path).forget() == 1
    assert not path.exists()


def test_a_question_that_is_gone_is_forgotten_after_a_year(path: Path) -> None:
    answered(path, True, name="gone.one")
    later = load(path, days=400)
    later.answer("a.b", "print", right=True)
    assert {*load(path, days=400).entries} == {"a.b"}


def test_nothing_is_stored_where_nothing_is_wanted(path: Path) -> None:
    Record.load(path, TODAY, kept=False).answer("a.b", "print", right=True)
    assert not path.exists()
