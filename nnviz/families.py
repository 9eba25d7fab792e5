"""Families: the optimizers, surfaces, data sets and so on that a concept's parameter chooses from.

The core has its own members of each, and plugins add theirs through the hook of the same name.
The names of the core's members stand here, because help and completion load no NumPy; a test
holds them to the core.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple


class Family(NamedTuple):
    """Where the core keeps a family's members, and their names."""

    module: str
    mapping: str
    names: tuple[str, ...]

    def members(self) -> dict[str, Any]:
        """Return the core's members by name."""
        return dict(getattr(import_module(self.module), self.mapping))


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "optimizers": Family(
            "nnviz.core.optimizers",
            "OPTIMIZERS",
            ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"),
        ),
        "schedules": Family(
            "nnviz.core.schedules",
            "SCHEDULES",
            (
                "constant",
                "inverse_time",
                "step",
                "exponential",
                "polynomial",
                "cosine",
                "cosine_restarts",
                "warm_up",
                "one_cycle",
            ),
        ),
        "activations": Family(
            "nnviz.core.activations",
            "ACTIVATIONS",
            ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "softmax"),
        ),
        "initializers": Family(
            "nnviz.core.initializers",
            "INITIALIZERS",
            (
                "zeros",
                "constant",
                "identity",
                "normal",
                "uniform",
                "lecun_normal",
                "lecun_uniform",
                "xavier_normal",
                "xavier_uniform",
                "he_normal",
                "he_uniform",
                "lecun",
                "xavier",
                "he",
            ),
        ),
        "datasets": Family(
            "nnviz.core.data", "DATASETS", ("moons", "circles", "spirals", "blobs", "flower")
        ),
        "surfaces": Family(
            "nnviz.core.surfaces",
            "SURFACES",
            (
                "quadratic",
                "ravine",
                "saddle",
                "rosenbrock",
                "beale",
                "himmelblau",
                "local_minima",
            ),
        ),
    }
)


class Additions(NamedTuple):
    """What plugins add to the families: a mapping of names to members for each."""

    members: Mapping[str, Mapping[str, Any]] = {}

    def of(self, family: str) -> Mapping[str, Any]:
        """Return the members that plugins add to a family."""
        return self.members.get(family, {})


NO_ADDITIONS = Additions()
"""What a concept gets that is made without a host."""
