"""A network's numbers: its flat buffers, their views by layer, and the generators that draw."""

from collections.abc import Sequence
from copy import deepcopy
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nnviz.core.architecture import Architecture
from nnviz.core.arrays import Array
from nnviz.core.checks import integer_at_least
from nnviz.core.layers import LayerViews
from nnviz.core.passes import Passes


class Buffers:
    """The buffers (…, P) of parameters and gradients, and (…, S) of running statistics.

    Without members the leading axis is absent; otherwise it is theirs. `layers` are the views of
    the parameters, so `layers[0].W` may be read and written.
    """

    def __init__(
        self,
        architecture: Architecture,
        generators: Sequence[np.random.Generator],
        members: int | None,
        parameters: Array | None = None,
    ) -> None:
        leading = () if members is None else (members,)
        shape = (*leading, architecture.size)
        self.architecture = architecture
        self.members = members
        self.generators = list(generators)
        self._parameters = np.zeros(shape, architecture.dtype) if parameters is None else parameters
        self.gradients = np.zeros(shape, architecture.dtype)
        self.statistics = np.zeros((*leading, architecture.statistics_size), architecture.dtype)
        self.layers = architecture.views(self._parameters)

    @cached_property
    def passes(self) -> Passes:
        """The forward and backward passes through these buffers, by number of examples."""
        buffers = (self._parameters, self.gradients, self.statistics)
        return Passes(self.architecture, buffers, self.generators)

    @cached_property
    def weight_mask(self) -> Array:
        """1 for each of the P parameters that is an entry of a W, and 0 for the others."""
        return self.architecture.weight_mask()

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

    def initialize(self) -> None:
        """Draw every weight anew, from each member's generator, and start the statistics."""
        rows = self._parameters.reshape(-1, self.architecture.size)
        for row, generator in zip(rows, self.generators, strict=True):
            views = self.architecture.views(row)
            for layer, view in zip(self.architecture.layers, views, strict=True):
                layer.initialize(view, generator)
        for running in self.architecture.statistics(self.statistics):
            running.mean[...] = 0
            running.variance[...] = 1

    def views(self, buffer: Array) -> tuple[LayerViews, ...]:
        """Return each layer's W, b, γ and β within any buffer (…, P), a gradient for example."""
        return self.architecture.views(buffer)

    def parameter_name(self, index: int) -> str:
        """Return the name of a parameter of the flat buffer, as `layer 2, W[3, 1]`."""
        return self.architecture.parameter_name(index)

    def with_parameters(self, parameters: Array) -> Self:
        """Return a network, or a stack, like this single one, on parameters of shape (…, P).

        The array becomes its buffer. The members of a stack share this network's generator.
        """
        if self.members is not None:
            raise ValueError("with_parameters is for a single network; take a member of the stack")
        own = np.ascontiguousarray(parameters, self.architecture.dtype)
        if own.shape[-1:] != self._parameters.shape or own.ndim > 2:
            raise ValueError(
                f"parameters must have shape (P,) = {self._parameters.shape} or (members, P); "
                f"got {own.shape}"
            )
        members = None if own.ndim == 1 else len(own)
        return self._made(own, self.statistics, self.generators * (members or 1))

    def member(self, index: int) -> Self:
        """Return a copy of one member of a stack, as a single network."""
        if self.members is None:
            raise ValueError("member is for a stack; this network is a single one")
        integer_at_least("index", index, 0)
        generators = deepcopy(self.generators[index : index + 1])
        return self._made(self._parameters[index].copy(), self.statistics[index], generators)

    def copy(self) -> Self:
        """Return a network with the same numbers, and generators in the same state, of its own."""
        return self._made(self._parameters.copy(), self.statistics, deepcopy(self.generators))

    def _made(
        self, parameters: Array, statistics: Array, generators: Sequence[np.random.Generator]
    ) -> Self:
        made = object.__new__(type(self))
        members = None if parameters.ndim == 1 else len(parameters)
        Buffers.__init__(made, self.architecture, generators, members, parameters)
        made.statistics[...] = statistics
        return made

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.copy()

    def __getstate__(self) -> dict[str, Any]:
        return {
            "architecture": self.architecture,
            "generators": self.generators,
            "members": self.members,
            "parameters": self._parameters,
            "statistics": self.statistics,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        Buffers.__init__(self, state["architecture"], state["generators"], state["members"])
        self.parameters = state["parameters"]
        self.statistics[...] = state["statistics"]
