"""How far a mean may be off, beside SciPy's and by trying it."""

import numpy as np
import pytest
from scipy import stats

from nnviz.core.sampling import STUDENT, bernstein, half_width, standard_error


def test_standard_errors_are_scipy_s() -> None:
    values = np.random.default_rng(0).normal(size=(3, 7))
    np.testing.assert_allclose(standard_error(values), stats.sem(values, axis=1), rtol=1e-12)


def test_the_table_is_student_s_t_to_two_digits() -> None:
    degrees = np.arange(1, len(STUDENT) + 1)
    np.testing.assert_allclose(STUDENT, stats.t.ppf(0.975, degrees), atol=0.0051)


@pytest.mark.parametrize("count", [2, 5, 9, 60])
def test_so_far_from_the_truth_are_five_means_in_a_hundred(count: int) -> None:
    samples = np.random.default_rng(1).normal(3, 2, (20_000, count))
    missed = np.abs(samples.mean(axis=1) - 3) > half_width(samples)
    assert missed.mean() == pytest.approx(0.05, abs=0.006)


@pytest.mark.parametrize("share", [1e-6, 1e-4, 0.01, 0.5, 0.999])
def test_a_share_of_many_is_off_by_bernstein_s_bound_less_often_than_told(share: float) -> None:
    for many in (1, 30, 1000, 400_000):
        bound = bernstein(share * (1 - share) / many, max(share, 1 - share) / many)
        counted = stats.binom(many, share)
        above = counted.sf(np.ceil(many * (share + bound)) - 1)
        assert above + counted.cdf(np.floor(many * (share - bound))) < 1 / 130_000


def test_five_standard_deviations_alone_would_not_do_for_what_is_rare() -> None:
    share, many = 1e-5, 400_000
    of_normal = bernstein(share * (1 - share) / many, 0)
    assert of_normal == pytest.approx(5 * stats.binom(many, share).std() / many, rel=1e-12)
    assert stats.binom.sf(np.ceil(many * (share + of_normal)) - 1, many, share) > 1 / 130_000


def test_bernstein_s_bound_is_that_of_sums_with_five_squared_over_two_in_the_exponent() -> None:
    """Theorem 2.10: √(2vt) + ct is passed with a probability of e⁻ᵗ at most, where c = b/3."""
    t = 25 / 2
    assert 1 / 140_000 < 2 * np.exp(-t) < 1 / 130_000
    v, b = np.array([4.0, 0.25]), np.array([0.6, 3.0])
    np.testing.assert_allclose(bernstein(v, b), np.sqrt(2 * v * t) + b / 3 * t, rtol=1e-12)
    assert bernstein(0, 1) == 0
