"""The way of a gradient through a network: start, forward, backward, update.

Arrays stand units by examples, a column an example, as the course writes them; leading axes are
the members of a stack. A is the activations a over a row of ones, and a layer's block is W over
b: so one product gives Wᵀa + b, and one gives ∂J/∂W with ∂J/∂b.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from nnviz.core.architecture import BatchNorm, Dense, Part, Room, Views
from nnviz.core.arrays import Array
from nnviz.core.checks import same_trailing_shape
from nnviz.core.examples import Shaped
from nnviz.core.losses import Loss
from nnviz.core.penalties import Activity, Penalty, on_activities

if TYPE_CHECKING:
    from nnviz.core.constraints import Clipping, Constraint
    from nnviz.core.optimizers import Optimizer

Generators: TypeAlias = Callable[[], Sequence[np.random.Generator]]
"""Gives the generators that draw masks, one for each member."""


def initialize(dense: Dense, views: Views, generator: np.random.Generator) -> None:
    """Draw W, and set b and β to 0 and γ to 1; `views` are those of one network."""
    W = np.asarray(dense.initializer(dense.inputs, dense.units, generator))
    same_trailing_shape("the initializer's weights", W, views.W.shape, "(fan_in, fan_out)")
    views.W[...], views.b[...] = W, 0
    views.gamma[...], views.beta[...] = 1, 0


class Layer:
    """One layer at work on m examples: its equations, each with its derivative."""

    def __init__(
        self, dense: Dense, own: Views, grad: Views, running: Array, room: Room, draw: Generators
    ) -> None:
        self.activation = dense.activation
        self.W, self.block_T, self.block_gradient = own.W, own.block.mT, grad.block
        self.A, self.u, self.z, self.a = room.A, room.u, room.z, room.a
        self.delta, self.delta_T, self.work = room.delta, room.delta.mT, room.work
        # dot is matmul, in less time for a single network; and for one unit multiply gives every
        # product of a column and a row, which matmul takes three times as long for in a stack
        stack = room.A.ndim > 2
        self.product: Any = np.matmul if stack else np.dot
        self.spread: Any = np.multiply if stack and dense.units == 1 else self.product
        norm = dense.batch_norm
        self.normalization = Normalization(norm, own, grad, running, room) if norm else None
        self.dropout = Dropout(dense.keep, room, draw) if dense.keep < 1 else None

    def forward(self, A: Array, training: bool) -> Array:
        """Take A of the layer below, (…, inputs + 1, m), to this layer's, (…, units + 1, m)."""
        self.weigh(A, training)
        self.activation.value(self.z, out=self.a)  # a = g(z)
        if self.dropout:
            self.dropout.forward(self.a, training)  # a ∘ mask
        return self.A

    def weigh(self, A: Array, training: bool) -> None:
        """Write z: the weighted inputs u, or γ û + β if the layer is normalized."""
        self.A_below = A
        self.product(self.block_T, A, out=self.u)  # u = Wᵀ @ a + b
        if self.normalization:
            self.normalization.forward(training)

    def backward(self, penalties: Sequence[Activity]) -> None:
        """Turn δ, the gradient by what was passed on, into that by z: δ ∘ g′(z)."""
        if self.dropout:
            self.dropout.backward(self.delta)
        for penalty in penalties:
            penalty.add_activity_gradient(self.a, self.delta, self.work)
        self.activation.backward(self.delta, self.z, self.a, self.work)

    def weigh_backward(self) -> None:
        """Write [∂J/∂W; ∂J/∂b] = A_below δᵀ, and ∂J/∂γ and ∂J/∂β, given δ = ∂J/∂z."""
        if self.normalization:
            self.normalization.backward(self.delta, self.work)
        self.product(self.A_below, self.delta_T, out=self.block_gradient)  # A @ δᵀ

    def backward_to(self, below: "Layer") -> None:
        """Write the δ of the layer below: W δ, the gradient by what it passed on."""
        self.spread(self.W, self.delta, out=below.delta)  # W @ δ


