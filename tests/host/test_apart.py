"""A process of its own for what may end or hang: what becomes of it when none can be had."""

import os
import sys
import time
from pathlib import Path

import pytest

from nnviz.errors import NnvizError
from nnviz.host.apart import Ending, answers, side_by_side


def test_the_item_that_ends_the_process_is_told_and_the_rest_are_answered() -> None:
    told = list(answers(os._exit, [7], 30)) + list(answers(str.upper, ["a", "b"], 30))
    assert told == [Ending(7), "A", "B"]


@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_process_that_cannot_be_started_is_no_items_fault(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(NnvizError, match="no process could be started"):
        list(answers(str.upper, ["x" * size], 30))


def _meet(item: tuple[Path, Path]) -> str:
    """Return only once the other of two is being answered, too."""
    own, other = item
    own.touch()
    while not other.exists():
        time.sleep(0.01)
    return own.name


def test_two_children_work_at_once_and_answer_in_the_order_of_the_items(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    items = [(first, first), (second, third), (third, second)]
    assert list(side_by_side(_meet, items, 30, 2)) == ["first", "second", "third"]
    assert list(side_by_side(str.upper, ["a", "b", "c"], 30, 5)) == ["A", "B", "C"]
