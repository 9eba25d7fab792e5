"""Adam, and AdamW with its decoupled weight decay."""

from dataclasses import dataclass
from math import sqrt
from types import SimpleNamespace
from typing import ClassVar

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in
from nnviz.core.optimizers.base import Optimizer, OptimizerState, Rate, rate_of_each


@dataclass(frozen=True)
class Adam(Optimizer):
    r"""Momentum divided by the root of the average squared gradient, both corrected for bias.

    Kingma & Ba 2015, algorithm 1: $m \leftarrow \beta_1 m + (1 - \beta_1) g$,
    $v \leftarrow \beta_2 v + (1 - \beta_2) g^2$, $\hat m = m / (1 - \beta_1^t)$,
    $\hat v = v / (1 - \beta_2^t)$, $w \leftarrow w - \eta \hat m / (\sqrt{\hat v} + \epsilon)$.
    ε is added to the corrected root, as in the paper, PyTorch and Optax; Keras and scikit-learn
    add it to the uncorrected $\sqrt v$, which makes it larger in the first steps.

    Computed in the order of the paper's section 2, which corrects the rate and ε instead of the
    two arrays: the same to rounding. `bias_correction=False` leaves the hats off.
    """

    rate: Rate = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    bias_correction: bool = True

    slots: ClassVar[tuple[str, ...]] = ("mean", "square")

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "beta1", number_in("beta1", self.beta1, ge=0, lt=1))
        object.__setattr__(self, "beta2", number_in("beta2", self.beta2, ge=0, lt=1))
        object.__setattr__(self, "epsilon", number_in("epsilon", self.epsilon, ge=0))

    def constants(self) -> dict[str, float]:
        """Return β₁, β₂ and ε, and the weights 1 − β of the newest gradient and its square."""
        return super().constants() | {"newest1": 1 - self.beta1, "newest2": 1 - self.beta2}

    def init(self, parameters: Array) -> OptimizerState:
        """Return the state before the first update of `parameters`, shape (..., P)."""
        state = super().init(parameters)
        state.numbers.corrected_rate = state.numbers.rate.copy()
        return state

    def prepare(self, state: OptimizerState) -> None:
        """Set the rate of the coming step, and correct it and ε for the averages' start at 0."""
        super().prepare(state)
        numbers, t = state.numbers, state.step + 1
        c1, c2 = (1 - self.beta1**t, 1 - self.beta2**t) if self.bias_correction else (1.0, 1.0)
        numbers.corrected_rate[...] = _arithmetic(numbers.rate) * (sqrt(c2) / c1)
        numbers.epsilon[...] = self.epsilon * sqrt(c2)

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Change `p` and both averages in place by one step along `g`."""
        m, v = slots
        m *= numbers.beta1
        np.multiply(g, numbers.newest1, out=work)
        m += work
        v *= numbers.beta2
        np.multiply(g, g, out=work)
        work *= numbers.newest2
        v += work
        np.sqrt(v, out=work)
        work += numbers.epsilon
        np.divide(m, work, out=work)
        work *= numbers.corrected_rate
        p -= work

    def effective_rate(self, state: OptimizerState) -> Array:
        r"""Return $\eta / (\sqrt{\hat v} + \epsilon)$, and η where there was no gradient yet."""
        c2 = 1 - self.beta2**state.step if self.bias_correction else 1.0
        return rate_of_each(state.rate, state.arrays["square"] / c2, self.epsilon)


@dataclass(frozen=True)
class AdamW(Adam):
    r"""Adam with weight decay that does not pass through the averages.

    Before each of Adam's steps $w \leftarrow (1 - \eta\lambda) w$ (Loshchilov & Hutter 2019,
    algorithm 2, with the rate η multiplying λ as in PyTorch and Optax). Weight decay added to
    the gradient instead is coupled, and is a penalty. All parameters decay, biases too.
    """

    weight_decay: float = 0.01

    def __post_init__(self) -> None:
        super().__post_init__()
        decay = number_in("weight_decay", self.weight_decay, ge=0)
        object.__setattr__(self, "weight_decay", decay)

    def init(self, parameters: Array) -> OptimizerState:
        """Return the state before the first update of `parameters`, shape (..., P)."""
        state = super().init(parameters)
        state.numbers.shrink = state.numbers.rate.copy()
        return state

    def prepare(self, state: OptimizerState) -> None:
        """Set the coming step's numbers: Adam's, and the factor 1 − ηλ."""
        super().prepare(state)
        rate = _arithmetic(state.numbers.rate)
        state.numbers.shrink[...] = 1 - rate * self.weight_decay

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Shrink `p`, then change it and both averages in place by Adam's step along `g`."""
        p *= numbers.shrink
        super().rule(p, g, work, numbers, *slots)

    def effective_rate(self, state: OptimizerState) -> Array:
        """Return Adam's: the decay does not depend on the gradient."""
        return super().effective_rate(state)


def _arithmetic(rate: Array) -> float | Array:
    """Return a single rate as a Python float, with which a few sums are five times as fast."""
    return float(rate) if rate.ndim == 0 else rate
