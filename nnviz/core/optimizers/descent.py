"""Gradient descent: plain, with momentum, and with Nesterov's look-ahead."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in
from nnviz.core.optimizers.base import Optimizer, OptimizerState


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    r"""Step against the gradient: $w \leftarrow w - \eta g$.

    Stochastic or not is a matter of where the gradient comes from (Robbins & Monro 1951).
    """

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Change `p` in place by one step along `g`."""
        np.multiply(g, numbers.rate, out=work)
        p -= work

    def effective_rate(self, state: OptimizerState) -> Array:
        """Return η."""
        return state.rate


@dataclass(frozen=True)
class Momentum(Optimizer):
    r"""Step along a running sum, or a running average, of the gradients.

    Two forms are in use, and differ by a factor in the rate:

    - classical (`averaged=False`), the heavy ball of Polyak 1964:
      $v \leftarrow \beta v + g$, $w \leftarrow w - \eta v$, as in PyTorch and Optax's `trace`.
      A constant gradient is followed with steps that grow to $\eta g / (1 - \beta)$. Keras and
      scikit-learn put the rate inside $v$, which is the same only while it is constant.
    - averaged (`averaged=True`), the form of Ng's course:
      $v \leftarrow \beta v + (1 - \beta) g$, $w \leftarrow w - \eta v$, as in Optax's `ema`
      without debiasing. It equals the classical form with the rate $\eta (1 - \beta)$.
    """

    beta: float = 0.9
    averaged: bool = False

    slots: ClassVar[tuple[str, ...]] = ("velocity",)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "beta", number_in("beta", self.beta, ge=0, lt=1))

    def constants(self) -> dict[str, float]:
        """Return β and the weight 1 − β of the newest gradient in the averaged form."""
        return super().constants() | {"newest": 1 - self.beta}

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Change `p` and the velocity in place by one step along `g`."""
        (v,) = slots
        v *= numbers.beta
        v += np.multiply(g, numbers.newest, out=work) if self.averaged else g
        np.multiply(v, numbers.rate, out=work)
        p -= work

    def effective_rate(self, state: OptimizerState) -> Array:
        """Return η/(1 − β), or η in the averaged form."""
        return state.rate if self.averaged else state.rate / (1 - self.beta)


@dataclass(frozen=True)
class Nesterov(Optimizer):
    r"""Momentum whose gradient is taken where the velocity is about to carry the parameters.

    $v \leftarrow \beta v + g$, $w \leftarrow w - \eta (g + \beta v)$ with the new $v$, as in
    PyTorch, Optax, Keras and scikit-learn. Sutskever et al. 2013, eq. 3 and 4 take the gradient
    at $\theta + \mu v$; here $w$ is that point, so the gradient is always taken at $w$ itself.
    The $\theta$ of the paper is $w + \eta\beta v$.
    """

    beta: float = 0.9

    slots: ClassVar[tuple[str, ...]] = ("velocity",)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "beta", number_in("beta", self.beta, ge=0, lt=1))

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Change `p` and the velocity in place by one step along `g`."""
        (v,) = slots
        v *= numbers.beta
        v += g
        np.multiply(v, numbers.beta, out=work)
        work += g
        work *= numbers.rate
        p -= work

    def effective_rate(self, state: OptimizerState) -> Array:
        """Return η/(1 − β)."""
        return state.rate / (1 - self.beta)
