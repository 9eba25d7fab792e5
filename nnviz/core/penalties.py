"""Penalties on weights, which are added to the cost, and on activations.

Only entries of W are penalized, never biases, γ or β. With `per_example=True`, the default and
the lecture notes' convention, a strength λ is divided by the number m of training examples: the
notes' λ/2m is of a cost summed over the examples. With `per_example=False` it stands beside the
mean cost as in most libraries; Keras' L2 has no ½, so that its λ is half of the one here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import number_in


@dataclass(frozen=True)
class Penalty:
    """A term of strength λ in the cost; each method is one place where a penalty may act.

    `parameters`, `gradients` and `work` are (…, P); `weights` is (P,), 1 at the entries of the
    Ws and 0 elsewhere. All but `cost` act in place.

    What L2 adds goes through the gradient. L1 is taken by a proximal step that gives exact zeros
    (ISTA; Parikh & Boyd 2014, §4.2): after the optimizer's step each weight moves towards 0 by
    L1's share times the optimizer's `effective_rate`, and stops there. So with every optimizer,
    rate and schedule training comes to rest only where the penalized cost does not fall, which is
    at its lowest where it is convex. Where rates adapt to the gradients, a weight that
    has had none shrinks by ηλ/m, as under plain descent. RMSProp at a constant rate does not rest,
    but steps about the lowest cost. With L1:

    - On mini-batches training hovers about the lowest cost, and comes to it as the rate falls; to
      all of its zeros only with optimizers that average gradients, as momentum and Adam do.
    - `AdamW` and `DecoupledDecay` decay beside the cost, which is lowest only without decay.
    - After the proximal step, `MaxNorm` makes it that of the penalty and the ball together (Yu
      2013, On decomposing the proximal map): the cost is lowest among the weights that are
      allowed. That takes one rate for all parameters: with AdaGrad, RMSProp or Adam it is not.
    - Clipping limits the gradient of all but L1, which is not 0 where the whole cost is lowest: a
      limit below it leads elsewhere.
    """

    strength: float
    per_example: bool = True

    def __post_init__(self) -> None:
        number_in("strength", self.strength, ge=0)

    def scale(self, examples: int) -> float:
        """Return λ/m or λ, by the convention chosen."""
        return self.strength / examples if self.per_example else self.strength

    def shares(self, examples: int) -> tuple[float, float]:
        """Return the factors of Σ|W| and of ½‖W‖² in the cost; both are 0 unless said."""
        return 0.0, 0.0

    @property
    def proximal(self) -> bool:
        """Whether there is an L1 part, for which an optimizer must say its `effective_rate`."""
        return self.shares(1)[0] > 0

    def cost(self, parameters: Array, weights: Array, examples: int) -> Array:
        """Return what the penalty adds to the cost, (…,)."""
        cost = np.zeros(parameters.shape[:-1], parameters.dtype)
        W = parameters * weights
        l1, l2 = self.shares(examples)
        if l1:
            cost += np.abs(W).sum(axis=-1) * l1
        if l2:
            cost += squared_norm(W) * (0.5 * l2)
        return cost

    def add_gradient(
        self,
        parameters: Array,
        weights: Array,
        examples: int,
        gradients: Array,
        work: Array,
        *,
        smooth: bool = False,
    ) -> None:
        """Add the gradient of `cost`, sign W of |W|; if `smooth`, without L1's, for a step."""
        l1, l2 = self.shares(examples)
        if l2:
            np.multiply(parameters, weights, out=work)
            work *= l2
            gradients += work
        if l1 and not smooth:
            np.sign(parameters, out=work)
            work *= weights
            work *= l1
            gradients += work

    def before_step(self, parameters: Array, weights: Array, rate: Array) -> None:
        """Change the parameters before the optimizer's step, whose learning rate is `rate`."""

    def after_step(self, parameters: Array, weights: Array, examples: int, rate: Array) -> None:
        """Take the proximal step of L1, where `rate` is the optimizer's effective rate."""
        if l1 := self.shares(examples)[0]:
            shrink(parameters, weights * (rate * l1))


