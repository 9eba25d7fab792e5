"""From what a user writes, sizes and names or objects, to the architecture that it describes."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from nnviz.core.activations import ACTIVATIONS, Activation
from nnviz.core.architecture import Architecture
from nnviz.core.batch_norm import BatchNorm
from nnviz.core.checks import integer_at_least, number_in
from nnviz.core.choices import choose
from nnviz.core.initializers import INITIALIZERS, Initializer, choose_initializer
from nnviz.core.layers import Dense
from nnviz.core.losses import LOSSES, Loss, MeanSquaredError

Item = TypeVar("Item")
OneOrEach: TypeAlias = Item | Sequence[Item]

HE_INITIALIZED = ("relu", "leaky_relu", "elu", "gelu")
"""Activations whose layers start from He's distribution unless another is asked for."""


def architecture(
    sizes: Sequence[int],
    *,
    hidden: OneOrEach[str | Activation] = "tanh",
    output: str | Activation | None = None,
    loss: str | Loss = "binary",
    initializer: OneOrEach[str | Initializer] | None = None,
    batch_norm: OneOrEach[bool | BatchNorm] = False,
    keep: OneOrEach[float] = 1.0,
    keep_input: float = 1.0,
    dtype: npt.DTypeLike = np.float64,
) -> Architecture:
    """Return the architecture that these choices describe; see `Network` for what they mean."""
    units = _checked_sizes(sizes)
    hidden_count, layer_count = len(units) - 2, len(units) - 1
    head = _with_output(choose("loss", loss, LOSSES, Loss), output)
    activations = [
        *(_activation("hidden", choice) for choice in _each("hidden", hidden, hidden_count)),
        head.activation,
    ]
    starts = [_suited(a) for a in activations]
    if initializer is not None:
        chosen = _each("initializer", initializer, layer_count)
        starts = [choose_initializer(choice) for choice in chosen]
    norms = [_norm(choice) for choice in _each("batch_norm", batch_norm, hidden_count)]
    keeps = [_keep("keep", choice) for choice in _each("keep", keep, hidden_count)]
    layers = tuple(
        Dense(inputs, outputs, activation.along(-2), start, norm, kept)
        for (inputs, outputs), activation, start, norm, kept in zip(
            pairwise(units), activations, starts, [*norms, None], [*keeps, 1.0], strict=True
        )
    )
    return Architecture(layers, head, _keep("keep_input", keep_input), _checked_dtype(dtype))


def _suited(activation: Activation) -> Initializer:
    return INITIALIZERS["he" if activation.name in HE_INITIALIZED else "xavier"]


def _activation(what: str, choice: str | Activation) -> Activation:
    activation = choose(what, choice, ACTIVATIONS, Activation)
    z = np.zeros((1, 1))
    out = np.full_like(z, np.nan)
    activation.value(z, out=out)
    if np.isnan(out).any():
        raise ValueError(f"{what}: the value of {activation!r} must be written into `out`")
    return activation


def _norm(choice: bool | BatchNorm) -> BatchNorm | None:
    if isinstance(choice, BatchNorm):
        return choice
    if not isinstance(choice, bool):
        raise TypeError(f"batch_norm must be True, False or a BatchNorm; got {choice!r}")
    return BatchNorm() if choice else None


def _keep(what: str, probability: float) -> float:
    return number_in(what, probability, gt=0, le=1)


def _checked_sizes(sizes: Sequence[int]) -> list[int]:
    if isinstance(sizes, str) or not isinstance(sizes, Sequence):
        raise TypeError(f"sizes must be a list such as [2, 16, 1]; got {sizes!r}")
    if len(sizes) < 2:
        raise ValueError(f"sizes must name the inputs and the outputs at least; got {sizes}")
    return [integer_at_least(f"sizes[{i}]", size, 1) for i, size in enumerate(sizes)]


def _checked_dtype(dtype: npt.DTypeLike) -> np.dtype[np.floating[Any]]:
    wanted: np.dtype[Any] = np.dtype(dtype)
    if wanted not in (np.float32, np.float64):
        raise TypeError(f"dtype must be float32 or float64; got {wanted}")
    return wanted


def _with_output(loss: Loss, output: str | Activation | None) -> Loss:
    """Return the loss with the output activation asked for, if it can have one."""
    if output is None:
        return loss
    activation = _activation("output", output)
    if isinstance(loss, MeanSquaredError):
        return replace(loss, activation=activation)
    if activation.name != loss.activation.name:
        raise ValueError(
            f"output must be {loss.activation.name!r} with loss {loss.name!r}, which is written "
            f"in its logits; got {activation.name!r}. Leave it out, or use loss 'mse'"
        )
    return loss


def _each(what: str, choice: object, count: int) -> list[Any]:
    """Return one choice for each of `count` layers, whether given once or one by one."""
    if isinstance(choice, str) or not isinstance(choice, Sequence):
        return [choice] * count
    if len(choice) != count:
        raise ValueError(f"{what} must have one entry for each of {count} layers; got {choice!r}")
    return list(choice)