class Normalization:
    """Batch normalization (Ioffe & Szegedy 2015, algorithms 1 and 2): z = γ û + β.

    û = (u − mean) / √(variance + ε), with the mean and the biased variance of the batch while
    training, and with the running ones, (…, 2, units), at test time.
    """

    def __init__(
        self, settings: BatchNorm, own: Views, grad: Views, running: Array, room: Room
    ) -> None:
        self.settings, self.grad = settings, grad
        self.gamma, self.beta = own.gamma[..., np.newaxis], own.beta[..., np.newaxis]
        self.running = running[..., 0, :, np.newaxis], running[..., 1, :, np.newaxis]
        self.u, self.normalized, self.z = room.u, room.normalized, room.z
        self.scale = np.empty_like(self.gamma)

    def forward(self, training: bool) -> None:
        """Write z from u."""
        self.from_batch = training
        mean, variance = self.running
        if training:
            mean = self.u.mean(axis=-1, keepdims=True)
        np.subtract(self.u, mean, out=self.normalized)
        if training:
            variance = np.square(self.normalized, out=self.z).mean(axis=-1, keepdims=True)
        np.divide(1, np.sqrt(variance + self.settings.epsilon), out=self.scale)
        self.normalized *= self.scale
        np.multiply(self.gamma, self.normalized, out=self.z)
        self.z += self.beta
        self.seen = mean, variance

    def follow(self) -> None:
        """Move the running statistics towards those of the batch, with its unbiased variance."""
        (running_mean, running_variance), (mean, variance) = self.running, self.seen
        momentum, m = self.settings.momentum, self.u.shape[-1]
        running_mean += momentum * (mean - running_mean)
        running_variance += momentum * (variance * (m / (m - 1)) - running_variance)

    def backward(self, delta: Array, work: Array) -> None:
        """Turn ∂J/∂z into ∂J/∂u in place, and write ∂J/∂γ = Σ δ û and ∂J/∂β = Σ δ.

        With the batch's own statistics ∂J/∂u = γ / √(variance + ε) · (δ − mean δ − û · mean δû),
        the means over the batch; with running statistics the means fall away.
        """
        np.multiply(delta, self.normalized, out=work)
        d_gamma, d_beta = (each.sum(axis=-1, keepdims=True) for each in (work, delta))
        self.grad.gamma[...], self.grad.beta[...] = d_gamma[..., 0], d_beta[..., 0]
        if self.from_batch:
            m = delta.shape[-1]
            delta -= d_beta / m
            np.multiply(self.normalized, d_gamma / m, out=work)
            delta -= work
        delta *= self.gamma * self.scale


class Dropout:
    """Inverted dropout (Srivastava et al. 2014, §10): a ∘ mask while training, a at test time.

    A unit of an example is kept with probability `keep`, one minus the drop rate of Keras and
    PyTorch, and what is kept is divided by `keep`, so that expectations do not change.
    """

    def __init__(self, keep: float, room: Room, draw: Generators) -> None:
        self.keep, self.mask, self.draw = keep, room.mask, draw
        self.A, self.passed_on = room.A, room.A[..., :-1, :]

    def forward(self, a: Array, training: bool) -> Array:
        """Write what is passed on into A, and return it."""
        self.dropping = training
        if training:
            np.multiply(a, draw_mask(self.draw(), self.keep, self.mask), out=self.passed_on)
        else:
            np.copyto(self.passed_on, a)
        return self.A

    def backward(self, delta: Array) -> None:
        """Turn ∂J/∂(a ∘ mask) into ∂J/∂a in place."""
        if self.dropping:
            delta *= self.mask


def draw_mask(generators: Sequence[np.random.Generator], keep: float, out: Array) -> Array:
    """Fill `out` with 1 / keep where a unit is kept and 0 where it is dropped.

    `out` is (units, examples) for one generator, or (members, units, examples) with a generator
    for each member, whose draws are then those it would make alone.
    """
    for generator, mask in zip(generators, out.reshape(-1, *out.shape[-2:]), strict=True):
        generator.random(out=mask, dtype=mask.dtype)
    np.less(out, keep, out=out)
    out /= keep
    return out


