"""Fully connected networks, one or a stack of them, with their parameters in one buffer."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from math import ceil
from typing import Any, Self
from weakref import proxy

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from nnviz.core import architecture, inspection
from nnviz.core.activations import Activation, choose_activation
from nnviz.core.architecture import BatchNorm, Dense, OneOrEach, Room, Views, each
from nnviz.core.arrays import Array, Seed
from nnviz.core.checks import float_type, integer_at_least, number_in
from nnviz.core.choices import choose
from nnviz.core.examples import examples, input_rows
from nnviz.core.initializers import Initializer, choose_initializer
from nnviz.core.layers import Dropout, Layer, Pass, initialize
from nnviz.core.losses import LOSSES, Loss
from nnviz.core.penalties import Penalties, as_tuple, on_activities
from nnviz.core.seeds import member_generators

HE_INITIALIZED = ("relu", "leaky_relu", "elu", "gelu")
"""Activations whose layers start from He's distribution unless another is asked for."""

CACHE = 1 << 21
"""Bytes of parameters and work arrays that members propagated together may take."""

SHAPES_KEPT = 4
"""For so many numbers of examples the work arrays are kept; the oldest go first."""


class Network:
    """Dense layers of any sizes, with a loss; `members=R` makes it a stack of R networks.

        network = Network([2, 16, 16, 1], hidden="tanh", loss="binary", seed=0)
        history = train(network, X, y, Adam(0.01), epochs=100, batch_size=32)
        network.accuracy(X_dev, y_dev)

    `sizes` are the features, the units of each hidden layer, and the outputs. `hidden`,
    `batch_norm` and `keep` (the probability with which dropout keeps a unit) are given once, or
    one for each hidden layer; `initializer` once or one for each layer, by default "he" below
    ReLU and its kin and "xavier" elsewhere. `loss` is "binary" (sigmoid output), "multiclass"
    (softmax) or "mse" (linear, unless `output` names another activation). Activations,
    initializers and losses may be objects of one's own.

    A stack has parameters of shape (members, P), and every method gives one result for each
    member. X is then (examples, features) for all, or (members, examples, features), and y
    likewise. Member r of a stack with seed s starts, and trains, exactly as a single network
    with seed s + r; a list gives each member's seed.

    `dense` says what the layers are, `layers` are their views of `parameters`, and `starts` is
    where their parts of it start, with P last. `gradients` is the buffer that `gradient` and
    training fill, `statistics` that of `running`, each layer's running mean and variance, (…, 2,
    units), of no units unless normalized. `generators`, one for each member, drew the weights and
    go on to draw batch orders and dropout masks; others may be assigned.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        hidden: OneOrEach[str | Activation] = "tanh",
        output: str | Activation | None = None,
        loss: str | Loss = "binary",
        initializer: OneOrEach[str | Initializer] | None = None,
        batch_norm: OneOrEach[bool | BatchNorm] = False,
        keep: OneOrEach[float] = 1.0,
        keep_input: float = 1.0,
        seed: Seed | Sequence[Seed] = 0,
        members: int | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        units, count = architecture.checked_sizes(sizes), len(sizes) - 2
        self.loss = choose("loss", loss, LOSSES, Loss)
        if output is not None:
            self.loss = self.loss.with_output(choose_activation("output", output))
        chosen = [*each("hidden", hidden, count, choose_activation), self.loss.activation]
        if initializer is None:
            initializer = ["he" if g.name in HE_INITIALIZED else "xavier" for g in chosen]
        starts = each("initializer", initializer, count + 1, choose_initializer)
        norms = [*each("batch_norm", batch_norm, count, architecture.normalization), None]
        probability = partial(number_in, gt=0, le=1)
        keeps = [*each("keep", keep, count, probability), 1.0]
        self.keep_input = probability("keep_input", keep_input)
        activations = [activation.along(-2) for activation in chosen]
        self.dense = tuple(map(Dense, units[:-1], units[1:], activations, starts, norms, keeps))
        if members is None and isinstance(seed, Sequence):
            members = len(seed)
        leading = () if members is None else (integer_at_least("members", members, 1),)
        self.generators = member_generators(seed, members)
        normalized = [dense.units for dense in self.dense if dense.batch_norm]
        self.statistics = np.concatenate([[], *(np.repeat([0.0, 1.0], n) for n in normalized)])
        size = sum(dense.size for dense in self.dense)
        self._parameters = np.zeros((*leading, size), float_type("dtype", dtype))
        self.__setstate__({})
        for row, generator in zip(self.parameters.reshape(-1, size), self.generators, strict=True):
            for dense, views in zip(self.dense, self.views(row), strict=True):
                initialize(dense, views, generator)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Hold the buffer of parameters, and copies of the running statistics."""
        vars(self).update(state)
        *leading, _ = self._parameters.shape
        self.dtype: np.dtype[np.floating[Any]] = self._parameters.dtype
        self.members = leading[0] if leading else None
        self.sizes: tuple[int, ...] = (self.dense[0].inputs, *(layer.units for layer in self.dense))
        self.starts = list(accumulate((layer.size for layer in self.dense), initial=0))
        # zeros_like would write to memory that a network which is only asked for costs never needs
        self.gradients: Array = np.zeros(self._parameters.shape, self.dtype)
        self.layers = self.views(self._parameters)
        self.weight_mask: Array = np.zeros(self.starts[-1], self.dtype)
        for views in self.views(self.weight_mask):
            views.W[...] = 1
        numbers = [2 * layer.units if layer.batch_norm else 0 for layer in self.dense]
        statistics = np.broadcast_to(self.statistics, (*leading, sum(numbers)))
        self.statistics = np.array(statistics, self.dtype)
        ends = pairwise(accumulate(numbers, initial=0))
        parts = (self.statistics[..., start:end] for start, end in ends)
        self.running: list[Array] = [part.reshape(*leading, 2, -1) for part in parts]
        # by a proxy: a network that is held by what it holds would not go at once
        self._passes = lru_cache(SHAPES_KEPT)(partial(type(self)._made_passes, proxy(self)))

    def __getstate__(self) -> dict[str, Any]:
        names = ("dense", "loss", "keep_input", "generators", "statistics", "_parameters")
        return {name: getattr(self, name) for name in names}

    def _like(self, **numbers: Any) -> Self:
        """Return a network of the same layers that holds these numbers."""
        other = object.__new__(type(self))
        other.__setstate__(self.__getstate__() | numbers)
        return other

    @property
    def parameters(self) -> Array:
        """The flat buffer (…, P) itself; assigning to it copies the values into it."""
        return self._parameters

    @parameters.setter
    def parameters(self, values: ArrayLike) -> None:
        given, own = np.asarray(values), self._parameters
        if given.shape not in (own.shape, own.shape[-1:]):
            raise ValueError(f"parameters must have shape {own.shape}; got {given.shape}")
        own[...] = given

    def views(self, buffer: Array) -> tuple[Views, ...]:
        """Return each layer's W, b, γ and β within any buffer (…, P), a gradient for example."""
        ends = zip(self.dense, pairwise(self.starts), strict=True)
        return tuple(Views(dense, buffer[..., start:end]) for dense, (start, end) in ends)

    def parameter_name(self, index: int) -> str:
        """Return the name of a parameter of the flat buffer, as `layer 2, W[3, 1]`."""
        for number, views in enumerate(self.views(np.arange(self.starts[-1], dtype=float)), 1):
            for name in ("W", "b", "gamma", "beta"):
                for place in np.argwhere(getattr(views, name) == index).tolist():
                    return f"layer {number}, {name}{place}"
        raise IndexError(f"index must be at least 0 and below {self.starts[-1]}; got {index}")

    def outputs(self, X: ArrayLike, *, training: bool = False) -> Array:
        """Return the outputs, (…, examples, outputs): probabilities if the network classifies.

        With `training=True`, here and below, dropout is on and batch normalization uses the
        batch's own statistics (without changing the running ones).
        """
        rows = input_rows(self, X, training=training)
        m, k = rows.shape[-2], self.sizes[-1]
        outputs = np.empty((*self.parameters.shape[:-1], m, k), self.dtype)
        for layers in self.passes(m):
            layers.forward(layers.own(rows).mT, training)
            outputs[layers.part] = layers.outputs().mT
        return outputs

    def cost(
        self, X: ArrayLike, y: ArrayLike, *, penalty: Penalties = None, training: bool = False
    ) -> Array:
        """Return the mean loss (…,) over the examples, plus any penalty with m = examples."""
        data, penalties = examples(self, X, y, training=training), as_tuple(penalty)
        cost = np.empty(self.parameters.shape[:-1], self.dtype)
        for layers in self.passes(data.count):
            layers.forward(layers.own(data.rows).mT, training)
            cost[layers.part] = layers.cost(layers.own(data.targets).mT, on_activities(penalties))
        for one in penalties:
            cost += one.cost(self.parameters, self.weight_mask, data.count)
        return np.asarray(cost)[()]

    def gradient(
        self, X: ArrayLike, y: ArrayLike, *, penalty: Penalties = None, training: bool = False
    ) -> Array:
        """Return the gradient (…, P) of `cost` with the same arguments, in a new array."""
        data, penalties = examples(self, X, y, training=training), as_tuple(penalty)
        for layers in self.passes(data.count):
            layers.forward(layers.own(data.rows).mT, training)
            layers.backward(layers.own(data.targets).mT, on_activities(penalties))
        gradient, work = self.gradients.copy(), np.empty_like(self.gradients)
        for one in penalties:
            one.add_gradient(self.parameters, self.weight_mask, data.count, gradient, work)
        return gradient

    inspect = inspection.inspect

    def predict(self, X: ArrayLike) -> Any:
        """Return labels (…, examples) if the network classifies, otherwise its outputs."""
        return self.loss.predict(self.outputs(X))

    def accuracy(self, X: ArrayLike, y: ArrayLike) -> Array:
        """Return the share (…,) of labels that are predicted."""
        if not self.loss.classifies:
            raise TypeError(f"accuracy needs a network that classifies; this one has {self.loss}")
        right = self.predict(X) == self.loss.predict(examples(self, X, y).targets)
        return np.asarray(right.reshape(*self.parameters.shape[:-1], -1).mean(axis=-1))[()]

    def error_rate(self, X: ArrayLike, y: ArrayLike) -> Array:
        """Return the share (…,) of labels that are not predicted."""
        return 1 - self.accuracy(X, y)

    def fitting(self, m: int) -> int:
        """Return how many networks, at least one, fit the cache together with m examples each."""
        numbers = 2 * self.starts[-1] + 4 * sum(self.sizes[1:]) * m
        return max(1, CACHE // (numbers * int(self.dtype.itemsize)))

    def passes(self, m: int) -> list[Pass]:
        """Return the passes for m examples, each for such members as fit the cache; made once."""
        return self._passes(m)

    def _made_passes(self, m: int) -> list[Pass]:
        members = self.members or 1
        at_once = ceil(members / ceil(members / self.fitting(m)))
        leading = () if self.members is None else (at_once,)
        rooms = [Room(dense, leading, m, self.dtype) for dense in self.dense]
        if self.keep_input < 1:
            inputs = replace(self.dense[0], units=self.sizes[0], keep=self.keep_input)
            taken_in = Room(inputs, leading, m, self.dtype)

        def generators(some: slice) -> list[np.random.Generator]:
            return self.generators[some]  # looked up as masks are drawn: others may be assigned

        passes = []
        for first in range(0, members, at_once):
            which = slice(first, first + at_once)
            part, own = (..., ...) if self.members is None else (which, slice(members - first))
            draw = partial(generators, which)
            buffers = self.views(self.parameters[part]), self.views(self.gradients[part])
            running, room = [each[part] for each in self.running], [each[own] for each in rooms]
            parts = zip(self.dense, *buffers, running, room, strict=True)
            dropout = Dropout(self.keep_input, taken_in[own], draw) if self.keep_input < 1 else None
            layers = [Layer(*each, draw) for each in parts]
            passes.append(Pass(layers, self.loss, dropout, part))
        return passes

    def with_parameters(self, parameters: Array) -> Self:
        """Return a network, or a stack, like this single one, on parameters of shape (…, P).

        The array becomes its buffer. The members of a stack share this network's generator.
        """
        if self.members is not None:
            raise ValueError("with_parameters is for a single network; take a member of the stack")
        own = np.ascontiguousarray(parameters, self.dtype)
        if own.shape[-1:] != self.parameters.shape or own.ndim > 2:
            raise ValueError(
                f"parameters must have shape (P,) = {self.parameters.shape} or (members, P); "
                f"got {own.shape}"
            )
        return self._like(_parameters=own, generators=self.generators * (own.size // own.shape[-1]))

    def member(self, index: int) -> Self:
        """Return a copy of one member of a stack, as a single network."""
        if self.members is None:
            raise ValueError("member is for a stack; this network is a single one")
        parameters, statistics = self.parameters[index], self.statistics[index]
        generators = [self.generators[index]]
        alone = self._like(_parameters=parameters, statistics=statistics, generators=generators)
        return alone.copy()

    def copy(self) -> Self:
        """Return a network with the same numbers, and generators in the same state, of its own."""
        return deepcopy(self)

    __copy__ = copy

    def __repr__(self) -> str:
        hidden = ", ".join(dense.activation.name for dense in self.dense)
        stack = "" if self.members is None else f"{self.members} members, "
        return (
            f"Network({list(self.sizes)}: {hidden}; loss {self.loss.name}, {stack}"
            f"{self.starts[-1]} parameters, {self.dtype})"
        )
