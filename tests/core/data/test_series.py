"""A series knows its extent and what its steps are called."""

import numpy as np
import pytest

from nnviz.core.data import Series


def _dated(*dates: str) -> Series:
    return Series(np.arange(len(dates)), np.array(dates, "datetime64[s]"), "x", "Made up.")


@pytest.mark.parametrize(
    ("second", "unit"),
    [
        ("2024-01-01T00:00:01", "seconds"),
        ("2024-01-01T00:01:00", "minutes"),
        ("2024-01-01T01:00:00", "hours"),
        ("2024-01-02T00:00:00", "days"),
        ("2024-01-08T00:00:00", "weeks"),
        ("2024-01-01T00:15:00", "values"),
    ],
)
def test_steps_are_called_as_the_calendar_calls_them(second, unit):
    assert _dated("2024-01-01T00:00:00", second).unit == unit


def test_unequal_steps_are_only_values():
    assert _dated("2024-01-01", "2024-01-02", "2024-01-04").unit == "values"


def test_a_series_without_dates_or_of_one_value_has_values():
    assert Series(np.zeros(3), None, "x", "Made up.").unit == "values"
    assert _dated("2024-01-01").unit == "values"


def test_the_head_keeps_the_first_values_with_their_dates_and_names():
    head = _dated("2024-01-01", "2024-01-02", "2024-01-03").head(2)
    assert head.values.tolist() == [0, 1]
    assert head.dates.tolist() == np.array(["2024-01-01", "2024-01-02"], "datetime64[s]").tolist()
    assert (head.name, head.source) == ("x", "Made up.")


def test_the_head_of_a_short_series_is_all_of_it():
    assert len(_dated("2024-01-01", "2024-01-02").head(9)) == 2
