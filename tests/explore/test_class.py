"""Thirty readers at once: two whose settings hang, and twenty-eight who are served."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.slow


def ask(address: str, reader: str, **values: object) -> tuple[int, dict, float]:
    """Return the status of an answer, what it says, and the seconds that it took."""
    began = perf_counter()
    request = Request(f"{address}state?{urlencode(values)}", headers={"nnviz-reader": reader})
    try:
        with urlopen(request, timeout=120) as answer:
            status, content = answer.status, answer.read()
    except HTTPError as error:
        status, content = error.code, error.read()
    return status, json.loads(content), perf_counter() - began


def kilobytes(process: int) -> int:
    """Return the memory of a process, as its system tells it."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_two_hang_and_28_are_served_each_with_a_setting_of_its_own(serve, weighing: Path) -> None:
    server = serve("weighing", "--plugin", str(weighing), "--seconds", "10")
    ask(server.address, "first")  # a process has begun, and has imported all
    with ThreadPoolExecutor(30) as crowd:
        hung = [
            crowd.submit(ask, server.address, f"hangs {i}", mood="busy", number=0.1 + i / 10)
            for i in range(2)
        ]
        served = [
            crowd.submit(ask, server.address, f"reader {i}", number=(i + 1) / 30) for i in range(28)
        ]
        told = [one.result() for one in served]
        assert not any(one.done() for one in hung)
    for i, (status, state, _) in enumerate(told):
        assert status == 200
        assert f"It weighs {(i + 1) / 30:.3f}" in state["parts"]["headline"]
    for one in hung:
        status, state, _ = one.result()
        assert status == 422
        assert "more than 10 s of a processor" in state["error"]


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="/proc tells no memory here")
def test_memory_does_not_grow_with_readers(serve, weighing: Path) -> None:
    server = serve("weighing", "--plugin", str(weighing))
    for i in range(200):
        ask(server.address, f"early {i}", number=0.5)
    before = kilobytes(server.process.pid)
    for i in range(2000):
        ask(server.address, f"late {i}", number=0.5)
    assert kilobytes(server.process.pid) - before < 4000
