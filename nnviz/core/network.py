"""Fully connected networks, one or a stack of them, with their parameters in one buffer."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cached_property, partial
from itertools import accumulate, pairwise
from math import ceil
from operator import getitem
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nnviz.core import architecture
from nnviz.core.activations import Activation, choose_activation
from nnviz.core.architecture import BatchNorm, Dense, OneOrEach, Room, Views, each
from nnviz.core.arrays import Array, Seed
from nnviz.core.checks import float_type, integer_at_least
from nnviz.core.choices import choose
from nnviz.core.examples import examples, input_rows, target_rows
from nnviz.core.initializers import Initializer, choose_initializer
from nnviz.core.inspection import Inspection, inspect
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

    `dense` says what the layers are, `layers` are their views of `parameters`. `gradients` is the
    buffer that `gradient` and training fill, `statistics` that of the running means and
    variances, and `generators` (one for each member) drew the weights and go on to draw batch
    orders and dropout masks.
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
        dtype: npt.DTypeLike = np.float64,
    ) -> None:
        units, count = architecture.checked_sizes(sizes), len(sizes) - 2
        criterion = choose("loss", loss, LOSSES, Loss)
        if output is not None:
            criterion = criterion.with_output(choose_activation("output", output))
        activations = [*each("hidden", hidden, count, choose_activation), criterion.activation]
        if initializer is None:
            initializer = ["he" if a.name in HE_INITIALIZED else "xavier" for a in activations]
        starts = each("initializer", initializer, count + 1, choose_initializer)
        norms = each("batch_norm", batch_norm, count, architecture.normalization)
        keeps = each("keep", keep, count, architecture.probability)
        dense = tuple(
            Dense(inputs, outputs, activation.along(-2), start, norm, kept)
            for (inputs, outputs), activation, start, norm, kept in zip(
                pairwise(units), activations, starts, [*norms, None], [*keeps, 1.0], strict=True
            )
        )
        if members is None and isinstance(seed, Sequence):
            members = len(seed)
        leading = () if members is None else (integer_at_least("members", members, 1),)
        size = sum(layer.size for layer in dense)
        normalized = [np.repeat([0.0, 1.0], layer.units) for layer in dense if layer.batch_norm]
        self.__setstate__(
            {
                "dense": dense,
                "loss": criterion,
                "keep_input": architecture.probability("keep_input", keep_input),
                "parameters": np.zeros((*leading, size), float_type("dtype", dtype)),
                "statistics": np.concatenate([[], *normalized]),
                "generators": member_generators(seed, members),
            }
        )
        for row, generator in zip(self.parameters.reshape(-1, size), self.generators, strict=True):
            for layer, views in zip(dense, self.views(row), strict=True):
                initialize(layer, views, generator)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Hold `parameters` as the buffer, and copies of the running statistics."""
        self.dense: tuple[Dense, ...] = state["dense"]
        self.loss: Loss = state["loss"]
        self.keep_input: float = state["keep_input"]
        self._generators: list[np.random.Generator] = list(state["generators"])
        self._parameters: Array = state["parameters"]
        self.dtype: np.dtype[np.floating[Any]] = self._parameters.dtype
        self.members = None if self._parameters.ndim == 1 else len(self._parameters)
        self.gradients = np.zeros(self._parameters.shape, self.dtype)
        shape = (*self._parameters.shape[:-1], state["statistics"].shape[-1])
        self.statistics = np.array(np.broadcast_to(state["statistics"], shape), self.dtype)
        self.layers = self.views(self._parameters)
        self._passes: dict[tuple[int, bool], list[Pass]] = {}

    def __getstate__(self) -> dict[str, Any]:
        names = ("dense", "loss", "keep_input", "parameters", "statistics", "generators")
        return {name: getattr(self, name) for name in names}

    def _like(self, **numbers: Any) -> Self:
        """Return a network of the same layers that holds these numbers."""
        other = object.__new__(type(self))
        other.__setstate__(self.__getstate__() | numbers)
        return other

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of features, and of units in each layer."""
        return (self.dense[0].inputs, *(dense.units for dense in self.dense))

    @cached_property
    def starts(self) -> list[int]:
        """Where in the flat buffer each layer's parameters start, and the last one's end, P."""
        return list(accumulate((dense.size for dense in self.dense), initial=0))

    @cached_property
    def weight_mask(self) -> Array:
        """1 for each of the P parameters that is an entry of a W, and 0 for the others."""
        mask = np.zeros(self.starts[-1], self.dtype)
        for views in self.views(mask):
            views.W[...] = 1
        return mask

    @property
    def parameters(self) -> Array:
        """The flat buffer (…, P) itself; assigning to it copies the values into it."""
        return self._parameters

    @parameters.setter
    def parameters(self, values: npt.ArrayLike) -> None:
        given, own = np.asarray(values), self._parameters
        if given.ndim == 0 or given.shape != own.shape[own.ndim - given.ndim :]:
            raise ValueError(f"parameters must have shape {own.shape}; got {given.shape}")
        own[...] = given

    @property
    def generators(self) -> list[np.random.Generator]:
        """One for each member; assigning to it puts others into the list that passes draw from."""
        return self._generators

    @generators.setter
    def generators(self, others: Sequence[np.random.Generator]) -> None:
        self._generators[:] = others

    def views(self, buffer: Array) -> tuple[Views, ...]:
        """Return each layer's W, b, γ and β within any buffer (…, P), a gradient for example."""
        ends = zip(self.dense, pairwise(self.starts), strict=True)
        return tuple(dense.views(buffer[..., start:end]) for dense, (start, end) in ends)

    @property
    def running(self) -> list[Array]:
        """Each layer's running mean and variance, (…, 2, units); of no units unless normalized."""
        sizes = [dense.units if dense.batch_norm else 0 for dense in self.dense]
        ends = pairwise(accumulate((2 * size for size in sizes), initial=0))
        parts = (self.statistics[..., start:end] for start, end in ends)
        return [part.reshape(*part.shape[:-1], 2, -1) for part in parts]

    def parameter_name(self, index: int) -> str:
        """Return the name of a parameter of the flat buffer, as `layer 2, W[3, 1]`."""
        if not 0 <= index < self.starts[-1]:
            raise IndexError(f"index must be at least 0 and below {self.starts[-1]}; got {index}")
        layer = int(np.searchsorted(self.starts, index, side="right")) - 1
        name = self.dense[layer].parameter_name(index - self.starts[layer])
        return f"layer {layer + 1}, {name}"

    def outputs(self, X: npt.ArrayLike, *, training: bool = False) -> Array:
        """Return the outputs, (…, examples, outputs): probabilities if the network classifies.

        With `training=True`, here and below, dropout is on and batch normalization uses the
        batch's own statistics (without changing the running ones).
        """
        rows = input_rows(self, X)
        m = self.checked_batch(rows.shape[-2], training=training)
        outputs = np.empty((*self.parameters.shape[:-1], m, self.dense[-1].units), self.dtype)
        for layers in self.passes(m):
            layers.forward(layers.own(rows).mT, training)
            outputs[layers.part] = layers.outputs().mT
        return outputs

    def cost(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        penalty: Penalties = None,
        training: bool = False,
    ) -> Array:
        """Return the mean loss (…,) over the examples, plus any penalty with m = examples."""
        data, penalties = examples(self, X, y), as_tuple(penalty)
        cost = np.empty(self.parameters.shape[:-1], self.dtype)
        for layers in self.passes(self.checked_batch(data.count, training=training)):
            layers.forward(layers.own(data.rows).mT, training)
            cost[layers.part] = layers.cost(layers.own(data.targets).mT, on_activities(penalties))
        for one in penalties:
            cost += one.cost(self.parameters, self.weight_mask, data.count)
        return np.asarray(cost)[()]

    def gradient(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        penalty: Penalties = None,
        training: bool = False,
    ) -> Array:
        """Return the gradient (…, P) of `cost` with the same arguments, in a new array."""
        data, penalties = examples(self, X, y), as_tuple(penalty)
        for layers in self.passes(self.checked_batch(data.count, training=training)):
            layers.forward(layers.own(data.rows).mT, training)
            layers.backward(layers.own(data.targets).mT, on_activities(penalties))
        gradient: Array = self.gradients.copy()
        work = np.empty_like(gradient)
        for one in penalties:
            one.add_gradient(self.parameters, self.weight_mask, data.count, gradient, work)
        return gradient

    def predict(self, X: npt.ArrayLike) -> Any:
        """Return labels (…, examples) if the network classifies, otherwise its outputs."""
        return self.loss.predict(self.outputs(X))

    def accuracy(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Return the share (…,) of labels that are predicted."""
        if not self.loss.classifies:
            raise TypeError(f"accuracy needs a network that classifies; this one has {self.loss}")
        outputs = self.outputs(X)
        targets = target_rows(self, y, outputs.shape[-2])
        right = self.loss.predict(outputs) == self.loss.predict(targets)
        return np.asarray(right.reshape(*self.parameters.shape[:-1], -1).mean(axis=-1))[()]

    def error_rate(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Return the share (…,) of labels that are not predicted."""
        return 1 - self.accuracy(X, y)

    def inspect(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike | None = None,
        *,
        penalty: Penalties = None,
        training: bool = False,
    ) -> Inspection:
        """Return every layer's z and a, (…, examples, units), and with y the gradients by z."""
        return inspect(self, X, y, as_tuple(penalty), training=training)

    def passes(self, m: int, *, together: bool = False) -> list[Pass]:
        """Return the passes for m examples, each for its part of the members; made once.

        Members go in parts that fit the cache, or with `together` all at once.
        """
        if (m, together) not in self._passes:
            while len(self._passes) >= SHAPES_KEPT:
                del self._passes[next(iter(self._passes))]
            self._passes[m, together] = list(self._made_passes(m, together))
        return self._passes[m, together]

    def fitting(self, m: int) -> int:
        """Return how many networks, at least one, fit the cache together with m examples each."""
        numbers = 2 * self.starts[-1] + 4 * sum(self.sizes[1:]) * m
        return max(1, CACHE // (numbers * int(self.dtype.itemsize)))

    def _made_passes(self, m: int, together: bool) -> Iterator[Pass]:
        members = self.members or 1
        at_once = members if together else ceil(members / ceil(members / self.fitting(m)))
        leading = () if self.members is None else (at_once,)
        rooms = [Room(dense, leading, m, self.dtype) for dense in self.dense]
        if self.keep_input < 1:
            inputs = replace(self.dense[0], units=self.sizes[0], keep=self.keep_input)
            taken_in = Room(inputs, leading, m, self.dtype)
        for first in range(0, members, at_once):
            which = slice(first, min(first + at_once, members))
            part, own = (..., ...) if self.members is None else (which, slice(which.stop - first))
            generators = partial(getitem, self.generators, which)
            layers = [
                Layer(*parts, generators)
                for parts in zip(
                    self.dense,
                    self.views(self.parameters[part]),
                    self.views(self.gradients[part]),
                    (running[part] for running in self.running),
                    (room[own] for room in rooms),
                    strict=True,
                )
            ]
            dropout = None
            if self.keep_input < 1:
                dropout = Dropout(self.keep_input, taken_in[own], generators)
            yield Pass(layers, self.loss, dropout, part)

    def checked_batch(self, m: int, *, training: bool, frozen: int = 0) -> int:
        """Return m, unless batch normalization would have to take the variance of one example."""
        if training and m == 1 and any(dense.batch_norm for dense in self.dense[frozen:]):
            raise ValueError(
                "batch normalization needs at least 2 examples in a training batch; got 1. "
                "Choose a batch_size that does not leave a last batch of 1"
            )
        return m

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
        return self._like(parameters=own, generators=self.generators * (own.size // own.shape[-1]))

    def member(self, index: int) -> Self:
        """Return a copy of one member of a stack, as a single network."""
        if self.members is None:
            raise ValueError("member is for a stack; this network is a single one")
        integer_at_least("index", index, 0)
        return self._like(
            parameters=self.parameters[index],
            statistics=self.statistics[index],
            generators=self.generators[index : index + 1],
        ).copy()

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
