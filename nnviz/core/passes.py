"""Which members of a stack are propagated together, and the work arrays kept for each shape."""

from collections.abc import Sequence
from math import ceil
from types import EllipsisType
from typing import TypeAlias

import numpy as np

from nnviz.core.architecture import Architecture
from nnviz.core.arrays import Array
from nnviz.core.layer_pass import LayerArrays
from nnviz.core.propagation import Propagation

CACHE = 1 << 21
"""Bytes of parameters and work arrays that members propagated together may take."""

SHAPES_KEPT = 4
"""For so many numbers of examples the work arrays are kept; the oldest go first."""

Part: TypeAlias = slice | EllipsisType
"""The members that one propagation serves: a slice of a stack, or … for a single network."""


class Passes:
    """The propagations of a network's buffers, made once for each number of examples."""

    def __init__(
        self,
        architecture: Architecture,
        buffers: tuple[Array, Array, Array],
        generators: list[np.random.Generator],
    ) -> None:
        self.architecture = architecture
        self.buffers = buffers
        self.generators = generators
        self._kept: dict[tuple[int, bool], list[tuple[Part, Propagation]]] = {}

    def of(self, m: int, *, together: bool = False) -> list[tuple[Part, Propagation]]:
        """Return the propagations for m examples; `together` puts all members into one."""
        if (m, together) not in self._kept:
            while len(self._kept) >= SHAPES_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[m, together] = self._make(m, together)
        return self._kept[m, together]

    def _make(self, m: int, together: bool) -> list[tuple[Part, Propagation]]:
        parameters = self.buffers[0]
        if parameters.ndim == 1:
            arrays = self._arrays((), m)
            return [(..., self._propagation(arrays, self.buffers, slice(None)))]
        members = len(parameters)
        chunk = (
            members if together else ceil(members / ceil(members / fitting(self.architecture, m)))
        )
        arrays = self._arrays((chunk,), m)
        return [
            (part, self._members_propagation(arrays, part))
            for part in (slice(i, min(i + chunk, members)) for i in range(0, members, chunk))
        ]

    def _members_propagation(self, arrays: Sequence[LayerArrays], part: slice) -> Propagation:
        parameters, gradients, statistics = (buffer[part] for buffer in self.buffers)
        own_arrays = [array.members(len(parameters)) for array in arrays]
        return self._propagation(own_arrays, (parameters, gradients, statistics), part)

    def _propagation(
        self, arrays: Sequence[LayerArrays], buffers: tuple[Array, Array, Array], members: slice
    ) -> Propagation:
        return Propagation(self.architecture, arrays, buffers, self.generators, members)

    def _arrays(self, leading: tuple[int, ...], m: int) -> list[LayerArrays]:
        dtype = self.architecture.dtype
        return [LayerArrays(layer, leading, m, dtype) for layer in self.architecture.layers]


def fitting(architecture: Architecture, m: int) -> int:
    """Return how many networks, at least one, fit the cache together with m examples each."""
    units = sum(architecture.sizes[1:])
    numbers = 2 * architecture.size + 4 * units * m
    return max(1, CACHE // (numbers * architecture.dtype.itemsize))


def of_members(array: Array, part: Part) -> Array:
    """Return the members' part of (members, rows, columns), or (rows, columns) as it is."""
    return array if array.ndim == 2 else array[part]
