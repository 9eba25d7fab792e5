"""Exponentially weighted moving averages, of series up to many millions of values."""

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import integer_at_least, number_in

BLOCK = 32
"""Values averaged by one matrix product: more would multiply more zeros, fewer leave more ends."""


def ewma(values: npt.ArrayLike, beta: float, *, corrected: bool = True, axis: int = -1) -> Array:
    r"""Return the exponentially weighted moving average of `values` along `axis`.

    $v_t = \beta v_{t-1} + (1 - \beta) x_t$ from $v_0 = 0$; `corrected` divides by
    $1 - \beta^t$, the sum of the weights so far, which takes away the pull towards 0 at the start
    (Kingma & Ba 2015, section 3). The result has the shape of `values`; float32 stays float32.

    NaN is a missing value: the average stays what it was, and $t$ counts only the values seen.
    Before the first value seen the average is NaN.
    """
    number_in("beta", beta, ge=0, lt=1)
    series = _series(values, axis)
    rows = series.reshape(-1, series.shape[-1])
    if np.isfinite(rows).all():
        averages = _average(rows, beta, corrected)
    else:
        averages = _average_of_seen(rows, beta, corrected)
    return np.moveaxis(averages.reshape(series.shape), -1, axis)


def ewma_in_time(values: npt.ArrayLike, times: npt.ArrayLike, beta: float) -> Array:
    r"""Return the averages of `values` (n,) in which age is time, at rising `times` (n,).

    $v_t = \sum_i \beta^{t - t_i} x_i / \sum_i \beta^{t - t_i}$ over the values seen up to $t$: what
    pandas calls `ewm(halflife=…, times=…).mean()`. It is `ewma` where the times are 1, 2, 3, … and
    no value is missing.
    NaN is a missing value. Before the first value seen the average is NaN.
    """
    number_in("beta", beta, ge=0, lt=1)
    series, at = _series(values, -1), np.asarray(times, np.float64)
    if series.ndim != 1 or at.shape != series.shape or (np.diff(at) <= 0).any():
        raise ValueError(f"times must rise, one a value {series.shape}; got shape {at.shape}")
    decays = float(beta) ** np.diff(at, prepend=at[0])
    averages, total, weight = np.empty(len(series)), 0.0, 0.0
    for i, (decay, value) in enumerate(zip(decays.tolist(), series.tolist(), strict=True)):
        total, weight = decay * total, decay * weight
        if value == value:  # NaN is not
            total, weight = total + value, weight + 1
        averages[i] = total / weight if weight else (averages[i - 1] if i else np.nan)
    return averages


def moving_average(values: npt.ArrayLike, window: int) -> Array:
    """Return the plain means of the last `window` values (n,), of fewer at the start.

    NaN is a missing value; a window without any value has the mean NaN.
    """
    series, size = _series(values, -1), integer_at_least("window", window, 1)
    seen = ~np.isnan(series)
    base = series[seen][0] if seen.any() else 0.0  # so that sums keep the digits that vary
    sums = np.cumsum(np.where(seen, series - base, 0.0))
    counts = np.cumsum(seen)
    sums[size:], counts[size:] = sums[size:] - sums[:-size], counts[size:] - counts[:-size]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(base + sums / np.where(counts, counts, np.nan))


def weights(beta: float, n: int) -> Array:
    r"""Return the weights $(1 - \beta)\beta^k$ of the `n` newest values, newest first."""
    number_in("beta", beta, ge=0, lt=1)
    powers: Array = (1 - beta) * float(beta) ** np.arange(integer_at_least("n", n, 1))
    return powers


def window(beta: float) -> float:
    r"""Return $1/(1 - \beta)$, the number of values that an average with `beta` is said to span.

    The weight of a value so many steps old is about 1/e of the newest one's.
    """
    return 1 / (1 - number_in("beta", beta, ge=0, lt=1))


def _series(values: npt.ArrayLike, axis: int) -> Array:
    """Return `values` as floats with `axis` last, or raise for what cannot be averaged."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"values must be numbers; got dtype {array.dtype}")
    if array.size == 0 or array.ndim == 0:
        raise ValueError(f"values must be a series of at least one value; got shape {array.shape}")
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float64)
    return np.moveaxis(array, axis, -1)


def _average(rows: Array, beta: float, corrected: bool) -> Array:
    """Return the averages of `rows`, shape (series, n), without gaps."""
    averages = _scan(rows, float(beta), 1 - beta)
    if corrected and beta > 0:
        sums = _sums_of_weights(float(beta), rows.shape[-1]).astype(rows.dtype)
        averages[:, : sums.size] /= sums
    return averages


def _scan(x: Array, beta: float, gain: float) -> Array:
    """Return y with y[t] = beta * y[t - 1] + gain * x[t] along the last axis of (series, n).

    Blocks are scanned on their own by one matrix product. Their ends obey the same recursion
    with beta**BLOCK, so that scanning those gives what every block inherits. Only powers of beta
    below 1 are multiplied and nothing is divided: rounding errors fade as the weights do.
    """
    series, n = x.shape
    steps = np.arange(BLOCK)
    lags = steps - steps[:, np.newaxis]
    kernel = np.where(lags >= 0, gain * beta ** np.maximum(lags, 0.0), 0.0).astype(x.dtype)
    if n <= BLOCK:
        return x @ kernel[:n, :n]
    x = np.pad(x, ((0, 0), (0, -n % BLOCK))) if n % BLOCK else x
    blocks = x.reshape(series, -1, BLOCK) @ kernel
    inherited = _scan(blocks[:, :-1, -1], beta**BLOCK, 1.0)
    blocks[:, 1:] += inherited[..., np.newaxis] * (beta ** (steps + 1)).astype(x.dtype)
    return blocks.reshape(series, -1)[:, :n]


def _sums_of_weights(beta: float, n: int) -> Array:
    """Return 1 - beta**t for t = 1, 2, … up to n, or until it is 1 to the last digit."""
    last = min(n, int(np.log(2.0**-54) / np.log(beta)) + 1)
    sums: Array = -np.expm1(np.arange(1, last + 1) * np.log(beta))
    return sums


def _average_of_seen(rows: Array, beta: float, corrected: bool) -> Array:
    """Return the averages of `rows`, shape (series, n), where NaN is a missing value."""
    seen = ~np.isnan(rows)
    if np.isinf(rows).any():
        raise ValueError("values must be finite, or NaN where one is missing; got an infinity")
    # Averaged are the values seen, moved together to the left; each place then takes the average
    # of as many values as were seen up to it.
    packed = np.take_along_axis(rows, np.argsort(~seen, axis=-1, kind="stable"), axis=-1)
    averages = _average(np.nan_to_num(packed), beta, corrected)
    count = np.cumsum(seen, axis=-1)
    filled = np.take_along_axis(averages, np.maximum(count - 1, 0), axis=-1)
    filled[count == 0] = np.nan
    return filled