@dataclass(eq=False)
class Pass:
    """The layers of a network, or of some members of a stack, in turn; dropout of inputs first."""

    layers: Sequence[Layer]
    loss: Loss
    inputs: Dropout | None
    part: Part

    def own(self, array: Array) -> Array:
        """Return its members' part of (members, rows, columns), or (rows, columns) as it is."""
        return array if array.ndim == 2 else array[self.part]

    def forward(self, A: Array, training: bool = False, *, frozen: int = 0, start: int = 0) -> None:
        """Go from A, (…, n + 1, m), which layer `start` takes in, up to the last layer's z.

        `training` drops units and normalizes by the batch, but not in the first `frozen` layers;
        inputs are dropped where none is frozen.
        """
        if self.inputs and training and not (frozen or start):
            A = self.inputs.forward(A[..., :-1, :], training)
        for i, layer in enumerate(self.layers[start:-1], start):
            A = layer.forward(A, training and i >= frozen)
        self.layers[-1].weigh(A, training)

    def outputs(self) -> Array:
        """Return the outputs a = g(z), (…, k, m), of the last layer."""
        last = self.layers[-1]
        return last.activation.value(last.z, out=last.a)

    def cost(self, y: Array, penalties: Sequence[Activity] = (), start: int = 0) -> Array:
        """Return the mean loss (…,) for targets y (…, k, m), and penalties on hidden layers."""
        cost = self.loss.cost(self.layers[-1].z, y, axis=-2)
        for penalty in penalties:
            for layer in self.layers[start:-1]:
                cost += penalty.activity_cost(layer.a)
        return cost

    def backward(self, y: Array, penalties: Sequence[Activity] = (), *, frozen: int = 0) -> None:
        """Write the gradient of `cost` by the parameters of all but the first `frozen` layers."""
        last = self.layers[-1]
        self.loss.gradient(last.z, self.outputs(), y, out=last.delta, axis=-2)  # δ = ∂J/∂z
        last.weigh_backward()
        for above, layer in pairwise(reversed(self.layers[frozen:])):
            above.backward_to(layer)
            layer.backward(penalties)
            layer.weigh_backward()


class Stack(Shaped, Protocol):
    """A network, or a stack of them, as it works: its buffers, and the passes through it."""

    gradients: Array
    weight_mask: Array
    starts: list[int]
    layers: tuple[Views, ...]

    @property
    def parameters(self) -> Array:
        """The flat buffer (…, P) of parameters."""

    def passes(self, m: int) -> list[Pass]:
        """Return the passes for m examples."""


@dataclass(eq=False)
class Step:
    """A step of training: forward and backward on a batch, then the update of the parameters.

    The first `frozen` layers keep theirs; `examples` is the m that penalties are divided by.
    """

    network: Stack
    optimizer: "Optimizer"
    penalties: Sequence[Penalty]
    clip: "Clipping | None"
    constraint: "Constraint | None"
    frozen: int
    examples: int

    def __post_init__(self) -> None:
        network, own = self.network, slice(self.network.starts[self.frozen], None)
        self.parameters, self.gradients = network.parameters[..., own], network.gradients[..., own]
        self.penalized = self.parameters, network.weight_mask[own], self.examples
        self.work = np.empty_like(self.parameters) if self.penalties else self.parameters
        self.activity = on_activities(self.penalties)
        self.state = self.optimizer.init(self.parameters)
        if any(penalty.proximal for penalty in self.penalties):
            with np.errstate(divide="ignore", invalid="ignore"):
                self.optimizer.effective_rate(self.state)  # who has none refuses now

    def propagate(self, A: Array, y: Array, cost: Array | None = None) -> None:
        """Fill the gradients with those of the batch's cost, and `cost` with itself if wanted."""
        network = self.network
        for layers in network.passes(A.shape[-1]):
            targets = layers.own(y)
            layers.forward(layers.own(A), True, frozen=self.frozen)
            layers.backward(targets, self.activity, frozen=self.frozen)
            for layer in layers.layers[self.frozen :]:
                if layer.normalization:
                    layer.normalization.follow()
            if cost is not None:
                cost[layers.part] = layers.cost(targets, self.activity)
        for penalty in self.penalties:
            if cost is not None:  # with that of frozen layers, as `Network.cost`
                cost += penalty.cost(network.parameters, network.weight_mask, self.examples)
            # L1 itself is taken by a proximal step after the update
            smooth: dict[str, Any] = {"smooth": True} if penalty.proximal else {}
            penalty.add_gradient(*self.penalized, self.gradients, self.work, **smooth)

    def update(self) -> None:
        """Move the parameters against the gradients, by the optimizer's rule."""
        if self.clip is not None:
            self.clip.apply(self.gradients)
        parameters, weights, _ = self.penalized
        for penalty in self.penalties:
            self.optimizer.make_ready(self.state)  # sets the rate
            penalty.before_step(parameters, weights, self.state.rate)
        self.optimizer.update(parameters, self.gradients, self.state)  # w ← w − η ∂J/∂w
        for penalty in self.penalties:
            own = self.optimizer.effective_rate(self.state) if penalty.proximal else self.state.rate
            penalty.after_step(*self.penalized, own)
        if self.constraint is not None:
            for views in self.network.layers[self.frozen :]:
                self.constraint.apply(views.W)
