"""Checks of arguments, with one wording for the same mistake everywhere in the core.

Each takes the argument's name first and raises `ValueError` (or `TypeError` for a wrong type)
with the name, what was given and what was wanted.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array


def integer_at_least(name: str, value: int, minimum: int) -> int:
    """Return `value` if it is an integer of at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be an integer; got {value!r}")
    if value < minimum:
        raise ValueError(f"{name} must be at least {minimum}; got {value}")
    return int(value)


def number_in(
    name: str,
    value: float,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
) -> float:
    """Return `value` if it is finite and within the bounds given."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.floating, np.integer)):
        raise TypeError(f"{name} must be a number; got {value!r}")
    bounds = [
        ("at least", ge, ge is None or value >= ge),
        ("greater than", gt, gt is None or value > gt),
        ("at most", le, le is None or value <= le),
        ("less than", lt, lt is None or value < lt),
    ]
    if not np.isfinite(value) or not all(holds for _, _, holds in bounds):
        wanted = [f"{word} {bound:g}" for word, bound, _ in bounds if bound is not None]
        raise ValueError(f"{name} must be {' and '.join(['finite', *wanted])}; got {value}")
    return float(value)


def finite_array(name: str, values: npt.ArrayLike, *, axes: int | None = None) -> Array:
    """Return `values` as a non-empty floating-point array without NaN or infinity.

    float32 and float64 are kept as they are; everything else that is a number becomes float64.
    `axes` is the least number of axes wanted.
    """
    array: npt.NDArray[Any] = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must be an array of numbers; got dtype {array.dtype}")
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float64)
    if axes is not None and array.ndim < axes:
        raise ValueError(f"{name} must have at least {axes} axes; got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} is empty: shape {array.shape}")
    # a sum of finite numbers is finite, unless it overflows, and takes a fraction of the time
    if not np.isfinite(array.sum()) and not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} has a value that is not finite, {array[place]}, at index {place}")
    return array


def float_type(name: str, dtype: npt.DTypeLike) -> np.dtype[np.floating[Any]]:
    """Return the dtype if it is float32 or float64."""
    wanted: np.dtype[Any] = np.dtype(dtype)
    if wanted not in (np.float32, np.float64):
        raise TypeError(f"{name} must be float32 or float64; got {wanted}")
    return wanted


def same_trailing_shape(
    name: str, array: npt.NDArray[Any], wanted: tuple[int, ...], meaning: str
) -> None:
    """Raise unless the last axes of `array` have the shape `wanted`, described by `meaning`."""
    if array.shape[-len(wanted) :] != wanted:
        raise ValueError(f"{name} must have shape {meaning} = {wanted}; got {array.shape}")
