"""What a setting may take is bounded, and whatever it does, the next one is made."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnviz.core.remembering import remembering
from nnviz.explore.making import Kitchen, Made, Maker
from nnviz.explore.wishes import Wish
from nnviz.explore.workers import StoppedError, Worker
from nnviz.host.catalog import Catalog


@pytest.fixture(scope="module")
def worker(weighing: Path) -> Iterator[Worker]:
    worker = Worker(Kitchen((weighing,)), processor=4, gigabytes=1)
    yield worker
    worker.close()


def wish(**values: object) -> Wish:
    return Wish("weighing", tuple(values.items()))


def told(worker: Worker, **values: object) -> dict:
    return json.loads(worker.ask(wish(**values)).content)


def test_words_claims_and_picture_are_of_the_setting(worker: Worker) -> None:
    state = told(worker, number=0.25)
    assert "It weighs 0.250" in state["parts"]["headline"]
    assert "The last of the line is 0.250." in state["parts"]["claims"]
    assert state["parts"]["command"].endswith("--number 0.25")
    assert state["pictures"][0].startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        ("busy", "more than 4 s of a processor"),
        ("gone", "ended its process .exit code 3."),
    ],
)
def test_what_does_not_end_is_stopped_and_the_next_is_made(
    worker: Worker, mood: str, reason: str
) -> None:
    with pytest.raises(StoppedError, match=reason):
        worker.ask(wish(mood=mood))
    assert "0.500" in told(worker)["parts"]["headline"]


def test_what_waits_for_ever_is_stopped_by_the_clock(weighing: Path) -> None:
    worker = Worker(Kitchen((weighing,)), patience=1)
    with pytest.raises(StoppedError, match="longer than 1 s"):
        worker.ask(wish(mood="asleep"))
    worker.close()


def test_too_much_memory_is_a_sentence(worker: Worker) -> None:
    assert "MemoryError" in told(worker, mood="greedy")["error"]


def test_what_a_moved_parameter_does_not_change_is_computed_once(
    weighing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    @remembering
    def weight(number: int) -> float:
        asked.append(number)
        return number / 2

    maker = Maker(Catalog((weighing,)))
    monkeypatch.setattr(Maker, "_made", lambda _, wish: Made(b"%d" % weight(4), wish.what))
    answers = [maker.make(wish()).content for _ in range(3)]
    assert (answers, asked) == ([b"2"] * 3, [4])
    assert Maker(maker.catalog).make(wish()).content == b"2"
    assert asked == [4, 4]
