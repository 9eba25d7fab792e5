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
    Ws and 0 elsewhere; `rate` is the learning rate of the step. All but `cost` act in place.
    """

    strength: float
    per_example: bool = True

    def __post_init__(self) -> None:
        number_in("strength", self.strength, ge=0)

    def scale(self, examples: int) -> float:
        """Return λ/m or λ, by the convention chosen."""
        return self.strength / examples if self.per_example else self.strength

    def cost(self, parameters: Array, weights: Array, examples: int) -> Array:
        """Return what the penalty adds to the cost, (…,)."""
        return np.zeros(parameters.shape[:-1], parameters.dtype)

    def add_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add the gradient of `cost` to `gradients`."""

    def add_step_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add what an optimizer shall see of the gradient: all of it unless it is proximal."""
        self.add_gradient(parameters, weights, examples, gradients, work)

    def before_step(self, parameters: Array, weights: Array, rate: Array) -> None:
        """Change the parameters before the optimizer's step."""

    def after_step(self, parameters: Array, weights: Array, examples: int, rate: Array) -> None:
        """Change the parameters after the optimizer's step."""


@dataclass(frozen=True)
class L2(Penalty):
    """λ/2m ‖W‖², with gradient λ/m W; λ/2 ‖W‖² when not per example."""

    def cost(self, parameters: Array, weights: Array, examples: int) -> Array:
        """Return λ/2m ‖W‖²."""
        return squared_norm(parameters * weights) * (0.5 * self.scale(examples))

    def add_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add λ/m W."""
        np.multiply(parameters, weights, out=work)
        work *= self.scale(examples)
        gradients += work


@dataclass(frozen=True)
class L1(Penalty):
    """λ/m Σ|W|; λ Σ|W| when not per example.

    Training takes it by a proximal step (ISTA; Parikh & Boyd 2014, §4.2) that gives exact zeros:
    after the optimizer's step of rate η, each weight moves towards 0 by ηλ/m and stops there.
    `add_gradient`, for gradient checks, is the subgradient λ/m sign W.
    """

    def cost(self, parameters: Array, weights: Array, examples: int) -> Array:
        """Return λ/m Σ|W|."""
        total: Array = np.abs(parameters * weights).sum(axis=-1)
        return total * self.scale(examples)

    def add_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add λ/m sign W."""
        np.sign(parameters, out=work)
        work *= weights
        work *= self.scale(examples)
        gradients += work

    def add_step_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add nothing: the proximal step after the optimizer's does it."""

    def after_step(self, parameters: Array, weights: Array, examples: int, rate: Array) -> None:
        """Shrink every weight by ηλ/m towards 0."""
        shrink(parameters, weights * (rate * self.scale(examples)))


@dataclass(frozen=True)
class ElasticNet(Penalty):
    """λ/m (ρ Σ|W| + (1 − ρ)/2 ‖W‖²), ρ the `l1_ratio` (Zou & Hastie 2005, scikit-learn's form).

    The first term is taken by a proximal step, the second through the gradient.
    """

    l1_ratio: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        number_in("l1_ratio", self.l1_ratio, ge=0, le=1)

    @property
    def parts(self) -> tuple[L1, L2]:
        """The two penalties that it is the sum of."""
        return (
            L1(self.strength * self.l1_ratio, self.per_example),
            L2(self.strength * (1 - self.l1_ratio), self.per_example),
        )

    def cost(self, parameters: Array, weights: Array, examples: int) -> Array:
        """Return the sum of both terms."""
        l1, l2 = self.parts
        return l1.cost(parameters, weights, examples) + l2.cost(parameters, weights, examples)

    def add_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add the gradients of both terms."""
        for part in self.parts:
            part.add_gradient(parameters, weights, examples, gradients, work)

    def add_step_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add the gradient of the smooth term."""
        self.parts[1].add_gradient(parameters, weights, examples, gradients, work)

    def after_step(self, parameters: Array, weights: Array, examples: int, rate: Array) -> None:
        """Take the proximal step of the first term."""
        self.parts[0].after_step(parameters, weights, examples, rate)


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

    def add_gradient(
        self, parameters: Array, weights: Array, examples: int, gradients: Array, work: Array
    ) -> None:
        """Add nothing."""

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
