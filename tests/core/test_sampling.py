"""How far a mean may be off, beside SciPy's and by trying it."""

import numpy as np
import pytest
from scipy import stats

from nnviz.core.sampling import STUDENT, half_width, standard_error


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
