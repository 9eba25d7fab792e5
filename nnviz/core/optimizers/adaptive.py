"""Rates of their own for every parameter, from its squared gradients: AdaGrad and RMSProp."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in
from nnviz.core.optimizers.base import Optimizer, OptimizerState, rate_of_each


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    r"""Divide each parameter's rate by the root of the sum of its squared gradients so far.

    $s \leftarrow s + g^2$, $w \leftarrow w - \eta g / (\sqrt{s} + \epsilon)$ (Duchi et al. 2011,
    the diagonal form). As in PyTorch the sum starts at 0 and ε stands outside the root; Keras
    and Optax start it at 0.1 and put ε inside.

    With `epsilon=0` a constant gradient gives steps of exactly η/√t; a parameter whose gradient
    has always been 0 then becomes NaN.
    """

    epsilon: float = 1e-10

    slots: ClassVar[tuple[str, ...]] = ("squares",)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "epsilon", number_in("epsilon", self.epsilon, ge=0))

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Change `p` and the sum of squares in place by one step along `g`."""
        (s,) = slots
        np.multiply(g, g, out=work)
        s += work
        np.sqrt(s, out=work)
        work += numbers.epsilon
        np.divide(g, work, out=work)
        work *= numbers.rate
        p -= work

    def effective_rate(self, state: OptimizerState) -> Array:
        """Return η/(√s + ε), of the shape of the parameters, and η where there was no gradient."""
        return rate_of_each(state.rate, state.arrays["squares"], self.epsilon)


@dataclass(frozen=True)
class RMSProp(Optimizer):
    r"""Divide each parameter's rate by the root of a running average of its squared gradients.

    $s \leftarrow \gamma s + (1 - \gamma) g^2$, $w \leftarrow w - \eta g / (\sqrt{s} + \epsilon)$
    (Hinton 2012, lecture 6e). Like PyTorch, ε stands outside the root and γ is 0.99 unless
    given; Keras puts ε inside the root and takes γ = 0.9. The average is not corrected for its
    start at 0, so that the first step on a constant gradient is η/√(1 − γ).
    """

    gamma: float = 0.99
    epsilon: float = 1e-8

    slots: ClassVar[tuple[str, ...]] = ("squares",)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "gamma", number_in("gamma", self.gamma, ge=0, lt=1))
        object.__setattr__(self, "epsilon", number_in("epsilon", self.epsilon, ge=0))

    def constants(self) -> dict[str, float]:
        """Return γ, ε and the weight 1 − γ of the newest squared gradient."""
        return super().constants() | {"newest": 1 - self.gamma}

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Change `p` and the average of squares in place by one step along `g`."""
        (s,) = slots
        s *= numbers.gamma
        np.multiply(g, g, out=work)
        work *= numbers.newest
        s += work
        np.sqrt(s, out=work)
        work += numbers.epsilon
        np.divide(g, work, out=work)
        work *= numbers.rate
        p -= work

    def effective_rate(self, state: OptimizerState) -> Array:
        """Return η/(√s + ε), of the shape of the parameters, and η where there was no gradient."""
        return rate_of_each(state.rate, state.arrays["squares"], self.epsilon)
