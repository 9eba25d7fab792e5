"""How far the mean of a few random runs may be off."""

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array

STUDENT = (
    *(12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23),
    *(2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10, 2.09, 2.09),
    *(2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04),
)
"""Standard errors that 95 % of means are within, for 1, 2, … degrees of freedom: Student's t."""


def standard_error(values: npt.ArrayLike) -> Array:
    """Return the standard error of the mean along the last axis, by the values' own deviation."""
    sample = np.asarray(values, float)
    return np.asarray(sample.std(axis=-1, ddof=1) / np.sqrt(sample.shape[-1]))


def half_width(values: npt.ArrayLike) -> Array:
    """Return half of the 95 % confidence interval of the mean along the last axis.

    By Student's t for normal values, of which there are at least two; of over 31 as many standard
    errors as for 31, hardly more than the 1.96 of very many.
    """
    degrees = np.shape(values)[-1] - 1
    return STUDENT[min(degrees, len(STUDENT)) - 1] * standard_error(values)


def bernstein(variance: npt.ArrayLike, largest: npt.ArrayLike) -> Array:
    r"""Return what a mean of independent draws is off by less than, but for 1 time in 130,000.

    The mean has this variance $v$, and one draw moves it from what is expected by at most
    `largest`, $b$. The bound is Bernstein's (Boucheron, Lugosi & Massart 2013, theorem 2.10) for 5
    standard deviations: $5\sqrt v + \frac{25}{6}b$, and 0 where nothing varies. Those of a normal
    distribution alone would be too narrow for what is rare.
    """
    deviation = np.sqrt(variance)
    return np.asarray(np.where(deviation > 0, 5 * deviation + 25 / 6 * np.asarray(largest), 0.0))
