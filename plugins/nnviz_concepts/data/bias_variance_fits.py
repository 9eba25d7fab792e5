"""Polynomials fitted to many training sets, and what their errors are made of."""

from math import sqrt
from typing import Any

import numpy as np
from numpy.polynomial.legendre import legvander

from nnviz.core.arrays import Array, Labels

PLACES = (np.arange(200) + 0.5) / 200  # where the fits are tested: the middles of 200 parts
DRAWN_AT = (1 - np.cos(np.linspace(0, np.pi, 81))) / 2  # closest at the ends, where fits swing


def sine(places: Array) -> Array:
    """Return the truth at places from 0 to 1."""
    values: Array = np.sin(2 * np.pi * places)
    return values


def smoother(inputs: Array, places: Array, degree: int, penalty: float) -> Array:
    """Return the matrix (places, inputs) that makes targets at the inputs a fit at the places.

    Polynomials in Legendre's basis; ridge regression as least squares with a row of √λ more a
    weight, all but the constant's.
    """
    rows = sqrt(penalty) * np.eye(degree + 1)[1:]
    basis = np.concatenate([legvander(2 * inputs - 1, degree), rows])
    solving = np.linalg.pinv(basis)[:, : len(inputs)]
    matrix: Array = legvander(2 * places - 1, degree) @ solving
    return matrix


def errors_of(
    degree: int, penalty: float, inputs: Array, targets: Array, new: Array, counts: Labels
) -> dict[str, Array]:
    """Return what the fits of one degree to targets (fits, inputs) err by.

    `biases`, squared, and `variances` are those of the first so many fits, for each of `counts`;
    `unpenalized` is the squared bias without a penalty; `tests` and `trains` are each fit's errors
    on new values and on its own; `weights` is the sum of squares of what the fits at the inputs
    make of the targets.
    """
    at_places = smoother(inputs, PLACES, degree, penalty)
    at_inputs = smoother(inputs, inputs, degree, penalty)
    free = smoother(inputs, PLACES, degree, 0.0) @ sine(inputs)
    fits = targets @ at_places.T
    means, variances = running(fits, counts)
    missed = np.square(means - sine(PLACES)).mean(axis=1)
    return {
        "biases": np.maximum(missed - variances / counts, 0),  # a mean of F is off by variance/F
        "variances": variances,
        "unpenalized": np.square(free - sine(PLACES)).mean(),
        "tests": np.square(fits - new).mean(axis=1),
        "trains": np.square(targets @ at_inputs.T - targets).mean(axis=1),
        "weights": np.square(at_inputs).sum(),
    }


def errors_of_each(degrees: Labels, *of_all: Any) -> dict[str, Array]:
    """Return what `errors_of` does, (degrees, ...), for each degree with all else the same."""
    found = [errors_of(degree, *of_all) for degree in degrees.tolist()]
    return {key: np.stack([each[key] for each in found]) for key in found[0]}


def running(fits: Array, counts: Labels) -> tuple[Array, Array]:
    """Return means (counts, places), and mean variances (counts), of the first so many fits."""
    starts = np.append(0, counts[:-1])
    sums, squares = (np.add.reduceat(each, starts).cumsum(axis=0) for each in (fits, fits**2))
    means = sums / counts[:, np.newaxis]
    scatter = (squares - sums * means).mean(axis=1) / np.maximum(counts - 1, 1)
    return means, np.maximum(scatter, 0)
