"""Fully connected networks, one or a stack of them, with their parameters in one buffer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.core.activations import Activation
from nnviz.core.arrays import Array, Seed
from nnviz.core.batch_norm import BatchNorm
from nnviz.core.buffers import Buffers
from nnviz.core.checks import integer_at_least
from nnviz.core.describing import OneOrEach, architecture
from nnviz.core.evaluation import cost_of, gradient_of, logits_and_outputs
from nnviz.core.examples import examples, input_rows, target_rows
from nnviz.core.initializers import Initializer
from nnviz.core.inspection import Inspection, inspect
from nnviz.core.losses import Loss
from nnviz.core.penalties import Penalties, as_tuple
from nnviz.core.seeds import member_generators


class Network(Buffers):
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

    `gradients` is the buffer that `gradient` and training fill, `statistics` that of the running
    means and variances, and `generators` (one for each member) drew the weights and go on to
    draw batch orders and dropout masks.
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
        described = architecture(
            sizes,
            hidden=hidden,
            output=output,
            loss=loss,
            initializer=initializer,
            batch_norm=batch_norm,
            keep=keep,
            keep_input=keep_input,
            dtype=dtype,
        )
        if members is None and isinstance(seed, Sequence):
            members = len(seed)
        if members is not None:
            integer_at_least("members", members, 1)
        super().__init__(described, member_generators(seed, members), members)
        self.initialize()

    def outputs(self, X: npt.ArrayLike, *, training: bool = False) -> Array:
        """Return the outputs, (…, examples, outputs): probabilities if the network classifies.

        With `training=True`, here and below, dropout is on and batch normalization uses the
        batch's own statistics (without changing the running ones).
        """
        rows = input_rows(self.architecture, self.members, X)
        return logits_and_outputs(self, rows, training=training)[1]

    def logits(self, X: npt.ArrayLike, *, training: bool = False) -> Array:
        """Return the output layer's weighted inputs z, (…, examples, outputs)."""
        rows = input_rows(self.architecture, self.members, X)
        return logits_and_outputs(self, rows, training=training)[0]

    def cost(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        penalty: Penalties = None,
        training: bool = False,
    ) -> Array:
        """Return the mean loss (…,) over the examples, plus any penalty with m = examples."""
        data = examples(self.architecture, self.members, X, y)
        return cost_of(self, data, as_tuple(penalty), training=training)[()]

    def gradient(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        penalty: Penalties = None,
        training: bool = False,
    ) -> Array:
        """Return the gradient (…, P) of `cost` with the same arguments, in a new array."""
        data = examples(self.architecture, self.members, X, y)
        return gradient_of(self, data, as_tuple(penalty), training=training)

    def predict(self, X: npt.ArrayLike) -> Any:
        """Return labels (…, examples) if the network classifies, otherwise its outputs."""
        return self.architecture.loss.predict(self.outputs(X))

    def accuracy(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Return the share (…,) of labels that are predicted."""
        loss = self.architecture.loss
        if not loss.classifies:
            raise TypeError(f"accuracy needs a network that classifies; this one has {loss}")
        outputs = self.outputs(X)
        targets = target_rows(self.architecture, self.members, y, outputs.shape[-2])
        right = loss.predict(outputs) == loss.predict(targets)
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
        rows = input_rows(self.architecture, self.members, X)
        targets = None
        if y is not None:
            targets = target_rows(self.architecture, self.members, y, rows.shape[-2])
        return inspect(self, rows, targets, as_tuple(penalty), training=training)

    def activations(self, X: npt.ArrayLike) -> tuple[Array, ...]:
        """Return each layer's activations, (…, examples, units), the outputs last."""
        return self.inspect(X).a

    def __repr__(self) -> str:
        described = self.architecture
        hidden = ", ".join(layer.activation.name for layer in described.layers)
        stack = "" if self.members is None else f"{self.members} members, "
        return (
            f"Network({list(described.sizes)}: {hidden}; loss {described.loss.name}, {stack}"
            f"{described.size} parameters, {described.dtype})"
        )
