"""`nnviz ask`: a question, a guess, and what both runs measured."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

SQUARE = '''
from nnviz import Change, Choice, Concept, Measured, Predict, Ratio, claim, parameter


class Squaring(Concept):
    """A square grows faster than its side.

    The square of $n$ is $n^2$.
    """

    n: float = parameter(2.0, "the side", ge=0, le=100)

    grows = Predict(
        "The side goes from {before.n} to {n}. The square becomes …",
        Choice("{near} times as large", 3, "So the side does."),
        Choice("{near} times as large", 9),
        of=Ratio("square"), n=6.0, why="It is n times n [squares].",
        variants=(Change(before={"n": 4.0}, n=12.0),),
    )

    def compute(self):
        return {"square": self.n**2, "sides": [0.0, self.n]}

    @claim("{n} squared is {measured}.")
    def squares(self, result):
        return Measured(result["square"], "=", result["sides"][-1] * self.n, within=1e-9)

    def draw(self, result, figure):
        figure.subplots().plot(result["sides"], [0, result["square"]])
'''


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Run:
    """Run `nnviz ask` in a folder of its own, with a record of its own."""
    (tmp_path / "squaring.py").write_text(SQUARE)
    elsewhere = {"XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}
    return partial(run, "ask", "-p", "squaring.py", cwd=tmp_path, **elsewhere)


def test_without_anybody_to_type_the_question_alone_is_printed(ask: Run, tmp_path: Path) -> None:
    done = ask("squaring")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Squaring",
        "The side goes from 2 to 6. The square becomes …",
        "  A  3 times as large",
        "  B  9 times as large",
    ]
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("answer", ["B", "b", "2"])
def test_the_answer_is_what_both_runs_measured(ask: Run, tmp_path: Path, answer: str) -> None:
    done = ask("squaring.grows", "--answer", answer)
    assert "Right." in done.stdout
    assert "4 before, 36 after, 9 times as large" in done.stdout
    assert "It is n times n." in done.stdout
    assert (tmp_path / "gallery" / "squaring-grows.png").is_file()


def test_who_chose_wrongly_reads_what_was_missed(ask: Run) -> None:
    done = ask("squaring", "--answer", "A")
    assert "Not so. It is B: 9 times as large." in done.stdout
    assert "So the side does." in done.stdout


def test_json_keeps_the_answer_to_itself_until_one_is_given(ask: Run) -> None:
    told = json.loads(ask("squaring", "--json").stdout)
    assert told["choices"] == {"A": "3 times as large", "B": "9 times as large"}
    assert {*told} == {"name", "question", "choices"}
    told = json.loads(ask("squaring", "--json", "--answer", "A").stdout)
    assert (told["right"], told["reply"]) == ("B", "So the side does.")
    assert told["claims"] == ["squares"]
    assert told["commands"][1].endswith("--n 6")


def test_answers_are_recorded_told_and_forgotten(ask: Run) -> None:
    ask("squaring", "--answer", "B")
    ask("squaring", "--answer", "B")
    told = json.loads(ask("--record").stdout)
    assert told["questions"]["squaring.grows"]["box"] == 2
    ask("squaring", "--answer", "B", "--no-record")
    assert json.loads(ask("--record").stdout) == told
    assert ask("--forget").stdout == "Forgotten: 1 question.\n"
    assert json.loads(ask("--record").stdout)["questions"] == {}


def test_an_answer_counts_even_where_no_figure_can_be_written(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "gallery").write_text("a file in the folder's place")
    assert ask("squaring", "--answer", "B").returncode == 1
    assert "squaring.grows" in json.loads(ask("--record").stdout)["questions"]


def test_from_the_third_box_on_a_variant_is_asked(ask: Run) -> None:
    for _ in range(3):
        ask("squaring", "--answer", "B")
    assert "from 4 to 12" in ask("squaring").stdout


def test_without_a_concept_the_next_new_question_is_asked_then_none(ask: Run) -> None:
    assert "The side goes" in ask().stdout
    ask("squaring", "--answer", "B")
    assert ask().stdout == "Nothing is due, and nothing new.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("squaring.grow",), "has no question grow. Did you mean grows?"),
        (("squarin",), "squaring"),
        (("squaring", "--answer", "C"), "type A to B"),
    ],
)
def test_what_cannot_be_asked_is_said(ask: Run, words: tuple[str, ...], said: str) -> None:
    done = ask(*words)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())


def test_a_concept_without_questions_has_nothing_to_ask(ask: Run) -> None:
    assert ask("doubling").stdout == "There is nothing to ask.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal")
def test_in_a_terminal_a_guess_is_typed(tmp_path: Path) -> None:
    import pty

    (tmp_path / "squaring.py").write_text(SQUARE)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "nnviz", "ask", "-p", "squaring.py", "squaring", "--no-open"]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), "NO_COLOR": "1"}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environment
    ) as process:
        os.close(theirs)
        heard = _until(ours, b"Enter skips)")
        os.write(ours, b"seven\nB\n")
        heard = _until(ours, b"squaring-grows.png")
        process.wait()
    assert "is none of the choices" in heard
    assert "Right." in heard


def _until(terminal: int, wanted: bytes) -> str:
    """Return what a terminal shows until it shows this."""
    heard = b""
    while wanted not in heard:
        try:
            heard += os.read(terminal, 4096)
        except OSError:  # closed at the other end
            break
        time.sleep(0.01)
    return heard.decode()


def test_questions_are_exported_with_their_key(run: Run, ask: Run, tmp_path: Path) -> None:
    words = ("export", "squaring", "-p", "squaring.py", "--for", "markdown", "--questions")
    done = run(*words, cwd=tmp_path)
    assert done.stdout.split() == ["figures/squaring-questions.md", "figures/squaring-key.md"]
    key = (tmp_path / "figures" / "squaring-key.md").read_text(encoding="utf-8")
    assert "Measured: 4 before, 36 after, 9 times as large." in key
    assert "nnviz export squaring --plugin squaring.py --for markdown --questions" in key
    assert len(list((tmp_path / "figures").iterdir())) == 2


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("myst",), "--for myst has no questions; leave out --questions."),
        (("latex", "--code"), "--questions takes no look, code or parameters"),
        (("latex", "--n", "3"), "--questions takes no look, code or parameters"),
    ],
)
def test_what_has_no_question_sheet_is_refused(
    run: Run, ask: Run, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    done = run(
        "export", "squaring", "-p", "squaring.py", "--questions", "--for", *words, cwd=tmp_path
    )
    assert done.returncode == 2
    assert complaint in done.stderr
    assert not (tmp_path / "figures").exists()
