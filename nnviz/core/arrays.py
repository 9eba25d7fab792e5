"""The array types of the core's signatures, and the one way a seed becomes a generator."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
"""Floating-point numbers: float64 unless float32 was asked for."""

Labels: TypeAlias = npt.NDArray[np.integer[Any]]
"""Class numbers from 0, shape (examples,)."""

Seed: TypeAlias = int | np.random.Generator
"""What everything random takes: a seed, or a generator whose state moves on."""


def generator(seed: Seed) -> np.random.Generator:
    """Return `seed` itself if it is a generator, otherwise a new one made from it."""
    return seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)
