"""What a network consists of, before it has any numbers: its layers, its loss, its dtype."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.batch_norm import RunningStatistics
from nnviz.core.layers import Dense, LayerViews
from nnviz.core.losses import Loss

FLOAT64: np.dtype[np.floating[Any]] = np.dtype(np.float64)


@dataclass(frozen=True)
class Architecture:
    """The layers of a network from the inputs up, its loss, and how it is kept.

    `keep_input` is the probability with which dropout keeps each input feature.
    """

    layers: tuple[Dense, ...]
    loss: Loss
    keep_input: float = 1.0
    dtype: np.dtype[np.floating[Any]] = FLOAT64

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of features, and of units in each layer."""
        return (self.layers[0].inputs, *(layer.outputs for layer in self.layers))

    @property
    def starts(self) -> list[int]:
        """Where in the flat buffer each layer's parameters start, and the last one's end."""
        return list(accumulate((layer.size for layer in self.layers), initial=0))

    @property
    def size(self) -> int:
        """The number P of parameters."""
        return self.starts[-1]

    @property
    def statistics_size(self) -> int:
        """The number of running statistics, two for each batch-normalized unit."""
        return sum(layer.statistics_size for layer in self.layers)

    @property
    def has_dropout(self) -> bool:
        """Whether anything is dropped while training."""
        return self.keep_input < 1 or any(layer.keep < 1 for layer in self.layers)

    @property
    def has_batch_norm(self) -> bool:
        """Whether a layer is batch-normalized."""
        return any(layer.batch_norm for layer in self.layers)

    def views(self, buffer: Array) -> tuple[LayerViews, ...]:
        """Return each layer's views of a flat buffer (…, P)."""
        return tuple(
            layer.views(buffer[..., start:end])
            for layer, (start, end) in zip(self.layers, pairwise(self.starts), strict=True)
        )

    def statistics(self, buffer: Array) -> Iterator[RunningStatistics]:
        """Yield each layer's views of a flat buffer of running statistics."""
        start = 0
        for layer in self.layers:
            end = start + layer.statistics_size
            yield layer.statistics(buffer[..., start:end])
            start = end

    def weight_mask(self) -> Array:
        """Return, (P,), 1 for each parameter that is an entry of a W and 0 for the others."""
        mask = np.zeros(self.size, self.dtype)
        for views in self.views(mask):
            views.W[...] = 1
        return mask

    def parameter_name(self, index: int) -> str:
        """Return the name of a parameter of the flat buffer, as `layer 2, W[3, 1]`."""
        starts = self.starts
        if not 0 <= index < starts[-1]:
            raise IndexError(f"index must be at least 0 and below {starts[-1]}; got {index}")
        number = int(np.searchsorted(starts, index, side="right"))
        layer = self.layers[number - 1]
        return f"layer {number}, {layer.parameter_name(index - starts[number - 1])}"
