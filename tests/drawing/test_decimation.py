"""Thinning a long curve changes nothing that can be seen."""

import numpy as np

from nnviz.drawing import decimated


def test_a_short_curve_stays_as_it_is():
    x, y = np.arange(20), np.arange(20.0)
    for kept, given in zip(decimated(x, y, columns=10), (x, y), strict=True):
        np.testing.assert_array_equal(kept, given)


def test_a_million_points_become_at_most_two_a_column_and_the_ends():
    y = np.random.default_rng(0).normal(size=1_000_000)
    x, _ = decimated(np.arange(len(y)), y, columns=500)
    assert len(x) <= 2 * 500 + 2


def test_each_column_keeps_its_lowest_and_highest_value():
    y = np.random.default_rng(1).normal(size=6000)
    x, kept = decimated(np.arange(6000), y, columns=60)
    for column in range(60):
        inside = kept[(x >= 100 * column) & (x < 100 * (column + 1))]
        whole = y[100 * column : 100 * (column + 1)]
        assert (inside.min(), inside.max()) == (whole.min(), whole.max())


def test_a_single_spike_among_a_million_zeros_is_kept():
    y = np.zeros(1_000_000)
    y[123_456] = 1.0
    x, kept = decimated(np.arange(len(y)), y)
    assert x[kept == 1.0].tolist() == [123_456]


def test_points_keep_their_order_and_both_ends():
    y = np.sin(np.arange(10_000.0))
    x, _ = decimated(np.arange(10_000), y, columns=50)
    assert (np.diff(x) > 0).all()
    assert (x[0], x[-1]) == (0, 9999)


def test_a_gap_stays_a_gap_and_single_missing_values_hide_no_peak():
    y = np.ones(10_000)
    y[3000:4000] = np.nan
    y[7001], y[7002] = np.nan, 5.0
    x, kept = decimated(np.arange(10_000), y, columns=100)
    assert np.isnan(kept[(x >= 3000) & (x < 4000)]).all()
    assert ((x >= 3000) & (x < 4000)).any()
    assert kept[x == 7002].tolist() == [5.0]
