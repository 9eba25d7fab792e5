"""Exponentially weighted averages, against SciPy's filter and their closed forms."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnviz.core.averages import ewma, ewma_in_time, moving_average, weights, window

REFERENCE = Path(__file__).with_name("reference")
BETAS = [0.0, 0.5, 0.9, 0.98, 0.9999]
betas = st.floats(0, 0.9999)
values = hnp.arrays(float, st.integers(1, 200), elements=st.floats(-1e3, 1e3))


@pytest.fixture(scope="module")
def scipy_says():
    with np.load(REFERENCE / "scipy_averages.npz") as archive:
        return dict(archive)


def one_by_one(series, beta, corrected):
    """Return the averages as a loop over the definition gives them."""
    average, count, averages = 0.0, 0, []
    for value in series:
        if not np.isnan(value):
            average, count = beta * average + (1 - beta) * value, count + 1
        total = 1 - beta**count if corrected else 1.0
        averages.append(average / total if count else np.nan)
    return np.array(averages)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("n", [1, 31, 32, 33, 64, 65, 700])
def test_uncorrected_averages_are_those_of_a_linear_filter(scipy_says, beta, n):
    averages = ewma(scipy_says["values"][:n], beta, corrected=False)
    np.testing.assert_allclose(averages, scipy_says[f"beta/{beta}"][:n], rtol=1e-12)


@pytest.mark.parametrize("beta", BETAS)
def test_a_long_series_agrees_with_a_linear_filter(beta):
    signal = pytest.importorskip("scipy.signal")
    series = 5 + np.random.default_rng(2).normal(size=300_001)
    expected = signal.lfilter([1 - beta], [1, -beta], series)
    np.testing.assert_allclose(ewma(series, beta, corrected=False), expected, rtol=1e-12)


@given(series=values, beta=betas, corrected=st.booleans())
def test_averages_are_those_of_the_definition(series, beta, corrected):
    averages = ewma(series, beta, corrected=corrected)
    expected = one_by_one(series, beta, corrected)
    np.testing.assert_allclose(averages, expected, rtol=1e-9, atol=1e-9 * np.abs(series).max())


# Near 1e-308 the product (1 − β) x itself is no longer a normal number, and loses its digits.
sizes = st.just(0.0) | st.floats(1e-300, 1e6) | st.floats(-1e6, -1e-300)


@given(constant=sizes, beta=betas, n=st.integers(1, 300))
def test_a_constant_series_is_returned_once_corrected(constant, beta, n):
    np.testing.assert_allclose(ewma(np.full(n, constant), beta), constant, rtol=1e-12)


@given(constant=st.floats(1, 1e6), beta=betas)
def test_without_correction_a_constant_series_starts_at_one_minus_beta_of_it(constant, beta):
    averages = ewma(np.full(100, constant), beta, corrected=False)
    shares = 1 - beta ** np.arange(1, 101)
    np.testing.assert_allclose(averages / constant, shares, rtol=1e-10, atol=1e-14)


def test_an_impulse_leaves_the_weights():
    series = np.zeros(100)
    series[0] = 1
    np.testing.assert_allclose(ewma(series, 0.9, corrected=False), weights(0.9, 100), rtol=1e-13)


def test_the_variance_of_averaged_white_noise_falls_by_one_minus_beta_over_one_plus_beta():
    noise = np.random.default_rng(3).normal(size=400_000)
    for beta in (0.5, 0.9):
        ratio = ewma(noise, beta)[1000:].var() / noise.var()
        # Sampling error of a variance of n_eff independent values: √(2/n_eff), four times.
        independent = noise.size * (1 - beta**2) / (1 + beta**2)
        assert ratio == pytest.approx((1 - beta) / (1 + beta), rel=4 * np.sqrt(2 / independent))


def test_a_gap_keeps_the_average_and_is_not_counted():
    averages = ewma([np.nan, 2.0, np.nan, np.nan, 4.0], 0.5)
    # After 2: 1 / (1 − 0.5); after 4: (0.5·1 + 0.5·4) / (1 − 0.25).
    np.testing.assert_allclose(averages, [np.nan, 2.0, 2.0, 2.0, 2.5 / 0.75], rtol=1e-15)


@given(series=values, beta=betas, corrected=st.booleans(), data=st.data())
def test_averages_over_gaps_are_those_of_the_definition(series, beta, corrected, data):
    gaps = data.draw(hnp.arrays(bool, series.shape))
    series = np.where(gaps, np.nan, series)
    averages = ewma(series, beta, corrected=corrected)
    expected = one_by_one(series, beta, corrected)
    np.testing.assert_allclose(averages, expected, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("n", [20, 75])
def test_every_axis_is_averaged_as_its_series_are(n):
    block = np.random.default_rng(4).normal(size=(3, n, 2))
    block[1, 5, 0] = np.nan
    averages = ewma(block, 0.9, axis=1)
    for i in range(3):
        for j in range(2):
            alone = ewma(block[i, :, j], 0.9)
            np.testing.assert_allclose(averages[i, :, j], alone, rtol=1e-14)


def test_float32_stays_float32_and_integers_become_float64():
    single = ewma(np.ones(100, np.float32), 0.9)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, 1, rtol=1e-6)
    assert ewma([1, 2, 3], 0.9).dtype == np.float64


def test_the_series_given_is_left_as_it_is():
    series = np.arange(100.0)
    ewma(series, 0.5)
    np.testing.assert_array_equal(series, np.arange(100.0))


def test_weights_at_the_window_are_about_one_over_e():
    # 0.9^10 = 0.3487 and 0.98^50 = 0.3642, computed by hand, against 1/e = 0.3679.
    assert window(0.9) == pytest.approx(10)
    assert window(0.98) == pytest.approx(50)
    assert window(0.5) == 2
    assert weights(0.9, 11)[10] / weights(0.9, 1)[0] == pytest.approx(0.3487, abs=5e-5)
    assert weights(0.98, 51)[50] / weights(0.98, 1)[0] == pytest.approx(0.3642, abs=5e-5)


@given(beta=betas, n=st.integers(1, 300))
def test_weights_sum_to_one_minus_beta_to_the_n(beta, n):
    assert weights(beta, n).sum() == pytest.approx(1 - beta**n, rel=1e-9)


@pytest.mark.parametrize("beta", [-0.1, 1.0, 1.5, np.nan])
def test_a_beta_out_of_range_is_refused(beta):
    for call in (lambda: ewma([1.0], beta), lambda: weights(beta, 3), lambda: window(beta)):
        with pytest.raises(ValueError, match=r"beta must be .* at least 0 and less than 1"):
            call()


def test_series_that_cannot_be_averaged_are_refused():
    with pytest.raises(ValueError, match="at least one value"):
        ewma([], 0.9)
    with pytest.raises(ValueError, match="got an infinity"):
        ewma([1.0, np.inf], 0.9)
    with pytest.raises(TypeError, match="values must be numbers"):
        ewma(["warm", "cold"], 0.9)


def test_averages_by_time_are_those_of_pandas():
    pandas = pytest.importorskip("pandas")
    rng = np.random.default_rng(0)
    values = np.where(rng.random(200) < 0.1, np.nan, rng.normal(size=200) + 1e6)
    times = np.cumsum(rng.integers(1, 50, 200))
    stamps = pandas.Series(values, index=pandas.to_datetime(times, unit="s"))
    theirs = stamps.ewm(halflife="10s", times=stamps.index).mean()
    ours = ewma_in_time(values, times, 0.5**0.1)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_at_equal_steps_time_is_as_good_as_steps():
    values = np.random.default_rng(1).normal(size=300)
    np.testing.assert_allclose(ewma_in_time(values, np.arange(300), 0.9), ewma(values, 0.9))


def test_times_must_rise():
    with pytest.raises(ValueError, match="times must rise, one a value"):
        ewma_in_time([1, 2], [0, 0], 0.9)


def test_a_plain_mean_is_of_the_last_values():
    values = np.random.default_rng(2).normal(size=50) + 1e9
    values[7] = np.nan
    expected = [np.nanmean(values[max(0, i - 4) : i + 1]) for i in range(50)]
    np.testing.assert_allclose(moving_average(values, 5), expected, rtol=1e-14)
    assert np.isnan(moving_average([np.nan, 1.0, np.nan, np.nan], 2)).tolist() == [1, 0, 0, 1]
