"""A process of its own for what may end, hang or eat memory: an answer, or one clause."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnviz.errors import NnvizError
from nnviz.host.apart import Ending, Limits, Worker, in_order, side_by_side

WITHIN = Limits(60)
LEFT: list[str] = []


def upper(word: str) -> str:
    LEFT.append(word)
    return word.upper()


def left(_: object) -> list[str]:
    return LEFT


def end(code: int) -> int:
    os._exit(code)


def crash(number: int) -> int:
    os.kill(os.getpid(), number)
    return number


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def work(_: object) -> int:
    while True:
        pass


def allocate(size: int) -> str:
    try:
        return str(len(bytearray(size)))
    except MemoryError:
        return "no"


def claim_another_type(_: object) -> str:
    return 7  # type: ignore[return-value]


def nest(depth: int) -> list[object]:
    nested: list[object] = []
    for _ in range(depth):
        nested = [nested]
    return nested


class Odd:
    pass


def odd(_: object) -> list[object]:
    return [Odd()]


def leave_a_thread(_: object) -> int:
    threading.Thread(target=time.sleep, args=(60,)).start()
    return os.getpid()


def process_id(_: object) -> int:
    return os.getpid()


def talk(_: object) -> str:
    print("not an answer", flush=True)
    os.write(1, b"nor this")
    return sys.stdin.read()


def begin_a_child(file: Path) -> int:
    """Begin a process that outlives this call, and write down which."""
    begun = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    file.write_text(str(begun.pid))
    return int(sleep(60))


@pytest.fixture(scope="module", params=[False, True], ids=["kept", "forked"])
def worker(request: pytest.FixtureRequest) -> Iterator[Worker]:
    with Worker(fork=request.param) as made:
        yield made


def test_what_ends_the_process_is_told_and_the_next_is_answered(worker: Worker) -> None:
    assert worker.ask(end, 7, WITHIN) == Ending("it ended its process (exit code 7)")
    assert worker.ask(end, 0, WITHIN) == Ending("it ended its process (exit code 0)")
    assert worker.ask(crash, signal.SIGSEGV, WITHIN) == Ending("it crashed its process (SIGSEGV)")
    assert worker.ask(upper, "a", WITHIN) == "A"


def test_what_takes_too_long_is_stopped(worker: Worker) -> None:
    told = worker.ask(sleep, 60.0, Limits(0.5))
    assert told == Ending("it took longer than 0.5 s and was stopped", stopped=True)
    told = worker.ask(work, None, Limits(60, processor=0.5))
    assert told == Ending("it used more than 0.5 s of a processor and was stopped", stopped=True)
    assert worker.ask(sleep, 0.0, WITHIN) == 0


def test_memory_is_limited_in_the_child_alone(worker: Worker) -> None:
    assert worker.ask(allocate, 2 * 10**9, Limits(60, gigabytes=0.5)) == "no"
    assert worker.ask(allocate, 2 * 10**8, Limits(60, gigabytes=0.5)) == "200000000"
    assert allocate(2 * 10**8) == "200000000"


def test_an_answer_is_data_of_the_type_that_was_promised(worker: Worker) -> None:
    told = worker.ask(claim_another_type, None, WITHIN)
    assert str(told) == "its answer is not what was asked for: it is no text"
    assert str(worker.ask(nest, 100, WITHIN)).endswith("is nested too deeply")
    assert str(worker.ask(nest, 100_000, WITHIN)) == "its answer cannot be sent (RecursionError)"
    assert str(worker.ask(odd, None, WITHIN)) == "its answer cannot be sent (TypeError)"


def test_what_is_printed_is_no_answer_and_there_is_nothing_to_read(worker: Worker) -> None:
    assert worker.ask(talk, None, WITHIN) == ""


def test_a_call_can_be_cancelled_from_another_thread(worker: Worker) -> None:
    timer = threading.Timer(0.5, worker.cancel)
    timer.start()
    assert worker.ask(sleep, 60.0, WITHIN) == Ending("it was stopped", stopped=True)
    assert worker.ask(upper, "a", WITHIN) == "A"


def test_a_kept_worker_is_one_process_until_a_thread_is_left() -> None:
    with Worker() as worker:
        first, second = (worker.ask(process_id, None, WITHIN) for _ in range(2))
        assert first == second == worker.ask(leave_a_thread, None, WITHIN)
        assert worker.ask(process_id, None, WITHIN) != first


@pytest.mark.parametrize("preload", [[], ["tests.host.elsewhere"]], ids=["here", "on Windows"])
def test_a_fork_leaves_nothing_to_the_next(preload: list[str]) -> None:
    with Worker(fork=True, preload=preload) as worker:
        assert worker.ask(upper, "a", WITHIN) == "A"
        assert worker.ask(left, None, Limits(60, processor=60, gigabytes=1)) == []
    with Worker(preload=preload) as worker:
        assert worker.ask(upper, "a", WITHIN) == "A"
        assert worker.ask(left, None, Limits(60, processor=60, gigabytes=1)) == ["a"]


def test_what_a_call_has_begun_ends_with_it(worker: Worker, tmp_path: Path) -> None:
    file = tmp_path / "begun"
    assert isinstance(worker.ask(begin_a_child, file, Limits(2)), Ending)
    while _runs(int(file.read_text())):  # the kernel has yet to clear it away
        time.sleep(0.05)


def _runs(process: int) -> bool:
    """Return whether a process is there and no zombie, which a container may never clear away."""
    try:
        return ") Z" not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_a_worker_ends_with_the_process_that_has_it() -> None:
    program = (
        "import os; from nnviz.host.apart import *; from tests.host.test_apart import *;"
        "w = Worker(fork=True); print(w.ask(process_id, None, WITHIN), flush=True);"
        "print(w._process._popen.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=False)
    for process in map(int, told.stdout.split()):
        while _runs(process):
            time.sleep(0.05)


@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_process_that_cannot_be_started_is_no_calls_fault(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Worker() as worker, pytest.raises(NnvizError, match="no process could be started"):
        worker.ask(upper, "x" * size, WITHIN)
    with pytest.raises(NnvizError, match="no process could be started"):
        list(side_by_side(upper, ["a", "b"], WITHIN, 2))


def meet(item: tuple[Path, Path]) -> str:
    """Return only once the other of two is being answered, too."""
    own, other = item
    own.touch()
    while not other.exists():
        time.sleep(0.01)
    return own.name


def test_two_workers_work_at_once_and_answer_in_the_order_of_the_items(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    items = [(first, first), (second, third), (third, second)]
    told = side_by_side(meet, items, WITHIN, 2)
    assert list(in_order(told)) == ["first", "second", "third"]
    assert sorted(side_by_side(upper, ["a", "b", "c"], WITHIN, 5)) == [(0, "A"), (1, "B"), (2, "C")]
    assert list(side_by_side(upper, [], WITHIN, 5)) == []


def test_whoever_stops_listening_ends_the_rest(tmp_path: Path) -> None:
    told = side_by_side(sleep, [0.0, 60.0, 60.0], WITHIN, 2)
    assert next(told) == (0, 0.0)
    begin = time.monotonic()
    told.close()
    assert time.monotonic() - begin < 30
