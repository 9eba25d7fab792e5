"""Ticks are few and round."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnviz import drawing
from nnviz.drawing.ticks import Decades


@pytest.mark.parametrize(
    ("limits", "exponents"),
    [
        ((1e-12, 1), [-12, -9, -6, -3, 0]),
        ((1e-12, 1e-1), [-12, -10, -8, -6, -4, -2]),
        ((0.5, 2000), [0, 1, 2, 3]),
        ((2000, 0.5), [0, 1, 2, 3]),
        ((1e-300, 1e300), [-200, 0, 200]),
    ],
)
def test_decades_are_stepped_through_evenly(
    limits: tuple[float, float], exponents: list[int]
) -> None:
    ticks = Decades(6).tick_values(*limits)
    np.testing.assert_allclose(np.log10(ticks), exponents, atol=1e-9)


def test_within_a_decade_ticks_are_ones_twos_and_fives() -> None:
    np.testing.assert_allclose(Decades(6).tick_values(0.15, 0.9), [0.2, 0.5])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.25"),
        (1000, "1,000"),
        (-5, "−5"),
        (0, "0"),
        (0.30000000000000004, "0.3"),
        (2e6, "2×10⁶"),
    ],
)
def test_numbers_are_written_as_in_sentences(value: float, text: str) -> None:
    assert drawing.plain_numbers()(value) == text


def texts(axes_axis) -> list[str]:
    low, high = axes_axis.get_view_interval()
    return [t.get_text() for t in axes_axis.get_ticklabels() if low <= t.get_position()[0] <= high]


def test_log_ticks_are_plain_nearby_and_powers_far_apart() -> None:
    axes = Figure().subplots()
    drawing.log_axis(axes, "x")
    axes.set_xlim(0.01, 100)
    assert texts(axes.xaxis) == ["0.01", "0.1", "1", "10", "100"]
    axes.set_xlim(1e-9, 1)
    assert texts(axes.xaxis) == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]


def test_an_integer_axis_counts() -> None:
    axes = Figure().subplots()
    drawing.integer_axis(axes)
    axes.set_xlim(0, 3)
    assert texts(axes.xaxis) == ["0", "1", "2", "3"]


def test_months_are_named() -> None:
    axes = Figure(figsize=(6, 3)).subplots()
    axes.plot(np.datetime64("2012-01-01") + np.arange(366), np.arange(366))
    drawing.date_axis(axes)
    axes.set_xlim(np.datetime64("2012-01-01"), np.datetime64("2012-12-31"))
    assert texts(axes.xaxis) == ["Jan", "Mar", "May", "Jul", "Sep", "Nov"]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((0.693147 + 1e-7 * np.arange(3)), ["0.6931470", "0.6931471", "0.6931472"]),
        (1234567 + 0.01 * np.arange(3), ["1,234,567.00", "1,234,567.01", "1,234,567.02"]),
        (1e12 + 0.1 * np.arange(3), ["1,000,000,000,000.0", "+0.1", "+0.2"]),
        (1e12 + 1e11 * np.arange(3), ["10¹²", "1.1×10¹²", "1.2×10¹²"]),
    ],
)
def test_ticks_that_differ_read_differently(values: np.ndarray, texts: list[str]) -> None:
    assert drawing.plain_numbers().format_ticks(values) == texts


@pytest.mark.parametrize("days", [("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31")])
def test_an_axis_ends_with_the_calendar(days: tuple[str, str]) -> None:
    axes = Figure().subplots()
    axes.plot(np.array(days, dtype="datetime64[D]"), [5, 6])
    drawing.date_axis(axes)
    assert len(axes.xaxis.get_major_formatter().format_ticks(axes.get_xticks())) >= 2
