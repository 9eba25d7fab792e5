"""The standard normal density and distribution function, from NumPy alone.

For w = |z| / √2 and t = (w − 3.75) / (w + 3.75), which maps [0, ∞) to [−1, 1), the function
(1 + 2w) exp(w²) erfc(w) is smooth in t (Shepherd & Laframboise, Mathematics of Computation 36,
1981, 249–253). `COEFFICIENTS` are those of its interpolant at 25 Chebyshev points, as a
polynomial in t, highest power first.
"""

import math

import numpy as np

from nnviz.core.arrays import Array

COEFFICIENTS = (
    4.4349590700096283e-10,
    3.110310719839165e-10,
    -5.2842869796314206e-9,
    -3.7435680336345832e-9,
    3.8965452548985968e-8,
    2.3261913276696567e-8,
    -2.5910696877966579e-7,
    -5.7215972559909872e-8,
    1.7520579701663181e-6,
    -9.7356190151826633e-7,
    -1.1444412439171723e-5,
    2.2384240314224438e-5,
    5.1649211390702852e-5,
    -0.00029015408097952713,
    0.00029371363428500813,
    0.0017556258530017258,
    -0.009746579552504243,
    0.028362277418940665,
    -0.058693398590212367,
    0.092304321160378767,
    -0.10880393014171786,
    0.082276738490145159,
    0.003585415485463775,
    -0.14024059858554696,
    1.2375126308378276,
)

FAR = 40.0
"""A |z| above which φ(z) and Φ(−z) are 0 in floating point, so that ∞ need not be computed with."""


def normal_density(z: Array) -> Array:
    """Return φ(z) = exp(−z²/2) / √(2π), of the shape and dtype of z."""
    return np.exp(np.square(z) * -0.5) * (1 / math.sqrt(2 * math.pi))


def normal_cdf(z: Array) -> Array:
    """Return Φ(z) = erfc(−z / √2) / 2, of the shape and dtype of z, to within 4e-16 in float64."""
    w = np.minimum(np.abs(z), FAR) * math.sqrt(0.5)
    t = (w - 3.75) / (w + 3.75)
    tail = np.full_like(t, COEFFICIENTS[0])
    for coefficient in COEFFICIENTS[1:]:
        tail *= t
        tail += coefficient
    tail *= np.exp(np.square(z) * -0.5) / (2 + 4 * w)
    np.subtract(z > 0, tail, out=tail)
    return np.abs(tail, out=tail)  # 1 − tail on the right, |0 − tail| on the left
