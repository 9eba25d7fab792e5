"""A process of its own for what may end or hang: what becomes of it when none can be had."""

import os
import sys

import pytest

from nnviz.errors import NnvizError
from nnviz.host.apart import Ending, answers


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
