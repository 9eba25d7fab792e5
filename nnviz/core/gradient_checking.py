"""Is the back-propagated gradient right? The same derivatives from differences of the cost.

Perturbed networks are evaluated together, as a stack. A kink of ReLU between w − ε and w + ε
shows as a difference although the gradient is right; another seed or a smaller ε tells.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Seed, generator
from nnviz.core.checks import integer_at_least, number_in
from nnviz.core.differences import best_epsilon
from nnviz.core.gradient_report import DirectionCheck, GradientCheck
from nnviz.core.network import Network
from nnviz.core.penalties import Penalties
from nnviz.core.perturbation import AtDropout, Perturbation

ALONG = 1e-4
"""Step along a random direction: each of P parameters moves by about 1e-4 / √P."""


def check_gradient(
    network: Network,
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    gradient: npt.ArrayLike | None = None,
    penalty: Penalties = None,
    training: bool = False,
    sides: Literal[1, 2] = 2,
    epsilon: float | None = None,
    dropout: AtDropout = "refuse",
) -> GradientCheck:
    """Compare the gradient of `network.cost` with differences by every one of the P parameters.

    `gradient`, shape (P,), is checked in the place of `network.gradient`. One-sided differences
    err as ε, two-sided ones as ε². With `training=True` a network that has dropout is refused
    unless `dropout` says otherwise, since each evaluation would be of another cost.
    """
    check = Perturbation(network, X, y, penalty, training=training, dropout=dropout)
    if sides not in (1, 2):
        raise ValueError(f"sides must be 1 or 2; got {sides}")
    step = number_in("epsilon", epsilon or best_epsilon(sides=sides), gt=0)
    given = check.gradient() if gradient is None else _given(gradient, network)
    return GradientCheck(given, check.by_parameter(step, sides), network)


def check_directions(
    network: Network,
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    directions: int = 16,
    seed: Seed = 0,
    gradient: npt.ArrayLike | None = None,
    penalty: Penalties = None,
    training: bool = False,
    epsilon: float | None = None,
    dropout: AtDropout = "refuse",
) -> DirectionCheck:
    """Compare g · d with two-sided differences along random unit vectors d: quick, for any P.

    The entries of d are ±1/√P, with random signs.

    The arguments are those of `check_gradient`. A wrong gradient escapes only if its error is
    perpendicular to every direction.
    """
    integer_at_least("directions", directions, 1)
    check = Perturbation(network, X, y, penalty, training=training, dropout=dropout)
    given = check.gradient() if gradient is None else _given(gradient, network)
    signs = random_signs(generator(seed), (directions, len(given)))
    step, length = number_in("epsilon", epsilon or ALONG, gt=0), np.sqrt(len(given))
    return DirectionCheck(signs @ given / length, check.along(signs, step / length) / length)


def random_signs(generator: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Return an array of the shape whose entries are +1 or −1 with equal probability."""
    count = shape[0] * shape[1]
    bits = np.unpackbits(np.frombuffer(generator.bytes(-(-count // 8)), np.uint8), count=count)
    signs: Array = bits.reshape(shape) * 2.0
    signs -= 1
    return signs


def _given(gradient: npt.ArrayLike, network: Network) -> Array:
    given = np.asarray(gradient, np.float64)
    if given.shape != network.parameters.shape:
        raise ValueError(
            f"gradient must have shape (P,) = {network.parameters.shape}; got {given.shape}"
        )
    return given
