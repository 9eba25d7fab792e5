"""Trials cover what their scales say, and a search closes in on the best."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.scales import Decay, Linear, Logarithmic
from nnviz.core.search import (
    chance_of_best,
    even_grid,
    grid,
    random_trials,
)


def test_a_grid_is_every_combination():
    trials = grid([1, 2], [3.0, 4.0, 5.0], [6])
    assert trials.dtype == np.float64
    np.testing.assert_array_equal(trials, list(itertools.product([1, 2], [3, 4, 5], [6])))


def test_nine_trials_try_three_values_on_a_grid_and_nine_at_random():
    # Bergstra & Bengio 2012, figure 1
    scales = [Linear(0, 1), Linear(0, 1)]
    assert [len(np.unique(column)) for column in even_grid(scales, 3).T] == [3, 3]
    assert [len(np.unique(column)) for column in random_trials(scales, 9, 0).T] == [9, 9]


def test_an_even_grid_has_its_ends_and_equal_steps_on_each_scale():
    trials = even_grid([Linear(-1, 3), Logarithmic(1e-4, 1)], 5)
    np.testing.assert_allclose(np.unique(trials[:, 0]), [-1, 0, 1, 2, 3])
    np.testing.assert_allclose(np.unique(trials[:, 1]), [1e-4, 1e-3, 1e-2, 1e-1, 1])


def test_a_quarter_of_log_uniform_draws_falls_in_each_of_four_decades():
    draws = random_trials([Logarithmic(1e-4, 1)], 20_000, 0)[:, 0]
    shares = np.histogram(draws, bins=[1e-4, 1e-3, 1e-2, 1e-1, 1])[0] / 20_000
    np.testing.assert_allclose(shares, 0.25, atol=4 * np.sqrt(0.25 * 0.75 / 20_000))


def test_a_linear_draw_spends_nine_tenths_on_the_last_decade():
    draws = random_trials([Linear(1e-4, 1)], 20_000, 0)[:, 0]
    assert np.mean(draws > 0.1) == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / 20_000))


def test_a_decay_is_searched_by_its_window():
    # windows 1 / (1 − β) from 10 to 1000 in equal ratios
    decays = Decay(0.9, 0.999).at([0, 0.5, 1])
    np.testing.assert_allclose(1 / (1 - decays), [10, 100, 1000], rtol=1e-10)


scales = st.one_of(
    st.builds(Linear, st.floats(-10, -1), st.floats(1, 10)),
    st.builds(Logarithmic, st.floats(1e-8, 1e-3), st.floats(1e-2, 10)),
    st.builds(Decay, st.floats(0, 0.9), st.floats(0.95, 0.9999)),
)


@given(scale=scales, share=st.floats(0, 1))
def test_a_value_lies_on_its_scale_and_leads_back_to_its_share(scale, share):
    value = float(scale.at(share))
    assert scale.low <= value <= scale.high
    assert float(scale.share(value)) == pytest.approx(share, abs=1e-9)


@given(scale=scales, share=st.floats(0, 1), width=st.floats(0.05, 1))
def test_a_smaller_scale_lies_in_the_whole_around_its_value(scale, share, width):
    value = float(scale.at(share))
    part = scale.around(value, width)
    assert type(part) is type(scale)
    assert scale.low <= part.low < part.high <= scale.high
    ends = scale.share([part.low, part.high])
    wanted = [max(share - width / 2, 0), min(share + width / 2, 1)]
    np.testing.assert_allclose(ends, wanted, atol=1e-9)


def bowl(trials):
    """A cost whose minimum, 0, is at a rate of 1e-2 and a decay of 0.99."""
    rate, decay = trials.T
    return np.log10(rate / 1e-2) ** 2 + np.log10((1 - decay) / 0.01) ** 2


SCALES = [Logarithmic(1e-5, 1), Decay(0.5, 0.9999)]


def test_the_seed_decides_the_trials():
    first, again, other = (random_trials(SCALES, 5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).all()


def test_the_chance_of_the_best_is_what_simulation_counts():
    best = np.random.default_rng(0).random((20_000, 10)).min(axis=1) < 0.05
    wanted = chance_of_best(10, 0.05)
    error = np.sqrt(wanted * (1 - wanted) / 20_000)
    assert best.mean() == pytest.approx(wanted, abs=4 * error)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: grid(), "axes must be at least one"),
        (lambda: grid([1], []), "axis 2 is empty"),
        (lambda: grid([1, np.nan]), "axis 1 has a value that is not finite"),
        (lambda: grid([[1, 2]]), r"axis 1 must have shape \(values,\); got \(1, 2\)"),
        (lambda: even_grid(SCALES, 1), "count must be at least 2"),
        (lambda: random_trials([], 3, 0), "scales must be at least one"),
        (lambda: random_trials(SCALES, 0, 0), "trials must be at least 1; got 0"),
        (lambda: Linear(1, 1), "high must be finite and greater than 1; got 1"),
        (lambda: Linear(np.nan, 1), "low must be finite"),
        (lambda: Logarithmic(0, 1), "low must be finite and greater than 0; got 0"),
        (lambda: Decay(0.9, 1), "high must be finite and greater than 0.9 and less than 1"),
        (lambda: Linear(0, 1).around(2, 0.5), "value must be finite and at least 0 and at most 1"),
        (lambda: Linear(0, 1).around(0.5, 0), "width must be finite and greater than 0"),
        (lambda: chance_of_best(0, 0.05), "trials must be at least 1"),
        (lambda: chance_of_best(5, 1.0), "fraction must be finite and greater than 0 and less"),
    ],
)
def test_a_search_that_cannot_be_is_refused_by_name(call, problem):
    with pytest.raises(ValueError, match=problem):
        call()
