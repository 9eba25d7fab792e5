"""The settings at which each method contracts fastest on a quadratic, and what is left of a path.

For eigenvalues μ ≤ L of the Hessian and κ = L/μ; Lessard, Recht & Packard 2016, table 1.
"""

from math import sqrt

from nnviz.core.optimizers import GradientDescent, Momentum, Nesterov
from nnviz.core.surfaces import Quadratic


def best_descent(bowl: Quadratic) -> GradientDescent:
    r"""Return plain descent with $\eta = 2/(L + \mu)$; it contracts by $(\kappa-1)/(\kappa+1)$."""
    flat, steep = bowl.eigenvalues
    return GradientDescent(2 / (steep + flat))


def best_heavy_ball(bowl: Quadratic) -> Momentum:
    r"""Return heavy ball with $\eta = 4/(\sqrt L + \sqrt\mu)^2$ and $\beta = \rho^2$.

    It contracts by $\rho = (\sqrt\kappa - 1)/(\sqrt\kappa + 1)$ (Polyak 1964).
    """
    flat, steep = bowl.eigenvalues
    rho = (sqrt(steep) - sqrt(flat)) / (sqrt(steep) + sqrt(flat))
    return Momentum(4 / (sqrt(steep) + sqrt(flat)) ** 2, rho**2)


def best_nesterov(bowl: Quadratic) -> Nesterov:
    r"""Return Nesterov's method with $\eta = 4/(3L + \mu)$ and $\beta = (r - 2)/(r + 2)$.

    Here $r = \sqrt{3\kappa + 1}$; it contracts by $1 - 2/r$.
    """
    flat, steep = bowl.eigenvalues
    root = sqrt(3 * steep / flat + 1)
    return Nesterov(4 / (3 * steep + flat), (root - 2) / (root + 2))