@dataclass(frozen=True)
class L1(Penalty):
    """λ/m Σ|W|, with subgradient λ/m sign W; λ Σ|W| when not per example."""

    def shares(self, examples: int) -> tuple[float, float]:
        """Return λ/m and 0."""
        return self.scale(examples), 0.0


@dataclass(frozen=True)
class L2(Penalty):
    """λ/2m ‖W‖², with gradient λ/m W; λ/2 ‖W‖² when not per example."""

    def shares(self, examples: int) -> tuple[float, float]:
        """Return 0 and λ/m."""
        return 0.0, self.scale(examples)


@dataclass(frozen=True)
class ElasticNet(Penalty):
    """λ/m (ρ Σ|W| + (1 − ρ)/2 ‖W‖²), ρ the `l1_ratio` (Zou & Hastie 2005, scikit-learn's form)."""

    l1_ratio: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        number_in("l1_ratio", self.l1_ratio, ge=0, le=1)

    def shares(self, examples: int) -> tuple[float, float]:
        """Return ρλ/m and (1 − ρ)λ/m."""
        scale = self.scale(examples)
        return scale * self.l1_ratio, scale * (1 - self.l1_ratio)


@dataclass(frozen=True)
class DecoupledDecay(Penalty):
    """W ← (1 − ηλ) W before each step (Loshchilov & Hutter 2019): no part of cost or gradient.

    For plain gradient descent this is L2 with `per_example=False`; for optimizers with a memory
    it is not. Unlike `AdamW` it leaves the biases alone.
    """

    per_example: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.per_example:
            raise ValueError("per_example must be False: decoupled decay is no part of the cost")

    def before_step(self, parameters: Array, weights: Array, rate: Array) -> None:
        """Shrink the weights by the factor 1 − ηλ."""
        parameters *= 1 - weights * (rate * self.strength)


@dataclass(frozen=True)
class Activity(Penalty):
    """A penalty on what the hidden units give out: the mean over the examples of λ Σ|a|.

    With `norm="l2"` it is λ/2 Σ a². Sums are over all hidden units, before dropout.
    """

    per_example: bool = False
    norm: Literal["l1", "l2"] = "l1"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.norm not in ("l1", "l2"):
            raise ValueError(f"norm must be 'l1' or 'l2'; got {self.norm!r}")
        if self.per_example:
            raise ValueError("per_example must be False: activities are averaged over examples")

    def activity_cost(self, a: Array) -> Array:
        """Return the penalty (…,) on activations a, (…, units, examples)."""
        each = np.abs(a) if self.norm == "l1" else 0.5 * np.square(a)
        mean: Array = each.sum(axis=-2).mean(axis=-1)
        return mean * self.strength

    def add_activity_gradient(self, a: Array, gradient: Array, work: Array) -> None:
        """Add λ/m sign a, or λ/m a, to `gradient`; all are (…, units, examples)."""
        if self.norm == "l1":
            np.sign(a, out=work)
            work *= self.strength / a.shape[-1]
        else:
            np.multiply(a, self.strength / a.shape[-1], out=work)
        gradient += work


Penalties: TypeAlias = Penalty | Sequence[Penalty] | None
"""One penalty, several, or none."""


def as_tuple(penalty: Penalties) -> tuple[Penalty, ...]:
    """Return the penalties asked for, as a tuple."""
    if penalty is None:
        return ()
    several = tuple(penalty) if isinstance(penalty, Sequence) else (penalty,)
    for each in several:
        if not isinstance(each, Penalty):
            raise TypeError(f"penalty must be a Penalty such as L2(0.1); got {each!r}")
    return several


def on_activities(penalties: Sequence[Penalty]) -> tuple[Activity, ...]:
    """Return those of the penalties that act on activations."""
    return tuple(penalty for penalty in penalties if isinstance(penalty, Activity))


def squared_norm(vectors: Array) -> Array:
    """Return ‖v‖² of vectors along the last axis."""
    return np.asarray(np.vecdot(vectors, vectors))


def shrink(parameters: Array, threshold: Array) -> None:
    """Soft-threshold in place: p ← sign(p) max(|p| − threshold, 0)."""
    magnitude = np.abs(parameters)
    magnitude -= threshold
    np.maximum(magnitude, 0, out=magnitude)
    np.copysign(magnitude, parameters, out=parameters)
