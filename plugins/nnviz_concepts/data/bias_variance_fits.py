"""Polynomials fitted to many training sets, and what their errors are made of."""

from math import sqrt

import numpy as np
from numpy.polynomial.legendre import legvander

from nnviz.core.arrays import Array

PLACES = (np.arange(200) + 0.5) / 200  # where the fits are tested: the middles of 200 parts
DRAWN_AT = (1 - np.cos(np.linspace(0, np.pi, 61))) / 2  # closest at the ends, where fits swing
NAMES = ("low", "middle", "high")


def smoother(inputs: Array, places: Array, degree: int, penalty: float) -> Array:
    """Return the matrix (places, inputs) that makes targets at the inputs a fit at the places.

    Polynomials in Legendre's basis; ridge regression as least squares with a row of √λ more a
    weight, all but the constant's.
    """
    rows = sqrt(penalty) * np.eye(degree + 1)[1:]
    basis = np.concatenate([legvander(2 * inputs - 1, degree), rows])
    solving = np.linalg.pinv(basis)[:, : len(inputs)]
    smoother: Array = legvander(2 * places - 1, degree) @ solving
    return smoother


def bias_and_variance(name: str, fits: Array, truth: Array, exact: Array) -> dict[str, Array]:
    """Return what fits (fits, places) are in the mean, and their bias² and variance.

    The mean of F fits is itself off by variance/F, which its distance to the truth is freed of.
    """
    mean, variance = fits.mean(axis=0), fits.var(axis=0, ddof=1).mean()
    return {
        f"{name}_fits": fits,
        f"{name}_mean": mean,
        f"{name}_bias": np.maximum(np.square(mean - truth).mean() - variance / len(fits), 0),
        f"{name}_variance": variance,
        f"{name}_exact_bias": np.square(exact - truth).mean(),
        f"{name}_strayed": np.square(mean - exact).mean(),
    }


def verdict(values: dict[str, Array], name: str, noise: float) -> str:
    """Return what a model suffers from: the larger part, if it is over half of the noise."""
    bias, variance = values[f"{name}_bias"], values[f"{name}_variance"]
    if max(bias, variance) <= noise / 2:
        return "about right"
    return "high bias" if bias > variance else "high variance"
