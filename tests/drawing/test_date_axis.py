"""Ticks within a day are times, and the day where it begins."""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnviz import drawing

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("end", "ticks"),
    [
        ("2024-03-02T00:00", ["1 Mar", "06:00", "12:00", "18:00", "2 Mar"]),
        ("2024-03-01T02:00", ["1 Mar", "00:30", "01:00", "01:30", "02:00"]),
    ],
)
def test_no_two_ticks_within_a_day_read_the_same(end: str, ticks: list[str]) -> None:
    figure = Figure()
    axes = figure.subplots()
    axes.plot(np.array(["2024-03-01T00:00", end], "datetime64[m]"), [0, 1])
    drawing.date_axis(axes)
    figure.canvas.draw()
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ticks


def test_no_date_is_written_by_a_format_that_windows_does_not_know() -> None:
    sources = [p for folder in ("nnviz", "plugins") for p in (REPOSITORY / folder).rglob("*.py")]
    assert sources
    asked = re.compile(r"[:\"']%-[a-zA-Z]|%[a-zA-Z] ?%-[a-zA-Z]")
    assert [p.name for p in sources if asked.search(p.read_text(encoding="utf-8"))] == []
