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
    assert texts(axes.xaxis) == ["$10^{-8}$", "$10^{-6}$", "$10^{-4}$", "$10^{-2}$", "$10^{0}$"]


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
